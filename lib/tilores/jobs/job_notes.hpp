#pragma once
// What jobs left outside the state folder, so that it can be removed when it is old: a note for each file.
//
// FOLDER/HASH, where HASH is the beginning of the path's SHA-256, holds one line:
//   {"note":1,"kind":"journal","path":"/data/out.csv.journal","sha256":""}
// note: version of this form; kind: journal or report; sha256: of a report's content, in hex.

#include <tilores/base/clock.hpp>
#include <tilores/base/crypto.hpp>
#include <tilores/base/result.hpp>

#include <optional>
#include <string>

namespace tilores::jobs {

enum class JobFileKind : std::uint8_t { journal, report };

// `path` may be relative to the working folder. `content` is a report's.
Status note_job_file(const std::string& folder, JobFileKind kind, const std::string& path,
                     std::string_view content = {});

// How long each kind lives after it was last written; nullopt: for ever.
struct JobFileLives {
  std::optional<Millis> journals;
  std::optional<Millis> reports;
};

// Removes what is older; returns how many files. A journal goes only when it is whole and finished and no run works on
// it, a report only with the content it was noted with. `key` is journal_key().
[[nodiscard]] Result<std::uint64_t> drop_old_job_files(const std::string& folder, const Key256& key,
                                                       const JobFileLives& lives, WallTime now);

} // namespace tilores::jobs
