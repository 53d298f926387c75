#include <tilores/model/fields.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

extern "C" {
extern const char tilores_fields_tsv[];
extern const std::uint64_t tilores_fields_tsv_size;
}

namespace tilores::model {
namespace {

constexpr std::size_t k_columns = 13;
constexpr std::size_t k_longest_path = 256; // comparing longer ones takes long and finds nothing

Sensitivity sensitivity_named(std::string_view word)
{
  return word == "secret"     ? Sensitivity::secret
         : word == "personal" ? Sensitivity::personal
         : word == "no"       ? Sensitivity::no
                              : Sensitivity::unknown;
}

struct Catalogue {
  std::vector<Field> rows;
  std::unordered_map<std::string, std::size_t> by_path; // key in upper case
};

Field row_of(std::string_view line)
{
  std::array<std::string_view, k_columns> cell{};
  for (std::size_t i = 0; i < k_columns; ++i) {
    const std::size_t tab = i + 1 < k_columns ? line.find('\t') : line.size();
    cell[i] = line.substr(0, tab);
    line.remove_prefix(std::min(line.size(), cell[i].size() + 1));
  }
  const std::string_view name = cell[0].substr(cell[0].rfind('.') + 1); // npos + 1 = 0
  return Field{cell[0],           name,
               cell[1],           cell[2],
               cell[3],           cell[4],
               cell[5],           cell[6],
               cell[7],           sensitivity_named(cell[8]),
               cell[9] == "yes",  cell[10] == "yes",
               cell[11] == "yes", cell[12]};
}

Catalogue read_catalogue()
{
  Catalogue out;
  std::string_view text(tilores_fields_tsv, tilores_fields_tsv_size);
  text.remove_prefix(text.find('\n') + 1); // the header
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n'));
  out.rows.reserve(lines);
  out.by_path.reserve(lines);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out.rows.push_back(row_of(text.substr(0, end)));
    out.by_path.emplace(to_upper_ascii(out.rows.back().path), out.rows.size() - 1);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

const Catalogue& catalogue()
{
  static const Catalogue k_catalogue = read_catalogue();
  return k_catalogue;
}

bool is_index(std::string_view part) { return part == "*" || (!part.empty() && std::ranges::all_of(part, is_digit)); }

// Upper case, without indexes and without where the record stands in an answer.
std::string canonical_path(std::string_view path)
{
  std::string out;
  for (std::string_view part : split(path, '.')) {
    part = trim(part.substr(0, part.find('[')));
    if (is_index(part) || part.empty() ||
        (out.empty() && (equals_ignoring_case(part, "records") || equals_ignoring_case(part, "customer")))) {
      continue;
    }
    if (!out.empty()) {
      out += '.';
    }
    out += to_upper_ascii(part);
  }
  return out;
}

} // namespace

std::span<const Field> fields() { return catalogue().rows; }

const Field* find_field(std::string_view path)
{
  const Catalogue& all = catalogue();
  const auto found = all.by_path.find(canonical_path(path));
  return found == all.by_path.end() ? nullptr : &all.rows[found->second];
}

std::vector<std::string_view> nearest_fields(std::string_view path, std::size_t most)
{
  struct Candidate {
    std::size_t distance;
    std::string_view path;
  };
  const std::string wanted = canonical_path(path);
  const std::string last = wanted.substr(wanted.rfind('.') + 1);
  std::vector<Candidate> found;
  for (const Field& field : fields()) {
    if (!field.in_schema || field.sensitivity == Sensitivity::secret || wanted.empty() ||
        wanted.size() > k_longest_path) {
      continue;
    }
    const std::string name = to_upper_ascii(field.name);
    const std::size_t distance = std::min(edit_distance(wanted, to_upper_ascii(field.path)), edit_distance(last, name));
    if (distance <= std::max<std::size_t>(1, last.size() / 3)) {
      found.push_back({distance, field.path});
    } else if (last.size() >= 3 && name.find(last) != std::string::npos) {
      found.push_back({last.size(), field.path}); // behind every misspelling
    }
  }
  std::ranges::stable_sort(found, {}, &Candidate::distance);
  std::vector<std::string_view> out;
  for (const Candidate& candidate : found) {
    if (out.size() < most) {
      out.push_back(candidate.path);
    }
  }
  return out;
}

std::string_view to_string(Sensitivity sensitivity)
{
  switch (sensitivity) {
  case Sensitivity::no: return "no";
  case Sensitivity::personal: return "personal";
  case Sensitivity::secret: return "secret";
  case Sensitivity::unknown: break;
  }
  return "unknown";
}

} // namespace tilores::model
