#include <tilores/jobs/row_groups.hpp>

namespace tilores::jobs {

RowGroups::RowGroups(const CallContext& ctx) : m_ctx(ctx), m_measured(ctx)
{
  m_measured.kept = false;
}

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
  const std::lock_guard lock(m_mutex);
  auto& group = m_open[(row - 1) / k_group_rows];
  if (!group) {
    group = std::make_unique<Group>(m_ctx);
  }
  return (row - 1) % k_group_rows < k_rows_in_full ? group->span.context() : m_measured;
}

void RowGroups::end(std::uint64_t row, bool failed)
{
  if (m_ctx.spans == nullptr || !m_ctx.kept) {
    return;
  }
  const std::lock_guard lock(m_mutex);
  const auto it = m_open.find((row - 1) / k_group_rows);
  if (it == m_open.end()) { // a kept row, which nobody worked on
    return;
  }
  it->second->failed += failed ? 1U : 0U;
  if (++it->second->rows == k_group_rows) {
    m_open.erase(it);
  }
}

} // namespace tilores::jobs
