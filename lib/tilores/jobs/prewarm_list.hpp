#pragma once
// The list of customers to prewarm: JSON {"customers":[…],"settings":{…}}, a JSON array, JSON Lines, CSV or TSV.

#include <tilores/data/input.hpp>
#include <tilores/jobs/batch_columns.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tilores::jobs {

struct PrewarmEntry {
  std::uint64_t row = 0;
  std::vector<model::Identifier> identifiers; // empty: unusable
  std::int64_t priority = 0;
  std::optional<Millis> ttl;
  std::string reason; // why it is unusable
  std::string raw;    // of an unusable one or of all, for the dead letters
};

struct PrewarmList {
  std::vector<PrewarmEntry> entries;           // highest priority first, then as listed
  std::map<std::string, std::string> settings; // as written
  std::string mapping;                         // which column is what; empty for JSON
};

// Fails where the file is unreadable or no column identifies anybody; a bad row is an unusable entry. `name` is the
// file's, for its extension.
[[nodiscard]] Result<PrewarmList> read_prewarm_list(const std::string& content, std::string_view name,
                                                    std::optional<data::InputFormat> format,
                                                    const std::map<Field, std::string>& columns);

} // namespace tilores::jobs
