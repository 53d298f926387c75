// Stand-ins for a customer's values: what was learnt does not pass, comes back whole, and not differently when cut.
// Prompts and schemas of tools: read or refused.
#include "property.hpp"

#include <tilores/assist/json_schema.hpp>
#include <tilores/assist/prompts.hpp>
#include <tilores/assist/pseudonym.hpp>

using namespace tilores;
using namespace tilores::assist;

namespace {

const Pseudonyms& learnt()
{
  static const Pseudonyms names = [] {
    auto document = std::make_shared<const JsonDocument>(
      JsonDocument::parse(R"({"id":"r1","FIRST_NAME":"Dana","LAST_NAME":"Whitfield","EMAIL":"dana@example.com",)"
                          R"("PHONE_EXTERNAL":"2125550101","CLIENT_ID":"1234567","DATE_OF_BIRTH":"1980-02-29"})")
        .value());
    model::Entity entity;
    entity.id = "3f0c1b9e-8a1d-4b52-9c9d-0a1b2c3d4e5f";
    entity.records = {{"r1", document}};
    Pseudonyms made;
    made.learn(entity);
    return made;
  }();
  return names;
}

std::string streamed(const Pseudonyms& names, std::string_view text, std::size_t step)
{
  PseudonymStream stream(names);
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += step) {
    out += stream.feed(text.substr(at, step));
  }
  return out + stream.finish();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const std::string_view text = text_of(data, size);
  Pseudonyms names = learnt();
  const std::string hidden = names.hide(std::string(text) + "\nWhitfield\n");
  require(!hidden.ends_with("\nWhitfield\n"));
  for (const std::string_view said : {std::string_view(hidden), text}) {
    const std::string whole = names.restore(said);
    require(streamed(names, said, 1) == whole && streamed(names, said, 5) == whole);
  }
  const auto document = JsonDocument::parse(std::string(text));
  if (document) {
    require(JsonDocument::parse(names.restore_json(text)).has_value());
    if (check_schema(document->root())) {
      static_cast<void>(schema_fault(document->root(), document->root()));
    }
  }
  if (const auto prompt = parse_prompt(text)) {
    require(!prompt->version.empty() && prompt->sha256.size() == 64);
  }
  return 0;
}
