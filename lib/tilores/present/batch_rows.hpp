#pragma once
// A batch's rows as CSV, TSV or JSON Lines: input passed through byte for byte, the answer beside it.

#include <tilores/jobs/batch.hpp>
#include <tilores/output/columns.hpp>
#include <tilores/output/format.hpp>

#include <memory>
#include <vector>

namespace tilores::present {

struct BatchView {
  output::Format format = output::Format::csv; // csv, tsv or jsonl
  std::vector<output::Column> columns;         // of the result, after the fixed columns
  bool chosen = false;                         // they come from --fields: JSON Lines results are cut to them
  bool row_meta = false;
  bool guard_all = false; // also cells passed through
};

// csv and tsv: the input's columns but tilores_*, then tilores_status, tilores_entity_id, tilores_records,
// tilores_match_score, tilores_error, the view's columns, and with row_meta tilores_cache, tilores_attempts,
// tilores_ms. A broken row is written with the header's number of cells. jsonl:
// {"row","input","status","entity_id","result", "error"[,"meta"]}; an input that is not JSON stands there as text. Dead
// letters: csv and tsv input, the original bytes followed by tilores_row, tilores_line, tilores_attempts, tilores_error
// and tilores_raw, so that they can be run again; the bytes of a broken row stand in tilores_raw alone; JSON input,
// {"row","line","attempts","error","input"} with the original bytes as "input" where they are JSON.
[[nodiscard]] std::unique_ptr<jobs::RowSink> make_batch_sink(BatchView view);

} // namespace tilores::present
