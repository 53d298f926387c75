#pragma once
// What a batch was like: for people, for programs, for Prometheus. Pure.

#include <tilores/base/date.hpp>
#include <tilores/jobs/batch.hpp>

#include <string>

namespace tilores::app {

[[nodiscard]] std::string batch_summary(const jobs::BatchReport& report);
// What the whole input would take, by what its first rows took, at `rate` calls a second where that is not 0.
[[nodiscard]] std::string batch_extrapolation(const jobs::BatchReport& report, double rate);
[[nodiscard]] std::string batch_report_json(const jobs::BatchReport& report, const Date& as_of);
// Prometheus text, without time stamps.
[[nodiscard]] std::string batch_metrics(const jobs::BatchReport& report, WallTime now, int exit);

} // namespace tilores::app
