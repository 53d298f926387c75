// The shared access token: whatever the file holds, a token that lives or a miss.
#include "property.hpp"

#include <support/temp_folder.hpp>

#include <tilores/base/file.hpp>
#include <tilores/net/oauth.hpp>
#include <tilores/net/token_file.hpp>

using namespace tilores;

namespace {

class Refusing final : public net::HttpTransport {
public:
  Result<net::HttpResponse> send(const net::HttpRequest&, const CallContext&) override
  {
    return fail(ErrorKind::unavailable, "down");
  }
  Result<net::HttpResponse> stream(const net::HttpRequest& r, const CallContext& ctx, const net::BodySink&) override
  {
    return send(r, ctx);
  }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  static const test::TempFolder folder;
  static const std::string path = folder.path() + "/token";
  static const auto transport = std::make_shared<Refusing>();
  const WallTime now{std::chrono::sys_days(std::chrono::year(2026) / 11 / 21)};
  require(write_file_atomically(path, text_of(data, size), 0600).has_value());
  const auto token = net::read_token_file(path, "me", now);
  if (token) {
    require(!token->text.empty() && token->lifetime > Millis{0} && token->obtained <= now + std::chrono::minutes{1});
    net::write_token_file(path, "me", *token);
    const auto again = net::read_token_file(path, "me", now);
    require(again && again->text.reveal() == token->text.reveal() && again->obtained == token->obtained &&
            again->lifetime == token->lifetime);
    const auto source = net::make_token_source({"https://id.example.com/", "me", Secret("s"), {}, {}, path}, transport);
    static_cast<void>(source->token({}));
  }
  return 0;
}
