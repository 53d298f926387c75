// The answer from the data: each topic by its group. Values are spelt so that they can be checked: ISO dates, plain
// numbers.
#include <tilores/assist/answer_writer.hpp>

namespace tilores::assist {

namespace {

void say_overview(Writer& out, const Wish& wish)
{
  say_person(out, Topic::contact, {}, {});
  for (const Topic part :
       {Topic::status, Topic::product, Topic::balance, Topic::next_payment, Topic::last_success, Topic::last_failed}) {
    say_account(out, part, {});
  }
  say_service(out, Topic::tickets, {});
  say_service(out, Topic::last_call, {});
  say_credit(out, Topic::score, wish);
}

void say_quality(Writer& out)
{
  const model::Quality& quality = out.customer().quality;
  const std::string advice = quality.advice.empty() ? "" : "; " + quality.advice.front().text;
  out.answer.facts.emplace_back("quality.score", std::to_string(quality.score));
  out.source("", "quality");
  out.say({"The quality of the data is {} of 100{}.", "La calidad de los datos es {} de 100{}.",
           "Die Qualität der Daten ist {} von 100{}."},
          std::to_string(quality.score), advice);
}

void say_not_held(Writer& out, const std::vector<Phrase>& absent)
{
  if (absent.empty()) {
    out.say({"The data hold no field that answers this (not available).",
             "Los datos no tienen ningún campo que responda a eso (not available).",
             "Die Daten enthalten kein Feld, das das beantwortet (not available)."});
    return;
  }
  std::string names;
  for (const Phrase& name : absent) {
    names += (names.empty() ? "" : ", ") + std::string(out.in(name));
  }
  out.say({"The data hold no field about {} (not available).",
           "Los datos no tienen ningún campo sobre {} (not available).",
           "Die Daten enthalten kein Feld über {} (not available)."},
          names);
}

void say_topic(Writer& out, Topic topic, const Wish& wish, const std::vector<Sharing>& sharing)
{
  switch (topic) {
  case Topic::status:
  case Topic::since:
  case Topic::product:
  case Topic::price:
  case Topic::eligibility:
  case Topic::cancellation:
  case Topic::balance:
  case Topic::next_payment:
  case Topic::last_success:
  case Topic::last_failed:
  case Topic::card: say_account(out, topic, wish); break;
  case Topic::standing:
  case Topic::paid:
  case Topic::activity: say_payments(out, topic, wish); break;
  case Topic::tickets:
  case Topic::ticket:
  case Topic::last_call:
  case Topic::last_contact: say_service(out, topic, wish); break;
  case Topic::contact:
  case Topic::birth:
  case Topic::sharing:
  case Topic::field:
  case Topic::relations: say_person(out, topic, wish, sharing); break;
  case Topic::spread:
  case Topic::score_since:
  case Topic::reasons: say_scores(out, topic, wish); break;
  case Topic::report_figure: say_report_figure(out, wish); break;
  case Topic::score:
  case Topic::trend:
  case Topic::utilization:
  case Topic::lates:
  case Topic::open_accounts:
  case Topic::inquiries:
  case Topic::derogatories:
  case Topic::debt:
  case Topic::frozen:
  case Topic::account_age:
  case Topic::risk:
  case Topic::advice:
  case Topic::reports: say_credit(out, topic, wish); break;
  case Topic::quality: say_quality(out); break;
  case Topic::overview: say_overview(out, wish); break;
  case Topic::not_held: say_not_held(out, wish.absent); break;
  }
}

} // namespace

Answer answer_customer(const Wish& wish, const model::Entity& entity, const Date& as_of, Voice voice, Lang lang,
                       const std::vector<Sharing>& sharing)
{
  const customer::Customer360 customer = customer::make_customer360(entity, as_of);
  Writer out(entity, customer, voice, lang);
  for (const Topic topic : wish.topics) {
    out.answer.intent += (out.answer.intent.empty() ? "" : "+") + std::string(to_string(topic));
    say_topic(out, topic, wish, sharing);
  }
  return std::move(out.answer);
}

} // namespace tilores::assist
