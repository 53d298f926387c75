#pragma once
// Brings links, entities and the key index of a store up to date with its records. Internal to the local backend.

#include <tilores/backend/local_session.hpp>
#include <tilores/base/context.hpp>
#include <tilores/resolve/spool.hpp>

namespace tilores::backend {

// Links what is dirty, in one write transaction; nothing to do is no change. `spool` may hold profiles of records
// submitted just now (else null) and is spent by the call. `rebuild` relinks everything and writes the index anew.
Status link_pending(LocalSession& session, std::unique_ptr<resolve::Spool> spool, bool rebuild);

// The same for few changes inside the caller's write transaction, which may be rolled back: no file is touched.
Status link_changes(LocalSession& session);

} // namespace tilores::backend
