#pragma once
// The sliding buffer under the row readers: bytes that were read and not yet consumed, contiguous and bounded.

#include <tilores/data/source.hpp>

#include <cstdint>
#include <memory>
#include <string_view>

namespace tilores::data {

class Window {
public:
  // Holds at most `limit` bytes and one block more.
  Window(std::unique_ptr<ByteSource> source, std::size_t limit);

  [[nodiscard]] std::string_view bytes() const { return {m_buffer.get() + m_begin, m_end - m_begin}; }
  // bytes() may be read one beyond its end: a line feed stands there, so that scanners need no check for the end.
  [[nodiscard]] const char* data() const { return m_buffer.get() + m_begin; }
  void consume(std::size_t count);
  // Reads on; invalidates views. False when nothing came: at the end, or because the window is full.
  [[nodiscard]] Result<bool> more();
  [[nodiscard]] bool at_end() const { return m_at_end; } // no more to read; bytes() is the rest
  [[nodiscard]] bool full() const { return m_end - m_begin >= m_limit; }
  [[nodiscard]] std::uint64_t offset() const { return m_offset; } // of bytes() in the input
  // Drops a byte order mark at the beginning of the input.
  [[nodiscard]] Status skip_bom();

private:
  std::unique_ptr<ByteSource> m_source;
  std::size_t m_limit;
  std::size_t m_capacity;
  std::unique_ptr<char[]> m_buffer;
  std::size_t m_begin = 0;
  std::size_t m_end = 0;
  std::uint64_t m_offset = 0;
  bool m_at_end = false;
};

} // namespace tilores::data
