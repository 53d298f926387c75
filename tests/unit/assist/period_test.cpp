// The time a question speaks of, in three languages.
#include <tilores/assist/answer.hpp>
#include <tilores/assist/period.hpp>

#include <doctest/doctest.h>

using namespace tilores;
using namespace tilores::assist;

namespace {

// The days read, as said; "?…" what was not understood; "" where no time is named.
std::string read(const std::string& text, Lang lang)
{
  const std::vector<Word> words = words_of(text);
  const SaidTime said = read_time(text, words, lang);
  if (!said.unread.empty()) {
    CHECK_FALSE(said.period);
    return "?" + said.unread;
  }
  return said.period ? days_of(*said.period, Date{2026, 11, 1}).name : std::string();
}

struct Said {
  const char* text;
  const char* days;
};

void check_all(Lang lang, std::initializer_list<Said> cases)
{
  for (const auto& [text, days] : cases) {
    CAPTURE(text);
    CHECK(read(text, lang) == days);
  }
}

} // namespace

TEST_CASE("One day is read in every form it is written in")
{
  check_all(Lang::en, {
                        {"paid on 2026-09-15", "2026-09-15"},
                        {"paid on 09/15/2026", "2026-09-15"},
                        {"paid on 07/01/2026", "2026-07-01"},
                        {"paid on 7/1/26", "2026-07-01"},
                        {"paid on September 15", "2026-09-15"},
                        {"paid on Sept. 15th, 2025", "2025-09-15"},
                        {"paid on 15 September 2026", "2026-09-15"},
                        {"paid on the 15th of September", "2026-09-15"},
                        {"paid on the fifteenth of September", "2026-09-15"},
                        {"paid on December 3", "2025-12-03"},
                        {"paid on the 15th", "2026-10-15"},
                        {"paid yesterday", "2026-10-31"},
                        {"paid the day before yesterday", "2026-10-30"},
                      });
  check_all(Lang::es, {
                        {"pagó el 01/07/2026", "2026-07-01"},
                        {"pagó el 15 de septiembre de 2026", "2026-09-15"},
                        {"pagó el 15 de septiembre", "2026-09-15"},
                        {"pagó el quince de septiembre", "2026-09-15"},
                        {"pagó el 1 de octubre del año pasado", "2025-10-01"},
                        {"pagó anteayer", "2026-10-30"},
                      });
  check_all(Lang::de, {
                        {"bezahlt am 01.07.2026", "2026-07-01"},
                        {"bezahlt am 15. September 2026", "2026-09-15"},
                        {"bezahlt am 15.9.", "2026-09-15"},
                        {"bezahlt am 2026-09-15", "2026-09-15"},
                        {"bezahlt am fünfzehnten September", "2026-09-15"},
                        {"bezahlt vorgestern", "2026-10-30"},
                      });
}

TEST_CASE("A range has both its ends, whichever words join them")
{
  check_all(Lang::en, {
                        {"between 2026-07-01 and 2026-09-30", "2026-07-01 – 2026-09-30"},
                        {"between July 1 and July 15", "2026-07-01 – 2026-07-15"},
                        {"between July 1st and 15th", "2026-07-01 – 2026-07-15"},
                        {"from July 1 to 15", "2026-07-01 – 2026-07-15"},
                        {"from July 1, 2026 through August 3, 2026", "2026-07-01 – 2026-08-03"},
                        {"from 07/01/2026 until 07/15/2026", "2026-07-01 – 2026-07-15"},
                        {"2026-07-01 - 2026-07-15", "2026-07-01 – 2026-07-15"},
                        {"July 1-15", "2026-07-01 – 2026-07-15"},
                        {"between June and August", "2026-06 – 2026-08"},
                        {"from June to August 2025", "2025-06 – 2025-08"},
                        {"June through August", "2026-06 – 2026-08"},
                        {"from November to January", "2025-11 – 2026-01"},
                        {"from November 2024 to January", "2024-11 – 2025-01"},
                        {"between March and the end of May", "2026-03 – 2026-05"},
                        {"from 2024 to 2025", "2024 – 2025"},
                        {"since July until September", "2026-07 – 2026-09"},
                      });
  check_all(Lang::es, {
                        {"entre junio y agosto", "2026-06 – 2026-08"},
                        {"entre el 1 de julio y el 15 de julio", "2026-07-01 – 2026-07-15"},
                        {"entre el 1 y el 15 de julio", "2026-07-01 – 2026-07-15"},
                        {"del 1 al 15 de julio de 2026", "2026-07-01 – 2026-07-15"},
                        {"desde junio hasta agosto", "2026-06 – 2026-08"},
                        {"de junio a agosto de 2025", "2025-06 – 2025-08"},
                      });
  check_all(Lang::de, {
                        {"zwischen Juni und August", "2026-06 – 2026-08"},
                        {"zwischen dem 1. Juli und dem 15. Juli", "2026-07-01 – 2026-07-15"},
                        {"vom 1. bis 15. Juli", "2026-07-01 – 2026-07-15"},
                        {"vom 01.07.2026 bis zum 15.07.2026", "2026-07-01 – 2026-07-15"},
                        {"von Juni bis August 2025", "2025-06 – 2025-08"},
                      });
}

TEST_CASE("Since, after, before and until take or leave the time they name")
{
  check_all(Lang::en, {
                        {"since July 15", "2026-07-15 – 2026-11-01"},
                        {"since 2026-07-15", "2026-07-15 – 2026-11-01"},
                        {"since August", "2026-08-01 – 2026-11-01"},
                        {"since the beginning of August", "2026-08-01 – 2026-11-01"},
                        {"from August onwards", "2026-08-01 – 2026-11-01"},
                        {"after July", "2026-08-01 – 2026-11-01"},
                        {"after July 15", "2026-07-16 – 2026-11-01"},
                        {"before August", "… – 2026-07-31"},
                        {"before August 2025", "… – 2025-07-31"},
                        {"prior to 2026", "… – 2025-12-31"},
                        {"until August", "… – 2026-08-31"},
                        {"until the end of August", "… – 2026-08-31"},
                        {"up to August 15", "… – 2026-08-15"},
                        {"through August 2026", "… – 2026-08-31"},
                      });
  check_all(Lang::es, {
                        {"desde el 15 de julio", "2026-07-15 – 2026-11-01"},
                        {"a partir de agosto", "2026-08-01 – 2026-11-01"},
                        {"después de julio", "2026-08-01 – 2026-11-01"},
                        {"antes de agosto", "… – 2026-07-31"},
                        {"antes del 15 de agosto", "… – 2026-08-14"},
                        {"hasta agosto", "… – 2026-08-31"},
                        {"hasta finales de agosto", "… – 2026-08-31"},
                      });
  check_all(Lang::de, {
                        {"seit dem 15. Juli", "2026-07-15 – 2026-11-01"},
                        {"ab August", "2026-08-01 – 2026-11-01"},
                        {"nach Juli", "2026-08-01 – 2026-11-01"},
                        {"vor August", "… – 2026-07-31"},
                        {"vor dem 15. August", "… – 2026-08-14"},
                        {"bis August", "… – 2026-08-31"},
                        {"bis Ende August", "… – 2026-08-31"},
                      });
}

TEST_CASE("Months side by side, quarters, halves, weeks and what is counted from the reference day")
{
  check_all(Lang::en, {
                        {"in August and September", "2026-08, 2026-09"},
                        {"in June, July and August 2025", "2025-06, 2025-07, 2025-08"},
                        {"in July and September", "2026-07, 2026-09"},
                        {"in Q3 2026", "2026-Q3"},
                        {"in Q4", "2026-Q4"},
                        {"in 2025 Q2", "2025-Q2"},
                        {"in the third quarter", "2026-Q3"},
                        {"in the third quarter of last year", "2025-Q3"},
                        {"this quarter", "2026-Q4"},
                        {"last quarter", "2026-Q3"},
                        {"in the first half of 2026", "2026-H1"},
                        {"H1 2025", "2025-H1"},
                        {"in the second half of the year", "2026-H2"},
                        {"this week", "2026-10-26 – 2026-11-01"},
                        {"last week", "2026-10-19 – 2026-10-25"},
                        {"last month", "2026-10"},
                        {"the month before last", "2026-09"},
                        {"in October", "2026-10"},
                        {"last December", "2025-12"},
                        {"in August of last year", "2025-08"},
                        {"in 2026-09", "2026-09"},
                        {"in 09/2026", "2026-09"},
                        {"year to date", "2026"},
                        {"in the last 90 days", "2026-08-03 – 2026-11-01"},
                        {"in the past six months", "2026-05-01 – 2026-11-01"},
                        {"in 2025", "2025"},
                      });
  check_all(Lang::es, {
                        {"en agosto y septiembre", "2026-08, 2026-09"},
                        {"en el tercer trimestre de 2026", "2026-Q3"},
                        {"el trimestre pasado", "2026-Q3"},
                        {"este trimestre", "2026-Q4"},
                        {"en el primer semestre", "2026-H1"},
                        {"la semana pasada", "2026-10-19 – 2026-10-25"},
                        {"el mes pasado", "2026-10"},
                        {"en los últimos 30 días", "2026-10-02 – 2026-11-01"},
                      });
  check_all(Lang::de, {
                        {"im August und September", "2026-08, 2026-09"},
                        {"im dritten Quartal", "2026-Q3"},
                        {"im letzten Quartal", "2026-Q3"},
                        {"im ersten Halbjahr 2026", "2026-H1"},
                        {"letzte Woche", "2026-10-19 – 2026-10-25"},
                        {"diese Woche", "2026-10-26 – 2026-11-01"},
                        {"im vorletzten Monat", "2026-09"},
                      });
}

TEST_CASE("A time that is not understood is left whole, also where a year or month stands beside it")
{
  check_all(Lang::en, {
                        {"in summer 2026", "?summer"},
                        {"after the cancellation", "?after the cancellation"},
                        {"in the first week of September", "?of September"},
                        {"on 2026-02-31", "?2026-02-31"},
                        {"two months ago", "?two months ago"},
                        {"last Friday", "?Friday"},
                        {"in August, and how much in 2025", "?2025"},
                        {"since they joined", ""},
                        {"as of today", ""},
                        {"so far", ""},
                        {"what may they pay", ""},
                      });
  check_all(Lang::es, {{"en verano", "?verano"}, {"después de la cancelación", "?después de la cancelación"}});
  check_all(Lang::de, {{"im Sommer 2026", "?Sommer"}, {"nach der Kündigung", "?nach der Kündigung"}});
}

TEST_CASE("A date in a question is its time, a date of birth is not")
{
  CHECK(wish_of("payments of client 5512098 on 2026-09-15", Action::search).period);
  const Wish quarter = wish_of("Payments of client 5512098 in Q3 2026?", Action::search);
  REQUIRE(quarter.period);
  CHECK(days_of(*quarter.period, Date{2026, 11, 1}).name == "2026-Q3");
  CHECK_FALSE(wish_of("payments of Rosa Klein, born 1980-09-15", Action::search).period);
}
