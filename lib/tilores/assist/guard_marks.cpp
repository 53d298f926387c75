// Finds chat markup, comments, faked speakers and links that carry data away.
#include <tilores/assist/guard_marks.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <array>

namespace tilores::assist {

namespace {

// Written as they stand in the text.
constexpr std::array<std::string_view, 38> k_literal = {
  "</",     "<!--", "{{",     "[[",  "[system", "###",      "---",        "```",          "<|",      "\"role\"",
  "===",    "http", "$(",     "->",  "](",      "select *", "\nuser:",    "\nassistant:", "<system", "[inst",
  "<<",     "/*",   "-- ",    "{#",  "](http",  "<img",     "hidden>",    "display:none", "\"tool",  "arguments\"",
  "\"name", "[/",   "\"\"\"", "]]>", "*}",      "'; ",      "drop table", "=true"};

// Who speaks, before a colon: a line of a faked talk.
constexpr std::array<std::string_view, 21> k_speakers = {
  "user",     "assistant", "human",  "ai",        "bot",         "chatbot", "q",
  "a",        "agent",     "system", "model",     "llm",         "input",   "output",
  "customer", "caller",    "admin",  "developer", "observation", "thought", "action"};

bool speaker_before(std::string_view text, std::size_t colon)
{
  std::size_t begin = colon;
  while (begin > 0 && is_alpha(text[begin - 1])) {
    --begin;
  }
  const std::string_view name = text.substr(begin, colon - begin);
  return std::find(k_speakers.begin(), k_speakers.end(), name) != k_speakers.end();
}

// "http://x/?d=", "…/{balance}", "…?ssn=<number>": an address that waits for a value.
bool waits_for_data(std::string_view address)
{
  const bool asks =
    address.find_first_of("{<[") != std::string_view::npos || address.find("%s") != std::string_view::npos;
  const std::string_view bare = address.substr(0, address.find_last_not_of(".,;)\"'") + 1);
  return asks || bare.ends_with('=') || bare.ends_with("?") || bare.ends_with('+');
}

std::string_view address_at(std::string_view text, std::size_t at)
{
  std::size_t end = at;
  while (end < text.size() && !is_space(text[end]) && text[end] != '"') {
    ++end;
  }
  return text.substr(at, end - at);
}

} // namespace

std::vector<std::string_view> marks_of(std::string_view text)
{
  std::vector<std::string_view> out;
  for (const std::string_view mark : k_literal) {
    if (text.find(mark) != std::string_view::npos) {
      out.push_back(mark);
    }
  }
  std::size_t speakers = 0;
  for (std::size_t at = text.find(':'); at != std::string_view::npos; at = text.find(':', at + 1)) {
    speakers += speaker_before(text, at) ? 1 : 0;
  }
  if (speakers > 0) {
    out.emplace_back("speaker");
  }
  if (speakers > 2) {
    out.emplace_back("speakers");
  }
  if (speakers > 0 && trim(text).ends_with(':')) {
    out.emplace_back("open speaker");
  }
  bool waits = false;
  bool joined = false;
  for (std::size_t at = text.find("http"); at != std::string_view::npos; at = text.find("http", at + 4)) {
    const std::string_view address = address_at(text, at);
    waits = waits || waits_for_data(address);
    joined = joined || trim(text.substr(at + address.size())).starts_with("+");
  }
  if (waits || joined) {
    out.emplace_back("link for data");
  }
  if (trim(text).ends_with(':') || trim(text).ends_with(":\"")) {
    out.emplace_back("open end");
  }
  return out;
}

} // namespace tilores::assist
