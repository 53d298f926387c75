#pragma once
// The same key is asked once per run: who asks while the call is under way waits for it, later rows get the answer from
// memory or, beyond a bound of bytes, from a file of this run.

#include <tilores/base/context.hpp>
#include <tilores/jobs/spill.hpp>

#include <functional>
#include <memory>
#include <string>

namespace tilores::jobs {

// An answer as it is kept: its own bytes, opaque here.
using KeptAnswer = std::shared_ptr<const std::string>;

struct AskedOnceSettings {
  std::size_t memory_bytes = 24U << 20U; // of answers held in memory
  SpillSettings spill;
};

// Thread-safe.
class AskedOnce {
public:
  virtual ~AskedOnce() = default;
  // The answer of `key`: known, or what `ask` gives. A failure of `ask` is nobody's answer: waiters of a cancelled or
  // timed-out call ask themselves, others get the failure. `repeated` tells whether somebody else had asked.
  [[nodiscard]] virtual Result<KeptAnswer> answer(const AskKey& key, const CallContext& ctx,
                                                  const std::function<Result<KeptAnswer>()>& ask, bool& repeated) = 0;
};

[[nodiscard]] std::unique_ptr<AskedOnce> make_asked_once(AskedOnceSettings settings);

} // namespace tilores::jobs
