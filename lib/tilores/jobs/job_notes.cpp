#include <tilores/jobs/job_notes.hpp>

#include <tilores/base/file.hpp>
#include <tilores/base/json_writer.hpp>
#include <tilores/jobs/batch_blocks.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

namespace tilores::jobs {
namespace {

namespace fs = std::filesystem;

bool same(const struct stat& a, const struct stat& b)
{
  return a.st_ino == b.st_ino && a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

bool finished(const std::string& journal, const Key256& key)
{
  const std::string output = journal.substr(0, journal.size() - journal_of("").size());
  const auto files = make_job_files();
  for (const std::string& busy : {partial_of(output), next_journal_of(output)}) {
    if (const auto size = files->size(busy); !size || *size) {
      return false;
    }
  }
  auto reader = open_journal(output, key, *files);
  JournalBlock block;
  for (bool more = reader.has_value(); more;) {
    const auto next = (*reader)->next(block);
    if (!next) {
      return false;
    }
    more = *next;
  }
  return reader && (*reader)->finish().has_value();
}

// Whether the note is done with.
bool settle(Json note, const Key256& key, const JobFileLives& lives, WallTime now, std::uint64_t& removed)
{
  const std::string path(note["path"].text());
  const bool journal = note["kind"].text() == "journal";
  struct stat before {};
  if (stat(path.c_str(), &before) != 0) {
    return errno == ENOENT || errno == ENOTDIR;
  }
  const auto life = journal ? lives.journals : lives.reports;
  const WallTime written{std::chrono::duration_cast<Millis>(std::chrono::seconds{before.st_mtim.tv_sec})};
  if (!life || now - written < *life) {
    return false;
  }
  if (journal) {
    if (!path.ends_with(journal_of("")) || !finished(path, key)) {
      return false;
    }
  } else if (const auto content = read_file(path); !content || to_hex(sha256(*content)) != note["sha256"].text()) {
    return content.has_value(); // somebody else's by now
  }
  struct stat after {};
  if (stat(path.c_str(), &after) != 0 || !same(before, after) || unlink(path.c_str()) != 0) {
    return false;
  }
  ++removed;
  return true;
}

} // namespace

Status note_job_file(const std::string& folder, JobFileKind kind, const std::string& path, std::string_view content)
{
  std::error_code error;
  const std::string whole = fs::absolute(path, error).lexically_normal().string();
  if (error) {
    return fail(ErrorKind::io, "no absolute path of " + path + ": " + error.message());
  }
  TRY(ensure_folder(folder));
  std::string text;
  JsonWriter json(text);
  json.begin_object()
    .member("note", 1)
    .member("kind", kind == JobFileKind::journal ? "journal" : "report")
    .member("path", whole);
  json.member("sha256", kind == JobFileKind::report ? to_hex(sha256(content)) : "").end_object();
  return write_file_atomically(folder + "/" + to_hex(sha256(whole)).substr(0, 32), text + "\n");
}

Result<std::uint64_t> drop_old_job_files(const std::string& folder, const Key256& key, const JobFileLives& lives,
                                         WallTime now)
{
  std::uint64_t removed = 0;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const std::string note = it->path().string();
    const auto text = read_file(note);
    const auto document = text ? JsonDocument::parse(*text) : Result<JsonDocument>(fail(text.error()));
    if (document && document->root()["note"].integer() == 1 && settle(document->root(), key, lives, now, removed)) {
      (void)unlink(note.c_str());
    }
  }
  return removed;
}

} // namespace tilores::jobs
