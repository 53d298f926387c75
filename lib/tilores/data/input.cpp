#include <tilores/data/input.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <array>

namespace tilores::data {
namespace {

constexpr std::size_t k_head = 65536;
constexpr std::array<std::string_view, 5> k_names = {"auto", "csv", "tsv", "json", "jsonl"};

struct Magic {
  std::string_view bytes;
  std::string_view what;
};
constexpr Magic k_magics[] = {
  {"\x1f\x8b", "gzip"},
  {"PK\x03\x04", "a zip archive or spreadsheet"},
  {"\x28\xb5\x2f\xfd", "zstd"},
  {"\xfd"
   "7zXZ",
   "xz"},
  {"BZh", "bzip2"},
  {"PAR1", "Parquet"},
  {"SQLite format 3", "an SQLite database"},
  {"%PDF-", "PDF"},
  {"\xd0\xcf\x11\xe0", "an old Office document"},
  {"\x7f"
   "ELF",
   "a program"},
  {"\xff\xfe", "UTF-16"},
  {"\xfe\xff", "UTF-16"},
};

std::optional<InputFormat> format_of_extension(std::string_view name)
{
  const std::string_view file = name.substr(name.rfind('/') + 1);
  const std::size_t dot = file.rfind('.');
  const std::string extension = dot == std::string_view::npos ? "" : to_lower_ascii(file.substr(dot + 1));
  if (extension == "csv") {
    return InputFormat::csv;
  }
  if (extension == "tsv" || extension == "tab") {
    return InputFormat::tsv;
  }
  if (extension == "json") {
    return InputFormat::json;
  }
  if (extension == "jsonl" || extension == "ndjson") {
    return InputFormat::jsonl;
  }
  return std::nullopt;
}

// More than one control character in ten: no text. Single NUL bytes are the fault of their row.
bool mostly_controls(std::string_view head)
{
  const auto controls = std::ranges::count_if(
    head, [](char c) { return static_cast<unsigned char>(c) < ' ' && !is_space(c) && c != '\x1b'; });
  return static_cast<std::size_t>(controls) * 10 > head.size();
}

InputFormat format_of_content(std::string_view head)
{
  const std::string_view text = trim(head);
  if (text.front() == '[') {
    return InputFormat::json;
  }
  const std::string_view line = text.substr(0, text.find('\n'));
  if (text.front() == '{') {
    // One whole object on the first line: a line a record. Longer than the head: nobody can tell, lines are likelier.
    const bool whole = JsonDocument::parse(std::string(line)).has_value();
    return whole || line.size() >= k_head - 1 ? InputFormat::jsonl : InputFormat::json;
  }
  return std::ranges::count(line, '\t') > std::ranges::count(line, ',') ? InputFormat::tsv : InputFormat::csv;
}

// The bytes read for detection, then the rest.
class Prefixed final : public ByteSource {
public:
  Prefixed(std::string head, std::unique_ptr<ByteSource> rest) : m_head(std::move(head)), m_rest(std::move(rest)) {}
  Result<std::size_t> read(char* buffer, std::size_t size) override
  {
    if (m_at == m_head.size()) {
      return m_rest->read(buffer, size);
    }
    const std::size_t n = m_head.copy(buffer, size, m_at);
    m_at += n;
    return n;
  }

private:
  std::string m_head;
  std::size_t m_at = 0;
  std::unique_ptr<ByteSource> m_rest;
};

// The first line, or as much of it as detection looks at; a pipe may bring it in pieces.
Result<std::string> read_head(ByteSource& source)
{
  std::string head;
  while (head.size() < k_head && trim(head).find('\n') == std::string_view::npos) {
    const std::size_t held = head.size();
    head.resize(k_head);
    TRY_ASSIGN(const std::size_t n, source.read(head.data() + held, k_head - held));
    head.resize(held + n);
    if (n == 0) {
      break;
    }
  }
  return head;
}

} // namespace

std::string_view to_string(InputFormat format) { return k_names.at(static_cast<std::size_t>(format) + 1); }

std::span<const std::string_view> input_format_names() { return k_names; }

Result<std::optional<InputFormat>> input_format_named(std::string_view name)
{
  const auto found = std::ranges::find(k_names, name);
  if (found == k_names.end()) {
    const std::string_view near = nearest(name, k_names);
    return fail(ErrorKind::usage, "unknown input format '" + std::string(name) + "'",
                near.empty() ? "formats: auto, csv, tsv, json, jsonl" : "did you mean " + std::string(near) + "?");
  }
  if (found == k_names.begin()) {
    return std::optional<InputFormat>{};
  }
  return std::optional<InputFormat>{static_cast<InputFormat>(found - k_names.begin() - 1)};
}

Result<InputFormat> detect_format(std::string_view name, std::string_view head)
{
  for (const Magic& magic : k_magics) {
    if (head.starts_with(magic.bytes)) {
      return fail(ErrorKind::bad_data, std::string(name) + " is " + std::string(magic.what) + ", not CSV or JSON text",
                  "unpack or convert it to UTF-8 text first");
    }
  }
  if (head.starts_with("\xef\xbb\xbf")) {
    head.remove_prefix(3);
  }
  if (trim(head).empty()) {
    return fail(ErrorKind::bad_data, std::string(name) + " is empty");
  }
  if (mostly_controls(head)) {
    return fail(ErrorKind::bad_data, std::string(name) + " is binary, not CSV or JSON text");
  }
  if (const auto format = format_of_extension(name)) {
    return *format;
  }
  return format_of_content(head);
}

Result<Input> open_input(std::unique_ptr<ByteSource> source, std::string_view name, std::optional<InputFormat> format,
                         const InputLimits& limits)
{
  TRY_ASSIGN(std::string head, read_head(*source));
  TRY_ASSIGN(const InputFormat detected, detect_format(name, head));
  Input input;
  input.format = format.value_or(detected);
  source = std::make_unique<Prefixed>(std::move(head), std::move(source));
  switch (input.format) {
  case InputFormat::csv: input.rows = make_csv_reader(std::move(source), {',', true, limits}); break;
  case InputFormat::tsv: input.rows = make_csv_reader(std::move(source), {'\t', true, limits}); break;
  case InputFormat::json: input.rows = make_json_reader(std::move(source), "records", limits); break;
  case InputFormat::jsonl: input.rows = make_json_lines_reader(std::move(source), limits); break;
  }
  return input;
}

Result<Input> open_input(const std::string& path, std::optional<InputFormat> format, const InputLimits& limits)
{
  TRY_ASSIGN(std::unique_ptr<ByteSource> source, open_source(path));
  return open_input(std::move(source), path, format, limits);
}

} // namespace tilores::data
