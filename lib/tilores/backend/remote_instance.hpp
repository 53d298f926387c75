#pragma once
// What the remote adapters share: the authorized transport and the instance's schema, learnt once. Internal to backend.

#include <tilores/backend/remote.hpp>
#include <tilores/backend/remote_graphql.hpp>
#include <tilores/backend/remote_schema.hpp>

#include <mutex>

namespace tilores::backend {

// Thread-safe.
class RemoteInstance {
public:
  RemoteInstance(RemoteSettings settings, std::shared_ptr<net::HttpTransport> transport);

  // The schema in use: the known one, else the instance's own, else (introspection switched off) the assumed one.
  Result<std::shared_ptr<const RemoteSchema>> schema(const CallContext& ctx);
  // Asks the instance now and takes the answer into use. `unsupported` where introspection is switched off.
  Result<std::string> introspect(const CallContext& ctx);
  Result<GraphqlAnswer> ask(const GraphqlOperation& operation, const CallContext& ctx);

  // Runs `attempt(schema)`, an answer's verdict inside a Result; when the instance does not understand it, learns the
  // schema afresh and runs it once more.
  template<typename Attempt> auto with_schema(const CallContext& ctx, const Attempt& attempt)
    -> decltype(attempt(std::declval<const RemoteSchema&>()))
  {
    TRY_ASSIGN(const auto known, schema(ctx));
    auto answer = attempt(*known);
    if (!answer || answer->verdict != GraphqlVerdict::not_understood) {
      return answer;
    }
    TRY_ASSIGN(const auto fresh, schema_after(known, ctx));
    return fresh == known ? std::move(answer) : attempt(*fresh);
  }

  [[nodiscard]] const RemoteSettings& settings() const { return m_settings; }

private:
  Result<std::shared_ptr<const RemoteSchema>> schema_after(const std::shared_ptr<const RemoteSchema>& outdated,
                                                           const CallContext& ctx);
  Result<std::string> introspect_locked(const CallContext& ctx);
  Status lock(std::unique_lock<std::timed_mutex>& lock, const CallContext& ctx);

  const RemoteSettings m_settings;
  const std::shared_ptr<net::HttpTransport> m_transport;
  std::timed_mutex m_mutex; // m_schema; held while introspecting, so that it happens once
  std::shared_ptr<const RemoteSchema> m_schema;
};

// "EMAIL" and "value" as a member of a GraphQL input of the given type: numbers and flags are converted from text.
// `usage` naming the field, never the value, where that cannot be.
[[nodiscard]] Status append_input_value(std::string& out, const RemoteField& field, std::string_view value);
// The members of Entity other than records that the instance has; `search` adds those only a search fills.
[[nodiscard]] std::string entity_members(const RemoteSchema& schema, bool search);

} // namespace tilores::backend
