// Steps 2 and 3 of linking: components, constrained groups, attachments.
#include <tilores/resolve/linking.hpp>

#include <algorithm>
#include <bit>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

namespace tilores::resolve {

namespace {

class DisjointSets {
public:
  explicit DisjointSets(std::size_t count) : m_parent(count)
  {
    std::iota(m_parent.begin(), m_parent.end(), RecordNumber{0});
  }

  RecordNumber find(RecordNumber x)
  {
    while (m_parent[x] != x) {
      m_parent[x] = m_parent[m_parent[x]];
      x = m_parent[x];
    }
    return x;
  }
  // The root with the lower number stays; returns it.
  RecordNumber unite(RecordNumber a, RecordNumber b)
  {
    a = find(a);
    b = find(b);
    m_parent[std::max(a, b)] = std::min(a, b);
    return std::min(a, b);
  }

private:
  std::vector<RecordNumber> m_parent;
};

// What is known of the person behind a group, to see contradictions.
struct Person {
  std::string_view given;
  std::string_view birth;
  std::string_view family;

  bool operator==(const Person&) const = default;
};

struct PersonHash {
  std::size_t operator()(const Person& p) const
  {
    const std::hash<std::string_view> hash;
    return hash(p.given) ^ (hash(p.birth) * 3) ^ (hash(p.family) * 7);
  }
};

// The different persons behind a group: one or two as a rule, thousands where a shared value joined strangers.
class People {
public:
  [[nodiscard]] const std::vector<Person>& list() const { return m_list; }

  void add(const Person& person)
  {
    if (m_list.size() < k_few) {
      if (std::find(m_list.begin(), m_list.end(), person) == m_list.end()) {
        m_list.push_back(person);
      }
      return;
    }
    if (m_known.empty()) {
      m_known.insert(m_list.begin(), m_list.end());
    }
    if (m_known.insert(person).second) {
      m_list.push_back(person);
    }
  }

private:
  static constexpr std::size_t k_few = 16;

  std::vector<Person> m_list;
  std::unordered_set<Person, PersonHash> m_known; // of a longer list
};

Level given_level(const Person& a, const Person& b)
{
  const Level direct = given_name_level(a.given, b.given);
  const bool swapped = direct == Level::different && !a.family.empty() && !b.family.empty() &&
                       family_name_level(a.given, b.family) >= Level::close &&
                       family_name_level(a.family, b.given) >= Level::close;
  return swapped ? Level::alike : direct;
}

bool contradict(const Person& a, const Person& b)
{
  return given_level(a, b) == Level::different && date_level(a.birth, b.birth) == Level::different;
}

bool agree(const Person& a, const Person& b)
{
  return given_level(a, b) >= Level::close || date_level(a.birth, b.birth) == Level::equal;
}

class Clustering {
public:
  Clustering(const RuleBook& book, const RecordSource& source, std::size_t records, std::span<const Separation> bans)
    : m_book(book), m_source(source), m_groups(records), m_bans(bans)
  {
  }

  void component(std::span<Link> links, std::span<const Attachment> attachments, std::span<const RecordNumber> attached,
                 std::vector<Link>& edges)
  {
    m_people.clear();
    std::sort(links.begin(), links.end(), [&](const Link& x, const Link& y) {
      const int p = std::countr_zero(x.rules);
      const int q = std::countr_zero(y.rules);
      if (p != q) {
        return p < q;
      }
      const auto xa = m_source.order(x.a);
      const auto ya = m_source.order(y.a);
      return xa != ya ? xa < ya : m_source.order(x.b) < m_source.order(y.b);
    });
    const bool lone = links.size() == 1 && attachments.empty();
    for (const Link& link : links) {
      const RecordNumber a = m_groups.find(link.a);
      const RecordNumber b = m_groups.find(link.b);
      if (a == b) {
        continue;
      }
      if (banned(a, b) || (!lone && !trusted(link) && contradiction(a, b))) {
        continue;
      }
      join(a, b, lone);
    }
    attach(attachments, attached, edges);
    for (const Link& link : links) {
      if (m_groups.find(link.a) == m_groups.find(link.b)) {
        edges.push_back(link);
      }
    }
  }

  DisjointSets& groups() { return m_groups; }

private:
  bool trusted(const Link& link) const
  {
    if ((link.rules >> k_together) != 0) {
      return true;
    }
    for (RuleSet left = link.rules; left != 0; left &= left - 1) {
      if (m_book.rules[static_cast<std::size_t>(std::countr_zero(left))].trusted) {
        return true;
      }
    }
    return false;
  }

  bool banned(RecordNumber a, RecordNumber b)
  {
    for (const Separation& ban : m_bans) {
      const RecordNumber x = m_groups.find(ban.a);
      const RecordNumber y = m_groups.find(ban.b);
      if ((x == a && y == b) || (x == b && y == a)) {
        return true;
      }
    }
    return false;
  }

  People& people(RecordNumber root)
  {
    const auto [place, fresh] = m_people.try_emplace(root);
    if (fresh && m_book.person_given && m_book.person_date) {
      // A root that was never joined is one record.
      const ProfileView view(m_source.profile(root));
      const Person person{view.first(*m_book.person_given), view.first(*m_book.person_date),
                          m_book.person_family ? view.first(*m_book.person_family) : std::string_view{}};
      if (!person.given.empty() || !person.birth.empty()) {
        place->second.add(person);
      }
    }
    return place->second;
  }

  bool contradiction(RecordNumber a, RecordNumber b)
  {
    people(a);
    const std::vector<Person>& y = people(b).list();
    const std::vector<Person>& x = m_people[a].list();
    bool agreement = false;
    bool comparable = false;
    for (const Person& p : x) {
      for (const Person& q : y) {
        if (contradict(p, q)) {
          return true;
        }
        agreement = agreement || agree(p, q);
        comparable = comparable || (p.given.size() > 1 && q.given.size() > 1);
      }
    }
    return comparable && !agreement;
  }

  void join(RecordNumber a, RecordNumber b, bool lone)
  {
    if (lone) {
      m_groups.unite(a, b);
      return;
    }
    people(a);
    People all = std::move(people(b));
    People fewer = std::move(m_people[a]);
    if (all.list().size() < fewer.list().size()) {
      std::swap(all, fewer);
    }
    for (const Person& person : fewer.list()) {
      all.add(person);
    }
    m_people.erase(a);
    m_people.erase(b);
    m_people[m_groups.unite(a, b)] = std::move(all);
  }

  bool weak(RecordNumber record) const
  {
    return (ProfileView(m_source.profile(record)).present() & m_book.identity) == 0;
  }

  void attach(std::span<const Attachment> attachments, std::span<const RecordNumber> attached, std::vector<Link>& edges)
  {
    if (attachments.empty()) {
      return;
    }
    struct Turn {
      int rule;
      const Attachment* of;
    };
    std::vector<Turn> turns;
    for (const Attachment& attachment : attachments) {
      turns.push_back({std::countr_zero(m_book.templates[template_of(attachment.key)].attach), &attachment});
    }
    std::sort(turns.begin(), turns.end(),
              [](const Turn& x, const Turn& y) { return x.rule != y.rule ? x.rule < y.rule : x.of->key < y.of->key; });
    std::unordered_set<RecordNumber> anchored; // roots of groups that hold a record with identity, or took one in
    for (const Turn& turn : turns) {
      for (const RecordNumber record : attached.subspan(turn.of->first, turn.of->count)) {
        if (!weak(record)) {
          anchored.insert(m_groups.find(record));
        }
      }
    }
    for (const Turn& turn : turns) {
      one_value(turn.rule, attached.subspan(turn.of->first, turn.of->count), anchored, edges);
    }
  }

  void one_value(int rule, std::span<const RecordNumber> members, std::unordered_set<RecordNumber>& anchored,
                 std::vector<Link>& edges)
  {
    struct Candidate {
      RecordNumber root = 0;
      RecordNumber first = 0;
      bool preferred = false;
      bool strong = false;
      std::size_t records = 0;
    };
    std::vector<Candidate> candidates; // in record order, as members are
    for (const RecordNumber record : members) {
      const RecordNumber root = m_groups.find(record);
      if (!anchored.contains(root)) {
        continue;
      }
      const ProfileView view(m_source.profile(record));
      const bool strong = (view.present() & m_book.identity) != 0;
      auto found =
        std::find_if(candidates.begin(), candidates.end(), [&](const Candidate& c) { return c.root == root; });
      if (found == candidates.end()) {
        candidates.push_back({root, record, false, false, 0});
        found = candidates.end() - 1;
      }
      if (strong && !found->strong) {
        found->first = record;
      }
      found->strong = found->strong || strong;
      found->records += strong ? 1 : 0;
      found->preferred = found->preferred || (m_book.preferred && view.has(*m_book.preferred));
    }
    const auto better = [](const Candidate& x, const Candidate& y) {
      if (x.strong != y.strong) {
        return x.strong;
      }
      if (x.preferred != y.preferred) {
        return x.preferred;
      }
      return x.records > y.records;
    };
    const Candidate* best = nullptr;
    for (const Candidate& candidate : candidates) {
      best = best == nullptr || better(candidate, *best) ? &candidate : best;
    }
    const RecordNumber target = best != nullptr ? best->first : members.front();
    for (const RecordNumber record : members) {
      RecordNumber root = m_groups.find(record);
      const RecordNumber target_root = m_groups.find(target);
      if (record == target || (root != target_root && anchored.contains(root)) ||
          (root == target_root && !weak(record))) {
        continue;
      }
      if (root != target_root) {
        if (banned(root, target_root)) {
          continue;
        }
        const bool keep = anchored.contains(target_root);
        anchored.erase(target_root);
        join(root, target_root, false);
        if (keep) {
          anchored.insert(m_groups.find(target));
        }
      }
      const bool first = m_source.order(target) <= m_source.order(record);
      edges.push_back({first ? target : record, first ? record : target, RuleSet{1} << rule});
    }
  }

  const RuleBook& m_book;
  const RecordSource& m_source;
  DisjointSets m_groups;
  std::span<const Separation> m_bans;
  std::unordered_map<RecordNumber, People> m_people;
};

std::uint64_t pair_of(RecordNumber a, RecordNumber b)
{
  return (std::uint64_t{std::min(a, b)} << 32U) | std::max(a, b);
}

// Merges links of the same pair; drops cut pairs and isolated records.
void settle(std::vector<Link>& links, std::span<const Separation> cuts,
            const std::unordered_set<RecordNumber>& isolated)
{
  std::sort(links.begin(), links.end(),
            [](const Link& x, const Link& y) { return pair_of(x.a, x.b) < pair_of(y.a, y.b); });
  std::unordered_set<std::uint64_t> cut;
  for (const Separation& separation : cuts) {
    cut.insert(pair_of(separation.a, separation.b));
  }
  std::size_t kept = 0;
  for (const Link& link : links) {
    if (kept > 0 && pair_of(links[kept - 1].a, links[kept - 1].b) == pair_of(link.a, link.b)) {
      links[kept - 1].rules |= link.rules;
      continue;
    }
    if (link.a == link.b || (!cut.empty() && cut.contains(pair_of(link.a, link.b))) ||
        (!isolated.empty() && (isolated.contains(link.a) || isolated.contains(link.b)))) {
      continue;
    }
    links[kept++] = link;
  }
  links.resize(kept);
}

} // namespace

void merge_links(std::vector<Link>& links) { settle(links, {}, {}); }

Clusters cluster(const RuleBook& book, const RecordSource& source, std::size_t records, Relations relations,
                 std::span<const Separation> bans, std::span<const Separation> cuts,
                 std::span<const RecordNumber> isolated)
{
  const std::unordered_set<RecordNumber> alone(isolated.begin(), isolated.end());
  settle(relations.links, cuts, alone);
  DisjointSets raw(records);
  for (const Link& link : relations.links) {
    raw.unite(link.a, link.b);
  }
  for (Attachment& attachment : relations.attachments) {
    const auto begin = relations.attached.begin() + attachment.first;
    if (!alone.empty()) {
      attachment.count = static_cast<std::uint32_t>(
        std::remove_if(begin, begin + attachment.count, [&](RecordNumber r) { return alone.contains(r); }) - begin);
    }
    for (std::uint32_t i = 1; i < attachment.count; ++i) {
      raw.unite(relations.attached[attachment.first], relations.attached[attachment.first + i]);
    }
  }
  std::erase_if(relations.attachments, [](const Attachment& a) { return a.count < 2; });

  // Links and attachments of one component stand together.
  std::sort(relations.links.begin(), relations.links.end(),
            [&](const Link& x, const Link& y) { return raw.find(x.a) < raw.find(y.a); });
  const auto component_of = [&](const Attachment& a) { return raw.find(relations.attached[a.first]); };
  std::sort(relations.attachments.begin(), relations.attachments.end(),
            [&](const Attachment& x, const Attachment& y) { return component_of(x) < component_of(y); });

  Clusters out;
  Clustering clustering(book, source, records, bans);
  std::size_t l = 0;
  std::size_t t = 0;
  auto& links = relations.links;
  auto& attachments = relations.attachments;
  out.edges.reserve(links.size());
  while (l < links.size() || t < attachments.size()) {
    const RecordNumber next =
      std::min(l < links.size() ? raw.find(links[l].a) : static_cast<RecordNumber>(records),
               t < attachments.size() ? component_of(attachments[t]) : static_cast<RecordNumber>(records));
    const std::size_t l_begin = l;
    const std::size_t t_begin = t;
    while (l < links.size() && raw.find(links[l].a) == next) {
      ++l;
    }
    while (t < attachments.size() && component_of(attachments[t]) == next) {
      ++t;
    }
    clustering.component({links.data() + l_begin, l - l_begin}, {attachments.data() + t_begin, t - t_begin},
                         relations.attached, out.edges);
  }
  links = {};
  out.cluster.resize(records);
  out.component.resize(records);
  for (RecordNumber r = 0; r < records; ++r) {
    out.component[r] = raw.find(r);
    out.cluster[r] = clustering.groups().find(r);
  }
  settle(out.edges, {}, {});
  return out;
}

} // namespace tilores::resolve
