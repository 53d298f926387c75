#include <tilores/backend/local_search.hpp>

#include <tilores/backend/local_entity.hpp>
#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>

#include <algorithm>
#include <bit>
#include <unordered_map>

namespace tilores::backend {

using resolve::FeatureSet;
using resolve::ProfileView;
using resolve::RuleBook;
using resolve::RuleSet;

namespace {

constexpr std::size_t k_most_candidates = 20'000; // records under one key
constexpr std::int64_t k_scan_step = 4'096;

using ParameterSet = std::uint64_t; // bit i = parameter i of the request

struct Found {
  EntityNumber entity = 0;
  ParameterSet satisfied = 0;
  double score = 0;
};

class Search {
public:
  Search(LocalSession& session, const RuleBook& book, const SearchRequest& request, const CallContext& ctx)
    : m_session(session), m_book(book), m_request(request), m_ctx(ctx)
  {
  }

  Result<SearchPage> run()
  {
    const auto set = m_book.search.find(m_request.rules);
    if (set == m_book.search.end()) {
      return fail(ErrorKind::usage, "unknown search rules '" + m_request.rules + "'");
    }
    TRY(read_query(set->second));
    const ProfileView query(m_builder.bytes());
    RuleSet asked = applicable(set->second, query, false);
    TRY(ask(asked, query));
    if (m_found.empty() && m_usable != 0) {
      asked = applicable(set->second, query, true);
      TRY(ask(asked, query));
    }
    if (m_usable == 0 && m_texts != 0) {
      TRY(scan());
    }
    std::vector<Found> found = leading(asked);
    if (m_usable != 0 && m_texts != 0) {
      TRY(keep_with_texts(found));
    }
    return page(found, asked, query);
  }

private:
  // The parameters as a record, and which of them the rules can use.
  Status read_query(RuleSet rules)
  {
    FeatureSet searchable = 0;
    for (RuleSet left = rules; left != 0; left &= left - 1) {
      searchable |= m_book.rules[static_cast<std::size_t>(std::countr_zero(left))].features;
    }
    std::string json;
    JsonWriter writer(json);
    writer.begin_object();
    for (const Parameter& parameter : m_request.parameters) {
      writer.member(parameter.field, parameter.value);
    }
    writer.end_object();
    TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(std::move(json)));
    m_book.extract(document.root(), m_builder);
    const ProfileView query(m_builder.bytes());
    const std::size_t count = std::min<std::size_t>(m_request.parameters.size(), 64);
    for (std::size_t i = 0; i < count; ++i) {
      m_features.push_back(m_book.features_of_field(m_request.parameters[i].field) & searchable);
      const ParameterSet bit = ParameterSet{1} << i;
      if (m_features[i] == 0) {
        m_texts |= bit;
      } else if ((m_features[i] & query.present()) != 0) {
        m_usable |= bit;
      }
    }
    return {};
  }

  RuleSet applicable(RuleSet rules, const ProfileView& query, bool fallback) const
  {
    RuleSet out = 0;
    for (RuleSet left = rules; left != 0; left &= left - 1) {
      const auto number = static_cast<std::size_t>(std::countr_zero(left));
      const resolve::Rule& rule = m_book.rules[number];
      bool complete = rule.fallback == fallback && (query.present() & rule.whole & ~rule.features) == 0;
      for (const std::uint8_t feature : m_book.templates[rule.key_template].features) {
        complete = complete && query.has(feature);
      }
      out |= complete ? RuleSet{1} << number : 0;
    }
    return out;
  }

  ParameterSet satisfied_by(const resolve::Rule& rule) const
  {
    ParameterSet out = 0;
    for (std::size_t i = 0; i < m_features.size(); ++i) {
      out |= (m_features[i] & rule.features) != 0 ? ParameterSet{1} << i : 0;
    }
    return out & m_usable;
  }

  Status ask(RuleSet asked, const ProfileView& query)
  {
    for (RuleSet left = asked; left != 0; left &= left - 1) {
      const auto number = static_cast<std::size_t>(std::countr_zero(left));
      const resolve::Rule& rule = m_book.rules[number];
      std::vector<resolve::IndexKey> keys;
      append_template_keys(m_book, rule.key_template, query, keys);
      std::vector<StoredRecord> records;
      for (const resolve::IndexKey key : keys) {
        TRY(m_session.find_key(key, records, k_most_candidates));
      }
      std::sort(records.begin(), records.end());
      records.erase(std::unique(records.begin(), records.end()), records.end());
      for (const StoredRecord record : records) {
        TRY_ASSIGN(const auto entity, m_session.entity_of(record));
        if (!entity || (!rule.verify.empty() && (m_found[*entity] | satisfied_by(rule)) == m_found[*entity])) {
          continue;
        }
        if (!rule.verify.empty()) {
          TRY_ASSIGN(const bool holds, verified(record, number, query));
          if (!holds) {
            if (m_found[*entity] == 0) {
              m_found.erase(*entity);
            }
            continue;
          }
        }
        m_found[*entity] |= satisfied_by(rule);
      }
    }
    return {};
  }

  Result<bool> verified(StoredRecord record, std::size_t rule, const ProfileView& query)
  {
    TRY_ASSIGN(const auto stored, m_session.body(record));
    if (!stored) {
      return false;
    }
    TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(stored->body));
    resolve::ProfileBuilder builder;
    m_book.extract(document.root(), builder);
    return holding(m_book, RuleSet{1} << rule, query, ProfileView(builder.bytes()), false) != 0;
  }

  // The entities that no other one beats, best first.
  std::vector<Found> leading(RuleSet asked) const
  {
    std::vector<ParameterSet> kinds;
    for (const auto& [entity, satisfied] : m_found) {
      if (std::find(kinds.begin(), kinds.end(), satisfied) == kinds.end()) {
        kinds.push_back(satisfied);
      }
    }
    const bool fallback = asked != 0 && m_book.rules[static_cast<std::size_t>(std::countr_zero(asked))].fallback;
    std::vector<Found> out;
    for (const auto& [entity, satisfied] : m_found) {
      const bool beaten = std::any_of(kinds.begin(), kinds.end(), [&, own = satisfied](ParameterSet other) {
        return other != own && (own & ~other) == 0;
      });
      if (!beaten) {
        const double share = static_cast<double>(std::popcount(satisfied)) /
                             static_cast<double>(std::max<std::size_t>(m_features.size(), 1));
        out.push_back({entity, satisfied, share * (fallback ? 0.8 : 1.0)});
      }
    }
    std::sort(out.begin(), out.end(), [](const Found& x, const Found& y) {
      return x.score != y.score ? x.score > y.score : x.entity < y.entity;
    });
    return out;
  }

  bool has_texts(Json body, ParameterSet& satisfied) const
  {
    bool any = false;
    for (ParameterSet left = m_texts; left != 0; left &= left - 1) {
      const auto i = static_cast<std::size_t>(std::countr_zero(left));
      Json value = body;
      for (const std::string_view part : split(m_request.parameters[i].field, '.')) {
        value = value[part];
      }
      const std::string_view text = value.is_string()   ? value.text()
                                    : value.is_number() ? value.number_text()
                                    : value.is_bool()   ? value.raw()
                                                        : "";
      if (!text.empty() && equals_ignoring_case(trim(text), trim(m_request.parameters[i].value))) {
        satisfied |= ParameterSet{1} << i;
        any = true;
      }
    }
    return any;
  }

  Status keep_with_texts(std::vector<Found>& found)
  {
    std::vector<Found> kept;
    for (Found& one : found) {
      ParameterSet satisfied = 0;
      TRY_ASSIGN(const auto members, m_session.members(one.entity));
      for (const StoredRecord record : members) {
        TRY_ASSIGN(const auto stored, m_session.body(record));
        if (stored) {
          TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(stored->body));
          has_texts(document.root(), satisfied);
        }
      }
      if (satisfied == m_texts) {
        one.score = 1.0;
        kept.push_back(one);
      }
    }
    found = std::move(kept);
    return {};
  }

  Status scan()
  {
    TRY_ASSIGN(const std::int64_t end, m_session.number("next_seq"));
    const std::string_view needle =
      trim(m_request.parameters[static_cast<std::size_t>(std::countr_zero(m_texts))].value);
    std::string escaped;
    append_json_string(escaped, needle);
    const std::string inside = to_lower_ascii(std::string_view(escaped).substr(1, escaped.size() - 2));
    TRY_ASSIGN(auto* query,
               m_session.statement("SELECT seq,body FROM records WHERE seq>=? AND seq<? AND instr(lower(body),?)>0"));
    std::unordered_map<EntityNumber, ParameterSet> seen;
    for (std::int64_t from = 0; from < end; from += k_scan_step) {
      if (m_ctx.deadline.passed(*m_ctx.clock)) {
        return fail(ErrorKind::timeout, "no index serves these parameters and the scan took too long",
                    "search by e-mail, phone, name or an id");
      }
      if (m_ctx.stop.stop_requested()) {
        return fail(ErrorKind::cancelled, "interrupted");
      }
      query->reset();
      query->bind(1, from).bind(2, from + k_scan_step).bind(3, inside);
      for (;;) {
        TRY_ASSIGN(const bool row, query->step());
        if (!row) {
          break;
        }
        const auto record = static_cast<StoredRecord>(query->integer(0));
        TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(std::string(query->text(1))));
        ParameterSet satisfied = 0;
        if (has_texts(document.root(), satisfied)) {
          TRY_ASSIGN(const auto entity, m_session.entity_of(record));
          if (entity) {
            seen[*entity] |= satisfied;
          }
        }
      }
    }
    for (const auto& [entity, satisfied] : seen) {
      if (satisfied == m_texts) {
        m_found[entity] = satisfied;
      }
    }
    return {};
  }

  Result<SearchPage> page(const std::vector<Found>& found, RuleSet asked, const ProfileView& query)
  {
    SearchPage out;
    out.total = found.size();
    const std::size_t size = std::clamp<std::size_t>(m_request.page_size, 1, 1000);
    const std::size_t first = (std::max<std::size_t>(m_request.page, 1) - 1) * size;
    resolve::ProfileBuilder builder;
    for (std::size_t i = first; i < found.size() && i < first + size; ++i) {
      TRY_ASSIGN(auto entity, read_entity(m_session, m_book, found[i].entity));
      if (!entity) {
        continue;
      }
      for (const model::Record& record : entity->records) {
        m_book.extract(record.body(), builder);
        RuleSet held = holding(m_book, asked, query, ProfileView(builder.bytes()), false);
        model::Hit hit{record.id, {}};
        for (; held != 0; held &= held - 1) {
          hit.rules.push_back(m_book.rules[static_cast<std::size_t>(std::countr_zero(held))].id);
        }
        ParameterSet texts = 0;
        if (has_texts(record.body(), texts)) {
          hit.rules.emplace_back("BY_FIELD");
        }
        if (!hit.rules.empty()) {
          entity->hits.push_back(std::move(hit));
        }
      }
      entity->hit_score = found[i].score;
      out.entities.push_back(std::move(*entity));
    }
    return out;
  }

  LocalSession& m_session;
  const RuleBook& m_book;
  const SearchRequest& m_request;
  const CallContext& m_ctx;
  resolve::ProfileBuilder m_builder;
  std::vector<FeatureSet> m_features; // of each parameter, those a search rule reads
  ParameterSet m_usable = 0;          // with a normal form
  ParameterSet m_texts = 0;           // no search rule reads them
  std::unordered_map<EntityNumber, ParameterSet> m_found;
};

} // namespace

Result<SearchPage> search_local(LocalSession& session, const SearchRequest& request, const CallContext& ctx)
{
  if (request.parameters.empty()) {
    return fail(ErrorKind::usage, "a search needs at least one parameter");
  }
  TRY_ASSIGN(const auto book, session.rules());
  return Search(session, *book, request, ctx).run();
}

} // namespace tilores::backend
