#include <tilores/assist/grounding.hpp>

#include <tilores/assist/grounding_values.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace tilores::assist {

namespace {

// What the sources say, by kind.
class Grounds {
public:
  void add(std::string_view source)
  {
    for (const FoundValue& value : values_of(source)) {
      for (const NumberReading& reading : value.readings) {
        m_numbers.push_back(reading.number);
      }
      for (const std::string& key : value.keys) {
        m_keys[static_cast<std::size_t>(value.kind)].insert(key);
        if (value.kind == ValueKind::day) { // YYYY-MM-DD
          keys(ValueKind::month_day).insert(key.substr(5));
          keys(ValueKind::month_year).insert(key.substr(0, 7));
          keys(ValueKind::year).insert(key.substr(0, 4));
        } else if (value.kind == ValueKind::month_year) {
          keys(ValueKind::year).insert(key.substr(0, 4));
        } else if (value.kind == ValueKind::digits && key.front() != '0') {
          // "1234567" may be an amount; "0900001" is not, and 900001 is another client.
          double number = 0;
          std::from_chars(key.data(), key.data() + key.size(), number);
          m_numbers.push_back(number);
        }
      }
    }
  }

  [[nodiscard]] bool hold(const FoundValue& value) const
  {
    const auto& known = m_keys[static_cast<std::size_t>(value.kind)];
    if (std::ranges::any_of(value.keys, [&](const std::string& key) { return known.contains(key); })) {
      return true;
    }
    // Numbers, years that are numbers ("2012 USD a month"), and long amounts.
    return (value.kind == ValueKind::number && !value.telling) ||
           std::ranges::any_of(value.readings, [&](const NumberReading& reading) {
             return std::ranges::any_of(
               m_numbers, [&](double n) { return std::abs(std::abs(n) - reading.number) <= reading.half; });
           });
  }

private:
  std::set<std::string>& keys(ValueKind kind) { return m_keys[static_cast<std::size_t>(kind)]; }

  std::set<std::string> m_keys[static_cast<std::size_t>(ValueKind::number) + 1];
  std::vector<double> m_numbers;
};

} // namespace

std::vector<std::string> ungrounded_values(std::string_view answer, const std::vector<std::string_view>& sources)
{
  Grounds grounds;
  for (const std::string_view source : sources) {
    grounds.add(source);
  }
  std::vector<std::string> out;
  for (const FoundValue& value : values_of(answer)) {
    if (!grounds.hold(value) && std::ranges::find(out, value.written) == out.end()) {
      out.emplace_back(value.written);
    }
  }
  return out;
}

} // namespace tilores::assist
