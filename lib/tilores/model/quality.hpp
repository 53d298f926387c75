#pragma once
// How good the data about one customer are, 0 to 100, in four parts, and what would raise it. A measure of the records,
// not of the customer. Pure.

#include <tilores/base/date.hpp>
#include <tilores/model/contacts.hpp>
#include <tilores/model/merge.hpp>

#include <span>
#include <string>
#include <vector>

namespace tilores::model {

// score = 0.40 completeness + 0.25 consistency + 0.20 freshness + 0.15 validity, each 0..100, rounded to whole points
// at the end. The weights are ours: what a call-centre agent misses first weighs most.
//
// completeness  name 20 (first and last 10 each), e-mail 20, telephone 20, date of birth 15, address 15 (street, city,
//               state, postal code alike), client or CRM id 10
// consistency   share of records that agree with the most frequent value: name 40 (as names_fit), date of birth 40,
//               client id 20; over those of the three that are known at all; 0 where none is
// freshness     100 while the newest record is at most 30 days older than `as_of`, from there straight down to 0 at
//               1095 days; records dated after `as_of` do not count; 0 where no record is dated
// validity      share of filled e-mail, telephone, date of birth and CRM id fields that can be read, are no placeholder
//               (is_generic_*) and, for a birth, lie in the 120 years before `as_of`; 0 where none is filled
struct Quality {
  struct Advice {
    std::string text; // "add a date of birth": no customer values
    int gain = 0;     // points of the score it would bring, rounded, at least 1
  };
  int score = 0;
  int completeness = 0;
  int consistency = 0;
  int freshness = 0;
  int validity = 0;
  std::vector<Advice> advice; // greatest gain first
};

// `view` and `details` are merge_records(records) and contact_details(records). Does not depend on the records' order.
[[nodiscard]] Quality quality_of(std::span<const Record> records, const MergedView& view, const ContactDetails& details,
                                 const Date& as_of);

} // namespace tilores::model
