#include <tilores/backend/local_linker.hpp>

#include <tilores/backend/local_incremental.hpp>
#include <tilores/backend/local_write.hpp>

#include <unistd.h>

#include <algorithm>

namespace tilores::backend {

using resolve::IndexKey;
using resolve::Posting;
using resolve::RecordNumber;
using resolve::RuleBook;

namespace {

Result<Pending> read_pending(LocalSession& session)
{
  Pending out;
  TRY_ASSIGN(auto* query, session.statement("SELECT seq,fresh FROM dirty ORDER BY seq"));
  for (;;) {
    TRY_ASSIGN(const bool row, query->step());
    if (!row) {
      return out;
    }
    out.records.push_back(static_cast<StoredRecord>(query->integer(0)));
    out.fresh.push_back(query->integer(1) != 0);
  }
}

Status clear_pending(LocalSession& session)
{
  for (const char* sql : {"DELETE FROM dirty", "DELETE FROM dirty_keys"}) {
    TRY_ASSIGN(auto* change, session.statement(sql));
    TRY(change->run());
  }
  return {};
}

// Reads every record of the store into a spool.
Result<std::unique_ptr<resolve::Spool>> scan_records(LocalSession& session, const RuleBook& book)
{
  TRY_ASSIGN(auto spool, resolve::Spool::create(session.folder()));
  TRY_ASSIGN(auto* query, session.statement("SELECT seq,id,body FROM records ORDER BY seq"));
  resolve::ProfileBuilder builder;
  std::vector<IndexKey> keys;
  for (;;) {
    TRY_ASSIGN(const bool row, query->step());
    if (!row) {
      return spool;
    }
    TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(std::string(query->text(2))));
    book.extract(document.root(), builder);
    keys.clear();
    const std::string& profile = builder.bytes();
    append_keys(book, resolve::ProfileView(profile), keys);
    TRY(spool->add(static_cast<StoredRecord>(query->integer(0)), resolve::order_of(query->text(1)), profile, keys));
  }
}

// Sorts the spool's keys into a new segment and relates every block on the way.
Result<resolve::Relations> index_and_relate(LocalSession& session, const RuleBook& book, const resolve::Spool& spool,
                                            const std::string& segment)
{
  TRY_ASSIGN(auto writer, resolve::SegmentWriter::create(session.folder() + "/" + segment));
  resolve::Relations relations;
  std::vector<RecordNumber> members;
  std::size_t most_links = 500'000;
  const auto blocks = [&](std::span<Posting> postings) -> Status {
    for (std::size_t i = 0; i < postings.size();) {
      members.clear();
      const IndexKey key = postings[i].key;
      for (; i < postings.size() && postings[i].key == key; ++i) {
        members.push_back(postings[i].record);
        TRY(writer.add({key, spool.records()[postings[i].record]}));
      }
      relate_block(book, spool, key, members, false, relations);
    }
    spool.forget_pages();
    // A pair meets under several keys.
    if (relations.links.size() > most_links) {
      merge_links(relations.links);
      most_links = std::max(most_links, relations.links.size() * 3 / 2);
    }
    return {};
  };
  TRY(spool.each_sorted(blocks));
  TRY(writer.finish());
  return relations;
}

Status link_whole(LocalSession& session, const RuleBook& book, std::unique_ptr<resolve::Spool> spool,
                  const Pending& pending, std::vector<std::string>& garbage)
{
  TRY_ASSIGN(const std::int64_t stored, session.number("records"));
  // The spool serves where it holds exactly the records of the store.
  const bool serves =
    spool && spool->records().size() == static_cast<std::size_t>(stored) && spool->records() == pending.records;
  if (!serves) {
    spool.reset();
    TRY_ASSIGN(spool, scan_records(session, book));
  }
  TRY(spool->seal());
  TRY_ASSIGN(const std::int64_t generation, session.number("generation"));
  const std::string segment = "index-" + std::to_string(generation + 1) + ".seg";
  TRY_ASSIGN(auto relations, index_and_relate(session, book, *spool, segment));
  TRY_ASSIGN(const std::string before, session.text("segment"));
  if (before != segment && !before.empty()) {
    garbage.push_back(session.folder() + "/" + before);
  }
  for (const char* sql : {"DELETE FROM recent_keys", "DELETE FROM generic_keys"}) {
    TRY_ASSIGN(auto* change, session.statement(sql));
    TRY(change->run());
  }
  for (const IndexKey key : relations.generic) {
    TRY_ASSIGN(auto* add, session.statement("INSERT OR IGNORE INTO generic_keys VALUES(?)"));
    TRY(add->bind(1, static_cast<std::int64_t>(key)).run());
  }
  TRY(session.put("segment", segment));
  TRY(session.put("recent", std::int64_t{0}));

  Linked linked;
  linked.records = spool->records();
  linked.source = spool.get();
  linked.old.assign(spool->records().size(), 0);
  TRY_ASSIGN(auto* query, session.statement("SELECT seq,entity FROM membership ORDER BY seq"));
  for (;;) {
    TRY_ASSIGN(const bool row, query->step());
    if (!row) {
      break;
    }
    if (const auto number = spool->number_of(static_cast<StoredRecord>(query->integer(0)))) {
      linked.old[*number] = query->integer(1);
    }
  }
  TRY_ASSIGN(const Constraints constraints, read_constraints(session, linked.records, *spool));
  relations.links.insert(relations.links.end(), constraints.together.begin(), constraints.together.end());
  linked.clusters = cluster(book, *spool, spool->records().size(), std::move(relations), constraints.bans,
                            constraints.cuts, constraints.isolated);
  spool->forget_pages();
  return write_linked(session, std::move(linked), true);
}

} // namespace

Status link_changes(LocalSession& session)
{
  TRY_ASSIGN(const auto book, session.rules());
  TRY_ASSIGN(const Pending pending, read_pending(session));
  TRY(link_incrementally(session, *book, pending));
  return clear_pending(session);
}

Status link_pending(LocalSession& session, std::unique_ptr<resolve::Spool> spool, bool rebuild)
{
  std::vector<std::string> garbage;
  TRY_ASSIGN(auto transaction, store::Transaction::begin(session.database(), store::Transaction::Kind::write));
  TRY_ASSIGN(const auto book, session.rules());
  TRY_ASSIGN(const std::string fingerprint, session.text("fingerprint"));
  TRY_ASSIGN(const Pending pending, read_pending(session));
  TRY_ASSIGN(auto* lost, session.statement("SELECT 1 FROM dirty_keys LIMIT 1"));
  TRY_ASSIGN(const bool lost_keys, lost->step());
  lost->reset();
  const bool other_rules = fingerprint != book->fingerprint;
  if (pending.records.empty() && !lost_keys && !rebuild && !other_rules) {
    return transaction.commit();
  }
  TRY_ASSIGN(const std::int64_t records, session.number("records"));
  TRY_ASSIGN(const std::int64_t recent, session.number("recent"));
  // Few changes are followed up one by one; many are cheaper to link from scratch, which also merges the recent keys
  // into a new segment.
  const bool many = pending.records.size() * 8 > static_cast<std::size_t>(records) || recent > 200'000 + records;
  if (rebuild || other_rules || many) {
    TRY(link_whole(session, *book, std::move(spool), pending, garbage));
  } else {
    TRY(link_incrementally(session, *book, pending));
  }
  TRY(clear_pending(session));
  TRY(session.put("fingerprint", book->fingerprint));
  TRY(session.bump_generation());
  TRY(transaction.commit());
  for (const std::string& path : garbage) {
    ::unlink(path.c_str());
  }
  return {};
}

} // namespace tilores::backend
