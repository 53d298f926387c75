// Step 1 of linking: links and attachments inside one block.
#include <tilores/resolve/linking.hpp>

#include <algorithm>
#include <bit>
#include <unordered_set>

namespace tilores::resolve {

namespace {

std::uint64_t hash_of(const ProfileView& view, FeatureSet features)
{
  std::uint64_t hash = 1469598103934665603ULL;
  for (FeatureSet left = features & view.present(); left != 0; left &= left - 1) {
    const auto feature = static_cast<std::size_t>(std::countr_zero(left));
    hash = (hash ^ (feature + 1)) * 1099511628211ULL;
    for (const std::string_view value : view.values(feature)) {
      for (const char c : value) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
      }
      hash = (hash ^ 0x1ffU) * 1099511628211ULL;
    }
  }
  return hash ^ (hash >> 29U);
}

struct Member {
  RecordNumber record = 0;
  std::uint64_t order = 0;
  std::uint64_t signature = 0;
  ProfileView view;
};

} // namespace

void relate_block(const RuleBook& book, const RecordSource& source, IndexKey key, std::span<RecordNumber> members,
                  bool known_generic, Relations& out)
{
  const KeyTemplate& shape = book.templates[template_of(key)];
  if (known_generic || members.size() < 2 || (shape.link | shape.attach) == 0) {
    return;
  }
  std::sort(members.begin(), members.end(), [&](RecordNumber a, RecordNumber b) {
    const std::uint64_t x = source.order(a);
    const std::uint64_t y = source.order(b);
    return x != y ? x < y : a < b;
  });
  FeatureSet person = 0;
  for (const auto& feature : {book.person_given, book.person_date}) {
    person |= feature ? FeatureSet{1} << *feature : 0;
  }
  thread_local std::vector<Member> unique;
  unique.clear();
  std::unordered_set<std::uint64_t> people;
  std::unordered_set<std::uint64_t> signatures;
  bool any_weak = false;
  std::vector<std::pair<RecordNumber, std::size_t>> copies; // record, index of the one it equals
  for (const RecordNumber record : members) {
    const ProfileView view(source.profile(record));
    any_weak = any_weak || (book.identity != 0 && (view.present() & book.identity) == 0);
    const std::uint64_t signature = hash_of(view, shape.verified);
    bool copy = false;
    if (unique.size() < 16) {
      for (std::size_t i = 0; i < unique.size() && !copy; ++i) {
        if (unique[i].signature == signature) {
          copies.emplace_back(record, i);
          copy = true;
        }
      }
    } else {
      if (signatures.empty()) {
        for (const Member& member : unique) {
          signatures.insert(member.signature);
        }
      }
      if (signatures.contains(signature)) {
        const auto found =
          std::find_if(unique.begin(), unique.end(), [&](const Member& m) { return m.signature == signature; });
        copies.emplace_back(record, static_cast<std::size_t>(found - unique.begin()));
        copy = true;
      }
    }
    if (!copy) {
      if (unique.size() >= 16) {
        signatures.insert(signature);
      }
      unique.push_back({record, source.order(record), signature, view});
    }
    if (members.size() > k_max_people && (view.present() & person) != 0) {
      people.insert(hash_of(view, person));
      if (people.size() > k_max_people) {
        break;
      }
    }
  }
  if (people.size() > k_max_people || unique.size() > 4 * k_max_people) {
    out.generic.push_back(key);
    return;
  }
  if (shape.link != 0) {
    for (std::size_t i = 0; i < unique.size(); ++i) {
      for (std::size_t j = i + 1; j < unique.size(); ++j) {
        if (const RuleSet held = holding(book, shape.link, unique[i].view, unique[j].view, true); held != 0) {
          out.links.push_back({unique[i].record, unique[j].record, held});
        }
      }
    }
    // A copy differs from its original in nothing the rules look at: what holds between the two is what holds between
    // the original and itself.
    std::size_t of = unique.size();
    RuleSet held = 0;
    std::sort(copies.begin(), copies.end(), [](const auto& x, const auto& y) { return x.second < y.second; });
    for (const auto& [record, original] : copies) {
      if (original != of) {
        of = original;
        held = holding(book, shape.link, unique[of].view, unique[of].view, true);
      }
      if (held != 0) {
        const RecordNumber other = unique[original].record;
        const bool first = source.order(other) <= source.order(record);
        out.links.push_back({first ? other : record, first ? record : other, held});
      }
    }
  }
  if (shape.attach != 0 && any_weak) {
    out.attachments.push_back(
      {key, static_cast<std::uint32_t>(out.attached.size()), static_cast<std::uint32_t>(members.size())});
    out.attached.insert(out.attached.end(), members.begin(), members.end());
  }
}

} // namespace tilores::resolve
