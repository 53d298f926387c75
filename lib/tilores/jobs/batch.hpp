#pragma once
// Batch: one question about each row of an input, many at once, one result a row in input order. Prints nothing.

#include <tilores/base/crypto.hpp>
#include <tilores/base/usage.hpp>
#include <tilores/customer/search.hpp>
#include <tilores/data/input.hpp>
#include <tilores/exec/adaptive.hpp>
#include <tilores/exec/rate.hpp>
#include <tilores/jobs/batch_columns.hpp>
#include <tilores/jobs/batch_file.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::jobs {

// What came of one key. `found`: exactly one customer.
struct RowAnswer {
  RowStatus status = RowStatus::found;
  std::string entity_id;
  std::optional<std::uint64_t> records;
  std::optional<double> match_score;
  std::string result;         // JSON; empty: null
  std::optional<Error> error; // why it is not found
  std::optional<double> usd;  // what a model cost
};

struct RowQuestion {
  const customer::SearchRequest& who; // without identifiers only where the question names the customer
  std::string_view text;              // the question template filled in; empty without one
};

// Asks once; called on many threads, `worker` < BatchOptions::workers. Not found and ambiguous are answers, not
// failures.
using Operation =
  std::function<Result<RowAnswer>(const RowQuestion& question, unsigned worker, const CallContext& ctx)>;

// A row of the input, its bytes owned.
struct InputRow {
  std::uint64_t number = 0;
  std::uint64_t line = 0;
  std::string raw;
  std::optional<data::RowFault> fault;
  std::vector<std::string> cells; // decoded, of a CSV row with a fault only
};

struct RowMeta {
  CacheUse cache = CacheUse::none;
  std::uint32_t attempts = 0; // calls made for this row; 0: another row had asked
  std::int64_t ms = 0;
};

struct InputShape {
  data::InputFormat format = data::InputFormat::csv;
  std::span<const std::string> header; // JSON: the members of the first row
  std::string_view header_raw;
};

// Port: rows to bytes. After begin() all members are called on many threads.
class RowSink {
public:
  virtual ~RowSink() = default;
  // What stands before the rows, and before the dead letters.
  virtual Result<std::string> begin(const InputShape& input) = 0;
  [[nodiscard]] virtual std::string begin_dead() const = 0;
  // The part of a row that is the same wherever its key is asked.
  virtual Status answer(const RowAnswer& answer, std::string& out) const = 0;
  // The whole row: what was read, the answer's part, and how it came about.
  virtual void row(const InputRow& row, std::string_view answer, const RowMeta& meta, std::string& out) const = 0;
  // The row as a dead letter: the original bytes and why.
  virtual void dead(const InputRow& row, const Error& error, std::uint32_t attempts, std::string& out) const = 0;
  [[nodiscard]] virtual std::string end() const = 0;
};

struct ErrorLimit {
  std::uint64_t count = 0;
  std::optional<double> percent; // instead of count; judged from 100 rows on
};

struct BatchOptions {
  unsigned workers = 4;
  bool automatic = false; // as many workers at once as the service takes well, at most `workers`
  bool ordered = true;
  exec::Rate rate;
  unsigned retries = 2;     // per row, of failures that a later try may mend
  bool second_pass = false; // rows that failed so while others got through wait a little and are tried as often again
  std::optional<Millis> row_timeout;    // all tries of one row together
  Millis park_at_most{30'000};          // how long a row waits for an open circuit before the run stops
  std::optional<ErrorLimit> max_errors; // rows with status error beyond it stop the run
  std::optional<std::uint64_t> max_calls;
  std::optional<std::uint64_t> first; // only so many rows
  std::map<Field, std::string> columns;
  std::string question; // template with {column}; empty: none
  std::string region = "US";
  Key256 key{};                  // of the keys of asked-once
  std::uint64_t input_bytes = 0; // 0: unknown
  std::string temporary_folder = "/tmp";
  std::size_t memory_bytes = 24U << 20U;
};

struct BatchReport {
  std::uint64_t rows = 0; // in the output now, earlier runs included
  std::uint64_t resumed = 0;
  std::array<std::uint64_t, k_row_statuses> counts{};
  std::uint64_t asked = 0;    // different keys asked in this run
  std::uint64_t repeated = 0; // rows answered by what another row had asked
  std::uint64_t hits = 0;     // of the asked, answered by the cache
  std::uint64_t calls = 0;
  std::uint64_t retries = 0;
  std::uint64_t parked = 0; // rows that waited for an open circuit
  double seconds = 0;
  double p50_ms = 0, p95_ms = 0, p99_ms = 0; // of asking, retries included
  double mean_ms = 0;
  unsigned limit = 0; // workers allowed at the end
  std::optional<double> usd;
  std::optional<std::uint64_t> total; // rows of the whole input, estimated where it was not read to its end
  std::optional<Error> stopped;       // why the run ended early; the output holds all rows before that
  std::optional<Error> first_error;   // of a row, for the summary: an error rather than an invalid row
  std::uint64_t first_error_row = 0;
  RowStatus first_error_status = RowStatus::invalid;
  [[nodiscard]] std::uint64_t count(RowStatus status) const { return counts[static_cast<std::size_t>(status)]; }
};

struct BatchProgress {
  std::uint64_t done = 0;
  std::optional<std::uint64_t> total; // estimated from the share of bytes read
  std::uint64_t hits = 0;
  std::uint64_t errors = 0;
  unsigned limit = 0;
};

struct BatchPorts {
  data::Input& input;
  const Operation& operation;
  RowSink& sink;
  RowOutput& output;
  BatchFile* file = nullptr;                          // the output, when it is one that resumes
  std::function<Status()> input_unchanged;            // asked before the output is called complete; may be empty
  std::function<void(const BatchProgress&)> progress; // may be empty
  // Called once before the first call: which column is what, and what is odd about the header. May be empty.
  std::function<void(const std::string& mapping, const std::vector<std::string>& warnings)> begun;
};

// Fails before any call where the input or its columns are unusable, and where the output fails; a run that ends early
// otherwise says so in `stopped`. Memory does not depend on the number of rows.
[[nodiscard]] Result<BatchReport> run_batch(const BatchPorts& ports, const BatchOptions& options,
                                            const CallContext& ctx);

// The keyed hash of a whole file, for JournalHeader::input_hash. Never 0.
[[nodiscard]] Result<std::uint64_t> hash_of_file(const std::string& path, const Key256& key, std::uint64_t& bytes);

} // namespace tilores::jobs
