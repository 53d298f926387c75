#include <tilores/backend/local_incremental.hpp>

#include <tilores/backend/local_write.hpp>

#include <algorithm>
#include <deque>
#include <unordered_map>
#include <unordered_set>

namespace tilores::backend {

using resolve::IndexKey;
using resolve::Posting;
using resolve::RecordNumber;
using resolve::RuleBook;

namespace {

constexpr std::size_t k_all = ~std::size_t{0};

// The records an incremental linking looks at, read from the store when first needed.
class Neighbourhood final : public resolve::RecordSource {
public:
  Neighbourhood(LocalSession& session, const RuleBook& book) : m_session(session), m_book(book) {}

  // nullopt for a record that is gone.
  Result<std::optional<RecordNumber>> load(StoredRecord record)
  {
    if (const auto known = m_numbers.find(record); known != m_numbers.end()) {
      return known->second;
    }
    TRY_ASSIGN(const auto stored, m_session.body(record));
    std::optional<RecordNumber> number;
    if (stored) {
      TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(stored->body));
      m_book.extract(document.root(), m_builder);
      number = static_cast<RecordNumber>(m_records.size());
      m_records.push_back(record);
      m_orders.push_back(resolve::order_of(stored->id));
      m_profiles.push_back(m_builder.bytes());
    }
    m_numbers.emplace(record, number);
    return number;
  }

  [[nodiscard]] std::string_view profile(RecordNumber record) const override { return m_profiles[record]; }
  [[nodiscard]] std::uint64_t order(RecordNumber record) const override { return m_orders[record]; }
  [[nodiscard]] StoredRecord stored(RecordNumber record) const { return m_records[record]; }

private:
  LocalSession& m_session;
  const RuleBook& m_book;
  resolve::ProfileBuilder m_builder;
  std::unordered_map<StoredRecord, std::optional<RecordNumber>> m_numbers;
  std::vector<StoredRecord> m_records;
  std::vector<std::uint64_t> m_orders;
  std::deque<std::string> m_profiles;
};

// A part of a neighbourhood under its own dense numbers.
class Selection final : public resolve::RecordSource {
public:
  Selection(const Neighbourhood& all, std::vector<RecordNumber> chosen) : m_all(all), m_chosen(std::move(chosen)) {}
  [[nodiscard]] std::string_view profile(RecordNumber record) const override { return m_all.profile(m_chosen[record]); }
  [[nodiscard]] std::uint64_t order(RecordNumber record) const override { return m_all.order(m_chosen[record]); }

private:
  const Neighbourhood& m_all;
  std::vector<RecordNumber> m_chosen;
};

class IncrementalLinking {
public:
  IncrementalLinking(LocalSession& session, const RuleBook& book, const Pending& pending)
    : m_session(session), m_book(book), m_pending(pending), m_near(session, book)
  {
  }

  Status run()
  {
    TRY(note_fresh_keys());
    for (const StoredRecord record : m_pending.records) {
      TRY(affect(record));
    }
    TRY(recheck_lost_keys());
    for (const StoredRecord record : m_pending.records) {
      TRY(look_around(record));
    }
    return relink();
  }

private:
  static bool links(const RuleBook& book, IndexKey key)
  {
    const auto& shape = book.templates[resolve::template_of(key)];
    return (shape.link | shape.attach) != 0;
  }

  Result<std::vector<IndexKey>> keys_of(RecordNumber number)
  {
    std::vector<IndexKey> keys;
    append_keys(m_book, resolve::ProfileView(m_near.profile(number)), keys);
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
  }

  Status note_fresh_keys()
  {
    std::int64_t added = 0;
    for (std::size_t i = 0; i < m_pending.records.size(); ++i) {
      const StoredRecord record = m_pending.records[i];
      if (!m_pending.fresh[i]) {
        continue;
      }
      TRY_ASSIGN(const auto number, m_near.load(record));
      if (!number) {
        continue;
      }
      TRY_ASSIGN(const auto keys, keys_of(*number));
      for (const IndexKey key : keys) {
        TRY_ASSIGN(auto* add, m_session.statement("INSERT OR IGNORE INTO recent_keys VALUES(?,?)"));
        TRY(add->bind(1, static_cast<std::int64_t>(key)).bind(2, std::int64_t{record}).run());
        ++added;
      }
    }
    TRY_ASSIGN(const std::int64_t recent, m_session.number("recent"));
    return m_session.put("recent", recent + added);
  }

  // The record and all records whose linking may change with it: those of its old component.
  Status affect(StoredRecord record)
  {
    if (!m_affected.insert(record).second) {
      return {};
    }
    TRY_ASSIGN(const auto entity, m_session.entity_of(record));
    if (!entity || !m_entities.insert(*entity).second) {
      return {};
    }
    std::vector<EntityNumber> entities = {*entity};
    TRY_ASSIGN(auto* query,
               m_session.statement(
                 "SELECT c.entity FROM entities e JOIN components c ON c.component=e.component WHERE e.entity=?"));
    query->bind(1, *entity);
    for (;;) {
      TRY_ASSIGN(const bool row, query->step());
      if (!row) {
        break;
      }
      entities.push_back(query->integer(0));
    }
    for (const EntityNumber one : entities) {
      m_entities.insert(one);
      TRY_ASSIGN(const auto members, m_session.members(one));
      m_affected.insert(members.begin(), members.end());
    }
    return {};
  }

  Result<bool> known_generic(IndexKey key)
  {
    TRY_ASSIGN(auto* query, m_session.statement("SELECT 1 FROM generic_keys WHERE key=?"));
    TRY_ASSIGN(const bool generic, query->bind(1, static_cast<std::int64_t>(key)).step());
    query->reset();
    return generic;
  }

  // Looks at the whole block under `key`; records it links to something new are affected.
  Status look_at(IndexKey key, bool growing)
  {
    if (!links(m_book, key) || !m_looked.insert(key).second) {
      return {};
    }
    TRY_ASSIGN(const bool was_generic, known_generic(key));
    if (was_generic && growing) {
      return {}; // a generic value stays generic when more records have it
    }
    std::vector<StoredRecord> found;
    TRY(m_session.find_key(key, found, k_all));
    std::vector<RecordNumber> members;
    for (const StoredRecord record : found) {
      TRY_ASSIGN(const auto number, m_near.load(record));
      if (number) {
        members.push_back(*number);
      }
    }
    std::sort(members.begin(), members.end());
    members.erase(std::unique(members.begin(), members.end()), members.end());
    resolve::Relations relations;
    const std::vector<RecordNumber> all = members;
    relate_block(m_book, m_near, key, members, false, relations);
    const bool generic = !relations.generic.empty();
    if (generic != was_generic) {
      TRY_ASSIGN(auto* change, m_session.statement(generic ? "INSERT INTO generic_keys VALUES(?)"
                                                           : "DELETE FROM generic_keys WHERE key=?"));
      TRY(change->bind(1, static_cast<std::int64_t>(key)).run());
      for (const RecordNumber number : all) {
        TRY(affect(m_near.stored(number)));
      }
    }
    for (const resolve::Link& link : relations.links) {
      TRY(affect(m_near.stored(link.a)));
      TRY(affect(m_near.stored(link.b)));
    }
    for (const RecordNumber number : relations.attached) {
      TRY(affect(m_near.stored(number)));
    }
    return {};
  }

  Status look_around(StoredRecord record)
  {
    TRY_ASSIGN(const auto number, m_near.load(record));
    if (number) {
      TRY_ASSIGN(const auto keys, keys_of(*number));
      for (const IndexKey key : keys) {
        TRY(look_at(key, true));
      }
    }
    return {};
  }

  Status recheck_lost_keys()
  {
    std::vector<IndexKey> lost;
    TRY_ASSIGN(auto* query, m_session.statement("SELECT key FROM dirty_keys"));
    for (;;) {
      TRY_ASSIGN(const bool row, query->step());
      if (!row) {
        break;
      }
      lost.push_back(static_cast<IndexKey>(query->integer(0)));
    }
    for (const IndexKey key : lost) {
      TRY(look_at(key, false));
    }
    return {};
  }

  // Pairs submitted together connect what no key connects.
  Status pull_companions()
  {
    TRY_ASSIGN(auto* any, m_session.statement("SELECT 1 FROM together LIMIT 1"));
    TRY_ASSIGN(const bool some, any->step());
    any->reset();
    if (!some) {
      return {};
    }
    std::vector<StoredRecord> queue = m_pending.records;
    std::unordered_set<StoredRecord> seen;
    while (!queue.empty()) {
      const StoredRecord record = queue.back();
      queue.pop_back();
      if (!seen.insert(record).second) {
        continue;
      }
      TRY_ASSIGN(const auto stored, m_session.body(record));
      if (!stored) {
        continue;
      }
      std::vector<std::string> others;
      TRY_ASSIGN(auto* query,
                 m_session.statement("SELECT b FROM together WHERE a=?1 UNION SELECT a FROM together WHERE b=?1"));
      query->bind(1, stored->id);
      for (;;) {
        TRY_ASSIGN(const bool row, query->step());
        if (!row) {
          break;
        }
        others.emplace_back(query->text(0));
      }
      for (const std::string& id : others) {
        TRY_ASSIGN(const auto other, m_session.record_named(id));
        if (other) {
          TRY(affect(*other));
          queue.push_back(*other);
        }
      }
    }
    return {};
  }

  Status relink()
  {
    TRY(pull_companions());
    std::vector<StoredRecord> records;
    std::vector<RecordNumber> chosen;
    std::vector<StoredRecord> sorted(m_affected.begin(), m_affected.end());
    std::sort(sorted.begin(), sorted.end());
    for (const StoredRecord record : sorted) {
      TRY_ASSIGN(const auto number, m_near.load(record));
      if (number) {
        records.push_back(record);
        chosen.push_back(*number);
      }
    }
    const Selection source(m_near, chosen);
    std::vector<Posting> postings;
    for (RecordNumber r = 0; r < chosen.size(); ++r) {
      TRY_ASSIGN(const auto keys, keys_of(chosen[r]));
      for (const IndexKey key : keys) {
        if (links(m_book, key)) {
          postings.push_back({key, r});
        }
      }
    }
    std::sort(postings.begin(), postings.end());
    resolve::Relations relations;
    std::vector<RecordNumber> members;
    for (std::size_t i = 0; i < postings.size();) {
      const IndexKey key = postings[i].key;
      members.clear();
      for (; i < postings.size() && postings[i].key == key; ++i) {
        members.push_back(postings[i].record);
      }
      if (members.size() > 1) {
        TRY_ASSIGN(const bool generic, known_generic(key));
        relate_block(m_book, source, key, members, generic, relations);
      }
    }
    Linked linked;
    linked.records = records;
    linked.source = &source;
    for (const StoredRecord record : records) {
      TRY_ASSIGN(const auto entity, m_session.entity_of(record));
      linked.old.push_back(entity.value_or(0));
    }
    TRY_ASSIGN(const Constraints constraints, read_constraints(m_session, records, source));
    relations.links.insert(relations.links.end(), constraints.together.begin(), constraints.together.end());
    linked.clusters = cluster(m_book, source, records.size(), std::move(relations), constraints.bans, constraints.cuts,
                              constraints.isolated);
    return write_linked(m_session, std::move(linked), false);
  }

  LocalSession& m_session;
  const RuleBook& m_book;
  const Pending& m_pending;
  Neighbourhood m_near;
  std::unordered_set<StoredRecord> m_affected;
  std::unordered_set<EntityNumber> m_entities;
  std::unordered_set<IndexKey> m_looked;
};

} // namespace

Status link_incrementally(LocalSession& session, const RuleBook& book, const Pending& pending)
{
  return IncrementalLinking(session, book, pending).run();
}

} // namespace tilores::backend
