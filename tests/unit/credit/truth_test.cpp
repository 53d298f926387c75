// Every credit fact of the sample customers, as answered against what the generator knows to be true.
#include <tilores/credit/answer.hpp>

#include <support/sample.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace tilores;
using namespace tilores::credit;

namespace {

std::string answer_of(const std::vector<model::Record>& records, const Date& as_of, const AnalysisOptions& options = {})
{
  const auto reports = parse_reports(records);
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  write_members(json, analyse(reports, as_of, default_rules(), options), options);
  json.end_object();
  return out;
}

// credit.equifax.score → bureaus.equifax.score; credit.reports → reports
Json follow(Json answer, std::string_view name)
{
  const auto parts = split(name, '.');
  return parts.size() == 3 ? answer["bureaus"][parts[1]][parts[2]] : answer[parts[1]];
}

// Whether the derivation of `figure` names every source record of the fact, or a copy with the same content.
bool names_source(Json derivations, std::string_view figure, Json fact, const std::vector<model::Record>& records)
{
  const auto content = [&](std::string_view id) {
    const auto found =
      std::find_if(records.begin(), records.end(), [&](const auto& record) { return record.id == id; });
    return found == records.end() ? std::string_view() : found->body()["CREDIT_RESPONSE"].raw();
  };
  for (const Json derivation : derivations.elements()) {
    if (derivation["figure"].text() != figure) {
      continue;
    }
    bool all = true;
    for (const Json source : fact["source"].elements()) {
      bool found = false;
      for (const Json record : derivation["record_ids"].elements()) {
        found = found || content(record.text()) == content(source["record"].text());
      }
      all = all && found;
    }
    return all;
  }
  return false;
}

} // namespace

TEST_CASE("every credit fact of the sample is reproduced")
{
  const auto sample = test::load_sample();
  std::size_t facts = 0, wrong = 0, states_wrong = 0;
  for (const auto& customer : sample.customers) {
    const auto answer = JsonDocument::parse(answer_of(customer.records, sample.as_of, {.explain = true})).value();
    for (const Json fact : customer.truth->root()["facts"].elements()) {
      const auto name = fact["name"].text();
      if (!name.starts_with("credit.")) {
        continue;
      }
      ++facts;
      const std::string difference = test::difference(fact, follow(answer.root(), name));
      if (!difference.empty()) {
        ++wrong;
        states_wrong += name.ends_with("frozen") || name == "credit.reports" ? 1 : 0;
        if (wrong < 20) {
          MESSAGE(customer.role() << " " << std::string(name) << ": " << difference);
        }
      }
      const auto parts = split(name, '.');
      const Json derivations = parts.size() == 3 ? answer.root()["bureaus"][parts[1]]["derivations"] : Json{};
      const bool explained =
        parts.size() == 3 && (parts[2] == "score" || parts[2] == "utilization" || parts[2] == "lates30" ||
                              parts[2] == "change_first" || parts[2] == "hard_inquiries_6m");
      if (explained && fact["source"].size() > 0 && !names_source(derivations, parts[2], fact, customer.records) &&
          !fact["value"].is_null()) {
        CAPTURE(std::string(name));
        CHECK_MESSAGE(false, "derivation does not name the source record");
      }
    }
  }
  MESSAGE(facts << " credit facts, " << wrong << " differ");
  CHECK(facts > 0);
  CHECK(wrong * 1000 <= facts * 5);
  CHECK(states_wrong == 0);
}

TEST_CASE("the states of the designed files are told apart")
{
  const auto sample = test::load_sample();
  for (const auto& customer : sample.customers) {
    const std::string role = customer.role();
    const auto reports = parse_reports(customer.records);
    const auto analysis = analyse(reports, sample.as_of, default_rules());
    CAPTURE(role);
    const auto& equifax = analysis.bureaus[static_cast<std::size_t>(Bureau::equifax)];
    if (role == "no_credit") {
      CHECK(analysis.reports == 0);
      for (const auto& bureau : analysis.bureaus) {
        CHECK(bureau.state == State::none);
      }
    }
    if (role == "frozen_file" || role == "frozen_all") {
      CHECK(equifax.state == State::frozen);
      CHECK_FALSE(equifax.newest->lates30);
      CHECK_FALSE(equifax.newest->open_accounts);
    }
    if (role == "thin_file") {
      for (const auto& bureau : analysis.bureaus) {
        CHECK((bureau.state == State::none || bureau.state == State::thin));
        CHECK(bureau.rating.empty());
      }
    }
  }
}

TEST_CASE("the order of records never changes the answer")
{
  const auto sample = test::load_sample();
  for (const auto& customer : sample.customers) {
    auto records = customer.records;
    const AnalysisOptions all{.history = true, .explain = true};
    const std::string expected = answer_of(records, sample.as_of, all);
    std::reverse(records.begin(), records.end());
    CHECK(answer_of(records, sample.as_of, all) == expected);
    std::rotate(records.begin(), records.begin() + static_cast<std::ptrdiff_t>(records.size() / 3), records.end());
    CHECK(answer_of(records, sample.as_of, all) == expected);
  }
}

TEST_CASE("an empty report changes no figure")
{
  const auto sample = test::load_sample();
  const std::vector<std::string> empties{
    R"({"id":"zz","CREDIT_RESPONSE":{}})",
    R"({"id":"zz","CREDIT_RESPONSE":null})",
    R"({"id":"zz","CREDIT_RESPONSE":"none"})",
    R"({"id":"00","CREDIT_RESPONSE":{"CREDIT_BUREAU":"Equifax","CREDIT_SCORE":[],"CREDIT_LIABILITY":null,"CreditReportFirstIssuedDate":"2026-10-31"}})",
    R"({"id":"00","CREDIT_RESPONSE":{"CREDIT_SCORE":[{"CreditRepositorySourceType":"Experian","Value":"850"}],"CREDIT_LIABILITY":[]}})",
  };
  for (const auto& customer : sample.customers) {
    const auto before = JsonDocument::parse(answer_of(customer.records, sample.as_of)).value();
    for (const auto& empty : empties) {
      auto records = customer.records;
      auto document = test::parse_line(empty);
      records.push_back({std::string(document->root()["id"].text()), document});
      const auto after = JsonDocument::parse(answer_of(records, sample.as_of)).value();
      CHECK(after.root()["bureaus"].raw() == before.root()["bureaus"].raw());
      CHECK(after.root()["reports"].raw() == before.root()["reports"].raw());
    }
  }
}

TEST_CASE("a figure never mixes bureaus: each bureau alone gives the same object")
{
  const auto sample = test::load_sample();
  for (const auto& customer : sample.customers) {
    const auto all = JsonDocument::parse(answer_of(customer.records, sample.as_of)).value();
    for (const Bureau bureau : k_bureaus) {
      std::vector<model::Record> own;
      for (const auto& record : customer.records) {
        const auto report = parse_report(record);
        if (report && report->bureau == bureau) {
          own.push_back(record);
        }
      }
      const auto alone = JsonDocument::parse(answer_of(own, sample.as_of)).value();
      CHECK(alone.root()["bureaus"][to_string(bureau)].raw() == all.root()["bureaus"][to_string(bureau)].raw());
    }
  }
}

TEST_CASE("no answer holds a secret")
{
  const auto sample = test::load_sample();
  for (const auto& customer : sample.customers) {
    CHECK(answer_of(customer.records, sample.as_of, {.history = true, .explain = true}).find("SECRETMARK") ==
          std::string::npos);
  }
}
