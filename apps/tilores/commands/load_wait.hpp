#pragma once
// load --backend tilores: after the submission, and when it breaks off.

#include <tilores/backend/ports.hpp>
#include <tilores/output/progress.hpp>

#include <string>

namespace tilores::app {

// Asks the instance at pauses that grow to a second, later to five, until all that was submitted is linked. Returns "",
// or why that could not be followed where the client may not look (a warning: the submission is complete all the same).
// A failure that may pass is lived with four times in a row; what it fails with then says that nothing is lost.
[[nodiscard]] Result<std::string> wait_for_links(backend::Loader& loader, std::uint64_t submitted,
                                                 output::Progress& progress, const CallContext& ctx);

// The error of a submission that ended early, with what is certain: `submitted` records were taken before it. The hint
// stays where nothing can have been submitted.
[[nodiscard]] Error broken_off(Error error, std::uint64_t submitted);

} // namespace tilores::app
