// What of a tool's result a model gets: leaves by relevance to the question, never half a value.
#include <tilores/assist/tools.hpp>

#include <tilores/assist/words.hpp>
#include <tilores/base/text.hpp>

#include <algorithm>
#include <set>

namespace tilores::assist {

namespace {

constexpr std::size_t k_longest_text = 300; // bytes of one leaf: notes and mails are cut out whole beyond it

struct Leaf {
  std::string path;
  Json value;
  int score = 0;
};

void flatten(Json node, const std::string& path, std::vector<Leaf>& out)
{
  const auto below = [&](std::string_view key) {
    return path.empty() ? std::string(key) : path + "." + std::string(key);
  };
  if (node.is_object()) {
    for (const auto [key, member] : node.members()) {
      flatten(member, below(key), out);
    }
  } else if (node.is_array()) {
    std::size_t index = 0;
    for (const Json element : node.elements()) {
      flatten(element, below(std::to_string(index++)), out);
    }
  } else if (!node.is_null() && !(node.is_string() && trim(node.text()).empty())) {
    out.push_back({path, node, 0});
  }
}

// What agents ask for most comes first where the question says nothing: the account, whom and where to reach, the
// headline of each bureau; then why; how it was found out last.
int base_score(std::string_view path)
{
  static constexpr std::string_view k_last =
    "timeline quality history derivations details relations issues sections written count rule from effect direction "
    "rank vendor "
    "report_count newest_has_score utilization_method currency last_seen first_seen";
  static constexpr std::string_view k_first = "account payment card support call customer name client_id entity_id";
  static constexpr std::string_view k_headline =
    "state score score_date rating trend change_previous utilization lates30 lates60 lates90 open_accounts "
    "hard_inquiries_6m derogatories "
    "collections frozen level latest_report_date value street city postal_code status";
  std::string_view leaf;
  for (const std::string_view segment : split(path, '.')) {
    if (one_of(segment, k_last)) {
      return 0;
    }
    leaf = segment.empty() || is_digit(segment.front()) ? leaf : segment;
  }
  const std::string head(path.substr(0, path.find('.')));
  return one_of(head, k_first) ? 6 : one_of(leaf, k_headline) ? 5 : 2;
}

} // namespace

std::string trimmed(Json value, std::string_view question, std::size_t tokens)
{
  std::vector<Leaf> leaves;
  flatten(value, "", leaves);
  std::set<std::string> asked;
  for (const Word& word : words_of(question.substr(0, 2000))) {
    if (word.folded.size() > 2) {
      asked.insert(word.folded.size() > 4 && word.folded.ends_with('s') ? word.folded.substr(0, word.folded.size() - 1)
                                                                        : word.folded);
    }
  }
  for (Leaf& leaf : leaves) {
    std::string words = leaf.path;
    std::ranges::replace_if(
      words, [](char c) { return c == '_' || c == '.'; }, ' ');
    for (const Word& word : words_of(words)) {
      const std::string stem = word.folded.size() > 4 && word.folded.ends_with('s')
                                 ? word.folded.substr(0, word.folded.size() - 1)
                                 : word.folded;
      leaf.score += asked.contains(stem) ? 10 : 0;
    }
    leaf.score += base_score(leaf.path);
  }
  std::vector<std::size_t> order(leaves.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = i;
  }
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return leaves[a].score > leaves[b].score; });
  std::vector<bool> kept(leaves.size(), false);
  std::uint64_t spent = 12;
  std::size_t left_out = 0;
  for (const std::size_t i : order) {
    const std::uint64_t cost = llm::estimate_tokens(leaves[i].path) + llm::estimate_tokens(leaves[i].value.raw()) + 4;
    const bool fits = spent + cost <= tokens && leaves[i].value.raw().size() <= k_longest_text;
    kept[i] = fits;
    spent += fits ? cost : 0;
    left_out += fits ? 0 : 1;
  }
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    if (kept[i]) {
      json.key(leaves[i].path).value(leaves[i].value);
    }
  }
  if (left_out > 0) {
    json.member("omitted", std::uint64_t{left_out});
  }
  json.end_object();
  return out;
}

} // namespace tilores::assist
