#pragma once
// A text that cannot be printed or logged by accident: API keys, client secrets, tokens.

#include <string>
#include <utility>

namespace tilores {

class Secret {
public:
  Secret() = default;
  explicit Secret(std::string text) : m_text(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret(Secret&&) noexcept = default;
  Secret& operator=(const Secret&) = default;
  Secret& operator=(Secret&&) noexcept = default;
  ~Secret() { wipe(); }

  [[nodiscard]] bool empty() const { return m_text.empty(); }
  // The only way to the text; every call of it can be found and reviewed.
  [[nodiscard]] const std::string& reveal() const { return m_text; }

private:
  void wipe(); // secret.cpp: overwrites the memory
  std::string m_text;
};

// Neither streamable nor formattable: no operator<< and no formatter exists, so printing one does not compile.
template<typename Stream> Stream& operator<<(Stream&, const Secret&) = delete;

} // namespace tilores
