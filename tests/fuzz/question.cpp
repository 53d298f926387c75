// The road of a question: recognise, route, inspect and neutralise, and the same answer twice.
#include "property.hpp"

#include <tilores/assist/guard.hpp>
#include <tilores/assist/route.hpp>
#include <tilores/assist/sentences.hpp>
#include <tilores/base/text.hpp>

using namespace tilores;
using namespace tilores::assist;

namespace {

void check_recognition(std::string_view text)
{
  const Recognition found = recognise(text);
  std::size_t end = 0;
  for (const Span& span : found.spans) {
    require(span.begin >= end && span.end > span.begin && span.end <= text.size() && !span.label.empty());
    end = span.end;
  }
  for (const Subject& subject : found.subjects) {
    require(!subject.identifiers.empty() && subject.begin < text.size());
    for (const Identifier& id : subject.identifiers) {
      require(!id.value.empty() && id.value.size() <= text.size() + 32);
    }
  }
  const Routed routed = route(text);
  require(routed.margin >= 0 && routed.lang == found.lang);
  require(route(text).action == routed.action);
}

void check_guard(std::string_view text)
{
  const GuardVerdict verdict = inspect(text);
  require(verdict.score >= 0 && verdict.score <= 1);
  const std::string safe = neutralise(text);
  require(neutralise(safe) == safe && !invalid_utf8_at(safe).has_value());
  const std::string hidden = hidden_text(text);
  require(hidden.size() <= 64 * text.size() + 1024);
  static_cast<void>(normalise_for_guard(text));
}

void check_sentences(std::string_view text, std::size_t step)
{
  SentenceStream stream;
  std::string shown;
  for (std::size_t at = 0; at < text.size(); at += step) {
    shown += stream.feed(text.substr(at, step));
  }
  shown += stream.finish();
  require(shown == text);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  std::string_view text = text_of(data, size);
  check_recognition(text);
  check_guard(text);
  check_sentences(text, 1);
  check_sentences(text, 7);
  // The first line as what went before, the rest as the question.
  const std::string before(take_line(text));
  const std::vector<Message> history{{"user", before}, {"assistant", before}};
  static_cast<void>(route(text, history));
  const auto known = known_customers(history, "US");
  const auto meant = resolve_follow_up(text, known);
  require(meant.size() <= known.size() + 1);
  static_cast<void>(is_partial_correction(text, known));
  return 0;
}
