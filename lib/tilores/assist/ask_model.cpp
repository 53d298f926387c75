#include <tilores/assist/ask_model.hpp>

#include <tilores/assist/grounding.hpp>
#include <tilores/assist/json_schema.hpp>
#include <tilores/assist/pseudonym.hpp>
#include <tilores/assist/tools.hpp>
#include <tilores/assist/words.hpp>
#include <tilores/customer/customer360.hpp>

#include <algorithm>
#include <set>

namespace tilores::assist {

namespace {

std::string_view first_tool(Action action)
{
  return action == Action::credit   ? "get_credit_report"
         : action == Action::edges  ? "get_entity_relationships"
         : action == Action::record ? "fetch_entity"
                                    : "search_customer_360";
}

std::string_view first_argument(Action action)
{
  return action == Action::credit                              ? "customer_id"
         : action == Action::edges || action == Action::record ? "entity_id"
                                                               : "query";
}

// Whether the question says which data it needs: a topic, or that it is about the customer as such. Elsewhere the model
// chooses its tools.
bool is_clear(std::string_view question, const Wish& wish)
{
  if (wish.topics.front() != Topic::overview && wish.topics.front() != Topic::not_held) {
    return true;
  }
  std::size_t others = 0;
  for (const Word& word : words_of(question)) {
    if (one_of(word.folded, "who whose overview summary summarise summarize profile details tell about show pull look "
                            "lookup everything info information know "
                            "quien resumen perfil datos muestra informacion sobre dame wer wem zusammenfassung "
                            "ubersicht profil zeig zeige uber auskunft infos")) {
      return true;
    }
    others += one_of(word.folded, "client customer id number email phone kunde cliente kundennummer") ? 0 : 1;
  }
  return others <= 1; // the identifier alone
}

// The question with the names under which tool results hold what it asks for, where they are not its words.
std::string sought_in(std::string_view question, const Wish& wish)
{
  std::string sought(question);
  for (const Topic topic : wish.topics) {
    sought += topic == Topic::advice    ? " factors steps text"
              : topic == Topic::debt    ? " debt"
              : topic == Topic::contact ? " contacts emails phones addresses"
                                        : "";
  }
  return sought;
}

class Talk {
public:
  Talk(const AskRequest& request, Scope& scope, const TalkSettings& settings, const CallContext& ctx)
    : m_request(request), m_scope(scope), m_settings(settings), m_ctx(ctx), m_stream(m_names)
  {
  }

  Result<AskResult> run()
  {
    m_result.routed = m_scope.routed;
    m_result.finish = Finish::stop;
    m_result.asked_model = true;
    if (m_settings.pseudonymised) {
      for (const model::Entity& entity : m_scope.customers) {
        m_names.learn(entity);
      }
      m_names.learn(m_scope.routed.subjects);
    }
    if (m_settings.card_first && !m_scope.customers.empty() && m_settings.schema.empty()) {
      m_card = answer_offline(m_request, m_scope, m_ctx).answer.text;
      if (m_settings.sink) {
        m_settings.sink(m_card);
      }
    }
    begin();
    for (unsigned step = 1;; ++step) {
      const bool last = step >= m_settings.steps || m_calls >= m_settings.tool_calls || m_stop_tools;
      m_chat.may_call = !last;
      m_chat.json = !m_settings.schema.empty();
      m_chat.json_schema = m_settings.schema;
      llm::ChatOutcome outcome = m_settings.provider->complete(m_chat, sink(), m_ctx);
      std::ranges::move(outcome.notices, std::back_inserter(m_result.warnings));
      if (!outcome.reply) {
        add(outcome.usage);
        return without_model(std::move(outcome.reply).error(), outcome.fault);
      }
      llm::ChatReply& reply = *outcome.reply;
      note(reply);
      if (reply.stop == llm::StopReason::broken) {
        return finish(Finish::error, Error{ErrorKind::partial, "the model's answer broke off", "ask again", {}, {}});
      }
      if (reply.stop == llm::StopReason::length) { // calls cut by the limit must not run
        return finish(Finish::length,
                      Error{ErrorKind::partial, "the model's answer reached its length limit", {}, {}, {}});
      }
      if (reply.calls.empty() || last) {
        if (reply.stop == llm::StopReason::blocked) {
          return finish(Finish::blocked,
                        Error{ErrorKind::partial, "the provider's content filter cut the answer", {}, {}, {}});
        }
        if (m_text.empty()) {
          const char* const why =
            reply.calls.empty() ? "the model gave an empty answer" : "the model asked for tools without end";
          return without_model(Error{ErrorKind::unavailable, why, {}, {}, {}}, llm::Fault::transient);
        }
        if (check_answer(reply)) {
          continue;
        }
        const bool limit = m_limit || (last && !reply.calls.empty());
        if (limit && !m_bad_json) {
          return finish(Finish::limit, Error{ErrorKind::partial,
                                             "the model was stopped at the limit of calls; its answer may lack facts",
                                             {},
                                             {},
                                             {}});
        }
        return finish(limit ? Finish::limit : Finish::stop, m_bad_json);
      }
      use_tools(reply);
    }
  }

private:
  void begin()
  {
    m_chat.messages.push_back({llm::Role::system, m_settings.prompt.body});
    m_chat.max_tokens = m_settings.max_tokens;
    m_chat.meter = m_settings.meter;
    m_chat.customer_data = !m_scope.customers.empty();
    for (const Message& message : m_request.history) {
      m_chat.messages.push_back(
        {message.role == "assistant" ? llm::Role::assistant : llm::Role::user, hidden(message.text)});
    }
    m_chat.messages.push_back({llm::Role::user, hidden(m_request.question)});
    if (m_scope.customers.empty()) {
      return;
    }
    for (const Tool& tool : tools()) {
      m_chat.tools.push_back({std::string(tool.name), std::string(tool.description), std::string(tool.schema)});
    }
    if (!is_clear(m_request.question, m_scope.wish)) {
      return; // the model chooses
    }
    // What the question needs is known: it is fetched before the model is asked, which saves a call.
    llm::ChatReply known;
    for (std::size_t i = 0; i < m_scope.customers.size(); ++i) {
      std::string arguments;
      JsonWriter(arguments)
        .begin_object()
        .member(first_argument(m_scope.routed.action), m_scope.customers[i].id)
        .end_object();
      known.calls.push_back({"tl_data" + std::to_string(i + 1), std::string(first_tool(m_scope.routed.action)),
                             m_settings.pseudonymised ? m_names.hide(arguments) : arguments});
    }
    run_calls(known);
  }

  std::string hidden(std::string_view text)
  {
    return m_settings.pseudonymised ? m_names.hide(text) : std::string(text);
  }

  llm::TokenSink sink()
  {
    if (!m_settings.sink || !m_settings.schema.empty()) {
      return {};
    }
    return [this](std::string_view piece) {
      const std::string text = m_settings.pseudonymised ? m_stream.feed(piece) : std::string(piece);
      show(text);
    };
  }

  // The model's words; after a card they begin a line.
  void show(std::string_view text)
  {
    if (text.empty()) {
      return;
    }
    if (!m_card.empty() && !m_shown) {
      m_settings.sink("\n");
    }
    m_shown = true;
    m_settings.sink(text);
  }

  void flush_stream()
  {
    const std::string text = m_stream.finish();
    if (m_settings.sink && m_settings.schema.empty()) {
      show(text);
    }
  }

  void add(const llm::ChatUsage& usage)
  {
    m_result.usage.input += usage.input;
    m_result.usage.output += usage.output;
    m_result.usage.cached += usage.cached;
  }

  void note(const llm::ChatReply& reply)
  {
    m_text += m_settings.pseudonymised ? m_names.restore(reply.content) : reply.content;
    add(reply.usage);
    m_result.provider = reply.provider;
    m_result.model = reply.model.empty() ? reply.asked_model : reply.model;
    if (m_settings.expected_model && !m_settings.expected_model(reply.model) && !m_warned) {
      m_warned = true;
      m_result.warnings.push_back("asked for " + reply.asked_model + ", answered by " + reply.model);
    }
  }

  void run_calls(const llm::ChatReply& reply)
  {
    const std::string sought = sought_in(m_request.question, m_scope.wish);
    const ToolContext context{m_scope.customers, sought, m_request.region, m_ctx.as_of, m_settings.result_tokens};
    std::vector<ToolResult> results =
      run_tools(reply.calls, context, m_settings.pseudonymised ? &m_names : nullptr, m_ctx);
    m_chat.messages.push_back(
      {llm::Role::assistant, reply.content, reply.calls, {}, {}, reply.native, reply.asked_model});
    for (std::size_t i = 0; i < results.size(); ++i) {
      m_chat.messages.push_back({llm::Role::tool, results[i].hidden, {}, reply.calls[i].id, reply.calls[i].name});
      m_facts.push_back(std::move(results[i].content));
      m_bad_arguments += results[i].bad_arguments ? 1 : 0;
      m_scope.tools.push_back(std::move(results[i].use));
    }
  }

  void use_tools(llm::ChatReply& reply)
  {
    if (!m_text.empty() && !m_text.ends_with('\n')) { // talk before a call is a line of its own
      m_text += '\n';
      if (const auto out = sink()) {
        flush_stream();
        show("\n");
      }
    }
    bool repeated = false;
    for (const llm::ToolCall& call : reply.calls) {
      repeated = !m_seen.insert(call.name + " " + call.arguments).second || repeated;
    }
    // More calls than are left get no answer of their own; every id must be answered, so the turn is cut.
    const std::size_t left = m_settings.tool_calls - m_calls;
    if (reply.calls.size() > left) {
      reply.calls.resize(left);
      reply.native.clear();
      m_limit = true;
    }
    const unsigned bad_before = m_bad_arguments;
    m_calls += static_cast<unsigned>(reply.calls.size());
    run_calls(reply);
    m_stop_tools = m_stop_tools || repeated || (bad_before > 0 && m_bad_arguments > bad_before);
    m_limit = m_limit || m_stop_tools || m_calls >= m_settings.tool_calls;
  }

  // With --schema a bad answer is sent back once. True: ask again.
  bool check_answer(const llm::ChatReply& reply)
  {
    if (m_settings.schema.empty()) {
      return false;
    }
    const auto schema = JsonDocument::parse(m_settings.schema);
    const auto answer = JsonDocument::parse(m_text);
    const auto fault =
      !answer ? std::optional<std::string>("the answer is not JSON") : schema_fault(schema->root(), answer->root());
    if (!fault) {
      m_bad_json.reset();
      return false;
    }
    const bool again = !m_bad_json;
    m_bad_json = Error{ErrorKind::partial, "the answer does not fit the schema: " + *fault, {}, {}, {}};
    if (again) {
      m_chat.messages.push_back({llm::Role::assistant, reply.content});
      m_chat.messages.push_back(
        {llm::Role::user, "That does not fit the schema: " + *fault + ". Give the JSON value again."});
      m_text.clear();
    }
    return again;
  }

  Result<AskResult> finish(Finish how, std::optional<Error> error)
  {
    flush_stream();
    m_result.answer.text = m_card.empty() || m_text.empty() ? m_card + m_text : m_card + "\n" + m_text;
    m_result.answer.intent = m_scope.customers.empty() ? "general" : to_string(m_scope.wish.topics.front());
    m_result.finish = how;
    m_result.error = std::move(error);
    if (!m_scope.customers.empty()) {
      std::vector<std::string_view> sources{m_request.question};
      for (const Message& message : m_request.history) {
        sources.emplace_back(message.text);
      }
      for (const std::string& fact : m_facts) {
        sources.emplace_back(fact);
      }
      const std::string today = to_string(m_ctx.as_of);
      sources.emplace_back(today);
      sources.emplace_back(m_card); // from the data: sums and ages stand in no tool result
      m_result.ungrounded = ungrounded_values(m_result.answer.text, sources);
      // Where the facts stand: the sources of the same question answered from the data.
      for (const model::Entity& entity : m_scope.customers) {
        Answer own = answer_customer(m_scope.wish, entity, m_ctx.as_of, m_request.voice, m_scope.routed.lang);
        std::ranges::move(own.sources, std::back_inserter(m_result.answer.sources));
      }
    }
    m_result.tools = std::move(m_scope.tools);
    m_result.customers = std::move(m_scope.customers);
    return std::move(m_result);
  }

  Result<AskResult> without_model(Error error, llm::Fault fault)
  {
    if (!m_text.empty()) { // text was shown already; it cannot be unsaid
      return finish(
        Finish::error,
        Error{ErrorKind::partial, "the model's answer is not complete: " + error.message, error.hint, {}, {}});
    }
    const bool own_budget =
      error.kind == ErrorKind::budget && fault != llm::Fault::quota; // a provider's quota is its failure
    const bool final = !m_settings.fall_back || error.kind == ErrorKind::cancelled || (own_budget && m_card.empty()) ||
                       m_scope.customers.empty() || !m_settings.schema.empty();
    if (final) {
      return fail(std::move(error));
    }
    std::vector<std::string> warnings = std::move(m_result.warnings);
    warnings.push_back("no model answered (" + describe(error) + "); this answer is from the data");
    const TokenUsage usage = m_result.usage;
    AskResult result = answer_offline(m_request, std::move(m_scope), m_ctx);
    result.warnings = std::move(warnings);
    result.usage = usage;
    result.asked_model = true;
    return result;
  }

  const AskRequest& m_request;
  Scope& m_scope;
  const TalkSettings& m_settings;
  const CallContext& m_ctx;
  Pseudonyms m_names;
  PseudonymStream m_stream;
  llm::ChatRequest m_chat;
  AskResult m_result;
  std::string m_card;               // from the data, shown before the model's words
  bool m_shown = false;             // some of those words were
  std::string m_text;               // of the answer so far, real values
  std::vector<std::string> m_facts; // what the tools gave, real values
  std::set<std::string> m_seen;     // calls made
  unsigned m_calls = 0;
  unsigned m_bad_arguments = 0;
  bool m_stop_tools = false;
  bool m_limit = false;
  bool m_warned = false;
  std::optional<Error> m_bad_json;
};

} // namespace

bool wants_model(const Scope& scope) { return !scope.settled || scope.routed.action == Action::general; }

Result<AskResult> answer_with_model(const AskRequest& request, Scope scope, const TalkSettings& talk,
                                    const CallContext& ctx)
{
  scope.settled.reset();
  return Talk(request, scope, talk, ctx).run();
}

} // namespace tilores::assist
