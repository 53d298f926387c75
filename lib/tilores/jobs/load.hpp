#pragma once
// Customer records from files into a store: streamed, secret fields cut out at the door, bad rows kept apart.

#include <tilores/backend/ports.hpp>
#include <tilores/data/input.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tilores::jobs {

struct LoadOptions {
  std::map<std::string, std::string> columns; // field -> column, for CSV and TSV (--map)
  std::string id_field = "id";                // column or member that holds the record id (--id)
  std::string source;                         // recorded beside each record; also SOURCE where a record has none
  bool together = false;                      // the whole input is one submission
  std::size_t batch_records = 2000;           // submitted at once; also how often progress is told
};

struct LoadReport {
  std::uint64_t read = 0;
  std::uint64_t added = 0;
  std::uint64_t replaced = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t suppressed = 0; // persons who were forgotten
  std::uint64_t rejected = 0;
};

// A row that was not stored.
struct RejectedRow {
  std::uint64_t line = 0;
  std::uint64_t column = 0; // 0: the whole row
  std::string reason;
  std::string_view raw; // as it stands in the input (its beginning where it is too long)
};

struct LoadSinks {
  std::function<Status(const RejectedRow&)> rejected;
  std::function<void(const LoadReport&)> progress; // may be empty; after each batch, so also what a failed load did
  std::function<void(std::string_view record_id)> seen; // may be empty; ids that were stored
  std::size_t together_limit = 0; // more records of one submission than this are refused (usage); 0: any number
};

// Submits every good row in batches; memory does not grow with the input (with `together` it holds one batch of the
// whole input). Does not link: the caller asks loader.progress() once at the end. Fails where the input cannot be read
// further or the store fails; what was submitted by then is stored.
[[nodiscard]] Result<LoadReport> load(data::Input& input, backend::Loader& loader, const LoadOptions& options,
                                      const LoadSinks& sinks, const CallContext& ctx);

} // namespace tilores::jobs
