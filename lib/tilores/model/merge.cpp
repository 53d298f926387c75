#include <tilores/model/merge.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/record_kind.hpp>

#include <algorithm>
#include <functional>
#include <string>
#include <tuple>
#include <vector>

namespace tilores::model {
namespace {

struct Ranked {
  bool first_hand = false;
  std::string time;
  std::string_view id;
  Json body;
};

bool is_value(const Json& value) { return !value.is_null() && !(value.is_string() && trim(value.text()).empty()); }

} // namespace

MergedView merge_records(std::span<const Record> records)
{
  std::vector<Ranked> ranked;
  ranked.reserve(records.size());
  for (const Record& record : records) {
    const Json body = record.body();
    const RecordKind kind = record_kind(body);
    ranked.push_back(
      {kind == RecordKind::contact || kind == RecordKind::other, record_time(body, kind), record.id, body});
  }
  std::ranges::sort(ranked, std::greater<>(), [](const Ranked& r) {
    return std::tuple<bool, const std::string&, std::string_view>(r.first_hand, r.time, r.id);
  });
  MergedView out;
  for (const Ranked& record : ranked) {
    for (const auto [name, value] : record.body.members()) {
      if (is_value(value) && name != "id" && name != "SOURCE" && name != "CREDIT_RESPONSE") {
        out.try_emplace(name, MergedField{value, record.id});
      }
    }
  }
  return out;
}

void write_merged(JsonWriter& out, const MergedView& view)
{
  out.begin_object();
  for (const auto& [name, field] : view) {
    out.member(name, field.value);
  }
  out.end_object();
}

} // namespace tilores::model
