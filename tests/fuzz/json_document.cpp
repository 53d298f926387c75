// JsonDocument: what it accepts can be walked, written compact and read again to the same text.
#include "property.hpp"

#include <tilores/base/json.hpp>
#include <tilores/output/columns.hpp>

namespace {

std::size_t walk(tilores::Json value)
{
  std::size_t seen = 1 + value.text().size() + value.raw().size();
  for (const tilores::Json element : value.elements()) {
    seen += walk(element);
  }
  for (const auto& [key, member] : value.members()) {
    seen += key.size() + walk(member);
    require(!value[key].missing());
  }
  return seen;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const auto document = tilores::JsonDocument::parse(std::string(reinterpret_cast<const char*>(data), size));
  if (!document) {
    return 0;
  }
  require(walk(document->root()) > 0);
  std::string compact;
  tilores::output::append_compact(compact, document->root());
  const auto again = tilores::JsonDocument::parse(compact);
  require(again.has_value());
  std::string twice;
  tilores::output::append_compact(twice, again->root());
  require(twice == compact);
  return 0;
}
