// Curator and Catalogue over a Tilores instance.
#include <tilores/backend/remote.hpp>
#include <tilores/backend/remote_instance.hpp>

#include <tilores/base/json_writer.hpp>

#include <algorithm>

namespace tilores::backend {

namespace {

void write_note(JsonWriter& out, const ChangeNote& note)
{
  out.key("meta").begin_object().member("user", note.user).member("reason", note.reason).end_object();
}

class RemoteCurator final : public Curator {
public:
  explicit RemoteCurator(std::shared_ptr<RemoteInstance> instance) : m_instance(std::move(instance)) {}

  Result<DisassemblyReport> disassemble(const Disassembly& what, const ChangeNote& note,
                                        const CallContext& ctx) override
  {
    TRY_ASSIGN(const auto plan, m_instance->plan(ctx));
    if (!plan->schema.has_mutation("disassemble")) {
      return fail(ErrorKind::unsupported, "the instance cannot take entities apart");
    }
    GraphqlOperation operation{"Disassemble", {}, {}, false};
    // Versions before 0.41 say what went instead of that it has begun.
    const bool begins =
      plan->schema.has("DisassembleOutput", "triggered") || !plan->schema.has("DisassembleOutput", "entityIDs");
    operation.text = "mutation Disassemble($in: DisassembleInput!) { disassemble(input: $in) { " +
                     std::string(begins ? "triggered" : "deletedEdges entityIDs") + " } }";
    operation.variables = variables(what, note);
    TRY_ASSIGN(const auto answer, m_instance->ask(operation, ctx));
    const Json output = answer.data()["disassemble"];
    if (answer.verdict == GraphqlVerdict::refused) {
      return fail(ErrorKind::usage, "the instance refused to take this apart",
                  "name records or links of one entity that exist");
    }
    if (!output.is_object()) {
      return fail(incomplete_answer(answer));
    }
    if (begins && !output["triggered"].boolean()) {
      return fail(ErrorKind::not_found, "the instance found nothing to take apart");
    }
    DisassemblyReport report{what.edges.size(), {}};
    if (!begins) {
      report.edges = static_cast<std::size_t>(output["deletedEdges"].integer().value_or(0));
      for (const Json id : output["entityIDs"].elements()) {
        report.entities.emplace_back(id.text());
      }
    }
    return report;
  }

  Result<bool> unban(const BanLift& what, const ChangeNote& note, const CallContext& ctx) override
  {
    if (what.reference.empty()) {
      return fail(ErrorKind::usage, "a Tilores instance lifts a ban only by its reference",
                  "add --reference ID; whoever runs the instance finds it where the ban was set");
    }
    TRY_ASSIGN(const auto plan, m_instance->plan(ctx));
    if (!plan->schema.has_mutation("removeConnectionBan")) {
      return fail(ErrorKind::unsupported, "the instance cannot lift bans");
    }
    GraphqlOperation operation{
      "RemoveConnectionBan",
      "mutation RemoveConnectionBan($in: RemoveConnectionBanInput!) { removeConnectionBan(input: $in) { removed } }",
      {},
      false};
    JsonWriter out(operation.variables);
    out.begin_object().key("in").begin_object().member("entityID", what.entity).key("others").begin_array();
    for (const auto& other : what.others) {
      out.value(other);
    }
    out.end_array().member("reference", what.reference);
    write_note(out, note);
    out.end_object().end_object();
    TRY_ASSIGN(const auto answer, m_instance->ask(operation, ctx));
    const Json output = answer.data()["removeConnectionBan"];
    if (!output.is_object()) {
      return fail(incomplete_answer(answer));
    }
    return output["removed"].boolean();
  }

private:
  static std::string variables(const Disassembly& what, const ChangeNote& note)
  {
    std::string text;
    JsonWriter out(text);
    out.begin_object().key("in").begin_object().key("edges").begin_array();
    for (const auto& [a, b] : what.edges) {
      out.begin_object().member("a", a).member("b", b).end_object();
    }
    out.end_array().key("recordIDs").begin_array();
    for (const auto& record : what.records) {
      out.value(record);
    }
    out.end_array().member("createConnectionBan", what.ban);
    write_note(out, note);
    out.end_object().end_object();
    return text;
  }

  const std::shared_ptr<RemoteInstance> m_instance;
};

class RemoteCatalogue final : public Catalogue {
public:
  explicit RemoteCatalogue(std::shared_ptr<RemoteInstance> instance) : m_instance(std::move(instance)) {}

  Result<std::optional<std::string>> schema(const CallContext& ctx) override
  {
    if (ctx.cache == CacheMode::use || ctx.cache == CacheMode::only) {
      if (auto known = m_instance->known_schema(ctx); !known.empty()) {
        return std::optional(std::move(known));
      }
    }
    if (ctx.cache == CacheMode::only) {
      return fail(ErrorKind::unavailable, "the schema is not in the cache, and --cached-only forbids asking",
                  "leave out --cached-only");
    }
    auto document = m_instance->introspect(ctx);
    if (!document && document.error().kind == ErrorKind::unsupported) {
      return std::optional<std::string>{};
    }
    TRY_ASSIGN(auto text, std::move(document));
    return std::optional(std::move(text));
  }

  Status ping(const CallContext& ctx) override
  {
    TRY_ASSIGN(const auto answer, m_instance->ask({"Ping", "query Ping { __typename }"}, ctx));
    return answer.verdict == GraphqlVerdict::whole ? Status{} : Status(fail(incomplete_answer(answer)));
  }

private:
  const std::shared_ptr<RemoteInstance> m_instance;
};

} // namespace

std::shared_ptr<Curator> make_remote_curator(std::shared_ptr<RemoteInstance> instance)
{
  return std::make_shared<RemoteCurator>(std::move(instance));
}

std::shared_ptr<Catalogue> make_remote_catalogue(std::shared_ptr<RemoteInstance> instance)
{
  return std::make_shared<RemoteCatalogue>(std::move(instance));
}

} // namespace tilores::backend
