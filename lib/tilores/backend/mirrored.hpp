#pragma once
// A local store in place of an instance that fails.

#include <tilores/backend/ports.hpp>

#include <functional>
#include <memory>

namespace tilores::backend {

// While `inner` fails with something that a later try may mend, `mirror` is asked instead (opened on first need; it may
// fail, and has no deadline: it is this machine's). What it finds is marked stale and mirrored in ctx.usage. What it
// does not find, or cannot be asked for there, leaves the failure: an old copy proves nobody absent. Not under
// CacheMode::only, and not where ctx.attempts says that the caller repeats by itself (a job waits and goes on instead).
// Entity ids are the store's own. `inner` must outlive it. Thread-safe where both are.
[[nodiscard]] std::unique_ptr<Reader> make_mirrored_reader(Reader& inner, std::function<Result<Reader*>()> mirror);

} // namespace tilores::backend
