#include <tilores/base/span.hpp>

#include <tilores/base/crypto.hpp>

namespace tilores {
namespace {

std::int64_t unix_ns()
{
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

} // namespace

ScopedSpan::ScopedSpan(const CallContext& parent, std::string_view name) : m_context(parent)
{
  if (m_context.spans == nullptr) {
    return;
  }
  m_span.trace_id = parent.trace_id;
  m_span.parent_span_id = parent.span_id;
  m_span.span_id = to_hex(random_bytes(8));
  m_span.name = name;
  m_span.start_ns = unix_ns();
  m_context.span_id = m_span.span_id;
}

ScopedSpan::~ScopedSpan()
{
  if (m_context.spans != nullptr) {
    m_span.end_ns = unix_ns();
    m_context.spans->finished(std::move(m_span));
  }
}

void ScopedSpan::set(std::string_view key, std::string_view value)
{
  if (m_context.spans != nullptr) {
    m_span.attributes.emplace_back(std::string(key), std::string(value));
  }
}

void ScopedSpan::set(std::string_view key, std::int64_t value)
{
  if (m_context.spans != nullptr) {
    m_span.attributes.emplace_back(std::string(key), value);
  }
}

void ScopedSpan::set(std::string_view key, double value)
{
  if (m_context.spans != nullptr) {
    m_span.attributes.emplace_back(std::string(key), value);
  }
}

void ScopedSpan::fail(std::string_view code)
{
  m_span.failed = true;
  m_span.status = code;
}

} // namespace tilores
