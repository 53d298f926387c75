#include <tilores/base/error.hpp>

#include <array>

namespace tilores {

std::string_view to_string(ErrorKind kind)
{
  switch (kind) {
  case ErrorKind::internal: return "internal";
  case ErrorKind::bad_data: return "bad_data";
  case ErrorKind::io: return "io";
  case ErrorKind::usage: return "usage";
  case ErrorKind::config: return "config";
  case ErrorKind::partial: return "partial";
  case ErrorKind::different: return "different";
  case ErrorKind::precondition: return "precondition";
  case ErrorKind::locked: return "locked";
  case ErrorKind::not_found: return "not_found";
  case ErrorKind::ambiguous: return "ambiguous";
  case ErrorKind::clarify: return "clarify";
  case ErrorKind::forbidden: return "forbidden";
  case ErrorKind::blocked: return "blocked";
  case ErrorKind::unsupported: return "unsupported";
  case ErrorKind::auth: return "auth";
  case ErrorKind::budget: return "budget";
  case ErrorKind::timeout: return "timeout";
  case ErrorKind::rate_limited: return "rate_limited";
  case ErrorKind::unavailable: return "unavailable";
  case ErrorKind::cancelled: return "cancelled";
  }
  return "internal";
}

std::optional<ErrorKind> error_kind_named(std::string_view code)
{
  for (auto i = 0; i <= static_cast<int>(ErrorKind::cancelled); ++i) {
    if (to_string(static_cast<ErrorKind>(i)) == code) {
      return static_cast<ErrorKind>(i);
    }
  }
  return std::nullopt;
}

int exit_status(ErrorKind kind)
{
  switch (kind) {
  case ErrorKind::internal:
  case ErrorKind::bad_data:
  case ErrorKind::io: return 1;
  case ErrorKind::usage:
  case ErrorKind::config: return 2;
  case ErrorKind::partial:
  case ErrorKind::different: return 3;
  case ErrorKind::precondition:
  case ErrorKind::locked: return 4;
  case ErrorKind::not_found: return 5;
  case ErrorKind::ambiguous:
  case ErrorKind::clarify: return 6;
  case ErrorKind::forbidden:
  case ErrorKind::blocked:
  case ErrorKind::unsupported: return 7;
  case ErrorKind::auth: return 8;
  case ErrorKind::budget: return 9;
  case ErrorKind::timeout: return 10;
  case ErrorKind::rate_limited: return 11;
  case ErrorKind::unavailable: return 12;
  case ErrorKind::cancelled: return 130;
  }
  return 1;
}

bool retryable(ErrorKind kind)
{
  switch (kind) {
  case ErrorKind::locked:
  case ErrorKind::timeout:
  case ErrorKind::rate_limited:
  case ErrorKind::unavailable: return true;
  case ErrorKind::internal:
  case ErrorKind::bad_data:
  case ErrorKind::io:
  case ErrorKind::usage:
  case ErrorKind::config:
  case ErrorKind::partial:
  case ErrorKind::different:
  case ErrorKind::precondition:
  case ErrorKind::not_found:
  case ErrorKind::ambiguous:
  case ErrorKind::clarify:
  case ErrorKind::forbidden:
  case ErrorKind::blocked:
  case ErrorKind::unsupported:
  case ErrorKind::auth:
  case ErrorKind::budget:
  case ErrorKind::cancelled: return false;
  }
  return false;
}

std::string describe(const Error& error)
{
  std::string text;
  for (auto it = error.trail.rbegin(); it != error.trail.rend(); ++it) {
    text += *it;
    text += ": ";
  }
  return text + error.message;
}

Error with_context(Error error, std::string what)
{
  error.trail.push_back(std::move(what));
  return error;
}

} // namespace tilores
