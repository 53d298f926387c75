// Exact figures of the bureaus' reports: of the time, the bureau and the kind asked for, or said not to be known.
#include <tilores/assist/answer.hpp>

#include <doctest/doctest.h>
#include <initializer_list>
#include <memory>
#include <string>

using namespace tilores;
using namespace tilores::assist;

namespace {

std::string report(const std::string& bureau, const std::string& day, const std::string& score,
                   const std::string& more = "", const std::string& vendor = "array")
{
  return R"({"CREDIT_RESPONSE":{"CREDIT_BUREAU":")" + bureau + R"(","Vendor":")" + vendor +
         R"(","CreditReportFirstIssuedDate":")" + day + R"(","CREDIT_SCORE":[)" + score + "]" + more + "}}";
}

std::string score(const std::string& bureau, int value)
{
  return R"({"CreditRepositorySourceType":")" + bureau + R"(","Value":")" + std::to_string(value) + "\"}";
}

const std::string k_accounts =
  R"(,"CREDIT_LIABILITY":[
  {"AccountType":"R","CreditLoanType":"CreditCard","IsClosedIndicator":"N","UnpaidBalanceAmount":"900.50",
   "Creditor":{"Name":"Alder Bank"},"ConsumerDisputeIndicator":"Y"},
  {"AccountType":"R","CreditLoanType":"CreditCard","IsClosedIndicator":"Y","UnpaidBalanceAmount":"0",
   "Creditor":{"Name":"Birch Bank"}},
  {"AccountType":"I","CreditLoanType":"Mortgage","IsClosedIndicator":"N","IsMortgageIndicator":"Y",
   "UnpaidBalanceAmount":"120000","Creditor":{"Name":"Cedar Homes"}},
  {"AccountType":"O","CreditLoanType":"Collection","IsClosedIndicator":"N","IsCollectionIndicator":"Y",
   "UnpaidBalanceAmount":"75","Creditor":{"Name":"Dogwood Recovery"}}],
  "CREDIT_INQUIRY":[{"Date":"2026-09-15","PurposeType":"HARD","Name":"Elm Autos"},
  {"Date":"2026-03-01","PurposeType":"HARD","Name":"Fir Cards"},{"Date":"2026-10-01","PurposeType":"SOFT"}])";

model::Entity customer()
{
  model::Entity entity;
  entity.id = "e1";
  for (const std::string& body : {report("TransUnion", "2026-04-10", score("TransUnion", 511)),
                                  report("TransUnion", "2026-07-10", score("TransUnion", 495)),
                                  report("TransUnion", "2026-10-10", score("TransUnion", 530), k_accounts, "spinwheel"),
                                  report("Experian", "2026-10-11", score("Experian", 640))}) {
    auto document = JsonDocument::parse(body);
    REQUIRE(document);
    entity.records.push_back(
      {"r" + std::to_string(entity.records.size()), std::make_shared<const JsonDocument>(std::move(*document))});
  }
  return entity;
}

struct Case {
  const char* question;
  const char* said;
};

void check_all(std::initializer_list<Case> cases)
{
  const model::Entity entity = customer();
  for (const auto& [question, said] : cases) {
    CAPTURE(question);
    const Routed routed = route(question);
    const auto answer =
      answer_customer(wish_of(question, Action::credit), entity, Date{2026, 11, 1}, Voice::staff, routed.lang);
    CHECK(answer.text.substr(0, std::string_view(said).size()) == said);
    CHECK_FALSE(answer.facts.empty());
  }
}

} // namespace

TEST_CASE("A score of another time is that of a report of that time, or none is said to be of it")
{
  check_all({
    {"was the TransUnion score of client 5512098 below 505 in April?",
     "TransUnion in 2026-04: below 505: no, the score was 511 (2026-04-10)."},
    {"was the TransUnion score of client 5512098 below 505 in May?",
     "TransUnion: no report with a score is of 2026-05 (not available); the nearest in time is 511 (2026-04-10)."},
    {"TransUnion score of client 5512098 on 2026-07-10?", "TransUnion: the score of 2026-07-10 was 495 (2026-07-10)."},
    {"TransUnion score of client 5512098 on 2026-07-09?",
     "TransUnion: no report with a score is of 2026-07-09 (not available); the nearest in time is 495 (2026-07-10)."},
    {"is the TransUnion score of client 5512098 higher than in July?",
     "TransUnion: against 2026-07 the newest score is higher: 530 (2026-10-10) now, 495 (2026-07-10) then, a change of "
     "+35."},
    {"how did the TransUnion score of client 5512098 change between April and July 2026?",
     "TransUnion: a change of -16 from 511 (2026-04-10) to 495 (2026-07-10)."},
  });
}

TEST_CASE("Scores over all reports are told by bureau, each with its day")
{
  check_all({
    {"what is the highest TransUnion score client 5512098 ever had?",
     "TransUnion: the highest score of the 3 on file is 530 (2026-10-10)."},
    {"lowest TransUnion score ever of client 5512098",
     "TransUnion: the lowest score of the 3 on file is 495 (2026-07-10)."},
    {"first TransUnion score of client 5512098", "TransUnion: the first score on file is 511 (2026-04-10)."},
    {"TransUnion score of client 5512098, the one before the current",
     "TransUnion: the score before the newest is 495 (2026-07-10); the newest is 530 (2026-10-10)."},
    {"TransUnion score history of client 5512098",
     "TransUnion: scores on file: 3, newest first: 2026-10-10: 530, 2026-07-10: 495, 2026-04-10: 511."},
    {"average TransUnion score of client 5512098", "TransUnion: the average of the 3 scores on file is 512.0."},
    {"latest TransUnion score from spinwheel for client 5512098",
     "TransUnion: the newest score from spinwheel is 530 (2026-10-10)."},
    {"does a TransUnion report of client 5512098 have two scores?", "TransUnion: no report has more than one score."},
    {"why is there no Equifax score for client 5512098?",
     "Equifax: there is no report of this bureau, so there is no score (not available)."},
  });
}

TEST_CASE("Accounts, inquiries and late marks are counted for the kind and the window asked for")
{
  check_all({
    {"how many TransUnion hard inquiries did client 5512098 have in the last 3 months?",
     "TransUnion: hard inquiries in 2026-08-01 – 2026-11-01: 1."},
    {"how many TransUnion hard inquiries did client 5512098 have in the last 12 months?",
     "TransUnion: hard inquiries in 2025-11-01 – 2026-11-01: 2."},
    {"soft inquiries on TransUnion of client 5512098", "TransUnion: soft inquiries on the newest report: 1."},
    {"how many credit cards does client 5512098 have on TransUnion?",
     "TransUnion: open credit cards on the newest report: 1 (Alder Bank, balance 900.50 USD)."},
    {"how many closed accounts on TransUnion for client 5512098",
     "TransUnion: closed accounts: 1 (Birch Bank, balance 0.00 USD)."},
    {"what does client 5512098 owe on credit cards according to TransUnion?",
     "TransUnion: balances of open credit cards: 900.50 USD (1 cards, 0 of them without a balance)."},
    {"what does client 5512098 owe according to TransUnion?", "TransUnion: balances of open accounts: 120975.50 USD."},
    {"which TransUnion account of client 5512098 has the highest balance?",
     "TransUnion: the account with the highest balance is Cedar Homes (Mortgage), 120000.00 USD."},
    {"mortgage balance of client 5512098 on TransUnion",
     "TransUnion: open mortgages: 1 (Cedar Homes, balance 120000.00 USD)."},
    {"who is the creditor of the collection on TransUnion of client 5512098?",
     "TransUnion: accounts in collection: 1 (Dogwood Recovery, balance 75.00 USD)."},
    {"disputed accounts on TransUnion of client 5512098",
     "TransUnion: disputed accounts: 1 (Alder Bank, balance 900.50 USD)."},
    {"does client 5512098 have more than 3 open accounts on TransUnion?",
     "TransUnion: above 3: no. TransUnion: open accounts: 3."},
    {"late payments of client 5512098 on TransUnion in the last 12 months",
     "TransUnion: the report has no marks by month, so late payments of that time are not available."},
  });
}
