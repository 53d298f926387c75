#pragma once
// Writes the outcome of a linking into the tables. Internal to the local linker.

#include <tilores/backend/local_assign.hpp>
#include <tilores/backend/local_session.hpp>
#include <tilores/resolve/linking.hpp>

#include <span>
#include <vector>

namespace tilores::backend {

// What was linked: records by their number in this linking, with where they were before.
struct Linked {
  std::span<const StoredRecord> records; // rising
  std::vector<EntityNumber> old;         // 0: nowhere
  const resolve::RecordSource* source = nullptr;
  resolve::Clusters clusters;
};

// Cuts, bans, isolated records and pairs submitted together, as numbers of this linking. Records of other linkings and
// unknown ones are left out.
struct Constraints {
  std::vector<resolve::Separation> bans;
  std::vector<resolve::Separation> cuts;
  std::vector<resolve::RecordNumber> isolated;
  std::vector<resolve::Link> together;
};
[[nodiscard]] Result<Constraints> read_constraints(LocalSession& session, std::span<const StoredRecord> records,
                                                   const resolve::RecordSource& source);

// `whole`: these are all records of the store, tables are written from scratch.
Status write_linked(LocalSession& session, Linked linked, bool whole);

} // namespace tilores::backend
