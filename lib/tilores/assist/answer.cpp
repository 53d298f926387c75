// The answer from the data: each topic by its group. Values are spelt so that they can be checked: ISO dates, plain
// numbers.
#include <tilores/assist/answer_values.hpp>
#include <tilores/assist/answer_writer.hpp>

#include <algorithm>

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

// A figure must not pass for one of a time that was not understood, or that the data hold no figure of.
void say_time(Writer& out, const Wish& wish)
{
  const auto any = [&](std::initializer_list<Topic> topics) {
    return std::any_of(topics.begin(), topics.end(), [&](Topic topic) {
      return std::find(wish.topics.begin(), wish.topics.end(), topic) != wish.topics.end();
    });
  };
  if (!wish.unread_time.empty() &&
      any({Topic::balance, Topic::standing, Topic::paid, Topic::last_success, Topic::last_failed, Topic::tickets,
           Topic::ticket, Topic::last_call, Topic::last_contact, Topic::activity})) {
    out.say({"The time in the question (\"{}\") was not understood; what follows is not limited to it but covers all "
             "that is on file.",
             "No se entendió el tiempo de la pregunta (\"{}\"); lo que sigue no se limita a él, sino que abarca todo "
             "lo que consta.",
             "Die Zeitangabe der Frage (\"{}\") wurde nicht verstanden; das Folgende ist nicht auf sie beschränkt, "
             "sondern umfasst alles Vorhandene."},
            plain_text(wish.unread_time));
  } else if (wish.period && any({Topic::balance, Topic::standing, Topic::status, Topic::tickets, Topic::ticket,
                                 Topic::last_contact})) {
    const Days days = days_of(*wish.period, out.customer().as_of);
    if (!contains(days, to_string(out.customer().as_of))) {
      out.say({"What follows is as of {}, not limited to {}.", "Lo que sigue es al {}, sin limitarse a {}.",
               "Das Folgende gilt am {}, nicht für {}."},
              to_string(out.customer().as_of), days.name);
    }
  }
}

} // namespace

Answer answer_customer(const Wish& wish, const model::Entity& entity, const Date& as_of, Voice voice, Lang lang,
                       const std::vector<Sharing>& sharing)
{
  const customer::Customer360 customer = customer::make_customer360(entity, as_of);
  Writer out(entity, customer, voice, lang);
  say_time(out, wish);
  for (const Check& check : wish.checks) {
    say_check(out, check);
  }
  for (const Topic topic : wish.topics) {
    out.answer.intent += (out.answer.intent.empty() ? "" : "+") + std::string(to_string(topic));
    say_topic(out, topic, wish, sharing);
  }
  return std::move(out.answer);
}

} // namespace tilores::assist
