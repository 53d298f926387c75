// Which of the mentioned identifiers are meant, and which belong to one customer.
#include <tilores/assist/mentions.hpp>
#include <tilores/assist/unwanted.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>

namespace tilores::assist {

namespace {

// Folded words between two places, blank-separated, with a blank at both ends; punctuation is dropped.
std::string words_between(const Workbench& bench, std::size_t begin, std::size_t end)
{
  std::string out = " ";
  for (const Word& word : bench.words) {
    if (word.begin >= begin && word.end <= end) {
      out += word.folded;
      out += ' ';
    }
  }
  return out;
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> phrases)
{
  return std::any_of(phrases.begin(), phrases.end(),
                     [&](std::string_view p) { return text.find(p) != std::string_view::npos; });
}

bool ends_with_any(std::string_view text, std::initializer_list<std::string_view> phrases)
{
  return std::any_of(phrases.begin(), phrases.end(), [&](std::string_view p) { return text.ends_with(p); });
}

bool negated(std::string_view before)
{
  return ends_with_any(before, {" not ",         " not the ",     " isn t ",          " instead of ",
                                " rather than ", " nicht ",       " statt ",          " anstatt ",
                                " en vez de ",   " en lugar de ", " no es ",          " no el ",
                                " no la ",       " sino ",        " forget ",         " ignore ",
                                " never mind ",  " no longer ",   " not a ",          " nicht die ",
                                " nicht der ",   " other than ",  " not client ",     " not customer ",
                                " not number ",  " not on ",      " not for ",        " instead of client ",
                                " except ",      " unlike ",      " old number was ", " used to be ",
                                " not mr ",      " not mrs ",     " wasn t ",         " anstelle von ",
                                " old one was ", " nicht kunde ", " not under ",      " formerly "}) &&
         !ends_with_any(before, {" sino "});
}

// "not the fax A but the mobile B": only label words stand between the negation and the value.
bool negated_label(std::string_view before, bool others)
{
  std::size_t at = std::string_view::npos;
  std::size_t length = 0;
  const auto look = [&](std::initializer_list<std::string_view> phrases) {
    for (const std::string_view phrase : phrases) {
      if (const std::size_t found = before.rfind(phrase);
          found != std::string_view::npos && (at == std::string_view::npos || found >= at)) {
        at = found;
        length = phrase.size();
      }
    }
  };
  look({" not ", " isn t ", " wasn t ", " no es ", " no era ", " nicht ", " kein "});
  if (others) { // alone, what is to be ignored is all there is
    look({" no ", " ignore ", " disregard ", " skip ", " forget ", " instead of ", " rather than ", " olvida ",
          " ignora ", " vergiss ", " ignoriere ", " statt ", " anstatt ", " en vez de ", " en lugar de "});
  }
  if (at == std::string_view::npos) {
    return false;
  }
  const std::string_view rest = trim(before.substr(at + length));
  for (const std::string_view word : split(rest, ' ')) {
    if (!word.empty() &&
        !one_of(word,
                "the his her their my client customer fax phone home work mobile cell landline office line number "
                "email mail id old mr mrs for under on account member name el la los las del de su con cliente "
                "clienta numero telefono correo fijo movil cuenta por bajo der die das den dem kunde kundin kunden "
                "nummer kundennummer telefon handy festnetz von fur unter es ist frau herr herrn senor senora")) {
      return false;
    }
  }
  return !rest.empty();
}

bool corrected(std::string_view between)
{
  return has_any(between, {" sorry ",         " no wait ",       " wait ",           " i mean ",
                           " i meant ",       " make that ",     " scratch ",        " correction ",
                           " oops ",          " whoops ",        " should be ",      " should read ",
                           " perdon ",        " digo ",          " mejor dicho ",    " quise decir ",
                           " besser gesagt ", " korrektur ",     " entschuldigung ", " ich meine ",
                           " apologies ",     " my bad ",        " strike that ",    " rather it s ",
                           " actually ",      " pardon ",        " it s actually ",  " excuse me ",
                           " quiero decir ",  " vielmehr ",      " moment ",         " typo ",
                           " falsch ",        " no no ",         " hang on ",        " hold on ",
                           " but meant ",     " meant ",         " sino ",           " sondern ",
                           " meinte ",        " queria decir ",  " ich meinte ",     " should have ",
                           " gemeint war ",   " gemeint ist ",   " quatsch ",        " ach nein ",
                           " or rather ",     " by mistake ",    " in error ",       " por error ",
                           " versehentlich ", " espera ",        " irrtumlich ",     " besser ",
                           " the right one ", " the correct ",   " el correcto ",    " la correcta ",
                           " lo correcto ",   " richtig ist ",   " richtig ware ",   " richtige ",
                           " it is really ",  " it s really ",   " en realidad ",    " eigentlich ",
                           " debi decir ",    " debi escribir ", " hatte sagen ",    " hatte schreiben ",
                           " verschrieben ",  " me equivoque ",  " ich korrigiere ", " the right ",
                           " stop ",          " change that "}) ||
         ends_with_any(between, {" nein ", " no ", " no it s ", " nope ", " doch ", " rather "});
}

bool failed(std::string_view between)
{
  return has_any(between, {" bounced ",     " bounces ",      " is wrong ",       " was wrong ",       " doesn t work ",
                           " didn t work ", " gave nothing ", " found nothing ",  " no hit",           " is outdated ",
                           " is old ",      " not found ",    " is a typo ",      " was a typo ",      " disconnected ",
                           " no longer ",   " is dead ",      " was misspelled ", " came back empty ", " no match",
                           " is invalid "}) &&
         has_any(between, {" try ", " use ", " it s ", " instead ", " take ", " check ", " should ", " right one ",
                           " correct ", " new ", " so ", " now ", " but "});
}

bool is_role_mailbox(std::string_view email)
{
  return one_of(
    email.substr(0, email.find('@')),
    "support billing info help helpdesk service noreply no-reply donotreply do-not-reply admin postmaster office "
    "contact sales "
    "team careers hr news newsletter notifications complaints customerservice care webmaster mailer-daemon");
}

// Within quotation marks behind "the note says", "der Zettel lautet": another's words, not the asker's.
bool is_quoted(const Workbench& bench, const Mention& mention)
{
  const auto open = [&](std::string_view mark) { return bench.text.substr(0, mention.begin).rfind(mark); };
  std::size_t begin = std::string_view::npos;
  for (const std::string_view mark : {"\"", "\xE2\x80\x9C", "\xE2\x80\x9E", "\xC2\xAB", " '"}) {
    if (const std::size_t at = open(mark);
        at != std::string_view::npos && (begin == std::string_view::npos || at > begin)) {
      begin = at;
    }
  }
  if (begin == std::string_view::npos) {
    return false;
  }
  const std::string_view inside = bench.text.substr(begin + 1, mention.begin - begin - 1);
  if (inside.find('"') != std::string_view::npos || inside.find("' ") != std::string_view::npos) {
    return false; // closed before
  }
  const std::string lead = words_between(bench, begin > 60 ? begin - 60 : 0, begin);
  return bench.text.find_first_of("\"'\x9D\xBB", mention.end) != std::string_view::npos &&
         has_any(lead, {" note ",    " notes ", " says ",    " said ",    " reads ",     " text ",     " comment ",
                        " message ", " wrote ", " steht ",   " notiz ",   " lautet ",    " schreibt ", " dice ",
                        " nota ",    " pone ",  " escribe ", " mensaje ", " nachricht ", " subject ",  " ticket "});
}

void reject(Mention& mention) { mention.wanted = false; }

// "the first … - check the cell", "use the phone", "the latter".
void pick_by_label(Workbench& bench, std::vector<Mention*>& all)
{
  if (all.size() < 2) {
    return;
  }
  const std::string tail = words_between(bench, all.back()->end, bench.text.size());
  Mention* chosen = nullptr;
  std::string label;
  for (const std::string_view verb :
       {" use the ",        " check the ",  " try the ",       " take the ", " go with the ",
        " search by ",      " search the ", " search by the ", " nimm die ", " nimm das ",
        " usa el ",         " i want the ", " look up the ",   " only the ", " just the ",
        " want the ",       " need the ",   " by the ",        " use ",      " try ",
        " go by ",          " usa la ",     " toma el ",       " nimm den ", " nehmen wir die ",
        " nehmen wir das ", " use his ",    " use her ",       " take "}) {
    if (const std::size_t at = tail.find(verb); at != std::string::npos) {
      const std::size_t begin = at + verb.size();
      const std::string next = tail.substr(begin, tail.find(' ', begin) - begin);
      label = one_of(next, "the la el die der den das his her") ? label : next;
    }
  }
  if (label == "former") {
    label = "first";
  }
  const auto ordinal = [&](std::string_view word) -> Mention* {
    return one_of(word, "first 1st")                ? all.front()
           : one_of(word, "second latter last 2nd") ? all[word == "last" ? all.size() - 1 : 1]
                                                    : nullptr;
  };
  if (!label.empty()) {
    chosen = ordinal(label);
    for (const std::string_view nth : {"first", "second", "last"}) {
      if (chosen == nullptr && has_any(tail, {" the " + std::string(nth) + " is her " + label + " "})) {
        chosen = ordinal(nth);
      }
      for (const std::string_view link : {" is his ", " is the ", " is their ", " is a ", " one is the ", " is my "}) {
        if (chosen == nullptr &&
            tail.find(" " + std::string(nth) + std::string(link) + label + " ") != std::string::npos) {
          chosen = ordinal(nth);
        }
      }
    }
    if (chosen == nullptr) {
      std::size_t left = 0;
      std::size_t fits = 0;
      Mention* by_word = nullptr;
      for (Mention* mention : all) {
        const std::string before = words_between(bench, left, mention->begin);
        if (before.find(" " + label + " ") != std::string::npos || to_string(mention->id.type) == label ||
            (label == "mail" && mention->id.type == IdType::email)) {
          by_word = mention;
          ++fits;
        }
        left = mention->end;
      }
      if (fits == 0) { // "702-555-0138 for home"
        for (std::size_t i = 0; i < all.size(); ++i) {
          const std::size_t end = i + 1 < all.size() ? all[i + 1]->begin : bench.text.size();
          const std::string after = words_between(bench, all[i]->end, end);
          const bool labelled = after.starts_with(" " + label + " ") || after.starts_with(" for " + label + " ") ||
                                after.starts_with(" is " + label + " ") || after.starts_with(" at " + label + " ");
          by_word = labelled ? all[i] : by_word;
          fits += labelled ? 1 : 0;
        }
      }
      chosen = fits == 1 ? by_word : nullptr;
    }
  }
  if (chosen != nullptr) {
    for (Mention* mention : all) {
      if (mention != chosen && mention->id.type == chosen->id.type) {
        reject(*mention);
      }
      if (mention != chosen && label == "phone" && mention->id.type == IdType::phone) {
        reject(*mention);
      }
    }
  }
}

} // namespace

void drop_unwanted(Workbench& bench)
{
  std::vector<Mention>& mentions = bench.mentions;
  std::sort(mentions.begin(), mentions.end(), [](const Mention& a, const Mention& b) { return a.begin < b.begin; });
  const std::string all = words_between(bench, 0, bench.text.size());
  const std::vector<Stretch> remarks = machine_remarks(bench.text);
  const auto in_remark = [&](const Mention& mention) {
    return std::any_of(remarks.begin(), remarks.end(), [&](const Stretch& remark) {
      return remark.begin <= mention.begin && mention.end <= remark.end;
    });
  };
  std::size_t left = 0;
  for (std::size_t i = 0; i < mentions.size(); ++i) {
    Mention& mention = mentions[i];
    const std::string before = words_between(bench, left, mention.begin);
    const bool others = mentions.size() > 1;
    // "cliente A, no B" refuses B where "A, no, B" corrects A.
    const std::string_view gap = trim(bench.text.substr(left, mention.begin - left));
    const bool no_only = i > 0 && bench.lang == Lang::es && before.ends_with(" no ") &&
                         (gap.ends_with("no") || gap.ends_with("No")) && gap.size() > 2;
    const bool after_denial = i > 0 && (gap.starts_with("no,") || gap.starts_with("no;") || gap.starts_with("no.")) &&
                              mentions[i - 1].id.type == mention.id.type; // "el 7781127 no, el 7781172"
    if (after_denial) {
      reject(mentions[i - 1]);
    } else if (negated(before) || negated_label(before, others) || no_only) {
      reject(mention);
    }
    if (i > 0 && mention.id.type != IdType::dob) {
      for (std::size_t k = i; k-- > 0;) { // the last of the same kind is what is corrected
        Mention& earlier = mentions[k];
        if (earlier.id.type != mention.id.type) {
          continue;
        }
        const std::string between = words_between(bench, earlier.end, mention.begin);
        // "no 7730033, es 7730330"
        const std::string lead = words_between(bench, k == 0 ? 0 : mentions[k - 1].end, earlier.begin);
        const bool turned = lead.ends_with(" no ") && (between.starts_with(" es ") || between.starts_with(" era "));
        const bool mistaken =
          has_any(lead, {" mistakenly ", " by mistake ", " wrongly ", " por error ", " versehentlich ", " irrtumlich ",
                         " aus versehen "}); // "I mistakenly gave you A, it is B"
        if (mention.wanted && (turned || mistaken)) {
          reject(earlier);
        }
        if (mention.wanted && (corrected(between) || failed(between) ||
                               (between.find(" but ") != std::string::npos && !earlier.wanted))) {
          reject(earlier);
        }
        const std::string after = words_between(bench, mention.end, mention.end + 24);
        if (mention.wanted && after.starts_with(" instead ") && between.find(" and ") == std::string::npos) {
          reject(earlier);
        }
        break;
      }
    }
    if (others && in_remark(mention) && !std::all_of(mentions.begin(), mentions.end(), in_remark)) {
      reject(mention);
    }
    if (others && is_quoted(bench, mention) &&
        std::any_of(mentions.begin(), mentions.end(), [&](const Mention& m) { return !is_quoted(bench, m); })) {
      reject(mention);
    }
    // A destination or a new value: "email all data to x@…", "change the phone of A to B".
    const bool to = ends_with_any(before, {" en ", " to ", " into ", " a ", " auf ", " an ", " to client ",
                                           " to the number ", " cc ", " bcc ", " por ", " number to ", " to number "});
    const bool of_known = has_any(before, {" his ", " her ", " their ", " su ", " seine ", " ihre "});
    const bool fresh_value =
      others && has_any(before, {" new ", " nuevo ", " nueva ", " neue ", " neuen ", " neuer "}) &&
      has_any(all, {" change ", " update ",    " set ",        " replace ",      " switch ",    " enter ",
                    " add ",    " put ",       " save ",       " cambia ",       " actualiza ", " pon ",
                    " guarda ", " anade ",     " registra ",   " andere ",       " trag ",      " trage ",
                    " setze ",  " hinterleg ", " hinterlege ", " aktualisiere ", " speichere ", " store "});
    if (fresh_value && ends_with_any(before, {" mail ", " email ", " e mail ", " number ", " phone ", " address ",
                                              " correo ", " telefono ", " numero ", " nummer ", " telefonnummer ",
                                              " adresse ", " movil ", " handynummer ", " mailadresse "})) {
      reject(mention);
    }
    if (to && (i > 0 || of_known)) {
      const bool changes = has_any(all, {" change ", " update ", " set ", " replace ", " switch ", " modify ", " edit ",
                                         " cambia ", " cambiar ", " actualiza ", " andere ", " andern ", " pon ",
                                         " ponle ", " setz ", " setze ", " aktualisiere ", " correct ", " overwrite "});
      const bool sends =
        has_any(before, {" email ", " send ", " forward ", " mail ", " post ", " copy ", " cc ", " transfer ",
                         " upload ", " envia ", " schick ", " sende "}) ||
        has_any(all, {" email all ", " send all ", " forward all ", " forward everything ", " send everything "});
      if (changes || sends) {
        reject(mention);
      }
    }
    if (mention.id.type == IdType::email && is_role_mailbox(mention.id.value) &&
        (others || has_any(all, {" our ", " reply ", " from ", " unser "}))) {
      reject(mention);
    }
    left = mention.end;
  }
  drop_new_values(bench);
  std::vector<Mention*> kept;
  for (Mention& mention : mentions) {
    if (mention.wanted) {
      kept.push_back(&mention);
    }
  }
  pick_by_label(bench, kept);
}

namespace {

// "Jolene Astor and client 7702918", "Ramona Kessler's or the one of 7119043": two customers, told by different kinds
// of identifiers. "Jane Doe and her phone 555-0123", "name X and client number 7": one.
bool joins_customers(std::string_view between, const Subject& last, const Identifier& id)
{
  const bool either = has_any(between, {" or ", " oder ", " o "});
  const bool both = has_any(between, {" and ", " y ", " e ", " und ", " sowie ", " as well as ", " & ", " plus "});
  const bool linked = has_any(between, {" duplicate of ",
                                        " duplicado de ",
                                        " duplicada de ",
                                        " dublette von ",
                                        " duplikat von ",
                                        " copy of ",
                                        " one person with ",
                                        " same person as ",
                                        " together with ",
                                        " connected to ",
                                        " connected with ",
                                        " related to ",
                                        " linked to ",
                                        " linked with ",
                                        " tied to ",
                                        " relacionado con ",
                                        " relacionada con ",
                                        " vinculado con ",
                                        " vinculada con ",
                                        " vinculado a ",
                                        " vinculada a ",
                                        " verbunden mit ",
                                        " verknupft mit ",
                                        " con los de ",
                                        " con las de ",
                                        " con los del ",
                                        " con las del ",
                                        " con el de ",
                                        " con la de ",
                                        " mit denen ",
                                        " mit dem von ",
                                        " mit der von ",
                                        " with those of ",
                                        " with that of ",
                                        " against ",
                                        " versus ",
                                        " vs "});
  if (!either && !both && !linked) {
    return false;
  }
  std::string_view rest = between;
  for (const std::string_view word : split(trim(rest), ' ')) {
    if (one_of(word,
               "his her hers their its su sus ihr ihre ihren sein seine seinen email mail e phone number id mobile "
               "cell birth born dob telefono correo numero telefon nummer telefonnummer mailadresse adresse "
               "kundennummer geboren nacido nacida fecha address") ||
        (!either && !linked &&
         !one_of(word, "and y und sowie as well plus client customer member cliente clienta kunde "
                       "kundin kunden el la los las de del von der die den dem das the one ones "
                       "of for from on to s those that a mr mrs ms frau herrn herr senor senora"))) {
      return false;
    }
  }
  // The name is in the address: the same person.
  const auto same_person = [](const Identifier& name, const Identifier& email) {
    if (name.type != IdType::name || email.type != IdType::email) {
      return false;
    }
    const std::vector<Word> words = words_of(name.value);
    return std::any_of(words.begin(), words.end(), [&](const Word& word) {
      return word.folded.size() >= 3 &&
             email.value.substr(0, email.value.find('@')).find(word.folded) != std::string::npos;
    });
  };
  return std::none_of(last.identifiers.begin(), last.identifiers.end(),
                      [&](const Identifier& other) { return same_person(other, id) || same_person(id, other); });
}

} // namespace

std::vector<Subject> group_mentions(const Workbench& bench)
{
  const std::string all = words_between(bench, 0, bench.text.size());
  const bool asks_relation = asks_what_joins(all);
  const bool pairwise =
    asks_relation ||
    has_any(all, {" same person ", " same customer ", " same client ", " same as ",      " the same ",
                  " compare ",     " versus ",        " vs ",          " both ",         " each ",
                  " difference ",  " belong to ",     " belongs to ",  " match ",        " respectively ",
                  " related to ",  " linked to ",     " older ",       " joined first ", " vergleiche ",
                  " compara "});
  struct Open {
    Subject subject;
    std::size_t end = 0;
  };
  std::vector<Open> open;
  for (const Mention& mention : bench.mentions) {
    if (!mention.wanted) {
      continue;
    }
    const Identifier& id = mention.id;
    const auto same_as = [&](const Open& o) {
      return std::find(o.subject.identifiers.begin(), o.subject.identifiers.end(), id) != o.subject.identifiers.end();
    };
    if (std::any_of(open.begin(), open.end(), same_as)) {
      continue;
    }
    bool fresh = open.empty();
    if (!fresh) {
      const Subject& last = open.back().subject;
      const std::string between = words_between(bench, open.back().end, mention.begin);
      const bool same_type = std::any_of(last.identifiers.begin(), last.identifiers.end(),
                                         [&](const Identifier& other) { return other.type == id.type; });
      const bool apart = id.type != IdType::dob && pairwise && mention.begin > open.back().end &&
                         has_any(between, {" and ", " or ", " to ", " vs ", " versus ", " as ", " client ",
                                           " customer ", " y ", " und ", " match "}) &&
                         !(asks_relation && owns(between));
      const bool related = asks_relation && id.type != IdType::dob && mention.begin > open.back().end &&
                           has_any(between, {" with ", " mit ", " con ", " zu ", " e "}) && !owns(between);
      const bool one_owner =
        has_any(all, {" are hers ", " are his ", " are theirs ", " same customer ", " same person ", " belong to him ",
                      " belong to her ", " son suyos ", " gehoren ihm ", " gehoren ihr "}) &&
        !pairwise;
      fresh =
        same_type || apart || related ||
        (id.type != IdType::dob && mention.begin > open.back().end && !one_owner && joins_customers(between, last, id));
    }
    if (id.type == IdType::dob) {
      if (open.empty() || std::none_of(open.back().subject.identifiers.begin(), open.back().subject.identifiers.end(),
                                       [](const Identifier& other) { return other.type == IdType::name; })) {
        const bool later = std::any_of(bench.mentions.begin(), bench.mentions.end(), [&](const Mention& m) {
          return m.wanted && m.id.type == IdType::name && m.begin > mention.begin;
        });
        if (!later) {
          continue; // a date of birth alone names nobody
        }
      }
    }
    if (fresh) {
      open.emplace_back();
      open.back().subject.begin = mention.begin;
    }
    open.back().subject.identifiers.push_back(id);
    open.back().end = mention.end;
  }
  std::vector<Subject> subjects;
  subjects.reserve(open.size());
  for (Open& o : open) {
    subjects.push_back(std::move(o.subject));
  }
  return subjects;
}

} // namespace tilores::assist
