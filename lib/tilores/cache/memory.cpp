// The memory tier: shards, each a hash table and a list from most to least recently used.
#include <tilores/cache/tier.hpp>

#include <algorithm>
#include <list>
#include <mutex>
#include <unordered_map>

namespace tilores::cache {
namespace {

constexpr std::size_t k_overhead = 256; // of one entry beside its value: node, table slot, key
constexpr std::size_t k_shard_bytes = 8U << 20U;
constexpr std::size_t k_most_shards = 16;

class MemoryTier final : public Tier {
public:
  MemoryTier(std::size_t max_bytes, Clock& clock)
    : m_clock(clock), m_shards(std::clamp<std::size_t>(max_bytes / k_shard_bytes, 1, k_most_shards)),
      m_shard_bytes(max_bytes / m_shards.size())
  {
  }

  Result<std::optional<Entry>> get(const CacheKey& key) override
  {
    Shard& shard = shard_of(key);
    const WallTime now = m_clock.now();
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.table.find(key);
    if (found == shard.table.end()) {
      ++shard.misses;
      return std::optional<Entry>();
    }
    if (found->second->entry.keep_until <= now) {
      remove(shard, found->second);
      ++shard.evicted;
      ++shard.misses;
      return std::optional<Entry>();
    }
    shard.nodes.splice(shard.nodes.begin(), shard.nodes, found->second);
    ++shard.hits;
    return std::optional<Entry>(found->second->entry);
  }

  Status put(const CacheKey& key, const Entry& entry) override
  {
    Shard& shard = shard_of(key);
    const std::size_t size = entry.value->size() + entry.tags.size() * sizeof(Tag) + k_overhead;
    const std::lock_guard lock(shard.mutex);
    if (const auto found = shard.table.find(key); found != shard.table.end()) {
      remove(shard, found->second);
    }
    if (size > m_shard_bytes) {
      return {};
    }
    while (shard.bytes + size > m_shard_bytes) {
      remove(shard, std::prev(shard.nodes.end()));
      ++shard.evicted;
    }
    shard.nodes.push_front(Node{key, entry, size});
    shard.table.emplace(key, shard.nodes.begin());
    shard.bytes += size;
    return {};
  }

  Result<std::uint64_t> erase_tag(const Tag& tag) override
  {
    return remove_where([&](const Node& node) {
             return std::find(node.entry.tags.begin(), node.entry.tags.end(), tag) != node.entry.tags.end();
           })
      .removed;
  }

  Result<SweepReport> sweep(const Sweep& sweep) override
  {
    const WallTime now = m_clock.now();
    return remove_where([&](const Node& node) {
      switch (sweep.what) {
      case Sweep::What::expired: return node.entry.keep_until <= now;
      case Sweep::What::older_than: return node.entry.created < sweep.before;
      case Sweep::What::all: return true;
      case Sweep::What::damaged: return false;
      }
      return false;
    });
  }

  Result<TierStats> stats() override
  {
    TierStats stats;
    for (Shard& shard : m_shards) {
      const std::lock_guard lock(shard.mutex);
      stats.entries += shard.table.size();
      stats.bytes += shard.bytes;
      stats.hits += shard.hits;
      stats.misses += shard.misses;
      stats.evicted += shard.evicted;
      for (const Node& node : shard.nodes) {
        ++stats.by_kind[static_cast<std::size_t>(node.entry.kind)];
        stats.oldest = std::min(stats.oldest.value_or(node.entry.created), node.entry.created);
      }
    }
    return stats;
  }

private:
  struct Node {
    CacheKey key;
    Entry entry;
    std::size_t size;
  };
  using Nodes = std::list<Node>;
  struct alignas(64) Shard {
    std::mutex mutex;
    Nodes nodes; // most recently used first
    std::unordered_map<CacheKey, Nodes::iterator, CacheKeyHash> table;
    std::size_t bytes = 0;
    std::uint64_t hits = 0, misses = 0, evicted = 0;
  };

  // Another byte than those the table's hash is made of.
  Shard& shard_of(const CacheKey& key) { return m_shards[key.bytes[31] % m_shards.size()]; }

  static void remove(Shard& shard, Nodes::iterator node)
  {
    shard.bytes -= node->size;
    shard.table.erase(node->key);
    shard.nodes.erase(node);
  }

  template<typename Unwanted> SweepReport remove_where(Unwanted unwanted)
  {
    SweepReport report;
    for (Shard& shard : m_shards) {
      const std::lock_guard lock(shard.mutex);
      for (auto node = shard.nodes.begin(); node != shard.nodes.end();) {
        const auto here = node++;
        ++report.checked;
        if (unwanted(*here)) {
          remove(shard, here);
          ++report.removed;
        }
      }
    }
    return report;
  }

  Clock& m_clock;
  std::vector<Shard> m_shards;
  const std::size_t m_shard_bytes;
};

} // namespace

std::unique_ptr<Tier> make_memory_tier(std::size_t max_bytes, Clock& clock)
{
  return std::make_unique<MemoryTier>(max_bytes, clock);
}

} // namespace tilores::cache
