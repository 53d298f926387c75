#include <tilores/backend/local_schema.hpp>

#include <array>

namespace tilores::backend {

namespace {

// seq is the store's number of one state of a record: a replaced record gets a new one, so that an index entry can
// never mean another body. Entity numbers are 63 bits, see local_ids.hpp. Keys are resolve::IndexKey.
constexpr std::string_view k_first = R"sql(
CREATE TABLE meta(
  name TEXT PRIMARY KEY,       -- generation, next_seq, records, entities, edges, rules, fingerprint, segment, segment_size
  value NOT NULL
) WITHOUT ROWID;
CREATE TABLE sources(n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE records(
  seq INTEGER PRIMARY KEY,
  source INTEGER NOT NULL,
  id TEXT NOT NULL,
  body TEXT NOT NULL           -- the JSON object as submitted, without secret fields
);
CREATE TABLE record_ids(       -- resolve::order_of(id) -> seq; ids are compared on reading
  hash INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY(hash, seq)
) WITHOUT ROWID;
CREATE TABLE dirty(seq INTEGER PRIMARY KEY, fresh INTEGER NOT NULL); -- to be linked; fresh: its keys are in no index yet
CREATE TABLE dirty_keys(key INTEGER PRIMARY KEY); -- keys that lost a record: a generic one may be generic no more
CREATE TABLE membership(seq INTEGER PRIMARY KEY, entity INTEGER NOT NULL);
CREATE TABLE members(entity INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(entity, seq)) WITHOUT ROWID;
CREATE TABLE entities(
  entity INTEGER PRIMARY KEY,
  born INTEGER NOT NULL,       -- generation that made it: the lower is the older
  component INTEGER            -- entities that links connect but contradictions or bans keep apart share one; else null
);
CREATE TABLE components(component INTEGER NOT NULL, entity INTEGER NOT NULL, PRIMARY KEY(component, entity)) WITHOUT ROWID;
CREATE TABLE edges(
  entity INTEGER NOT NULL,
  a INTEGER NOT NULL,          -- seq
  b INTEGER NOT NULL,
  rules INTEGER NOT NULL,      -- bit i: rule i of the rules in meta; bit 63: submitted together
  PRIMARY KEY(entity, a, b)
) WITHOUT ROWID;
CREATE TABLE recent_keys(key INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(key, seq)) WITHOUT ROWID; -- not in the segment yet
CREATE TABLE generic_keys(key INTEGER PRIMARY KEY); -- values that too many different people share
CREATE TABLE together(a TEXT NOT NULL, b TEXT NOT NULL, PRIMARY KEY(a, b)) WITHOUT ROWID; -- record ids
CREATE TABLE bans(a TEXT NOT NULL, b TEXT NOT NULL, PRIMARY KEY(a, b)) WITHOUT ROWID;     -- never in one entity
CREATE TABLE cuts(a TEXT NOT NULL, b TEXT NOT NULL, PRIMARY KEY(a, b)) WITHOUT ROWID;     -- no link; b = '': none at all
CREATE TABLE retired(entity INTEGER PRIMARY KEY, into_entity INTEGER); -- ids that are gone; null: nothing took it in
CREATE TABLE suppressed(hash INTEGER PRIMARY KEY); -- keyed hashes of forgotten identifiers
CREATE TABLE audit(
  n INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  action TEXT NOT NULL,
  user TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL         -- JSON
);
)sql";

constexpr std::array<std::string_view, 1> k_migrations = {k_first};

} // namespace

std::span<const std::string_view> local_migrations() { return k_migrations; }

} // namespace tilores::backend
