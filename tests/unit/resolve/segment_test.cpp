#include <support/temp_folder.hpp>

#include <tilores/base/file.hpp>
#include <tilores/resolve/segment.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace tilores;
using namespace tilores::resolve;

TEST_CASE("a flipped byte anywhere in the key index is damage or changes nothing, never a record that is not found")
{
  const test::TempFolder folder;
  const std::string path = folder.path() + "/keys";
  constexpr StoredRecord k_count = 1500; // five pages
  constexpr IndexKey k_apart = ~IndexKey{0} / (k_count + 1);
  auto writer = SegmentWriter::create(path);
  REQUIRE(writer.has_value());
  for (StoredRecord i = 0; i < k_count; ++i) {
    REQUIRE(writer->add({i * k_apart, i}).has_value());
  }
  REQUIRE(writer->finish().has_value());
  const std::string whole = read_file(path).value();
  // Every byte of the header and of the first pairs of each page, which guide the search.
  for (std::size_t place = 0; place < whole.size(); place += place % 4096 == 31 ? 4096 - 31 : 1) {
    std::string file = whole;
    file[place] = static_cast<char>(file[place] ^ 0x40);
    REQUIRE(write_file_atomically(path, file).has_value());
    const auto segment = Segment::open(path);
    for (StoredRecord i = 0; segment && i < k_count; i += 13) {
      std::vector<StoredRecord> found;
      if ((*segment)->find(i * k_apart, found, 4)) {
        CAPTURE(place);
        REQUIRE(found == std::vector<StoredRecord>{i});
      }
    }
  }
}
