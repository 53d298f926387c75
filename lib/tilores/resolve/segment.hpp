#pragma once
// The key index on disk: an immutable file of (key, record) pairs in key order, mapped into memory and read by
// interpolation, so that opening costs the same for any size and a look-up touches a handful of pages.
//
// Format, little-endian: a header page of 4096 bytes ("TLSEG001", u64 pairs, u64 pages, u64 check of these 24 bytes),
// then pages of 4096 bytes: 340 pairs of u64 key and u32 record, u32 number of pairs in use, 8 bytes zero, u32 check of
// the page. A file is written beside, flushed and renamed; it never changes afterwards.

#include <tilores/base/result.hpp>
#include <tilores/resolve/rules.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tilores::resolve {

using StoredRecord = std::uint32_t; // the store's number of a record

struct Posting {
  IndexKey key = 0;
  StoredRecord record = 0;
  auto operator<=>(const Posting&) const = default;
};

class SegmentWriter {
public:
  [[nodiscard]] static Result<SegmentWriter> create(const std::string& path);
  SegmentWriter(SegmentWriter&& other) noexcept;
  SegmentWriter& operator=(SegmentWriter&&) = delete;
  SegmentWriter(const SegmentWriter&) = delete;
  SegmentWriter& operator=(const SegmentWriter&) = delete;
  ~SegmentWriter(); // removes an unfinished file

  Status add(const Posting& posting); // in rising order
  Status finish();                    // flushes to disk and renames into place

private:
  SegmentWriter() = default;
  Status flush_page();
  Status flush_buffer();
  std::string m_path;
  int m_file = -1;
  std::uint64_t m_pairs = 0;
  std::uint64_t m_pages = 0;
  std::uint32_t m_in_page = 0;
  std::string m_page;
  std::string m_buffer;
};

// Read-only and safe from many threads; the mapping lives as long as the object, also after the file was removed.
class Segment {
public:
  // bad_data where the file is not a whole segment; io where it cannot be read.
  [[nodiscard]] static Result<std::shared_ptr<const Segment>> open(const std::string& path);
  ~Segment();
  Segment(const Segment&) = delete;
  Segment& operator=(const Segment&) = delete;
  Segment(Segment&&) = delete;
  Segment& operator=(Segment&&) = delete;

  // Appends the records under `key`, at most `most`. bad_data where a page's check fails.
  Status find(IndexKey key, std::vector<StoredRecord>& out, std::size_t most) const;
  [[nodiscard]] std::uint64_t size() const { return m_pairs; }
  // The pairs in order, for merging.
  [[nodiscard]] Result<std::vector<Posting>> page(std::uint64_t number) const;
  [[nodiscard]] std::uint64_t pages() const { return m_pages; }

private:
  Segment() = default;
  [[nodiscard]] const char* page_at(std::uint64_t number) const;
  [[nodiscard]] IndexKey first_key(std::uint64_t number) const;
  const char* m_bytes = nullptr;
  std::size_t m_size = 0;
  std::uint64_t m_pairs = 0;
  std::uint64_t m_pages = 0;
};

} // namespace tilores::resolve
