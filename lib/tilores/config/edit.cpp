// Changing the user's settings file without losing its comments.
#include <tilores/base/crypto.hpp>
#include <tilores/base/text.hpp>
#include <tilores/config/settings.hpp>
#include <tilores/config/toml_file.hpp>

#include <algorithm>
#include <map>

namespace tilores::config {
namespace {

// Whether TOML reads it as the number it is: "007" and ".5" are none there.
bool is_plain_number(std::string_view value)
{
  const std::size_t dot = std::min(value.find('.'), value.size());
  const std::string_view whole = value.substr(0, dot);
  const std::string_view rest = value.substr(std::min(dot + 1, value.size()));
  return !whole.empty() && std::ranges::all_of(whole, is_digit) && (whole == "0" || whole[0] != '0') &&
         std::ranges::all_of(rest, is_digit) && (dot == value.size()) == rest.empty();
}

std::string quoted(const Setting& setting, std::string_view value)
{
  if (setting.kind == SettingKind::boolean || (setting.kind == SettingKind::number && is_plain_number(value))) {
    return std::string(value);
  }
  std::string text = "\"";
  for (const char c : value) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      text += "\\u00" + to_hex(std::string_view(&c, 1));
      continue;
    }
    if (c == '"' || c == '\\') {
      text += '\\';
    }
    text += c;
  }
  return text + "\"";
}

// The section of a dotted name is all but its last part: "cache.ttl" of "cache.ttl.search".
std::pair<std::string_view, std::string_view> section_and_key(std::string_view name)
{
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::pair{std::string_view{}, name}
                                       : std::pair{name.substr(0, dot), name.substr(dot + 1)};
}

// The lines are changed as text, which a text of several lines or a section written inline may mislead: whether `after`
// says what `before` said but for the one setting.
bool changes_only(std::string_view name, std::string_view value, const std::string& before, const std::string& after)
{
  auto old_entries = read_toml("", before);
  auto new_entries = read_toml("", after);
  if (!old_entries || !new_entries) {
    return false;
  }
  const auto others = [&](const std::vector<FileEntry>& entries) {
    std::map<std::string, std::string> left;
    for (const FileEntry& entry : entries) {
      if (entry.name != name) {
        left.emplace(entry.name, entry.value);
      }
    }
    return left;
  };
  const auto set = std::ranges::find(*new_entries, name, &FileEntry::name);
  return set != new_entries->end() && (is_plain_number(value) || set->value == value) &&
         others(*old_entries) == others(*new_entries);
}

std::string changed_lines(std::string_view file_text, const Setting& setting, std::string_view value)
{
  const std::string_view name = setting.name;
  const auto [section, key] = section_and_key(name);
  const std::string line = std::string(key) + " = " + quoted(setting, value);

  std::vector<std::string> lines;
  for (const std::string_view part : split(file_text, '\n')) {
    lines.emplace_back(part);
  }
  if (!lines.empty() && lines.back().empty()) {
    lines.pop_back();
  }
  std::string current;
  auto insert_at = section.empty() ? std::optional<std::size_t>(0) : std::nullopt;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view text = trim(lines[i]);
    if (text.starts_with('[') && !text.starts_with("[[")) {
      current = std::string(trim(text.substr(1, text.find(']') - 1)));
      if (current == section) {
        insert_at = i + 1;
      }
      continue;
    }
    const std::size_t equals = text.find('=');
    if (text.starts_with('#') || equals == std::string_view::npos) {
      continue;
    }
    const std::string full = current.empty() ? std::string(trim(text.substr(0, equals)))
                                             : current + "." + std::string(trim(text.substr(0, equals)));
    if (full == name) {
      const std::string_view written = trim(text.substr(0, equals));
      lines[i] = std::string(written) + " = " + quoted(setting, value);
      return join(lines, "\n") + "\n";
    }
  }
  if (insert_at) {
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(*insert_at), line);
  } else {
    lines.push_back("[" + std::string(section) + "]");
    lines.push_back(line);
  }
  return join(lines, "\n") + "\n";
}

} // namespace

Result<std::string> with_setting(std::string_view file_text, std::string_view name, std::string_view value)
{
  const Setting* const setting = find_setting(name);
  if (setting == nullptr) {
    const std::string_view near = nearest_setting(name);
    return fail(ErrorKind::usage, "unknown setting '" + std::string(name) + "'",
                near.empty() ? "see 'tilores config list'" : "did you mean '" + std::string(near) + "'?");
  }
  if (setting->kind == SettingKind::secret) {
    return fail(ErrorKind::usage, std::string(name) + " is a secret and is not taken as an argument",
                "put it into the environment, a file (" +
                  std::string(setting->environment.substr(0, setting->environment.find(' '))) +
                  "_FILE) or a command (" + std::string(section_and_key(name).second) +
                  "_command in the settings file)");
  }
  if (value.find_first_of("\n\r") != std::string_view::npos) {
    return fail(ErrorKind::usage, "a setting's value is one line");
  }
  if (invalid_utf8_at(value)) {
    return fail(ErrorKind::usage, "a setting's value is UTF-8");
  }
  if (auto fits = check_value(*setting, value); !fits) {
    auto error = std::move(fits).error();
    error.kind = ErrorKind::usage;
    return fail(std::move(error));
  }
  std::string after = changed_lines(file_text, *setting, value);
  if (!changes_only(name, value, std::string(file_text), after)) {
    return fail(ErrorKind::config,
                "the settings file is written in a way that " + std::string(name) + " cannot be set in",
                "change the file by hand");
  }
  return after;
}

std::string example_file()
{
  std::string text =
    "# Settings of tilores. A flag beats the environment, which beats a profile, which beats this file.\n"
    "# Lines that start with # show the defaults. Secrets are better kept in the environment or in files of mode "
    "0600.\n";
  std::string current;
  for (const Setting& setting : settings_table()) {
    const auto [section, key] = section_and_key(setting.name);
    if (section != current) {
      current = section;
      text += "\n[" + current + "]\n";
    }
    text += "# " + std::string(setting.help) + "\n";
    if (setting.kind == SettingKind::secret) {
      text += "# " + std::string(key) + "_command = \"\"   # a command that prints it\n";
    } else {
      text += "# " + std::string(key) + " = " + quoted(setting, setting.fallback) + "\n";
    }
  }
  return text;
}

} // namespace tilores::config
