#include <tilores/model/contacts.hpp>
#include <tilores/model/merge.hpp>
#include <tilores/model/record_kind.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>

using namespace tilores;
using namespace tilores::model;

namespace {

Record record(std::string id, std::string body)
{
  Result<JsonDocument> document = JsonDocument::parse(std::move(body));
  REQUIRE(document);
  return {std::move(id), std::make_shared<const JsonDocument>(std::move(*document))};
}

std::string merged(const std::vector<Record>& records)
{
  std::string out;
  JsonWriter writer(out);
  write_merged(writer, merge_records(records));
  return out;
}

std::vector<Record> customer()
{
  return {
    record(
      "c1",
      R"({"id":"c1","SOURCE":"Contact","CREATED_DATE":"2023-01-06 10:08:13.000","FIRST_NAME":"Zoë","LAST_NAME":"O'Tremip",
                     "EMAIL":"Zoe+club@Example.com","PHONE_EXTERNAL":"(212) 555-0101","CLIENT_ID":"0900001","STATUS":"Active",
                     "DATE_OF_BIRTH":"1978-08-29","ID_18_CHAR":"003SYNabcD0000FYRQ","PRODUCT_NAME":"Basic","SPOUSE_FULL_NAME":"Al"})"),
    record(
      "c0",
      R"({"id":"c0","SOURCE":"Contact","CREATED_DATE":"2021-01-06","FIRST_NAME":"Zoe","LAST_NAME":"OTremp","STATUS":"Canceled",
                     "NET_BALANCE_DUE":"999.99","EMAIL":"zoe.old@example.org","PRODUCT_NAME":" "})"),
    record("t1",
           R"({"id":"t1","SOURCE":"Transaction","GATEWAY_DATE":"2026-10-01 09:00:00.000","TYPE":"Charge","STATUS":"x",
                     "CONTACT_NEW":"<a href=\"/003SYNabcD0000F\">Z</a>"})"),
    record(
      "t2",
      R"({"id":"t2","SOURCE":"Transaction","TRANSACTION_CREATED_DATE":"2026-10-01T10:00:00Z","GATEWAY_DATE":null,"TYPE":"Refund"})"),
    record(
      "z1",
      R"({"id":"z1","SOURCE":"zoho_tickets","CREATEDTIME":"2025-01-01","ZOHO_EMAIL":"ZOE@example.com","ZOHO_PHONE":"12125550101"})"),
    record("k1", R"({"id":"k1","SOURCE":"Call","PHONE_NUMBER":"212.555.0101 x3","CALL_START_TIME":"2026-01-01"})"),
    record(
      "r1",
      R"({"id":"r1","SOURCE":null,"CREDIT_RESPONSE":{"CreditReportFirstIssuedDate":"2026-02-03","Internal_Client_Key":"0900001",
                     "BORROWER":{"FirstName":"ZOE","LastName":"O'TREMIP","BirthDate":"1978-08-29"},
                     "CREDIT_FILE":{"BORROWER":{"UnparsedName":"OTREMIP, ZOE","BirthDate":"08/29/1978"}}}})")};
}

} // namespace

TEST_CASE("a record's kind comes from the report, the source or the fields")
{
  struct Case {
    std::string_view body;
    RecordKind kind;
  };
  for (const Case& c :
       std::initializer_list<Case>{{R"({"SOURCE":"Contact","CREDIT_RESPONSE":{}})", RecordKind::credit},
                                   {R"({"SOURCE":"contact"})", RecordKind::contact},
                                   {R"({"SOURCE":"ZOHO_TICKETS"})", RecordKind::ticket},
                                   {R"({"SOURCE":"Card"})", RecordKind::card},
                                   {R"({"SOURCE":"warehouse"})", RecordKind::other},
                                   {R"({"SOURCE":null,"TRANSACTION_AMOUNT":"1"})", RecordKind::transaction},
                                   {R"({"CALL_ID":"1"})", RecordKind::call},
                                   {R"({"TICKETNUMBER":"1"})", RecordKind::ticket},
                                   {R"({"INVALID_CARD":false})", RecordKind::card},
                                   {R"({"STAGE_NAME":"Won"})", RecordKind::opportunity},
                                   {R"({"SOURCE":"","EMAIL":"a@example.com"})", RecordKind::contact},
                                   {"{}", RecordKind::contact},
                                   {"[]", RecordKind::contact}}) {
    CAPTURE(c.body);
    CHECK(to_string(record_kind(record("x", std::string(c.body)).body())) == to_string(c.kind));
  }
}

TEST_CASE("times in all forms compare as text")
{
  CHECK(comparable_time("2026-10-01T10:00:00Z") == "2026-10-01 10:00:00");
  CHECK(comparable_time("2026-10-01 10:00:00.123") == "2026-10-01 10:00:00");
  CHECK(comparable_time("2026-10-01") == "2026-10-01");
  CHECK(comparable_time("10/1/2026") == "2026-10-01");
  CHECK(comparable_time("soon").empty());
  CHECK(comparable_time("2026-10-01 10:00") == "2026-10-01");
}

TEST_CASE("each field comes from the newest record that has it, contacts first")
{
  const std::vector<Record> records = customer();
  const MergedView view = merge_records(records);
  CHECK(view.at("STATUS").value.text() == "Active");
  CHECK(view.at("STATUS").record_id == "c1");
  CHECK(view.at("LAST_NAME").value.text() == "O'Tremip");
  CHECK(view.at("NET_BALANCE_DUE").record_id == "c0"); // only the stale contact knows it
  CHECK(view.at("PRODUCT_NAME").value.text() == "Basic");
  CHECK(view.at("TYPE").value.text() == "Refund"); // newest transaction
  CHECK(view.contains("id") == false);
  CHECK(view.contains("SOURCE") == false);
  CHECK(view.contains("CREDIT_RESPONSE") == false);
}

TEST_CASE("records without dates are settled by their ids")
{
  const std::vector<Record> records = {record("1", R"({"SOURCE":"list","CITY":"Hudson"})"),
                                       record("2", R"({"SOURCE":"list","CITY":"Salem"})"),
                                       record("0", R"({"SOURCE":"list","CITY":null,"ZIP":12586})")};
  CHECK(merged(records) == R"({"CITY":"Salem","ZIP":12586})");
  CHECK(merged({}) == "{}");
}

TEST_CASE("the merged view and the contact details do not depend on the order of the records")
{
  const std::vector<Record> records = customer();
  const std::string expected = merged(records);
  const ContactDetails details = contact_details(records);
  CHECK(rc::check([&] {
    std::vector<Record> shuffled = records;
    for (std::size_t i = shuffled.size() - 1; i > 0; --i) {
      std::swap(shuffled[i], shuffled[*rc::gen::inRange<std::size_t>(0, i + 1)]);
    }
    RC_ASSERT(merged(shuffled) == expected);
    const ContactDetails again = contact_details(shuffled);
    const auto same = [](const std::vector<ContactValue>& a, const std::vector<ContactValue>& b) {
      return std::ranges::equal(a, b, [](const ContactValue& x, const ContactValue& y) {
        return x.value == y.value && x.written == y.written && x.count == y.count;
      });
    };
    RC_ASSERT(same(again.emails, details.emails) && same(again.phones, details.phones) &&
              same(again.names, details.names));
  }));
}

TEST_CASE("contact details gather every distinct identifier with how often it is seen")
{
  const std::vector<Record> records = customer();
  const ContactDetails details = contact_details(records);
  REQUIRE(details.emails.size() == 2);
  CHECK(details.emails[0].value == "zoe@example.com");
  CHECK(details.emails[0].count == 2);
  CHECK(details.emails[1].value == "zoe.old@example.org");
  REQUIRE(details.phones.size() == 1);
  CHECK(details.phones[0].value == "+12125550101");
  CHECK(details.phones[0].count == 3);
  REQUIRE(details.names.size() == 2);
  CHECK(details.names[0].value == "zoe otremip");
  CHECK(details.names[0].count == 2);
  REQUIRE(details.births.size() == 1);
  CHECK(details.births[0].value == "1978-08-29");
  CHECK(details.births[0].count == 2);
  REQUIRE(details.clients.size() == 1);
  CHECK(details.clients[0].value == "0900001");
  REQUIRE(details.crms.size() == 1);
  CHECK(details.crms[0].value == "003SYNabcD0000F");
  CHECK(details.crms[0].count == 2);
}

TEST_CASE("wrong types in identifying fields are passed over")
{
  const std::vector<Record> records = {
    record("1", R"({"EMAIL":{"a":1},"PHONE":2125550101,"CLIENT_ID":800,"FIRST_NAME":[],"DATE_OF_BIRTH":true})"),
    record("2", R"({"CREDIT_RESPONSE":{"BORROWER":[1],"CREDIT_FILE":"x","Internal_Client_Key":null}})"),
    record("3", "[1]"), Record{"4", nullptr}};
  const ContactDetails details = contact_details(records);
  CHECK(details.emails.empty());
  CHECK(details.phones.at(0).value == "+12125550101");
  CHECK(details.clients.at(0).value == "800");
  CHECK(details.names.empty());
  CHECK(merge_records(records).size() == 5);
}

TEST_CASE("a field's role is known in every spelling")
{
  CHECK(field_role("EMAIL") == FieldRole::email);
  CHECK(field_role("E-mail") == FieldRole::email);
  CHECK(field_role("Zoho_Phone") == FieldRole::phone);
  CHECK(field_role("Last Name") == FieldRole::last_name);
  CHECK(field_role("CONTACT_NEW") == FieldRole::crm);
  CHECK_FALSE(field_role("SPOUSE_FULL_NAME"));
  CHECK_FALSE(field_role("CAMPAIGN_NAME"));
  CHECK_FALSE(field_role("EMAIL_CONFIRMATION_DATE"));
  CHECK_FALSE(field_role(""));
}
