#pragma once
// Writes compact JSON straight into a string: no tree, no copy. Invalid UTF-8 becomes U+FFFD, so the text is always
// valid JSON.

#include <tilores/base/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tilores {

// Appends `text` as a JSON string with its quotes.
void append_json_string(std::string& out, std::string_view text);
// Appends the shortest text that reads back as `value`; null for NaN and infinities.
void append_json_number(std::string& out, double value);

// Commas and colons are the writer's business; the caller balances begin and end.
class JsonWriter {
public:
  explicit JsonWriter(std::string& out) : m_out(out) {}

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(bool flag);
  JsonWriter& value(double number);
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(std::uint64_t number);
  JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }
  JsonWriter& value(unsigned number) { return value(static_cast<std::uint64_t>(number)); }
  JsonWriter& null();
  // A value that is JSON already.
  JsonWriter& raw(std::string_view json);
  JsonWriter& value(const Json& json) { return json.missing() ? null() : raw(json.raw()); }
  template<typename T> JsonWriter& value(const std::optional<T>& maybe) { return maybe ? value(*maybe) : null(); }
  template<typename T> JsonWriter& member(std::string_view name, const T& content) { return key(name).value(content); }

private:
  void separate();
  std::string& m_out;
  bool m_first = true;
  bool m_after_key = false;
};

} // namespace tilores
