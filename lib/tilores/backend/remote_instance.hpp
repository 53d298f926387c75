#pragma once
// What the remote adapters share: the authorized transport and the instance's schema, learnt once. Internal to backend.

#include <tilores/backend/remote.hpp>
#include <tilores/backend/remote_graphql.hpp>
#include <tilores/backend/remote_schema.hpp>

#include <mutex>

namespace tilores::backend {

// A schema and what every request needs of it, worked out once.
struct RemotePlan {
  RemoteSchema schema;
  std::map<std::string, std::string, std::less<>> roles; // field_roles
  std::vector<Selection> broad;                          // broad_selection and its text
  std::string broad_text;
  std::vector<Selection> essential;
  std::string essential_text;
  std::string entity_members; // of Entity, other than records, as far as the instance has them
  std::string search_members; // the same with those that only a search fills
};

// Thread-safe.
class RemoteInstance {
public:
  RemoteInstance(RemoteSettings settings, std::shared_ptr<net::HttpTransport> transport);

  // By the schema in use: the known one, else the instance's own, else (introspection switched off) the assumed one.
  Result<std::shared_ptr<const RemotePlan>> plan(const CallContext& ctx);
  // Asks the instance now and takes the answer into use. `unsupported` where introspection is switched off.
  Result<std::string> introspect(const CallContext& ctx);
  // The document of an earlier run, or "".
  std::string known_schema(const CallContext& ctx) const
  {
    return m_settings.known_schema ? m_settings.known_schema(ctx) : std::string();
  }
  std::string known_outline(const CallContext& ctx) const
  {
    return m_settings.known_outline ? m_settings.known_outline(ctx) : std::string();
  }
  Result<GraphqlAnswer> ask(const GraphqlOperation& operation, const CallContext& ctx);

  // Runs `attempt(plan)`, an answer's verdict and unknown names inside a Result; when the instance does not understand
  // it, learns the schema afresh, or does without the names it objects to, and runs it again.
  template<typename Attempt> auto with_plan(const CallContext& ctx, const Attempt& attempt)
    -> decltype(attempt(std::declval<const RemotePlan&>()))
  {
    TRY_ASSIGN(auto known, plan(ctx));
    for (int round = 0;; ++round) {
      auto answer = attempt(*known);
      if (!answer || answer->verdict != GraphqlVerdict::not_understood || round == k_rounds) {
        return answer;
      }
      TRY_ASSIGN(auto better, plan_after(known, answer->unknown, round == 0, ctx));
      if (better == known) {
        return answer;
      }
      known = std::move(better);
    }
  }

private:
  static constexpr int k_rounds = 3;

  Result<std::shared_ptr<const RemotePlan>> plan_after(const std::shared_ptr<const RemotePlan>& outdated,
                                                       const std::vector<std::string>& unknown, bool ask_first,
                                                       const CallContext& ctx);
  Status use(RemoteSchema schema);
  Result<std::string> introspect_locked(const CallContext& ctx);
  Status lock_learning(std::unique_lock<std::mutex>& lock, const CallContext& ctx);
  std::shared_ptr<const RemotePlan> current();

  const RemoteSettings m_settings;
  const std::shared_ptr<net::HttpTransport> m_transport;
  std::mutex m_learning; // held while introspecting, so that it happens once
  std::mutex m_mutex;    // m_plan
  std::shared_ptr<const RemotePlan> m_plan;
};

// "EMAIL" and "value" as a member of a GraphQL input of the given type: numbers and flags are converted from text.
// `usage` naming the field, never the value, where that cannot be.
[[nodiscard]] Status append_input_value(std::string& out, const RemoteField& field, std::string_view value);

} // namespace tilores::backend
