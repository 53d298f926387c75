// The client-credentials token source (single flight in the process, flock across processes) and its decorator.
#include <tilores/net/oauth.hpp>

#include <tilores/base/crypto.hpp>
#include <tilores/base/json.hpp>
#include <tilores/base/span.hpp>
#include <tilores/base/text.hpp>
#include <tilores/net/token_file.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <mutex>

namespace tilores::net {

namespace {

constexpr std::size_t k_max_answer = std::size_t{256} << 10U;
constexpr std::size_t k_max_token = 9 * 1024; // API gateways take 10 KiB of headers
constexpr Millis k_unstated_lifetime{60'000};
constexpr Millis k_retry_renewal{30'000};

std::string form_encoded(std::string_view text)
{
  static constexpr std::string_view k_hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += k_hex[byte >> 4U];
      out += k_hex[byte & 15U];
    }
  }
  return out;
}

struct Token {
  Secret text;
  SteadyTime renew_at;
  SteadyTime expires_at;
};

class ClientCredentials final : public TokenSource {
public:
  ClientCredentials(OAuthSettings settings, std::shared_ptr<HttpTransport> transport)
    : m_settings(std::move(settings)), m_transport(std::move(transport)), m_scope(join(m_settings.scopes, " ")),
      m_owner(to_hex(sha256(m_settings.token_url + '\n' + m_settings.client_id + '\n' + m_scope + '\n' +
                            m_settings.client_secret.reveal())))
  {
  }

  Result<Secret> token(const CallContext& ctx) override { return acquire(nullptr, ctx); }
  Result<Secret> renew(const Secret& rejected, const CallContext& ctx) override { return acquire(&rejected, ctx); }

private:
  Result<Secret> acquire(const Secret* rejected, const CallContext& ctx)
  {
    std::unique_lock lock(m_mutex);
    for (;;) {
      const auto now = ctx.clock->steady();
      const bool usable =
        m_token && now < m_token->expires_at && (rejected == nullptr || m_token->text.reveal() != rejected->reveal());
      if (usable && (now < m_token->renew_at || m_fetching)) {
        return m_token->text;
      }
      if (!m_fetching) {
        return lead(lock, rejected, usable, ctx);
      }
      const auto round = m_round;
      while (m_round == round) {
        if (ctx.stop.stop_requested()) {
          return fail(ErrorKind::cancelled, "interrupted");
        }
        if (ctx.deadline.passed(*ctx.clock)) {
          return fail(ErrorKind::timeout, "no access token in time",
                      "try again, or allow more with --timeout and --deadline");
        }
        const auto step = std::min(ctx.deadline.left(*ctx.clock).value_or(Millis{50}), Millis{50});
        m_changed.wait_for(lock, ctx.stop, step, [&] { return m_round != round; });
      }
      // The leader's own deadline is not ours: someone else leads then. Any other outcome is everybody's.
      if (m_outcome ||
          (m_outcome.error().kind != ErrorKind::cancelled && m_outcome.error().kind != ErrorKind::timeout)) {
        return m_outcome;
      }
    }
  }

  Result<Secret> lead(std::unique_lock<std::mutex>& lock, const Secret* rejected, bool usable, const CallContext& ctx)
  {
    m_fetching = true;
    lock.unlock();
    auto fetched = obtain(rejected, ctx);
    lock.lock();
    m_fetching = false;
    ++m_round;
    if (fetched) {
      m_outcome = fetched->text;
      m_token = std::move(*fetched);
    } else if (usable) {
      m_token->renew_at = ctx.clock->steady() + k_retry_renewal;
      m_outcome = m_token->text;
    } else {
      m_outcome = fail(std::move(fetched).error());
    }
    m_changed.notify_all();
    return m_outcome;
  }

  Result<Token> obtain(const Secret* rejected, const CallContext& ctx)
  {
    if (m_settings.cache_file.empty()) {
      return fetch(ctx, nullptr);
    }
    if (auto shared = from_file(rejected, ctx)) {
      return *std::move(shared);
    }
    const TokenFileLock one_asks(m_settings.cache_file, ctx);
    if (auto shared = from_file(rejected, ctx)) { // another process was faster
      return *std::move(shared);
    }
    StoredToken stored;
    auto token = fetch(ctx, &stored);
    if (token && stored.lifetime > Millis{0}) {
      write_token_file(m_settings.cache_file, m_owner, stored);
    }
    return token;
  }

  std::optional<Token> from_file(const Secret* rejected, const CallContext& ctx) const
  {
    const auto now = ctx.clock->now();
    const auto stored = read_token_file(m_settings.cache_file, m_owner, now);
    if (!stored || (rejected != nullptr && stored->text.reveal() == rejected->reveal())) {
      return std::nullopt;
    }
    const auto age = std::max(Millis{0}, now - stored->obtained);
    if (age >= stored->lifetime * 3 / 4) {
      return std::nullopt;
    }
    const auto start = ctx.clock->steady() - age;
    return Token{stored->text, start + stored->lifetime * 3 / 4, start + stored->lifetime};
  }

  Result<Token> fetch(const CallContext& ctx, StoredToken* stored) const
  {
    HttpRequest request;
    request.method = "POST";
    request.url = m_settings.token_url;
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
    request.idempotent = true;
    request.max_response_bytes = k_max_answer;
    request.body = "grant_type=client_credentials";
    if (!m_scope.empty()) {
      request.body += "&scope=" + form_encoded(m_scope);
    }
    const auto id = form_encoded(m_settings.client_id);
    const auto secret = form_encoded(m_settings.client_secret.reveal());
    if (m_settings.authentication == ClientAuthentication::basic) {
      request.secret_headers.emplace_back("Authorization", Secret("Basic " + to_base64(id + ":" + secret)));
    } else {
      request.body += "&client_id=" + id + "&client_secret=" + secret;
    }
    const auto asked_wall = ctx.clock->now();
    const auto asked = ctx.clock->steady();
    ScopedSpan span(ctx, "token");
    auto answer = m_transport->send(request, span.context());
    if (!answer) {
      span.fail(to_string(answer.error().kind));
      return fail(with_context(std::move(answer).error(), "cannot get an access token"));
    }
    if (answer->status / 100 != 2) {
      span.fail(std::to_string(answer->status));
      return fail(refusal(*answer, ctx));
    }
    TRY_ASSIGN(const StoredToken token, read_answer(std::move(answer->body), asked_wall));
    if (stored != nullptr) {
      *stored = token;
    }
    return Token{token.text, asked + token.lifetime * 3 / 4, asked + token.lifetime};
  }

  static Error refusal(const HttpResponse& answer, const CallContext& ctx)
  {
    static constexpr std::array<std::string_view, 6> k_known = {"invalid_client",  "invalid_grant",
                                                                "invalid_scope",   "unauthorized_client",
                                                                "invalid_request", "unsupported_grant_type"};
    if (answer.status == 404 || answer.status == 405) {
      return {ErrorKind::config, "there is no token service at the token URL", "check the token URL", {}, {}};
    }
    if ((answer.status < 400 || answer.status > 403) && answer.status != 422) {
      return status_error(answer.status, answer, "the token service", ctx.clock->now());
    }
    std::string why;
    if (const auto document = JsonDocument::parse(answer.body)) {
      const auto code = document->root()["error"].text();
      if (std::find(k_known.begin(), k_known.end(), code) != k_known.end()) {
        why = ": " + std::string(code);
      }
    }
    return {ErrorKind::auth,
            "the token service refused the client" + why,
            why == ": invalid_scope" ? "check the configured scopes" : "check the client id and the client secret",
            {},
            {}};
  }

  static Result<StoredToken> read_answer(std::string body, WallTime asked)
  {
    if (body.starts_with("\xEF\xBB\xBF")) {
      body.erase(0, 3);
    }
    const auto document = JsonDocument::parse(std::move(body));
    if (!document) {
      return fail(ErrorKind::bad_data, "the token service answered without JSON",
                  "check the token URL and any proxy on the way");
    }
    const Json root = document->root();
    const auto text = root["access_token"].text();
    const bool clean = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
    const auto type = root["token_type"].text(); // RFC 6749: a token of another type must not be used
    if (text.empty() || text.size() > k_max_token || !clean ||
        (!type.empty() && !equals_ignoring_case(type, "bearer"))) {
      return fail(ErrorKind::auth, "the token service answered without a usable access token", "check the token URL");
    }
    Millis lifetime = k_unstated_lifetime;
    if (const Json stated = root["expires_in"]; !stated.is_null()) {
      const auto digits = stated.is_string() ? stated.text() : stated.number_text();
      double seconds = 0;
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
      const bool sound = error == std::errc{} && end == digits.data() + digits.size() && seconds > 0;
      // Without a sound lifetime the token serves those who wait for it now, and nobody later.
      lifetime = sound ? Millis{static_cast<std::int64_t>(std::min(seconds, 86'400.0) * 1000)} : Millis{0};
    }
    return StoredToken{Secret(std::string(text)), asked, lifetime};
  }

  const OAuthSettings m_settings;
  const std::shared_ptr<HttpTransport> m_transport;
  const std::string m_scope;
  const std::string m_owner;
  std::mutex m_mutex; // all below
  std::condition_variable_any m_changed;
  std::optional<Token> m_token;
  Result<Secret> m_outcome = Secret();
  std::uint64_t m_round = 0;
  bool m_fetching = false;
};

class Authorized final : public HttpTransport {
public:
  Authorized(std::shared_ptr<HttpTransport> inner, std::shared_ptr<TokenSource> tokens)
    : m_inner(std::move(inner)), m_tokens(std::move(tokens))
  {
  }
  Result<HttpResponse> send(const HttpRequest& request, const CallContext& ctx) override
  {
    return call(request, ctx, [&](const HttpRequest& signed_request) { return m_inner->send(signed_request, ctx); });
  }
  Result<HttpResponse> stream(const HttpRequest& request, const CallContext& ctx, const BodySink& sink) override
  {
    return call(request, ctx,
                [&](const HttpRequest& signed_request) { return m_inner->stream(signed_request, ctx, sink); });
  }

private:
  template<typename Ask> Result<HttpResponse> call(const HttpRequest& request, const CallContext& ctx, const Ask& ask)
  {
    TRY_ASSIGN(Secret token, m_tokens->token(ctx));
    HttpRequest signed_request = request;
    signed_request.secret_headers.emplace_back("Authorization", Secret("Bearer " + token.reveal()));
    for (int renewals = 0;; ++renewals) {
      auto answer = ask(signed_request);
      const int status = answer ? effective_status(request, *answer) : 0;
      if (status >= 200 && status < 300) {
        m_accepted.store(true, std::memory_order_relaxed);
      }
      if (status != 401 || renewals == (m_accepted.load(std::memory_order_relaxed) ? k_renewals_of_good_client : 1)) {
        return answer;
      }
      TRY_ASSIGN(token, m_tokens->renew(token, ctx));
      signed_request.secret_headers.back().second = Secret("Bearer " + token.reveal());
    }
  }

  // A client that was let in before is no stranger: its tokens were taken back once more, or a gateway hiccups.
  static constexpr int k_renewals_of_good_client = 3;

  std::shared_ptr<HttpTransport> m_inner;
  std::shared_ptr<TokenSource> m_tokens;
  std::atomic<bool> m_accepted = false;
};

} // namespace

std::shared_ptr<TokenSource> make_token_source(OAuthSettings settings, std::shared_ptr<HttpTransport> transport)
{
  return std::make_shared<ClientCredentials>(std::move(settings), std::move(transport));
}

std::shared_ptr<HttpTransport> make_authorized_transport(std::shared_ptr<HttpTransport> inner,
                                                         std::shared_ptr<TokenSource> tokens)
{
  return std::make_shared<Authorized>(std::move(inner), std::move(tokens));
}

} // namespace tilores::net
