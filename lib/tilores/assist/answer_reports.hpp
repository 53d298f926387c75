#pragma once
// What the sentences about one figure of the bureaus' reports share. Internal to assist.

#include <tilores/assist/answer_writer.hpp>
#include <tilores/credit/report.hpp>

#include <string>
#include <vector>

namespace tilores::assist {

// One bureau's part of the question.
struct BureauQuestion {
  Writer& out;
  const ReportFigure& figure;
  const std::optional<Limit>& limit;
  const credit::BureauAnalysis& bureau;
  const std::vector<credit::Report>& reports; // of all bureaus
  std::string name, prefix;                   // "Experian", "credit.experian."
};

[[nodiscard]] bool within(const Limit& limit, int value);
[[nodiscard]] std::string relation(const Writer& out, const Limit& limit); // "above 650"
// Figures of accounts, late marks and inquiries.
void say_account_figure(const BureauQuestion& a);

} // namespace tilores::assist
