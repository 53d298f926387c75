#pragma once
// Which records belong together: a pure function of the set of records, the rules, the bans and nothing else, so
// neither the order nor the batches of loading can change it.
//
// 1. Records that share an index key form a block. Inside a block records alike in all that its rules look at are taken
//    as one; the rest are compared pair by pair. A block of more than k_max_people different people is generic: a
//    switchboard, an agent's mailbox. It links nothing, whenever and in whatever order it grew.
// 2. Links connect records into components. Within a component links are taken strongest rule first, then by record
//    order; a link is refused where it would merge two groups whose given names and birth dates contradict each other
//    or that a ban keeps apart.
// 3. Records without identity (a call that is only a telephone number) attach last, each to one group, by rules marked
//    x-attach: to a group with a preferred record, else the one with most records under that value, else the first.
//    So they never connect two groups.

#include <tilores/resolve/rules.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace tilores::resolve {

inline constexpr std::size_t k_max_people = 48;

using RecordNumber = std::uint32_t; // dense, from 0, within one linking

// Port: the records being linked. Profiles may be handed out from a mapped file; views live as long as the source.
class RecordSource {
public:
  virtual ~RecordSource() = default;
  [[nodiscard]] virtual std::string_view profile(RecordNumber record) const = 0;
  [[nodiscard]] virtual std::uint64_t order(RecordNumber record) const = 0; // order_of(record id)
};

struct Link {
  RecordNumber a = 0; // order(a) <= order(b)
  RecordNumber b = 0;
  RuleSet rules = 0;
};

// The members of one value of an attach rule's key, of which at least one has no identity.
struct Attachment {
  IndexKey key = 0;
  std::uint32_t first = 0; // into Relations::attached
  std::uint32_t count = 0;
};

struct Relations {
  std::vector<Link> links;
  std::vector<Attachment> attachments;
  std::vector<RecordNumber> attached;
  std::vector<IndexKey> generic; // keys that turned out generic
};

// Adds what the block of `members` under `key` gives. `members` is reordered. `known_generic` skips the block: used
// where only a part of its members is at hand.
void relate_block(const RuleBook& book, const RecordSource& source, IndexKey key, std::span<RecordNumber> members,
                  bool known_generic, Relations& out);

// Makes one link of all links of a pair, in order of the pair.
void merge_links(std::vector<Link>& links);

// Two records that must not be in one entity (ban) or not linked directly (cut).
struct Separation {
  RecordNumber a = 0;
  RecordNumber b = 0;
};

struct Clusters {
  std::vector<RecordNumber> cluster;   // of each record: one record that stands for its group
  std::vector<RecordNumber> component; // of each record: some record of its component
  std::vector<Link> edges;             // the links inside groups, attachments included, by (a, b)
};

// `isolated` records take part in nothing.
[[nodiscard]] Clusters cluster(const RuleBook& book, const RecordSource& source, std::size_t records,
                               Relations relations, std::span<const Separation> bans, std::span<const Separation> cuts,
                               std::span<const RecordNumber> isolated);

} // namespace tilores::resolve
