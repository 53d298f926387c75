#pragma once
// The Reader that commands get: spans around every call, and a note of which customers were read, for the audit log and
// for the redactor.

#include <tilores/backend/ports.hpp>
#include <tilores/base/crypto.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::app {

// How many customers have at least one value of a kind, for the metric of field coverage.
struct FilledFields {
  std::uint64_t customers = 0;                      // looked at
  std::map<std::string_view, std::uint64_t> filled; // by kind: email, phone, name, birth_date, client_id, crm_id
};

// Thread-safe.
class CustomersRead {
public:
  // Called with full lists while a long job reads on, so that memory does not grow with it.
  std::function<void(std::vector<std::string> hashes)> flush;

  void note(const Key256& key, const model::Entity& entity);
  // Keyed hashes (observe::customer_hash) of what was read since the last flush.
  [[nodiscard]] std::vector<std::string> take();

  // Of the first customers that were read, which cost nothing more to look at, and of those added here.
  [[nodiscard]] FilledFields filled();
  void add(const FilledFields& more);

private:
  std::mutex m_mutex;
  std::set<std::string> m_hashes;
  std::size_t m_told = 0; // customers the redactor was told of
  FilledFields m_filled;
};

[[nodiscard]] std::unique_ptr<backend::Reader> make_noting_reader(backend::Reader& inner, CustomersRead& read,
                                                                  const Key256& key);

} // namespace tilores::app
