#pragma once
// The words by which wishes are known: topics, parts of the contact data, single fields, and what no field holds.
// Folded; phrases are parted by |. Internal to assist.

#include <tilores/assist/answer.hpp>

#include <span>
#include <string_view>

namespace tilores::assist {

struct TopicRow {
  Topic topic;
  std::string_view name;
  std::string_view words;   // any of them
  std::string_view phrases; // parted by |
};
[[nodiscard]] std::span<const TopicRow> topic_rows(); // in the order of the enum

struct PartRow {
  Part part;
  std::string_view words;
  std::string_view phrases;
};
[[nodiscard]] std::span<const PartRow> part_rows();

struct FieldRow {
  std::string_view field;
  std::string_view phrases;
  Phrase name;
};
[[nodiscard]] std::span<const FieldRow> field_rows();

// What agents ask for and the schema has no field for. `not_for`: topics that the same words would lead to.
struct AbsentRow {
  std::string_view phrases;
  Phrase name;
  Topic not_for;
};
[[nodiscard]] std::span<const AbsentRow> absent_rows();

// Whether `text`, folded words with a blank around each, holds one of the phrases.
[[nodiscard]] bool holds(std::string_view text, std::string_view phrases);

} // namespace tilores::assist
