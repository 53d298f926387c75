// What a Tilores instance may send: whatever the bytes, an answer or a typed error.
#include "property.hpp"

#include <tilores/backend/remote_entity.hpp>
#include <tilores/backend/remote_graphql.hpp>
#include <tilores/backend/remote_schema.hpp>
#include <tilores/net/gzip.hpp>

namespace {

using namespace tilores;

class Answering final : public net::HttpTransport {
public:
  explicit Answering(std::string_view body) : m_body(body) {}
  Result<net::HttpResponse> send(const net::HttpRequest& request, const CallContext&) override
  {
    net::HttpResponse response{200, {}, std::string(m_body)};
    response.status = net::effective_status(request, response);
    response.status = response.status == 422 ? 422 : 200;
    return response;
  }
  Result<net::HttpResponse> stream(const net::HttpRequest& r, const CallContext& ctx, const net::BodySink&) override
  {
    return send(r, ctx);
  }

private:
  std::string_view m_body;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Answering transport(text);
  const auto answer = backend::ask_graphql(transport, "https://api.example.com/", {"Search", "query Search { a }"}, {});
  if (answer) {
    for (const Json found : answer->data()["search"]["entities"].elements()) {
      if (const auto entity = backend::read_entity({found, found})) {
        require(!entity->records.empty() || found["records"].size() == 0);
      }
    }
  } else {
    require(answer.error().message.find('\n') == std::string::npos);
  }
  if (const auto schema = backend::parse_introspection(std::string(text))) {
    const auto halves = backend::halve(backend::broad_selection(*schema));
    require(!backend::to_graphql(halves.first).empty());
    if (const auto outline = backend::outline_of(*schema); !outline.empty()) {
      require(backend::to_graphql(backend::broad_selection(*backend::parse_outline(outline))) ==
              backend::to_graphql(backend::broad_selection(*schema)));
    }
  }
  static_cast<void>(backend::parse_outline(text));
  const auto decoder = net::make_gzip_decoder();
  std::size_t decoded = 0;
  [[maybe_unused]] const auto outcome = decoder->feed(text, [&](std::string_view piece) -> Status {
    decoded += piece.size();
    return decoded > (std::size_t{1} << 24U) ? Status(fail(ErrorKind::bad_data, "too large")) : Status{};
  });
  return 0;
}
