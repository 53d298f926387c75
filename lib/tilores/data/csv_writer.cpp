#include <tilores/data/csv_writer.hpp>

namespace tilores::data {

void append_quoted(std::string& out, std::string_view text)
{
  out += '"';
  for (;;) {
    const std::size_t quote = text.find('"');
    out += text.substr(0, quote);
    if (quote == std::string_view::npos) {
      break;
    }
    out += "\"\"";
    text.remove_prefix(quote + 1);
  }
  out += '"';
}

void append_csv_field(std::string& out, std::string_view text, char separator)
{
  const char special[] = {separator, '\r', '\n'};
  const std::size_t quote = text.find('"');
  const bool quoted = separator == '\t' ? quote == 0 : quote != std::string_view::npos;
  if (!quoted && text.find_first_of(std::string_view(special, sizeof special)) == std::string_view::npos) {
    out += text;
  } else {
    append_quoted(out, text);
  }
}

} // namespace tilores::data
