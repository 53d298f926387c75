#include <tilores/backend/local_assign.hpp>

#include <algorithm>
#include <numeric>
#include <unordered_set>

namespace tilores::backend {

using resolve::RecordNumber;

namespace {

struct Part {
  EntityNumber entity = 0;
  RecordNumber cluster = 0;
  std::size_t records = 0;
  std::uint64_t order = 0; // of its first record, for ties
};

// How many records of which old entity went to which cluster.
std::vector<Part> parts_of(std::span<const RecordNumber> clusters, std::span<const EntityNumber> old,
                           const std::function<std::uint64_t(RecordNumber)>& order)
{
  std::vector<Part> parts;
  for (RecordNumber r = 0; r < clusters.size(); ++r) {
    if (old[r] != 0) {
      parts.push_back({old[r], clusters[r], 1, order(r)});
    }
  }
  std::sort(parts.begin(), parts.end(), [](const Part& x, const Part& y) {
    return x.entity != y.entity ? x.entity < y.entity : x.cluster < y.cluster;
  });
  std::size_t kept = 0;
  for (const Part& part : parts) {
    if (kept > 0 && parts[kept - 1].entity == part.entity && parts[kept - 1].cluster == part.cluster) {
      ++parts[kept - 1].records;
      parts[kept - 1].order = std::min(parts[kept - 1].order, part.order);
    } else {
      parts[kept++] = part;
    }
  }
  parts.resize(kept);
  return parts;
}

} // namespace

Assignment assign_entities(std::span<const RecordNumber> clusters, std::span<const EntityNumber> old,
                           const std::function<std::uint64_t(RecordNumber)>& order,
                           const std::function<std::int64_t(EntityNumber)>& born,
                           const std::function<bool(EntityNumber)>& taken)
{
  Assignment out;
  const std::vector<Part> parts = parts_of(clusters, old, order);
  std::vector<Part> claims; // each old entity's largest part
  for (std::size_t i = 0; i < parts.size();) {
    std::size_t best = i;
    std::size_t end = i;
    for (; end < parts.size() && parts[end].entity == parts[i].entity; ++end) {
      const bool larger = parts[end].records > parts[best].records;
      const bool same = parts[end].records == parts[best].records && parts[end].order < parts[best].order;
      best = larger || same ? end : best;
    }
    claims.push_back(parts[best]);
    i = end;
  }
  std::vector<EntityNumber> of_cluster(clusters.size(), 0);
  struct Holder {
    std::int64_t born = 0;
    std::size_t records = 0;
  };
  std::unordered_map<RecordNumber, Holder> holders;
  for (const Part& claim : claims) {
    const Holder mine{born(claim.entity), claim.records};
    const auto [place, free] = holders.try_emplace(claim.cluster, mine);
    EntityNumber& holder = of_cluster[claim.cluster];
    const Holder& other = place->second;
    const bool wins = free || (mine.born != other.born         ? mine.born < other.born
                               : mine.records != other.records ? mine.records > other.records
                                                               : claim.entity < holder);
    if (!wins) {
      out.retired.emplace_back(claim.entity, 0);
      continue;
    }
    if (!free) {
      out.retired.emplace_back(holder, 0);
    }
    place->second = mine;
    holder = claim.entity;
  }
  // Clusters nobody claimed are new; the record that comes first founds them.
  std::vector<RecordNumber> founder(clusters.size());
  std::iota(founder.begin(), founder.end(), RecordNumber{0});
  for (RecordNumber r = 0; r < clusters.size(); ++r) {
    RecordNumber& first = founder[clusters[r]];
    first = order(r) < order(first) ? r : first;
  }
  std::unordered_set<EntityNumber> fresh;
  for (RecordNumber r = 0; r < clusters.size(); ++r) {
    EntityNumber& entity = of_cluster[clusters[r]];
    for (unsigned turn = 0; entity == 0; ++turn) {
      const EntityNumber number = entity_number(order(founder[clusters[r]]), turn);
      if (!taken(number) && fresh.insert(number).second) {
        entity = number;
        out.founded.push_back(number);
      }
    }
  }
  for (auto& [gone, into] : out.retired) {
    const auto claim =
      std::find_if(claims.begin(), claims.end(), [&, id = gone](const Part& c) { return c.entity == id; });
    into = claim != claims.end() ? of_cluster[claim->cluster] : 0;
  }
  out.entity.resize(clusters.size());
  for (RecordNumber r = 0; r < clusters.size(); ++r) {
    out.entity[r] = of_cluster[clusters[r]];
  }
  return out;
}

} // namespace tilores::backend
