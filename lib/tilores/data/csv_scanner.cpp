#include <tilores/data/csv_scanner.hpp>

namespace tilores::data {
namespace {
unsigned char byte(const char* at) { return static_cast<unsigned char>(*at); }
} // namespace

CsvScanner::CsvScanner(char separator, std::size_t max_columns) : m_separator(separator), m_max_columns(max_columns)
{
  for (const char c : {separator, '\r', '\n'}) {
    m_ends_field[static_cast<unsigned char>(c)] = true;
  }
  for (const char c : {'"', '\r', '\n'}) {
    m_in_quotes[static_cast<unsigned char>(c)] = true;
  }
}

void CsvScanner::add(const char* begin, const char* end)
{
  if (++m_columns <= m_max_columns) {
    m_cells.emplace_back(begin, static_cast<std::size_t>(end - begin));
  }
}

// `quoted` is what stands between the quotes, doubled ones included.
void CsvScanner::add_decoded(std::string_view quoted, std::string_view rest)
{
  if (++m_columns > m_max_columns) {
    return;
  }
  const std::size_t offset = m_text.size();
  for (;;) {
    const std::size_t quote = quoted.find('"');
    if (quote == std::string_view::npos) {
      break;
    }
    m_text += quoted.substr(0, quote + 1);
    quoted.remove_prefix(quote + 2);
  }
  (m_text += quoted) += rest;
  m_decoded.push_back({m_cells.size(), offset, m_text.size() - offset});
  m_cells.emplace_back();
}

ScanResult CsvScanner::scan(std::string_view text, bool at_end, ScannedRow& row)
{
  row = {};
  m_cells.clear();
  m_text.clear();
  m_decoded.clear();
  m_columns = 0;
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  const char* p = begin;

  for (;;) {
    if (*p == '"' && p != end) {
      const char* const opened = p++;
      bool doubled = false;
      for (;;) {
        while (!m_in_quotes[byte(p)]) {
          ++p;
        }
        if (p == end) {
          row.open_quote = true;
          row.open_quote_at = static_cast<std::size_t>(opened - begin);
          if (!at_end) {
            return ScanResult::need_more;
          }
          break;
        }
        if (*p != '"') {
          row.lines += *p == '\n' || p[1] != '\n' || p + 1 == end ? 1 : 0;
          ++p;
        } else if (p + 1 == end && !at_end) {
          row.open_quote = true; // may be the first of a doubled one
          row.open_quote_at = static_cast<std::size_t>(opened - begin);
          return ScanResult::need_more;
        } else if (p + 1 != end && p[1] == '"') {
          doubled = true;
          p += 2;
        } else {
          break;
        }
      }
      const char* const closed = p;
      p += p == end ? 0 : 1;
      const char* const rest = p;
      while (!m_ends_field[byte(p)]) {
        ++p;
      }
      if (p != rest) {
        if (!row.text_after_quote) {
          row.text_after_quote = true;
          row.after_quote = static_cast<std::size_t>(rest - begin);
        }
        add_decoded({opened + 1, closed}, {rest, p});
      } else if (doubled) {
        add_decoded({opened + 1, closed}, {});
      } else {
        add(opened + 1, closed);
      }
    } else {
      const char* const field = p;
      while (!m_ends_field[byte(p)]) {
        ++p;
      }
      add(field, p);
    }
    if (p == end) {
      if (!at_end) {
        return ScanResult::need_more;
      }
      break;
    }
    if (*p != m_separator) {
      if (*p == '\r' && p + 1 == end && !at_end) {
        return ScanResult::need_more; // may be CR LF
      }
      row.line_end = *p == '\r' && p + 1 != end && p[1] == '\n' ? 2 : 1;
      break;
    }
    ++p;
  }
  row.size = static_cast<std::size_t>(p - begin);
  row.columns = m_columns;
  if (row.size == 0) {
    m_cells.clear(); // a blank line is a row without cells
    row.columns = 0;
  }
  for (const Decoded& cell : m_decoded) {
    m_cells[cell.cell] = std::string_view(m_text).substr(cell.offset, cell.size);
  }
  return ScanResult::row;
}

} // namespace tilores::data
