#pragma once
// Who was forgotten on request and must not be fetched into the cache again: keyed hashes of what names them.

#include <tilores/backend/ports.hpp>
#include <tilores/base/crypto.hpp>
#include <tilores/model/identifiers.hpp>

#include <memory>
#include <span>
#include <string>
#include <unordered_set>

namespace tilores::jobs {

class Forgotten {
public:
  // What remember_forgotten() wrote to `path`; without the file nobody was forgotten. `io`, `bad_data`.
  [[nodiscard]] static Result<Forgotten> read(const std::string& path, const Key256& key);

  // Whether one of the identifiers is theirs: e-mail, phone, client, CRM, record or entity id. Names and days of birth
  // are others' as well and say nothing.
  [[nodiscard]] bool named_by(std::span<const model::Identifier> identifiers) const;
  // Whether one of the records is theirs.
  [[nodiscard]] bool holds(const model::Entity& entity) const;

private:
  explicit Forgotten(const Key256& key) : m_key(key) {}
  [[nodiscard]] bool has(model::IdentifierKind kind, std::string_view value) const;
  Key256 m_key;
  std::unordered_set<std::uint64_t> m_hashes;
};

// Appends the hashes of a customer; durable on return. File: one hash a line, 16 hex digits, mode 0600.
[[nodiscard]] Status remember_forgotten(const std::string& path, const Key256& key, const model::Entity& entity);

// Gives what `inner` gives, but marks forgotten customers as partial, so that no cache keeps them or a list with them.
// Both must outlive it.
[[nodiscard]] std::unique_ptr<backend::Reader> make_forgetful_reader(backend::Reader& inner,
                                                                     const Forgotten& forgotten);

} // namespace tilores::jobs
