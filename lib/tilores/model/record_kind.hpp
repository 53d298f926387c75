#pragma once
// What a record is about and when it happened, read from its fields. Pure.

#include <tilores/base/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace tilores::model {

// other: a SOURCE this list does not know.
enum class RecordKind : std::uint8_t { contact, opportunity, transaction, ticket, call, card, credit, other };

// A CREDIT_RESPONSE that is not null makes a credit report; else SOURCE decides (any letter case); without SOURCE the
// first of these fields that is not null: TRANSACTION_AMOUNT, CALL_ID, TICKETNUMBER, INVALID_CARD (what is left of a
// card once its secret fields are gone), STAGE_NAME; else it is a contact.
[[nodiscard]] RecordKind record_kind(const Json& body);
[[nodiscard]] std::string_view to_string(RecordKind kind); // "contact", …

// When: "YYYY-MM-DD" or "YYYY-MM-DD HH:MM:SS", comparable as text (a day sorts before its hours); "" where the record
// does not say. Contact CREATED_DATE, opportunity CLOSE_DATE, transaction GATEWAY_DATE or else
// TRANSACTION_CREATED_DATE, ticket CREATEDTIME, call CALL_START_TIME, credit
// CREDIT_RESPONSE.CreditReportFirstIssuedDate; every other record the first readable one of UPDATED_DATE, UPDATED_AT,
// LAST_MODIFIED, MODIFIED_DATE, CREATED_DATE, CREATED_AT, DATE, TIMESTAMP.
[[nodiscard]] std::string record_time(const Json& body, RecordKind kind);
// The comparable form of one date or time in any form that parse_date reads; "" where it is none. What is written as
// ISO keeps its time, cut to seconds, as it stands: zones are not converted.
[[nodiscard]] std::string comparable_time(std::string_view text);

} // namespace tilores::model
