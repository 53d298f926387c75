#pragma once
// What is done about a failed model call, by class of failure; and which class an answer is. Pure.

#include <tilores/llm/chat.hpp>
#include <tilores/net/transport.hpp>

#include <optional>
#include <string_view>

namespace tilores::llm {

enum class BreakerAction : std::uint8_t { none, count, cool_down, open };

struct Decision {
  bool retry_same = false;    // again, with a jittered delay
  bool next_provider = false; // ask another one
  BreakerAction breaker = BreakerAction::none;
};

[[nodiscard]] Decision decide(Fault fault);

struct Verdict {
  Fault fault = Fault::none;
  Error error;
};

// The class of an answer other than 2xx, or of an error object inside a 200 stream (`status` 0: taken from the object).
// `provider` is named in the message; nothing of the answer's text is.
[[nodiscard]] Verdict classify(int status, std::string_view body, const net::HttpResponse& response,
                               std::string_view provider, WallTime now);
// Of a transport failure.
[[nodiscard]] Verdict classify(const Error& failure, std::string_view provider);

} // namespace tilores::llm
