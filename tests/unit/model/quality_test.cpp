#include <tilores/model/quality.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

using namespace tilores;
using namespace tilores::model;

namespace {

constexpr Date k_today{2026, 11, 1};

std::vector<Record> records_of(std::initializer_list<std::string> bodies)
{
  std::vector<Record> out;
  for (const std::string& body : bodies) {
    Result<JsonDocument> document = JsonDocument::parse(body);
    REQUIRE(document);
    out.push_back({"r" + std::to_string(out.size()), std::make_shared<const JsonDocument>(std::move(*document))});
  }
  return out;
}

Quality quality(const std::vector<Record>& records)
{
  return quality_of(records, merge_records(records), contact_details(records), k_today);
}

const std::string k_full =
  R"({"SOURCE":"Contact","CREATED_DATE":"2026-10-20","FIRST_NAME":"Jane","LAST_NAME":"Doe","EMAIL":"jane@example.com",
  "PHONE_EXTERNAL":"2125550101","DATE_OF_BIRTH":"1978-08-29","MAILING_STREET":"1 Oak","MAILING_CITY":"Salem","MAILING_STATE_CODE":"OR",
  "MAILING_POSTAL_CODE":"97301","CLIENT_ID":"8975422"})";

} // namespace

TEST_CASE("complete, agreeing, recent and readable data are worth 100 and need nothing")
{
  const Quality got = quality(records_of({k_full}));
  CHECK(got.score == 100);
  CHECK(got.completeness == 100);
  CHECK(got.consistency == 100);
  CHECK(got.freshness == 100);
  CHECK(got.validity == 100);
  CHECK(got.advice.empty());
}

TEST_CASE("no data are worth nothing")
{
  const Quality got = quality({});
  CHECK(got.score == 0);
  CHECK(got.completeness == 0);
  CHECK_FALSE(got.advice.empty());
}

TEST_CASE("what is missing, contradictory, old or unreadable costs its part and is advised")
{
  const Quality got = quality(records_of(
    {R"({"SOURCE":"Contact","CREATED_DATE":"2024-11-01","FIRST_NAME":"Jane","LAST_NAME":"Doe","EMAIL":"none@example.com","DATE_OF_BIRTH":"1978-08-29"})",
     R"({"SOURCE":"Contact","CREATED_DATE":"2024-10-01","FIRST_NAME":"Carl","LAST_NAME":"Quillon","PHONE_EXTERNAL":"55501","DATE_OF_BIRTH":"1978-08-29"})"}));
  CHECK(got.completeness == 55); // name 20, e-mail 20, birth 15
  CHECK(got.consistency == 75);  // half the names disagree: (40 * 0.5 + 40) / 80
  CHECK(got.freshness == 34);    // 730 days: (1095 - 730) / 1065
  CHECK(got.validity == 50);     // two of four values
  CHECK(got.score == 55);        // 22 + 18.75 + 6.85 + 7.5
  REQUIRE_FALSE(got.advice.empty());
  CHECK(std::ranges::is_sorted(got.advice, std::ranges::greater(), &Quality::Advice::gain));
  const auto advised = [&](std::string_view text) {
    return std::ranges::any_of(got.advice, [&](const Quality::Advice& a) { return a.text == text; });
  };
  CHECK(advised("add a telephone number"));
  CHECK(advised("settle which of the recorded names is right"));
  CHECK(advised("correct what cannot be right in EMAIL, PHONE_EXTERNAL"));
  CHECK(advised("confirm the details: the newest record is from 2024-11-01"));
}

TEST_CASE("records dated after the reference day do not make the data fresh, births in the future are not valid")
{
  CHECK(quality(records_of({R"({"SOURCE":"Opportunity","CLOSE_DATE":"2027-01-01"})"})).freshness == 0);
  CHECK(quality(records_of({R"({"DATE_OF_BIRTH":"2027-01-01"})"})).validity == 0);
  CHECK(quality(records_of({R"({"DATE_OF_BIRTH":"1899-01-01"})"})).validity == 0);
}

TEST_CASE("the quality stays between 0 and 100 and does not depend on the order of the records")
{
  const auto body = rc::gen::elementOf(std::vector<std::string>{
    k_full, "{}", R"({"EMAIL":"x","PHONE":1,"DATE_OF_BIRTH":"2030-01-01"})",
    R"({"SOURCE":"Call","CALL_START_TIME":"2025-01-01"})",
    R"({"FIRST_NAME":"JANE","LAST_NAME":"DOE","CLIENT_ID":"08975422"})", R"({"FULL_NAME":"Doe, J.","DOB":"8/29/1978"})",
    R"({"CREDIT_RESPONSE":{"CreditReportFirstIssuedDate":"2026-01-01","BORROWER":{"FirstName":"Jan","LastName":"Doe"}}})"});
  CHECK(rc::check([&] {
    std::vector<Record> records;
    for (const std::string& text : *rc::gen::container<std::vector<std::string>>(body)) {
      Result<JsonDocument> document = JsonDocument::parse(text);
      RC_ASSERT(document.has_value());
      records.push_back(
        {"r" + std::to_string(records.size()), std::make_shared<const JsonDocument>(std::move(*document))});
    }
    const Quality forwards = quality(records);
    std::ranges::reverse(records);
    const Quality backwards = quality(records);
    RC_ASSERT(forwards.score >= 0 && forwards.score <= 100);
    RC_ASSERT(forwards.score == backwards.score);
    RC_ASSERT(forwards.advice.size() == backwards.advice.size());
    for (std::size_t i = 0; i < forwards.advice.size(); ++i) {
      RC_ASSERT(forwards.advice[i].text == backwards.advice[i].text);
    }
  }));
}
