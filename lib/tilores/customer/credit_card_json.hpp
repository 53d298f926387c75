#pragma once
// The data of `credit` as JSON: the customer's merged view, the analysis, and the others with --compare. Pure.

#include <tilores/base/json_writer.hpp>
#include <tilores/credit/analysis.hpp>
#include <tilores/model/record.hpp>

#include <span>
#include <string>

namespace tilores::customer {

struct CreditSubject {
  const model::Entity* entity = nullptr; // never null
  credit::Analysis analysis;             // made with the options given to write_credit
};

// Reads and judges the reports of one entity.
[[nodiscard]] CreditSubject credit_of(const model::Entity& entity, const Date& as_of,
                                      const credit::AnalysisOptions& options = {},
                                      const credit::Rules& rules = credit::default_rules());
// The first subject at the top; with several, all of them (the first as well) under "customers". At least one.
void write_credit(JsonWriter& json, std::span<const CreditSubject> subjects,
                  const credit::AnalysisOptions& options = {});

} // namespace tilores::customer
