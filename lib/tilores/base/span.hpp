#pragma once
// Tracing as lib/ sees it: finished spans go to a sink that wiring installs; without one a ScopedSpan costs a null
// check.

#include <tilores/base/context.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tilores {

struct Span {
  std::string trace_id;       // 32 hex digits; empty where CallContext::kept is false
  std::string span_id;        // 16 hex digits; likewise
  std::string parent_span_id; // empty for the root
  std::string name;
  std::int64_t start_ns = 0; // UNIX time in nanoseconds
  std::int64_t end_ns = 0;
  bool failed = false;
  std::string status; // error code when failed
  std::vector<std::pair<std::string, std::variant<std::string, std::int64_t, double, bool, std::vector<std::string>>>>
    attributes;
};

// Port. Implementations never block and never fail; they drop and count. Safe to call from many threads.
class SpanSink {
public:
  virtual ~SpanSink() = default;
  virtual void finished(Span span) = 0;
  // Whether attributes may hold what was asked and answered. The sink masks secrets in them and bounds them.
  [[nodiscard]] virtual bool keeps_content() const { return false; }
};

// Measures from construction to destruction; `parent` must live as long. Attribute values must not be customer values
// or secrets; those of content, where content() is true, may be customer values.
class ScopedSpan {
public:
  ScopedSpan(const CallContext& parent, std::string_view name);
  ~ScopedSpan();
  ScopedSpan(const ScopedSpan&) = delete;
  ScopedSpan& operator=(const ScopedSpan&) = delete;
  ScopedSpan(ScopedSpan&&) = delete;
  ScopedSpan& operator=(ScopedSpan&&) = delete;

  // The context to hand to what happens inside this span.
  [[nodiscard]] const CallContext& context() const { return m_own ? *m_own : *m_parent; }
  // Whether questions, answers and arguments are to be set as well.
  [[nodiscard]] bool content() const { return m_own && m_parent->spans->keeps_content(); }
  void set(std::string_view key, std::string_view value);
  void set(std::string_view key, std::int64_t value);
  void set(std::string_view key, double value);
  void set(std::string_view key, std::vector<std::string> value);
  void fail(std::string_view code);

private:
  const CallContext* m_parent;
  std::optional<CallContext> m_own; // while the span is kept
  Span m_span;
};

} // namespace tilores
