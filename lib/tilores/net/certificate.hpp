#pragma once
// When the certificate of a service ends: for health, ahead of the day on which every call fails.

#include <tilores/base/context.hpp>
#include <tilores/base/result.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tilores::net {

// Connects to `url` (https), verifies as every call does and sends nothing. The end of the service's own certificate.
// `config` where it does not verify, `unavailable` where nobody answers, `bad_data` where no end is told; bounded by
// ctx.deadline, at most 5 s. `ca_file` are further trusted certificates; empty: those of the system. Thread-safe.
[[nodiscard]] Result<WallTime> certificate_end(const std::string& url, const std::string& ca_file,
                                               const CallContext& ctx);

// "Nov 21 12:00:00 2027 GMT", as OpenSSL prints it.
[[nodiscard]] std::optional<WallTime> parse_certificate_time(std::string_view text);

} // namespace tilores::net
