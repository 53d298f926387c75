#pragma once
// Profiles and index keys of many records on the way to being linked, in two unnamed temporary files, so that memory
// stays small: about 20 bytes a record and 4 MiB of buffers, and the mapped profiles while linking.

#include <tilores/base/result.hpp>
#include <tilores/resolve/linking.hpp>
#include <tilores/resolve/segment.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::resolve {

class Spool final : public RecordSource {
public:
  // The temporary files lie in `folder`.
  [[nodiscard]] static Result<std::unique_ptr<Spool>> create(const std::string& folder);
  ~Spool() override;
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;
  Spool(Spool&&) = delete;
  Spool& operator=(Spool&&) = delete;

  // `record` rises from call to call.
  Status add(StoredRecord record, std::uint64_t order, std::string_view profile, std::span<const IndexKey> keys);
  [[nodiscard]] const std::vector<StoredRecord>& records() const { return m_records; }
  // nullopt where the record was never added.
  [[nodiscard]] std::optional<RecordNumber> number_of(StoredRecord record) const;

  // Ends adding. Then profiles can be read.
  Status seal();
  [[nodiscard]] std::string_view profile(RecordNumber record) const override
  {
    return {m_mapped + m_offsets[record], m_offsets[record + 1] - m_offsets[record]};
  }
  [[nodiscard]] std::uint64_t order(RecordNumber record) const override { return m_orders[record]; }
  // Gives back the memory that reading profiles took; they stay readable.
  void forget_pages() const;

  // All pairs of key and record number in rising order, some ten thousand at a time; equal keys are never parted.
  Status each_sorted(const std::function<Status(std::span<Posting>)>& some) const;

private:
  Spool() = default;
  Status flush_profiles();
  Status flush_part(std::size_t part);
  struct Part {
    std::string buffer;
    std::vector<std::pair<std::uint64_t, std::uint32_t>> extents; // offset and size in the file of keys
  };
  int m_profiles = -1;
  int m_keys = -1;
  std::uint64_t m_keys_size = 0;
  std::string m_buffer;
  std::vector<Part> m_parts;
  std::vector<StoredRecord> m_records;
  std::vector<std::uint64_t> m_orders;
  std::vector<std::uint64_t> m_offsets{0};
  const char* m_mapped = nullptr;
};

} // namespace tilores::resolve
