#pragma once
// Reads a wish out of a question: one step a field of questions, each of which may add, narrow or drop topics. Internal
// to assist.

#include <tilores/assist/answer.hpp>
#include <tilores/assist/wish_words.hpp>
#include <tilores/assist/words.hpp>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::assist {

// One question being read: its words without the identifiers, and the topics they speak of.
class Reading {
public:
  Reading(std::string_view question, Action action);

  [[nodiscard]] Wish take(std::string_view question);

private:
  [[nodiscard]] bool any_word(std::string_view list) const;
  [[nodiscard]] bool says(std::string_view phrases) const;
  [[nodiscard]] bool has(Topic topic) const;
  void drop(std::initializer_list<Topic> topics);
  void add(Topic topic);
  [[nodiscard]] bool speaks_of_credit() const;
  [[nodiscard]] std::vector<Topic> fallback() const;

  void bureaus();
  void about_payments();
  void newest_few();
  void about_account();
  void about_contact();
  void about_tickets_and_calls();
  [[nodiscard]] bool ticket_wanted();
  void about_credit();
  void threshold();
  void about_two();
  void about_checks(std::string_view question);
  void about_reports(std::string_view question);
  [[nodiscard]] std::optional<ReportFigure> report_score(std::string_view question);
  [[nodiscard]] std::optional<ReportFigure> report_accounts();
  [[nodiscard]] std::optional<Period> window() const;
  void by_action();
  void single_fields();
  void absent_things();

  Action m_action;
  std::vector<Word> m_words;
  std::string m_text = " ";
  std::vector<Topic> m_topics;
  Wish m_wish;
};

} // namespace tilores::assist
