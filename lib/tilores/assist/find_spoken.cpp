// Numbers that are said digit by digit.
#include <tilores/assist/number_words.hpp>
#include <tilores/assist/numbers.hpp>

#include <tilores/model/normalise.hpp>

#include <optional>

namespace tilores::assist {

namespace {

constexpr std::string_view k_between = "uh um dash hyphen guion strich y und and eh ah then next dann danach luego "
                                       "despues followed by again space er coma komma comma ahm";

} // namespace

void find_spoken_numbers(Workbench& bench)
{
  const NumberCues cues(bench);
  const std::vector<Word>& words = bench.words;
  for (std::size_t i = 0; i < words.size();) {
    std::string all;
    std::size_t said = 0;
    std::size_t at = i;
    std::size_t last = i;
    std::size_t repeat = 1;
    std::size_t open = 0; // zeros at the end that the next word may fill: "sixty" leaves one, "seiscientos" two
    for (; at < words.size(); ++at) {
      const std::string& word = words[at].folded;
      const std::string_view gap = at == i ? std::string_view{} : bench.gap_before(at);
      if (gap.find_first_of(";!?\n:") != std::string_view::npos || !bench.is_free(words[at].begin, words[at].end)) {
        break;
      }
      const bool number_next = at + 1 < words.size() && (!digits_of_word(words[at + 1].folded).empty() ||
                                                         words[at + 1].kind == WordKind::digits);
      if (one_of(word, "double doble doppel doppelt twice") && number_next) {
        repeat = 2;
        continue;
      }
      if (one_of(word, "triple treble dreifach") && number_next) {
        repeat = 3;
        continue;
      }
      // What is said between two groups: "oh two, and then five five five".
      if (at > i && one_of(word, k_between) &&
          (number_next || (at + 1 < words.size() && one_of(words[at + 1].folded, k_between)))) {
        continue;
      }
      if (const int hundreds = spanish_hundreds(word); hundreds > 0 && word != "cien") { // "seiscientos doce"
        all += static_cast<char>('0' + hundreds);
        all += "00";
        ++said;
        open = 2;
        last = at;
        continue;
      }
      if (word == "hundred" && !all.empty()) {
        all += "00";
        last = at;
        continue;
      }
      const std::string_view digits = digits_of_word(word);
      if (digits.empty() && words[at].kind != WordKind::digits) {
        break;
      }
      const std::string piece(digits.empty() ? std::string_view(word) : digits);
      said += digits.empty() ? 0 : 1;
      const bool apart = gap.find(',') != std::string_view::npos; // "thirty, nine": two groups
      const bool fills = open > 0 && piece.size() <= open && piece != "0" && repeat == 1 && !apart;
      if (fills) {
        all.replace(all.size() - piece.size(), piece.size(), piece);
        open = open == 2 && piece.size() == 2 && piece.back() == '0' && piece != "10" ? 1 : 0;
      } else {
        for (std::size_t r = 0; r < repeat; ++r) {
          all += piece;
        }
        open = digits.size() == 2 && digits[1] == '0' && digits != "10" ? 1 : 0;
      }
      repeat = 1;
      last = at;
    }
    if (said >= 3 && all.size() >= 7 && all.size() <= 15) {
      const std::size_t begin = words[i].begin;
      const std::size_t end = words[last].end;
      const bool plus = i > 0 && words[i - 1].folded == "plus";
      const Cue cue = cues.before(begin);
      const auto phone =
        cue == Cue::client || cue == Cue::other ? std::nullopt
        : plus                                  ? model::normalise_phone("+" + all, bench.region)
        : all.size() >= 9 && (all.size() != 10 || in_north_america(bench) || all.front() == '0' || cue == Cue::phone)
          ? model::normalise_phone(all, bench.region)
          : std::nullopt;
      if (phone) {
        bench.add(IdType::phone, *phone, begin, end);
      } else if (!take_digits(bench, cues, all, begin, end, cue)) {
        bench.claim(begin, end, "number");
      }
      i = last + 1;
    } else {
      i = at == i ? i + 1 : (said >= 3 ? at : i + 1);
    }
  }
}

std::string_view digits_of_word(std::string_view folded)
{
  struct Row {
    std::string_view words;
    std::string_view digits;
  };
  static constexpr Row k_rows[] = {{"zero oh o null cero nought", "0"},
                                   {"one uno una eins ein", "1"},
                                   {"two dos zwei zwo", "2"},
                                   {"three tres drei", "3"},
                                   {"four cuatro vier", "4"},
                                   {"five cinco funf fuenf", "5"},
                                   {"six seis sechs", "6"},
                                   {"seven siete sieben", "7"},
                                   {"eight ocho acht", "8"},
                                   {"nine nueve neun niner", "9"},
                                   {"ten diez zehn", "10"},
                                   {"eleven once elf", "11"},
                                   {"twelve doce zwolf", "12"},
                                   {"thirteen trece", "13"},
                                   {"fourteen catorce", "14"},
                                   {"fifteen quince", "15"},
                                   {"sixteen", "16"},
                                   {"seventeen", "17"},
                                   {"eighteen", "18"},
                                   {"nineteen", "19"},
                                   {"twenty veinte zwanzig", "20"},
                                   {"thirty treinta", "30"},
                                   {"forty cuarenta", "40"},
                                   {"fifty cincuenta", "50"},
                                   {"sixty sesenta", "60"},
                                   {"seventy setenta", "70"},
                                   {"eighty ochenta", "80"},
                                   {"ninety noventa", "90"}};
  for (const Row& row : k_rows) {
    if (one_of(folded, row.words)) {
      return row.digits;
    }
  }
  // "veintidos", "vierundfunfzig", "dreizehn": the words that stand in no row
  if (folded.size() < 7) {
    return {};
  }
  static constexpr std::string_view k_pairs =
    "1011121314151617181920212223242526272829303132333435363738394041424344454647484950515253545556575859"
    "6061626364656667686970717273747576777879808182838485868788899091929394959697989900";
  const auto value = cardinal(folded);
  return value && *value >= 10 ? k_pairs.substr(static_cast<std::size_t>(*value - 10) * 2, 2) : std::string_view{};
}

} // namespace tilores::assist
