#pragma once
// What a number is, by its shape and the words around it. Internal to assist, for the finders of numbers.

#include <tilores/assist/mentions.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace tilores::assist {

// The kind of thing the nearest cue word says a number is; other: an order, an amount, a card, …
enum class Cue : std::uint8_t { none, client, other, phone };

class NumberCues {
public:
  explicit NumberCues(const Workbench& bench) : m_bench(bench), m_text(bench.text) {}

  // The cue of the number in [begin, end). A list goes on with the cue of its first number, so call in order.
  Cue around(std::size_t begin, std::size_t end);
  [[nodiscard]] Cue before(std::size_t begin) const;
  void note(Cue cue) { m_last = cue; }
  // "#", "id", "no" right before: the text means an id even where it is short.
  [[nodiscard]] bool explicit_marker(std::size_t begin) const;
  // A cue of a client stands right before ("client 900001").
  [[nodiscard]] bool follows_client(std::size_t begin) const;
  // The number is part of a sum.
  [[nodiscard]] bool operator_near(std::size_t begin, std::size_t end) const;

private:
  [[nodiscard]] bool other_after(std::size_t end) const;
  [[nodiscard]] bool ends_clause(std::size_t begin) const;

  const Workbench& m_bench;
  std::string_view m_text;
  Cue m_last = Cue::none;
};

// North America, or no region given.
[[nodiscard]] bool in_north_america(const Workbench& bench);
// Seven to ten digits of no other kind are a client id, or a phone where their shape says so. `false`: they are
// something else, and nothing was added.
bool take_digits(Workbench& bench, const NumberCues& cues, const std::string& digits, std::size_t begin,
                 std::size_t end, Cue cue);
// Digits that are said: "two oh two, triple five, oh one one six".
void find_spoken_numbers(Workbench& bench);

} // namespace tilores::assist
