#include <tilores/backend/local_curator.hpp>

#include <tilores/backend/local_entity.hpp>
#include <tilores/backend/local_linker.hpp>
#include <tilores/base/json_writer.hpp>
#include <tilores/model/contacts.hpp>

#include <algorithm>
#include <set>

namespace tilores::backend {

namespace {

Status check(const ChangeNote& note)
{
  if (note.user.empty() || note.reason.empty()) {
    return fail(ErrorKind::usage, "a change of links needs a user and a reason", "give --reason TEXT");
  }
  return {};
}

Status pair(LocalSession& session, const char* sql, std::string_view a, std::string_view b)
{
  TRY_ASSIGN(auto* change, session.statement(sql));
  return change->bind(1, a).bind(2, b).run();
}

constexpr const char* k_cut = "INSERT OR IGNORE INTO cuts VALUES(?,?)";
constexpr const char* k_ban = "INSERT OR IGNORE INTO bans VALUES(?,?)";

Status make_dirty(LocalSession& session, std::span<const StoredRecord> records)
{
  for (const StoredRecord record : records) {
    TRY_ASSIGN(auto* dirty, session.statement("INSERT OR IGNORE INTO dirty VALUES(?,0)"));
    TRY(dirty->bind(1, std::int64_t{record}).run());
  }
  return {};
}

} // namespace

Status write_audit(LocalSession& session, std::string_view action, const ChangeNote& note, std::string_view detail,
                   const Clock& clock)
{
  TRY_ASSIGN(auto* add, session.statement("INSERT INTO audit(at,action,user,reason,detail) VALUES(?,?,?,?,?)"));
  const std::string at = to_rfc3339(clock.now());
  return add->bind(1, at).bind(2, action).bind(3, note.user).bind(4, note.reason).bind(5, detail).run();
}

Status forget_in_audit(LocalSession& session, EntityNumber entity)
{
  constexpr std::size_t k_telling = 4; // shorter values stand in other words
  std::vector<std::string> values{entity_id(entity)};
  std::vector<model::Record> records;
  TRY_ASSIGN(const auto members, session.members(entity));
  for (const StoredRecord member : members) {
    TRY_ASSIGN(auto stored, session.body(member));
    if (stored) {
      values.push_back(stored->id);
      TRY_ASSIGN(JsonDocument document, JsonDocument::parse(std::move(stored->body)));
      records.push_back({std::move(stored->id), std::make_shared<const JsonDocument>(std::move(document))});
    }
  }
  const model::ContactDetails details = model::contact_details(records);
  for (const auto* const list : {&details.emails, &details.phones, &details.clients, &details.crms, &details.names}) {
    for (const model::ContactValue& value : *list) {
      values.push_back(value.value);
      values.push_back(value.written);
    }
  }
  for (const std::string& value : values) {
    if (value.size() >= k_telling) {
      TRY_ASSIGN(auto* scrub,
                 session.statement("UPDATE audit SET reason='(forgotten)', detail='{}' WHERE "
                                   "instr(lower(detail),lower(?1))>0 OR instr(lower(reason),lower(?1))>0"));
      TRY(scrub->bind(1, value).run());
    }
  }
  return {};
}

Result<DisassemblyReport> LocalCurator::disassemble(const Disassembly& what, const ChangeNote& note,
                                                    const CallContext& ctx)
{
  TRY(check(note));
  if (what.edges.empty() && what.records.empty()) {
    return fail(ErrorKind::usage, "name at least one record or link to take apart");
  }
  DisassemblyReport report;
  std::optional<EntityNumber> entity;
  const auto locate = [&](const std::string& id) -> Status {
    TRY_ASSIGN(const auto record, m_session.record_named(id));
    std::optional<EntityNumber> of;
    if (record) {
      TRY_ASSIGN(of, m_session.entity_of(*record));
    }
    if (!of) {
      return fail(ErrorKind::not_found, "there is no linked record with this id");
    }
    if (entity && *entity != *of) {
      return fail(ErrorKind::usage, "the records are not all of one entity");
    }
    entity = of;
    return {};
  };
  std::vector<StoredRecord> members;
  std::int64_t before = 0;
  {
    TRY_ASSIGN(auto transaction, store::Transaction::begin(m_session.database(), store::Transaction::Kind::write));
    for (const auto& [a, b] : what.edges) {
      TRY(locate(a));
      TRY(locate(b));
    }
    for (const std::string& id : what.records) {
      TRY(locate(id));
    }
    TRY_ASSIGN(members, m_session.members(*entity));
    TRY_ASSIGN(before, m_session.number("edges"));
    for (const auto& [a, b] : what.edges) {
      TRY(pair(m_session, k_cut, a, b));
      TRY(pair(m_session, "DELETE FROM together WHERE (a=?1 AND b=?2) OR (a=?2 AND b=?1)", a, b));
      if (what.ban) {
        TRY(pair(m_session, k_ban, a, b));
      }
    }
    for (const std::string& id : what.records) {
      if (!what.ban) {
        TRY(pair(m_session, k_cut, id, ""));
        continue;
      }
      for (const StoredRecord member : members) {
        TRY_ASSIGN(const auto other, m_session.body(member));
        if (other && other->id != id) {
          TRY(pair(m_session, k_ban, id, other->id));
        }
      }
    }
    TRY(make_dirty(m_session, members));
    std::string detail;
    JsonWriter writer(detail);
    writer.begin_object().member("entity", entity_id(*entity)).member("ban", what.ban).key("records").begin_array();
    for (const std::string& id : what.records) {
      writer.value(id);
    }
    writer.end_array().key("edges").begin_array();
    for (const auto& [a, b] : what.edges) {
      writer.begin_array().value(a).value(b).end_array();
    }
    writer.end_array().end_object();
    TRY(write_audit(m_session, "disassemble", note, detail, *ctx.clock));
    TRY(transaction.commit());
  }
  TRY(link_pending(m_session, nullptr, false));
  TRY_ASSIGN(const std::int64_t after, m_session.number("edges"));
  report.edges = before > after ? static_cast<std::size_t>(before - after) : 0;
  std::set<EntityNumber> parts;
  for (const StoredRecord member : members) {
    TRY_ASSIGN(const auto of, m_session.entity_of(member));
    if (of) {
      parts.insert(*of);
    }
  }
  if (parts.erase(*entity) > 0) {
    report.entities.push_back(entity_id(*entity));
  }
  for (const EntityNumber part : parts) {
    report.entities.push_back(entity_id(part));
  }
  return report;
}

Result<bool> LocalCurator::unban(const BanLift& what, const ChangeNote& note, const CallContext& ctx)
{
  TRY(check(note));
  const auto& [entity, others, reference] = what;
  std::int64_t lifted = 0;
  {
    TRY_ASSIGN(auto transaction, store::Transaction::begin(m_session.database(), store::Transaction::Kind::write));
    const auto ids_of = [&](std::string_view id) -> Result<std::vector<std::string>> {
      TRY_ASSIGN(const auto number, find_entity(m_session, id));
      if (!number) {
        return fail(ErrorKind::not_found, "there is no entity with this id");
      }
      TRY_ASSIGN(const auto members, m_session.members(*number));
      TRY(make_dirty(m_session, members));
      std::vector<std::string> ids;
      for (const StoredRecord member : members) {
        TRY_ASSIGN(auto stored, m_session.body(member));
        if (stored) {
          ids.push_back(std::move(stored->id));
        }
      }
      return ids;
    };
    TRY_ASSIGN(const auto own, ids_of(entity));
    for (const std::string& other : others) {
      TRY_ASSIGN(const auto theirs, ids_of(other));
      for (const std::string& a : own) {
        for (const std::string& b : theirs) {
          TRY(pair(m_session, "DELETE FROM bans WHERE (a=?1 AND b=?2) OR (a=?2 AND b=?1)", a, b));
          lifted += m_session.database().changes();
          TRY(pair(m_session, "DELETE FROM cuts WHERE (a=?1 AND b=?2) OR (a=?2 AND b=?1) OR (a IN(?1,?2) AND b='')", a,
                   b));
          lifted += m_session.database().changes();
        }
      }
    }
    std::string detail;
    JsonWriter writer(detail);
    writer.begin_object().member("entity", entity).key("others").begin_array();
    for (const std::string& other : others) {
      writer.value(other);
    }
    writer.end_array().end_object();
    TRY(write_audit(m_session, "unban", note, detail, *ctx.clock));
    TRY(transaction.commit());
  }
  TRY(link_pending(m_session, nullptr, false));
  return lifted > 0;
}

} // namespace tilores::backend
