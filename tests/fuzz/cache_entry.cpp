// The cache: an entry reads back as it was written; a foreign, cut or changed one, or a damaged file, is a miss and
// never another value. Redis addresses are read, or refused without being repeated.
#include "property.hpp"

#include <support/temp_folder.hpp>

#include <tilores/base/file.hpp>
#include <tilores/cache/codec.hpp>
#include <tilores/cache/redis_url.hpp>

#include <filesystem>

using namespace tilores;
using namespace tilores::cache;

namespace {

const Key256 k_key{7};
const CacheKey k_cache_key = make_key(k_key, {"search", "a"});

Entry entry_of(std::string_view text)
{
  Entry entry;
  entry.value = std::make_shared<const std::string>(text);
  entry.created = WallTime{Millis{1'790'000'000'000}};
  entry.expires = entry.keep_until = WallTime{Millis{4'000'000'000'000}};
  entry.tags = {make_tag(k_key, text.substr(0, 4))};
  entry.negative = text.empty();
  return entry;
}

// Changes `stored` as the input says: bytes set, then the end cut.
bool damage(std::string& stored, std::string_view orders)
{
  const std::string before = stored;
  for (; orders.size() >= 3; orders.remove_prefix(3)) {
    const auto at =
      static_cast<std::size_t>(static_cast<std::uint8_t>(orders[0]) << 8U | static_cast<std::uint8_t>(orders[1]));
    stored[at % stored.size()] = orders[2];
  }
  if (!orders.empty()) {
    stored.resize(stored.size() - std::min<std::size_t>(stored.size(), static_cast<std::uint8_t>(orders[0])));
  }
  return stored != before;
}

void check_file(std::string_view orders)
{
  static const test::TempFolder folder;
  static const std::string path = folder.path() + "/cache";
  static const Entry written = entry_of("a value");
  static const std::string whole = [] {
    static_cast<void>(make_disk_tier({path, k_key, 1U << 20U}, system_clock())->put(k_cache_key, written));
    return read_file(path).value();
  }();
  std::string file = whole;
  damage(file, orders);
  for (const auto& left : std::filesystem::directory_iterator(folder.path())) {
    std::filesystem::remove_all(left);
  }
  require(write_file_atomically(path, file).has_value());
  const auto tier = make_disk_tier({path, k_key, 1U << 20U}, system_clock());
  const auto found = tier->get(k_cache_key);
  require(found.has_value() && (!*found || *(*found)->value == *written.value));
  static_cast<void>(tier->sweep({Sweep::What::damaged, {}}));
  static_cast<void>(tier->stats());
  require(tier->put(k_cache_key, written).has_value());
  const auto again = tier->get(k_cache_key);
  require(again.has_value() && *again && *(*again)->value == *written.value);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const std::string_view text = text_of(data, size);
  require(!decode_entry(k_key, k_cache_key, text).has_value());
  static_cast<void>(read_header(text));
  const Entry entry = entry_of(text);
  std::string stored = encode_entry(k_key, k_cache_key, entry);
  const auto opened = decode_entry(k_key, k_cache_key, stored);
  require(opened && *opened->value == text && opened->tags == entry.tags && opened->expires == entry.expires &&
          opened->negative == entry.negative && read_header(stored)->keep_until == entry.keep_until);
  if (damage(stored, text.substr(0, 7))) {
    require(!decode_entry(k_key, k_cache_key, stored).has_value());
  }
  if (size > 0 && data[0] % 16 == 0) { // costs a hundred times the rest
    check_file(text.substr(1));
  }
  if (const auto address = parse_redis_url(text)) {
    require(address->socket.empty() != address->host.empty() && address->database >= 0);
  } else {
    require(address.error().kind == ErrorKind::config);
  }
  return 0;
}
