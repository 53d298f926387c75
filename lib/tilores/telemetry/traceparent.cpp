#include <tilores/telemetry/traceparent.hpp>

#include <algorithm>

namespace tilores::telemetry {
namespace {

bool hex(std::string_view text)
{
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

} // namespace

std::optional<TraceParent> parse_traceparent(std::string_view text)
{
  constexpr std::size_t k_length = 55; // 2-32-16-2 and three dashes
  if (text.size() < k_length || text[2] != '-' || text[35] != '-' || text[52] != '-') {
    return std::nullopt;
  }
  const std::string_view version = text.substr(0, 2);
  const std::string_view trace = text.substr(3, 32);
  const std::string_view parent = text.substr(36, 16);
  const std::string_view flags = text.substr(53, 2);
  const auto zero = [](std::string_view id) { return id.find_first_not_of('0') == std::string_view::npos; };
  if (!hex(version) || version == "ff" || !hex(trace) || zero(trace) || !hex(parent) || zero(parent) || !hex(flags)) {
    return std::nullopt;
  }
  if (text.size() > k_length && (version == "00" || text[k_length] != '-')) {
    return std::nullopt;
  }
  const char low = flags[1];
  const int value = low <= '9' ? low - '0' : low - 'a' + 10;
  return TraceParent{std::string(trace), std::string(parent), (value & 1) != 0};
}

std::string format_traceparent(std::string_view trace_id, std::string_view span_id, bool sampled)
{
  return "00-" + std::string(trace_id) + "-" + std::string(span_id) + (sampled ? "-01" : "-00");
}

} // namespace tilores::telemetry
