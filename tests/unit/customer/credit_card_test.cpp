// Pieces of the credit card.
#include <tilores/credit/analysis.hpp>
#include <tilores/customer/credit_card.hpp>
#include <tilores/customer/credit_card_json.hpp>
#include <tilores/output/terminal_text.hpp>

#include <support/sample.hpp>

#include <doctest/doctest.h>

#include <fstream>

using namespace tilores;
using namespace tilores::customer;

TEST_CASE("a bar shows its share of the cells")
{
  CHECK(bar(0, 4) == "░░░░");
  CHECK(bar(1, 4) == "█░░░");
  CHECK(bar(50, 4) == "██░░");
  CHECK(bar(100, 4) == "████");
  CHECK(bar(180, 4) == "████");
  CHECK(bar(-5, 4) == "░░░░");
}

TEST_CASE("a sparkline shows the newest values between their extremes")
{
  CHECK(sparkline(std::vector<int>{}, 5).empty());
  CHECK(sparkline(std::vector<int>{600}, 5) == "▄");
  CHECK(sparkline(std::vector<int>{600, 600}, 5) == "▄▄");
  CHECK(sparkline(std::vector<int>{600, 650, 700}, 5) == "▁▄█");
  CHECK(sparkline(std::vector<int>{1, 600, 700}, 2) == "▁█");
}

// Golden cards: accept changed ones with TILORES_ACCEPT=1 and look at the difference.
TEST_CASE("the cards of ten customers look as agreed")
{
  const auto sample = test::load_sample();
  const bool accept = std::getenv("TILORES_ACCEPT") != nullptr; // NOLINT(concurrency-mt-unsafe)
  if (std::getenv("TILORES_SAMPLE_RECORDS") != nullptr) {       // NOLINT(concurrency-mt-unsafe)
    return;
  }
  std::string cards;
  for (const std::string_view role :
       {"two_emails", "frozen_file", "thin_file", "no_credit", "data_set_null", "negative_summary", "newest_score_na",
        "jumbo", "terminal_escape", "duplicate_report"}) {
    for (const auto& customer : sample.customers) {
      if (customer.role() == role) {
        const auto reports = credit::parse_reports(customer.records);
        const auto analysis = credit::analyse(reports, sample.as_of, credit::default_rules());
        cards += "== " + std::string(role) + "\n";
        for (const auto& line : credit_card(analysis, {})) {
          cards += line + "\n";
        }
      }
    }
  }
  const std::string path = TILORES_TEST_DATA "/credit/cards.txt";
  if (accept) {
    std::ofstream(path, std::ios::binary) << cards;
  }
  CHECK(read_file(path).value_or("") == cards);
}

TEST_CASE("the credit answer holds the customer, all three bureaus and the compared ones")
{
  const auto sample = test::load_sample();
  model::Entity a;
  a.id = "a";
  a.records = sample.customers[0].records;
  model::Entity b;
  b.records = sample.customers[19].records; // role no_credit
  const credit::AnalysisOptions options{.history = true, .explain = true};
  const std::vector<CreditSubject> subjects{credit_of(a, sample.as_of, options), credit_of(b, sample.as_of, options)};
  std::string out;
  JsonWriter json(out);
  write_credit(json, subjects, options);
  const auto document = JsonDocument::parse(out).value();
  const Json root = document.root();
  CHECK(root["entity_id"].text() == "a");
  CHECK(root["customer"]["CLIENT_ID"].is_string());
  CHECK(root["as_of"].text() == to_string(sample.as_of));
  for (const char* bureau : {"transunion", "experian", "equifax"}) {
    CHECK(root["bureaus"][bureau]["history"].is_array());
    CHECK(root["bureaus"][bureau]["derivations"].is_array());
    CHECK(root["customers"].at(1)["bureaus"][bureau]["state"].text() == "none");
  }
  CHECK(root["customers"].at(1)["reports"].integer() == 0);
}

TEST_CASE("history, explanation and comparison fit the width and name every bureau with reports")
{
  const auto sample = test::load_sample();
  for (const auto& customer : sample.customers) {
    const auto reports = credit::parse_reports(customer.records);
    const auto analysis =
      credit::analyse(reports, sample.as_of, credit::default_rules(), {.history = true, .explain = true});
    const std::vector<NamedAnalysis> both{{"A. Person", &analysis}, {"B. Person", &analysis}};
    std::vector<std::string> lines = credit_history(analysis, {});
    for (const auto& more : {credit_explanation(analysis, {}), credit_comparison(both, {})}) {
      lines.insert(lines.end(), more.begin(), more.end());
    }
    for (const auto& line : lines) {
      CHECK(output::display_width(line) <= 80);
    }
  }
}
