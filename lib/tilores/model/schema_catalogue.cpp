// Walks a schema into rows, filters and explains them.

#include <tilores/model/schema_catalogue.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/insights.hpp>
#include <tilores/model/insights_values.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace tilores::model {
namespace {

constexpr std::size_t k_max_rows = 100'000;
constexpr std::size_t k_max_depth = 16;

bool composite(const SchemaType* type)
{
  return type != nullptr && (type->kind == SchemaKind::object || type->kind == SchemaKind::interface);
}

// The type of Entity.records, whatever it is called.
const SchemaType* record_type(const Schema& schema)
{
  const SchemaType* const entity = schema.type("Entity");
  const SchemaField* const records = composite(entity) ? entity->field("records") : nullptr;
  return schema.type(records == nullptr ? "Record" : named_type(records->type));
}

// The input type that OWNER.MEMBER takes, or the type called `otherwise`.
const SchemaType* input_type(const Schema& schema, std::string_view owner, std::string_view member,
                             std::string_view otherwise)
{
  const SchemaType* const outer = schema.type(owner);
  const SchemaInput* const input = outer == nullptr ? nullptr : outer->input(member);
  return schema.type(input == nullptr ? otherwise : named_type(input->type));
}

const SchemaType* search_type(const Schema& schema)
{
  return input_type(schema, "SearchInput", "parameters", "SearchParams");
}

const SchemaType* submit_type(const Schema& schema)
{
  return input_type(schema, "SubmitInput", "records", "RecordInput");
}

// The input field at a dotted path below `type`.
const SchemaInput* input_at(const Schema& schema, const SchemaType* type, std::string_view path)
{
  const SchemaInput* found = nullptr;
  for (const std::string_view part : split(path, '.')) {
    found = type == nullptr ? nullptr : type->input(part);
    if (found == nullptr) {
      return nullptr;
    }
    type = schema.type(named_type(found->type));
  }
  return found;
}

class Walker {
public:
  explicit Walker(const Schema& schema) : m_schema(schema), m_search(search_type(schema)), m_submit(submit_type(schema))
  {
  }

  Result<SchemaCatalogue> run()
  {
    const SchemaType* const record = record_type(m_schema);
    if (!composite(record)) {
      return fail(ErrorKind::bad_data, "the schema has no record type");
    }
    TRY(below(*record, ""));
    flat("Entity", "entity.", "entity");
    flat("RecordInsights", "entity.recordInsights.", "function");
    std::ranges::sort(m_out.rows, {}, &FieldRow::path);
    return std::move(m_out);
  }

private:
  Status below(const SchemaType& type, const std::string& prefix)
  {
    m_above.push_back(&type);
    for (const SchemaField& field : type.fields) {
      const SchemaType* const inner = m_schema.type(named_type(field.type));
      const bool object =
        inner != nullptr && inner->kind != SchemaKind::scalar && inner->kind != SchemaKind::enumeration;
      add(type, field, prefix + field.name, object ? "object" : "leaf");
      if (m_out.rows.size() > k_max_rows) {
        return fail(ErrorKind::bad_data, "the schema has more than 100000 field paths");
      }
      const bool cycle = std::ranges::find(m_above, inner) != m_above.end();
      if (composite(inner) && !cycle && m_above.size() < k_max_depth) {
        TRY(below(*inner, prefix + field.name + "."));
      }
    }
    m_above.pop_back();
    return {};
  }

  void flat(std::string_view type_name, const std::string& prefix, const std::string& kind)
  {
    const SchemaType* const type = m_schema.type(type_name);
    if (composite(type)) {
      for (const SchemaField& field : type->fields) {
        add(*type, field, prefix + field.name, kind);
      }
    }
  }

  void add(const SchemaType& owner, const SchemaField& field, std::string path, const std::string& kind)
  {
    FieldRow row;
    row.name = field.name;
    row.owner = owner.name;
    row.type = field.type;
    row.kind = kind;
    row.deprecated = field.deprecation.has_value();
    row.description = field.description;
    const bool of_record = kind == "leaf" || kind == "object";
    row.searchable = of_record && input_at(m_schema, m_search, path) != nullptr;
    row.submittable = of_record && input_at(m_schema, m_submit, path) != nullptr;
    const Field* known = find_field(path);
    known = known != nullptr && known->in_schema ? known : nullptr;
    const FieldGuess guess = known == nullptr && of_record
                               ? guess_field(path)
                               : FieldGuess{"Behavioral Analytics", "Entity Relationship", Sensitivity::no};
    row.category = known == nullptr ? guess.category : known->category;
    row.spectrum = known == nullptr ? guess.spectrum : known->spectrum;
    row.source = known == nullptr ? (of_record ? "" : "entity") : known->source;
    row.sensitive = known == nullptr ? guess.sensitive : known->sensitivity;
    if (known != nullptr && (row.description.empty() || !of_record)) {
      row.description = known->description;
    }
    row.path = std::move(path);
    m_out.rows.push_back(std::move(row));
  }

  const Schema& m_schema;
  const SchemaType* m_search;
  const SchemaType* m_submit;
  std::vector<const SchemaType*> m_above;
  SchemaCatalogue m_out;
};

std::string canonical(std::string_view path)
{
  for (const std::string_view prefix : {"records.", "customer."}) {
    if (path.size() > prefix.size() && equals_ignoring_case(path.substr(0, prefix.size()), prefix)) {
      path.remove_prefix(prefix.size());
      break;
    }
  }
  return to_upper_ascii(schema_path(path));
}

bool contains_ignoring_case(std::string_view text, std::string_view wanted)
{
  return lower_case(text).find(lower_case(wanted)) != std::string::npos;
}

// The one known value that `wanted` names: whole, or by one of its words.
Result<std::string> known_value(std::string_view flag, std::string_view wanted, const std::set<std::string>& known)
{
  constexpr std::size_t k_listed = 12;
  std::vector<std::string> found;
  std::vector<std::string_view> candidates;
  std::map<std::string_view, std::string_view> of_word;
  for (const std::string& value : known) {
    candidates.push_back(value);
    if (equals_ignoring_case(value, wanted)) {
      return value;
    }
    for (const std::string_view word : split(value, ' ')) {
      of_word.emplace(word, value);
      if (equals_ignoring_case(word, wanted)) {
        found.push_back(value);
      }
    }
  }
  if (found.size() == 1) {
    return found.front();
  }
  std::string_view near = nearest(wanted, candidates);
  if (near.empty()) {
    std::vector<std::string_view> words;
    words.reserve(of_word.size());
    for (const auto& [word, value] : of_word) {
      words.push_back(word);
    }
    const auto value = of_word.find(nearest(wanted, words));
    near = value == of_word.end() ? std::string_view{} : value->second;
  }
  std::vector<std::string> all(known.begin(), known.end());
  if (all.size() > k_listed) {
    all.resize(k_listed);
    all.emplace_back("…");
  }
  return fail(ErrorKind::usage, "unknown " + std::string(flag) + " '" + std::string(wanted) + "'",
              near.empty() ? "known: " + join(all, ", ") : "did you mean '" + std::string(near) + "'?");
}

} // namespace

const FieldRow* SchemaCatalogue::find(std::string_view path) const
{
  const std::string wanted = canonical(path);
  const auto found =
    std::ranges::find_if(rows, [&](const FieldRow& row) { return equals_ignoring_case(row.path, wanted); });
  return found == rows.end() ? nullptr : &*found;
}

bool SchemaCatalogue::reaches_secret(std::string_view path) const
{
  const std::string wanted = canonical(path);
  const auto within = [](std::string_view inner, std::string_view outer) {
    return inner.size() >= outer.size() && equals_ignoring_case(inner.substr(0, outer.size()), outer) &&
           (inner.size() == outer.size() || inner[outer.size()] == '.');
  };
  if (find(path) == nullptr && guess_field(schema_path(path)).sensitive == Sensitivity::secret) {
    return true;
  }
  return std::ranges::any_of(rows, [&](const FieldRow& row) {
    return row.sensitive == Sensitivity::secret && (within(row.path, wanted) || within(wanted, row.path));
  });
}

Result<SchemaCatalogue> make_catalogue(const Schema& schema) { return Walker(schema).run(); }

Result<std::vector<const FieldRow*>> select_fields(const SchemaCatalogue& catalogue, const FieldFilter& filter)
{
  std::set<std::string> categories;
  std::set<std::string> spectra;
  std::set<std::string> types;
  for (const FieldRow& row : catalogue.rows) {
    categories.insert(row.category);
    spectra.insert(row.spectrum);
    types.insert(row.type);
    types.insert(std::string(named_type(row.type)));
  }
  FieldFilter exact = filter;
  if (filter.category) {
    TRY_ASSIGN(exact.category, known_value("category", *filter.category, categories));
  }
  if (filter.spectrum) {
    TRY_ASSIGN(exact.spectrum, known_value("spectrum", *filter.spectrum, spectra));
  }
  if (filter.type) {
    TRY_ASSIGN(exact.type, known_value("type", *filter.type, types));
  }
  if (filter.sensitive) {
    TRY_ASSIGN(exact.sensitive, known_value("sensitivity", *filter.sensitive, {"no", "personal", "secret"}));
  }
  std::vector<const FieldRow*> out;
  for (const FieldRow& row : catalogue.rows) {
    const bool kind = row.kind == "leaf" || exact.type;
    if (kind && (!exact.category || row.category == *exact.category) &&
        (!exact.spectrum || row.spectrum == *exact.spectrum) &&
        (!exact.type || row.type == *exact.type || named_type(row.type) == *exact.type) &&
        (!exact.sensitive || to_string(row.sensitive) == *exact.sensitive) &&
        (!exact.grep || contains_ignoring_case(row.path, *exact.grep) ||
         contains_ignoring_case(row.description, *exact.grep))) {
      out.push_back(&row);
    }
  }
  return out;
}

namespace {

std::vector<const FieldRow*> rows_named(const SchemaCatalogue& catalogue, std::string_view name)
{
  std::vector<const FieldRow*> out;
  for (const FieldRow& row : catalogue.rows) {
    if (equals_ignoring_case(row.name, name)) {
      out.push_back(&row);
    }
  }
  return out;
}

Failure unknown_path(const SchemaCatalogue& catalogue, std::string_view path)
{
  std::vector<std::string_view> candidates;
  for (const FieldRow& row : catalogue.rows) {
    if (row.sensitive != Sensitivity::secret) {
      candidates.push_back(row.path);
    }
  }
  std::string_view near = nearest(path, candidates);
  if (near.empty()) {
    for (std::string_view& candidate : candidates) {
      candidate = candidate.substr(candidate.rfind('.') + 1);
    }
    near = nearest(path.substr(path.rfind('.') + 1), candidates);
  }
  return fail(ErrorKind::not_found, "the schema has no field '" + std::string(path) + "'",
              near.empty() ? "see 'fields list'" : "did you mean '" + std::string(near) + "'?");
}

} // namespace

Result<FieldDetails> explain_field(const Schema& schema, const SchemaCatalogue& catalogue, std::string_view path)
{
  const FieldRow* row = catalogue.find(path);
  const auto alike = rows_named(catalogue, row == nullptr ? path : std::string_view(row->name));
  if (row == nullptr && alike.size() > 1) {
    std::vector<std::string> paths;
    paths.reserve(alike.size());
    for (const FieldRow* const one : alike) {
      paths.push_back(one->path);
    }
    return fail(ErrorKind::ambiguous, "several fields are named '" + std::string(path) + "'",
                "one of: " + join(paths, ", "));
  }
  row = row == nullptr && alike.size() == 1 ? alike.front() : row;
  if (row == nullptr) {
    return unknown_path(catalogue, path);
  }
  FieldDetails out;
  out.row = *row;
  for (const FieldRow* const one : alike) {
    if (one != row) {
      out.same_name.push_back(one->path);
    }
  }
  const SchemaType* const owner = schema.type(row->owner);
  if (const SchemaField* const field = owner == nullptr ? nullptr : owner->field(row->name)) {
    out.arguments = field->arguments;
    out.deprecation = field->deprecation.value_or("");
  }
  if (const SchemaType* const type = schema.type(named_type(row->type))) {
    for (const SchemaField& child : type->fields) {
      out.children.push_back(child.name);
    }
    for (const SchemaEnumValue& value : type->values) {
      out.values.push_back(value.name);
    }
  }
  if (const SchemaInput* const input = row->searchable ? input_at(schema, search_type(schema), row->path) : nullptr) {
    out.search_type = input->type;
  }
  if (const SchemaInput* const input = row->submittable ? input_at(schema, submit_type(schema), row->path) : nullptr) {
    out.submit_type = input->type;
  }
  return out;
}

} // namespace tilores::model
