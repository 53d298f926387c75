#include <tilores/present/batch_operations.hpp>

#include <tilores/base/json_writer.hpp>
#include <tilores/credit/answer.hpp>
#include <tilores/customer/customer360.hpp>
#include <tilores/present/search_document.hpp>

namespace tilores::present {
namespace {

constexpr std::array<std::string_view, 3> k_bureaus{"transunion", "experian", "equifax"};

void write_insights(JsonWriter& json, const std::vector<std::string>& values,
                    const std::vector<model::Insight>& insights)
{
  json.key("insights").begin_object();
  for (std::size_t i = 0; i < insights.size(); ++i) {
    json.key(insights[i].name).raw(values[i]);
  }
  json.end_object();
}

Result<std::string> credit_result(const model::Entity& entity, const std::string& bureau, const CallContext& ctx)
{
  const credit::Analysis analysis =
    credit::analyse(credit::parse_reports(entity.records), ctx.as_of, credit::default_rules());
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("customer").raw(customer_reference(entity));
  credit::write_members(json, analysis);
  json.end_object();
  if (bureau.empty()) {
    return text;
  }
  TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(std::move(text)));
  std::string cut;
  JsonWriter only(cut);
  only.begin_object();
  for (const auto [key, value] : document.root().members()) {
    if (key == "bureaus") {
      only.key(key).begin_object().member(bureau, value[bureau]).end_object();
    } else {
      only.key(key).value(value);
    }
  }
  only.end_object();
  return cut;
}

std::string entity_result(const model::Entity& entity)
{
  std::string text;
  JsonWriter json(text);
  json.begin_object()
    .member("entity_id", entity.id)
    .member("score", entity.score)
    .member("record_count", entity.records.size())
    .key("records")
    .begin_array();
  for (const model::Record& record : entity.records) {
    json.value(record.body());
  }
  json.end_array().key("edges").begin_array();
  for (const model::Edge& edge : entity.edges) {
    json.begin_object().member("a", edge.a).member("b", edge.b).member("rule", edge.rule).end_object();
  }
  json.end_array().end_object();
  return text;
}

Result<std::string> search_result(const customer::SearchRequest& who, const customer::SearchResult& found)
{
  TRY_ASSIGN(std::string data, search_data(who, found, {}));
  TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(std::move(data)));
  return std::string(document.root()["entities"].at(0).raw());
}

// The insights of one entity put into its result object.
Result<std::string> with_insights(std::string result, const std::vector<model::Insight>& insights,
                                  const model::Entity& entity)
{
  if (insights.empty()) {
    return result;
  }
  std::vector<std::string> values;
  for (const model::Insight& insight : insights) {
    TRY_ASSIGN(std::string value, model::evaluate(insight, entity));
    values.push_back(std::move(value));
  }
  TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(std::move(result)));
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  for (const auto [key, value] : document.root().members()) {
    if (key != "insights") {
      json.key(key).value(value);
    }
  }
  write_insights(json, values, insights);
  json.end_object();
  return text;
}

} // namespace

jobs::Operation make_batch_operation(BatchAsk ask, backend::Reader& reader)
{
  return [ask = std::move(ask), &reader](const jobs::RowQuestion& question, unsigned,
                                         const CallContext& ctx) -> Result<jobs::RowAnswer> {
    TRY_ASSIGN(auto found, customer::search(question.who, reader, ctx));
    jobs::RowAnswer answer;
    if (auto error = customer::not_exactly_one(found)) {
      answer.status = error->kind == ErrorKind::not_found ? jobs::RowStatus::not_found : jobs::RowStatus::ambiguous;
      if (answer.status == jobs::RowStatus::ambiguous) {
        answer.error = std::move(error);
      }
      return answer;
    }
    const model::Entity& entity = found.entities.front();
    answer.entity_id = entity.id;
    answer.records = entity.records.size();
    answer.match_score = entity.hit_score;
    if (!ask.result) {
      return answer;
    }
    switch (ask.operation) {
    case BatchOperation::search: {
      TRY_ASSIGN(answer.result, search_result(question.who, found));
      break;
    }
    case BatchOperation::customer360: {
      JsonWriter json(answer.result);
      customer::write_customer360(json, customer::make_customer360(entity, ctx.as_of));
      break;
    }
    case BatchOperation::credit: {
      TRY_ASSIGN(answer.result, credit_result(entity, ask.bureau, ctx));
      return answer;
    }
    case BatchOperation::entity: answer.result = entity_result(entity); break;
    case BatchOperation::ask: return fail(ErrorKind::internal, "ask is not an operation of the reader");
    }
    TRY_ASSIGN(answer.result, with_insights(std::move(answer.result), ask.insights, entity));
    return answer;
  };
}

std::vector<output::Column> batch_columns(BatchOperation operation, std::string_view bureau)
{
  std::vector<output::Column> columns;
  if (operation == BatchOperation::ask) {
    columns.push_back({"tilores_answer", "answer"});
  }
  if (operation == BatchOperation::credit) {
    for (const std::string_view name : k_bureaus) {
      if (bureau.empty() || bureau == name) {
        const std::string prefix = "tilores_" + std::string(name) + "_";
        const std::string path = "bureaus." + std::string(name) + ".";
        columns.push_back({prefix + "score", path + "score"});
        columns.push_back({prefix + "utilization", path + "utilization"});
        columns.push_back({prefix + "report_date", path + "latest_report_date"});
      }
    }
  }
  return columns;
}

std::vector<output::Column> batch_known_columns(BatchOperation operation)
{
  std::vector<output::Column> columns;
  const auto add = [&](std::initializer_list<const char*> paths) {
    for (const char* const path : paths) {
      columns.push_back(output::column(path));
    }
  };
  switch (operation) {
  case BatchOperation::search: return search_known_columns();
  case BatchOperation::customer360:
    add({"account.*", "payment.*", "card.*", "support.*", "call.*", "credit.*", "contacts.*", "relations.*",
         "timeline.*", "quality.*", "insights.*"});
    break;
  case BatchOperation::credit: add({"customer.*", "as_of", "reports", "bureaus.*", "set_aside.*"}); break;
  case BatchOperation::entity: add({"entity_id", "score", "record_count", "records.*", "edges.*", "insights.*"}); break;
  case BatchOperation::ask:
    add({"answer", "customer.*", "route.*", "tools.*", "sources.*", "ungrounded.*", "model", "provider", "usage.*",
         "cost.*", "session", "finish"});
    break;
  }
  return columns;
}

} // namespace tilores::present
