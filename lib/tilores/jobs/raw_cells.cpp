#include <tilores/jobs/raw_cells.hpp>

namespace tilores::jobs {

void split_raw_cells(std::string_view raw, char separator, std::vector<std::string_view>& cells)
{
  cells.clear();
  std::size_t begin = 0;
  for (;;) {
    std::size_t at = begin;
    if (at < raw.size() && raw[at] == '"') {
      do { // to the quote that is not doubled
        at = raw.find('"', at + 1);
        at = at == std::string_view::npos ? raw.size() : at + 1;
      } while (at < raw.size() && raw[at] == '"');
    }
    const std::size_t end = raw.find(separator, at);
    if (end == std::string_view::npos) {
      cells.push_back(raw.substr(begin));
      return;
    }
    cells.push_back(raw.substr(begin, end - begin));
    begin = end + 1;
  }
}

std::string_view cell_text(std::string_view raw, std::string& scratch)
{
  if (raw.size() < 2 || raw.front() != '"' || raw.back() != '"') {
    return raw;
  }
  const std::string_view inner = raw.substr(1, raw.size() - 2);
  if (inner.find('"') == std::string_view::npos) {
    return inner;
  }
  scratch.clear();
  for (std::size_t i = 0; i < inner.size(); ++i) {
    scratch += inner[i];
    if (inner[i] == '"' && i + 1 < inner.size() && inner[i + 1] == '"') {
      ++i;
    }
  }
  return scratch;
}

} // namespace tilores::jobs
