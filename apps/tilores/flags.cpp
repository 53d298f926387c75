#include "flags.hpp"

#include <tilores/base/text.hpp>
#include <tilores/config/values.hpp>

#include <algorithm>
#include <charconv>

namespace tilores::app {
namespace {

template<typename Number> Result<Number> number_in(const std::string& name, const std::string& text, Range range)
{
  std::uint64_t number = 0;
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (bad != std::errc{} || end != text.data() + text.size() || number < range.min || number > range.max) {
    return fail(ErrorKind::usage, name + ": '" + text + "' is not a whole number from " + std::to_string(range.min) +
                                    " to " + std::to_string(range.max));
  }
  return static_cast<Number>(number);
}

} // namespace

Flag& Flags::add(std::string_view names, FlagKind kind, std::string_view value, std::string_view help)
{
  Flag flag;
  for (const std::string_view name : split(names, ',')) {
    (name.starts_with("--") || !name.starts_with('-') ? flag.name : flag.short_name) = name;
  }
  flag.kind = kind;
  flag.value_name = value;
  flag.help = help;
  m_flags.push_back(std::move(flag));
  return m_flags.back();
}

void Flags::toggle(std::string_view names, bool& target, std::string_view help)
{
  add(names, FlagKind::toggle, "", help).store = [&target](auto) {
    target = true;
    return Status{};
  };
}

void Flags::count(std::string_view names, int& target, std::string_view help)
{
  add(names, FlagKind::count, "", help).store = [&target](auto values) {
    target = static_cast<int>(values.size());
    return Status{};
  };
}

void Flags::text(std::string_view names, std::string_view value, std::string& target, std::string_view help)
{
  Flag& flag = add(names, FlagKind::value, value, help);
  flag.fallback = target;
  flag.store = [&target](auto values) {
    target = values.back();
    return Status{};
  };
}

void Flags::text(std::string_view names, std::string_view value, std::optional<std::string>& target,
                 std::string_view help)
{
  add(names, FlagKind::value, value, help).store = [&target](auto values) {
    target = values.back();
    return Status{};
  };
}

void Flags::list(std::string_view names, std::string_view value, std::vector<std::string>& target,
                 std::string_view help)
{
  add(names, FlagKind::list, value, help).store = [&target](auto values) {
    target.assign(values.begin(), values.end());
    return Status{};
  };
}

void Flags::number(std::string_view names, std::uint64_t& target, Range range, std::string_view help)
{
  Flag& flag = add(names, FlagKind::value, "N", help);
  flag.fallback = std::to_string(target);
  flag.store = [&target, range, name = flag.name](auto values) -> Status {
    TRY_ASSIGN(target, number_in<std::uint64_t>(name, values.back(), range));
    return {};
  };
}

void Flags::number(std::string_view names, std::optional<std::uint64_t>& target, Range range, std::string_view help)
{
  Flag& flag = add(names, FlagKind::value, "N", help);
  flag.store = [&target, range, name = flag.name](auto values) -> Status {
    TRY_ASSIGN(target, number_in<std::uint64_t>(name, values.back(), range));
    return {};
  };
}

void Flags::real(std::string_view names, std::string_view value, std::optional<double>& target, std::string_view help)
{
  Flag& flag = add(names, FlagKind::value, value, help);
  flag.store = [&target, name = flag.name](auto values) -> Status {
    const std::string& text = values.back();
    double number = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (bad != std::errc{} || end != text.data() + text.size() || !(number >= 0)) {
      return fail(ErrorKind::usage, name + ": '" + text + "' is not a number");
    }
    target = number;
    return {};
  };
}

void Flags::duration(std::string_view names, std::optional<Millis>& target, std::string_view help)
{
  Flag& flag = add(names, FlagKind::value, "D", help);
  flag.store = [&target, name = flag.name](auto values) -> Status {
    auto parsed = config::parse_duration(values.back());
    if (!parsed) {
      return fail(with_context(std::move(parsed).error(), name));
    }
    target = *parsed;
    return {};
  };
}

void Flags::choice(std::string_view names, std::string& target, std::span<const std::string_view> choices,
                   std::string_view help)
{
  Flag& flag = add(names, FlagKind::value, "", help);
  flag.choices.assign(choices.begin(), choices.end());
  flag.value_name = join(flag.choices, "|");
  flag.fallback = target;
  flag.store = [&target, name = flag.name, allowed = flag.choices](auto values) -> Status {
    const std::string& text = values.back();
    if (std::ranges::find(allowed, text) == allowed.end()) {
      const std::vector<std::string_view> views(allowed.begin(), allowed.end());
      const std::string_view near = nearest(text, views);
      return fail(ErrorKind::usage, name + ": '" + text + "' is not one of " + join(allowed, ", "),
                  near.empty() ? "" : "did you mean '" + std::string(near) + "'?");
    }
    target = text;
    return {};
  };
}

void Flags::argument(std::string_view name, std::optional<std::string>& target, std::string_view help)
{
  Flag& flag = add(name, FlagKind::value, name, help);
  flag.positional = true;
  flag.store = [&target](auto values) {
    target = values.back();
    return Status{};
  };
}

void Flags::required(std::string_view name, std::string& target, std::string_view help)
{
  Flag& flag = add(name, FlagKind::value, name, help);
  flag.positional = true;
  flag.required = true;
  flag.store = [&target](auto values) {
    target = values.back();
    return Status{};
  };
}

void Flags::arguments(std::string_view name, std::vector<std::string>& target, std::string_view help)
{
  Flag& flag = add(name, FlagKind::list, name, help);
  flag.positional = true;
  flag.store = [&target](auto values) {
    target.assign(values.begin(), values.end());
    return Status{};
  };
}

void Flags::example(std::string_view line, std::string_view comment) { m_examples.emplace_back(line, comment); }

void Flags::note(std::string_view text) { m_notes.emplace_back(text); }

} // namespace tilores::app
