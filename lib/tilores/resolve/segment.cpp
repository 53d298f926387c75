#include <tilores/resolve/segment.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace tilores::resolve {

namespace {

constexpr std::size_t k_page = 4096;
constexpr std::uint32_t k_pairs = 340;
constexpr std::size_t k_pair = 12;
constexpr std::size_t k_used_at = k_pairs * k_pair; // 4080
constexpr std::size_t k_check_at = k_page - 4;
constexpr std::string_view k_magic = "TLSEG001";

template<typename T> T load(const char* at)
{
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

template<typename T> void save(char* at, T value) { std::memcpy(at, &value, sizeof value); }

std::uint32_t check_of(const char* bytes, std::size_t size)
{
  std::uint64_t hash = 0x9e3779b97f4a7c15ULL ^ size;
  std::size_t at = 0;
  for (; at + 8 <= size; at += 8) {
    hash = (hash ^ load<std::uint64_t>(bytes + at)) * 0xff51afd7ed558ccdULL;
    hash ^= hash >> 32U;
  }
  for (; at < size; ++at) {
    hash = (hash ^ static_cast<unsigned char>(bytes[at])) * 0xc4ceb9fe1a85ec53ULL;
  }
  return static_cast<std::uint32_t>(hash ^ (hash >> 32U));
}

bool is_whole(const char* page)
{
  return load<std::uint32_t>(page + k_check_at) == check_of(page, k_check_at) &&
         load<std::uint32_t>(page + k_used_at) <= k_pairs;
}

Failure failed(const char* doing, const std::string& path)
{
  return fail(ErrorKind::io, std::string("cannot ") + doing + " the index " + path + ": " + std::strerror(errno));
}

Failure damaged() { return fail(ErrorKind::bad_data, "the index is damaged"); }

} // namespace

Result<SegmentWriter> SegmentWriter::create(const std::string& path)
{
  SegmentWriter writer;
  writer.m_path = path;
  writer.m_file = ::open((path + ".part").c_str(), O_CREAT | O_TRUNC | O_RDWR | O_CLOEXEC, 0600);
  if (writer.m_file < 0) {
    return failed("write", path);
  }
  writer.m_page.assign(k_page, '\0');
  writer.m_buffer.assign(k_page, '\0'); // the header's place
  return writer;
}

SegmentWriter::SegmentWriter(SegmentWriter&& other) noexcept
  : m_path(std::move(other.m_path)), m_file(std::exchange(other.m_file, -1)), m_pairs(other.m_pairs),
    m_pages(other.m_pages), m_in_page(other.m_in_page), m_page(std::move(other.m_page)),
    m_buffer(std::move(other.m_buffer))
{
}

SegmentWriter::~SegmentWriter()
{
  if (m_file >= 0) {
    ::close(m_file);
    ::unlink((m_path + ".part").c_str());
  }
}

Status SegmentWriter::add(const Posting& posting)
{
  char* at = m_page.data() + m_in_page * k_pair;
  save(at, posting.key);
  save(at + 8, posting.record);
  ++m_pairs;
  return ++m_in_page == k_pairs ? flush_page() : Status{};
}

Status SegmentWriter::flush_page()
{
  save(m_page.data() + k_used_at, m_in_page);
  save(m_page.data() + k_check_at, check_of(m_page.data(), k_check_at));
  m_buffer += m_page;
  m_page.assign(k_page, '\0');
  m_in_page = 0;
  ++m_pages;
  return m_buffer.size() >= std::size_t{1} << 20U ? flush_buffer() : Status{};
}

Status SegmentWriter::flush_buffer()
{
  std::string_view left = m_buffer;
  while (!left.empty()) {
    const ssize_t written = ::write(m_file, left.data(), left.size());
    if (written < 0) {
      if (errno == EINTR) {
        continue;
      }
      return failed("write", m_path);
    }
    left.remove_prefix(static_cast<std::size_t>(written));
  }
  m_buffer.clear();
  return {};
}

Status SegmentWriter::finish()
{
  if (m_in_page > 0) {
    TRY(flush_page());
  }
  TRY(flush_buffer());
  std::array<char, 28> header{};
  std::copy(k_magic.begin(), k_magic.end(), header.begin());
  save(header.data() + 8, m_pairs);
  save(header.data() + 16, m_pages);
  save(header.data() + 24, check_of(header.data(), 24));
  if (::pwrite(m_file, header.data(), header.size(), 0) != static_cast<ssize_t>(header.size()) ||
      ::fsync(m_file) != 0) {
    return failed("write", m_path);
  }
  ::close(std::exchange(m_file, -1));
  if (::rename((m_path + ".part").c_str(), m_path.c_str()) != 0) {
    return failed("rename", m_path);
  }
  return {};
}

Result<std::shared_ptr<const Segment>> Segment::open(const std::string& path)
{
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return failed("read", path);
  }
  struct stat info {};
  ::fstat(file, &info);
  const auto size = static_cast<std::size_t>(info.st_size);
  void* mapped = size >= k_page ? ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file, 0) : MAP_FAILED;
  ::close(file);
  if (mapped == MAP_FAILED) {
    return damaged();
  }
  std::shared_ptr<Segment> segment(new Segment());
  segment->m_bytes = static_cast<const char*>(mapped);
  segment->m_size = size;
  segment->m_pairs = load<std::uint64_t>(segment->m_bytes + 8);
  segment->m_pages = load<std::uint64_t>(segment->m_bytes + 16);
  if (std::string_view(segment->m_bytes, 8) != k_magic ||
      load<std::uint32_t>(segment->m_bytes + 24) != check_of(segment->m_bytes, 24) || size % k_page != 0 ||
      segment->m_pages != size / k_page - 1) {
    return damaged();
  }
  ::madvise(mapped, size, MADV_RANDOM);
  return std::shared_ptr<const Segment>(std::move(segment));
}

Segment::~Segment()
{
  if (m_bytes != nullptr) {
    ::munmap(const_cast<char*>(m_bytes), m_size);
  }
}

const char* Segment::page_at(std::uint64_t number) const { return m_bytes + (number + 1) * k_page; }
IndexKey Segment::first_key(std::uint64_t number) const { return load<IndexKey>(page_at(number)); }

Status Segment::find(IndexKey key, std::vector<StoredRecord>& out, std::size_t most) const
{
  // The last page whose first key is below `key`: equal keys may begin in its tail. Keys are hashes, so their place can
  // be guessed; halving is the guard against bad luck.
  std::uint64_t low = 0;
  std::uint64_t high = m_pages;
  IndexKey low_key = 0;
  IndexKey high_key = ~IndexKey{0};
  for (int turn = 0; high > low + 1; ++turn) {
    std::uint64_t middle = low + (high - low) / 2;
    if (turn < 12 && high_key > low_key) {
      const double share = static_cast<double>(key - low_key) / static_cast<double>(high_key - low_key);
      middle = std::clamp(low + static_cast<std::uint64_t>(share * static_cast<double>(high - low)), low + 1, high - 1);
    }
    const IndexKey at = first_key(middle);
    if (at < key) {
      low = middle;
      low_key = at;
    } else {
      high = middle;
      high_key = at;
    }
  }
  if (high < m_pages && !is_whole(page_at(high))) { // its first key ended the search
    return damaged();
  }
  for (std::uint64_t number = low; number < m_pages && out.size() < most; ++number) {
    const char* bytes = page_at(number);
    if (!is_whole(bytes)) {
      return damaged();
    }
    const auto used = load<std::uint32_t>(bytes + k_used_at);
    std::uint32_t first = 0;
    std::uint32_t last = used;
    while (first < last) {
      const std::uint32_t middle = (first + last) / 2;
      if (load<IndexKey>(bytes + middle * k_pair) < key) {
        first = middle + 1;
      } else {
        last = middle;
      }
    }
    for (; first < used && load<IndexKey>(bytes + first * k_pair) == key && out.size() < most; ++first) {
      out.push_back(load<StoredRecord>(bytes + first * k_pair + 8));
    }
    if (first < used) {
      break;
    }
  }
  return {};
}

Result<std::vector<Posting>> Segment::page(std::uint64_t number) const
{
  const char* bytes = page_at(number);
  if (!is_whole(bytes)) {
    return damaged();
  }
  std::vector<Posting> pairs(load<std::uint32_t>(bytes + k_used_at));
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    pairs[i] = {load<IndexKey>(bytes + i * k_pair), load<StoredRecord>(bytes + i * k_pair + 8)};
  }
  return pairs;
}

} // namespace tilores::resolve
