// features: what the classifiers see, for the training scripts, and the evaluation of a labelled set.
//   features route < LINES     per input line (a question): "<subjects>\t<feature>\t<feature>…"
//   features guard < JSONL     per object with "text": its windows parted by tabs, feature hashes by blanks
//   features inspect < JSONL   per object with "text": "<score>\t<reason>…"
//   features eval SET.jsonl    figures on stderr, predictions on stdout
#include <tilores/assist/guard.hpp>
#include <tilores/assist/route_eval.hpp>
#include <tilores/base/file.hpp>
#include <tilores/base/json.hpp>

#include <cstdio>
#include <iostream>
#include <string>

using namespace tilores;

int main(int argc, char** argv)
{
  const std::string mode = argc > 1 ? argv[1] : "";
  if (mode == "eval" && argc > 2) {
    const auto set = read_file(argv[2]);
    const auto eval = set ? assist::evaluate_routes(*set) : Result<assist::RouteEval>(fail(set.error()));
    if (!eval) {
      std::cerr << describe(eval.error()) << "\n";
      return 1;
    }
    for (const auto& prediction : eval->predictions) {
      std::cout << assist::prediction_json(prediction) << "\n";
    }
    const auto show = [](const char* name, const assist::Rate& rate) {
      const auto interval = assist::wilson(rate);
      std::fprintf(stderr, "%-24s %zu/%zu %.4f [%.4f, %.4f]\n", name, rate.hits, rate.of, rate.value(), interval.low,
                   interval.high);
    };
    show("route", eval->route);
    show("customer or general", eval->customer_or_general);
    show("action", eval->action);
    show("subjects", eval->subjects);
    show("exact", eval->exact);
    show("look-alikes taken", eval->lookalikes_taken);
    show("identifiers where none", eval->identifiers_where_none);
    show("refuse recall", eval->refuse_recall);
    show("false refusals", eval->false_refusals);
    std::fprintf(stderr, "identifiers              P %.4f R %.4f F1 %.4f\n", eval->precision(), eval->recall(),
                 eval->f1());
    return 0;
  }
  if (mode == "guard" || mode == "inspect") {
    for (std::string line; std::getline(std::cin, line);) {
      const auto parsed = JsonDocument::parse(line);
      const std::string text(parsed ? parsed->root()["text"].text() : std::string_view{});
      if (mode == "inspect") {
        const assist::GuardVerdict verdict = assist::inspect(text);
        std::cout << verdict.score;
        for (const std::string& reason : verdict.reasons) {
          std::cout << '\t' << reason;
        }
      } else {
        bool first = true;
        for (const assist::GuardWindow& window : assist::guard_windows(assist::normalise_for_guard(text))) {
          std::cout << (first ? "" : "\t");
          first = false;
          for (const std::uint32_t feature : window.features) {
            std::cout << feature << ' ';
          }
        }
      }
      std::cout << '\n';
    }
    return 0;
  }
  if (mode != "route") {
    std::cerr << "usage: features route < LINES | features eval SET.jsonl\n";
    return 2;
  }
  for (std::string line; std::getline(std::cin, line);) {
    const assist::Recognition found = assist::recognise(line);
    std::cout << found.subjects.size();
    for (const std::string& feature : assist::route_features(line, found, false)) {
      std::cout << '\t' << feature;
    }
    std::cout << '\n';
  }
}
