#include <tilores/data/csv_writer.hpp>
#include <tilores/data/readers.hpp>

#include <tilores/base/json_writer.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <random>
#include <vector>

using namespace tilores;
using namespace tilores::data;

namespace {

using Rows = std::vector<std::vector<std::string>>;

// Hands out at most `step` bytes a call, so that rows are cut at every place.
class Dripping final : public ByteSource {
public:
  Dripping(std::string_view text, std::size_t step) : m_text(text), m_step(step) {}
  Result<std::size_t> read(char* buffer, std::size_t size) override
  {
    const std::size_t n = m_text.copy(buffer, std::min(size, m_step));
    m_text.remove_prefix(n);
    return n;
  }

private:
  std::string_view m_text;
  std::size_t m_step;
};

struct Parsed {
  Rows rows;
  std::vector<std::string> faults;
  std::vector<RowFaultKind> kinds;
  std::string joined; // the bytes of all rows and their line ends
};

Parsed parse(std::string_view text, CsvOptions options, std::size_t step)
{
  const auto reader = make_csv_reader(std::make_unique<Dripping>(text, step), options);
  Parsed parsed;
  Row row;
  for (;;) {
    const auto got = reader->next(row);
    REQUIRE(got.has_value());
    if (!*got) {
      return parsed;
    }
    CHECK(row.number == parsed.rows.size() + 1);
    if (!row.fault || row.fault->kind != RowFaultKind::row_too_long) {
      CHECK(text.substr(row.offset, row.raw.size()) == row.raw);
    }
    parsed.rows.emplace_back(row.cells.begin(), row.cells.end());
    ((parsed.joined += row.raw) += row.line_end);
    if (row.fault) {
      parsed.faults.push_back(describe(*row.fault));
      parsed.kinds.push_back(row.fault->kind);
    }
  }
}

Parsed parse_bare(std::string_view text, std::size_t step = 1 << 20)
{
  CsvOptions options;
  options.header = false;
  return parse(text, options, step);
}

std::string random_document(std::mt19937& random)
{
  static const std::vector<std::string> k_parts = {"a",    "bc", ",", ",", "\"",   "\"",    "\"\"", "\n",
                                                   "\r\n", "\r", " ", "é", "x\"y", "\",\"", "\"\n"};
  std::string text;
  for (std::size_t n = random() % 24; n > 0; --n) {
    text += k_parts[random() % k_parts.size()];
  }
  return text;
}

std::string json_of(const std::vector<std::string>& documents)
{
  std::string text;
  JsonWriter json(text);
  json.begin_array();
  for (const std::string& document : documents) {
    json.value(document);
  }
  json.end_array();
  return text;
}

std::string output_of(const std::string& command)
{
  std::string text;
  FILE* pipe = popen(command.c_str(), "r"); // NOLINT: a fixed command
  REQUIRE(pipe != nullptr);
  char buffer[4096];
  for (std::size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
    text.append(buffer, n);
  }
  pclose(pipe);
  return text;
}

} // namespace

TEST_CASE("csv rows are those of Python's csv")
{
  struct Case {
    const char* name;
    std::string text;
    Rows rows;
  };
  const std::vector<Case> cases = {
    {"empty", "", {}},
    {"no line end at the end", "a,b", {{"a", "b"}}},
    {"CRLF, LF and lone CR", "a\r\nb\nc\rd", {{"a"}, {"b"}, {"c"}, {"d"}}},
    {"blank lines are rows without cells", "a\n\n\r\nb\n", {{"a"}, {}, {}, {"b"}}},
    {"empty cells", ",\n,,\n\"\"\n", {{"", ""}, {"", "", ""}, {""}}},
    {"separator at the end of the input", "a,", {{"a", ""}}},
    {"quoted separators, quotes and line ends",
     "\"a,b\",\"c\"\"d\",\"e\nf\r\ng\"\nh\n",
     {{"a,b", "c\"d", "e\nf\r\ng"}, {"h"}}},
    {"quotes inside a bare field are text", "a\"b\"c,d\n", {{"a\"b\"c", "d"}}},
    {"text after a closing quote belongs to the field", "\"ab\"c\"d,\"e\"\" \"f\n", {{"abc\"d", "e\" f"}}},
    {"blanks are kept", " a , \"b\"\n", {{" a ", " \"b\""}}},
    {"byte order mark", "\xef\xbb\xbf\"a\",b\n", {{"a", "b"}}},
    {"NUL is text", std::string("a\0b,c\n", 6), {{std::string("a\0b", 3), "c"}}},
  };
  for (const Case& test : cases) {
    for (const std::size_t step : {1, 2, 3, 5, 1000}) {
      CAPTURE(test.name);
      CAPTURE(step);
      CHECK(parse_bare(test.text, step).rows == test.rows);
    }
  }
}

TEST_CASE("Python's csv reads the same rows from thousands of random documents")
{
  if (std::system("python3 -c 'import csv' 2>/dev/null") != 0) { // NOLINT
    MESSAGE("python3 is not here: skipped");
    return;
  }
  std::mt19937 random(20240613);
  std::vector<std::string> documents;
  std::vector<Parsed> ours;
  while (documents.size() < 4000) {
    std::string document = random_document(random);
    Parsed parsed = parse_bare(document, 1 + random() % 9);
    if (std::ranges::find(parsed.kinds, RowFaultKind::unterminated_quote) == parsed.kinds.end()) {
      documents.push_back(std::move(document));
      ours.push_back(std::move(parsed));
    }
  }
  std::string path = "/tmp/tilores-csv-XXXXXX";
  const int fd = mkstemp(path.data());
  REQUIRE(fd >= 0);
  const std::string text = json_of(documents);
  REQUIRE(write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  close(fd);
  const std::string theirs = output_of("python3 -c 'import csv,io,json,sys\n"
                                       "for d in json.load(open(sys.argv[1])):\n"
                                       "  print(json.dumps(list(csv.reader(io.StringIO(d, newline=\"\")))))' " +
                                       path);
  unlink(path.c_str());
  std::size_t at = 0;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    const std::size_t end = theirs.find('\n', at);
    REQUIRE(end != std::string::npos);
    const auto line = JsonDocument::parse(theirs.substr(at, end - at));
    at = end + 1;
    REQUIRE(line.has_value());
    Rows rows;
    for (const Json row : line->root().elements()) {
      rows.emplace_back();
      for (const Json cell : row.elements()) {
        rows.back().emplace_back(cell.text());
      }
    }
    CAPTURE(documents[i]);
    CHECK(ours[i].rows == rows);
  }
}

TEST_CASE("rows and line ends together are the input, wherever it is cut")
{
  rc::check([](std::uint32_t seed) {
    std::mt19937 random(seed);
    const std::string document = random_document(random);
    const Parsed whole = parse_bare(document);
    const Parsed cut = parse_bare(document, 1 + random() % 5);
    RC_ASSERT(whole.joined == document);
    RC_ASSERT(cut.joined == document);
    RC_ASSERT(whole.rows == cut.rows);
    RC_ASSERT(whole.faults == cut.faults);
  });
}

TEST_CASE("what the writer writes, the reader reads")
{
  rc::check([](const Rows& rows) {
    for (const char separator : {',', '\t'}) {
      std::string text;
      Rows expected;
      for (const auto& row : rows) {
        if (row.empty()) {
          continue;
        }
        expected.push_back(row);
        for (std::size_t i = 0; i < row.size(); ++i) {
          text += i == 0 ? "" : std::string(1, separator);
          if (row.size() == 1 && row[0].empty()) {
            append_quoted(text, "");
          } else {
            append_csv_field(text, row[i], separator);
          }
        }
        text += '\n';
      }
      if (text.starts_with("\xef\xbb\xbf")) {
        continue;
      }
      CsvOptions options;
      options.header = false;
      options.separator = separator;
      RC_ASSERT(parse(text, options, 7).rows == expected);
    }
  });
}

TEST_CASE("a bad row is told with line and column and costs no good row")
{
  struct Case {
    const char* name;
    std::string text;
    std::string fault;
    RowFaultKind kind;
    std::size_t rows;
  };
  const std::vector<Case> cases = {
    {"never closed", "a,b\n1,2\n3,\"4\n5,6\n7,8\n", "line 3, column 3: quote is never closed",
     RowFaultKind::unterminated_quote, 4},
    {"never closed after a quoted line end", "a,b\n\"1\n1\",\"2\n5,6\n", "line 3, column 4: quote is never closed",
     RowFaultKind::unterminated_quote, 2},
    {"text after quote", "a,b\n\"1\n\"x,2\n3,4\n", "line 3, column 2: text after a closing quote",
     RowFaultKind::text_after_quote, 2},
    {"too few", "a,b\n1\n3,4\n", "line 2, column 2: 1 columns instead of 2", RowFaultKind::ragged, 2},
    {"too many", "a,b\n1,2,3\n3,4\n", "line 2, column 6: 3 columns instead of 2", RowFaultKind::ragged, 2},
    {"not UTF-8", "a,b\n1,\xff\n3,4\n", "line 2, column 3: invalid UTF-8", RowFaultKind::invalid_utf8, 2},
    {"NUL", std::string("a,b\n1,\0\n3,4\n", 12), "line 2, column 3: NUL byte", RowFaultKind::nul_byte, 2},
  };
  for (const Case& test : cases) {
    for (const std::size_t step : {1, 4, 1000}) {
      CAPTURE(test.name);
      const Parsed parsed = parse(test.text, {}, step);
      CHECK(parsed.rows.size() == test.rows);
      REQUIRE(parsed.faults.size() == 1);
      CHECK(parsed.faults[0] == test.fault);
      CHECK(parsed.kinds[0] == test.kind);
    }
  }
}

TEST_CASE("rows, fields and columns beyond the limits are faults of their row")
{
  CsvOptions options;
  options.limits.row_bytes = 100;
  options.limits.field_bytes = 50;
  options.limits.columns = 5;
  const std::string good = "1,2\n";
  struct Case {
    const char* name;
    std::string row;
    RowFaultKind kind;
  };
  const std::string huge(1'000'000, 'x');
  for (const Case& test : {
         Case{"long line", huge + "," + huge, RowFaultKind::row_too_long},
         {"long quoted line", "\"" + huge + "\",1", RowFaultKind::row_too_long},
         {"long after a quoted line end", "\"a\nb\"," + huge, RowFaultKind::row_too_long},
         {"long field", std::string(60, 'y') + ",1", RowFaultKind::field_too_long},
         {"many columns", "1,2,3,4,5,6", RowFaultKind::too_many_columns},
       }) {
    for (const char* end : {"\n", "\r\n"}) {
      for (const std::size_t step : {99U, 100U, 101U, 100000U}) {
        CAPTURE(test.name);
        CAPTURE(step);
        const Parsed parsed = parse("a,b\n" + good + test.row + end + good, options, step);
        CHECK(parsed.rows.size() == 3);
        REQUIRE(parsed.kinds.size() == 1);
        CHECK(parsed.kinds[0] == test.kind);
        CHECK(parsed.rows.back() == std::vector<std::string>{"1", "2"});
      }
    }
  }
}

TEST_CASE("line numbers stay right behind every kind of row")
{
  CsvOptions options;
  options.limits.row_bytes = 64;
  const std::string text = "a\n\"x\r\ny\"\r\n" + std::string(300000, 'z') + "\n\n\"p\rq\"\rr\n\"open\nlast\n";
  const auto reader = make_csv_reader(make_memory_source(text), options);
  std::vector<std::uint64_t> lines;
  Row row;
  while (reader->next(row).value()) {
    lines.push_back(row.line);
  }
  CHECK(lines == std::vector<std::uint64_t>{2, 4, 6, 8, 9, 10});
}

TEST_CASE("the header is read once, kept raw, and an empty or broken one is an error")
{
  const auto reader = make_csv_reader(make_memory_source("\xef\xbb\xbf\n\"a b\",c\r\n1,2\n"));
  const auto header = reader->header();
  REQUIRE(header.has_value());
  CHECK(std::vector<std::string>(header->begin(), header->end()) == std::vector<std::string>{"a b", "c"});
  CHECK(reader->header_raw() == "\"a b\",c");
  Row row;
  REQUIRE(reader->next(row).value());
  CHECK(row.line == 3);
  std::string json;
  append_row_object(json, *header, row);
  CHECK(json == R"({"a b":"1","c":"2"})");
  for (const char* text : {"", "\n\n", "\"a\n1\n", "\"a\"b,c\n1,2\n"}) {
    const auto broken = make_csv_reader(make_memory_source(text));
    CHECK(!broken->next(row).has_value());
    CHECK(broken->header().error().kind == ErrorKind::bad_data);
  }
}

TEST_CASE("many quotes that are never closed stay cheap")
{
  CsvOptions options;
  options.header = false;
  options.limits.row_bytes = 4096;
  std::string text;
  for (int i = 0; i < 20000; ++i) {
    text += "\"\"\"\"x,\"\"y\"\n"; // opens again and again
  }
  const Parsed parsed = parse(text, options, 1 << 16);
  CHECK(parsed.joined.size() <= text.size());
  CHECK(!parsed.rows.empty());
}
