#pragma once
// The error model: what went wrong, in the terms a caller can act on. Floor 0; touches nothing.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilores {

// Closed list. A kind exists only where some caller behaves differently; each has one exit status (exit_status) and
// one name (to_string), both part of the user contract.
enum class ErrorKind : std::uint8_t {
  internal,     // a bug
  bad_data,     // unreadable input file, malformed reply
  io,           // local input or output failed: disk full, no permission
  usage,        // wrong flag or argument; nothing was done
  config,       // unreadable or invalid settings; nothing was done
  partial,      // finished in part: some rows, tools or facts failed
  different,    // `fields diff` found differences
  precondition, // something must happen first: no data loaded, changed input on resume
  locked,       // another run holds the lock
  not_found,    // nothing fits
  ambiguous,    // more than one customer fits
  clarify,      // the question names no customer
  forbidden,    // scope, policy or secret field
  blocked,      // refused by a guard
  unsupported,  // the instance or provider cannot do it
  auth,         // credentials missing, wrong or expired
  budget,       // a cost or call budget is or would be exceeded
  timeout,      // deadline or timeout
  rate_limited, // limited beyond what the deadline allows
  unavailable,  // a remote part is down, its circuit is open, or --cached-only missed
  cancelled,    // interrupted by a signal or a closed pipe
};

// One failure. `message` is one line, lower case, without full stop, and never holds a secret or a customer's value.
struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string message;
  std::string hint;                           // what to do next; may be empty
  std::vector<std::string> trail;             // what was being done, added on the way up, innermost first
  std::optional<std::int64_t> retry_after_ms; // when the other side said so
};

// The contract's error.code, e.g. "not_found".
[[nodiscard]] std::string_view to_string(ErrorKind kind);
// The inverse of to_string; nullopt for an unknown code.
[[nodiscard]] std::optional<ErrorKind> error_kind_named(std::string_view code);
// The process's exit status for `kind` (contract §2). `cancelled` is 130; main turns it into 143 or 141 by the cause.
[[nodiscard]] int exit_status(ErrorKind kind);
// Whether trying the same thing again later may help.
[[nodiscard]] bool retryable(ErrorKind kind);
// "cannot open the store: disk image is malformed": outermost context first, message last.
[[nodiscard]] std::string describe(const Error& error);
// The same error with `what was being done` added.
[[nodiscard]] Error with_context(Error error, std::string what);

} // namespace tilores
