#pragma once
// Writes the sentences of the offline answerer and notes which facts, of which records, they hold. Internal to assist.

#include <tilores/assist/answer.hpp>
#include <tilores/base/date.hpp>
#include <tilores/model/normalise.hpp>
#include <tilores/model/record.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tilores::assist {

inline std::string show(const std::string& value) { return value; }
inline std::string show(const Date& value) { return to_string(value); }
inline std::string show(customer::Cents value) { return model::format_money(value); }
inline std::string show(int value) { return std::to_string(value); }
inline std::string show(std::uint32_t value) { return std::to_string(value); }
inline std::string show(std::size_t value) { return std::to_string(value); }
inline std::string show(bool value) { return value ? "yes" : "no"; }

class Writer {
public:
  Writer(const model::Entity& entity, const customer::Customer360& customer, Voice voice, Lang lang)
    : m_entity(entity), m_customer(customer), m_voice(voice), m_lang(lang)
  {
  }

  // The value as said, with its source; "not available" for none.
  template<typename T>
  std::string fact(std::string name, const std::optional<T>& value, std::string_view record_id, std::string_view field)
  {
    if (!value) {
      answer.facts.emplace_back(std::move(name), std::string(missing()));
      return std::string(missing());
    }
    std::string text = show(*value);
    answer.facts.emplace_back(std::move(name), text);
    answer.sources.push_back({m_customer.entity_id, std::string(record_id), std::string(field)});
    if constexpr (std::is_same_v<T, bool>) {
      return yes_or_no(*value);
    }
    return text;
  }
  template<typename T> std::string fact(std::string name, const customer::Fact<T>& value)
  {
    return fact(std::move(name), value.value, value.record_id, value.field);
  }

  // As fact, with a unit where there is a value.
  template<typename T> std::string amount(std::string name, const T& value, std::string_view unit)
  {
    std::string text = fact(std::move(name), value);
    return value.value ? text + std::string(unit) : text;
  }

  // Facts that the data do not have; "not available".
  std::string_view none(std::initializer_list<std::string_view> names)
  {
    for (const std::string_view name : names) {
      answer.facts.emplace_back(name, missing());
    }
    return missing();
  }

  [[nodiscard]] std::string_view missing() const
  {
    return m_lang == Lang::es   ? "no disponible (not available)"
           : m_lang == Lang::de ? "nicht verfügbar (not available)"
                                : "not available";
  }

  template<typename... Values> void say(const Phrase& phrase, const Values&... values)
  {
    std::string_view form = in(phrase);
    std::string out;
    [[maybe_unused]] const auto next = [&](std::string_view value) {
      const std::size_t at = form.find("{}");
      out += form.substr(0, at);
      out += value;
      form = at == std::string_view::npos ? std::string_view{} : form.substr(at + 2);
    };
    (next(values), ...);
    out += form;
    answer.text += (answer.text.empty() ? "" : " ") + out;
  }

  [[nodiscard]] Lang lang() const { return m_lang; }
  [[nodiscard]] const model::Entity& entity() const { return m_entity; }
  [[nodiscard]] const customer::Customer360& customer() const { return m_customer; }
  [[nodiscard]] std::string_view in(const Phrase& phrase) const
  {
    return m_lang == Lang::es ? phrase.es : m_lang == Lang::de ? phrase.de : phrase.en;
  }
  [[nodiscard]] std::string yes_or_no(bool value) const
  {
    return std::string(value ? in({"yes", "sí", "ja"}) : in({"no", "no", "nein"}));
  }
  // A value that is computed from several records, with where those stand.
  void source(std::string_view record_id, std::string_view field)
  {
    answer.sources.push_back({m_customer.entity_id, std::string(record_id), std::string(field)});
  }

  void explain(const Phrase& phrase)
  {
    if (m_voice == Voice::client) {
      say(phrase);
    }
  }

  Answer answer;

private:
  const model::Entity& m_entity;
  const customer::Customer360& m_customer;
  Voice m_voice;
  Lang m_lang;
};

// The sentences of each group of topics.
void say_account(Writer& out, Topic topic, const Wish& wish);
void say_payments(Writer& out, Topic topic, const Wish& wish); // standing, paid, activity
void say_service(Writer& out, Topic topic, const Wish& wish);  // tickets, calls, last contact
// Tickets whose subject or category has one of the stems, blank-separated and folded: what was asked for.
void say_requests(Writer& out, std::string_view stems);
void say_person(Writer& out, Topic topic, const Wish& wish, const std::vector<Sharing>& sharing);
void say_credit(Writer& out, Topic topic, const Wish& wish);
void say_scores(Writer& out, Topic topic, const Wish& wish); // spread, score_since, reasons
void say_check(Writer& out, const Check& check);             // nothing where the data do not decide
void say_report_figure(Writer& out, const Wish& wish);       // where the wish has one

} // namespace tilores::assist
