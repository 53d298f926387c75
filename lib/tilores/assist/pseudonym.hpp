#pragma once
// Stable stand-ins for a customer's names, addresses and ids, so that a provider need not see them, undone in its
// answer. One per ask; not thread-safe while it learns, afterwards hide and restore are.

#include <tilores/assist/recognise.hpp>
#include <tilores/model/record.hpp>

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::assist {

class Pseudonyms {
public:
  // Every personal value of the records, in every spelling they have.
  void learn(const model::Entity& entity);
  void learn(const std::vector<Subject>& subjects);
  // The text with each value learnt replaced by "Person_1", "Email_2", …; e-mails and phones never seen get stand-ins
  // of their own. Cards, social security numbers, IBANs and tokens become "[card]", …: those never come back.
  [[nodiscard]] std::string hide(std::string_view text);
  [[nodiscard]] std::string restore(std::string_view text) const;
  // The same inside JSON text: what is put back is escaped.
  [[nodiscard]] std::string restore_json(std::string_view json) const;

private:
  friend class PseudonymStream;
  enum Kind : std::uint8_t { person, email, phone, client, crm, entity, record, birth, value };
  static constexpr std::array<std::string_view, 9> k_names{"Person", "Email",  "Phone", "Client", "Crm",
                                                           "Entity", "Record", "Birth", "Value"};
  void add(Kind kind, std::string_view written, const std::string& normal);
  void walk(Json value, std::string_view path, bool roles);
  // What stands before `from` is looked at, but not part of the result.
  [[nodiscard]] std::string restore(std::string_view text, std::size_t from) const;
  // The stand-in that begins at `at`: its length, or 0.
  [[nodiscard]] std::size_t stand_in_at(std::string_view text, std::size_t at, const std::string** real) const;
  // Whether `tail` may grow into a stand-in.
  [[nodiscard]] static bool may_grow(std::string_view tail);

  std::map<std::string, std::string> m_by_normal;            // kind and normal form -> stand-in
  std::map<std::string, std::string, std::less<>> m_real;    // stand-in -> value as first written
  std::map<std::string, std::string, std::less<>> m_literal; // lower-case literal -> stand-in
  std::size_t m_longest = 0;
  std::array<std::size_t, k_names.size()> m_count{};
};

// Undoes stand-ins in pieces of any size: what may be the beginning of one is held back until it is decided.
class PseudonymStream {
public:
  explicit PseudonymStream(const Pseudonyms& names) : m_names(names) {}
  [[nodiscard]] std::string feed(std::string_view piece);
  [[nodiscard]] std::string finish();

private:
  const Pseudonyms& m_names;
  std::string m_held;
  std::size_t m_seen = 0; // bytes at its beginning that were given out: the last one, as a word may go on behind it
};

} // namespace tilores::assist
