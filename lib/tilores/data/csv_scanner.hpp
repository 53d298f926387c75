#pragma once
// Finds one row of CSV at the beginning of a piece of text. Reads quotes as Python's csv does when it is not strict
// (excel dialect): a quote opens a quoted field only as the field's first character; text after a closing quote belongs
// to the field; rows end with LF, CR LF or CR outside quotes.

#include <tilores/data/row.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::data {

enum class ScanResult : std::uint8_t { row, need_more };

struct ScannedRow {
  std::size_t size = 0;     // of the row without its line end
  std::size_t line_end = 0; // bytes of the line end
  std::uint64_t lines = 0;  // line ends inside quotes
  bool text_after_quote = false;
  std::size_t after_quote = 0;   // offset of that text
  bool open_quote = false;       // need_more, or the text ended, inside quotes
  std::size_t open_quote_at = 0; // offset of the quote
  std::size_t columns = 0;       // cells of the row, also those beyond the limit
};

class CsvScanner {
public:
  CsvScanner(char separator, std::size_t max_columns);

  // `text` must have a line feed one beyond its end. `at_end`: nothing follows it. With at_end always a row.
  ScanResult scan(std::string_view text, bool at_end, ScannedRow& row);
  // The cells of the last scanned row: views into its text, or into memory of the scanner.
  [[nodiscard]] std::span<const std::string_view> cells() const { return m_cells; }

private:
  struct Decoded {
    std::size_t cell;
    std::size_t offset;
    std::size_t size;
  };
  void add(const char* begin, const char* end);
  void add_decoded(std::string_view quoted, std::string_view rest);

  char m_separator;
  std::size_t m_max_columns;
  std::array<bool, 256> m_ends_field{}; // separator, CR, LF
  std::array<bool, 256> m_in_quotes{};  // quote, CR, LF
  std::vector<std::string_view> m_cells;
  std::string m_text;
  std::vector<Decoded> m_decoded;
  std::size_t m_columns = 0;
};

} // namespace tilores::data
