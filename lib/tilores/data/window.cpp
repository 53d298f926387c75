#include <tilores/data/window.hpp>

#include <algorithm>
#include <cstring>

namespace tilores::data {
namespace {
constexpr std::size_t k_block = std::size_t{256} << 10U;
}

Window::Window(std::unique_ptr<ByteSource> source, std::size_t limit)
  : m_source(std::move(source)), m_limit(limit), m_capacity(k_block), m_buffer(new char[m_capacity + 1])
{
  m_buffer[0] = '\n';
}

void Window::consume(std::size_t count)
{
  m_begin += count;
  m_offset += count;
}

Result<bool> Window::more()
{
  if (m_at_end || full()) {
    return false;
  }
  const std::size_t held = m_end - m_begin;
  if (held + k_block / 4 > m_capacity) { // doubling: re-scanning a growing row stays linear
    m_capacity = std::min(std::max(m_capacity * 2, held + k_block), m_limit + k_block);
    std::unique_ptr<char[]> larger(new char[m_capacity + 1]);
    std::memcpy(larger.get(), m_buffer.get() + m_begin, held);
    m_buffer = std::move(larger);
  } else if (m_begin > 0) {
    std::memmove(m_buffer.get(), m_buffer.get() + m_begin, held);
  }
  m_begin = 0;
  m_end = held;
  auto count = m_source->read(m_buffer.get() + m_end, m_capacity - m_end);
  if (!count) {
    m_buffer[m_end] = '\n';
    return fail(std::move(count).error());
  }
  m_end += *count;
  m_buffer[m_end] = '\n';
  m_at_end = *count == 0;
  return !m_at_end;
}

Status Window::skip_bom()
{
  constexpr std::string_view k_bom = "\xef\xbb\xbf";
  while (bytes().size() < k_bom.size() && bytes() == k_bom.substr(0, bytes().size())) {
    TRY_ASSIGN(const bool got, more());
    if (!got) {
      return {};
    }
  }
  if (bytes().starts_with(k_bom)) {
    consume(k_bom.size());
  }
  return {};
}

} // namespace tilores::data
