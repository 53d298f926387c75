#include "rest_book.hpp"

#include <tilores/base/file.hpp>
#include <tilores/base/json.hpp>
#include <tilores/base/json_writer.hpp>

#include <algorithm>
#include <map>
#include <mutex>

namespace tilores::app {
namespace {

constexpr std::size_t k_most_bytes = 65'536;
constexpr Millis k_forgotten_after{3'600'000};

using Rests = std::map<std::string, llm::Rest, std::less<>>;

Rests read_rests(const std::string& file)
{
  Rests rests;
  auto text = read_file(file, k_most_bytes);
  const auto document =
    text ? JsonDocument::parse(std::move(*text)) : Result<JsonDocument>(fail(ErrorKind::not_found, ""));
  if (!document || document->root()["schema"].integer() != 1) {
    return rests;
  }
  for (const auto [id, one] : document->root()["models"].members()) {
    const auto failures = std::clamp<std::int64_t>(one["failures"].integer().value_or(0), 0, 1000);
    rests[std::string(id)] = {static_cast<int>(failures), WallTime{Millis{one["until"].integer().value_or(0)}}};
  }
  return rests;
}

class FileBook final : public llm::RestBook {
public:
  explicit FileBook(std::string file) : m_file(std::move(file)), m_rests(read_rests(m_file)) {}

  [[nodiscard]] std::optional<llm::Rest> find(const std::string& id) const override
  {
    const std::lock_guard lock(m_mutex);
    const auto it = m_rests.find(id);
    return it == m_rests.end() ? std::nullopt : std::optional(it->second);
  }

  void note(const std::string& id, const llm::Rest& rest) override
  {
    const std::lock_guard lock(m_mutex);
    m_rests = read_rests(m_file);
    m_rests.erase(id);
    if (rest.failures > 0) {
      std::erase_if(m_rests, [&](const auto& other) { return other.second.until + k_forgotten_after < rest.until; });
      m_rests[id] = rest;
    }
    std::string text;
    JsonWriter json(text);
    json.begin_object().member("schema", std::uint64_t{1}).key("models").begin_object();
    for (const auto& [name, one] : m_rests) {
      json.key(name)
        .begin_object()
        .member("failures", std::uint64_t{static_cast<std::uint64_t>(one.failures)})
        .member("until", std::int64_t{one.until.time_since_epoch().count()})
        .end_object();
    }
    json.end_object().end_object();
    (void)write_file_atomically(m_file, text + "\n"); // what cannot be kept is found out again
  }

private:
  const std::string m_file;
  mutable std::mutex m_mutex;
  Rests m_rests;
};

} // namespace

std::shared_ptr<llm::RestBook> make_rest_book(std::string file) { return std::make_shared<FileBook>(std::move(file)); }

} // namespace tilores::app
