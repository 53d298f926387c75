#include <tilores/jobs/row_groups.hpp>

namespace tilores::jobs {

RowGroups::RowGroups(const CallContext& ctx) : m_ctx(ctx), m_measured(ctx) { m_measured.kept = false; }

RowGroups::Group::~Group()
{
  span.set("tilores.rows", static_cast<std::int64_t>(rows));
  span.set("tilores.rows_failed", static_cast<std::int64_t>(failed));
}

const CallContext& RowGroups::begin(std::uint64_t row)
{
  if (m_ctx.spans == nullptr || !m_ctx.kept) {
    return m_ctx;
  }
  const std::uint64_t number = (row - 1) / k_group_rows;
  const bool in_full = (row - 1) % k_group_rows < k_rows_in_full;
  std::atomic<std::uint64_t>& opened = m_opened[number % m_opened.size()];
  if (!in_full && opened.load(std::memory_order_relaxed) == number + 1) {
    return m_measured; // nearly every row: without a lock
  }
  const std::lock_guard lock(m_mutex);
  auto& group = m_open[number];
  if (!group) {
    group = std::make_unique<Group>(m_ctx);
    opened.store(number + 1, std::memory_order_relaxed);
  }
  return in_full ? group->span.context() : m_measured;
}

void RowGroups::end(std::uint64_t row, bool failed)
{
  if (m_ctx.spans == nullptr || !m_ctx.kept) {
    return;
  }
  const std::uint64_t number = (row - 1) / k_group_rows;
  if (m_ended == nullptr || m_ended_number != number) {
    const std::lock_guard lock(m_mutex);
    const auto it = m_open.find(number);
    if (it == m_open.end()) { // a kept row, which nobody worked on
      return;
    }
    m_ended = it->second.get();
    m_ended_number = number;
  }
  m_ended->failed += failed ? 1U : 0U;
  if (++m_ended->rows == k_group_rows) {
    const std::lock_guard lock(m_mutex);
    m_open.erase(number);
    m_ended = nullptr;
  }
}

} // namespace tilores::jobs
