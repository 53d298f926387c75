#include <tilores/backend/local_session.hpp>

#include <tilores/backend/local_schema.hpp>

extern "C" {
extern const char tilores_rule_config[];
extern const unsigned long tilores_rule_config_size;
}

namespace tilores::backend {

Result<std::shared_ptr<const resolve::RuleBook>> RuleCache::parse(std::string_view text)
{
  const std::lock_guard lock(m_mutex);
  if (!m_book || m_text != text) {
    TRY_ASSIGN(m_book, resolve::RuleBook::parse(text));
    m_text = text;
  }
  return m_book;
}

Result<std::unique_ptr<LocalSession>> LocalSession::open(const std::string& folder, store::OpenMode mode,
                                                         RuleCache& rules)
{
  std::unique_ptr<LocalSession> session(new LocalSession());
  session->m_folder = folder;
  session->m_rule_cache = &rules;
  TRY_ASSIGN(session->m_database, store::Database::open(folder + "/store.db", {.mode = mode}));
  TRY_ASSIGN(const int version, session->m_database.version());
  if (version != static_cast<int>(local_migrations().size())) {
    if (mode == store::OpenMode::read && version == 0) {
      return fail(ErrorKind::precondition, "no data loaded yet", "load customers first: tilores load FILE");
    }
    TRY(session->m_database.migrate(local_migrations()));
  }
  return session;
}

Result<store::Statement*> LocalSession::statement(const char* sql)
{
  const auto [place, fresh] = m_statements.try_emplace(sql);
  if (fresh) {
    auto prepared = m_database.prepare(sql);
    if (!prepared) {
      m_statements.erase(place);
      return fail(std::move(prepared).error());
    }
    place->second = std::move(*prepared);
  } else {
    place->second.reset();
  }
  return &place->second;
}

Result<std::int64_t> LocalSession::number(std::string_view meta, std::int64_t otherwise)
{
  TRY_ASSIGN(auto* query, statement("SELECT value FROM meta WHERE name=?"));
  TRY_ASSIGN(const bool row, query->bind(1, meta).step());
  const std::int64_t value = row ? query->integer(0) : otherwise;
  query->reset();
  return value;
}

Result<std::string> LocalSession::text(std::string_view meta)
{
  TRY_ASSIGN(auto* query, statement("SELECT value FROM meta WHERE name=?"));
  TRY_ASSIGN(const bool row, query->bind(1, meta).step());
  std::string value(row ? query->text(0) : std::string_view{});
  query->reset();
  return value;
}

Status LocalSession::put(std::string_view meta, std::int64_t value)
{
  TRY_ASSIGN(auto* change, statement("INSERT OR REPLACE INTO meta VALUES(?,?)"));
  return change->bind(1, meta).bind(2, value).run();
}

Status LocalSession::put(std::string_view meta, std::string_view value)
{
  TRY_ASSIGN(auto* change, statement("INSERT OR REPLACE INTO meta VALUES(?,?)"));
  return change->bind(1, meta).bind(2, value).run();
}

Status LocalSession::bump_generation()
{
  TRY_ASSIGN(const std::int64_t generation, number("generation"));
  return put("generation", generation + 1);
}

Result<std::shared_ptr<const resolve::RuleBook>> LocalSession::rules()
{
  TRY_ASSIGN(const std::string stored, text("rules"));
  return m_rule_cache->parse(stored.empty() ? std::string_view(tilores_rule_config, tilores_rule_config_size)
                                            : std::string_view(stored));
}

Status LocalSession::refresh_segment()
{
  TRY_ASSIGN(std::string name, text("segment"));
  if (name == m_segment_name) {
    return {};
  }
  m_segment.reset();
  m_segment_name = name;
  if (!name.empty()) {
    auto opened = resolve::Segment::open(m_folder + "/" + name);
    if (!opened) {
      m_segment_name.clear();
      return fail(ErrorKind::bad_data, opened.error().message, "load anything, or nothing, to rebuild the index");
    }
    m_segment = std::move(*opened);
  }
  return {};
}

Status LocalSession::find_key(resolve::IndexKey key, std::vector<StoredRecord>& out, std::size_t most)
{
  TRY(refresh_segment());
  if (m_segment) {
    TRY(m_segment->find(key, out, most));
  }
  TRY_ASSIGN(auto* query, statement("SELECT seq FROM recent_keys WHERE key=?"));
  query->bind(1, static_cast<std::int64_t>(key));
  while (out.size() < most) {
    TRY_ASSIGN(const bool row, query->step());
    if (!row) {
      return {};
    }
    out.push_back(static_cast<StoredRecord>(query->integer(0)));
  }
  query->reset();
  return {};
}

Result<std::vector<StoredRecord>> LocalSession::members(EntityNumber entity)
{
  std::vector<StoredRecord> records;
  TRY_ASSIGN(auto* query, statement("SELECT seq FROM members WHERE entity=?"));
  query->bind(1, entity);
  for (;;) {
    TRY_ASSIGN(const bool row, query->step());
    if (!row) {
      return records;
    }
    records.push_back(static_cast<StoredRecord>(query->integer(0)));
  }
}

Result<std::optional<StoredBody>> LocalSession::body(StoredRecord record)
{
  TRY_ASSIGN(auto* query, statement("SELECT id,body FROM records WHERE seq=?"));
  TRY_ASSIGN(const bool row, query->bind(1, std::int64_t{record}).step());
  std::optional<StoredBody> found;
  if (row) {
    found = StoredBody{std::string(query->text(0)), std::string(query->text(1))};
  }
  query->reset();
  return found;
}

Result<std::optional<StoredRecord>> LocalSession::record_named(std::string_view id)
{
  TRY_ASSIGN(auto* query,
             statement("SELECT r.seq,r.id FROM record_ids i JOIN records r ON r.seq=i.seq WHERE i.hash=?"));
  query->bind(1, static_cast<std::int64_t>(resolve::order_of(id)));
  for (;;) {
    TRY_ASSIGN(const bool row, query->step());
    if (!row) {
      return std::optional<StoredRecord>{};
    }
    if (query->text(1) == id) {
      const auto found = static_cast<StoredRecord>(query->integer(0));
      query->reset();
      return std::optional<StoredRecord>{found};
    }
  }
}

Result<std::optional<EntityNumber>> LocalSession::entity_of(StoredRecord record)
{
  TRY_ASSIGN(auto* query, statement("SELECT entity FROM membership WHERE seq=?"));
  TRY_ASSIGN(const bool row, query->bind(1, std::int64_t{record}).step());
  const auto found = row ? std::optional<EntityNumber>(query->integer(0)) : std::nullopt;
  query->reset();
  return found;
}

} // namespace tilores::backend
