#include <tilores/resolve/extraction.hpp>

#include <tilores/base/text.hpp>
#include <tilores/model/normalise.hpp>
#include <tilores/resolve/similarity.hpp>

#include <algorithm>
#include <array>
#include <tuple>

namespace tilores::resolve {

std::uint8_t FeatureExtractor::spot(std::string_view name)
{
  if (name.empty()) {
    return 0;
  }
  return static_cast<std::uint8_t>(name.size() * 37U + static_cast<unsigned char>(name.front()) * 5U +
                                   static_cast<unsigned char>(name.back()) * 11U);
}

const FeatureExtractor::Node* FeatureExtractor::child(const Node& node, std::string_view name) const
{
  if (!node.names[spot(name)]) {
    return nullptr;
  }
  const auto found = std::lower_bound(node.children.begin(), node.children.end(), name,
                                      [](const auto& entry, std::string_view key) { return entry.first < key; });
  return found != node.children.end() && found->first == name ? &m_nodes[found->second] : nullptr;
}

void FeatureExtractor::add_path(std::string_view path, PathUse use)
{
  if (path.starts_with("$.")) {
    path.remove_prefix(2);
  }
  std::uint32_t at = 0;
  for (const std::string_view part : split(path, '.')) {
    auto& children = m_nodes[at].children;
    const auto place = std::lower_bound(children.begin(), children.end(), part,
                                        [](const auto& entry, std::string_view key) { return entry.first < key; });
    if (place != children.end() && place->first == part) {
      at = place->second;
      continue;
    }
    const auto made = static_cast<std::uint32_t>(m_nodes.size());
    children.emplace(place, std::string(part), made);
    m_nodes[at].names.set(spot(part));
    m_nodes.emplace_back();
    at = made;
  }
  m_nodes[at].uses.push_back(use);
  m_nodes[at].labels.emplace_back(path);
}

void FeatureExtractor::walk(Json value, const Node& node, std::uint8_t item, std::vector<Raw>& found) const
{
  switch (value.kind()) {
  case JsonKind::string:
  case JsonKind::number:
  case JsonKind::boolean:
    for (std::size_t i = 0; i < node.uses.size(); ++i) {
      const std::string_view text = value.is_string()   ? value.text()
                                    : value.is_number() ? value.number_text()
                                                        : value.raw();
      found.push_back({node.uses[i], item, text, node.labels[i]});
    }
    return;
  case JsonKind::object:
    if (!node.children.empty()) {
      for (const auto [key, member] : value.members()) {
        if (const Node* next = child(node, key); next != nullptr) {
          walk(member, *next, item, found);
        }
      }
    }
    return;
  case JsonKind::array: {
    std::uint8_t index = 0;
    const Node* every = child(node, "*");
    for (const Json element : value.elements()) {
      if (every != nullptr) {
        walk(element, *every, index, found);
      }
      if (const Node* one = child(node, std::to_string(index)); one != nullptr) {
        walk(element, *one, index, found);
      }
      if (++index == 8) {
        return;
      }
    }
    return;
  }
  case JsonKind::missing:
  case JsonKind::null: return;
  }
}

void FeatureExtractor::extract(Json body, ProfileBuilder& out) const
{
  out.clear();
  thread_local std::vector<Raw> found;
  found.clear();
  walk(body, m_nodes[0], 0, found);
  const auto place = [](const Raw& raw) {
    return std::tie(raw.use.transformer, raw.use.group, raw.item, raw.use.role);
  };
  std::stable_sort(found.begin(), found.end(), [&](const Raw& a, const Raw& b) { return place(a) < place(b); });
  for (std::size_t i = 0; i < found.size();) {
    const Transformer& transformer = transformers[found[i].use.transformer];
    if (transformer.kind != TransformerKind::name && transformer.kind != TransformerKind::address) {
      apply(transformer, found[i++], out);
      continue;
    }
    std::size_t end = i + 1;
    while (end < found.size() && found[end].use.transformer == found[i].use.transformer &&
           found[end].use.group == found[i].use.group && found[end].item == found[i].item) {
      ++end;
    }
    if (transformer.kind == TransformerKind::name) {
      apply_name(transformer, &found[i], found.data() + end, out);
    } else {
      apply_address(transformer, &found[i], found.data() + end, out);
    }
    i = end;
  }
}

namespace {

bool feeds(Role role, Pin pin)
{
  switch (role) {
  case Role::value: return pin == Pin::value;
  case Role::given: return pin == Pin::given || pin == Pin::given_class || pin == Pin::given_sound;
  case Role::middle: return pin == Pin::middle;
  case Role::family: return pin == Pin::family || pin == Pin::family_any || pin == Pin::family_sound;
  case Role::full: return pin <= Pin::family_sound;
  case Role::street:
  case Role::number: return pin == Pin::street || pin == Pin::house;
  case Role::postal: return pin == Pin::postal || pin == Pin::house;
  case Role::place: return pin == Pin::place;
  }
  return false;
}

} // namespace

FeatureSet FeatureExtractor::features_of(std::string_view path) const
{
  const Node* node = m_nodes.data();
  for (const std::string_view part : split(path, '.')) {
    node = child(*node, part);
    if (node == nullptr) {
      return 0;
    }
  }
  FeatureSet all = 0;
  for (const PathUse& use : node->uses) {
    for (std::size_t pin = 0; pin < static_cast<std::size_t>(Pin::count); ++pin) {
      const std::uint8_t feature = transformers[use.transformer].pins[pin];
      if (feature != k_no_feature && feeds(use.role, static_cast<Pin>(pin))) {
        all |= FeatureSet{1} << feature;
      }
    }
  }
  return all;
}

namespace {

std::uint8_t pin(const Transformer& transformer, Pin which)
{
  return transformer.pins[static_cast<std::size_t>(which)];
}

void emit(const Transformer& transformer, Pin which, std::string_view value, ProfileBuilder& out)
{
  if (const std::uint8_t feature = pin(transformer, which); feature != k_no_feature && !value.empty()) {
    out.add(feature, value);
  }
}

bool ignored(const Transformer& transformer, std::string_view value)
{
  return std::binary_search(transformer.ignored.begin(), transformer.ignored.end(), value);
}

// 1900-01-01 and its like: what forms and imports write where they know nothing.
bool placeholder_date(const Date& date)
{
  const bool first_of_year = date.month == 1 && date.day == 1;
  return date.year < 1890 || (first_of_year && (date.year == 1900 || date.year == 1901 || date.year == 1970)) ||
         (date.year == 1899 && date.month == 12) || date.year >= 2100 ||
         (date.year == 1911 && date.month == 11 && date.day == 11);
}

} // namespace

void FeatureExtractor::apply(const Transformer& transformer, const Raw& raw, ProfileBuilder& out) const
{
  const std::string_view text = trim(raw.text);
  if (text.empty()) {
    return;
  }
  const auto give = [&](std::string_view value) {
    if (!ignored(transformer, value)) {
      emit(transformer, Pin::value, value, out);
    }
  };
  switch (transformer.kind) {
  case TransformerKind::field: give(transformer.case_sensitive ? std::string(text) : to_lower_ascii(text)); return;
  case TransformerKind::digits: {
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits), is_digit);
    give(digits);
    return;
  }
  case TransformerKind::email:
    if (const auto email = model::normalise_email(text); email && !model::is_generic_email(*email)) {
      give(*email);
    }
    return;
  case TransformerKind::phone:
    if (const auto phone = model::normalise_phone(text, transformer.region);
        phone && !model::is_generic_phone(*phone)) {
      give(*phone);
    }
    return;
  case TransformerKind::crm_id:
    if (const auto id = text.find('<') == std::string_view::npos && text.size() <= 18 ? model::normalise_crm_id(text)
                                                                                      : model::find_crm_id(text)) {
      give(*id);
    }
    return;
  case TransformerKind::exact: give(text); return;
  case TransformerKind::reference: give(std::string(raw.label) + '=' + to_lower_ascii(text)); return;
  case TransformerKind::flag:
    if (text == "1" || equals_ignoring_case(text, "true") || equals_ignoring_case(text, "yes")) {
      emit(transformer, Pin::value, "1", out);
    }
    return;
  case TransformerKind::date:
    if (const auto date = model::parse_date(text); date && !placeholder_date(*date)) {
      const std::string iso = to_string(*date);
      if (iso.size() == 10) {
        const std::array<char, 8> compact{iso[0], iso[1], iso[2], iso[3], iso[5], iso[6], iso[8], iso[9]};
        give({compact.data(), compact.size()});
      }
    }
    return;
  case TransformerKind::name:
  case TransformerKind::address: return;
  }
}

void FeatureExtractor::apply_name(const Transformer& transformer, const Raw* first, const Raw* last,
                                  ProfileBuilder& out) const
{
  std::string_view given;
  std::string_view middle;
  std::string_view family;
  std::string_view full;
  for (const Raw* raw = first; raw != last; ++raw) {
    (raw->use.role == Role::given    ? given
     : raw->use.role == Role::middle ? middle
     : raw->use.role == Role::family ? family
                                     : full) = raw->text;
  }
  const bool apart = !trim(given).empty() || !trim(family).empty();
  model::NameParts name = apart ? model::parse_name(given, middle, family) : model::parse_name(full);
  if (apart && trim(family).empty() && name.given.empty()) {
    std::swap(name.given, name.family); // a first name alone is no family name
  }
  if (!name.given.empty() && !ignored(transformer, name.given)) {
    emit(transformer, Pin::given, name.given, out);
    for (const std::string_view long_form : given_name_classes(name.given)) {
      emit(transformer, Pin::given_class, long_form, out);
    }
    if (pin(transformer, Pin::given_sound) != k_no_feature) {
      emit(transformer, Pin::given_sound, sound_of(name.given), out);
    }
  }
  emit(transformer, Pin::middle, std::string_view(name.middle).substr(0, name.middle.find(' ')), out);
  if (!name.family.empty() && !ignored(transformer, name.family)) {
    emit(transformer, Pin::family, name.family, out);
    emit(transformer, Pin::family_any, name.family, out);
    if (name.family.find(' ') != std::string::npos) {
      std::string joined;
      for (const std::string_view part : split(name.family, ' ')) {
        // Particles of two or three letters alone say nothing.
        if (part.size() > 3) {
          emit(transformer, Pin::family_any, part, out);
        }
        joined += part;
      }
      emit(transformer, Pin::family_any, joined, out);
    }
    if (pin(transformer, Pin::family_sound) != k_no_feature) {
      const std::size_t blank = name.family.rfind(' ');
      emit(transformer, Pin::family_sound, sound_of(name.family), out);
      if (blank != std::string::npos) {
        emit(transformer, Pin::family_sound, sound_of(std::string_view(name.family).substr(blank + 1)), out);
      }
    }
  }
}

namespace {

constexpr std::array<std::string_view, 36> k_street_words = {
  "ave",      "avenue", "blvd", "boulevard", "cct", "cir",    "circle", "circuit", "cl",     "close", "court", "cres",
  "crescent", "ct",     "dr",   "drive",     "e",   "lane",   "ln",     "n",       "parade", "pde",   "pl",    "place",
  "rd",       "road",   "s",    "st",        "str", "street", "ter",    "terrace", "w",      "way",   "crt",   "av"};
constexpr std::array<std::string_view, 8> k_unit_words = {"apt", "apartment", "unit",  "suite",
                                                          "ste", "flat",      "floor", "#"};

bool among(std::span<const std::string_view> words, std::string_view word)
{
  return std::find(words.begin(), words.end(), word) != words.end();
}

// "1250 Walnut Avenue Apt 3" -> "1250 walnut".
void street_core(std::string_view folded, std::string& number, std::string& core)
{
  std::size_t at = 0;
  bool skip_next = false;
  while (at < folded.size()) {
    while (at < folded.size() && !is_alnum(folded[at]) && folded[at] != '#' &&
           static_cast<signed char>(folded[at]) >= 0) {
      ++at;
    }
    std::size_t end = at;
    if (end < folded.size() && folded[end] == '#') {
      ++end;
    } else {
      while (end < folded.size() && (is_alnum(folded[end]) || static_cast<signed char>(folded[end]) < 0)) {
        ++end;
      }
    }
    const std::string_view word = folded.substr(at, end - at);
    at = end;
    if (word.empty()) {
      break;
    }
    if (skip_next) {
      skip_next = false;
    } else if (among(k_unit_words, word)) {
      skip_next = true;
    } else if (number.empty() && core.empty() && is_digit(word.front())) {
      number = word;
    } else if (!among(k_street_words, word)) {
      core += core.empty() ? "" : " ";
      core += word;
    }
  }
}

} // namespace

void FeatureExtractor::apply_address(const Transformer& transformer, const Raw* first, const Raw* last,
                                     ProfileBuilder& out) const
{
  std::string number;
  std::string core;
  std::string postal;
  for (const Raw* raw = first; raw != last; ++raw) {
    const Role role = raw->use.role;
    if (role == Role::street) {
      street_core(model::fold_text(raw->text), number, core);
    } else if (role == Role::number) {
      number = to_lower_ascii(trim(raw->text));
    } else if (role == Role::postal) {
      for (const char c : trim(raw->text).substr(0, trim(raw->text).find('-'))) {
        if (is_alnum(c)) {
          postal += ascii_lower(c);
        }
      }
    } else {
      emit(transformer, Pin::place, trim(model::fold_text(raw->text)), out);
    }
  }
  emit(transformer, Pin::postal, postal, out);
  if (core.empty()) {
    return;
  }
  emit(transformer, Pin::street, number.empty() ? core : number + ' ' + core, out);
  if (!postal.empty()) {
    emit(transformer, Pin::house, (number.empty() ? core : number) + '|' + postal, out);
  }
}

} // namespace tilores::resolve
