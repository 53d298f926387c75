#pragma once
// The embedded backend: records, links and entities in one folder of this machine.
//
//   TRY_ASSIGN(auto store, backend::open_local_backend(folder, {.mode = LocalMode::load}));
//   TRY(store->loader().submit(batch, {.source = "crm.csv"}, ctx));   // as often as wanted
//   TRY(store->loader().progress(ctx));                               // links; now it can be found
//   TRY_ASSIGN(auto page, store->reader().search({.parameters = {{"EMAIL", "a@example.com"}}}, ctx));
//
// Folder: store.db (SQLite, the system of record; schema in local_schema.cpp), index-N.seg (immutable sorted key index,
// rebuilt from store.db when it is missing or damaged), loading.lock. Opening takes the same time for any size.
// Linking is a pure function of the records, the rules, bans and cuts (resolve/linking.hpp): order and batches of
// loading do not matter, and a load that was killed is finished by the next opening for loading, or by reading once no
// loader is at work.
//
// Entity ids: the oldest entity keeps its id when entities merge (same age: the one with most records); the largest
// part keeps it on a split. Ids are deterministic: made from the record that founded the entity, so that the same loads
// give the same ids. An id that was merged away leads to the entity that took it in.

#include <tilores/backend/ports.hpp>
#include <tilores/base/crypto.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::backend {

enum class LocalMode : std::uint8_t {
  read, // `precondition` where no store is
  load, // made where missing; unfinished loads are completed
};

struct LocalOptions {
  LocalMode mode = LocalMode::read;
  std::string
    rules; // rule-config.json; empty: those of the store, else the shipped ones. Other rules relink everything.
};

struct LocalCounts {
  std::size_t records = 0;
  std::size_t entities = 0;
  std::size_t edges = 0;   // record pairs linked
  std::size_t pending = 0; // records loaded but not linked yet
};

// Why two records are in one entity.
struct Reason {
  std::string a;
  std::string b;
  std::string rule;
  std::vector<std::string> fields; // features the rule compared: "email", "given", …
};

struct ExportedRecord {
  std::string_view id;
  std::string_view source;
  std::string_view body;
  std::string_view entity_id; // empty: not linked yet
};

class LocalBackend {
public:
  virtual ~LocalBackend() = default;
  virtual Reader& reader() = 0;
  virtual Loader& loader() = 0;   // mode load only
  virtual Curator& curator() = 0; // mode load only
  virtual Catalogue& catalogue() = 0;

  virtual Result<LocalCounts> counts() = 0;
  // Grows with every commit that may change an answer: a part of cache keys.
  virtual Result<std::uint64_t> generation() = 0;
  // Of the rules its records are linked and found by; equal means equal results from equal records.
  virtual Result<std::string> rules_fingerprint() = 0;
  virtual Result<std::vector<std::string>> sources() = 0;
  virtual Result<std::vector<Reason>> why(std::string_view entity_id) = 0;

  // Streams with bounded memory from one snapshot; the views live during the call only. A failure of the callee ends
  // it.
  virtual Status each_record(const std::function<Status(const ExportedRecord&)>& row) = 0;
  virtual Status each_entity(const std::function<Status(const model::Entity&)>& row) = 0;

  // Deletes the records of `source` for which `present` says false; returns how many. Then progress() links anew.
  virtual Result<std::size_t> remove_absent(std::string_view source,
                                            const std::function<bool(std::string_view record_id)>& present) = 0;
  // Erases all records of an entity; with a suppression key, remembers keyed hashes of their identifiers, so that later
  // submits skip them. Returns the number of records.
  virtual Result<std::size_t> forget(std::string_view entity_id, const Key256* suppress_with,
                                     const ChangeNote& note) = 0;
  // The key that forget() was given; without it submits suppress nothing.
  virtual void suppress_with(const Key256& key) = 0;
};

// Failures: `precondition` (no store in the folder), `config` (rules), `bad_data`, `io`, `locked`.
[[nodiscard]] Result<std::unique_ptr<LocalBackend>> open_local_backend(const std::string& folder,
                                                                       const LocalOptions& options = {});

} // namespace tilores::backend
