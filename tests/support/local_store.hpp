#pragma once
// A local backend in a temporary folder, for tests: loads lines of JSON, tells who is with whom.

#include <tilores/backend/local.hpp>

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace tilores::test {

// A folder that is gone at the end of the test.
class TemporaryFolder {
public:
  TemporaryFolder()
  {
    std::string name = (std::filesystem::temp_directory_path() / "tilores-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    m_path = name;
  }
  ~TemporaryFolder() { std::filesystem::remove_all(m_path); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  TemporaryFolder(TemporaryFolder&&) = delete;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  [[nodiscard]] const std::string& path() const { return m_path; }

private:
  std::string m_path;
};

using Groups = std::set<std::set<std::string>>;

inline std::string to_text(const Groups& groups)
{
  std::string text;
  for (const auto& group : groups) {
    text += '{';
    for (const std::string& id : group) {
      text += ' ' + id;
    }
    text += " }";
  }
  return text;
}

inline std::unique_ptr<backend::LocalBackend> open_store(const std::string& folder,
                                                         backend::LocalMode mode = backend::LocalMode::load)
{
  auto store = backend::open_local_backend(folder, {mode, {}});
  REQUIRE_MESSAGE(store.has_value(), (store ? std::string() : describe(store.error())));
  return std::move(*store);
}

inline backend::SubmitReport submit(backend::LocalBackend& store, const std::vector<backend::NewRecord>& records,
                                    backend::SubmitOptions options = {})
{
  auto report = store.loader().submit(records, options, {});
  REQUIRE_MESSAGE(report.has_value(), (report ? std::string() : describe(report.error())));
  return *report;
}

inline void link(backend::LocalBackend& store)
{
  const auto progress = store.loader().progress({});
  REQUIRE_MESSAGE(progress.has_value(), (progress ? std::string() : describe(progress.error())));
  CHECK(progress->ready);
}

inline std::map<std::string, std::string> entity_of(backend::LocalBackend& store)
{
  std::map<std::string, std::string> out;
  const Status done = store.each_record([&](const backend::ExportedRecord& record) -> Status {
    out.emplace(record.id, record.entity_id);
    return {};
  });
  REQUIRE(done.has_value());
  return out;
}

inline Groups groups_of(backend::LocalBackend& store)
{
  std::map<std::string, std::set<std::string>> by_entity;
  for (const auto& [record, entity] : entity_of(store)) {
    CHECK_FALSE(entity.empty());
    by_entity[entity].insert(record);
  }
  Groups out;
  for (auto& [entity, records] : by_entity) {
    out.insert(std::move(records));
  }
  return out;
}

inline Groups found(backend::LocalBackend& store, std::vector<backend::Parameter> parameters)
{
  backend::SearchRequest request;
  request.parameters = std::move(parameters);
  request.page_size = 100;
  const auto page = store.reader().search(request, {});
  REQUIRE_MESSAGE(page.has_value(), (page ? std::string() : describe(page.error())));
  CHECK(page->total == page->entities.size());
  Groups out;
  for (const model::Entity& entity : page->entities) {
    CHECK_FALSE(entity.hits.empty());
    CHECK(entity.hit_score > 0);
    CHECK(entity.hit_score <= 1);
    std::set<std::string> ids;
    for (const model::Record& record : entity.records) {
      ids.insert(record.id);
    }
    out.insert(std::move(ids));
  }
  return out;
}

} // namespace tilores::test
