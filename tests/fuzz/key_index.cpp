// The key index on disk: a file that is cut or changed in any place is refused, or answers as it was written.
#include "property.hpp"

#include <support/temp_folder.hpp>

#include <tilores/base/file.hpp>
#include <tilores/resolve/segment.hpp>

#include <algorithm>

using namespace tilores;
using namespace tilores::resolve;

namespace {

constexpr std::size_t k_pairs = 1000;
constexpr IndexKey key_of(std::size_t i) { return i * 0x9E3779B97F4A7C15U / 1000U * 1000U; }

std::string whole_file(const std::string& path)
{
  std::vector<Posting> pairs;
  for (std::size_t i = 0; i < k_pairs; ++i) {
    pairs.push_back({key_of(i), static_cast<StoredRecord>(i)});
  }
  std::sort(pairs.begin(), pairs.end());
  auto writer = SegmentWriter::create(path);
  for (const Posting& pair : pairs) {
    require(writer->add(pair).has_value());
  }
  require(writer->finish().has_value());
  return read_file(path).value();
}

void check(const std::string& path, std::size_t step)
{
  const auto segment = Segment::open(path);
  if (!segment) {
    require(segment.error().kind == ErrorKind::bad_data);
    return;
  }
  for (std::size_t i = 0; i < k_pairs; i += step) {
    std::vector<StoredRecord> found;
    if ((*segment)->find(key_of(i), found, 8)) {
      require(std::find(found.begin(), found.end(), i) != found.end());
    }
  }
  for (std::uint64_t page = 0; page < (*segment)->pages(); ++page) {
    static_cast<void>((*segment)->page(page));
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  static const test::TempFolder folder;
  static const std::string path = folder.path() + "/keys";
  static const std::string whole = whole_file(path);
  std::string_view orders = text_of(data, size);
  require(write_file_atomically(path, orders).has_value());
  check(path, 1);
  std::string file = whole;
  for (; orders.size() >= 3; orders.remove_prefix(3)) {
    const auto at =
      static_cast<std::size_t>(static_cast<std::uint8_t>(orders[0]) << 8U | static_cast<std::uint8_t>(orders[1]));
    file[at % file.size()] = orders[2];
  }
  if (!orders.empty()) {
    file.resize(file.size() - static_cast<std::uint8_t>(orders[0]) * 16U);
  }
  require(write_file_atomically(path, file).has_value());
  check(path, 7);
  return 0;
}
