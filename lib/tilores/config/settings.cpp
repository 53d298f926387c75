#include <tilores/config/settings.hpp>

#include <tilores/base/file.hpp>
#include <tilores/base/text.hpp>
#include <tilores/config/toml_file.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cstdio>
#include <memory>

namespace tilores::config {
namespace {

std::string from(const Environment& environment, std::string_view name)
{
  const auto it = environment.find(name);
  return it == environment.end() ? std::string{} : it->second;
}

// A secret's setting name with one of its two other sources: "…_file" or "…_command".
const Setting* secret_with_suffix(std::string_view name, std::string_view suffix)
{
  if (!name.ends_with(suffix)) {
    return nullptr;
  }
  const Setting* const setting = find_setting(name.substr(0, name.size() - suffix.size()));
  return setting != nullptr && setting->kind == SettingKind::secret ? setting : nullptr;
}

Failure unknown_key(const std::string& path, const FileEntry& entry, std::string_view name)
{
  const std::string_view near = nearest_setting(name);
  return fail(ErrorKind::config,
              path + ":" + std::to_string(entry.line) + ": unknown setting '" + std::string(name) + "'",
              near.empty() ? "see 'tilores config list'" : "did you mean '" + std::string(near) + "'?");
}

constexpr double k_most_number = 1e9; // any of them may be counted with

} // namespace

Places places_from(const Environment& environment, std::string_view config_flag)
{
  const std::string home = from(environment, "HOME");
  const auto base = [&](const char* variable, const char* below_home) {
    const std::string set = from(environment, variable);
    return !set.empty() ? set : home.empty() ? std::string{} : home + below_home;
  };
  Places places;
  const std::string config_home = base("XDG_CONFIG_HOME", "/.config");
  const std::string state_home = base("XDG_STATE_HOME", "/.local/state");
  places.user_file = config_home.empty() ? "" : config_home + "/tilores/tilores.toml";
  places.system_file = "/etc/tilores/tilores.toml";
  places.named_file = !config_flag.empty() ? std::string(config_flag) : from(environment, "TILORES_CONFIG");
  places.state = from(environment, "TILORES_HOME");
  if (places.state.empty()) {
    places.state = state_home.empty() ? "" : state_home + "/tilores";
  }
  return places;
}

Status check_value(const Setting& setting, std::string_view value)
{
  const auto refuse = [&](const std::string& wanted) {
    return fail(ErrorKind::config, std::string(setting.name) + ": '" + std::string(value) + "' is not " + wanted);
  };
  if (value.empty() && setting.fallback.empty()) {
    return {};
  }
  switch (setting.kind) {
  case SettingKind::text:
  case SettingKind::secret: return {};
  case SettingKind::boolean: return value == "true" || value == "false" ? Status{} : refuse("true or false");
  case SettingKind::number: {
    double number = 0;
    const auto [end, bad] = std::from_chars(value.data(), value.data() + value.size(), number);
    return bad == std::errc{} && end == value.data() + value.size() && number >= 0 && number <= k_most_number
             ? Status{}
             : refuse("a number");
  }
  case SettingKind::duration:
    return parse_duration(value) ? Status{} : refuse("a duration such as 1500ms, 2s or 1m30s");
  case SettingKind::bytes: return parse_bytes(value) ? Status{} : refuse("a size such as 256MB");
  case SettingKind::choice: {
    const auto choices = split(setting.choices, '|');
    if (std::ranges::find(choices, value) != choices.end()) {
      return {};
    }
    auto error = refuse("one of " + std::string(setting.choices));
    if (const std::string_view near = nearest(value, choices); !near.empty()) {
      error.error.hint = "did you mean '" + std::string(near) + "'?";
    }
    return error;
  }
  }
  return {};
}

Result<Settings> Settings::load(const Places& places, const Environment& environment, std::string_view profile_flag,
                                const std::vector<std::pair<std::string, std::string>>& flags)
{
  Settings settings;
  settings.m_places = places;
  settings.m_profile = !profile_flag.empty() ? std::string(profile_flag) : from(environment, "TILORES_PROFILE");
  for (const Setting& setting : settings_table()) {
    settings.m_values[std::string(setting.name)] = {std::string(setting.fallback), "default"};
  }

  // Weakest first, so that later layers overwrite: files, then the profile in each file.
  std::vector<std::string> files;
  if (!places.named_file.empty()) {
    files = {places.named_file};
  } else {
    files = {places.system_file, places.user_file};
  }
  bool profile_known = settings.m_profile.empty();
  std::vector<std::string> profiles;
  std::vector<std::pair<std::string, Value>> from_profile;
  for (const std::string& path : files) {
    if (path.empty() || (access(path.c_str(), F_OK) != 0 && places.named_file.empty())) {
      continue;
    }
    auto text = read_file(path);
    if (!text) {
      return fail(ErrorKind::config, text.error().message, "name an existing file with --config or TILORES_CONFIG");
    }
    TRY_ASSIGN(const auto entries, read_toml(path, *text));
    settings.m_files.insert(settings.m_files.begin(), path);
    for (const FileEntry& entry : entries) {
      std::string_view name = entry.name;
      std::string origin = "file " + path;
      bool in_profile = false;
      if (name.starts_with("profile.")) {
        name.remove_prefix(8);
        const std::string_view profile = name.substr(0, name.find('.'));
        name.remove_prefix(std::min(name.size(), profile.size() + 1));
        profiles.emplace_back(profile);
        in_profile = true;
        origin = "profile " + std::string(profile) + " in " + path;
        if (profile == settings.m_profile) {
          profile_known = true;
        }
        if (name.empty()) {
          continue;
        }
      }
      const Setting* setting = find_setting(name);
      const Setting* const as_command = secret_with_suffix(name, "_command");
      const Setting* const as_file = secret_with_suffix(name, "_file");
      if (setting == nullptr && as_command == nullptr && as_file == nullptr) {
        return unknown_key(path, entry, name);
      }
      const bool applies = !in_profile || profiles.back() == settings.m_profile;
      if (as_command != nullptr || as_file != nullptr) {
        if (applies) {
          (as_command != nullptr
             ? settings.m_secret_commands
             : settings.m_secret_files)[std::string((as_command != nullptr ? as_command : as_file)->name)] =
            entry.value;
        }
        continue;
      }
      if (setting->kind == SettingKind::secret) {
        struct stat info {};
        if (stat(path.c_str(), &info) == 0 && (info.st_mode & 077U) != 0) {
          return fail(ErrorKind::config,
                      path + ":" + std::to_string(entry.line) + ": holds a secret and can be read by others",
                      "chmod 600 " + path);
        }
      }
      if (auto fits = check_value(*setting, entry.value); !fits) {
        auto error = std::move(fits).error();
        error.message = path + ":" + std::to_string(entry.line) + ": " + error.message;
        return fail(std::move(error));
      }
      if (!applies) {
        continue;
      }
      if (in_profile) {
        from_profile.emplace_back(setting->name, Value{entry.value, origin});
      } else {
        settings.m_values[std::string(setting->name)] = {entry.value, origin};
      }
    }
  }
  // Built-in profile: a call on the phone is over within two seconds, start and printing included. One call may take
  // all of it: a second try after a timeout could not finish.
  if (settings.m_profile == "phone") {
    settings.m_values["timeout"] = {"1900ms", "profile phone (built in)"};
    settings.m_values["deadline"] = {"1900ms", "profile phone (built in)"};
    settings.m_values["llm.timeout"] = {"1900ms", "profile phone (built in)"};
    settings.m_values["llm.card_first"] = {"true", "profile phone (built in)"};
    settings.m_values["retries"] = {"1", "profile phone (built in)"};
  }
  constexpr std::array<std::string_view, 4> k_built_in{"dev", "staging", "prod", "phone"};
  if (!profile_known && std::ranges::find(k_built_in, settings.m_profile) == k_built_in.end()) {
    std::vector<std::string_view> known(profiles.begin(), profiles.end());
    known.insert(known.end(), k_built_in.begin(), k_built_in.end());
    const std::string_view near = nearest(settings.m_profile, known);
    return fail(ErrorKind::config, "unknown profile '" + settings.m_profile + "'",
                near.empty() ? "profiles are sections [profile.NAME] of the settings file"
                             : "did you mean '" + std::string(near) + "'?");
  }
  for (auto& [name, value] : from_profile) {
    settings.m_values[name] = value;
  }

  for (const Setting& setting : settings_table()) {
    for (const std::string_view variable : split(setting.environment, ' ')) {
      std::string set = variable.empty() ? "" : from(environment, variable);
      if (set.empty() && setting.kind == SettingKind::secret && !variable.empty()) {
        if (const std::string path = from(environment, std::string(variable) + "_FILE"); !path.empty()) {
          settings.m_secret_files[std::string(setting.name)] = path;
          break;
        }
      }
      if (set.empty()) {
        continue;
      }
      if (variable == "TILORES_TIMEOUT" && std::ranges::all_of(set, is_digit)) {
        set += "ms";
      }
      if (auto fits = check_value(setting, set); !fits) {
        auto error = std::move(fits).error();
        error.message = std::string(variable) + ": " + error.message;
        return fail(std::move(error));
      }
      settings.m_values[std::string(setting.name)] = {set, "environment " + std::string(variable)};
      break;
    }
  }
  for (const auto& [name, value] : flags) {
    const Setting* const setting = find_setting(name);
    assert(setting != nullptr);
    if (auto fits = check_value(*setting, value); !fits) {
      auto error = std::move(fits).error();
      error.kind = ErrorKind::usage;
      return fail(std::move(error));
    }
    settings.m_values[name] = {value, "flag"};
  }
  return settings;
}

const Value& Settings::value(std::string_view name) const
{
  const auto it = m_values.find(name);
  assert(it != m_values.end());
  return it->second;
}

double Settings::number(std::string_view name) const
{
  const std::string& written = text(name);
  double number = 0;
  std::from_chars(written.data(), written.data() + written.size(), number);
  return number;
}

std::optional<Millis> Settings::duration(std::string_view name) const
{
  const auto parsed = parse_duration(text(name));
  return parsed ? std::optional(*parsed) : std::nullopt;
}

std::uint64_t Settings::bytes(std::string_view name) const
{
  return parse_bytes(text(name)).value_or(std::uint64_t{0});
}

bool Settings::has_secret(std::string_view name) const
{
  return !text(name).empty() || m_secret_files.contains(name) || m_secret_commands.contains(name);
}

Result<Secret> Settings::secret(std::string_view name) const
{
  if (!text(name).empty()) {
    return Secret(text(name));
  }
  const auto first_line = [](const std::string& content) {
    return Secret(std::string(trim(std::string_view(content).substr(0, content.find('\n')))));
  };
  if (const auto file = m_secret_files.find(name); file != m_secret_files.end()) {
    struct stat info {};
    if (stat(file->second.c_str(), &info) == 0 && (info.st_mode & 077U) != 0) {
      return fail(ErrorKind::config, "secret file " + file->second + " can be read by others",
                  "chmod 600 " + file->second);
    }
    auto content = read_file(file->second, 65536);
    if (!content) {
      return fail(ErrorKind::config, content.error().message);
    }
    return first_line(*content);
  }
  if (const auto command = m_secret_commands.find(name); command != m_secret_commands.end()) {
    const auto closer = [](FILE* pipe) { pclose(pipe); };
    std::unique_ptr<FILE, decltype(closer)> pipe(popen(command->second.c_str(), "re"), closer);
    std::string content;
    std::array<char, 1024> buffer;
    std::size_t n = 0;
    while (pipe && (n = fread(buffer.data(), 1, buffer.size(), pipe.get())) > 0 && content.size() < 65536) {
      content.append(buffer.data(), n);
    }
    if (!pipe || pclose(pipe.release()) != 0 || content.empty()) {
      return fail(ErrorKind::config, "the command of setting " + std::string(name) + " gave no secret",
                  "run it by hand");
    }
    return first_line(content);
  }
  return Secret{};
}

Result<std::string> Settings::backend() const
{
  constexpr std::array<std::string_view, 4> k_needed{"tilores.api_url", "tilores.token_url", "tilores.client_id",
                                                     "tilores.client_secret"};
  std::vector<std::string> missing;
  for (const std::string_view name : k_needed) {
    if (!has_secret(name)) {
      const std::string_view variables = find_setting(name)->environment;
      missing.emplace_back(variables.substr(0, variables.find(' ')));
    }
  }
  const std::string& chosen = text("backend");
  if (chosen == "local" || (chosen.empty() && missing.size() == k_needed.size())) {
    return std::string("local");
  }
  if (!missing.empty()) {
    return fail(ErrorKind::config,
                "the Tilores backend is not fully configured: " + join(missing, ", ") +
                  (missing.size() == 1 ? " is missing" : " are missing"),
                "set what is missing, or use --backend local");
  }
  return std::string("tilores");
}

} // namespace tilores::config
