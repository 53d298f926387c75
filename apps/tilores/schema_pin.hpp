#pragma once
// The schema of an instance as this user first saw it, kept in the state folder, so that a later change does not go
// unnoticed.

#include <mutex>
#include <string>
#include <string_view>

namespace tilores::app {

// Thread-safe.
class SchemaPin {
public:
  // `path`: the file of the pinned introspection document; "": nothing is pinned.
  explicit SchemaPin(std::string path) : m_path(std::move(path)) {}

  // Pins the first document; compares later ones with it.
  void learned(std::string_view document);
  // The pinned document; "" where there is none.
  [[nodiscard]] std::string document() const;
  // "the schema of the instance differs from the one pinned in FILE: 3 differences, 1 of them breaking", or "".
  [[nodiscard]] std::string drift() const;
  // What to do about it.
  [[nodiscard]] std::string advice() const;

private:
  const std::string m_path;
  mutable std::mutex m_mutex;
  std::string m_drift;
};

} // namespace tilores::app
