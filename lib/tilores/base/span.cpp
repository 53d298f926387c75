#include <tilores/base/span.hpp>

#include <tilores/base/crypto.hpp>

#include <cstring>

namespace tilores {
namespace {

std::int64_t unix_ns()
{
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
    .count();
}

// Unique, not secret: a generator seeded once a thread costs no system call a span.
std::string next_span_id()
{
  thread_local std::uint64_t state = [] {
    std::uint64_t seed = 0;
    const std::string bytes = random_bytes(sizeof seed);
    std::memcpy(&seed, bytes.data(), sizeof seed);
    return seed;
  }();
  std::uint64_t id = 0;
  while (id == 0) { // splitmix64; zero is no id
    state += 0x9e3779b97f4a7c15U;
    id = state;
    id = (id ^ (id >> 30U)) * 0xbf58476d1ce4e5b9U;
    id = (id ^ (id >> 27U)) * 0x94d049bb133111ebU;
    id ^= id >> 31U;
  }
  std::string bytes(sizeof id, '\0');
  std::memcpy(bytes.data(), &id, sizeof id);
  return to_hex(bytes);
}

} // namespace

ScopedSpan::ScopedSpan(const CallContext& parent, std::string_view name) : m_parent(&parent)
{
  if (parent.spans == nullptr) {
    return;
  }
  m_span.name = name;
  m_span.start_ns = unix_ns();
  if (parent.kept) {
    m_span.trace_id = parent.trace_id;
    m_span.parent_span_id = parent.span_id;
    m_span.span_id = next_span_id();
    m_own.emplace(parent);
    m_own->span_id = m_span.span_id;
  }
}

ScopedSpan::~ScopedSpan()
{
  if (m_parent->spans != nullptr) {
    m_span.end_ns = unix_ns();
    m_parent->spans->finished(std::move(m_span));
  }
}

void ScopedSpan::set(std::string_view key, std::string_view value)
{
  if (m_parent->spans != nullptr) {
    m_span.attributes.emplace_back(std::string(key), std::string(value));
  }
}

void ScopedSpan::set(std::string_view key, std::int64_t value)
{
  if (m_parent->spans != nullptr) {
    m_span.attributes.emplace_back(std::string(key), value);
  }
}

void ScopedSpan::set(std::string_view key, double value)
{
  if (m_parent->spans != nullptr) {
    m_span.attributes.emplace_back(std::string(key), value);
  }
}

void ScopedSpan::set(std::string_view key, std::vector<std::string> value)
{
  if (m_parent->spans != nullptr) {
    m_span.attributes.emplace_back(std::string(key), std::move(value));
  }
}

void ScopedSpan::fail(std::string_view code)
{
  m_span.failed = true;
  m_span.status = code;
}

} // namespace tilores
