#pragma once
// A cache tier that always fails, and counts how often it was asked.

#include <tilores/cache/tier.hpp>

#include <atomic>

namespace tilores::test {

class FailingTier final : public cache::Tier {
public:
  explicit FailingTier(ErrorKind kind = ErrorKind::unavailable) : m_kind(kind) {}

  Result<std::optional<cache::Entry>> get(const cache::CacheKey&) override { return broken(); }
  Status put(const cache::CacheKey&, const cache::Entry&) override { return broken(); }
  Result<std::uint64_t> erase_tag(const cache::Tag&) override { return broken(); }
  Result<cache::SweepReport> sweep(const cache::Sweep&) override { return broken(); }
  Result<cache::TierStats> stats() override { return broken(); }

  std::atomic<int> calls = 0;

private:
  Failure broken()
  {
    ++calls;
    return fail(m_kind, "this tier fails");
  }
  ErrorKind m_kind;
};

} // namespace tilores::test
