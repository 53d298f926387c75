#include <tilores/assist/sentences.hpp>

#include <utility>

namespace tilores::assist {

std::string SentenceStream::feed(std::string_view piece)
{
  m_held += piece;
  std::size_t end = 0;
  for (std::size_t at = 0; at < m_held.size(); ++at) {
    const bool stop = at > 0 && (m_held[at - 1] == '.' || m_held[at - 1] == '!' || m_held[at - 1] == '?');
    if (m_held[at] == '\n' || (m_held[at] == ' ' && stop)) {
      end = at + 1;
    }
  }
  std::string out = m_held.substr(0, end);
  m_held.erase(0, end);
  return out;
}

std::string SentenceStream::finish() { return std::exchange(m_held, {}); }

} // namespace tilores::assist
