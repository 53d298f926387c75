#pragma once
// The one document of `-o json`, and errors as people and programs read them.

#include <tilores/base/error.hpp>
#include <tilores/output/streams.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::output {

// Raised when a documented key changes its meaning or goes away.
inline constexpr int k_schema = 1;

struct Meta {
  std::string command;
  std::string request_id;
  std::int64_t duration_ms = 0;
  std::string backend;               // empty: null
  std::string cache = "none";        // the furthest tier used: l1, l2, redis, miss, none
  std::optional<std::int64_t> age_s; // of a cached answer
  bool stale = false;
};

struct Envelope {
  bool ok = true;
  std::string_view data = "null"; // JSON text, written as it is
  std::optional<Error> error;
  std::vector<std::string> warnings;
  Meta meta;
};

// Appends the envelope and a line end.
void append_envelope(std::string& out, const Envelope& envelope);
// The envelope on stdout, flushed.
[[nodiscard]] Status write_envelope(const Streams& streams, const Envelope& envelope);

// Appends {"code","message","hint","retryable","retry_after_ms"}.
void append_error(std::string& out, const Error& error);
// For people, on stderr: "tilores: what failed: why" and, where known, "hint: what to do next".
[[nodiscard]] Status write_error(const Streams& streams, const Error& error);
// For programs, on stderr: append_error as one line.
[[nodiscard]] Status write_error_object(const Streams& streams, const Error& error);
// "tilores: warning: …" on stderr.
[[nodiscard]] Status write_warning(const Streams& streams, std::string_view text);

} // namespace tilores::output
