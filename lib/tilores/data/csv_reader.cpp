#include <tilores/data/csv_scanner.hpp>
#include <tilores/data/readers.hpp>
#include <tilores/data/window.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

namespace tilores::data {
namespace {

constexpr std::size_t k_kept_of_long_row = 65536;
// How much may be read twice because of quotes that are never closed, in windows; beyond it such a row costs the rest
// of the window. Keeps hostile input linear.
constexpr std::size_t k_recovery_windows = 64;

// Whether the bytes are ASCII other than NUL, eight at a time.
bool plain_ascii(std::string_view text)
{
  constexpr std::uint64_t k_high = 0x8080808080808080U;
  constexpr std::uint64_t k_ones = 0x0101010101010101U;
  std::uint64_t seen = 0;
  while (text.size() >= 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data(), 8);
    seen |= eight | (eight - k_ones); // the top bit: not ASCII, or a zero byte borrowed
    text.remove_prefix(8);
  }
  bool plain = (seen & k_high) == 0;
  for (const char c : text) {
    plain = plain && c > 0;
  }
  return plain;
}

class CsvReader final : public RowReader {
public:
  CsvReader(std::unique_ptr<ByteSource> source, const CsvOptions& options)
    : m_options(options), m_window(std::move(source), options.limits.row_bytes),
      m_scanner(options.separator, options.limits.columns),
      m_recovery_left(options.limits.row_bytes * k_recovery_windows)
  {
  }

  Result<std::span<const std::string>> header() override
  {
    if (std::exchange(m_header_read, true) || !m_options.header) {
      if (m_header_error) {
        return fail(*m_header_error);
      }
      return std::span<const std::string>(m_header);
    }
    if (auto status = read_header(); !status) {
      m_header_error = std::move(status).error();
      return fail(*m_header_error);
    }
    return std::span<const std::string>(m_header);
  }

  [[nodiscard]] std::string_view header_raw() const override { return m_header_raw; }

  Result<bool> next(Row& row) override
  {
    if (m_options.header) {
      TRY(header());
    }
    for (;;) {
      TRY_ASSIGN(const bool got, read_row(row));
      if (!got) {
        return false;
      }
      if (!row.raw.empty() || row.fault || !m_options.header) {
        row.number = ++m_number;
        return true;
      }
    }
  }

private:
  Status read_header()
  {
    Row row;
    do {
      TRY_ASSIGN(const bool got, read_row(row));
      if (!got) {
        return fail(ErrorKind::bad_data, "the input is empty", "a header line with the column names is needed");
      }
    } while (row.raw.empty() && !row.fault);
    if (row.fault) {
      return fail(ErrorKind::bad_data, "broken header: " + describe(*row.fault));
    }
    m_header.assign(row.cells.begin(), row.cells.end());
    m_header_raw = row.raw;
    return {};
  }

  Result<bool> read_row(Row& row)
  {
    if (!std::exchange(m_started, true)) {
      TRY(m_window.skip_bom());
    }
    m_window.consume(std::exchange(m_spent, 0));
    ScannedRow scanned;
    for (;;) {
      const std::string_view text = m_window.bytes();
      if (text.empty() && m_window.at_end()) {
        return false;
      }
      if (!text.empty() && m_scanner.scan(text, m_window.at_end(), scanned) == ScanResult::row) {
        break;
      }
      if (m_window.full()) {
        return long_row(row, scanned);
      }
      TRY_ASSIGN(const bool grown, m_window.more());
      static_cast<void>(grown); // at the end the scanner makes a row of what there is
    }
    begin_row(row);
    if (scanned.open_quote) {
      return unclosed_row(row, scanned);
    }
    const std::string_view text = m_window.bytes();
    row.raw = text.substr(0, scanned.size);
    row.line_end = text.substr(scanned.size, scanned.line_end);
    row.cells = m_scanner.cells();
    check(row, scanned);
    m_spent = scanned.size + scanned.line_end;
    m_line += scanned.lines + 1;
    return true;
  }

  void begin_row(Row& row) const
  {
    row.line = m_line;
    row.offset = m_window.offset();
    row.cells = {};
    row.fault.reset();
  }

  void set_fault(Row& row, RowFaultKind kind, std::size_t at, std::string reason) const
  {
    RowFault fault{kind, row.line, 1, std::move(reason)};
    for (std::size_t i = 0; i < std::min(at, row.raw.size()); ++i) {
      ++fault.column;
      if (row.raw[i] == '\n' || (row.raw[i] == '\r' && (i + 1 == row.raw.size() || row.raw[i + 1] != '\n'))) {
        ++fault.line;
        fault.column = 1;
      }
    }
    row.fault = std::move(fault);
  }

  // The gravest fault of a complete row.
  void check(Row& row, const ScannedRow& scanned) const
  {
    const InputLimits& limits = m_options.limits;
    if (scanned.text_after_quote) {
      set_fault(row, RowFaultKind::text_after_quote, scanned.after_quote, "text after a closing quote");
    } else if (scanned.columns > limits.columns) {
      set_fault(row, RowFaultKind::too_many_columns, row.raw.size(),
                "more than " + std::to_string(limits.columns) + " columns");
    } else if (!plain_ascii(row.raw)) {
      if (const auto bad = invalid_utf8_at(row.raw)) {
        set_fault(row, RowFaultKind::invalid_utf8, *bad, "invalid UTF-8");
      } else if (const std::size_t nul = row.raw.find('\0'); nul != std::string_view::npos) {
        set_fault(row, RowFaultKind::nul_byte, nul, "NUL byte");
      }
    }
    if (!row.fault && row.raw.size() > limits.field_bytes &&
        std::ranges::any_of(row.cells, [&](std::string_view cell) { return cell.size() > limits.field_bytes; })) {
      set_fault(row, RowFaultKind::field_too_long, 0,
                "a field is longer than " + std::to_string(limits.field_bytes) + " bytes");
    }
    if (!row.fault && m_options.header && !m_header.empty() && !row.raw.empty() && scanned.columns != m_header.size()) {
      set_fault(row, RowFaultKind::ragged, row.raw.size(),
                std::to_string(scanned.columns) + " columns instead of " + std::to_string(m_header.size()));
    }
  }

  // The window ends inside quotes. Only the line with the opening quote is lost; reading goes on below it.
  Result<bool> unclosed_row(Row& row, const ScannedRow& scanned)
  {
    const std::string_view text = m_window.bytes();
    std::size_t end = text.find_first_of("\r\n", scanned.open_quote_at);
    if (end == std::string_view::npos || text.size() > m_recovery_left) {
      end = text.size();
    } else {
      m_recovery_left -= text.size() - end;
    }
    row.raw = text.substr(0, end);
    row.line_end = text.substr(end, text.substr(end).starts_with("\r\n") ? 2 : end < text.size() ? 1 : 0);
    set_fault(row, RowFaultKind::unterminated_quote, scanned.open_quote_at, "quote is never closed");
    m_spent = row.raw.size() + row.line_end.size();
    m_line += lines_in(text.substr(0, m_spent));
    return true;
  }

  Result<bool> long_row(Row& row, const ScannedRow& scanned)
  {
    begin_row(row);
    std::string_view text = m_window.bytes();
    if (scanned.open_quote && text.find_first_of("\r\n", scanned.open_quote_at) != std::string_view::npos) {
      return unclosed_row(row, scanned);
    }
    m_kept = text.substr(0, k_kept_of_long_row);
    m_line += scanned.lines;
    // No line end of the row is in the window, but perhaps the CR of a CR LF is its last byte. The rest of the line is
    // dropped without keeping it; the line end is left for the next reading.
    std::size_t end = text.back() == '\r' ? text.size() - 1 : text.size();
    for (;;) {
      m_window.consume(end);
      text = m_window.bytes();
      if (m_window.at_end() || (text.size() > 1 && (text[0] == '\r' || text[0] == '\n')) || text.starts_with('\n')) {
        break;
      }
      TRY_ASSIGN(const bool grown, m_window.more());
      static_cast<void>(grown);
      end = std::min(m_window.bytes().find_first_of("\r\n"), m_window.bytes().size());
    }
    const std::string_view rest = m_window.bytes();
    row.raw = m_kept;
    row.line_end = rest.substr(0, rest.starts_with("\r\n") ? 2 : rest.empty() ? 0 : 1);
    m_spent = row.line_end.size();
    set_fault(row, RowFaultKind::row_too_long, 0,
              "row is longer than " + std::to_string(m_options.limits.row_bytes) + " bytes");
    ++m_line;
    return true;
  }

  static std::uint64_t lines_in(std::string_view text)
  {
    std::uint64_t lines = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      lines += text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')) ? 1 : 0;
    }
    return lines;
  }

  CsvOptions m_options;
  Window m_window;
  CsvScanner m_scanner;
  std::size_t m_recovery_left;
  std::size_t m_spent = 0; // bytes of the last row, consumed before the next
  std::uint64_t m_line = 1;
  std::uint64_t m_number = 0;
  bool m_started = false;
  bool m_header_read = false;
  std::vector<std::string> m_header;
  std::string m_header_raw;
  std::optional<Error> m_header_error;
  std::string m_kept;
};

} // namespace

std::unique_ptr<RowReader> make_csv_reader(std::unique_ptr<ByteSource> source, const CsvOptions& options)
{
  return std::make_unique<CsvReader>(std::move(source), options);
}

} // namespace tilores::data
