#pragma once
// Durations and sizes as people write them. Pure.

#include <tilores/base/clock.hpp>
#include <tilores/base/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace tilores::config {

// "1500ms", "2s", "1m30s", "12h", "7d", "0s". A number without a unit is refused (usage).
[[nodiscard]] Result<Millis> parse_duration(std::string_view text);
// "65536", "64KB", "256MB", "1GB" (powers of 1024).
[[nodiscard]] Result<std::uint64_t> parse_bytes(std::string_view text);
// The shortest form that parse_duration reads back: "1m30s".
[[nodiscard]] std::string to_text(Millis duration);

} // namespace tilores::config
