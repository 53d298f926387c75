#include <tilores/data/readers.hpp>
#include <tilores/data/window.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <utility>

namespace tilores::data {
namespace {

constexpr std::size_t k_kept_of_long_row = 65536;

class JsonLinesReader final : public RowReader {
public:
  JsonLinesReader(std::unique_ptr<ByteSource> source, const InputLimits& limits)
    : m_limits(limits), m_window(std::move(source), limits.row_bytes)
  {
  }

  Result<std::span<const std::string>> header() override { return std::span<const std::string>{}; }

  Result<bool> next(Row& row) override
  {
    if (!std::exchange(m_started, true)) {
      TRY(m_window.skip_bom());
    }
    for (;;) {
      TRY_ASSIGN(const bool got, read_line(row));
      if (!got) {
        return false;
      }
      if (!trim(row.raw).empty() || row.fault) {
        row.number = ++m_number;
        return true;
      }
    }
  }

private:
  Result<bool> read_line(Row& row)
  {
    m_window.consume(std::exchange(m_spent, 0));
    row.line = m_line++;
    row.offset = m_window.offset();
    row.cells = {};
    row.fault.reset();
    std::size_t seen = 0;
    for (;;) {
      const std::string_view text = m_window.bytes();
      const std::size_t end = text.find('\n', seen);
      if (end != std::string_view::npos || m_window.at_end()) {
        if (text.empty()) {
          return false;
        }
        const std::size_t size = std::min(end, text.size());
        const std::size_t shown = size > 0 && text[size - 1] == '\r' ? size - 1 : size;
        m_spent = size == text.size() ? size : size + 1;
        row.raw = text.substr(0, shown);
        row.line_end = text.substr(shown, m_spent - shown);
        return true;
      }
      if (m_window.full()) {
        return long_line(row);
      }
      seen = text.size();
      TRY_ASSIGN(const bool grown, m_window.more());
      static_cast<void>(grown);
    }
  }

  Result<bool> long_line(Row& row)
  {
    m_kept = m_window.bytes().substr(0, k_kept_of_long_row);
    std::size_t end = m_window.bytes().size();
    while (!m_window.bytes().substr(end).starts_with('\n') && !m_window.at_end()) {
      m_window.consume(end);
      TRY_ASSIGN(const bool grown, m_window.more());
      static_cast<void>(grown);
      end = std::min(m_window.bytes().find('\n'), m_window.bytes().size());
    }
    m_window.consume(end);
    m_spent = m_window.bytes().empty() ? 0 : 1;
    row.raw = m_kept;
    row.line_end = m_window.bytes().substr(0, m_spent);
    row.fault = RowFault{RowFaultKind::row_too_long, row.line, 1,
                         "row is longer than " + std::to_string(m_limits.row_bytes) + " bytes"};
    return true;
  }

  InputLimits m_limits;
  Window m_window;
  std::size_t m_spent = 0;
  std::uint64_t m_line = 1;
  std::uint64_t m_number = 0;
  bool m_started = false;
  std::string m_kept;
};

} // namespace

std::unique_ptr<RowReader> make_json_lines_reader(std::unique_ptr<ByteSource> source, const InputLimits& limits)
{
  return std::make_unique<JsonLinesReader>(std::move(source), limits);
}

} // namespace tilores::data
