#pragma once
// A backend is these four ports: where customers come from and how their links are mended. Adapters: local (embedded
// store), remote (a Tilores instance), cached (Reader only). tests/contract/reader.hpp holds what every adapter must
// do.

#include <tilores/base/context.hpp>
#include <tilores/base/result.hpp>
#include <tilores/model/record.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tilores::backend {

// One search parameter under its schema name (EMAIL, PHONE_EXTERNAL, CLIENT_ID, …) as the caller wrote it; the backend
// normalises it the way its rules do.
struct Parameter {
  std::string field;
  std::string value;
  auto operator<=>(const Parameter&) const = default;
};

struct SearchRequest {
  std::vector<Parameter> parameters; // at least one; a search rule holds or not for their combination
  std::string rules = "default";     // name of the search rule set
  std::size_t page = 1;              // from 1
  std::size_t page_size = 20;        // 1..1000
  std::string text = {};             // free text in place of parameters; `unsupported` where the backend reads none
};

struct SearchPage {
  std::vector<model::Entity> entities; // best hit first, then by entity id
  std::size_t total = 0;               // before paging; on instances that cannot count, at least entities.size()
};

// Asks for customers. Safe to call from many threads. Nothing found is an empty page or nullopt, not an error.
class Reader {
public:
  virtual ~Reader() = default;
  virtual Result<SearchPage> search(const SearchRequest& request, const CallContext& ctx) = 0;
  virtual Result<std::optional<model::Entity>> entity(std::string_view entity_id, const CallContext& ctx) = 0;
  virtual Result<std::optional<model::Entity>> entity_by_record(std::string_view record_id, const CallContext& ctx) = 0;
};

// A record to be stored: a JSON object already without secret fields. The id in `id` counts, not one in the body.
struct NewRecord {
  std::string id;
  std::string body;
};

struct SubmitOptions {
  std::string source;    // recorded beside each record; what `remove_absent` goes by
  bool together = false; // the records of this call belong to each other, whatever they hold
};

struct Rejection {
  std::size_t index = 0; // into the records submitted
  std::string reason;    // without customer values
};

struct SubmitReport {
  std::size_t added = 0;
  std::size_t replaced = 0;
  std::size_t unchanged = 0;  // the same body was there already
  std::size_t suppressed = 0; // left out: the person was forgotten
  std::vector<Rejection> rejected;
};

struct Preview {
  std::vector<model::Entity> entities; // that would hold the records, each once
  std::vector<Rejection> rejected;
};

struct LinkProgress {
  bool ready = false;                  // everything submitted is linked and can be found
  std::optional<int> minutes_left;     // when the backend can tell
  std::optional<std::size_t> entities; // how many there are now, when the backend can tell
};

// Takes records in. One loader serves one thread. A submit is durable when it returns; its records can be found once
// progress() says ready. Any number of submits may precede a progress; the result is the same as one by one.
class Loader {
public:
  virtual ~Loader() = default;
  // A bad record is reported, not an error: missing id, id with ':', body that is no JSON object.
  virtual Result<SubmitReport> submit(std::span<const NewRecord> records, const SubmitOptions& options,
                                      const CallContext& ctx) = 0;
  // What submitting these records would come to; stores nothing.
  virtual Result<Preview> preview(std::span<const NewRecord> records, const SubmitOptions& options,
                                  const CallContext& ctx) = 0;
  // Local: links what is pending, now. Remote: asks how far assembling is.
  virtual Result<LinkProgress> progress(const CallContext& ctx) = 0;
};

// Who changes links and why; both are required and go into the audit trail.
struct ChangeNote {
  std::string user;
  std::string reason;
};

struct Disassembly {
  std::vector<std::pair<std::string, std::string>> edges; // all links between the two records go; the records stay
  std::vector<std::string> records;                       // leave their entity, each on its own
  bool ban = false;                                       // what was parted stays apart when more links arrive
};

struct DisassemblyReport {
  std::size_t edges = 0;             // links that went
  std::vector<std::string> entities; // what the entity is now, the one that kept its id first
};

// Bans to be lifted between an entity and others.
struct BanLift {
  std::string entity;
  std::vector<std::string> others;
  std::string reference; // of the ban, as whoever set it was told; Tilores asks for it, the local store does not
};

// Mends links. `not_found` where a record is not there, `usage` where records are of several entities.
class Curator {
public:
  virtual ~Curator() = default;
  virtual Result<DisassemblyReport> disassemble(const Disassembly& what, const ChangeNote& note,
                                                const CallContext& ctx) = 0;
  // False where there was no ban. Records are linked again at once. `usage` where a reference is needed and missing.
  virtual Result<bool> unban(const BanLift& what, const ChangeNote& note, const CallContext& ctx) = 0;
};

// What the backend knows of itself.
class Catalogue {
public:
  virtual ~Catalogue() = default;
  // The introspection document (GraphQL JSON); nullopt: the schema embedded in this program (model::fields()).
  virtual Result<std::optional<std::string>> schema(const CallContext& ctx) = 0;
  // Whether it answers, as cheaply as possible.
  virtual Status ping(const CallContext& ctx) = 0;
};

} // namespace tilores::backend
