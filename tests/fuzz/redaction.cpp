// The last line of defence: what was found is gone, redacting again changes nothing, and places are in order.
#include "property.hpp"

#include <tilores/redact/redact.hpp>

#include <array>

using namespace tilores;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  static const auto redactor = [] {
    auto made = redact::make_redactor();
    made->add_known(std::array<std::string, 3>{"Whitfield", "44 Elm Road", "1234567"});
    return made;
  }();
  const std::string_view text = text_of(data, size);
  std::size_t end = 0;
  for (const redact::Found& found : redact::find_sensitive(text)) {
    require(found.begin >= end && found.end > found.begin && found.end <= size);
    end = found.end;
  }
  const std::string once = redactor->redact(text);
  require(redactor->redact(once) == once);
  const std::string secrets = redactor->redact_secrets(text);
  require(redactor->redact_secrets(secrets) == secrets);
  return 0;
}
