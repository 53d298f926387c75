#pragma once
// One question answered as settings and flags say: route, customer, cached answer, model or data, truth. The road of
// `ask`, its prompt and `batch --op ask` alike.

#include "app.hpp"
#include "wiring_llm.hpp"

#include <tilores/assist/ask.hpp>
#include <tilores/base/crypto.hpp>
#include <tilores/cache/tiered.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::app {

// What is done about values of an answer that the data do not hold: nothing, a warning, error `partial`.
enum class Verify : std::uint8_t { off, warn, strict };

struct AssistantSettings {
  ModelChoice choice;
  bool offline = false;
  unsigned steps = 6; // model calls a question, at most
  Verify verify = Verify::warn;
  std::string schema;    // --schema: a JSON Schema; empty: answers are text
  bool fall_back = true; // where no model answers, the data may
};

// Make it from one thread; ask() may then be called from many, when their readers may.
class Assistant {
public:
  // Fails as the settings do, with `auth` for a named model without its key or a schema without a model, and with
  // `usage` for a schema that is none.
  [[nodiscard]] static Result<Assistant> make(Session& session, AssistantSettings settings);

  // `sink` takes the text of the answer as it comes, where it comes in pieces; what it was given joined equals
  // answer.text. Fails where there is no answer at all; `ambiguous`, `not_found`, `clarify` and `partial` are in the
  // result.
  [[nodiscard]] Result<assist::AskResult> ask(const assist::AskRequest& request, const assist::ReaderSource& reader,
                                              const CallContext& ctx,
                                              const std::function<void(std::string_view)>& sink = {}) const;

  // The model a question goes to first; null: the data answer.
  [[nodiscard]] const llm::Model* model(bool customer_data) const;
  // To be said once, however many questions are asked; `customer_data`: some of them were about customers.
  [[nodiscard]] std::vector<std::string> notices(bool customer_data) const;

private:
  Assistant() = default;
  // `steps`: model calls left; `purse` pays for them.
  Result<assist::AskResult> answer(const assist::AskRequest& request, const assist::ReaderSource& reader,
                                   const CallContext& ctx, const std::function<void(std::string_view)>& sink) const;
  Result<assist::AskResult> ask_model(const assist::AskRequest& request, assist::Scope scope, unsigned steps,
                                      assist::Purse& purse, const CallContext& ctx,
                                      const std::function<void(std::string_view)>& sink) const;

  AssistantSettings m_settings;
  std::optional<Models> m_models;
  std::string m_prompts;           // folder; empty: the shipped ones
  std::optional<Millis> m_timeout; // of one model call
  bool m_card_first = false;
  bool m_by_sentence = false;
  cache::Cache* m_cache = nullptr; // null: answers are not kept
  Key256 m_key{};                  // of cached answers and of their tags
};

} // namespace tilores::app
