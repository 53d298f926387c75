#include <tilores/backend/local_loader.hpp>

#include <tilores/backend/local_entity.hpp>
#include <tilores/backend/local_linker.hpp>

#include <algorithm>
#include <bit>
#include <unordered_map>

namespace tilores::backend {

using resolve::RuleBook;

struct LocalLoader::Incoming {
  std::shared_ptr<const RuleBook> book;
  std::int64_t source = 0;
  std::int64_t next = 0;   // next free number
  std::int64_t stored = 0; // records in the store
  bool check_suppression = false;
  bool store_was_empty = false;
  std::unordered_map<std::uint64_t, StoredRecord> ids; // of added records by order, written at the end in key order
};

namespace {

Result<std::int64_t> source_number(LocalSession& session, std::string_view name)
{
  TRY_ASSIGN(auto* find, session.statement("SELECT n FROM sources WHERE name=?"));
  TRY_ASSIGN(const bool row, find->bind(1, name).step());
  if (row) {
    const std::int64_t number = find->integer(0);
    find->reset();
    return number;
  }
  TRY_ASSIGN(auto* add, session.statement("INSERT INTO sources(name) VALUES(?)"));
  TRY(add->bind(1, name).run());
  return session.database().last_rowid();
}

std::int64_t suppression_hash(const Key256& key, std::string_view feature, std::string_view value)
{
  return static_cast<std::int64_t>(keyed_hash64(key, std::string(feature) + '=' + std::string(value)));
}

// Calls `use` with each hash that stands for the person of a record.
template<typename Use> Status each_suppression_hash(const RuleBook& book, const Key256& key, std::string_view id,
                                                    const resolve::ProfileView& profile, Use use)
{
  TRY(use(suppression_hash(key, "id", id)));
  for (resolve::FeatureSet left = book.forgettable; left != 0; left &= left - 1) {
    const auto feature = static_cast<std::size_t>(std::countr_zero(left));
    for (const std::string_view value : profile.values(feature)) {
      TRY(use(suppression_hash(key, book.features[feature], value)));
    }
  }
  return {};
}

} // namespace

Result<bool> LocalLoader::suppressed(const RuleBook& book, std::string_view id, const resolve::ProfileView& profile)
{
  bool found = false;
  const auto look_up = [&](std::int64_t hash) -> Status {
    TRY_ASSIGN(auto* query, m_session.statement("SELECT 1 FROM suppressed WHERE hash=?"));
    TRY_ASSIGN(const bool row, query->bind(1, hash).step());
    query->reset();
    found = found || row;
    return {};
  };
  TRY(each_suppression_hash(book, *m_suppression, id, profile, look_up));
  return found;
}

Result<SubmitReport> LocalLoader::submit(std::span<const NewRecord> records, const SubmitOptions& options,
                                         const CallContext& ctx)
{
  static_cast<void>(ctx);
  TRY_ASSIGN(auto transaction, store::Transaction::begin(m_session.database(), store::Transaction::Kind::write));
  if (!m_spool) {
    TRY_ASSIGN(m_spool, resolve::Spool::create(m_session.folder()));
  }
  TRY_ASSIGN(auto report, take_in(records, options));
  TRY(transaction.commit());
  return report;
}

// Inside the caller's transaction.
Result<SubmitReport> LocalLoader::take_in(std::span<const NewRecord> records, const SubmitOptions& options)
{
  SubmitReport report;
  Incoming incoming;
  TRY_ASSIGN(incoming.book, m_session.rules());
  TRY_ASSIGN(incoming.source, source_number(m_session, options.source));
  TRY_ASSIGN(incoming.next, m_session.number("next_seq", 1));
  TRY_ASSIGN(incoming.stored, m_session.number("records"));
  incoming.store_was_empty = incoming.stored == 0;
  if (m_suppression) {
    TRY_ASSIGN(auto* any, m_session.statement("SELECT 1 FROM suppressed LIMIT 1"));
    TRY_ASSIGN(incoming.check_suppression, any->step());
    any->reset();
  }
  for (std::size_t i = 0; i < records.size(); ++i) {
    const NewRecord& record = records[i];
    const std::size_t rejected = report.rejected.size();
    TRY(store(incoming, record, report));
    if (report.rejected.size() > rejected) {
      report.rejected.back().index = i;
    } else if (options.together && i > 0) {
      TRY_ASSIGN(auto* pair, m_session.statement("INSERT OR IGNORE INTO together VALUES(?,?)"));
      TRY(pair->bind(1, records[0].id).bind(2, record.id).run());
    }
  }
  std::vector<std::pair<std::uint64_t, StoredRecord>> ids(incoming.ids.begin(), incoming.ids.end());
  std::sort(ids.begin(), ids.end());
  TRY_ASSIGN(auto* add_id, m_session.statement("INSERT INTO record_ids VALUES(?,?)"));
  for (const auto& [hash, seq] : ids) {
    TRY(add_id->bind(1, static_cast<std::int64_t>(hash)).bind(2, std::int64_t{seq}).run());
  }
  if (report.added + report.replaced > 0) {
    TRY(m_session.put("next_seq", incoming.next));
    TRY(m_session.put("records", incoming.stored));
    TRY(m_session.bump_generation());
  }
  return report;
}

Status LocalLoader::store(Incoming& incoming, const NewRecord& record, SubmitReport& report)
{
  const auto reject = [&](std::string reason) -> Status {
    report.rejected.push_back({0, std::move(reason)});
    return {};
  };
  if (record.id.empty()) {
    return reject("the record has no id");
  }
  if (record.id.find(':') != std::string::npos) {
    return reject("the record id must not contain a colon");
  }
  if (record.id.size() > 1024) {
    return reject("the record id is longer than 1024 bytes");
  }
  const auto document = JsonDocument::parse(record.body);
  if (!document) {
    return reject("not valid JSON: " + document.error().message);
  }
  if (!document->root().is_object()) {
    return reject("the record is not a JSON object");
  }
  const std::uint64_t order = resolve::order_of(record.id);
  std::optional<StoredRecord> known;
  if (!incoming.store_was_empty) {
    TRY_ASSIGN(known, m_session.record_named(record.id));
  }
  if (!known) {
    const auto same = incoming.ids.find(order);
    known = same != incoming.ids.end() ? std::optional(same->second) : std::nullopt;
  }
  std::optional<EntityNumber> entity;
  if (known) {
    TRY_ASSIGN(const auto before, m_session.body(*known));
    if (before && before->body == record.body) {
      ++report.unchanged;
      return {};
    }
  }
  incoming.book->extract(document->root(), m_builder);
  const std::string& profile = m_builder.bytes();
  const resolve::ProfileView view(profile);
  if (incoming.check_suppression) {
    TRY_ASSIGN(const bool skip, suppressed(*incoming.book, record.id, view));
    if (skip) {
      ++report.suppressed;
      return {};
    }
  }
  if (known) {
    TRY_ASSIGN(entity, m_session.entity_of(*known));
    TRY(remove(*known));
    incoming.ids.erase(order);
    TRY_ASSIGN(auto* cuts, m_session.statement("DELETE FROM cuts WHERE a=?1 OR b=?1"));
    TRY(cuts->bind(1, record.id).run());
    ++report.replaced;
  } else {
    ++report.added;
    ++incoming.stored;
  }
  const auto seq = static_cast<StoredRecord>(incoming.next++);
  TRY_ASSIGN(auto* add, m_session.statement("INSERT INTO records(seq,source,id,body) VALUES(?,?,?,?)"));
  TRY(add->bind(1, std::int64_t{seq}).bind(2, incoming.source).bind(3, record.id).bind(4, record.body).run());
  TRY_ASSIGN(auto* dirty, m_session.statement("INSERT INTO dirty VALUES(?,1)"));
  TRY(dirty->bind(1, std::int64_t{seq}).run());
  incoming.ids.emplace(order, seq);
  if (entity) {
    // The new state starts where the old one was, so that an entity of one record keeps its id.
    TRY_ASSIGN(auto* membership, m_session.statement("INSERT INTO membership VALUES(?,?)"));
    TRY(membership->bind(1, std::int64_t{seq}).bind(2, *entity).run());
    TRY_ASSIGN(auto* member, m_session.statement("INSERT INTO members VALUES(?,?)"));
    TRY(member->bind(1, *entity).bind(2, std::int64_t{seq}).run());
  }
  if (m_spool) {
    m_keys.clear();
    append_keys(*incoming.book, view, m_keys);
    TRY(m_spool->add(seq, order, profile, m_keys));
  }
  return {};
}

// Takes a record's state out; what was linked with it is to be linked anew.
Status LocalLoader::remove(StoredRecord record)
{
  TRY_ASSIGN(const auto stored, m_session.body(record));
  if (!stored) {
    return {};
  }
  TRY_ASSIGN(const auto book, m_session.rules());
  TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(stored->body));
  resolve::ProfileBuilder builder;
  book->extract(document.root(), builder);
  std::vector<resolve::IndexKey> keys;
  append_keys(*book, resolve::ProfileView(builder.bytes()), keys);
  for (const resolve::IndexKey key : keys) {
    TRY_ASSIGN(auto* lost, m_session.statement("INSERT OR IGNORE INTO dirty_keys VALUES(?)"));
    TRY(lost->bind(1, static_cast<std::int64_t>(key)).run());
    TRY_ASSIGN(auto* recent, m_session.statement("DELETE FROM recent_keys WHERE key=? AND seq=?"));
    TRY(recent->bind(1, static_cast<std::int64_t>(key)).bind(2, std::int64_t{record}).run());
  }
  TRY_ASSIGN(const auto entity, m_session.entity_of(record));
  if (entity) {
    TRY_ASSIGN(const auto mates, m_session.members(*entity));
    for (const StoredRecord mate : mates) {
      if (mate != record) {
        TRY_ASSIGN(auto* dirty, m_session.statement("INSERT OR IGNORE INTO dirty VALUES(?,0)"));
        TRY(dirty->bind(1, std::int64_t{mate}).run());
      }
    }
    TRY_ASSIGN(auto* member, m_session.statement("DELETE FROM members WHERE entity=? AND seq=?"));
    TRY(member->bind(1, *entity).bind(2, std::int64_t{record}).run());
  }
  for (const char* sql :
       {"DELETE FROM membership WHERE seq=?", "DELETE FROM dirty WHERE seq=?", "DELETE FROM records WHERE seq=?"}) {
    TRY_ASSIGN(auto* change, m_session.statement(sql));
    TRY(change->bind(1, std::int64_t{record}).run());
  }
  TRY_ASSIGN(auto* id, m_session.statement("DELETE FROM record_ids WHERE hash=? AND seq=?"));
  return id->bind(1, static_cast<std::int64_t>(resolve::order_of(stored->id))).bind(2, std::int64_t{record}).run();
}

namespace {

// An entity that lost its last record is gone, with its links.
Status retire_if_empty(LocalSession& session, EntityNumber entity)
{
  TRY_ASSIGN(const auto members, session.members(entity));
  if (!members.empty()) {
    return {};
  }
  TRY_ASSIGN(auto* links, session.statement("DELETE FROM edges WHERE entity=?"));
  TRY(links->bind(1, entity).run());
  TRY_ASSIGN(const std::int64_t edges, session.number("edges"));
  TRY(session.put("edges", edges - session.database().changes()));
  for (const char* sql : {"DELETE FROM components WHERE entity=?", "DELETE FROM entities WHERE entity=?"}) {
    TRY_ASSIGN(auto* change, session.statement(sql));
    TRY(change->bind(1, entity).run());
  }
  TRY_ASSIGN(const std::int64_t entities, session.number("entities"));
  TRY(session.put("entities", entities - 1));
  TRY_ASSIGN(auto* retired, session.statement("INSERT OR REPLACE INTO retired VALUES(?,NULL)"));
  return retired->bind(1, entity).run();
}

} // namespace

Result<std::size_t> LocalLoader::remove_absent(std::string_view source,
                                               const std::function<bool(std::string_view)>& present)
{
  TRY_ASSIGN(auto transaction, store::Transaction::begin(m_session.database(), store::Transaction::Kind::write));
  std::vector<StoredRecord> gone;
  TRY_ASSIGN(auto* query,
             m_session.statement("SELECT r.seq,r.id FROM records r JOIN sources s ON s.n=r.source WHERE s.name=?"));
  query->bind(1, source);
  for (;;) {
    TRY_ASSIGN(const bool row, query->step());
    if (!row) {
      break;
    }
    if (!present(query->text(1))) {
      gone.push_back(static_cast<StoredRecord>(query->integer(0)));
    }
  }
  std::vector<EntityNumber> touched;
  for (const StoredRecord record : gone) {
    TRY_ASSIGN(const auto entity, m_session.entity_of(record));
    TRY(remove(record));
    if (entity) {
      touched.push_back(*entity);
    }
  }
  std::sort(touched.begin(), touched.end());
  touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
  for (const EntityNumber entity : touched) {
    TRY(retire_if_empty(m_session, entity));
  }
  TRY_ASSIGN(const std::int64_t stored, m_session.number("records"));
  TRY(m_session.put("records", stored - static_cast<std::int64_t>(gone.size())));
  TRY(m_session.bump_generation());
  TRY(transaction.commit());
  return gone.size();
}

Result<std::size_t> LocalLoader::forget(EntityNumber entity, const Key256* suppress_with)
{
  TRY_ASSIGN(const auto book, m_session.rules());
  TRY_ASSIGN(const auto members, m_session.members(entity));
  for (const StoredRecord record : members) {
    TRY_ASSIGN(const auto stored, m_session.body(record));
    if (stored && suppress_with != nullptr) {
      TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(stored->body));
      book->extract(document.root(), m_builder);
      const resolve::ProfileView profile(m_builder.bytes());
      const auto remember = [&](std::int64_t hash) -> Status {
        TRY_ASSIGN(auto* add, m_session.statement("INSERT OR IGNORE INTO suppressed VALUES(?)"));
        return add->bind(1, hash).run();
      };
      TRY(each_suppression_hash(*book, *suppress_with, stored->id, profile, remember));
    }
    TRY(remove(record));
    for (const char* sql : {"DELETE FROM together WHERE a=?1 OR b=?1", "DELETE FROM bans WHERE a=?1 OR b=?1",
                            "DELETE FROM cuts WHERE a=?1 OR b=?1"}) {
      TRY_ASSIGN(auto* change, m_session.statement(sql));
      TRY(change->bind(1, stored ? std::string_view(stored->id) : std::string_view{}).run());
    }
  }
  TRY(retire_if_empty(m_session, entity));
  TRY_ASSIGN(const std::int64_t stored, m_session.number("records"));
  TRY(m_session.put("records", stored - static_cast<std::int64_t>(members.size())));
  TRY(m_session.bump_generation());
  return members.size();
}

Result<LinkProgress> LocalLoader::progress(const CallContext& ctx)
{
  static_cast<void>(ctx);
  TRY(link_pending(m_session, std::move(m_spool), false));
  TRY_ASSIGN(const std::int64_t entities, m_session.number("entities"));
  return LinkProgress{true, std::nullopt, static_cast<std::size_t>(entities)};
}

Result<Preview> LocalLoader::preview(std::span<const NewRecord> records, const SubmitOptions& options,
                                     const CallContext& ctx)
{
  TRY(progress(ctx)); // what is not linked yet would be taken for new
  // Loaded and linked for real, and never committed.
  TRY_ASSIGN(const auto rolled_back, store::Transaction::begin(m_session.database(), store::Transaction::Kind::write));
  TRY_ASSIGN(auto report, take_in(records, options));
  TRY(link_changes(m_session));
  TRY_ASSIGN(const auto book, m_session.rules());
  Preview preview;
  preview.rejected = std::move(report.rejected);
  std::vector<EntityNumber> seen;
  for (const NewRecord& record : records) {
    TRY_ASSIGN(const auto stored, m_session.record_named(record.id));
    if (!stored) {
      continue; // refused, or its person was forgotten
    }
    TRY_ASSIGN(const auto number, m_session.entity_of(*stored));
    if (!number || std::find(seen.begin(), seen.end(), *number) != seen.end()) {
      continue;
    }
    seen.push_back(*number);
    TRY_ASSIGN(auto entity, read_entity(m_session, *book, *number));
    if (entity) {
      preview.entities.push_back(std::move(*entity));
    }
  }
  return preview;
}

} // namespace tilores::backend
