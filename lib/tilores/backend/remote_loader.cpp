// Loader over a Tilores instance.
#include <tilores/backend/remote.hpp>
#include <tilores/backend/remote_entity.hpp>
#include <tilores/backend/remote_instance.hpp>

#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>

#include <algorithm>
#include <map>

namespace tilores::backend {

namespace {

constexpr std::size_t k_chunk_records = 50;
constexpr std::size_t k_chunk_bytes = std::size_t{4} << 20U; // the gateway takes 10 MB

Status append_input(std::string& out, const RemoteSchema& schema, const RemoteField& field, const Json& value);

Status append_input_object(std::string& out, const RemoteSchema& schema, std::string_view type, const Json& object,
                           std::string_view skip)
{
  out += '{';
  bool first = true;
  for (const auto [key, value] : object.members()) {
    if (value.is_null() || key == skip) {
      continue;
    }
    const auto* field = schema.field(type, key);
    if (field == nullptr) {
      return fail(ErrorKind::usage, "the instance takes no field " + std::string(key.substr(0, 100)));
    }
    out += first ? "" : ",";
    first = false;
    append_json_string(out, key);
    out += ':';
    TRY(append_input(out, schema, *field, value));
  }
  out += '}';
  return {};
}

// The value as the instance's input type wants it: files carry numbers and flags as text.
Status append_input(std::string& out, const RemoteSchema& schema, const RemoteField& field, const Json& value)
{
  if (value.is_null()) {
    out += "null";
    return {};
  }
  if (value.is_array()) {
    out += '[';
    bool first = true;
    for (const Json element : value.elements()) {
      out += first ? "" : ",";
      first = false;
      TRY(append_input(out, schema, field, element));
    }
    out += ']';
    return {};
  }
  const auto type = schema.types.find(field.type);
  const bool object_wanted = type != schema.types.end() && !type->second.fields.empty();
  if (value.is_object() || object_wanted) {
    if (!value.is_object() || !object_wanted) {
      return fail(ErrorKind::usage,
                  "the field " + field.name + (object_wanted ? " wants" : " takes no") + " an object");
    }
    return append_input_object(out, schema, field.type, value, {});
  }
  if (value.is_bool()) {
    return append_input_value(out, field, value.boolean() ? "true" : "false");
  }
  return append_input_value(out, field, value.is_number() ? value.number_text() : value.text());
}

Result<std::string> record_input(const RemoteSchema& schema, const NewRecord& record)
{
  if (record.id.empty() || record.id.find(':') != std::string::npos) {
    return fail(ErrorKind::usage, record.id.empty() ? "the record has no id" : "the record id holds a colon");
  }
  const auto body = JsonDocument::parse(record.body);
  if (!body || !body->root().is_object()) {
    return fail(ErrorKind::usage, "the record is no JSON object");
  }
  std::string fields;
  TRY(append_input_object(fields, schema, "RecordInput", body->root(), "id"));
  std::string out = "{\"id\":";
  append_json_string(out, record.id);
  return out + (fields == "{}" ? "" : ",") + fields.substr(1);
}

struct Row {
  std::size_t index = 0; // into the caller's records
  std::string input;
};

// "mutation NAME($r0: T!, $r1: T!) { r0: FIELD(input: $r0) {…} r1: … }" with each row as a submission of its own.
GraphqlOperation aliased(std::string name, std::string_view type, std::string_view field, std::string_view result,
                         std::span<const Row> rows, std::string_view options)
{
  const auto add = [](std::string& out, std::initializer_list<std::string_view> parts) {
    for (const auto part : parts) {
      out += part;
    }
  };
  std::string declared;
  std::string body;
  std::string variables = "{";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::string alias = std::to_string(i);
    alias.insert(alias.begin(), 'r');
    add(declared, {i > 0 ? ", $" : "$", alias, ": ", type, "!"});
    add(body, {alias, ": ", field, "(input: $", alias, ") { ", result, " } "});
    add(variables, {i > 0 ? ",\"" : "\"", alias, "\":{\"records\":[", rows[i].input, "]", options, "}"});
  }
  GraphqlOperation operation;
  operation.text = "mutation " + name + "(" + declared + ") { " + body + "}";
  operation.name = std::move(name);
  operation.variables = variables + "}";
  return operation; // idempotent: an id that comes again replaces itself
}

class RemoteLoader final : public Loader {
public:
  explicit RemoteLoader(std::shared_ptr<RemoteInstance> instance) : m_instance(std::move(instance)) {}

  Result<SubmitReport> submit(std::span<const NewRecord> records, const SubmitOptions& options,
                              const CallContext& ctx) override
  {
    TRY_ASSIGN(const auto plan, m_instance->plan(ctx));
    if (!plan->schema.has_mutation("submit")) {
      return fail(ErrorKind::unsupported, "the instance takes no records");
    }
    SubmitReport report;
    const auto rows = prepare(plan->schema, records, report.rejected);
    if (options.together) {
      TRY(submit_together(rows, report, ctx));
    } else {
      for (std::size_t begin = 0; begin < rows.size();) {
        const auto end = chunk_end(rows, begin);
        TRY(submit_apart(std::span(rows).subspan(begin, end - begin), report, ctx));
        begin = end;
      }
    }
    std::sort(report.rejected.begin(), report.rejected.end(),
              [](const Rejection& a, const Rejection& b) { return a.index < b.index; });
    return report;
  }

  Result<Preview> preview(std::span<const NewRecord> records, const SubmitOptions& options,
                          const CallContext& ctx) override
  {
    TRY_ASSIGN(const auto plan, m_instance->plan(ctx));
    if (!plan->schema.has_mutation("submitWithPreview")) {
      return fail(ErrorKind::unsupported, "the instance has no preview of a submission");
    }
    Preview preview;
    auto rows = prepare(plan->schema, records, preview.rejected);
    if (options.together && !rows.empty()) {
      rows = {joined(rows)};
    }
    const auto result = "entities { " + plan->entity_members + " records { " + plan->broad_text + " } }";
    std::map<std::string, std::vector<Json>, std::less<>> found; // two records may lead to the same entity
    std::vector<std::shared_ptr<const JsonDocument>> documents;
    const auto take = [&](const GraphqlAnswer& answer) {
      documents.push_back(answer.document);
      for (const auto [alias, output] : answer.data().members()) {
        for (const Json entity : output["entities"].elements()) {
          found[std::string(entity["id"].text())].push_back(entity);
        }
      }
    };
    for (std::size_t begin = 0; begin < rows.size();) {
      const auto end = chunk_end(rows, begin);
      TRY(preview_apart(std::span(rows).subspan(begin, end - begin), result, take, preview.rejected, ctx));
      begin = end;
    }
    std::sort(preview.rejected.begin(), preview.rejected.end(),
              [](const Rejection& a, const Rejection& b) { return a.index < b.index; });
    for (const auto& [id, parts] : found) {
      TRY_ASSIGN(auto entity, read_entity(parts));
      preview.entities.push_back(std::move(entity));
    }
    return preview;
  }

  Result<LinkProgress> progress(const CallContext& ctx) override
  {
    TRY_ASSIGN(const auto plan, m_instance->plan(ctx));
    if (!plan->schema.has_query("metrics")) {
      return LinkProgress{true, {}, {}};
    }
    TRY_ASSIGN(
      const auto answer,
      m_instance->ask(
        {"AssemblyState", "query AssemblyState { metrics { assemblyStatus { state estimatedTimeRemaining } } }"}, ctx));
    const Json status = answer.data()["metrics"]["assemblyStatus"];
    if (!status["state"].is_string()) {
      return fail(incomplete_answer(answer));
    }
    LinkProgress progress;
    progress.ready = status["state"].text() == "READY";
    if (const auto minutes = status["estimatedTimeRemaining"].integer()) {
      progress.minutes_left = static_cast<int>(*minutes);
    }
    return progress;
  }

private:
  static std::vector<Row> prepare(const RemoteSchema& schema, std::span<const NewRecord> records,
                                  std::vector<Rejection>& rejected)
  {
    std::vector<Row> rows;
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (auto input = record_input(schema, records[i])) {
        rows.push_back({i, *std::move(input)});
      } else {
        rejected.push_back({i, input.error().message});
      }
    }
    return rows;
  }

  // One submission of records that belong to each other.
  static Row joined(const std::vector<Row>& rows)
  {
    Row all;
    for (const auto& row : rows) {
      all.input += (all.input.empty() ? "" : ",") + row.input;
    }
    return all;
  }

  static std::size_t chunk_end(const std::vector<Row>& rows, std::size_t begin)
  {
    std::size_t end = begin;
    std::size_t bytes = 0;
    while (end < rows.size() && end - begin < k_chunk_records &&
           (end == begin || bytes + rows[end].input.size() <= k_chunk_bytes)) {
      bytes += rows[end++].input.size();
    }
    return end;
  }

  Status submit_together(const std::vector<Row>& rows, SubmitReport& report, const CallContext& ctx)
  {
    if (rows.empty()) {
      return {};
    }
    const Row all = joined(rows);
    const auto operation = aliased("Submit", "SubmitInput", "submit", "recordsAdded", std::span(&all, 1), {});
    TRY_ASSIGN(const auto answer, m_instance->ask(operation, ctx));
    if (answer.verdict != GraphqlVerdict::whole) {
      return fail(incomplete_answer(answer));
    }
    count(answer, report);
    return {};
  }

  // An error of one alias wipes the data of all of them: halve until the record that the instance refuses stands alone.
  Status submit_apart(std::span<const Row> rows, SubmitReport& report, const CallContext& ctx)
  {
    const auto operation = aliased("Submit", "SubmitInput", "submit", "recordsAdded", rows, {});
    TRY_ASSIGN(const auto answer, m_instance->ask(operation, ctx));
    if (answer.verdict == GraphqlVerdict::whole) {
      count(answer, report);
      return {};
    }
    if (answer.verdict == GraphqlVerdict::not_understood) {
      return fail(incomplete_answer(answer));
    }
    if (rows.size() == 1) {
      report.rejected.push_back({rows.front().index, "the instance refused the record"});
      return {};
    }
    TRY(submit_apart(rows.first(rows.size() / 2), report, ctx));
    return submit_apart(rows.subspan(rows.size() / 2), report, ctx);
  }

  // As submit_apart; entities of many records may also make the answer too large.
  template<typename Take> Status preview_apart(std::span<const Row> rows, std::string_view result, const Take& take,
                                               std::vector<Rejection>& rejected, const CallContext& ctx)
  {
    const auto operation =
      aliased("SubmitWithPreview", "SubmitWithPreviewInput", "submitWithPreview", result, rows, ",\"dryRun\":true");
    TRY_ASSIGN(const auto answer, m_instance->ask(operation, ctx));
    if (answer.verdict == GraphqlVerdict::whole) {
      take(answer);
      return {};
    }
    if (answer.verdict == GraphqlVerdict::not_understood ||
        (rows.size() == 1 && answer.verdict == GraphqlVerdict::too_large)) {
      return fail(incomplete_answer(answer));
    }
    if (rows.size() == 1) {
      rejected.push_back({rows.front().index, "the instance refused the record"});
      return {};
    }
    TRY(preview_apart(rows.first(rows.size() / 2), result, take, rejected, ctx));
    return preview_apart(rows.subspan(rows.size() / 2), result, take, rejected, ctx);
  }

  static void count(const GraphqlAnswer& answer, SubmitReport& report)
  {
    for (const auto [alias, output] : answer.data().members()) {
      report.added += static_cast<std::size_t>(std::max<std::int64_t>(output["recordsAdded"].integer().value_or(0), 0));
    }
  }

  const std::shared_ptr<RemoteInstance> m_instance;
};

} // namespace

std::shared_ptr<Loader> make_remote_loader(std::shared_ptr<RemoteInstance> instance)
{
  return std::make_shared<RemoteLoader>(std::move(instance));
}

} // namespace tilores::backend
