#include "schema_pin.hpp"

#include <tilores/base/file.hpp>
#include <tilores/model/schema_snapshot.hpp>

namespace tilores::app {

void SchemaPin::learned(std::string_view document)
{
  const std::lock_guard lock(m_mutex);
  m_drift.clear();
  if (m_path.empty()) {
    return;
  }
  const auto pinned = read_file(m_path);
  if (!pinned) {
    [[maybe_unused]] const auto written = write_file_atomically(m_path, document); // without it nothing is compared
    return;
  }
  if (*pinned == document) {
    return;
  }
  const auto before = model::read_snapshot(*pinned);
  const auto after = model::read_snapshot(std::string(document));
  const auto changes = before && after ? model::diff_snapshots(*before, *after)
                                       : Result<std::vector<model::SchemaChange>>(std::vector<model::SchemaChange>{});
  if (!changes || changes->empty()) {
    return;
  }
  std::size_t breaking = 0;
  for (const model::SchemaChange& change : *changes) {
    breaking += change.breaking ? 1 : 0;
  }
  m_drift = "the schema of the instance differs from the one pinned in " + m_path + ": " +
            std::to_string(changes->size()) + " differences, " + std::to_string(breaking) + " of them breaking";
}

std::string SchemaPin::document() const
{
  auto pinned = m_path.empty() ? Result<std::string>(std::string{}) : read_file(m_path);
  return pinned ? std::move(*pinned) : std::string{};
}

std::string SchemaPin::drift() const
{
  const std::lock_guard lock(m_mutex);
  return m_drift;
}

std::string SchemaPin::advice() const
{
  return "tilores fields diff " + m_path + " shows them; removing that file accepts them";
}

} // namespace tilores::app
