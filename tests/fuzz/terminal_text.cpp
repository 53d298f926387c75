// append_visible: whatever comes, no byte that drives a terminal gets out, and cutting keeps to the width.
#include "property.hpp"

#include <tilores/base/text.hpp>
#include <tilores/output/terminal_text.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const std::string shown = tilores::output::visible({reinterpret_cast<const char*>(data), size});
  require(!tilores::invalid_utf8_at(shown).has_value());
  for (std::size_t at = 0; at < shown.size();) {
    const char32_t code = tilores::next_code_point(shown, at);
    require(code >= 0x20 && !(code >= 0x7f && code <= 0x9f) && !(code >= 0x202a && code <= 0x202e) &&
            !(code >= 0x2066 && code <= 0x2069) && code != 0x200e && code != 0x200f && code != 0x2028 &&
            code != 0x2029);
  }
  require(tilores::output::display_width(tilores::output::fitted(shown, 10)) <= 10);
  const std::string text = tilores::output::wrapped(shown, 20);
  for (const std::string_view line : tilores::split(text, '\n')) {
    require(tilores::output::display_width(line) <= 20);
  }
  return 0;
}
