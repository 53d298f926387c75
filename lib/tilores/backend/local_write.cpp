#include <tilores/backend/local_write.hpp>

#include <algorithm>
#include <numeric>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace tilores::backend {

using resolve::RecordNumber;

Result<Constraints> read_constraints(LocalSession& session, std::span<const StoredRecord> records,
                                     const resolve::RecordSource& source)
{
  Constraints out;
  const auto number_of = [&](std::string_view id) -> Result<std::optional<RecordNumber>> {
    TRY_ASSIGN(const auto stored, session.record_named(id));
    const auto found = stored ? std::lower_bound(records.begin(), records.end(), *stored) : records.end();
    return found != records.end() && *found == *stored
             ? std::optional(static_cast<RecordNumber>(found - records.begin()))
             : std::nullopt;
  };
  const auto each_pair = [&](const char* sql, auto use) -> Status {
    TRY_ASSIGN(auto* query, session.statement(sql));
    std::vector<std::pair<std::string, std::string>> pairs;
    for (;;) {
      TRY_ASSIGN(const bool row, query->step());
      if (!row) {
        break;
      }
      pairs.emplace_back(query->text(0), query->text(1));
    }
    for (const auto& [a, b] : pairs) {
      TRY_ASSIGN(const auto first, number_of(a));
      TRY_ASSIGN(const auto second, number_of(b));
      if (first) {
        use(*first, second, b.empty());
      }
    }
    return {};
  };
  TRY(each_pair("SELECT a,b FROM bans", [&](RecordNumber a, std::optional<RecordNumber> b, bool) {
    if (b) {
      out.bans.push_back({a, *b});
    }
  }));
  TRY(each_pair("SELECT a,b FROM cuts", [&](RecordNumber a, std::optional<RecordNumber> b, bool alone) {
    if (alone) {
      out.isolated.push_back(a);
    } else if (b) {
      out.cuts.push_back({a, *b});
    }
  }));
  TRY(each_pair("SELECT a,b FROM together", [&](RecordNumber a, std::optional<RecordNumber> b, bool) {
    if (b) {
      const bool first = source.order(a) <= source.order(*b);
      out.together.push_back({first ? a : *b, first ? *b : a, resolve::RuleSet{1} << resolve::k_together});
    }
  }));
  return out;
}

namespace {

Status clear_old(LocalSession& session, const Linked& linked, bool whole, std::int64_t& edges)
{
  if (whole) {
    for (const char* sql :
         {"DELETE FROM members", "DELETE FROM membership", "DELETE FROM edges", "DELETE FROM components"}) {
      TRY_ASSIGN(auto* change, session.statement(sql));
      TRY(change->run());
    }
    edges = 0;
    return {};
  }
  const std::unordered_set<EntityNumber> entities(linked.old.begin(), linked.old.end());
  for (const EntityNumber entity : entities) {
    if (entity == 0) {
      continue;
    }
    TRY_ASSIGN(auto* members, session.statement("DELETE FROM members WHERE entity=?"));
    TRY(members->bind(1, entity).run());
    TRY_ASSIGN(auto* links, session.statement("DELETE FROM edges WHERE entity=?"));
    TRY(links->bind(1, entity).run());
    edges -= session.database().changes();
    TRY_ASSIGN(
      auto* component,
      session.statement("DELETE FROM components WHERE component=(SELECT component FROM entities WHERE entity=?)"));
    TRY(component->bind(1, entity).run());
  }
  return {};
}

Status write_entities(LocalSession& session, const Linked& linked, const Assignment& assigned)
{
  TRY_ASSIGN(const std::int64_t generation, session.number("generation"));
  TRY_ASSIGN(auto* found, session.statement("INSERT INTO entities VALUES(?,?,NULL)"));
  std::vector<EntityNumber> founded = assigned.founded;
  std::sort(founded.begin(), founded.end());
  for (const EntityNumber entity : founded) {
    TRY(found->bind(1, entity).bind(2, generation).run());
  }
  // Entities that links connect share a component.
  std::vector<std::pair<RecordNumber, EntityNumber>> of;
  for (RecordNumber r = 0; r < linked.records.size(); ++r) {
    if (linked.clusters.component[r] != linked.clusters.cluster[r]) {
      of.emplace_back(linked.clusters.component[r], assigned.entity[r]);
    }
  }
  if (!of.empty()) {
    std::unordered_set<RecordNumber> shared;
    for (const auto& [component, entity] : of) {
      shared.insert(component);
    }
    of.clear();
    for (RecordNumber r = 0; r < linked.records.size(); ++r) {
      if (shared.contains(linked.clusters.component[r])) {
        of.emplace_back(linked.clusters.component[r], assigned.entity[r]);
      }
    }
    std::sort(of.begin(), of.end());
    of.erase(std::unique(of.begin(), of.end()), of.end());
  }
  for (std::size_t i = 0; i < of.size();) {
    std::size_t end = i;
    while (end < of.size() && of[end].first == of[i].first) {
      ++end;
    }
    for (std::size_t j = i; j < end && end - i > 1; ++j) {
      TRY_ASSIGN(auto* add, session.statement("INSERT INTO components VALUES(?,?)"));
      TRY(add->bind(1, of[i].second).bind(2, of[j].second).run());
      TRY_ASSIGN(auto* set, session.statement("UPDATE entities SET component=? WHERE entity=?"));
      TRY(set->bind(1, of[i].second).bind(2, of[j].second).run());
    }
    i = end;
  }
  return {};
}

Status write_retired(LocalSession& session, const Assignment& assigned, std::span<const EntityNumber> empty)
{
  const auto retire = [&](EntityNumber gone, EntityNumber into) -> Status {
    TRY_ASSIGN(auto* remove, session.statement("DELETE FROM entities WHERE entity=?"));
    TRY(remove->bind(1, gone).run());
    TRY_ASSIGN(auto* keep, session.statement("INSERT OR REPLACE INTO retired VALUES(?,?)"));
    keep->bind(1, gone);
    into == 0 ? keep->bind_null(2) : keep->bind(2, into);
    return keep->run();
  };
  for (const auto& [gone, into] : assigned.retired) {
    TRY(retire(gone, into));
  }
  for (const EntityNumber gone : empty) {
    TRY(retire(gone, 0));
  }
  return {};
}

} // namespace

Status write_linked(LocalSession& session, Linked linked, bool whole)
{
  TRY_ASSIGN(std::int64_t edges, session.number("edges"));
  TRY_ASSIGN(std::int64_t entities, session.number("entities"));
  TRY(clear_old(session, linked, whole, edges));

  // Ages of the entities at hand; in a whole linking all of them.
  std::unordered_map<EntityNumber, std::int64_t> ages;
  Status failure;
  const auto age_of = [&](EntityNumber entity) -> std::optional<std::int64_t> {
    auto query = session.statement("SELECT born FROM entities WHERE entity=?");
    if (!query) {
      failure = fail(std::move(query).error());
      return std::nullopt;
    }
    auto row = (*query)->bind(1, entity).step();
    const auto age = row && *row ? std::optional((*query)->integer(0)) : std::nullopt;
    (*query)->reset();
    return age;
  };
  std::unordered_set<EntityNumber> seen;
  bool any_old = false;
  for (const EntityNumber entity : linked.old) {
    any_old = any_old || entity != 0;
  }
  const bool empty_store = whole && entities == 0 && !any_old;
  const Assignment assigned = assign_entities(
    linked.clusters.cluster, linked.old, [&](RecordNumber r) { return linked.source->order(r); },
    [&](EntityNumber entity) {
      const auto [place, fresh] = ages.try_emplace(entity, 0);
      if (fresh) {
        place->second = age_of(entity).value_or(0);
      }
      return place->second;
    },
    [&](EntityNumber entity) {
      if (empty_store) {
        return false;
      }
      auto gone = session.statement("SELECT 1 FROM retired WHERE entity=?");
      if (!gone) {
        failure = fail(std::move(gone).error());
        return false;
      }
      auto row = (*gone)->bind(1, entity).step();
      const bool retired = row && *row;
      (*gone)->reset();
      return retired || age_of(entity).has_value();
    });
  TRY(failure);

  // Old entities none of whose records are here any more.
  std::unordered_set<EntityNumber> alive(assigned.entity.begin(), assigned.entity.end());
  for (const auto& [gone, into] : assigned.retired) {
    alive.insert(gone);
  }
  std::vector<EntityNumber> emptied;
  if (whole && !empty_store) {
    TRY_ASSIGN(auto* query, session.statement("SELECT entity FROM entities"));
    for (;;) {
      TRY_ASSIGN(const bool row, query->step());
      if (!row) {
        break;
      }
      if (!alive.contains(query->integer(0))) {
        emptied.push_back(query->integer(0));
      }
    }
  }
  alive = {};
  if (whole) {
    TRY_ASSIGN(auto* reset, session.statement("UPDATE entities SET component=NULL WHERE component IS NOT NULL"));
    TRY(reset->run());
  } else {
    for (const EntityNumber entity : std::unordered_set<EntityNumber>(linked.old.begin(), linked.old.end())) {
      TRY_ASSIGN(auto* reset, session.statement("UPDATE entities SET component=NULL WHERE entity=?"));
      TRY(reset->bind(1, entity).run());
    }
  }
  TRY(write_entities(session, linked, assigned));
  TRY(write_retired(session, assigned, emptied));
  entities += static_cast<std::int64_t>(assigned.founded.size()) -
              static_cast<std::int64_t>(assigned.retired.size() + emptied.size());

  TRY_ASSIGN(auto* membership, session.statement("INSERT OR REPLACE INTO membership VALUES(?,?)"));
  for (RecordNumber r = 0; r < linked.records.size(); ++r) {
    if (whole || linked.old[r] != assigned.entity[r]) {
      TRY(membership->bind(1, std::int64_t{linked.records[r]}).bind(2, assigned.entity[r]).run());
    }
  }
  linked.old = {};
  linked.clusters.component = {};
  std::vector<RecordNumber> by_entity = std::move(linked.clusters.cluster);
  std::iota(by_entity.begin(), by_entity.end(), RecordNumber{0});
  std::sort(by_entity.begin(), by_entity.end(), [&](RecordNumber x, RecordNumber y) {
    return assigned.entity[x] != assigned.entity[y] ? assigned.entity[x] < assigned.entity[y] : x < y;
  });
  TRY_ASSIGN(auto* member, session.statement("INSERT OR REPLACE INTO members VALUES(?,?)"));
  for (const RecordNumber r : by_entity) {
    TRY(member->bind(1, assigned.entity[r]).bind(2, std::int64_t{linked.records[r]}).run());
  }
  std::sort(linked.clusters.edges.begin(), linked.clusters.edges.end(), [&](const auto& x, const auto& y) {
    const EntityNumber ex = assigned.entity[x.a];
    const EntityNumber ey = assigned.entity[y.a];
    return ex != ey ? ex < ey : x.a != y.a ? x.a < y.a : x.b < y.b;
  });
  TRY_ASSIGN(auto* edge, session.statement("INSERT OR REPLACE INTO edges VALUES(?,?,?,?)"));
  for (const resolve::Link& link : linked.clusters.edges) {
    TRY(edge->bind(1, assigned.entity[link.a])
          .bind(2, std::int64_t{linked.records[link.a]})
          .bind(3, std::int64_t{linked.records[link.b]})
          .bind(4, static_cast<std::int64_t>(link.rules))
          .run());
  }
  edges += static_cast<std::int64_t>(linked.clusters.edges.size());
  TRY(session.put("edges", edges));
  return session.put("entities", entities);
}

} // namespace tilores::backend
