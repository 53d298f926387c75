// Safety floors and shape rules first; the trained tables decide the rest.
#include <tilores/assist/route.hpp>

#include <tilores/assist/certain_wish.hpp>
#include <tilores/assist/follow_up_signs.hpp>
#include <tilores/assist/guard.hpp>
#include <tilores/assist/linear_model.hpp>
#include <tilores/assist/secret_wish.hpp>
#include <tilores/assist/spelling.hpp>
#include <tilores/assist/unwanted.hpp>
#include <tilores/assist/words.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

extern "C" {
extern const char tilores_route_subject[];
extern const std::uint64_t tilores_route_subject_size;
extern const char tilores_route_open[];
extern const std::uint64_t tilores_route_open_size;
}

namespace tilores::assist {

namespace {

constexpr std::array<std::string_view, k_action_count> k_action_names = {
  "search", "credit", "edges", "record", "fields", "clarify", "general", "kb", "refuse", "unsupported"};

struct Choice {
  Action action = Action::clarify;
  double margin = 0;
};

Choice best_of(std::string_view table, std::span<const std::string> features, std::initializer_list<Action> allowed,
               double for_clarify = 0)
{
  Scores scores = score_classes(table, features);
  scores[static_cast<std::size_t>(Action::clarify)] += for_clarify;
  Choice choice{*allowed.begin(), 1e9};
  double best = -1e9;
  double second = -1e9;
  for (const Action action : allowed) {
    const double score = scores[static_cast<std::size_t>(action)];
    if (score > best) {
      second = std::exchange(best, score);
      choice.action = action;
    } else {
      second = std::max(second, score);
    }
  }
  choice.margin = best - second;
  return choice;
}

std::string_view subject_table()
{
  return {tilores_route_subject, static_cast<std::size_t>(tilores_route_subject_size)};
}
std::string_view open_table() { return {tilores_route_open, static_cast<std::size_t>(tilores_route_open_size)}; }

bool only_ids(const std::vector<Subject>& subjects)
{
  return std::all_of(subjects.begin(), subjects.end(), [](const Subject& subject) {
    return std::all_of(subject.identifiers.begin(), subject.identifiers.end(), [](const Identifier& id) {
      return id.type == IdType::record_id || id.type == IdType::entity_id;
    });
  });
}

// Words beside the identifiers that say anything.
std::size_t content_words(std::string_view text, const Recognition& found)
{
  std::size_t count = 0;
  for (const Word& word : words_of(text)) {
    const bool inside = std::any_of(found.spans.begin(), found.spans.end(),
                                    [&](const Span& span) { return span.begin <= word.begin && word.end <= span.end; });
    count +=
      inside || one_of(word.folded, "please pls bitte por favor the it is s a my um uh tel mailto email mail phone "
                                    "client customer id number crm name kunde cliente kundennummer hi hello")
        ? 0
        : 1;
  }
  return count;
}

std::string joined(std::string_view text)
{
  std::string out = " ";
  for (const Word& word : words_of(text)) {
    out += word.upper_first ? word.folded : plain_spelling(word.folded);
    out += ' ';
  }
  return out;
}

// What the tables take for talk or for an order, but asks what happened to the customer: "was NAME charged in
// October?", or for what is on file: "email of client A and B".
bool asks_data(const std::string& words, std::size_t content)
{
  const auto starts = [&](std::initializer_list<std::string_view> list) {
    return std::ranges::any_of(list, [&](std::string_view one) { return words.starts_with(one); });
  };
  const auto has = [&](std::string_view phrase) { return words.find(phrase) != std::string::npos; };
  const bool happened =
    starts({" was ", " were ", " did ", " has ", " have ", " had ", " when was ", " when did ", " how much was ",
            " how much did ", " wurde ", " hat ", " fue ", " se le ", " cuando "}) &&
    std::ranges::any_of(std::initializer_list<std::string_view>{" charged ", " billed ", " paid ", " pay ",
                                                                " refunded ", " refund ", " debited ", " invoiced ",
                                                                " credited ", " belastet ", " abgebucht ", " bezahlt ",
                                                                " gezahlt ", " cobrado ", " cobro ", " pago "},
                        has);
  std::string_view noun = words;
  for (const std::string_view lead :
       {" what is", " what are", " whats", " show", " give", " get", " tell", " find", " me", " us", " the", " all"}) {
    if (noun.starts_with(std::string(lead) + " ")) {
      noun.remove_prefix(lead.size());
    }
  }
  const auto what = [&](std::initializer_list<std::string_view> list) {
    return std::ranges::any_of(list, [&](std::string_view one) { return noun.starts_with(one); });
  };
  const bool only_ids =
    content <= 2 && what({" email for ", " emails for ", " e mail for ", " mail for "}); // "email for A and B"
  return happened || only_ids ||
         what({" email of ", " emails of ", " e mail of ", " e mails of ", " mail of ", " phone of ", " phones of ",
               " address of ", " addresses of ", " contact of ", " correo de ", " email de ", " email von ",
               " e mail von "});
}

// A new customer's data are no search for an old one.
bool creates(const std::string& words)
{
  for (const std::string_view verb : {" create ", " register ", " add ", " insert ", " onboard ", " sign up ", " lege ",
                                      " crea ", " registra ", " enter "}) {
    const std::size_t at = words.find(verb);
    if (at < 24) {
      for (const std::string_view what :
           {" new customer ", " new client ", " new member ", " customer named ", " client named ", " as a customer ",
            " as a new ", " a customer ", " a client ", " new account ", " nuevo cliente ", " neuen kunden ",
            " new record ", " new profile "}) {
        if (words.find(what) != std::string::npos) {
          return true;
        }
      }
    }
  }
  return false;
}

// What only the customer behind a record has; a record that is opened for none of it is all that is wanted.
bool asks_person_data(const std::string& words)
{
  return std::ranges::any_of(words_of(words), [](const Word& word) {
    return one_of(word.folded,
                  "phone email mail address name who whose plan tier ticket tickets order orders call calls "
                  "payment payments invoice invoices balance birthday dob born city number summary profile "
                  "owe owes telefono correo direccion nombre quien pedidos pedido llamadas pagos "
                  "facturas factura saldo telefon telefonnummer adresse anschrift heisst wer wem tarif "
                  "bestellungen anrufe anruf zahlungen rechnung rechnungen mailadresse customer status");
  });
}

// "was kostet sein Tarif?": somebody's data, and nobody was named.
bool asks_of_somebody(const std::string& words)
{
  const std::vector<Word> all = words_of(words);
  for (std::size_t i = 0; i + 1 < all.size(); ++i) {
    if (one_of(all[i].folded, "customer client kunde kunden kundin cliente clienta someone somebody jemand alguien")) {
      return false;
    }
  }
  for (std::size_t i = 0; i + 1 < all.size(); ++i) {
    if (one_of(all[i].folded, "his her sein seine seinen ihr ihre ihren su sus") &&
        one_of(all[i + 1].folded,
               "plan tier phone email address ticket tickets order orders balance invoice invoices score "
               "payment payments name birthday tarif rechnung rechnungen adresse telefonnummer "
               "bestellung bestellungen schulden bonitat vertrag tarifa factura facturas saldo correo "
               "telefono direccion pedido pedidos deuda next last letzte nachste")) {
      return true;
    }
  }
  return false;
}

// "same for X", "was ist mit X": what was asked before.
bool asks_the_same(const std::string& words)
{
  return std::ranges::any_of(
    std::initializer_list<std::string_view>{" same ", " lo mismo ", " igual para ", " dasselbe ", " das gleiche ",
                                            " what about ", " how about ", " que hay de ", " was ist mit ",
                                            " likewise ", " ditto ", " tambien para ", " auch fur ", " auch von "},
    [&](std::string_view phrase) { return words.find(phrase) != std::string::npos; });
}

// "which of those are nullable?": the list that was just shown.
bool points_at_list(const std::string& words)
{
  return std::ranges::any_of(
    std::initializer_list<std::string_view>{" those ",     " these ",     " them ",       " of it ",     " davon ",
                                            " von denen ", " die ",       " denen ",      " esos ",      " esas ",
                                            " ellos ",     " ellas ",     " estos ",      " estas ",     " which are ",
                                            " son ",       " the first ", " the second ", " the third ", " the last ",
                                            " that one ",  " type ",      " nullable ",   " mandatory ", " required "},
    [&](std::string_view phrase) { return words.find(phrase) != std::string::npos; });
}

// Where somebody lives or can be reached, or what he owes.
bool asks_whereabouts(const std::string& words)
{
  return std::ranges::any_of(
    std::initializer_list<std::string_view>{
      " live ",     " lives ",  " living ", " wohnen ",   " viven ",   " address ", " phone ",
      " number ",   " debt",    " owe",     " score ",    " salary ",  " wohnt ",   " lebt ",
      " adresse ",  " nummer ", " telefon", " schulden ", " bonitat ", " vive ",    " direccion ",
      " telefono ", " numero ", " debe ",   " deuda",     " puntaje ", " credit "},
    [&](std::string_view phrase) { return words.find(phrase) != std::string::npos; });
}

Routed decided(Action action, std::vector<Subject> subjects, const Recognition& found, Choice choice = {})
{
  Routed out;
  out.action = action;
  out.subjects = std::move(subjects);
  out.lang = found.lang;
  out.margin = choice.margin;
  out.by = choice.margin > 0 ? DecidedBy::table : DecidedBy::rules;
  return out;
}

// What the last questions of the conversation were about, for "and the month before?".
Action earlier_action(const std::vector<Message>& history, std::string_view region)
{
  for (std::size_t i = history.size(); i-- > 0;) {
    if (history[i].role != "assistant") {
      const Action action = route(history[i].text, {}, region).action;
      if (action == Action::credit || action == Action::edges || action == Action::search || action == Action::fields ||
          action == Action::record) {
        return action;
      }
    }
  }
  return Action::search;
}

// Begins with a question word.
bool asks(const std::string& words)
{
  return std::ranges::any_of(
    std::initializer_list<std::string_view>{" who ",  " what ",   " which ",   " why ",    " how ",   " is ",
                                            " are ",  " does ",   " do ",      " wer ",    " was ",   " welche ",
                                            " wie ",  " warum ",  " mit wem ", " que ",    " quien ", " con quien ",
                                            " cual ", " cuales ", " como ",    " por que "},
    [&](std::string_view word) { return words.starts_with(word); });
}

// "email ann@example.org her invoice", "text 555-0136 that we are late": the verb, whom, and what.
bool writes_to(std::string_view text, const Recognition& found)
{
  const std::vector<Word> all = words_of(text);
  std::size_t first = 0;
  while (first + 1 < all.size() && one_of(all[first].folded, "please pls can could you kindly now")) {
    ++first;
  }
  if (first + 1 >= all.size() || !one_of(all[first].folded, "email text message call ring sms send")) {
    return false;
  }
  const auto id = std::ranges::find_if(
    found.spans, [&](const Span& span) { return span.begin >= all[first].end && span.begin <= all[first].end + 2; });
  if (id == found.spans.end()) {
    return false;
  }
  const auto next = std::ranges::find_if(all, [&](const Word& word) { return word.begin >= id->end; });
  return next != all.end() && one_of(next->folded, "her his their the a an that back to about our saying");
}

Routed route_subject(std::string_view text, const Recognition& found, bool has_history)
{
  const bool ids = only_ids(found.subjects);
  if (content_words(text, found) == 0) {
    return decided(ids ? Action::record : Action::search, found.subjects, found);
  }
  const std::string words = joined(without_remarks(text));
  const bool only_names = std::ranges::all_of(found.subjects, [](const Subject& subject) {
    return std::ranges::all_of(subject.identifiers, [](const Identifier& id) { return id.type == IdType::name; });
  });
  const bool of_world = only_names && is_about_the_world(words) && !asks_whereabouts(words);
  if (asks_secret(text, words, found) || (is_private_curiosity(words) && !of_world) || asks_for_range(words)) {
    return decided(Action::refuse, {}, found);
  }
  if (is_about_examples(words) || (only_names && is_about_the_world(words))) {
    return decided(Action::general, {}, found);
  }
  if (creates(words)) {
    return decided(Action::unsupported, {}, found);
  }
  const std::vector<std::string> features = route_features(text, found, has_history);
  Choice choice =
    best_of(subject_table(), features,
            {Action::search, Action::credit, Action::edges, Action::record, Action::general, Action::unsupported});
  if (choice.action == Action::record && !ids) {
    choice = best_of(subject_table(), features, {Action::search, Action::credit, Action::edges});
  }
  const auto kind = [&](std::string_view label) { return std::ranges::find(features, label) != features.end(); };
  const bool linked = kind("k:edges");
  if (ids && found.subjects.size() == 1 && (choice.action == Action::search || choice.action == Action::record)) {
    const bool both = choice.action == Action::search || words.find(" and ") != std::string::npos ||
                      words.find(" y ") != std::string::npos || words.find(" und ") != std::string::npos;
    choice = {both && asks_person_data(words) ? Action::search : Action::record, 0};
  }
  const bool question = text.find('?') != std::string_view::npos && !orders_a_change(words);
  if (((choice.action == Action::search || (choice.action == Action::unsupported && question)) &&
       names_record_links(words)) ||
      (choice.action == Action::record && linked && asks(words))) {
    choice = {Action::edges, 0};
  }
  if (choice.action == Action::edges && !may_ask_links(words)) {
    choice = best_of(subject_table(), features, {Action::search, Action::credit, Action::unsupported});
  }
  if (choice.action == Action::search && names_credit_data(words)) {
    choice = {Action::credit, 0};
  }
  if (found.new_value || orders_a_change(words) || (found.subjects.size() == 1 && writes_to(text, found))) {
    choice = {Action::unsupported, 0};
  }
  // An address, a number or an id is there for its data; that it is an example is told above.
  constexpr double k_likely = 1;
  if (choice.action == Action::general && !only_names && choice.margin < k_likely) {
    choice = best_of(subject_table(), features, {Action::search, Action::credit, Action::edges, Action::unsupported});
  }
  if ((choice.action == Action::general || choice.action == Action::unsupported) &&
      asks_data(words, content_words(text, found))) {
    const bool credit = std::ranges::find(features, "k:credit") != features.end();
    choice = {credit ? Action::credit : Action::search, 0};
  }
  const bool none = choice.action == Action::general;
  return decided(choice.action, none ? std::vector<Subject>{} : found.subjects, found, choice);
}

} // namespace

std::string_view to_string(Route value)
{
  return value == Route::customer ? "customer" : value == Route::general ? "general" : "decline";
}

std::string_view to_string(Action action) { return k_action_names[static_cast<std::size_t>(action)]; }

Route route_of(Action action)
{
  switch (action) {
  case Action::search:
  case Action::credit:
  case Action::edges:
  case Action::record:
  case Action::fields:
  case Action::clarify: return Route::customer;
  case Action::general:
  case Action::kb: return Route::general;
  case Action::refuse:
  case Action::unsupported: return Route::decline;
  }
  return Route::customer;
}

Routed route(std::string_view text, const std::vector<Message>& history, std::string_view region)
{
  return route(text, history, region, recognise(text, region));
}

Routed route(std::string_view text, const std::vector<Message>& history, std::string_view region, Recognition found)
{
  if (!found.subjects.empty()) {
    Routed out = route_subject(text, found, !history.empty());
    const std::string asked = joined(text);
    if (out.action == Action::search && !history.empty() && asks_the_same(asked) && !asks_person_data(asked)) {
      const Action earlier = earlier_action(history, region);
      out.action = earlier == Action::credit || earlier == Action::edges ? earlier : out.action;
    }
    if (out.action == Action::edges && out.subjects.size() == 1 && names_pronoun(joined(text))) {
      // "is he linked to 5930018?": he is the other end
      std::vector<Subject> other = resolve_follow_up(text, known_customers(history, region));
      if (other.size() == 1 && other.front().identifiers != out.subjects.front().identifiers) {
        out.subjects.insert(out.subjects.begin(), std::move(other.front()));
      }
    }
    return out;
  }
  const std::string words = joined(text);
  if (words == " ") {
    return decided(Action::clarify, {}, found);
  }
  const std::vector<std::string> features = route_features(text, found, !history.empty());
  const std::vector<KnownCustomer> known = known_customers(history, region);
  if (asks_for_range(words) || asks_for_group(words) || asks_system_secret(words) ||
      (is_private_curiosity(words) && asks_whereabouts(words))) {
    return decided(Action::refuse, {}, found);
  }
  // Within a conversation about a customer, few words that say little else are about him.
  if (is_partial_correction(text, known)) {
    Routed out = decided(earlier_action(history, region), resolve_follow_up(text, known), found);
    out.from_history = true;
    return out;
  }
  const std::size_t content = content_words(text, found);
  const bool named_topic = content <= 3 && std::find(features.begin(), features.end(), "k:credit") != features.end();
  const bool refers = points_back(words) || (content <= 4 && describes_one(text, known));
  const double follow_up = known.empty() || content > 8 ? 0 : named_topic || refers ? 4 : 1.5;
  Choice choice = best_of(
    open_table(), features,
    {Action::clarify, Action::fields, Action::general, Action::kb, Action::refuse, Action::unsupported}, follow_up);
  if (choice.action != Action::refuse && orders_a_change(words)) {
    choice = {Action::unsupported, 0};
  }
  constexpr double k_sure = 2; // margin above which a refusal in the middle of a conversation needs no second opinion
  const bool attack = (choice.action == Action::refuse ? choice.margin < k_sure : choice.action != Action::fields) &&
                      inspect(text).attack;
  if (attack) {
    return decided(Action::refuse, {}, found);
  }
  if (choice.action == Action::refuse && choice.margin < k_sure && !known.empty()) {
    choice = best_of(open_table(), features,
                     {Action::clarify, Action::fields, Action::general, Action::kb, Action::unsupported}, follow_up);
  }
  if (choice.action == Action::clarify && known.empty() && asks_of_discoveries(words)) {
    choice = {Action::general, 0};
  }
  if ((choice.action == Action::kb || choice.action == Action::general) && history.empty() && content <= 5 &&
      asks_of_somebody(words)) {
    choice = {Action::clarify, 0};
  }
  if (choice.action == Action::refuse && orders_computing(words) && !inspect(text).attack) {
    choice = {Action::unsupported, 0};
  }
  const bool markup = text.find_first_of("{}<>*`;") != std::string_view::npos;
  if (choice.action == Action::refuse && !markup && (!has_refusal_sign(words) || is_harmless_secret(words)) &&
      !inspect(text).attack) {
    choice = best_of(open_table(), features,
                     {Action::clarify, Action::fields, Action::general, Action::kb, Action::unsupported}, follow_up);
  }
  const bool of_list =
    choice.action == Action::clarify ||
    ((choice.action == Action::general || choice.action == Action::kb) && content <= 7 && points_at_list(words));
  if (!history.empty() && of_list && known.empty() && earlier_action(history, region) == Action::fields) {
    return decided(Action::fields, {}, found, choice);
  }
  if (known.empty() || (choice.action != Action::clarify && choice.action != Action::unsupported)) {
    return decided(choice.action, {}, found, choice);
  }
  // A follow-up: the customer comes from the conversation, the wish from these words or, where they say none, from
  // the question before.
  std::vector<Subject> subjects = resolve_follow_up(text, known);
  if (choice.action == Action::unsupported) {
    Routed out = decided(Action::unsupported, std::move(subjects), found, choice);
    out.from_history = true;
    return out;
  }
  if (subjects.empty()) { // "his address?" where two could be meant
    return decided(Action::clarify, {}, found, choice);
  }
  found.subjects = subjects;
  std::vector<Subject> named = std::move(found.subjects);
  const std::string asked = without_criterion(text);
  Recognition of_wish = recognise(asked, region);
  of_wish.subjects = std::move(named);
  const std::vector<std::string> wish_features = route_features(asked, of_wish, false);
  Choice wish =
    best_of(subject_table(), wish_features, {Action::search, Action::credit, Action::edges, Action::unsupported});
  if (wish.action == Action::unsupported && starts_with_whose(words)) {
    wish = best_of(subject_table(), wish_features, {Action::search, Action::credit, Action::edges});
  }
  const Action earlier = earlier_action(history, region);
  const bool says_little = content_words(text, found) <= 4;
  const std::vector<Identifier> out_ids = subjects.front().identifiers;
  const auto kind = [&](std::string_view label) {
    return std::find(wish_features.begin(), wish_features.end(), label) != wish_features.end();
  };
  if (wish.action == Action::search && says_little && earlier == Action::credit &&
      (words.find(" before ") != std::string::npos || words.find(" change ") != std::string::npos ||
       words.find(" trend ") != std::string::npos || words.find(" previous ") != std::string::npos ||
       words.find(" earlier ") != std::string::npos || words.find(" month ") != std::string::npos ||
       words.find(" year ") != std::string::npos)) {
    wish.action = Action::credit;
  }
  if (wish.action == Action::search && kind("k:credit") && !kind("k:edges")) {
    wish.action = Action::credit;
  }
  const bool by_id = std::ranges::any_of(
    out_ids, [](const Identifier& id) { return id.type == IdType::record_id || id.type == IdType::entity_id; });
  const bool opens =
    std::ranges::any_of(std::initializer_list<std::string_view>{" open ", " load ", " pull up ", " bring up ", " abre ",
                                                                " muestra ", " offne ", " zeig ", " show me the "},
                        [&](std::string_view phrase) { return words.find(phrase) != std::string::npos; });
  const bool picks =
    words.find(" one ") != std::string::npos && !kind("k:credit") && !kind("k:edges") && !kind("k:write");
  if (picks && says_little) { // "the one in Boise": the wish is the one of the question before
    wish.action = earlier;
  }
  if (by_id && opens && refers && content <= 4) { // "open the last one"
    wish.action = Action::record;
  }
  Routed out = decided(wish.action, std::move(subjects), found, wish);
  out.from_history = true;
  return out;
}

} // namespace tilores::assist
