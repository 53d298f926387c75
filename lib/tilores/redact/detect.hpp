#pragma once
// The detectors, each asked at a place of the text that may begin a value. Internal to the module.

#include <tilores/base/text.hpp>
#include <tilores/redact/redact.hpp>

#include <array>
#include <optional>
#include <string_view>

namespace tilores::redact {

[[nodiscard]] constexpr bool is_word(char c) { return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80; }

// How long the mask at `at` is ("[email]"); 0 where none stands. What is masked is not read again.
[[nodiscard]] std::size_t mask_at(std::string_view text, std::size_t at);
// At an '@' of `mark` bytes (longer where it is escaped); looks back, but not before `floor`.
[[nodiscard]] std::optional<Found> find_email(std::string_view text, std::size_t at, std::size_t mark,
                                              std::size_t floor);
// At the ':' of "://": user and password before the host.
[[nodiscard]] std::optional<Found> find_credentials(std::string_view text, std::size_t colon);
// At a letter that begins a word.
[[nodiscard]] std::optional<Found> find_iban(std::string_view text, std::size_t begin);
// At a letter that begins a word: keys by their prefix, JWTs, "Bearer …", private keys, and the value after a name like
// password= (which then begins after `begin`).
[[nodiscard]] std::optional<Found> find_token(std::string_view text, std::size_t begin);

// Groups of digits with single separators between them: "(415) 555-0132", "4012 8888 8888 1881".
struct DigitRun {
  struct Group {
    std::size_t begin = 0;
    std::size_t end = 0;
    [[nodiscard]] std::size_t size() const { return end - begin; }
  };
  static constexpr std::size_t k_most = 12;
  std::array<Group, k_most> groups;
  std::size_t count = 0;
  bool plus = false;    // '+' stands before the first group
  bool bracket = false; // '(' stands before the first group
  std::size_t begin = 0;
  std::size_t end = 0;
};

// What a run holds from its group `first` on; `last` is set to the group after it.
[[nodiscard]] std::optional<Found> find_number(std::string_view text, const DigitRun& run, std::size_t first,
                                               std::size_t& last);
[[nodiscard]] std::optional<Found> find_phone(std::string_view text, const DigitRun& run, std::size_t first,
                                              std::size_t& last);
// Reads the run that begins at a digit, '+' or '('; count is 0 where none does.
[[nodiscard]] DigitRun read_run(std::string_view text, std::size_t begin);
// Whether three groups from `first` on are a calendar date in any usual order.
[[nodiscard]] bool is_date(std::string_view text, const DigitRun& run, std::size_t first);
// Whether one of the words stands, as a beginning of a word, within `reach` bytes before `at`.
[[nodiscard]] bool word_before(std::string_view text, std::size_t at, std::size_t reach,
                               std::span<const std::string_view> words);

} // namespace tilores::redact
