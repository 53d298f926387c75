#include <tilores/jobs/batch_verify.hpp>

#include <tilores/jobs/batch_blocks.hpp>

#include <algorithm>

namespace tilores::jobs {

Result<Verification> verify_batch(const std::string& path, const Key256& key, JobFiles& files)
{
  TRY_ASSIGN(const auto reader, open_journal(path, key, files));
  TRY_ASSIGN(const auto size, files.size(path));
  if (!size) {
    return fail(ErrorKind::precondition, path + " is not finished", "go on with --resume");
  }
  TRY_ASSIGN(const auto output, files.open_to_read(path));
  Verification found{true, 0, 0, reader->header().ordered, {}, reader->header().as_of, reader->header().program};
  const auto bad = [&](const std::string& what) {
    return fail(ErrorKind::bad_data, path + " is not what its journal says: " + what,
                "run the batch again with --restart");
  };
  BlockCheck check(*output, *size, key);
  JournalBlock block;
  std::vector<bool> seen;
  for (;;) {
    TRY_ASSIGN(const bool more, reader->next(block));
    if (!more) {
      break;
    }
    TRY_ASSIGN(const bool holds, check.holds(block));
    if (!holds) {
      return bad("bytes from " + std::to_string(check.at()) + " on differ");
    }
    for (const JournalRow& row : block.rows) {
      if (seen.size() < row.row) {
        seen.resize(std::max<std::size_t>(row.row, seen.size() * 2));
      }
      if (seen[row.row - 1]) {
        return bad("row " + std::to_string(row.row) + " stands twice");
      }
      if (found.ordered && row.row != found.rows + 1) {
        return bad("row " + std::to_string(found.rows + 1) + " is missing or out of order");
      }
      seen[row.row - 1] = true;
      ++found.rows;
      ++found.counts[static_cast<std::size_t>(row.status)];
    }
  }
  found.bytes = check.at();
  if (!reader->finish()) {
    return fail(ErrorKind::precondition,
                "the journal of " + path + " has no end: it is damaged or the run did not finish",
                "go on with --resume");
  }
  if (reader->finish()->rows != found.rows ||
      std::any_of(seen.begin(), seen.begin() + static_cast<std::ptrdiff_t>(found.rows),
                  [](bool there) { return !there; })) {
    return bad("rows are missing");
  }
  if (reader->finish()->bytes != *size || found.bytes != *size) {
    return bad("it has " + std::to_string(*size) + " bytes instead of " + std::to_string(reader->finish()->bytes));
  }
  return found;
}

Result<Verification> batch_status(const std::string& path, const Key256& key, JobFiles& files)
{
  TRY_ASSIGN(const auto reader, open_journal(path, key, files));
  Verification found{false, 0, 0, reader->header().ordered, {}, reader->header().as_of, reader->header().program};
  JournalBlock block;
  for (;;) {
    TRY_ASSIGN(const bool more, reader->next(block));
    if (!more) {
      break;
    }
    found.bytes += block.bytes;
    for (const JournalRow& row : block.rows) {
      ++found.rows;
      ++found.counts[static_cast<std::size_t>(row.status)];
    }
  }
  TRY_ASSIGN(const auto partial, files.size(partial_of(path)));
  found.complete = reader->finish().has_value() && !partial;
  return found;
}

} // namespace tilores::jobs
