#pragma once
// The merged view: one customer out of many records, each value with the record it comes from. Pure.

#include <tilores/base/json_writer.hpp>
#include <tilores/model/record.hpp>

#include <map>
#include <span>
#include <string_view>

namespace tilores::model {

struct MergedField {
  Json value;
  std::string_view record_id;
};

// Field name -> value. Views into the records, which must outlive it.
using MergedView = std::map<std::string_view, MergedField>;

// Each field from the newest record in which that field is not null (nor blank text). Contacts and records of unknown
// kind speak before the others whatever their age: a payment or a call knows the customer only in passing; within each
// group the later record_time wins, a record without a time loses, and the greater record id settles what is left. So
// the result does not depend on the order of the records. `id` and SOURCE, which belong to one record, and
// CREDIT_RESPONSE, which belongs to one report, are left out.
[[nodiscard]] MergedView merge_records(std::span<const Record> records);
// As one JSON object, fields in byte order.
void write_merged(JsonWriter& out, const MergedView& view);

} // namespace tilores::model
