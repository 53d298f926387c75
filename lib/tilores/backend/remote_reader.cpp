// Reader over a Tilores instance.
#include <tilores/backend/remote.hpp>
#include <tilores/backend/remote_entity.hpp>
#include <tilores/backend/remote_instance.hpp>

#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>
#include <tilores/exec/second_try.hpp>
#include <tilores/model/fields.hpp>
#include <tilores/model/secrets.hpp>

#include <algorithm>

namespace tilores::backend {

namespace {

constexpr std::int64_t k_broad_share = 60; // per cent of the time left

// One answer in one or more parts; the parts point into the documents.
struct Fetched {
  GraphqlVerdict verdict = GraphqlVerdict::whole;
  std::vector<std::shared_ptr<const JsonDocument>> documents;
  std::vector<Json> parts;
  std::vector<std::string> failed;  // as in GraphqlAnswer
  std::vector<std::string> unknown; // as in GraphqlAnswer
};

// Which query finds one entity, and by what.
struct Lookup {
  std::string_view field; // entity, entityByRecord
  std::string_view input; // EntityInput, EntityByRecordInput
  std::string_view id;
};

class RemoteReader final : public Reader {
public:
  explicit RemoteReader(std::shared_ptr<RemoteInstance> instance) : m_instance(std::move(instance)) {}

  Result<SearchPage> search(const SearchRequest& request, const CallContext& ctx) override
  {
    return in_time<SearchPage>(ctx,
                               [&](bool broad, const CallContext& inner) { return search(request, broad, inner); });
  }

  Result<std::optional<model::Entity>> entity(std::string_view entity_id, const CallContext& ctx) override
  {
    return look_up({"entity", "EntityInput", entity_id}, ctx);
  }

  Result<std::optional<model::Entity>> entity_by_record(std::string_view record_id, const CallContext& ctx) override
  {
    return look_up({"entityByRecord", "EntityByRecordInput", record_id}, ctx);
  }

private:
  using MaybeEntity = std::optional<model::Entity>;

  // With all fields, and when that takes too long, beside it with the essential ones.
  template<typename T, typename Ask> static Result<T> in_time(const CallContext& ctx, const Ask& ask)
  {
    const auto left = ctx.deadline.left(*ctx.clock);
    if (!left) {
      return ask(true, ctx);
    }
    return exec::with_second_try(
      ctx, *left * k_broad_share / 100, [&](const CallContext& inner) -> Result<T> { return ask(true, inner); },
      [&](const CallContext& inner) -> Result<T> { return ask(false, inner); });
  }

  struct Wanted {
    const std::vector<Selection>& selection;
    const std::string& text;
  };
  static Wanted wanted(const RemotePlan& plan, bool broad)
  {
    return broad ? Wanted{plan.broad, plan.broad_text} : Wanted{plan.essential, plan.essential_text};
  }

  Result<MaybeEntity> look_up(const Lookup& lookup, const CallContext& ctx)
  {
    return in_time<MaybeEntity>(ctx, [&](bool broad, const CallContext& inner) -> Result<MaybeEntity> {
      TRY_ASSIGN(const auto fetched, m_instance->with_plan(inner, [&](const RemotePlan& plan) -> Result<Fetched> {
        if (!plan.schema.has_query(lookup.field)) {
          return fail(ErrorKind::unsupported, "the instance has no query " + std::string(lookup.field));
        }
        return fetch(lookup, plan.entity_members, wanted(plan, broad), inner);
      }));
      return assemble(fetched, broad);
    });
  }

  static Result<MaybeEntity> assemble(const Fetched& fetched, bool broad)
  {
    if (fetched.verdict == GraphqlVerdict::whole && fetched.parts.empty()) {
      return MaybeEntity{};
    }
    if (fetched.parts.empty() || fetched.verdict > GraphqlVerdict::partial) {
      return fail(incomplete_answer({fetched.verdict, nullptr, fetched.failed, {}}));
    }
    for (const Json part : fetched.parts) {
      TRY(has_records(part, fetched.verdict));
      if (part["id"].text() != fetched.parts.front()["id"].text()) {
        return odd_answer("another entity in the second part of the answer");
      }
    }
    TRY_ASSIGN(auto entity, read_entity(fetched.parts));
    entity.partial = entity.partial || !broad || fetched.verdict == GraphqlVerdict::partial;
    return MaybeEntity{std::move(entity)};
  }

  // They were asked for; only errors beside the data may explain that they are not there.
  static Status has_records(const Json& entity, GraphqlVerdict verdict)
  {
    if (verdict == GraphqlVerdict::whole && entity.is_object() && !entity["records"].is_array()) {
      return odd_answer("an entity without records");
    }
    return {};
  }

  // One entity; halves the selection for as long as the answer is too large.
  Result<Fetched> fetch(const Lookup& lookup, const std::string& members, const Wanted& wanted, const CallContext& ctx)
  {
    GraphqlOperation operation{"Entity", {}};
    operation.text = "query Entity($in: " + std::string(lookup.input) + "!) { " + std::string(lookup.field) +
                     "(input: $in) { entity { " + members + " records { " + wanted.text + " } } } }";
    operation.variables.clear();
    JsonWriter(operation.variables)
      .begin_object()
      .key("in")
      .begin_object()
      .member("id", lookup.id)
      .end_object()
      .end_object();
    TRY_ASSIGN(const auto answer, m_instance->ask(operation, ctx));
    Fetched fetched{answer.verdict, {answer.document}, {}, answer.failed, answer.unknown};
    if (answer.verdict == GraphqlVerdict::too_large) {
      const auto halves = halve(wanted.selection);
      if (halves.second.empty()) {
        return fetched;
      }
      TRY_ASSIGN(fetched, fetch(lookup, members, {halves.first, to_graphql(halves.first)}, ctx));
      if (fetched.parts.empty() || fetched.verdict > GraphqlVerdict::partial) {
        return fetched;
      }
      TRY_ASSIGN(auto rest, fetch(lookup, "id", {halves.second, to_graphql(halves.second)}, ctx));
      if (rest.parts.empty() && rest.verdict == GraphqlVerdict::whole) {
        return rest; // gone between the two requests
      }
      fetched.verdict = std::max(fetched.verdict, rest.verdict);
      std::move(rest.documents.begin(), rest.documents.end(), std::back_inserter(fetched.documents));
      std::move(rest.parts.begin(), rest.parts.end(), std::back_inserter(fetched.parts));
      return fetched;
    }
    const Json output = answer.data()[lookup.field];
    if (output["entity"].is_object()) {
      fetched.parts.push_back(output["entity"]);
    } else if (answer.verdict == GraphqlVerdict::whole &&
               !(output.is_object() && output["entity"].is_null() && !output["entity"].missing())) {
      return odd_answer("no word on the entity"); // null would be: not found
    }
    return fetched;
  }

  Result<SearchPage> search(const SearchRequest& request, bool broad, const CallContext& ctx)
  {
    bool paged = false;
    bool in_parts = false;
    const bool by_text = !request.text.empty();
    TRY_ASSIGN(auto fetched, m_instance->with_plan(ctx, [&](const RemotePlan& plan) -> Result<Fetched> {
      // Paging cuts by entity id unless the instance can sort; then all are asked for and the page is cut here.
      paged = by_text ? plan.schema.has("SearchByTextInput", "page")
                      : plan.schema.has("SearchInput", "page") && plan.schema.has("SearchInput", "sort");
      TRY_ASSIGN(const auto variables,
                 by_text ? text_variables(plan, request, paged) : search_variables(plan, request, paged));
      const std::string total = !by_text && plan.schema.has("SearchOutput", "totalCount") ? "totalCount " : "";
      const auto& members = plan.search_members;
      const auto records = " records { " + wanted(plan, broad).text + " }";
      TRY_ASSIGN(auto found, ask_search(by_text, total, members + records, variables, ctx));
      in_parts = found.verdict == GraphqlVerdict::too_large;
      if (in_parts) {
        return ask_search(by_text, total, members, variables, ctx);
      }
      return found;
    }));
    if (fetched.parts.empty() || fetched.verdict > GraphqlVerdict::partial) {
      return fail(incomplete_answer({fetched.verdict, nullptr, fetched.failed, {}}));
    }
    const Json output = fetched.parts.front();
    SearchPage page;
    for (const Json found : output["entities"].elements()) {
      TRY(in_parts ? Status{} : has_records(found, fetched.verdict));
      TRY_ASSIGN(auto entity, read_entity({found}));
      entity.partial = !broad || fetched.verdict == GraphqlVerdict::partial;
      page.entities.push_back(std::move(entity));
    }
    std::stable_sort(page.entities.begin(), page.entities.end(),
                     [by_text](const model::Entity& a, const model::Entity& b) {
                       return a.hit_score != b.hit_score ? a.hit_score > b.hit_score
                                                         : !by_text && a.id < b.id; // text: the instance's order
                     });
    cut_page(page, request, paged);
    if (const auto total = output["totalCount"].integer()) {
      page.total = static_cast<std::size_t>(std::max<std::int64_t>(*total, 0));
    }
    if (in_parts) {
      TRY(fill(page, broad, ctx));
    }
    return page;
  }

  static void cut_page(SearchPage& page, const SearchRequest& request, bool paged)
  {
    const auto before = (std::max<std::size_t>(request.page, 1) - 1) * request.page_size;
    page.total = paged ? before + page.entities.size() : page.entities.size();
    if (!paged) {
      const auto begin = std::min(before, page.entities.size());
      const auto end = std::min(begin + request.page_size, page.entities.size());
      page.entities.erase(page.entities.begin() + static_cast<std::ptrdiff_t>(end), page.entities.end());
      page.entities.erase(page.entities.begin(), page.entities.begin() + static_cast<std::ptrdiff_t>(begin));
    }
  }

  // Puts the records into entities that were found without them; one that is gone meanwhile is left out.
  Status fill(SearchPage& page, bool broad, const CallContext& ctx)
  {
    std::vector<model::Entity> filled;
    for (auto& found : page.entities) {
      TRY_ASSIGN(const auto fetched, m_instance->with_plan(ctx, [&](const RemotePlan& plan) {
        return fetch({"entity", "EntityInput", found.id}, "id", wanted(plan, broad), ctx);
      }));
      TRY_ASSIGN(auto whole, assemble(fetched, broad));
      if (whole) {
        if (whole->id != found.id) {
          return odd_answer("another entity than was asked for");
        }
        found.records = std::move(whole->records);
        found.partial = found.partial || whole->partial;
        filled.push_back(std::move(found));
      }
    }
    page.total -= std::min(page.total, page.entities.size() - filled.size());
    page.entities = std::move(filled);
    return {};
  }

  Result<Fetched> ask_search(bool by_text, const std::string& total, const std::string& members,
                             const std::string& variables, const CallContext& ctx)
  {
    GraphqlOperation operation{"Search", {}, variables};
    operation.text = "query Search($in: " + std::string(by_text ? "SearchByTextInput" : "SearchInput") + "!) { search" +
                     (by_text ? ": searchByText" : "") + "(input: $in) { " + total + "entities { " + members + " } } }";
    TRY_ASSIGN(const auto answer, m_instance->ask(operation, ctx));
    Fetched fetched{answer.verdict, {answer.document}, {}, answer.failed, answer.unknown};
    if (const Json output = answer.data()["search"]; output["entities"].is_array()) {
      fetched.parts.push_back(output);
    } else if (answer.verdict == GraphqlVerdict::whole) {
      return odd_answer("a search without entities");
    }
    return fetched;
  }

  static Result<std::string> text_variables(const RemotePlan& plan, const SearchRequest& request, bool paged)
  {
    if (!plan.schema.has_query("searchByText")) {
      return fail(ErrorKind::unsupported, "the instance reads no free text",
                  "give an e-mail, phone, client id or name");
    }
    std::string out = "{\"in\":{\"text\":";
    append_json_string(out, request.text);
    return out + (paged ? page_of(request) : "") + "}}";
  }

  static std::string page_of(const SearchRequest& request)
  {
    return ",\"page\":" + std::to_string(std::max<std::size_t>(request.page, 1)) +
           ",\"pageSize\":" + std::to_string(request.page_size);
  }

  static Result<std::string> search_variables(const RemotePlan& plan, const SearchRequest& request, bool paged)
  {
    std::string out = "{\"in\":{\"parameters\":{";
    bool first = true;
    for (const auto& parameter : request.parameters) {
      TRY_ASSIGN(const auto field, parameter_field(plan.schema, plan.roles, parameter.field));
      out += first ? "" : ",";
      first = false;
      append_json_string(out, field.name);
      out += ':';
      TRY(append_input_value(out, field, parameter.value));
    }
    out += '}';
    if (request.rules != "default") {
      if (!plan.schema.has("SearchInput", "searchRules")) {
        return fail(ErrorKind::unsupported, "the instance has no named search rules");
      }
      out += ",\"searchRules\":";
      append_json_string(out, request.rules);
    }
    if (paged) {
      out += page_of(request) + R"(,"sort":{"field":"hitScore","direction":"DESC"})";
    }
    return out + "}}";
  }

  static Result<RemoteField> parameter_field(const RemoteSchema& schema,
                                             const std::map<std::string, std::string, std::less<>>& roles,
                                             std::string_view name)
  {
    if (model::is_secret_path(name)) {
      return fail(ErrorKind::forbidden, "the field " + std::string(name) + " is secret and cannot be searched by");
    }
    const auto role = roles.find(name);
    if (const auto* field = schema.field("SearchParams", role == roles.end() ? name : role->second)) {
      return *field;
    }
    if (schema.assumed && model::find_field(name) == nullptr) {
      return RemoteField{std::string(name), "String"}; // the instance will say
    }
    std::vector<std::string_view> names;
    if (const auto type = schema.types.find("SearchParams"); type != schema.types.end()) {
      for (const auto& field : type->second.fields) {
        names.push_back(field.name);
      }
    }
    const auto near = nearest(name, names);
    return fail(ErrorKind::usage, "the instance cannot search by " + std::string(name),
                !role_setting(name).empty()
                  ? "set " + role_setting(name) + " to its field for this; tilores fields lists them"
                : near.empty() ? "tilores fields lists the searchable ones"
                               : "did you mean " + std::string(near) + "?");
  }

  const std::shared_ptr<RemoteInstance> m_instance;
};

} // namespace

std::shared_ptr<Reader> make_remote_reader(std::shared_ptr<RemoteInstance> instance)
{
  return std::make_shared<RemoteReader>(std::move(instance));
}

} // namespace tilores::backend
