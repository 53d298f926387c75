#pragma once
// HTTP with a span around every exchange, whose id travels on in the `traceparent` header (W3C Trace Context).

#include <tilores/net/transport.hpp>

#include <memory>

namespace tilores::observe {

// Attributes: http.request.method, server.address, http.response.status_code. Without a trace it adds nothing.
[[nodiscard]] std::shared_ptr<net::HttpTransport> make_traced_transport(std::shared_ptr<net::HttpTransport> inner);

} // namespace tilores::observe
