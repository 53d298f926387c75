// tilores fields coverage: how often each field is filled, over the local store or given customers.
#include "../commands.hpp"
#include "../schema.hpp"
#include "../selection.hpp"
#include "../wiring.hpp"

#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>
#include <tilores/model/contacts.hpp>

#include <cmath>
#include <map>
#include <memory>
#include <set>

namespace tilores::app {
namespace {

// Filled leaves below `value`, list elements under one path.
void collect_leaves(Json value, std::string& path, std::set<std::string, std::less<>>& filled)
{
  if (value.is_object()) {
    for (const auto [key, member] : value.members()) {
      const std::size_t size = path.size();
      path += path.empty() ? "" : ".";
      path += key;
      collect_leaves(member, path, filled);
      path.resize(size);
    }
  } else if (value.is_array()) {
    for (const Json element : value.elements()) {
      collect_leaves(element, path, filled);
    }
  } else if (!value.is_null() && !(value.is_string() && trim(value.text()).empty()) && !filled.contains(path)) {
    filled.insert(path);
  }
}

// As the metric of field coverage names it; "" for fields that are of no such kind.
std::string_view kind_of(std::string_view field)
{
  const auto role = model::field_role(field);
  if (!role) {
    return {};
  }
  switch (*role) {
  case model::FieldRole::email: return "email";
  case model::FieldRole::phone: return "phone";
  case model::FieldRole::client: return "client_id";
  case model::FieldRole::crm: return "crm_id";
  case model::FieldRole::first_name:
  case model::FieldRole::middle_name:
  case model::FieldRole::last_name:
  case model::FieldRole::full_name: return "name";
  case model::FieldRole::birth: return "birth_date";
  }
  return {};
}

struct Coverage {
  std::map<std::string, std::size_t, std::less<>> records; // with the field filled, by path
  std::map<std::string, std::size_t, std::less<>> customers;
  std::size_t record_count = 0;
  std::size_t customer_count = 0;

  void add(const model::Entity& entity)
  {
    std::set<std::string, std::less<>> of_entity;
    for (const model::Record& record : entity.records) {
      std::set<std::string, std::less<>> of_record;
      std::string path;
      collect_leaves(record.body(), path, of_record);
      for (const std::string& name : of_record) {
        ++records[name];
      }
      of_entity.merge(of_record);
      ++record_count;
    }
    for (const std::string& name : of_entity) {
      ++customers[name];
    }
    ++customer_count;
  }
};

// What the metric counts of the whole store.
void note_kinds(const model::Entity& entity, FilledFields& seen)
{
  std::set<std::string_view> kinds;
  for (const model::Record& record : entity.records) {
    for (const auto [name, value] : record.body().members()) {
      if (!value.is_null() && !(value.is_string() && trim(value.text()).empty())) {
        kinds.insert(kind_of(name));
      }
    }
  }
  ++seen.customers;
  for (const std::string_view kind : {"email", "phone", "name", "birth_date", "client_id", "crm_id"}) {
    seen.filled[kind] += kinds.contains(kind) ? 1U : 0U;
  }
}

Status count_store(Session& session, Coverage& counts)
{
  TRY_ASSIGN(const std::string name, session.services.backend_name());
  if (name != "local") {
    return fail(ErrorKind::usage, "an instance is not counted as a whole",
                "name customers: tilores fields coverage SELECTOR...");
  }
  TRY_ASSIGN(backend::LocalBackend* const store, session.services.local());
  FilledFields seen;
  TRY(store->each_entity([&](const model::Entity& entity) -> Status {
    counts.add(entity);
    note_kinds(entity, seen);
    return session.ctx.stop.stop_requested() ? Status(fail(ErrorKind::cancelled, "interrupted")) : Status{};
  }));
  session.services.customers_read().add(seen);
  return {};
}

Status count_customers(Session& session, const std::vector<std::string>& selectors, Coverage& counts)
{
  Usage usage;
  session.ctx.usage = &usage;
  TRY_ASSIGN(backend::Reader* const reader, session.services.reader(cache::EntryKind::search));
  std::set<std::string> counted;
  for (std::size_t i = 0; i < selectors.size(); ++i) {
    SelectionArgs who;
    who.words = {selectors[i]};
    TRY_ASSIGN(const auto request, to_request(session, who));
    TRY_ASSIGN(const auto result, customer::search(request, *reader, session.ctx));
    if (auto error = customer::not_exactly_one(result)) {
      return fail(with_context(*std::move(error), "customer " + std::to_string(i + 1)));
    }
    if (counted.insert(result.entities.front().id).second) {
      counts.add(result.entities.front());
    }
  }
  return {};
}

Result<Outcome> coverage(Session& session, const std::vector<std::string>& selectors)
{
  TRY_ASSIGN(const LoadedSchema loaded, load_schema(session));
  Coverage counts;
  TRY(selectors.empty() ? count_store(session, counts) : count_customers(session, selectors, counts));
  Outcome outcome;
  outcome.data.clear();
  JsonWriter json(outcome.data);
  const auto share = [](std::size_t part, std::size_t whole) {
    return whole == 0 ? 0.0 : std::floor(static_cast<double>(part) * 1e4 / static_cast<double>(whole)) / 100;
  };
  std::size_t rows = 0;
  json.begin_object().key("items").begin_array();
  for (const model::FieldRow& row : loaded.catalogue.rows) {
    if (row.kind != "leaf" || row.sensitive == model::Sensitivity::secret) {
      continue;
    }
    ++rows;
    const std::size_t records = counts.records[row.path];
    const std::size_t customers = counts.customers[row.path];
    json.begin_object().member("path", row.path).member("category", row.category);
    json.member("records", records).member("record_percent", share(records, counts.record_count));
    json.member("customers", customers)
      .member("customer_percent", share(customers, counts.customer_count))
      .end_object();
  }
  json.end_array()
    .member("total", rows)
    .member("records", counts.record_count)
    .member("customers", counts.customer_count)
    .end_object();
  outcome.rows = "items";
  outcome.columns = {output::column("path"), output::column("records"), output::column("record_percent"),
                     output::column("customers"), output::column("customer_percent")};
  outcome.known = {output::column("category")};
  session.services.describe({}, outcome);
  return outcome;
}

} // namespace

Run declare_fields_coverage(Flags& flags)
{
  const auto selectors = std::make_shared<std::vector<std::string>>();
  flags.arguments("SELECTOR", *selectors, "customers to count; none: the whole local store");
  flags.example("tilores fields coverage -o csv", "how often each field is filled in the local store");
  flags.example("tilores fields coverage client:8148853 email:ada@example.com");
  return [selectors](Session& session) { return coverage(session, *selectors); };
}

} // namespace tilores::app
