#pragma once
// Follows up few changes one by one: relinks the components around what is dirty. Internal to the local backend.

#include <tilores/backend/local_session.hpp>

#include <vector>

namespace tilores::backend {

// What is loaded or touched but not linked yet.
struct Pending {
  std::vector<StoredRecord> records; // rising
  std::vector<bool> fresh;           // of each: its keys are in no index yet
};

// Links `pending` and all that may change with it, inside the caller's write transaction. The same links result as from
// linking everything; the segment is left alone, new keys go to recent_keys.
Status link_incrementally(LocalSession& session, const resolve::RuleBook& book, const Pending& pending);

} // namespace tilores::backend
