#include <tilores/customer/search.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/fit.hpp>
#include <tilores/model/merge.hpp>

#include <algorithm>
#include <array>
#include <set>

namespace tilores::customer {
namespace {

using model::Fit;
using model::Identifier;
using model::IdentifierKind;

// Candidates looked at when several identifiers narrow: more share one value only where it says nothing.
constexpr std::size_t k_candidates = 200;

bool looked_up(IdentifierKind kind)
{
  return kind == IdentifierKind::entity || kind == IdentifierKind::record || kind == IdentifierKind::text;
}

std::vector<std::string> telling_fields(const std::vector<model::Entity>& entities)
{
  static constexpr std::array<std::string_view, 9> k_asked{"DATE_OF_BIRTH",  "MAILING_POSTAL_CODE", "MAILING_CITY",
                                                           "MAILING_STREET", "FIRST_NAME",          "EMAIL",
                                                           "PHONE_EXTERNAL", "CLIENT_ID",           "LAST_NAME"};
  std::vector<model::MergedView> views;
  views.reserve(entities.size());
  for (const model::Entity& entity : entities) {
    views.push_back(model::merge_records(entity.records));
  }
  std::vector<std::string> fields;
  for (const std::string_view field : k_asked) {
    std::set<std::string_view> values;
    std::size_t known = 0;
    for (const model::MergedView& view : views) {
      if (const auto it = view.find(field); it != view.end()) {
        values.insert(it->second.value.raw());
        ++known;
      }
    }
    if (known == views.size() && values.size() == views.size()) {
      fields.emplace_back(field);
    }
  }
  return fields;
}

class Search {
public:
  Search(const SearchRequest& request, backend::Reader& reader, const CallContext& ctx)
    : m_request(request), m_reader(reader), m_ctx(ctx)
  {
  }

  Result<SearchResult> run()
  {
    if (!m_request.text.empty() && !(m_request.identifiers.empty() && m_request.parameters.empty())) {
      return fail(ErrorKind::usage, "free text is searched for alone", "leave out --text, or the other values");
    }
    if (m_request.identifiers.empty() && m_request.parameters.empty() && m_request.text.empty()) {
      return fail(ErrorKind::usage, "nothing to search by",
                  "give an e-mail, phone, client id, name …; see 'tilores help selectors'");
    }
    const auto lookup =
      std::ranges::find_if(m_request.identifiers, [](const Identifier& i) { return looked_up(i.kind); });
    if (lookup != m_request.identifiers.end()) {
      return by_lookup(*lookup);
    }
    if (m_request.identifiers.size() + m_request.parameters.size() == 1 || m_request.identifiers.empty()) {
      TRY_ASSIGN(auto page, ask(m_request.identifiers, m_request.page, m_request.limit));
      SearchResult result;
      result.total = page.total;
      result.entities = std::move(page.entities);
      return finished(std::move(result));
    }
    TRY_ASSIGN(auto page, m_reader.search(backend_request(m_request.identifiers, 1, k_candidates), m_ctx));
    return narrowed(std::move(page.entities), m_request.identifiers);
  }

private:
  backend::SearchRequest backend_request(std::span<const Identifier> identifiers, std::size_t page,
                                         std::size_t size) const
  {
    backend::SearchRequest request;
    for (auto& [field, value] : model::search_parameters(identifiers)) {
      request.parameters.push_back({std::move(field), std::move(value)});
    }
    request.parameters.insert(request.parameters.end(), m_request.parameters.begin(), m_request.parameters.end());
    request.page = page;
    request.page_size = size;
    request.text = m_request.text;
    return request;
  }

  std::vector<Identifier> others(const Identifier& but) const
  {
    std::vector<Identifier> rest;
    std::ranges::copy_if(m_request.identifiers, std::back_inserter(rest),
                         [&](const Identifier& i) { return &i != &but; });
    return rest;
  }

  Result<SearchResult> by_lookup(const Identifier& asked)
  {
    std::vector<model::Entity> found;
    const auto add = [&](std::optional<model::Entity> entity) {
      if (entity) {
        entity->hit_score = 1;
        found.push_back(std::move(*entity));
      }
    };
    if (asked.kind == IdentifierKind::entity) {
      TRY_ASSIGN(auto entity, m_reader.entity(asked.value, m_ctx));
      add(std::move(entity));
      return narrowed(std::move(found), others(asked));
    }
    if (asked.kind == IdentifierKind::record) {
      TRY_ASSIGN(auto entity, m_reader.entity_by_record(asked.value, m_ctx));
      add(std::move(entity));
      return narrowed(std::move(found), others(asked));
    }
    // One word of no known shape: exact client id, then record id, then name.
    auto identifiers = others(asked);
    identifiers.push_back({IdentifierKind::client, asked.value});
    auto clients = m_reader.search(backend_request(std::span(&identifiers.back(), 1), 1, k_candidates), m_ctx);
    if (clients && !clients->entities.empty()) {
      return narrowed(std::move(clients->entities), identifiers);
    }
    if (!clients && clients.error().kind != ErrorKind::usage) { // usage: this backend knows no such client ids
      return fail(std::move(clients).error());
    }
    if (asked.value.find(':') == std::string::npos) {
      auto entity = m_reader.entity_by_record(asked.value, m_ctx);
      if (!entity && entity.error().kind != ErrorKind::unsupported) {
        return fail(std::move(entity).error());
      }
      if (entity && *entity) {
        add(std::move(*entity));
        identifiers.pop_back();
        return narrowed(std::move(found), identifiers);
      }
    }
    identifiers.back().kind = IdentifierKind::name;
    TRY_ASSIGN(auto page, ask(identifiers, 1, k_candidates));
    return narrowed(std::move(page.entities), identifiers);
  }

  // A name of one word is a family name, and a given name where nobody is called so.
  Result<backend::SearchPage> ask(std::span<const Identifier> identifiers, std::size_t page, std::size_t size) const
  {
    TRY_ASSIGN(auto found, m_reader.search(backend_request(identifiers, page, size), m_ctx));
    const bool one_word = identifiers.size() == 1 && m_request.parameters.empty() &&
                          identifiers.front().kind == IdentifierKind::name &&
                          identifiers.front().value.find_first_of(" ,") == std::string::npos;
    if (found.total > 0 || !one_word) {
      return found;
    }
    auto request = backend_request({}, page, size);
    request.parameters.push_back({"FIRST_NAME", identifiers.front().value});
    auto given = m_reader.search(request, m_ctx);
    return !given && given.error().kind == ErrorKind::usage ? std::move(found)
                                                            : std::move(given); // it knows no given names
  }

  Result<SearchResult> narrowed(std::vector<model::Entity> candidates, std::span<const Identifier> identifiers) const
  {
    std::vector<model::Entity> fitting;
    std::vector<model::Entity> partly;
    for (model::Entity& candidate : candidates) {
      const model::ContactDetails details = model::contact_details(candidate.records);
      bool contradicts = false;
      bool fits = false;
      for (const Identifier& identifier : identifiers) {
        const Fit fit = model::fit_of(identifier, candidate, details);
        contradicts = contradicts || fit == Fit::contradicts;
        fits = fits || fit == Fit::fits;
      }
      if (!contradicts) {
        fitting.push_back(std::move(candidate));
      } else if (fits) {
        partly.push_back(std::move(candidate));
      }
    }
    SearchResult result;
    if (fitting.empty() && partly.size() > 1) {
      result.conflicting = true;
      fitting = std::move(partly);
    }
    result.total = fitting.size();
    const std::size_t skip = (m_request.page - 1) * m_request.limit;
    for (std::size_t i = skip; i < fitting.size() && i < skip + m_request.limit; ++i) {
      result.entities.push_back(std::move(fitting[i]));
    }
    return finished(std::move(result));
  }

  static SearchResult finished(SearchResult result)
  {
    if (result.entities.size() > 1) {
      result.distinguish = telling_fields(result.entities);
    }
    return result;
  }

  const SearchRequest& m_request;
  backend::Reader& m_reader;
  const CallContext& m_ctx;
};

} // namespace

Result<SearchResult> search(const SearchRequest& request, backend::Reader& reader, const CallContext& ctx)
{
  return Search(request, reader, ctx).run();
}

std::optional<Error> answered_in_part(const SearchResult& result)
{
  if (std::ranges::none_of(result.entities, &model::Entity::partial)) {
    return std::nullopt;
  }
  return Error{ErrorKind::partial,
               "the backend answered in part: some fields are missing",
               "ask again, or with a longer --deadline",
               {},
               {}};
}

std::optional<Error> not_exactly_one(const SearchResult& result)
{
  if (result.total == 0) {
    return Error{ErrorKind::not_found, "no customer fits", "check the spelling, or give fewer values", {}, {}};
  }
  if (result.conflicting) {
    return Error{ErrorKind::ambiguous,
                 "the given values belong to different customers",
                 "leave out the value that is not theirs",
                 {},
                 {}};
  }
  if (result.total == 1) {
    return std::nullopt;
  }
  std::string fields;
  for (std::size_t i = 0; i < result.distinguish.size() && i < 3; ++i) {
    fields += (i == 0 ? "" : ", ") + result.distinguish[i];
  }
  return Error{ErrorKind::ambiguous,
               std::to_string(result.total) + " customers fit",
               fields.empty() ? "give a further value, e.g. a client id" : "ask for " + fields,
               {},
               {}};
}

Result<model::Entity> find_one(const SearchRequest& request, backend::Reader& reader, const CallContext& ctx)
{
  TRY_ASSIGN(auto result, search(request, reader, ctx));
  if (auto error = not_exactly_one(result)) {
    return fail(std::move(*error));
  }
  return std::move(result.entities.front());
}

} // namespace tilores::customer
