#include <tilores/resolve/spool.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace tilores::resolve {

namespace {

constexpr std::size_t k_parts = 256; // by the top eight bits of the key
constexpr std::size_t k_part_buffer = 12'000;
constexpr std::size_t k_profile_buffer = 1U << 20U;
constexpr std::size_t k_pair = 12;

Failure failed() { return fail(ErrorKind::io, std::string("cannot write a temporary file: ") + std::strerror(errno)); }

Status write_all(int file, std::string_view bytes)
{
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) {
      return failed();
    }
    bytes.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
  }
  return {};
}

int unnamed_file(const std::string& folder)
{
  if (const int file = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600); file >= 0) {
    return file;
  }
  std::string name = folder + "/spool-XXXXXX";
  const int file = ::mkostemp(name.data(), O_CLOEXEC);
  if (file >= 0) {
    ::unlink(name.c_str());
  }
  return file;
}

} // namespace

Result<std::unique_ptr<Spool>> Spool::create(const std::string& folder)
{
  std::unique_ptr<Spool> spool(new Spool());
  spool->m_profiles = unnamed_file(folder);
  spool->m_keys = unnamed_file(folder);
  if (spool->m_profiles < 0 || spool->m_keys < 0) {
    return failed();
  }
  spool->m_parts.resize(k_parts);
  return spool;
}

Spool::~Spool()
{
  if (m_mapped != nullptr) {
    ::munmap(const_cast<char*>(m_mapped), m_offsets.back());
  }
  for (const int file : {m_profiles, m_keys}) {
    if (file >= 0) {
      ::close(file);
    }
  }
}

Status Spool::add(StoredRecord record, std::uint64_t order, std::string_view profile, std::span<const IndexKey> keys)
{
  const auto number = static_cast<RecordNumber>(m_records.size());
  m_records.push_back(record);
  m_orders.push_back(order);
  m_buffer += profile;
  m_offsets.push_back(m_offsets.back() + profile.size());
  if (m_buffer.size() >= k_profile_buffer) {
    TRY(flush_profiles());
  }
  for (const IndexKey key : keys) {
    const std::size_t part = key >> 56U;
    std::string& buffer = m_parts[part].buffer;
    buffer.append(reinterpret_cast<const char*>(&key), sizeof key);
    buffer.append(reinterpret_cast<const char*>(&number), sizeof number);
    if (buffer.size() >= k_part_buffer) {
      TRY(flush_part(part));
    }
  }
  return {};
}

Status Spool::flush_profiles()
{
  TRY(write_all(m_profiles, m_buffer));
  m_buffer.clear();
  return {};
}

Status Spool::flush_part(std::size_t part)
{
  Part& of = m_parts[part];
  TRY(write_all(m_keys, of.buffer));
  of.extents.emplace_back(m_keys_size, static_cast<std::uint32_t>(of.buffer.size()));
  m_keys_size += of.buffer.size();
  of.buffer.clear();
  return {};
}

std::optional<RecordNumber> Spool::number_of(StoredRecord record) const
{
  const auto found = std::lower_bound(m_records.begin(), m_records.end(), record);
  return found != m_records.end() && *found == record
           ? std::optional(static_cast<RecordNumber>(found - m_records.begin()))
           : std::nullopt;
}

Status Spool::seal()
{
  TRY(flush_profiles());
  m_buffer = {};
  if (m_offsets.back() > 0) {
    void* mapped = ::mmap(nullptr, m_offsets.back(), PROT_READ, MAP_SHARED, m_profiles, 0);
    if (mapped == MAP_FAILED) {
      return failed();
    }
    m_mapped = static_cast<const char*>(mapped);
  }
  return {};
}

void Spool::forget_pages() const
{
  if (m_mapped != nullptr) {
    ::madvise(const_cast<char*>(m_mapped), m_offsets.back(), MADV_DONTNEED);
  }
}

Status Spool::each_sorted(const std::function<Status(std::span<Posting>)>& some) const
{
  std::vector<Posting> postings;
  std::string bytes;
  for (const Part& part : m_parts) {
    bytes.clear();
    for (const auto& [offset, size] : part.extents) {
      const std::size_t at = bytes.size();
      bytes.resize(at + size);
      std::size_t got = 0;
      while (got < size) {
        const ssize_t read = ::pread(m_keys, bytes.data() + at + got, size - got, static_cast<off_t>(offset + got));
        if (read <= 0) {
          return failed();
        }
        got += static_cast<std::size_t>(read);
      }
    }
    bytes += part.buffer;
    postings.resize(bytes.size() / k_pair);
    for (std::size_t i = 0; i < postings.size(); ++i) {
      std::memcpy(&postings[i].key, bytes.data() + i * k_pair, 8);
      std::memcpy(&postings[i].record, bytes.data() + i * k_pair + 8, 4);
    }
    std::sort(postings.begin(), postings.end());
    postings.erase(std::unique(postings.begin(), postings.end()), postings.end());
    TRY(some(postings));
  }
  return {};
}

} // namespace tilores::resolve
