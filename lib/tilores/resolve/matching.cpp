// Evaluates rules between two profiles and makes index keys.
#include <tilores/resolve/rules.hpp>

#include <algorithm>
#include <bit>

namespace tilores::resolve {

namespace {

using Values = std::span<const std::string_view>;

bool share(Values a, Values b)
{
  for (const std::string_view x : a) {
    for (const std::string_view y : b) {
      if (x == y) {
        return true;
      }
    }
  }
  return false;
}

template<typename Compare> Level best(Values a, Values b, Compare compare)
{
  if (a.empty() || b.empty()) {
    return Level::missing;
  }
  Level top = Level::different;
  for (const std::string_view x : a) {
    for (const std::string_view y : b) {
      top = std::max(top, compare(x, y));
      if (top == Level::equal) {
        return top;
      }
    }
  }
  return top;
}

bool swapped(const ProfileView& a, const ProfileView& b, std::size_t given, std::size_t family)
{
  return best(a.values(given), b.values(family), family_name_level) >= Level::close &&
         best(a.values(family), b.values(given), family_name_level) >= Level::close && a.has(given) && b.has(given) &&
         a.has(family) && b.has(family);
}

Level given_level(const Matcher& matcher, const ProfileView& a, const ProfileView& b)
{
  const auto [given, middle, family] = matcher.features;
  const Level direct = best(a.values(given), b.values(given), given_name_level);
  if (direct >= Level::alike || direct == Level::missing || direct >= matcher.minimum) {
    return direct;
  }
  const auto as_middle = [](std::string_view x, std::string_view y) {
    return x.size() > 1 && y.size() > 1 && given_name_level(x, y) >= Level::close ? Level::alike : Level::different;
  };
  if (middle != given && ((a.has(middle) && best(a.values(middle), b.values(given), as_middle) == Level::alike) ||
                          (b.has(middle) && best(a.values(given), b.values(middle), as_middle) == Level::alike))) {
    return Level::alike;
  }
  return family != given && swapped(a, b, given, family) ? Level::alike : direct;
}

Level family_level(const Matcher& matcher, const ProfileView& a, const ProfileView& b)
{
  const auto [family, parts, given] = matcher.features;
  const Level direct = best(a.values(family), b.values(family), family_name_level);
  if (direct >= Level::alike || direct == Level::missing || direct >= matcher.minimum) {
    return direct;
  }
  if (parts != family && share(a.values(parts), b.values(parts))) {
    return Level::alike;
  }
  return given != family && swapped(a, b, given, family) ? Level::alike : direct;
}

Level address_level(const Matcher& matcher, const ProfileView& a, const ProfileView& b)
{
  const auto [street, postal, place] = matcher.features;
  const Level of_street = best(a.values(street), b.values(street), street_level);
  if (of_street <= Level::missing) {
    return of_street;
  }
  const auto near = [](std::string_view x, std::string_view y) {
    return alignment_distance(x, y) <= (x.size() > 6 ? 2U : 1U) ? Level::equal : Level::different;
  };
  const Level of_postal = best(a.values(postal), b.values(postal), near);
  const Level of_place = place == street ? Level::missing : best(a.values(place), b.values(place), near);
  const bool same_area = of_postal == Level::equal || of_place == Level::equal;
  const bool unknown_area = of_postal == Level::missing && of_place == Level::missing;
  if (same_area) {
    return of_street;
  }
  return unknown_area ? std::min(of_street, Level::initial) : Level::different;
}

} // namespace

bool holds(const Matcher& matcher, const ProfileView& a, const ProfileView& b)
{
  const std::size_t feature = matcher.features[0];
  const Values x = a.values(feature);
  const Values y = b.values(feature);
  switch (matcher.comparison) {
  case Comparison::shared: return share(x, y);
  case Comparison::shared_or_empty: return (x.empty() && y.empty()) || share(x, y);
  case Comparison::given_name: return given_level(matcher, a, b) >= matcher.minimum;
  case Comparison::family_name: return family_level(matcher, a, b) >= matcher.minimum;
  case Comparison::date: return best(x, y, date_level) >= matcher.minimum;
  case Comparison::email: return best(x, y, email_level) >= matcher.minimum;
  case Comparison::phone: return best(x, y, phone_level) >= matcher.minimum;
  case Comparison::address: return address_level(matcher, a, b) >= matcher.minimum;
  case Comparison::edit_distance:
    return best(x, y, [&](std::string_view s, std::string_view t) {
             return alignment_distance(s, t) <= matcher.distance ? Level::equal : Level::different;
           }) == Level::equal;
  }
  return false;
}

RuleSet holding(const RuleBook& book, RuleSet asked, const ProfileView& a, const ProfileView& b, bool key_shared)
{
  RuleSet held = 0;
  for (RuleSet left = asked; left != 0; left &= left - 1) {
    const auto number = static_cast<std::size_t>(std::countr_zero(left));
    const Rule& rule = book.rules[number];
    bool all = true;
    for (const std::uint8_t matcher : key_shared ? rule.verify : rule.matchers) {
      if (!holds(book.matchers[matcher], a, b)) {
        all = false;
        break;
      }
    }
    held |= all ? RuleSet{1} << number : 0;
  }
  return held;
}

namespace {

// FNV-1a over the parts with an end mark each, then the finaliser of MurmurHash3.
constexpr std::uint64_t k_basis = 1469598103934665603ULL;

std::uint64_t mix(std::uint64_t hash, std::string_view text)
{
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  }
  return (hash ^ 0xffU) * 1099511628211ULL;
}

std::uint64_t finish(std::uint64_t hash)
{
  hash = (hash ^ (hash >> 33U)) * 0xff51afd7ed558ccdULL;
  hash = (hash ^ (hash >> 33U)) * 0xc4ceb9fe1a85ec53ULL;
  return hash ^ (hash >> 33U);
}

} // namespace

void append_template_keys(const RuleBook& book, std::size_t number, const ProfileView& profile,
                          std::vector<IndexKey>& keys)
{
  const KeyTemplate& shape = book.templates[number];
  for (const std::uint8_t feature : shape.features) {
    if (!profile.has(feature)) {
      return;
    }
  }
  const std::size_t begin = keys.size();
  constexpr std::size_t k_most = 16;
  keys.push_back(k_basis ^ (number * 0x9e3779b97f4a7c15ULL));
  for (const std::uint8_t feature : shape.features) {
    const Values values = profile.values(feature);
    const std::size_t count = keys.size() - begin;
    for (std::size_t v = 1; v < values.size(); ++v) {
      for (std::size_t i = 0; i < count && keys.size() - begin < k_most; ++i) {
        keys.push_back(mix(keys[begin + i], values[v]));
      }
    }
    for (std::size_t i = 0; i < count; ++i) {
      keys[begin + i] = mix(keys[begin + i], values[0]);
    }
  }
  for (std::size_t i = begin; i < keys.size(); ++i) {
    keys[i] = (finish(keys[i]) & ~IndexKey{k_max_templates - 1}) | number;
  }
}

void append_keys(const RuleBook& book, const ProfileView& profile, std::vector<IndexKey>& keys)
{
  for (std::size_t number = 0; number < book.templates.size(); ++number) {
    append_template_keys(book, number, profile, keys);
  }
}

std::uint64_t order_of(std::string_view record_id) { return finish(mix(k_basis, record_id)); }

} // namespace tilores::resolve
