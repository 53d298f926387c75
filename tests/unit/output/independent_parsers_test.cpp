// Every format is read back by a parser that others wrote: Python's csv and json, jq, miller. Those that are not
// installed are skipped.
#include <tilores/output/envelope.hpp>
#include <tilores/output/rows.hpp>

#include <tilores/base/json_writer.hpp>

#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <random>
#include <stdlib.h>
#include <unistd.h>

using namespace tilores;
using namespace tilores::output;

namespace {

class TemporaryFile {
public:
  explicit TemporaryFile(const std::string& content)
  {
    const int fd = mkstemp(m_path.data());
    REQUIRE(fd >= 0);
    REQUIRE(write(fd, content.data(), content.size()) == static_cast<ssize_t>(content.size()));
    close(fd);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  TemporaryFile(TemporaryFile&&) = delete;
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  ~TemporaryFile() { unlink(m_path.c_str()); }
  [[nodiscard]] const std::string& path() const { return m_path; }

private:
  std::string m_path = "/tmp/tilores-format-XXXXXX";
};

bool installed(const std::string& program)
{
  return std::system((program + " --version >/dev/null 2>&1").c_str()) == 0;
} // NOLINT

struct Run {
  int status = -1;
  std::string output;
};

Run run(const std::string& command)
{
  Run result;
  FILE* pipe = popen(command.c_str(), "r"); // NOLINT: fixed commands on our own temporary files
  REQUIRE(pipe != nullptr);
  char buffer[4096];
  for (std::size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
    result.output.append(buffer, n);
  }
  result.status = pclose(pipe);
  return result;
}

const std::vector<Column> k_columns = {column("id", true), column("note"), column("n")};

// Texts with everything that ends cells, rows or strings.
std::vector<std::string> random_rows(std::size_t count)
{
  static const std::vector<std::string> k_parts = {"a",  "é", ",",  "\"",      "\n", "\r", "\t",     ";",        "|",
                                                   "\\", "=", "+1", "\x1b[2J", "'",  " ",  "\u202e", "{\"x\":1}"};
  std::mt19937 random(7);
  std::vector<std::string> rows;
  for (std::size_t i = 0; i < count; ++i) {
    std::string note;
    for (std::size_t n = random() % 6; n > 0; --n) {
      note += k_parts[random() % k_parts.size()];
    }
    std::string row;
    JsonWriter(row)
      .begin_object()
      .member("id", std::to_string(i))
      .member("note", note)
      .member("n", static_cast<int>(i))
      .end_object();
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string written(Format format, const std::vector<std::string>& rows)
{
  std::string text;
  const auto sink = make_string_sink(text);
  RowWriter writer(*sink, {format, k_columns, false, {}});
  for (const std::string& row : rows) {
    REQUIRE(writer.row(row).has_value());
  }
  REQUIRE(writer.finish().has_value());
  return text;
}

// The notes as JSON lines, guarded like a cell where a spreadsheet would run them.
std::string expected_notes(const std::vector<std::string>& rows)
{
  std::string lines;
  for (const std::string& row : rows) {
    const auto document = JsonDocument::parse(row);
    const std::string note(document->root()["note"].text());
    append_json_string(lines, looks_like_formula(note) ? "'" + note : note);
    lines += '\n';
  }
  return lines;
}

} // namespace

TEST_CASE("Python's csv reads back csv and tsv cell by cell")
{
  if (!installed("python3")) {
    MESSAGE("python3 is not here: skipped");
    return;
  }
  for (const std::size_t count : {0U, 1U, 500U}) {
    const std::vector<std::string> rows = random_rows(count);
    for (const Format format : {Format::csv, Format::tsv}) {
      const TemporaryFile file(written(format, rows));
      const TemporaryFile expected(expected_notes(rows));
      const Run check = run("python3 -c 'import csv,json,sys\n"
                            "rows=list(csv.reader(open(sys.argv[1],newline=\"\",encoding=\"utf-8\"),delimiter=sys.argv["
                            "3].replace(\"t\",\"\\t\")))\n"
                            "assert rows[0]==[\"id\",\"note\",\"n\"], rows[0]\n"
                            "notes=[json.loads(l) for l in open(sys.argv[2],encoding=\"utf-8\")]\n"
                            "assert [r[1] for r in rows[1:]]==notes\n"
                            "assert all(len(r)==3 for r in rows)' " +
                            file.path() + " " + expected.path() + (format == Format::csv ? " ," : " t") + " 2>&1");
      CAPTURE(check.output);
      CHECK(check.status == 0);
    }
  }
}

TEST_CASE("jq reads jsonl, json arrays and envelopes")
{
  if (!installed("jq")) {
    MESSAGE("jq is not here: skipped");
    return;
  }
  for (const std::size_t count : {0U, 1U, 200U}) {
    const std::vector<std::string> rows = random_rows(count);
    const TemporaryFile lines(written(Format::jsonl, rows));
    CHECK(run("jq -s length " + lines.path()).output == std::to_string(count) + "\n");
    const std::string array = written(Format::json, rows);
    for (const bool ok : {true, false}) {
      std::string text;
      Envelope envelope;
      envelope.ok = ok;
      envelope.data = array;
      if (!ok) {
        envelope.error = Error{ErrorKind::ambiguous, "two \"customers\"\nfit", "", {}, {}};
      }
      envelope.warnings = {"a\tb"};
      append_envelope(text, envelope);
      const TemporaryFile file(text);
      CHECK(run("jq -c '[.ok,(.data|length),.error.code,(.warnings|length),.meta.schema,(keys|length)]' " + file.path())
              .output == "[" + std::string(ok ? "true" : "false") + "," + std::to_string(count) + "," +
                           (ok ? "null" : "\"ambiguous\"") + ",1,1,5]\n");
    }
  }
}

TEST_CASE("miller reads every row of csv, tsv, table and md")
{
  if (!installed("mlr")) {
    MESSAGE("mlr is not here: skipped");
    return;
  }
  for (const std::size_t count : {1U, 100U}) {
    std::vector<std::string> rows;
    for (std::size_t i = 0; i < count; ++i) {
      rows.push_back(R"({"id":"x","note":"a|b, \"c\" é","n":1})"); // its TSV has no quotes: no tabs or line ends here
    }
    for (const auto& [format, flag] : {std::pair{Format::csv, "--icsv"},
                                       {Format::tsv, "--itsv"},
                                       {Format::table, "--itsv"},
                                       {Format::md, "--imd"}}) {
      const TemporaryFile file(written(format, rows));
      const Run counted = run(std::string("mlr ") + flag + " --ojsonl stats1 -a sum -f n " + file.path() + " 2>&1");
      if (format == Format::md && counted.status != 0) {
        continue; // older versions only write md
      }
      CAPTURE(counted.output);
      CHECK(counted.output == "{\"n_sum\": " + std::to_string(count) + "}\n");
    }
  }
  const TemporaryFile csv(written(Format::csv, random_rows(300)));
  CHECK(run("mlr --icsv --ojsonl count " + csv.path() + " 2>&1").output == "{\"count\": 300}\n");
}
