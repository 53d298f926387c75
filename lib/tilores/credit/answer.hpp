#pragma once
// The analysis as JSON, with the keys of the contract and, beyond them, "details" and "issues" per bureau and
// "set_aside". Money is {"amount":"12.50","currency":"USD"}, days YYYY-MM-DD; null is "not available".

#include <tilores/base/json_writer.hpp>
#include <tilores/credit/analysis.hpp>

#include <span>
#include <string>

namespace tilores::credit {

void write_money(JsonWriter& json, const std::optional<Cents>& amount);
// One bureau's object. "history" and "derivations" appear when the analysis was made with them.
void write_bureau(JsonWriter& json, const BureauAnalysis& bureau, const AnalysisOptions& options = {});
// The same with "bureau":"equifax" as first member: a row of its own.
void write_bureau_row(JsonWriter& json, const BureauAnalysis& bureau, const AnalysisOptions& options = {});
// The members "as_of", "reports", "bureaus", "set_aside" into the object the caller has begun.
void write_members(JsonWriter& json, const Analysis& analysis, const AnalysisOptions& options = {});
// {"changes":[{"figure","from","to","text"}],"likely_reasons":[…],"from","to"}
void write_comparison(JsonWriter& json, const Comparison& comparison);

} // namespace tilores::credit
