#pragma once
// What a command accepts, declared once: parsing, help, man pages, completion and `manifest` derive from it. No third
// party shows through.

#include <tilores/base/clock.hpp>
#include <tilores/base/result.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::app {

enum class FlagKind : std::uint8_t { toggle, count, value, list };

struct Flag {
  std::string name;       // "--email", or "FILE" for a positional argument
  std::string short_name; // "-o" or empty
  FlagKind kind = FlagKind::value;
  std::string value_name; // "DATE"; for help
  std::string fallback;   // default as shown; empty: none
  std::vector<std::string> choices;
  std::string help;
  bool positional = false;
  bool required = false;
  std::function<Status(std::span<const std::string>)> store; // the values given, at least one; toggles: their count
};

struct Range {
  std::uint64_t min;
  std::uint64_t max;
};

// Declares flags and binds them to targets, which keep their values as defaults.
class Flags {
public:
  void toggle(std::string_view names, bool& target, std::string_view help);
  void count(std::string_view names, int& target, std::string_view help);
  void text(std::string_view names, std::string_view value, std::string& target, std::string_view help);
  void text(std::string_view names, std::string_view value, std::optional<std::string>& target, std::string_view help);
  void list(std::string_view names, std::string_view value, std::vector<std::string>& target, std::string_view help);
  void number(std::string_view names, std::uint64_t& target, Range range, std::string_view help);
  void number(std::string_view names, std::optional<std::uint64_t>& target, Range range, std::string_view help);
  void real(std::string_view names, std::string_view value, std::optional<double>& target, std::string_view help);
  void duration(std::string_view names, std::optional<Millis>& target, std::string_view help);
  void choice(std::string_view names, std::string& target, std::span<const std::string_view> choices,
              std::string_view help);
  // Positional arguments, filled in the order of their declaration.
  void argument(std::string_view name, std::optional<std::string>& target, std::string_view help);
  void required(std::string_view name, std::string& target, std::string_view help);
  void arguments(std::string_view name, std::vector<std::string>& target, std::string_view help);
  void example(std::string_view line, std::string_view comment = {});
  // Paragraphs below the flags in help and man page.
  void note(std::string_view text);

  [[nodiscard]] const std::vector<Flag>& all() const { return m_flags; }
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& examples() const { return m_examples; }
  [[nodiscard]] const std::vector<std::string>& notes() const { return m_notes; }

private:
  Flag& add(std::string_view names, FlagKind kind, std::string_view value, std::string_view help);
  std::vector<Flag> m_flags;
  std::vector<std::pair<std::string, std::string>> m_examples;
  std::vector<std::string> m_notes;
};

} // namespace tilores::app
