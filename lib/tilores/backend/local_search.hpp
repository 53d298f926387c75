#pragma once
// Search over the local store. Internal.
//
// Each parameter is normalised as the rules normalise that field of a record. A search rule is asked when the query has
// all features of its key, and none of its x-whole features that the rule does not look at (so a first name is never
// ignored). An entity is found with the set of parameters that it satisfies; it is left out when another entity
// satisfies all of these and more. Fallback rules (misspelt names) are asked when the others find nothing. Parameters
// that no search rule reads (any other field) are compared as text: against what the rules found, else by a scan of the
// records that stops at the deadline.

#include <tilores/backend/local_session.hpp>
#include <tilores/backend/ports.hpp>

namespace tilores::backend {

[[nodiscard]] Result<SearchPage> search_local(LocalSession& session, const SearchRequest& request,
                                              const CallContext& ctx);

} // namespace tilores::backend
