#pragma once
// Settings resolved from all layers: flag > environment > profile > user file > system file > default.

#include <tilores/base/result.hpp>
#include <tilores/base/secret.hpp>
#include <tilores/config/settings_table.hpp>
#include <tilores/config/values.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::config {

using Environment = std::map<std::string, std::string, std::less<>>;

// Where settings files and the program's state lie for this user. Pure: derived from the environment alone.
struct Places {
  std::string user_file;   // $XDG_CONFIG_HOME/tilores/tilores.toml, else ~/.config/…; empty without a home
  std::string system_file; // /etc/tilores/tilores.toml
  std::string named_file;  // --config or $TILORES_CONFIG; replaces both when not empty
  std::string state;       // $TILORES_HOME, else $XDG_STATE_HOME/tilores, else ~/.local/state/tilores
};
[[nodiscard]] Places places_from(const Environment& environment, std::string_view config_flag);

struct Value {
  std::string text;
  std::string origin; // "default", "flag", "environment TILORES_TIMEOUT", "profile phone in FILE", "file FILE"
};

// Immutable after load. Secrets are resolved on first use by secret(): reading files or running the settings' command
// costs nothing to commands that need none.
class Settings {
public:
  // Reads the files that exist. A missing --config file, an unknown key (with file, line and the nearest name), a value
  // of the wrong kind or an unknown profile fails with `config`.
  [[nodiscard]] static Result<Settings> load(const Places& places, const Environment& environment,
                                             std::string_view profile_flag,
                                             const std::vector<std::pair<std::string, std::string>>& flags);

  // The value of a setting of the table; asserts that the name is known.
  [[nodiscard]] const Value& value(std::string_view name) const;
  [[nodiscard]] const std::string& text(std::string_view name) const { return value(name).text; }
  [[nodiscard]] bool boolean(std::string_view name) const { return text(name) == "true"; }
  [[nodiscard]] double number(std::string_view name) const;
  [[nodiscard]] std::optional<Millis> duration(std::string_view name) const; // nullopt when empty
  [[nodiscard]] std::uint64_t bytes(std::string_view name) const;
  // Empty when not configured. From the environment, NAME_FILE (refused when others can read it), or the settings'
  // `<name>_command` (run by /bin/sh, first line of its output).
  [[nodiscard]] Result<Secret> secret(std::string_view name) const;
  // Whether a secret is configured, without resolving it.
  [[nodiscard]] bool has_secret(std::string_view name) const;

  [[nodiscard]] const Places& places() const { return m_places; }
  [[nodiscard]] const std::string& profile() const { return m_profile; }
  [[nodiscard]] const std::vector<std::string>& files() const { return m_files; } // read, strongest first

  // local or tilores by contract: explicit, else tilores when all four settings are present, local when none is; some
  // but not all is a `config` error that names the missing ones.
  [[nodiscard]] Result<std::string> backend() const;

private:
  Places m_places;
  std::string m_profile;
  std::vector<std::string> m_files;
  std::map<std::string, Value, std::less<>> m_values;
  std::map<std::string, std::string, std::less<>> m_secret_files;    // setting -> path
  std::map<std::string, std::string, std::less<>> m_secret_commands; // setting -> shell command
};

// The user's file with one setting changed or added, other lines kept. Refuses secrets and unknown names (usage).
[[nodiscard]] Result<std::string> with_setting(std::string_view file_text, std::string_view name,
                                               std::string_view value);
// A commented file with every setting at its default.
[[nodiscard]] std::string example_file();
// Refuses a value that does not fit the setting's kind (config).
[[nodiscard]] Status check_value(const Setting& setting, std::string_view value);

} // namespace tilores::config
