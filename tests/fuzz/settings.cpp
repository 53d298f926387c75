// Settings files, durations and sizes: what is printed or set reads back as it was meant.
#include "property.hpp"

#include <tilores/config/settings.hpp>
#include <tilores/config/toml_file.hpp>

#include <algorithm>

using namespace tilores;
using namespace tilores::config;

namespace {

void check_values(std::string_view text)
{
  if (const auto duration = parse_duration(text)) {
    require(*duration >= Millis{0} && parse_duration(to_text(*duration)).value() == *duration);
  }
  if (const auto bytes = parse_bytes(text)) {
    require(parse_bytes(std::to_string(*bytes)).value() == *bytes);
  }
  for (const Setting& setting : settings_table()) {
    static_cast<void>(check_value(setting, text));
  }
}

void check_edit(const std::string& file, std::string_view name, std::string_view value)
{
  const auto edited = with_setting(file, name, value);
  if (!edited || !read_toml("f", file)) {
    return;
  }
  const auto entries = read_toml("f", *edited);
  require(entries.has_value());
  const auto found = std::ranges::find(*entries, name, &FileEntry::name);
  require(found != entries->end() && (find_setting(name)->kind == SettingKind::number || found->value == value));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const std::string_view whole = text_of(data, size);
  std::string_view file = whole;
  const std::string_view value = take_line(file);
  check_values(value);
  for (const char* const name :
       {"region", "retries", "timeout", "tilores.api_url", "tilores.mirror", "cache.ttl.search"}) {
    check_edit(std::string(file), name, value);
  }
  if (const auto entries = read_toml("f", std::string(whole))) {
    for (const FileEntry& entry : *entries) {
      require(!entry.name.empty() && entry.line >= 1 && entry.line <= size + 1);
    }
  } else {
    require(entries.error().kind == ErrorKind::config && entries.error().message.find('\n') == std::string::npos);
  }
  return 0;
}
