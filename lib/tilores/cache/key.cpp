#include <tilores/cache/key.hpp>

#include <algorithm>

namespace tilores::cache {
namespace {

void append_part(std::string& text, std::string_view part)
{
  const std::uint64_t size = part.size();
  for (unsigned shift = 0; shift < 64; shift += 8) {
    text += static_cast<char>((size >> shift) & 0xffU);
  }
  text += part;
}

} // namespace

CacheKey make_key(const Key256& key, std::span<const std::string_view> parts)
{
  std::string text;
  for (const std::string_view part : parts) {
    append_part(text, part);
  }
  return CacheKey{hmac_sha256(key, text)};
}

CacheKey make_key(const Key256& key, std::initializer_list<std::string_view> parts)
{
  return make_key(key, std::span(parts.begin(), parts.size()));
}

Tag make_tag(const Key256& key, std::string_view record_id)
{
  std::string text;
  append_part(text, "record"); // a tag never equals a key
  append_part(text, record_id);
  const Digest digest = hmac_sha256(key, text);
  Tag tag;
  std::copy_n(digest.begin(), tag.bytes.size(), tag.bytes.begin());
  return tag;
}

} // namespace tilores::cache
