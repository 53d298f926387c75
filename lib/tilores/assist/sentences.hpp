#pragma once
// Text that comes in pieces, handed on sentence by sentence. Pure.

#include <string>
#include <string_view>

namespace tilores::assist {

class SentenceStream {
public:
  // What can be shown now: everything up to the last blank after a full stop, question or exclamation mark, or up to
  // the last line end. The pieces joined equal the text.
  [[nodiscard]] std::string feed(std::string_view piece);
  // The rest.
  [[nodiscard]] std::string finish();

private:
  std::string m_held;
};

} // namespace tilores::assist
