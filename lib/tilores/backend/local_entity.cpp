#include <tilores/backend/local_entity.hpp>

#include <algorithm>
#include <bit>
#include <map>

namespace tilores::backend {

using resolve::RuleBook;

namespace {

struct StoredEdge {
  std::string a;
  std::string b;
  resolve::RuleSet rules = 0;
};

Result<std::vector<StoredEdge>> read_edges(LocalSession& session, EntityNumber entity,
                                           const std::map<StoredRecord, std::string>& ids)
{
  std::vector<StoredEdge> edges;
  TRY_ASSIGN(auto* query, session.statement("SELECT a,b,rules FROM edges WHERE entity=?"));
  query->bind(1, entity);
  for (;;) {
    TRY_ASSIGN(const bool row, query->step());
    if (!row) {
      return edges;
    }
    const auto a = ids.find(static_cast<StoredRecord>(query->integer(0)));
    const auto b = ids.find(static_cast<StoredRecord>(query->integer(1)));
    if (a != ids.end() && b != ids.end()) {
      const bool rising = a->second < b->second;
      edges.push_back({rising ? a->second : b->second, rising ? b->second : a->second,
                       static_cast<resolve::RuleSet>(query->integer(2))});
    }
  }
}

double strength(const RuleBook& book, resolve::RuleSet rules)
{
  double best = 0;
  for (resolve::RuleSet left = rules; left != 0; left &= left - 1) {
    const auto number = static_cast<std::size_t>(std::countr_zero(left));
    const bool known = number < book.rules.size();
    // An identifier of its own is certain, a rule on several features nearly so, an attachment a convention.
    best = std::max(best, !known || book.rules[number].trusted ? 1.0 : book.rules[number].attach ? 0.6 : 0.9);
  }
  return best;
}

double consistency(const RuleBook& book, const std::vector<std::string>& profiles)
{
  double sum = 0;
  std::size_t features = 0;
  for (const auto& feature : {book.person_given, book.person_date}) {
    if (!feature) {
      continue;
    }
    std::map<std::string_view, std::size_t> counts;
    std::size_t all = 0;
    std::size_t most = 0;
    for (const std::string& bytes : profiles) {
      const resolve::ProfileView view(bytes);
      if (view.has(*feature)) {
        most = std::max(most, ++counts[view.first(*feature)]);
        ++all;
      }
    }
    if (all > 0) {
      sum += static_cast<double>(most) / static_cast<double>(all);
      ++features;
    }
  }
  return features == 0 ? 1.0 : sum / static_cast<double>(features);
}

// Records in the order of loading with their profiles; the first of a kind is the original.
std::map<std::string, std::vector<std::string>> duplicates(const RuleBook& book, const std::vector<std::string>& ids,
                                                           const std::vector<std::string>& profiles)
{
  constexpr std::size_t k_most_originals = 256;
  std::map<std::string, std::vector<std::string>> out;
  std::vector<std::size_t> originals;
  for (std::size_t i = 0; i < ids.size() && book.deduplicate != 0; ++i) {
    const resolve::ProfileView view(profiles[i]);
    const auto original = std::find_if(originals.begin(), originals.end(), [&](std::size_t o) {
      return holding(book, book.deduplicate, resolve::ProfileView(profiles[o]), view, false) != 0;
    });
    if (original != originals.end()) {
      out[ids[*original]].push_back(ids[i]);
    } else if (originals.size() < k_most_originals) {
      originals.push_back(i);
    }
  }
  return out;
}

} // namespace

Result<std::optional<model::Entity>> read_entity(LocalSession& session, const RuleBook& book, EntityNumber number)
{
  model::Entity entity;
  entity.id = entity_id(number);
  std::map<StoredRecord, std::string> ids;
  std::vector<std::string> profiles;
  resolve::ProfileBuilder builder;
  TRY_ASSIGN(auto* query, session.statement(
                            "SELECT r.seq,r.id,r.body FROM members m JOIN records r ON r.seq=m.seq WHERE m.entity=?"));
  query->bind(1, number);
  for (;;) {
    TRY_ASSIGN(const bool row, query->step());
    if (!row) {
      break;
    }
    TRY_ASSIGN(JsonDocument document, JsonDocument::parse(std::string(query->text(2))));
    book.extract(document.root(), builder);
    profiles.push_back(builder.bytes());
    ids.emplace(static_cast<StoredRecord>(query->integer(0)), query->text(1));
    entity.records.push_back({std::string(query->text(1)), std::make_shared<const JsonDocument>(std::move(document))});
  }
  if (entity.records.empty()) {
    return std::optional<model::Entity>{};
  }
  std::vector<std::string> in_order;
  for (const model::Record& record : entity.records) {
    in_order.push_back(record.id);
  }
  entity.duplicates = duplicates(book, in_order, profiles);
  std::sort(entity.records.begin(), entity.records.end(), [](const auto& x, const auto& y) { return x.id < y.id; });
  TRY_ASSIGN(const auto edges, read_edges(session, number, ids));
  double sum = 0;
  for (const StoredEdge& edge : edges) {
    sum += strength(book, edge.rules);
    for (resolve::RuleSet left = edge.rules; left != 0; left &= left - 1) {
      entity.edges.push_back(
        {edge.a, edge.b, std::string(book.rule_name(static_cast<std::size_t>(std::countr_zero(left))))});
    }
  }
  std::sort(entity.edges.begin(), entity.edges.end());
  entity.score = edges.empty() ? 1.0 : sum / static_cast<double>(edges.size());
  entity.consistency = consistency(book, profiles);
  return std::optional<model::Entity>(std::move(entity));
}

Result<std::vector<Reason>> read_reasons(LocalSession& session, const RuleBook& book, EntityNumber number)
{
  std::map<StoredRecord, std::string> ids;
  TRY_ASSIGN(auto* query,
             session.statement("SELECT r.seq,r.id FROM members m JOIN records r ON r.seq=m.seq WHERE m.entity=?"));
  query->bind(1, number);
  for (;;) {
    TRY_ASSIGN(const bool row, query->step());
    if (!row) {
      break;
    }
    ids.emplace(static_cast<StoredRecord>(query->integer(0)), query->text(1));
  }
  TRY_ASSIGN(const auto edges, read_edges(session, number, ids));
  std::vector<Reason> reasons;
  for (const StoredEdge& edge : edges) {
    for (resolve::RuleSet left = edge.rules; left != 0; left &= left - 1) {
      const auto rule = static_cast<std::size_t>(std::countr_zero(left));
      Reason reason{edge.a, edge.b, std::string(book.rule_name(rule)), {}};
      if (rule < book.rules.size()) {
        for (resolve::FeatureSet features = book.rules[rule].features; features != 0; features &= features - 1) {
          reason.fields.push_back(book.features[static_cast<std::size_t>(std::countr_zero(features))]);
        }
      }
      reasons.push_back(std::move(reason));
    }
  }
  std::sort(reasons.begin(), reasons.end(),
            [](const Reason& x, const Reason& y) { return std::tie(x.a, x.b, x.rule) < std::tie(y.a, y.b, y.rule); });
  return reasons;
}

Result<std::optional<EntityNumber>> find_entity(LocalSession& session, std::string_view id)
{
  auto number = parse_entity_id(id);
  for (int turn = 0; number && turn < 64; ++turn) {
    TRY_ASSIGN(auto* alive, session.statement("SELECT 1 FROM entities WHERE entity=?"));
    TRY_ASSIGN(const bool found, alive->bind(1, *number).step());
    alive->reset();
    if (found) {
      return number;
    }
    TRY_ASSIGN(auto* gone, session.statement("SELECT into_entity FROM retired WHERE entity=?"));
    TRY_ASSIGN(const bool retired, gone->bind(1, *number).step());
    number = retired && !gone->is_null(0) ? std::optional(gone->integer(0)) : std::nullopt;
    gone->reset();
  }
  return std::optional<EntityNumber>{};
}

} // namespace tilores::backend
