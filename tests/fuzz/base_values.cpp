// Days, instants, UTF-8, escapes and names: what is read is in range and printed as it was.
#include "property.hpp"

#include <tilores/base/date.hpp>
#include <tilores/base/text.hpp>

#include <array>
#include <cstring>

using namespace tilores;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const std::string_view text = text_of(data, size);
  if (const auto day = parse_iso_date(text)) {
    require(to_string(*day) == text && date_from_days(days_from_epoch(*day)) == *day);
    require(add_months(*day, 12).month == day->month && add_months(add_months(*day, 1), -1).month == day->month);
  }
  std::array<std::int32_t, 3> numbers{};
  std::memcpy(numbers.data(), data, std::min(size, sizeof numbers));
  if (const auto day = make_date(numbers[0] % 10'000, numbers[1] % 16, numbers[2] % 40); day && day->year >= 0) {
    require(parse_iso_date(to_string(*day)) == day && date_from_days(days_from_epoch(*day)) == *day);
    require(parse_iso_date(to_rfc3339(std::chrono::sys_days(std::chrono::days(days_from_epoch(*day)))).substr(0, 10)) ==
            day);
  }
  std::string again;
  for (std::size_t at = 0; at < size;) {
    const std::size_t before = at;
    append_utf8(again, next_code_point(text, at));
    require(at > before && at <= size);
  }
  require(!invalid_utf8_at(again).has_value());
  const auto bad = invalid_utf8_at(text);
  require(bad.has_value() ? *bad < size : again == text);
  if (const auto decoded = percent_decoded(text)) {
    require(decoded->size() <= size && (text.find('%') != std::string_view::npos || *decoded == text));
  }
  const std::string_view a = text.substr(0, size / 2);
  const std::string_view b = text.substr(size / 2);
  if (size <= 256) {
    const std::size_t distance = edit_distance(a, b);
    require(distance == edit_distance(b, a) && distance <= std::max(a.size(), b.size()) && (distance == 0) == (a == b));
  }
  const std::array<std::string_view, 2> names{b, "status"};
  const std::string_view near = nearest(a, names);
  require(near.empty() || near == names[0] || near == names[1]);
  require(trim(trim(text)) == trim(text) && equals_ignoring_case(to_lower_ascii(text), to_upper_ascii(text)));
  std::string joined;
  for (const std::string_view part : split(text, ',')) {
    (joined += part) += ',';
  }
  require(joined.substr(0, size) == text);
  return 0;
}
