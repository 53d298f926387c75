#include <tilores/jobs/batch_journal.hpp>

#include <cstring>

namespace tilores::jobs {
namespace {

constexpr std::string_view k_magic = "TILORES-JOURNAL-1\n";
constexpr std::size_t k_frame = 4 + 1 + 8;         // around a body
constexpr std::uint32_t k_body_limit = 64U << 20U; // larger is damage
constexpr std::size_t k_read = 1U << 20U;

void put_fixed(std::string& out, std::uint64_t number, std::size_t bytes)
{
  for (std::size_t i = 0; i < bytes; ++i) {
    out += static_cast<char>(static_cast<unsigned char>(number >> (8 * i)));
  }
}

void put_varint(std::string& out, std::uint64_t number)
{
  for (; number >= 0x80; number >>= 7U) {
    out += static_cast<char>(static_cast<unsigned char>((number & 0x7FU) | 0x80U));
  }
  out += static_cast<char>(static_cast<unsigned char>(number));
}

void put_text(std::string& out, std::string_view text)
{
  put_varint(out, text.size());
  out += text;
}

std::uint64_t fixed_at(std::string_view bytes, std::size_t count)
{
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < count; ++i) {
    number |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return number;
}

// Takes numbers from the front; after the end everything is zero and `whole` false.
struct Body {
  std::string_view rest;
  bool whole = true;

  std::uint64_t fixed(std::size_t count)
  {
    if (rest.size() < count) {
      whole = false;
      return 0;
    }
    const std::uint64_t number = fixed_at(rest, count);
    rest.remove_prefix(count);
    return number;
  }
  std::uint64_t varint()
  {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint64_t byte = fixed(1);
      number |= (byte & 0x7FU) << shift;
      if ((byte & 0x80U) == 0) {
        return number;
      }
    }
    whole = false;
    return 0;
  }
  std::string text()
  {
    const std::uint64_t size = varint();
    if (size > rest.size()) {
      whole = false;
      return {};
    }
    std::string taken(rest.substr(0, size));
    rest.remove_prefix(size);
    return taken;
  }
};

std::uint64_t checksum(const Key256& key, std::uint64_t chain, char kind, std::string_view body)
{
  std::string text;
  text.reserve(body.size() + 9);
  put_fixed(text, chain, 8);
  text += kind;
  text += body;
  return keyed_hash64(key, text);
}

Failure unusable()
{
  return fail(ErrorKind::precondition, "the journal is damaged, of another version or of another user",
              "start over with --restart");
}

} // namespace

std::string_view to_string(RowStatus status)
{
  static constexpr std::array<std::string_view, k_row_statuses> k_names{"found", "not_found", "ambiguous", "invalid",
                                                                        "error"};
  return k_names[static_cast<std::size_t>(status)];
}

Key256 journal_key(const Key256& user) { return derive_key(user, "batch journal"); }

void JournalWriter::entry(char kind, std::string_view body, std::string& out)
{
  m_chain = checksum(m_key, m_chain, kind, body);
  put_fixed(out, body.size(), 4);
  out += kind;
  out += body;
  put_fixed(out, m_chain, 8);
}

void JournalWriter::header(const JournalHeader& header, std::string& out)
{
  out += k_magic;
  std::string body;
  put_varint(body, header.input_bytes);
  put_fixed(body, header.input_hash, 8);
  put_fixed(body, header.settings_hash, 8);
  body += header.ordered ? '\1' : '\0';
  put_text(body, header.program);
  put_text(body, header.as_of);
  entry('H', body, out);
}

void JournalWriter::block(const JournalBlock& block, std::string& out)
{
  std::string body;
  body.reserve(32 + block.rows.size() * 4);
  put_varint(body, block.lead);
  put_varint(body, block.bytes);
  put_fixed(body, block.hash, 8);
  put_varint(body, block.errors_end);
  put_varint(body, block.rows.size());
  std::uint64_t before = 0;
  for (const JournalRow& row : block.rows) {
    const auto step = static_cast<std::int64_t>(row.row - before - 1);
    put_varint(body, (static_cast<std::uint64_t>(step) << 1U) ^ static_cast<std::uint64_t>(step >> 63));
    body += static_cast<char>(row.status);
    put_varint(body, row.bytes);
    before = row.row;
  }
  entry('B', body, out);
}

void JournalWriter::finish(const JournalFinish& finish, std::string& out)
{
  std::string body;
  put_varint(body, finish.rows);
  put_varint(body, finish.bytes);
  entry('F', body, out);
}

Result<std::unique_ptr<JournalReader>> JournalReader::open(std::unique_ptr<JobFile> file, const Key256& key)
{
  std::unique_ptr<JournalReader> reader(new JournalReader(std::move(file), key));
  TRY(reader->m_file->read(0, k_read, reader->m_buffer));
  reader->m_buffer_end = reader->m_buffer.size();
  if (!reader->m_buffer.starts_with(k_magic)) {
    return unusable();
  }
  reader->m_at = k_magic.size();
  reader->m_end = k_magic.size();
  char kind = 0;
  std::string_view text;
  TRY_ASSIGN(const bool got, reader->entry(kind, text));
  if (!got || kind != 'H') {
    return unusable();
  }
  Body body{text};
  JournalHeader& header = reader->m_header;
  header.input_bytes = body.varint();
  header.input_hash = body.fixed(8);
  header.settings_hash = body.fixed(8);
  header.ordered = body.fixed(1) != 0;
  header.program = body.text();
  header.as_of = body.text();
  if (!body.whole) {
    return unusable();
  }
  return reader;
}

Result<bool> JournalReader::entry(char& kind, std::string_view& body)
{
  std::size_t need = k_frame;
  for (;;) {
    if (m_buffer.size() - m_at >= 4) {
      const auto size = static_cast<std::uint32_t>(fixed_at(std::string_view(m_buffer).substr(m_at), 4));
      if (size > k_body_limit) {
        return false;
      }
      need = k_frame + size;
    }
    if (m_buffer.size() - m_at >= need) {
      break;
    }
    m_buffer.erase(0, m_at);
    m_at = 0;
    const std::size_t had = m_buffer.size();
    TRY(m_file->read(m_buffer_end, std::max(k_read, need), m_buffer));
    if (m_buffer.size() == had) {
      return false;
    }
    m_buffer_end += m_buffer.size() - had;
  }
  const std::string_view frame = std::string_view(m_buffer).substr(m_at, need);
  kind = frame[4];
  body = frame.substr(5, need - k_frame);
  const std::uint64_t sum = fixed_at(frame.substr(need - 8), 8);
  if (sum != checksum(m_key, m_chain, kind, body)) {
    return false;
  }
  m_chain = sum;
  m_at += need;
  m_end += need;
  return true;
}

Result<bool> JournalReader::next(JournalBlock& block)
{
  if (m_finish) {
    return false;
  }
  const std::uint64_t end_before = m_end;
  const std::uint64_t chain_before = m_chain;
  char kind = 0;
  std::string_view text;
  TRY_ASSIGN(const bool got, entry(kind, text));
  if (!got) {
    return false;
  }
  Body body{text};
  if (kind == 'F') {
    const std::uint64_t rows = body.varint();
    m_finish = JournalFinish{rows, body.varint()};
    return false;
  }
  block.rows.clear();
  block.lead = body.varint();
  block.bytes = body.varint();
  block.hash = body.fixed(8);
  block.errors_end = body.varint();
  const std::uint64_t count = body.varint();
  std::uint64_t before = 0;
  for (std::uint64_t i = 0; i < count && body.whole; ++i) {
    const std::uint64_t zigzag = body.varint();
    const std::uint64_t step = (zigzag >> 1U) ^ (~(zigzag & 1U) + 1);
    const std::uint64_t status = body.fixed(1);
    JournalRow row{before + 1 + step, static_cast<RowStatus>(status), body.varint()};
    body.whole = body.whole && status < k_row_statuses;
    before = row.row;
    block.rows.push_back(row);
  }
  if (kind != 'B' || !body.whole) {
    m_end = end_before;
    m_chain = chain_before;
    return false;
  }
  return true;
}

} // namespace tilores::jobs
