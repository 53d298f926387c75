// What jobs left behind goes when it is old, and nothing else does.
#include <tilores/jobs/job_notes.hpp>

#include <tilores/base/file.hpp>
#include <tilores/jobs/batch_journal.hpp>

#include <support/temp_folder.hpp>

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

using namespace tilores;
using jobs::JobFileKind;

namespace {

constexpr Key256 k_key{7};

std::string journal(bool whole)
{
  jobs::JournalWriter writer(k_key);
  std::string bytes;
  writer.header({"1", "2026-01-01", true, 1, 2, 3}, bytes);
  writer.block({0, 1, 5, 0, {{1, jobs::RowStatus::found, 1}}}, bytes);
  if (whole) {
    writer.finish({1, 1}, bytes);
  }
  return bytes;
}

bool there(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

} // namespace

TEST_CASE("an old journal goes only when its run is finished and none is under way")
{
  const test::TempFolder folder;
  const std::string notes = folder.path() + "/jobs";
  const auto put = [&](const std::string& name, std::string_view text) {
    REQUIRE(write_file_atomically(folder.path() + "/" + name, text));
    if (name.ends_with(".journal")) {
      REQUIRE(jobs::note_job_file(notes, JobFileKind::journal, folder.path() + "/" + name));
    }
  };
  put("done.journal", journal(true));
  put("unfinished.journal", journal(false));
  put("running.journal", journal(true));
  put("running.partial", "");
  put("retried.journal", journal(true));
  put("retried.journal.next", "");
  put("foreign.journal", "notes of my own");
  const WallTime now = system_clock().now();
  const auto drop = [&](const jobs::JobFileLives& lives, WallTime when) {
    return *jobs::drop_old_job_files(notes, k_key, lives, when);
  };
  CHECK(drop({}, now + std::chrono::hours{9000}) == 0);
  CHECK(drop({std::chrono::hours{24}, {}}, now + std::chrono::hours{23}) == 0);
  CHECK(drop({std::chrono::hours{24}, {}}, now + std::chrono::hours{25}) == 1);
  CHECK_FALSE(there(folder.path() + "/done.journal"));
  for (const char* const name : {"unfinished", "running", "retried", "foreign"}) {
    CAPTURE(name);
    CHECK(there(folder.path() + "/" + name + ".journal"));
  }
  REQUIRE(unlink((folder.path() + "/running.partial").c_str()) == 0); // it ended
  CHECK(drop({std::chrono::hours{24}, {}}, now + std::chrono::hours{25}) == 1);
  CHECK(*jobs::drop_old_job_files(folder.path() + "/nothing", k_key, {}, now) == 0);
}

TEST_CASE("an old report goes unless somebody wrote another file in its place")
{
  const test::TempFolder folder;
  const std::string notes = folder.path() + "/jobs";
  for (const char* const name : {"/a.json", "/b.json"}) {
    REQUIRE(write_file_atomically(folder.path() + name, "{}\n"));
    REQUIRE(jobs::note_job_file(notes, JobFileKind::report, folder.path() + name, "{}\n"));
  }
  REQUIRE(write_file_atomically(folder.path() + "/b.json", "mine\n"));
  const WallTime later = system_clock().now() + std::chrono::hours{48};
  CHECK(*jobs::drop_old_job_files(notes, k_key, {{}, std::chrono::hours{24}}, later) == 1);
  CHECK_FALSE(there(folder.path() + "/a.json"));
  CHECK(there(folder.path() + "/b.json"));
}
