#pragma once
// One connection to store.db with its statements, and the key index as this connection's snapshot sees it. Internal to
// the local backend; one thread at a time.

#include <tilores/backend/local_ids.hpp>
#include <tilores/model/record.hpp>
#include <tilores/resolve/rules.hpp>
#include <tilores/resolve/segment.hpp>
#include <tilores/store/database.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::backend {

using resolve::StoredRecord;

// Rules by their text, shared by the sessions of one backend.
class RuleCache {
public:
  [[nodiscard]] Result<std::shared_ptr<const resolve::RuleBook>> parse(std::string_view text);

private:
  std::mutex m_mutex;
  std::string m_text;
  std::shared_ptr<const resolve::RuleBook> m_book;
};

struct StoredBody {
  std::string id;
  std::string body;
};

class LocalSession {
public:
  [[nodiscard]] static Result<std::unique_ptr<LocalSession>> open(const std::string& folder, store::OpenMode mode,
                                                                  RuleCache& rules);

  [[nodiscard]] const std::string& folder() const { return m_folder; }
  [[nodiscard]] store::Database& database() { return m_database; }
  // A statement prepared once and kept; `sql` must live for ever. It comes reset.
  [[nodiscard]] Result<store::Statement*> statement(const char* sql);

  // Inside the caller's transaction all of these see one state.
  [[nodiscard]] Result<std::int64_t> number(std::string_view meta, std::int64_t otherwise = 0);
  [[nodiscard]] Result<std::string> text(std::string_view meta);
  Status put(std::string_view meta, std::int64_t value);
  Status put(std::string_view meta, std::string_view value);
  Status bump_generation();

  // The rules this store links by.
  [[nodiscard]] Result<std::shared_ptr<const resolve::RuleBook>> rules();
  // Appends the live and dead records under a key, at most `most`; dead ones have no row in `records`.
  Status find_key(resolve::IndexKey key, std::vector<StoredRecord>& out, std::size_t most);
  // The records in rising order of their number.
  [[nodiscard]] Result<std::vector<StoredRecord>> members(EntityNumber entity);
  [[nodiscard]] Result<std::optional<StoredBody>> body(StoredRecord record);
  [[nodiscard]] Result<std::optional<StoredRecord>> record_named(std::string_view id);
  [[nodiscard]] Result<std::optional<EntityNumber>> entity_of(StoredRecord record);

private:
  LocalSession() = default;
  Status refresh_segment();
  std::string m_folder;
  RuleCache* m_rule_cache = nullptr;
  store::Database m_database;
  std::map<const char*, store::Statement> m_statements;
  std::string m_segment_name;
  std::shared_ptr<const resolve::Segment> m_segment;
};

} // namespace tilores::backend
