#pragma once
// Every setting of the program, once: name, kind, default, environment variables, help. Files, environment, `config`,
// man pages and suggestions derive from this table.

#include <cstdint>
#include <span>
#include <string_view>

namespace tilores::config {

enum class SettingKind : std::uint8_t {
  text,
  choice,   // one of `choices`, separated by '|'
  boolean,  // true or false
  number,   // decimal, not negative
  duration, // "1500ms", "2s", "1m30s", "12h", "7d"
  bytes,    // "256MB", "1GB", "65536"
  secret,   // never printed, never taken from a flag or `config set`; also NAME_FILE and NAME_command
};

struct Setting {
  std::string_view name; // "cache.ttl.search": section and key in the file
  SettingKind kind;
  std::string_view fallback;    // default, as it would be written
  std::string_view environment; // variable names separated by ' ', the first is the main one; may be empty
  std::string_view choices;     // for `choice`
  std::string_view help;
};

[[nodiscard]] std::span<const Setting> settings_table();
// nullptr for an unknown name.
[[nodiscard]] const Setting* find_setting(std::string_view name);
// The nearest setting's name, or "".
[[nodiscard]] std::string_view nearest_setting(std::string_view name);

} // namespace tilores::config
