#include <tilores/cache/codec.hpp>

#include <zstd.h>

#include <memory>

namespace tilores::cache {
namespace {

constexpr char k_format = 1;
constexpr std::uint8_t k_negative = 1;
constexpr std::uint8_t k_compressed = 2;
constexpr std::size_t k_worth_compressing = 128;
constexpr std::size_t k_most_tags = 65535;

struct FreeContext {
  void operator()(ZSTD_CCtx* c) const { ZSTD_freeCCtx(c); }
  void operator()(ZSTD_DCtx* d) const { ZSTD_freeDCtx(d); }
};

void append_time(std::string& to, WallTime time)
{
  const auto ms = static_cast<std::uint64_t>(time.time_since_epoch().count());
  for (unsigned shift = 0; shift < 64; shift += 8) {
    to += static_cast<char>((ms >> shift) & 0xffU);
  }
}

WallTime time_at(std::string_view stored, std::size_t at)
{
  std::uint64_t ms = 0;
  for (unsigned i = 0; i < 8; ++i) {
    ms |= static_cast<std::uint64_t>(static_cast<unsigned char>(stored[at + i])) << (8 * i);
  }
  return WallTime{Millis{static_cast<std::int64_t>(ms)}};
}

std::string context_of(const CacheKey& key, std::string_view header)
{
  std::string context(key.view());
  context += header;
  return context;
}

// Appends the frame; false, with `to` unchanged, where it would not be smaller.
bool append_compressed(std::string& to, std::string_view value)
{
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
  const std::size_t before = to.size();
  const std::size_t room = ZSTD_compressBound(value.size());
  to.resize(before + room);
  const std::size_t n = ZSTD_compressCCtx(context.get(), to.data() + before, room, value.data(), value.size(), 1);
  const bool smaller = ZSTD_isError(n) == 0 && n < value.size();
  to.resize(smaller ? before + n : before);
  return smaller;
}

Result<std::string> decompress(std::string_view frame)
{
  const unsigned long long size = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > k_max_value) {
    return fail(ErrorKind::bad_data, "cached value has a broken frame");
  }
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
  std::string value(size, '\0');
  const std::size_t n = ZSTD_decompressDCtx(context.get(), value.data(), value.size(), frame.data(), frame.size());
  if (ZSTD_isError(n) != 0 || n != value.size()) {
    return fail(ErrorKind::bad_data, "cached value does not decompress");
  }
  return value;
}

} // namespace

std::string_view to_string(EntryKind kind)
{
  switch (kind) {
  case EntryKind::search: return "search";
  case EntryKind::fields: return "fields";
  case EntryKind::credit: return "credit";
  case EntryKind::answer: return "answer";
  case EntryKind::prewarmed: return "prewarmed";
  }
  return "";
}

std::string encode_entry(const Key256& key, const CacheKey& cache_key, const Entry& entry)
{
  const std::size_t tags = std::min(entry.tags.size(), k_most_tags);
  std::string plain;
  plain.reserve(2 + tags * 16 + entry.value->size() + 64);
  plain += static_cast<char>(tags & 0xffU);
  plain += static_cast<char>(tags >> 8U);
  for (std::size_t i = 0; i < tags; ++i) {
    plain += entry.tags[i].view();
  }
  const bool compressed = entry.value->size() >= k_worth_compressing && append_compressed(plain, *entry.value);
  if (!compressed) {
    plain += *entry.value;
  }
  std::string stored;
  stored.reserve(k_header_size + plain.size() + 64);
  stored += k_format;
  stored += static_cast<char>(entry.kind);
  stored += static_cast<char>((entry.negative ? k_negative : 0U) | (compressed ? k_compressed : 0U));
  append_time(stored, entry.created);
  append_time(stored, entry.expires);
  append_time(stored, entry.keep_until);
  stored += seal(key, plain, context_of(cache_key, stored));
  return stored;
}

std::optional<Header> read_header(std::string_view stored)
{
  if (stored.size() < k_header_size || stored[0] != k_format || static_cast<std::uint8_t>(stored[1]) >= k_entry_kinds) {
    return std::nullopt;
  }
  return Header{static_cast<EntryKind>(stored[1]), time_at(stored, 3), time_at(stored, 19)};
}

Result<Entry> decode_entry(const Key256& key, const CacheKey& cache_key, std::string_view stored)
{
  const auto header = read_header(stored);
  if (!header) {
    return fail(ErrorKind::bad_data, "cached value has another format");
  }
  TRY_ASSIGN(std::string plain,
             open_sealed(key, stored.substr(k_header_size), context_of(cache_key, stored.substr(0, k_header_size))));
  if (plain.size() < 2) {
    return fail(ErrorKind::bad_data, "cached value is too short");
  }
  const std::size_t tags =
    static_cast<unsigned char>(plain[0]) + (static_cast<std::size_t>(static_cast<unsigned char>(plain[1])) << 8U);
  const std::size_t begin = 2 + tags * 16;
  if (plain.size() < begin) {
    return fail(ErrorKind::bad_data, "cached value is too short");
  }
  Entry entry;
  entry.kind = header->kind;
  entry.created = header->created;
  entry.expires = time_at(stored, 11);
  entry.keep_until = header->keep_until;
  const auto flags = static_cast<std::uint8_t>(stored[2]);
  entry.negative = (flags & k_negative) != 0;
  entry.tags.resize(tags);
  for (std::size_t i = 0; i < tags; ++i) {
    std::memcpy(entry.tags[i].bytes.data(), plain.data() + 2 + i * 16, 16);
  }
  if ((flags & k_compressed) != 0) {
    TRY_ASSIGN(std::string value, decompress(std::string_view(plain).substr(begin)));
    entry.value = std::make_shared<const std::string>(std::move(value));
  } else {
    plain.erase(0, begin);
    entry.value = std::make_shared<const std::string>(std::move(plain));
  }
  return entry;
}

} // namespace tilores::cache
