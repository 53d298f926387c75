#include <tilores/cache/disk_counters.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>

namespace tilores::cache {

void add_counts(const std::string& path, HitCounts more)
{
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    return;
  }
  struct stat info {};
  const bool sized =
    fstat(fd, &info) == 0 && (info.st_size >= off_t{sizeof(HitCounts)} || ftruncate(fd, sizeof(HitCounts)) == 0);
  void* at = sized ? mmap(nullptr, sizeof(HitCounts), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
  close(fd);
  if (at == MAP_FAILED) {
    return;
  }
  auto* counts = static_cast<HitCounts*>(at);
  std::atomic_ref(counts->hits).fetch_add(more.hits);
  std::atomic_ref(counts->misses).fetch_add(more.misses);
  munmap(at, sizeof(HitCounts));
}

HitCounts read_counts(const std::string& path)
{
  HitCounts counts;
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return counts;
  }
  const bool whole = read(fd, &counts, sizeof counts) == ssize_t{sizeof counts};
  close(fd);
  return whole ? counts : HitCounts{};
}

} // namespace tilores::cache
