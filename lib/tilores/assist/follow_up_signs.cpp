// Phrases of follow-ups in three languages.
#include <tilores/assist/follow_up_signs.hpp>

#include <re2/re2.h>

#include <algorithm>
#include <initializer_list>

namespace tilores::assist {

bool starts_with_whose(const std::string& words)
{
  return std::ranges::any_of(
    std::initializer_list<std::string_view>{" his ", " her ", " their ", " and his ", " and her ", " and their ",
                                            " su ", " sus ", " y su ", " y sus ", " seine ", " ihre ", " und seine ",
                                            " und ihre ", " sein ", " ihr ", " und sein ", " und ihr "},
    [&](std::string_view whose) { return words.starts_with(whose); });
}

bool points_back(const std::string& words)
{
  if (starts_with_whose(words)) {
    return true;
  }
  return std::ranges::any_of(
    std::initializer_list<std::string_view>{
      " winner ",       " loser ",      " the one ",    " the latter ",  " the former ",  " the other one ",
      " that one ",     " this one ",   " first one ",  " second one ",  " third one ",   " last one ",
      " lower one ",    " higher one ", " el ganador ", " la ganadora ", " el otro ",     " la otra ",
      " el primero ",   " la primera ", " el segundo ", " la segunda ",  " el ultimo ",   " la ultima ",
      " der gewinner ", " die andere ", " der andere ", " den anderen ", " der erste ",   " die erste ",
      " der zweite ",   " die zweite ", " den ersten ", " den zweiten ", " den letzten ", " der letzte "},
    [&](std::string_view phrase) { return words.find(phrase) != std::string::npos; });
}

std::string without_criterion(std::string_view text)
{
  static const RE2 k_criterion(
    R"((?i)\b(?:with|who has|that has|having|con|que tiene|mit|der|die)(?: the| a| el| la| dem| der| den| einem)? )"
    R"((?:better|best|higher|highest|lower|lowest|worse|worst|mejor|peor|mayor|menor|besseren|höheren|niedrigeren|schlechteren|besten) )"
    R"((?:credit |fico )?(?:score|rating|debt|puntaje|puntuación|puntuacion|deuda|score|bonität)\b)");
  std::string out(text);
  RE2::Replace(&out, k_criterion, "");
  return out;
}

bool names_pronoun(const std::string& words)
{
  return std::ranges::any_of(
    std::initializer_list<std::string_view>{
      " is he ",     " is she ",  " are they ",  " he is ",  " she is ",   " does he ", " does she ",
      " him and ",   " her and ", " him to ",    " her to ", " ist er ",   " ist sie ", " hangt er ",
      " hangt sie ", " esta el ", " esta ella ", " el con ", " ella con ", " how he ",  " how she "},
    [&](std::string_view phrase) { return words.find(phrase) != std::string::npos; });
}

} // namespace tilores::assist
