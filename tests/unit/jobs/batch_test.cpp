// Batch: order, once per key, statuses, early ends, resume after any loss.
#include <tilores/base/text.hpp>
#include <tilores/jobs/batch.hpp>
#include <tilores/jobs/batch_verify.hpp>
#include <tilores/jobs/raw_cells.hpp>

#include <support/fake_clock.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <random>

using namespace tilores;
using namespace tilores::jobs;

namespace {

// A disk in memory that loses power: what was not synced may be lost from any byte on.
class FragileFiles final : public JobFiles {
public:
  struct Content {
    std::string bytes;
    std::size_t synced = 0;
  };
  std::map<std::string, Content> files;
  std::int64_t operations_left = -1; // then every operation fails, like after a kill
  std::atomic<bool> full = false;    // appends fail
  bool torn = false;

  bool spend()
  {
    if (operations_left > 0) {
      --operations_left;
      return true;
    }
    return operations_left < 0;
  }

  void lose_power(std::mt19937& random)
  {
    for (auto& [path, content] : files) {
      if (content.bytes.size() > content.synced) {
        content.bytes.resize(content.synced + random() % (content.bytes.size() - content.synced + 1));
      }
      content.synced = content.bytes.size();
    }
    operations_left = -1;
    torn = false;
  }

  class File final : public JobFile {
  public:
    File(FragileFiles& disk, std::string path) : m_disk(disk), m_path(std::move(path)) {}
    Status append(std::string_view bytes) override
    {
      if (m_disk.full) {
        return fail(ErrorKind::io, "no space left");
      }
      if (!m_disk.spend()) {
        if (!m_disk.torn) { // killed in the middle of this one
          m_disk.torn = true;
          m_disk.files[m_path].bytes += bytes.substr(0, bytes.size() / 2);
        }
        return fail(ErrorKind::io, "killed");
      }
      m_disk.files[m_path].bytes += bytes;
      return {};
    }
    Status sync() override
    {
      if (!m_disk.spend()) {
        return fail(ErrorKind::io, "killed");
      }
      m_disk.files[m_path].synced = m_disk.files[m_path].bytes.size();
      return {};
    }
    Status read(std::uint64_t offset, std::size_t size, std::string& out) const override
    {
      const std::string& bytes = m_disk.files[m_path].bytes;
      out += offset < bytes.size() ? bytes.substr(offset, size) : "";
      return {};
    }

  private:
    FragileFiles& m_disk;
    std::string m_path;
  };

  Result<std::unique_ptr<JobFile>> open_at(const std::string& path, std::uint64_t keep) override
  {
    if (!spend()) {
      return fail(ErrorKind::io, "killed");
    }
    files[path].bytes.resize(keep);
    files[path].synced = std::min<std::size_t>(files[path].synced, keep);
    return std::unique_ptr<JobFile>(std::make_unique<File>(*this, path));
  }
  Result<std::unique_ptr<JobFile>> open_to_read(const std::string& path) override
  {
    if (!files.contains(path)) {
      return fail(ErrorKind::io, "no such file");
    }
    return std::unique_ptr<JobFile>(std::make_unique<File>(*this, path));
  }
  Result<std::optional<std::uint64_t>> size(const std::string& path) override
  {
    return files.contains(path) ? std::optional<std::uint64_t>(files[path].bytes.size()) : std::nullopt;
  }
  Status rename(const std::string& from, const std::string& to) override
  {
    if (!spend()) {
      return fail(ErrorKind::io, "killed");
    }
    files[to] = files[from];
    files.erase(from);
    return {};
  }
  Status remove(const std::string& path) override
  {
    if (!spend()) {
      return fail(ErrorKind::io, "killed");
    }
    files.erase(path);
    return {};
  }
};

// Every look at it is 30 ms later, so that blocks are written every few rows.
class HurryingClock final : public Clock {
public:
  WallTime now() const override { return WallTime{}; }
  SteadyTime steady() const override { return SteadyTime{Millis{30 * ++m_looks}}; }
  bool sleep(Millis, const std::stop_token&) override { return true; }

private:
  mutable std::atomic<std::int64_t> m_looks{0};
};

// "raw,status:id\n"
class PlainSink final : public RowSink {
public:
  Result<std::string> begin(const InputShape& input) override { return std::string(input.header_raw) + ",status\n"; }
  std::string begin_dead() const override { return "dead\n"; }
  Status answer(const RowAnswer& answer, std::string& out) const override
  {
    out += "," + std::string(to_string(answer.status)) + ":" + answer.entity_id;
    return {};
  }
  void row(const InputRow& row, std::string_view answer, const RowMeta&, std::string& out) const override
  {
    out += row.raw + std::string(answer) + "\n";
  }
  void dead(const InputRow& row, const Error& error, std::uint32_t, std::string& out) const override
  {
    out += row.raw + "|" + error.message + "\n";
  }
  std::string end() const override { return {}; }
};

std::string input_of(int rows)
{
  std::string text = "Customer Email,note\n";
  for (int i = 0; i < rows; ++i) {
    text += i % 11 == 3 ? "not-an-email@@example,x\n"
                        : "c" + std::to_string(i % 7 == 0 ? i : i * 3) + "@example.com,\"line " + std::to_string(i) +
                            "\nbreak\"\n";
  }
  return text;
}

struct Run {
  std::string out;
  std::string dead;
  BatchReport report;
  std::optional<Error> error;
  std::map<std::string, int> asked;
};

BatchOptions workers(unsigned count)
{
  BatchOptions options;
  options.workers = count;
  return options;
}

Result<RowAnswer> plain_answer(const RowQuestion& question)
{
  RowAnswer answer;
  answer.entity_id = question.who.identifiers.front().value;
  answer.status = answer.entity_id.starts_with("c1") ? RowStatus::not_found : RowStatus::found;
  return answer;
}

Run run_plain(const std::string& text, BatchOptions options, Operation operation = {}, CallContext ctx = {})
{
  Run run;
  std::mutex mutex;
  const Operation counted = [&](const RowQuestion& question, unsigned worker, const CallContext& call) {
    {
      const std::lock_guard lock(mutex);
      ++run.asked[question.who.identifiers.front().value];
    }
    return operation ? operation(question, worker, call) : plain_answer(question);
  };
  auto input = data::open_input(data::make_memory_source(text), "b.csv", {});
  REQUIRE(input);
  PlainSink sink;
  const auto output = make_stream_output(
    [&](std::string_view bytes) {
      run.out += bytes;
      return Status{};
    },
    [&](std::string_view bytes) {
      run.dead += bytes;
      return Status{};
    });
  auto report = run_batch({*input, counted, sink, *output, nullptr, {}, {}, {}}, options, ctx);
  if (report) {
    run.report = std::move(*report);
  } else {
    run.error = report.error();
  }
  return run;
}

Result<BatchReport> run_file(FragileFiles& disk, const std::string& text, ResumeMode mode, const Operation& operation,
                             Millis sync_every = Millis{0})
{
  BatchFileSettings settings;
  settings.path = "out";
  settings.errors = "errors";
  settings.mode = mode;
  settings.sync_every = sync_every;
  settings.header = {"1", "2026-11-01", true, text.size(), stable_hash64(text), 7};
  HurryingClock clock;
  TRY_ASSIGN(const auto file, open_batch_file(settings, disk, clock));
  TRY_ASSIGN(auto input, data::open_input(data::make_memory_source(text), "b.csv", {}));
  PlainSink sink;
  BatchOptions options;
  options.workers = 3;
  return run_batch({input, operation, sink, *file, file.get(), {}, {}, {}}, options, {});
}

const Operation k_plain = [](const RowQuestion& question, unsigned, const CallContext&) {
  return plain_answer(question);
};

} // namespace

TEST_CASE("rows come out in input order whatever the number of workers, and one key is asked once")
{
  const std::string text = input_of(500);
  const Run one = run_plain(text, workers(1));
  REQUIRE_FALSE(one.error);
  CHECK(one.report.rows == 500);
  for (const unsigned count : {2U, 8U, 32U}) {
    const Run many = run_plain(text, workers(count));
    CHECK(many.out == one.out);
    CHECK(many.dead == one.dead);
    for (const auto& [key, times] : many.asked) {
      CHECK(times == 1);
    }
  }
  CHECK(one.report.count(RowStatus::invalid) == 46);
  CHECK(one.report.asked + one.report.repeated + one.report.count(RowStatus::invalid) == 500);
}

TEST_CASE("a key is asked once also when its answer has left memory")
{
  const std::string text = input_of(300) + input_of(300).substr(input_of(0).size());
  BatchOptions options = workers(4);
  options.memory_bytes = 1000;
  const Run run = run_plain(text, options);
  CHECK(run.report.rows == 600);
  for (const auto& [key, times] : run.asked) {
    CHECK(times == 1);
  }
}

TEST_CASE("wrong credentials stop the run and burn no further row")
{
  std::atomic<int> calls{0};
  const Run run = run_plain(input_of(200), workers(1),
                            [&](const RowQuestion& question, unsigned, const CallContext&) -> Result<RowAnswer> {
                              if (++calls > 20) {
                                return fail(ErrorKind::auth, "expired");
                              }
                              return plain_answer(question);
                            });
  REQUIRE(run.report.stopped);
  CHECK(run.report.stopped->kind == ErrorKind::auth);
  CHECK(calls == 21);
  CHECK(run.report.count(RowStatus::error) == 0);
  CHECK(run.report.rows < 60);
}

TEST_CASE("transient failures are retried away, lasting ones become error rows with a dead letter")
{
  std::mutex mutex;
  std::map<std::string, int> tries;
  const Run run = run_plain(input_of(100), workers(4),
                            [&](const RowQuestion& question, unsigned, const CallContext&) -> Result<RowAnswer> {
                              const std::lock_guard lock(mutex);
                              const std::string& who = question.who.identifiers.front().value;
                              if (who == "c6@example.com" || tries[who]++ == 0) {
                                return fail(ErrorKind::timeout, "slow");
                              }
                              return plain_answer(question);
                            });
  CHECK_FALSE(run.report.stopped);
  CHECK(run.report.count(RowStatus::error) == 1);
  CHECK(run.asked.at("c6@example.com") == 3);
  CHECK(run.dead.find("c6@example.com,\"line 2\nbreak\"|slow\n") != std::string::npos);
}

TEST_CASE("--retries is all there is: what lies below is asked to try once")
{
  std::atomic<int> calls{0};
  BatchOptions options = workers(1);
  options.retries = 1;
  const Run run = run_plain("email\nc2@example.com\n", options,
                            [&](const RowQuestion&, unsigned, const CallContext& ctx) -> Result<RowAnswer> {
                              CHECK(ctx.attempts == 1);
                              ++calls;
                              return fail(ErrorKind::timeout, "slow");
                            });
  CHECK(calls == 2);
  CHECK(run.report.count(RowStatus::error) == 1);
}

TEST_CASE("a row that failed while others got through has a second pass, unless the number of retries was given")
{
  for (const bool second : {false, true}) {
    CAPTURE(second);
    BatchOptions options = workers(2);
    options.second_pass = second;
    std::atomic<int> tries{0};
    test::FakeClock clock;
    CallContext ctx;
    ctx.clock = &clock;
    const Run run = run_plain(
      input_of(40), options,
      [&](const RowQuestion& question, unsigned, const CallContext&) -> Result<RowAnswer> {
        if (question.who.identifiers.front().value != "c6@example.com") {
          return plain_answer(question);
        }
        return ++tries <= 4 ? Result<RowAnswer>(fail(ErrorKind::timeout, "slow")) : plain_answer(question);
      },
      ctx);
    CHECK(run.report.count(RowStatus::error) == (second ? 0 : 1));
    CHECK(tries == (second ? 5 : 3));
  }
}

TEST_CASE("rows that meet an open circuit are parked and asked again when it lets them through")
{
  test::FakeClock clock;
  CallContext ctx;
  ctx.clock = &clock;
  const SteadyTime mended = clock.steady() + Millis{12'000};
  const Run run = run_plain(
    input_of(50), workers(4),
    [&](const RowQuestion& question, unsigned, const CallContext&) -> Result<RowAnswer> {
      if (clock.steady() < mended) {
        return fail(Error{ErrorKind::unavailable, "the circuit is open", {}, {}, 5000});
      }
      return plain_answer(question);
    },
    ctx);
  CHECK_FALSE(run.report.stopped);
  CHECK(run.report.rows == 50);
  CHECK(run.report.count(RowStatus::error) == 0);
  CHECK(run.report.parked >= 1);
  CHECK(run.report.parked <= 4);
  CHECK(run.report.retries == 0);
}

TEST_CASE("a circuit that stays open and a service that asks for a long pause end the run and burn no row")
{
  for (const auto& [kind, wait] :
       {std::pair{ErrorKind::unavailable, 5'000}, std::pair{ErrorKind::rate_limited, 600'000}}) {
    CAPTURE(to_string(kind));
    test::FakeClock clock;
    CallContext ctx;
    ctx.clock = &clock;
    const Run run = run_plain(
      input_of(50), workers(4),
      [&, kind = kind, wait = wait](const RowQuestion&, unsigned, const CallContext&) -> Result<RowAnswer> {
        return fail(Error{kind, "not now", {}, {}, wait});
      },
      ctx);
    REQUIRE(run.report.stopped);
    CHECK(run.report.stopped->kind == kind);
    CHECK(run.report.rows == 0);
    CHECK(clock.steady().time_since_epoch() <= Millis{150'000}); // all workers sleep on one clock
  }
}

TEST_CASE("a row that meets failures alone is an error row, not the end of the run")
{
  test::FakeClock clock;
  CallContext ctx;
  ctx.clock = &clock;
  const Run run = run_plain(
    input_of(50), workers(2),
    [&](const RowQuestion& question, unsigned, const CallContext&) -> Result<RowAnswer> {
      if (question.who.identifiers.front().value == "c6@example.com") {
        return fail(ErrorKind::timeout, "always slow");
      }
      return plain_answer(question);
    },
    ctx);
  CHECK_FALSE(run.report.stopped);
  CHECK(run.report.count(RowStatus::error) == 1);
  CHECK(run.report.rows == 50);
}

TEST_CASE("--first counts further rows for its guess at how many there are")
{
  std::string text = "email,note\nc2@example.com,\n";
  for (int i = 0; i < 99; ++i) {
    text += "c" + std::to_string(1000 + i) + "@example.com," + std::string(200, 'x') + "\n";
  }
  BatchOptions options = workers(1);
  options.first = 1;
  options.input_bytes = text.size();
  const Run run = run_plain(text, options);
  CHECK(run.report.rows == 1);
  CHECK(run.report.total == 100);
}

TEST_CASE("--max-calls stops with budget and leaves the rows before it whole")
{
  BatchOptions options = workers(1);
  options.max_calls = 10;
  const Run run = run_plain(input_of(100), options,
                            [](const RowQuestion& question, unsigned, const CallContext& ctx) -> Result<RowAnswer> {
                              if (ctx.cache == CacheMode::only) { // asked first, because the cache is free
                                return fail(ErrorKind::unavailable, "not in the cache");
                              }
                              return plain_answer(question);
                            });
  REQUIRE(run.report.stopped);
  CHECK(run.report.stopped->kind == ErrorKind::budget);
  CHECK(run.report.calls == 10);
  CHECK(run.report.rows >= 9);
}

TEST_CASE("killed at every operation of the disk, with whatever was not synced lost, a resume gives the same bytes")
{
  const std::string text = input_of(60);
  FragileFiles undisturbed;
  REQUIRE(run_file(undisturbed, text, ResumeMode::none, k_plain));
  const std::string golden = undisturbed.files["out"].bytes;
  const std::string golden_errors = undisturbed.files["errors"].bytes;
  std::mt19937 random(7);
  std::uint64_t resumed = 0;
  for (int kill = 0; kill < 150; ++kill) {
    CAPTURE(kill);
    FragileFiles disk;
    for (int round = 0; round < 3; ++round) {
      disk.operations_left = static_cast<std::int64_t>(random() % 40) + (round == 0 ? kill % 40 : 0);
      (void)run_file(disk, text, ResumeMode::resume, k_plain, Millis{200});
      disk.lose_power(random);
    }
    const auto ended = run_file(disk, text, ResumeMode::resume, k_plain);
    REQUIRE_MESSAGE(ended, (ended ? "" : describe(ended.error())));
    resumed += ended->resumed > 0 && ended->resumed < 60 ? 1 : 0;
    CHECK(disk.files["out"].bytes == golden);
    CHECK(disk.files["errors"].bytes == golden_errors);
    const auto proof = verify_batch("out", {}, disk);
    REQUIRE_MESSAGE(proof, (proof ? "" : describe(proof.error())));
    CHECK(proof->rows == 60);
  }
  CHECK(resumed > 30); // the kills fell into the rows, not only before and after them
}

TEST_CASE("a complete output is left alone, a changed input, a changed output and an unfinished run are refused")
{
  const std::string text = input_of(30);
  FragileFiles disk;
  REQUIRE(run_file(disk, text, ResumeMode::none, k_plain));
  const std::string before = disk.files["out"].bytes;
  int calls = 0;
  const auto again = run_file(disk, text, ResumeMode::resume, [&](const RowQuestion& q, unsigned, const CallContext&) {
    ++calls;
    return plain_answer(q);
  });
  REQUIRE(again);
  CHECK(calls == 0);
  CHECK(disk.files["out"].bytes == before);
  CHECK(run_file(disk, text, ResumeMode::none, k_plain).error().kind == ErrorKind::usage);
  CHECK(run_file(disk, input_of(31), ResumeMode::resume, k_plain).error().kind == ErrorKind::precondition);
  disk.files["out"].bytes[before.size() / 2] ^= 1;
  CHECK(verify_batch("out", {}, disk).error().kind == ErrorKind::bad_data);
}

TEST_CASE("a full disk ends the run with io, and a resume completes it")
{
  const std::string text = input_of(40);
  FragileFiles disk;
  const auto ended =
    run_file(disk, text, ResumeMode::resume, [&](const RowQuestion& question, unsigned, const CallContext&) {
      disk.full = true;
      return plain_answer(question);
    });
  REQUIRE_FALSE(ended);
  CHECK(ended.error().kind == ErrorKind::io);
  disk.full = false;
  REQUIRE(run_file(disk, text, ResumeMode::resume, k_plain));
  FragileFiles undisturbed;
  REQUIRE(run_file(undisturbed, text, ResumeMode::none, k_plain));
  CHECK(disk.files["out"].bytes == undisturbed.files["out"].bytes);
}

TEST_CASE("--retry-failed asks failed rows again in their place and no other")
{
  const std::string text = input_of(50);
  FragileFiles undisturbed;
  REQUIRE(run_file(undisturbed, text, ResumeMode::none, k_plain));
  FragileFiles disk;
  const auto first = run_file(disk, text, ResumeMode::none,
                              [](const RowQuestion& question, unsigned, const CallContext&) -> Result<RowAnswer> {
                                if (question.who.identifiers.front().value.starts_with("c6")) {
                                  return fail(ErrorKind::bad_data, "odd");
                                }
                                return plain_answer(question);
                              });
  REQUIRE(first);
  REQUIRE(first->count(RowStatus::error) > 0);
  std::atomic<std::uint64_t> calls{0};
  const auto second =
    run_file(disk, text, ResumeMode::retry_failed, [&](const RowQuestion& question, unsigned, const CallContext&) {
      ++calls;
      return plain_answer(question);
    });
  REQUIRE_MESSAGE(second, (second ? "" : describe(second.error())));
  CHECK(calls <= first->count(RowStatus::error));
  CHECK(disk.files["out"].bytes == undisturbed.files["out"].bytes);
  CHECK(verify_batch("out", {}, disk));
}

TEST_CASE("raw cells keep their bytes and read as their text")
{
  std::vector<std::string_view> cells;
  split_raw_cells("a,\"b \"\"x\"\", c\",,\" d\"", ',', cells);
  REQUIRE(cells.size() == 4);
  std::string scratch;
  CHECK(cell_text(cells[1], scratch) == "b \"x\", c");
  CHECK(cells[1] == "\"b \"\"x\"\", c\"");
  CHECK(cells[2].empty());
  CHECK(cell_text(cells[3], scratch) == " d");
}

TEST_CASE("columns are recognised by the names people give them")
{
  const std::vector<std::string> header{"Customer Email", "Phone", "Client #",    "First",
                                        "Last",           "Notes", "Spouse Phone"};
  const auto mapping = map_columns(header, {});
  REQUIRE(mapping);
  CHECK(describe(*mapping) == "email from 'Customer Email', phone from 'Phone', client_id from 'Client #', first_name "
                              "from 'First', last_name from 'Last'");
  CHECK(map_columns(std::vector<std::string>{"Notes"}, {}).error().kind == ErrorKind::usage);
  CHECK(map_columns(std::vector<std::string>{"email;name"}, {}).error().hint.find("commas") != std::string::npos);
  const std::vector<std::string> wrong{"emial=X"};
  CHECK(parse_mapping(wrong).error().hint.find("email") != std::string::npos);
}

TEST_CASE("a first line that holds a customer's data is told as that and not repeated")
{
  for (const std::string cell : {"ada.email@example.com", "+12125550101", "4b1c2f54-8a0e-4d7b-9a3c-6f5e4d3c2b1a"}) {
    const auto mapping = map_columns(std::vector<std::string>{"Notes", cell}, {});
    REQUIRE_FALSE(mapping);
    CHECK(mapping.error().kind == ErrorKind::usage);
    CHECK(mapping.error().message.find("column 2") != std::string::npos);
    CHECK(mapping.error().message.find(cell) == std::string::npos);
  }
}

TEST_CASE("cells are recognised by their shape, stand-ins for nothing say nothing")
{
  const auto reason = [](Field field, std::string_view text) {
    const FieldValue value{field, text, "C"};
    return identify(std::span(&value, 1)).reason;
  };
  CHECK(reason(Field::phone, "n/a") == "no identifier");
  CHECK(reason(Field::phone, "55501") == "malformed phone in column 'C'");
  CHECK(reason(Field::email, "not-an-email@@example") == "malformed email in column 'C'");
  CHECK(reason(Field::first_name, "Ada") == "no identifier");
  const FieldValue decimal{Field::client_id, "1234567.0"};
  CHECK(identify(std::span(&decimal, 1)).identifiers.front().value == "1234567");
  const FieldValue exponent{Field::client_id, "8e2"};
  CHECK(identify(std::span(&exponent, 1)).identifiers.front().value == "8e2");
}
