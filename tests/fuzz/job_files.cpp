// A batch's journal, however it is cut or changed: what is read is a beginning of what was written. The notes and the
// list of the forgotten: any bytes are read or refused.
#include "property.hpp"

#include <support/temp_folder.hpp>

#include <tilores/base/file.hpp>
#include <tilores/jobs/batch_journal.hpp>
#include <tilores/jobs/forgotten.hpp>

using namespace tilores;
using namespace tilores::jobs;

namespace {

const Key256 k_key{7};

class MemoryFile final : public JobFile {
public:
  explicit MemoryFile(std::string bytes) : m_bytes(std::move(bytes)) {}
  Status append(std::string_view bytes) override
  {
    m_bytes += bytes;
    return {};
  }
  Status sync() override { return {}; }
  Status read(std::uint64_t offset, std::size_t size, std::string& out) const override
  {
    out += offset < m_bytes.size() ? std::string_view(m_bytes).substr(offset, size) : std::string_view();
    return {};
  }

private:
  std::string m_bytes;
};

bool same(const JournalBlock& a, const JournalBlock& b)
{
  const auto same_row = [](const JournalRow& x, const JournalRow& y) {
    return x.row == y.row && x.status == y.status && x.bytes == y.bytes;
  };
  return a.lead == b.lead && a.bytes == b.bytes && a.hash == b.hash && a.errors_end == b.errors_end &&
         std::equal(a.rows.begin(), a.rows.end(), b.rows.begin(), b.rows.end(), same_row);
}

// Blocks with the numbers of the input in them.
std::vector<JournalBlock> blocks_of(std::string_view text)
{
  std::vector<JournalBlock> blocks;
  for (std::uint64_t row = 0; !text.empty(); text.remove_prefix(std::min<std::size_t>(text.size(), 4))) {
    const auto number = static_cast<std::uint8_t>(text[0]);
    row += number;
    blocks.push_back({number, number * 2ULL, number * 99ULL, number, {}});
    for (const char c : text.substr(0, 4)) {
      blocks.back().rows.push_back({++row, static_cast<RowStatus>(static_cast<std::uint8_t>(c) % k_row_statuses),
                                    std::uint64_t{1} << (static_cast<std::uint8_t>(c) % 60U)});
    }
  }
  return blocks;
}

std::vector<JournalBlock> read_blocks(std::string bytes)
{
  const std::uint64_t size = bytes.size();
  std::vector<JournalBlock> blocks;
  auto reader = JournalReader::open(std::make_unique<MemoryFile>(std::move(bytes)), k_key);
  if (!reader) {
    require(reader.error().kind == ErrorKind::precondition);
    return blocks;
  }
  for (JournalBlock block;;) {
    const auto got = (*reader)->next(block);
    require(got.has_value() && (*reader)->end() <= size);
    if (!*got) {
      return blocks;
    }
    blocks.push_back(block);
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  std::string_view text = text_of(data, size);
  require(read_blocks(std::string(text)).empty());
  require(read_blocks("TILORES-JOURNAL-1\n" + std::string(text)).empty());
  const auto written = blocks_of(text);
  std::string journal;
  JournalWriter writer(k_key);
  writer.header({"0.1.0", "2026-11-21", true, size, 2, 3}, journal);
  for (const JournalBlock& block : written) {
    writer.block(block, journal);
  }
  writer.finish({size, size}, journal);
  journal.insert(0, journal.starts_with("TILORES") ? "" : "TILORES-JOURNAL-1\n");
  const auto whole = read_blocks(journal);
  require(std::equal(whole.begin(), whole.end(), written.begin(), written.end(), same));
  if (size >= 3) {
    const std::size_t at = (static_cast<std::uint8_t>(data[0]) << 8U | data[1]) % journal.size();
    journal[at] = static_cast<char>(journal[at] ^ data[2]);
    journal.resize(data[1] % 4U == 0 ? at : journal.size());
    const auto left = read_blocks(journal);
    require(left.size() <= written.size() && std::equal(left.begin(), left.end(), written.begin(), same));
  }
  static const test::TempFolder folder;
  const std::string path = folder.path() + "/forgotten";
  require(write_file_atomically(path, text).has_value());
  static_cast<void>(Forgotten::read(path, k_key));
  return 0;
}
