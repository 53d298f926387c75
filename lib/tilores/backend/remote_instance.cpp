#include <tilores/backend/remote_instance.hpp>

#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>

#include <charconv>

namespace tilores::backend {

namespace {

constexpr Millis k_time_to_learn{5000};

// Only what is there may be asked for, and what is not asked for is not computed.
std::string entity_members(const RemoteSchema& schema, bool search)
{
  std::string out = "id";
  const auto add = [&](std::string_view name) {
    if (schema.has("Entity", name)) {
      out += ' ';
      out += name;
    }
  };
  for (const std::string_view name : {"edges", "duplicates", "score", "consistency"}) {
    add(name);
  }
  for (const std::string_view name : {"hits", "hitScore"}) {
    if (search) {
      add(name);
    }
  }
  return out;
}

// Where nobody can say what the instance has, the settings are believed.
void adopt_roles(RemoteSchema& schema, const std::map<std::string, std::string, std::less<>>& roles)
{
  for (const auto& [role, name] : roles) {
    for (const char* const type : {"SearchParams", "Record"}) {
      if (!schema.has(type, name)) {
        schema.types[type].fields.push_back({name, "String"});
      }
    }
  }
}

// Introspection is switched off, or a firewall before the instance forbids it; the search itself may well work.
bool kept_secret(const Error& error)
{
  return error.kind == ErrorKind::unsupported || error.kind == ErrorKind::forbidden;
}

} // namespace

RemoteInstance::RemoteInstance(RemoteSettings settings, std::shared_ptr<net::HttpTransport> transport)
  : m_settings(std::move(settings)), m_transport(std::move(transport))
{
}

Result<GraphqlAnswer> RemoteInstance::ask(const GraphqlOperation& operation, const CallContext& ctx)
{
  return ask_graphql(*m_transport, m_settings.api_url, operation, ctx);
}

// Polls, since the holder may be waiting for a slow instance longer than this caller has time.
Status RemoteInstance::lock_learning(std::unique_lock<std::mutex>& lock, const CallContext& ctx)
{
  while (!lock.try_lock()) {
    if (ctx.deadline.passed(*ctx.clock)) {
      return fail(ErrorKind::timeout, "the schema of the instance did not arrive in time");
    }
    if (!ctx.clock->sleep(Millis{5}, ctx.stop)) {
      return fail(ErrorKind::cancelled, "interrupted");
    }
  }
  return {};
}

std::shared_ptr<const RemotePlan> RemoteInstance::current()
{
  const std::lock_guard lock(m_mutex);
  return m_plan;
}

Status RemoteInstance::use(RemoteSchema schema)
{
  auto plan = std::make_shared<RemotePlan>();
  if (schema.assumed) {
    adopt_roles(schema, m_settings.roles);
  }
  TRY_ASSIGN(plan->roles, field_roles(schema, m_settings.roles));
  plan->broad = broad_selection(schema);
  plan->broad_text = to_graphql(plan->broad);
  plan->essential = essential_selection(schema);
  plan->essential_text = to_graphql(plan->essential);
  plan->entity_members = entity_members(schema, false);
  plan->search_members = entity_members(schema, true);
  plan->schema = std::move(schema);
  const std::lock_guard lock(m_mutex);
  m_plan = std::move(plan);
  return {};
}

Result<std::shared_ptr<const RemotePlan>> RemoteInstance::plan(const CallContext& ctx)
{
  if (auto known = current()) {
    return known;
  }
  std::unique_lock held(m_learning, std::defer_lock);
  TRY(lock_learning(held, ctx));
  if (auto known = current()) { // another caller has learnt it meanwhile
    return known;
  }
  auto kept = parse_outline(known_outline(ctx));
  if (!kept) {
    kept = parse_introspection(known_schema(ctx));
  }
  if (const auto left = ctx.deadline.left(*ctx.clock);
      !kept && left && *left < k_time_to_learn && m_settings.pinned_schema) {
    kept = parse_introspection(m_settings.pinned_schema());
  }
  if (kept) {
    TRY(use(*std::move(kept)));
    return current();
  }
  if (auto document = introspect_locked(ctx); !document) {
    if (!kept_secret(document.error())) {
      return fail(std::move(document).error());
    }
    TRY(use(assumed_schema()));
  }
  return current();
}

Result<std::shared_ptr<const RemotePlan>> RemoteInstance::plan_after(const std::shared_ptr<const RemotePlan>& outdated,
                                                                     const std::vector<std::string>& unknown,
                                                                     bool ask_first, const CallContext& ctx)
{
  std::unique_lock held(m_learning, std::defer_lock);
  TRY(lock_learning(held, ctx));
  if (current() != outdated) {
    return current();
  }
  if (ask_first) {
    auto document = introspect_locked(ctx);
    if (document) {
      return current();
    }
    if (!kept_secret(document.error())) {
      return fail(std::move(document).error());
    }
  }
  if (RemoteSchema schema = outdated->schema; remove_fields(schema, unknown)) {
    TRY(use(std::move(schema)));
  }
  return current();
}

Result<std::string> RemoteInstance::introspect(const CallContext& ctx)
{
  std::unique_lock held(m_learning, std::defer_lock);
  TRY(lock_learning(held, ctx));
  return introspect_locked(ctx);
}

Result<std::string> RemoteInstance::introspect_locked(const CallContext& ctx)
{
  TRY_ASSIGN(const auto answer, ask({"IntrospectionQuery", std::string(introspection_query())}, ctx));
  const Json described = answer.data()["__schema"];
  if (!described.is_object()) {
    return fail(ErrorKind::unsupported, "the instance keeps its schema to itself",
                "ask its owner to switch introspection on");
  }
  std::string document = "{\"__schema\":" + std::string(described.raw()) + "}";
  TRY_ASSIGN(auto parsed, parse_introspection(document));
  const auto outline = outline_of(parsed);
  TRY(use(std::move(parsed)));
  if (m_settings.learned_schema) {
    m_settings.learned_schema(document, outline, ctx);
  }
  return document;
}

Status append_input_value(std::string& out, const RemoteField& field, std::string_view value)
{
  JsonWriter writer(out);
  const auto wrong = [&field](std::string_view wanted) {
    return fail(ErrorKind::usage, "the field " + field.name + " wants " + std::string(wanted));
  };
  if (field.type == "Boolean") {
    const auto word = to_lower_ascii(trim(value));
    if (word != "true" && word != "false") {
      return wrong("true or false");
    }
    writer.value(word == "true");
  } else if (field.type == "Int" || field.type == "Float") {
    const auto digits = trim(value);
    double number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size() || !(number - number == 0)) {
      return wrong("a number");
    }
    if (field.type == "Int") {
      writer.value(static_cast<std::int64_t>(number));
    } else {
      writer.value(number);
    }
  } else {
    writer.value(value);
  }
  return {};
}

std::shared_ptr<RemoteInstance> make_remote_instance(RemoteSettings settings,
                                                     std::shared_ptr<net::HttpTransport> transport,
                                                     std::shared_ptr<net::TokenSource> tokens)
{
  return std::make_shared<RemoteInstance>(std::move(settings),
                                          net::make_authorized_transport(std::move(transport), std::move(tokens)));
}

} // namespace tilores::backend
