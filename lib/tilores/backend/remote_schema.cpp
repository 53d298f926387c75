// Introspection documents, selections and field roles of a Tilores instance.
#include <tilores/backend/remote_schema.hpp>

#include <tilores/base/json.hpp>
#include <tilores/base/text.hpp>
#include <tilores/model/fields.hpp>
#include <tilores/model/secrets.hpp>

#include <algorithm>
#include <array>

namespace tilores::backend {

namespace {

constexpr std::size_t k_max_depth = 8;
// The first line of an outline. Then the query and the mutation type ("" where there is none), and for each type with
// fields a line "{Name" (composite) or "(Name" (input) and its fields, "name Type": "[" before the type of a list, "!"
// in place of the blank where arguments are needed.
constexpr std::string_view k_outline = "outline 1\n";

RemoteField read_field(const Json& json)
{
  RemoteField field;
  field.name = json["name"].text();
  for (Json type = json["type"]; type.is_object(); type = type["ofType"]) {
    field.list = field.list || type["kind"].text() == "LIST";
    field.type = type["name"].text();
  }
  for (const Json argument : json["args"].elements()) {
    field.needs_arguments =
      field.needs_arguments || (argument["type"]["kind"].text() == "NON_NULL" && argument["defaultValue"].is_null());
  }
  return field;
}

std::vector<Selection> select(const RemoteSchema& schema, std::string_view type, std::size_t depth,
                              std::vector<std::string_view>& above)
{
  std::vector<Selection> out;
  const auto found = schema.types.find(type);
  if (found == schema.types.end() || std::find(above.begin(), above.end(), type) != above.end()) {
    return out;
  }
  above.push_back(type);
  for (const auto& field : found->second.fields) {
    if (field.needs_arguments || model::is_secret_name(field.name)) {
      continue;
    }
    const auto inner = schema.types.find(field.type);
    if (inner == schema.types.end() || !inner->second.composite) {
      out.push_back({field.name, {}});
    } else if (depth > 1) {
      if (auto children = select(schema, field.type, depth - 1, above); !children.empty()) {
        out.push_back({field.name, std::move(children)});
      }
    }
  }
  above.pop_back();
  return out;
}

std::size_t leaves(const std::vector<Selection>& selection)
{
  std::size_t count = 0;
  for (const auto& part : selection) {
    count += part.children.empty() ? 1 : leaves(part.children);
  }
  return count;
}

// Moves the first `wanted` leaves of `from` into `to`, splitting a subtree where the border runs through it.
void take_leaves(std::vector<Selection>& from, std::vector<Selection>& to, std::size_t wanted)
{
  std::size_t whole = 0;
  while (whole < from.size()) {
    const auto size = from[whole].children.empty() ? 1 : leaves(from[whole].children);
    if (size > wanted) {
      break;
    }
    wanted -= size;
    ++whole;
  }
  const auto border = from.begin() + static_cast<std::ptrdiff_t>(whole);
  std::move(from.begin(), border, std::back_inserter(to));
  from.erase(from.begin(), border);
  if (wanted > 0 && !from.empty()) {
    Selection head{from.front().name, {}};
    take_leaves(from.front().children, head.children, wanted);
    to.push_back(std::move(head));
  }
}

std::string squeezed(std::string_view name)
{
  std::string out;
  for (const char c : name) {
    if (is_alnum(c)) {
      out += ascii_lower(c);
    }
  }
  return out;
}

struct Role {
  std::string_view name;
  std::string_view setting;
  std::array<std::string_view, 6> synonyms; // squeezed, most telling first
};

constexpr std::array<Role, 7> k_roles = {{
  {"EMAIL", "email", {"email", "emailaddress", "mail", "emailid", "contactemail", "primaryemail"}},
  {"PHONE_EXTERNAL", "phone", {"phoneexternal", "phone", "phonenumber", "telephone", "mobile", "mobilephone"}},
  {"CLIENT_ID",
   "client_id",
   {"clientid", "customerid", "clientnumber", "customernumber", "accountnumber", "customerno"}},
  {"ID_18_CHAR", "crm_id", {"id18char", "crmid", "contactid", "salesforceid", "crmcontactid", "sfid"}},
  {"FIRST_NAME", "first_name", {"firstname", "givenname", "forename", "first", "namefirst", "given"}},
  {"LAST_NAME", "last_name", {"lastname", "surname", "familyname", "last", "namelast", "family"}},
  {"DATE_OF_BIRTH", "dob", {"dateofbirth", "dob", "birthdate", "birthday", "born", "birthdt"}},
}};

std::string guess(const RemoteSchema::Type& parameters, const Role& role)
{
  for (const auto synonym : role.synonyms) {
    for (const auto& field : parameters.fields) {
      if (squeezed(field.name) == synonym) {
        return field.name;
      }
    }
  }
  return {};
}

void add_fields(RemoteSchema& schema, const std::string& type, std::initializer_list<RemoteField> fields)
{
  auto& target = schema.types[type];
  target.composite = true;
  target.fields.insert(target.fields.end(), fields);
}

Status usable(const RemoteSchema& schema)
{
  if (schema.query_type.empty() || !schema.has_query("search") || !schema.has("Record", "id")) {
    return fail(ErrorKind::bad_data, "the schema is not one of a Tilores instance", "check the API URL");
  }
  return {};
}

} // namespace

const RemoteField* RemoteSchema::field(std::string_view type, std::string_view name) const
{
  const auto found = types.find(type);
  if (found == types.end()) {
    return nullptr;
  }
  const auto at = std::find_if(found->second.fields.begin(), found->second.fields.end(),
                               [name](const RemoteField& field) { return field.name == name; });
  return at == found->second.fields.end() ? nullptr : &*at;
}

Result<RemoteSchema> parse_introspection(std::string document)
{
  TRY_ASSIGN(const auto json, JsonDocument::parse(std::move(document)));
  Json root = json.root();
  root = root["data"].is_object() ? root["data"] : root;
  const Json described = root["__schema"];
  RemoteSchema schema;
  schema.query_type = described["queryType"]["name"].text();
  schema.mutation_type = described["mutationType"]["name"].text();
  for (const Json type : described["types"].elements()) {
    const auto kind = type["kind"].text();
    auto& target = schema.types[std::string(type["name"].text())];
    target.composite = kind == "OBJECT" || kind == "INTERFACE";
    for (const Json field : type[target.composite ? "fields" : "inputFields"].elements()) {
      target.fields.push_back(read_field(field));
    }
  }
  TRY(usable(schema));
  return schema;
}

std::string outline_of(const RemoteSchema& schema)
{
  bool plain = true;
  const auto name = [&plain](const std::string& text) -> const std::string& {
    plain = plain && std::all_of(text.begin(), text.end(), [](char c) { return is_alnum(c) || c == '_'; });
    return text;
  };
  std::string out = std::string(k_outline) + name(schema.query_type) + '\n' + name(schema.mutation_type) + '\n';
  for (const auto& [type, content] : schema.types) {
    if (content.fields.empty()) {
      continue;
    }
    out += content.composite ? '{' : '(';
    out += name(type);
    out += '\n';
    for (const auto& field : content.fields) {
      out += name(field.name);
      out += field.needs_arguments ? '!' : ' ';
      out += field.list ? "[" : "";
      out += name(field.type);
      out += '\n';
    }
  }
  return plain ? out : std::string();
}

Result<RemoteSchema> parse_outline(std::string_view outline)
{
  const auto wrong = [] { return fail(ErrorKind::bad_data, "the kept outline of the schema cannot be read"); };
  if (!outline.starts_with(k_outline)) {
    return wrong();
  }
  outline.remove_prefix(k_outline.size());
  const auto line = [&outline] {
    const auto end = std::min(outline.find('\n'), outline.size());
    const auto text = outline.substr(0, end);
    outline.remove_prefix(std::min(end + 1, outline.size()));
    return text;
  };
  RemoteSchema schema;
  schema.query_type = line();
  schema.mutation_type = line();
  RemoteSchema::Type* type = nullptr;
  while (!outline.empty()) {
    const auto text = line();
    if (text.starts_with('{') || text.starts_with('(')) {
      type = &schema.types[std::string(text.substr(1))];
      type->composite = text.front() == '{';
      continue;
    }
    const auto border = text.find_first_of(" !");
    if (type == nullptr || border == std::string_view::npos) {
      return wrong();
    }
    const bool list = text.substr(border + 1).starts_with('[');
    type->fields.push_back({std::string(text.substr(0, border)), std::string(text.substr(border + (list ? 2 : 1))),
                            list, text[border] == '!'});
  }
  TRY(usable(schema));
  return schema;
}

std::string_view introspection_query()
{
  return R"(query IntrospectionQuery {
  __schema {
    description queryType { name } mutationType { name } subscriptionType { name }
    types {
      kind name description
      fields(includeDeprecated: true) {
        name description args { ...Value } type { ...Type } isDeprecated deprecationReason
      }
      inputFields { ...Value }
      interfaces { ...Type }
      enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
      possibleTypes { ...Type }
    }
    directives { name description locations args { ...Value } }
  }
}
fragment Value on __InputValue { name description type { ...Type } defaultValue }
fragment Type on __Type {
  kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }
})";
}

RemoteSchema assumed_schema()
{
  RemoteSchema schema;
  schema.assumed = true;
  schema.query_type = "Query";
  schema.mutation_type = "Mutation";
  add_fields(schema, "Query",
             {{"search", "SearchOutput"}, {"entity", "EntityOutput"}, {"entityByRecord", "EntityOutput"}});
  add_fields(schema, "Mutation", {{"submit", "SubmitOutput"}, {"disassemble", "DisassembleOutput"}});
  add_fields(schema, "SearchOutput", {{"entities", "Entity", true}});
  add_fields(schema, "Entity",
             {{"id", "ID"},
              {"records", "Record", true},
              {"edges", "String", true},
              {"duplicates", "Duplicates"},
              {"hits", "Hits"}});
  for (const auto& field : model::fields()) {
    if (field.owner.empty() || !field.in_schema || field.kind == "function" || field.kind == "entity") {
      continue;
    }
    const bool list = field.type.find('[') != std::string_view::npos;
    std::string type;
    std::copy_if(field.type.begin(), field.type.end(), std::back_inserter(type),
                 [](char c) { return is_alnum(c) || c == '_'; });
    const RemoteField entry{std::string(field.name), std::move(type), list};
    const auto add_once = [&](const std::string& owner, bool composite) {
      auto& target = schema.types[owner];
      target.composite = composite;
      if (!schema.has(owner, entry.name)) {
        target.fields.push_back(entry);
      }
    };
    add_once(std::string(field.owner), true);
    if (field.owner == "Record" && field.searchable) {
      add_once("SearchParams", false);
    }
    if (field.owner == "Record" && field.submittable) {
      add_once("RecordInput", false);
    }
  }
  return schema;
}

std::vector<Selection> broad_selection(const RemoteSchema& schema)
{
  std::vector<std::string_view> above;
  return select(schema, "Record", k_max_depth, above);
}

std::vector<Selection> essential_selection(const RemoteSchema& schema)
{
  std::vector<std::string_view> above;
  return select(schema, "Record", 1, above);
}

SelectionHalves halve(const std::vector<Selection>& selection)
{
  SelectionHalves halves{{}, selection};
  take_leaves(halves.second, halves.first, (leaves(selection) + 1) / 2);
  return halves;
}

std::string to_graphql(const std::vector<Selection>& selection)
{
  const auto write = [](const auto& self, std::string& out, const std::vector<Selection>& parts) -> void {
    for (const auto& part : parts) {
      out += ' ';
      out += part.name;
      if (!part.children.empty()) {
        out += " {";
        self(self, out, part.children);
        out += " }";
      }
    }
  };
  std::vector<Selection> rest = selection;
  std::erase_if(rest, [](const Selection& part) { return part.name == "id"; });
  std::string out = "id";
  write(write, out, rest);
  return out;
}

Result<std::map<std::string, std::string, std::less<>>> field_roles(
  const RemoteSchema& schema, const std::map<std::string, std::string, std::less<>>& overrides)
{
  const auto parameters = schema.types.find("SearchParams");
  if (parameters == schema.types.end()) {
    return fail(ErrorKind::bad_data, "the instance describes no search parameters");
  }
  std::map<std::string, std::string, std::less<>> roles;
  for (const auto& role : k_roles) {
    if (const auto set = overrides.find(role.setting); set != overrides.end()) {
      if (!schema.has("SearchParams", set->second)) {
        return fail(ErrorKind::config,
                    "the field '" + set->second + "' of roles." + set->first + " is unknown to the instance",
                    "tilores fields lists the searchable ones");
      }
      roles.emplace(role.name, set->second);
      continue;
    }
    auto name = schema.has("SearchParams", role.name) ? std::string(role.name) : guess(parameters->second, role);
    if (!name.empty()) {
      roles.emplace(role.name, std::move(name));
    }
  }
  return roles;
}

std::string role_setting(std::string_view field)
{
  const auto* const role =
    std::find_if(k_roles.begin(), k_roles.end(), [field](const Role& r) { return r.name == field; });
  return role == k_roles.end() ? std::string() : "roles." + std::string(role->setting);
}

bool remove_fields(RemoteSchema& schema, const std::vector<std::string>& names)
{
  std::size_t removed = 0;
  for (auto& [name, type] : schema.types) {
    removed += std::erase_if(type.fields, [&names](const RemoteField& field) {
      return field.name != "id" && std::find(names.begin(), names.end(), field.name) != names.end();
    });
  }
  return removed > 0;
}

} // namespace tilores::backend
