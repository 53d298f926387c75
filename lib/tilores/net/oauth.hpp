#pragma once
// OAuth 2.0 client credentials (RFC 6749 §4.4): one token for the whole process, shared with other processes through a
// file, renewed ahead of time.

#include <tilores/base/secret.hpp>
#include <tilores/net/transport.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tilores::net {

// Port. Safe to call from many threads.
class TokenSource {
public:
  virtual ~TokenSource() = default;
  // A token to use now; at most one request for it is in flight however many ask.
  virtual Result<Secret> token(const CallContext& ctx) = 0;
  // A token other than `rejected`, which the service has just refused: another thread's newer one if there is one.
  virtual Result<Secret> renew(const Secret& rejected, const CallContext& ctx) = 0;
};

// basic: client id and secret in the Authorization header; form: in the body. Both work with Amazon Cognito.
enum class ClientAuthentication : std::uint8_t { basic, form };

struct OAuthSettings {
  std::string token_url;
  std::string client_id;
  Secret client_secret;
  std::vector<std::string> scopes; // none: all that the client is allowed
  ClientAuthentication authentication = ClientAuthentication::basic;
  std::string cache_file; // shared between processes, mode 0600, its lock beside it; empty: not shared
};

// Renews at 75 % of the token's life; while a renewal fails the old token is used to its end. `auth` when the service
// refuses the client, otherwise the transport's failures. A cache file that cannot be used is passed over. Tokens and
// secrets appear in no message.
[[nodiscard]] std::shared_ptr<TokenSource> make_token_source(OAuthSettings settings,
                                                             std::shared_ptr<HttpTransport> transport);

// Adds "Authorization: Bearer …" and, when the answer amounts to 401, asks once more with a renewed token; up to three
// times where the service has accepted a token of this process before.
[[nodiscard]] std::shared_ptr<HttpTransport> make_authorized_transport(std::shared_ptr<HttpTransport> inner,
                                                                       std::shared_ptr<TokenSource> tokens);

} // namespace tilores::net
