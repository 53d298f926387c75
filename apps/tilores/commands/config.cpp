// tilores config list|get|set|path|init: the settings, their values and where each comes from.
#include "../commands.hpp"
#include "../wiring.hpp"
#include "../wiring_llm.hpp"

#include <tilores/base/file.hpp>
#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>
#include <tilores/config/settings.hpp>

#include <unistd.h>

#include <memory>

namespace tilores::app {
namespace {

using config::Setting;
using config::SettingKind;

// An address may name a user and a password: https://***@host.
std::string without_credentials(const std::string& value)
{
  const std::size_t scheme = value.find("://");
  const std::size_t host =
    scheme == std::string::npos ? std::string::npos : value.rfind('@', value.find('/', scheme + 3));
  return host == std::string::npos || host < scheme ? value : value.substr(0, scheme + 3) + "***" + value.substr(host);
}

void append_setting(std::string& out, const config::Settings& settings, const Setting& setting)
{
  const config::Value& value = settings.value(setting.name);
  const bool secret = setting.kind == SettingKind::secret;
  const bool set = secret ? settings.has_secret(setting.name) : !value.text.empty();
  JsonWriter json(out);
  json.begin_object().member("name", setting.name);
  json.member("value", secret ? (set ? std::optional<std::string>("****") : std::nullopt)
                              : std::optional<std::string>(without_credentials(value.text)));
  json.member("origin", secret && set && value.text.empty() ? "file or command" : value.origin);
  json.member("help", setting.help).end_object();
}

Outcome items(const std::vector<std::string>& rows)
{
  Outcome outcome;
  outcome.data.clear();
  JsonWriter json(outcome.data);
  json.begin_object().key("items").begin_array();
  for (const std::string& row : rows) {
    json.raw(row);
  }
  json.end_array().member("total", rows.size()).end_object();
  outcome.rows = "items";
  return outcome;
}

Result<Outcome> list(Session& session)
{
  TRY_ASSIGN(const config::Settings* const settings, session.services.settings());
  std::vector<std::string> rows;
  for (const Setting& setting : config::settings_table()) {
    rows.emplace_back();
    append_setting(rows.back(), *settings, setting);
  }
  Outcome outcome = items(rows);
  outcome.columns = {output::column("name"), output::column("value"), output::column("origin")};
  outcome.known = {output::column("help")};
  return outcome;
}

Result<Outcome> show_path(Session& session)
{
  TRY_ASSIGN(const config::Settings* const settings, session.services.settings());
  const config::Places& places = settings->places();
  std::vector<std::string> rows;
  const auto add = [&](std::string_view what, const std::string& path) {
    rows.emplace_back();
    JsonWriter(rows.back())
      .begin_object()
      .member("what", what)
      .member("path", path)
      .member("exists", access(path.c_str(), F_OK) == 0)
      .end_object();
  };
  if (!places.named_file.empty()) {
    add("named file", places.named_file);
  }
  add("user file", places.user_file);
  add("system file", places.system_file);
  add("state", places.state);
  Outcome outcome = items(rows);
  outcome.columns = {output::column("what"), output::column("path"), output::column("exists")};
  return outcome;
}

const Setting* known(const std::string& name) { return config::find_setting(name); }

Failure unknown(const std::string& name)
{
  const std::string_view near = config::nearest_setting(name);
  return fail(ErrorKind::usage, "unknown setting '" + name + "'",
              near.empty() ? "see 'tilores config list'" : "did you mean '" + std::string(near) + "'?");
}

std::string target_file(const config::Settings& settings)
{
  return settings.places().named_file.empty() ? settings.places().user_file : settings.places().named_file;
}

// The models a setting names must be in the catalogue.
Status check_models(const Session& session, const config::Settings& settings, const std::string& name,
                    const std::string& value)
{
  const bool several = name == "llm.fallback" && value != "none";
  if ((name != "llm.model" && !several) || value.empty()) {
    return {};
  }
  TRY_ASSIGN(const auto catalogue, catalogue_of(settings));
  for (const std::string_view one : several ? split(value, ',') : std::vector<std::string_view>{value}) {
    if (auto found = catalogue.find(trim(one), to_date(session.ctx.clock->now())); !found) {
      return fail(std::move(found).error());
    }
  }
  return {};
}

} // namespace

Run declare_config(Flags& flags)
{
  flags.example("tilores config list", "every setting, its value and where it comes from");
  flags.example("tilores config set cache.ttl.search 2h");
  return list;
}

Run declare_config_list(Flags& flags) { return declare_config(flags); }

Run declare_config_get(Flags& flags)
{
  const auto name = std::make_shared<std::string>();
  flags.required("NAME", *name, "setting, e.g. cache.ttl.search");
  flags.example("tilores config get timeout");
  return [name](Session& session) -> Result<Outcome> {
    TRY_ASSIGN(const config::Settings* const settings, session.services.settings());
    const Setting* const setting = known(*name);
    if (setting == nullptr) {
      return unknown(*name);
    }
    Outcome outcome;
    outcome.data.clear();
    append_setting(outcome.data, *settings, *setting);
    outcome.columns = {output::column("name"), output::column("value"), output::column("origin")};
    outcome.known = {output::column("help")};
    return outcome;
  };
}

Run declare_config_set(Flags& flags)
{
  const auto name = std::make_shared<std::string>();
  const auto value = std::make_shared<std::string>();
  flags.required("NAME", *name, "setting");
  flags.required("VALUE", *value, "its new value");
  flags.example("tilores config set region DE");
  flags.note("Writes the user's settings file (or the one named by --config); other lines and comments stay. Secrets "
             "are not taken; models must be in the catalogue.");
  return [name, value](Session& session) -> Result<Outcome> {
    TRY_ASSIGN(const config::Settings* const settings, session.services.settings());
    const std::string path = target_file(*settings);
    std::string before;
    if (access(path.c_str(), F_OK) == 0) {
      TRY_ASSIGN(before, read_file(path));
    }
    TRY(check_models(session, *settings, *name, *value));
    TRY_ASSIGN(const std::string after, config::with_setting(before, *name, *value));
    if (!session.globals.dry_run) {
      TRY(ensure_folder(path.substr(0, path.rfind('/'))));
      TRY(write_file_atomically(path, after));
    }
    Outcome outcome;
    outcome.data.clear();
    JsonWriter(outcome.data)
      .begin_object()
      .member("name", *name)
      .member("value", *value)
      .member("file", path)
      .end_object();
    outcome.columns = {output::column("name"), output::column("value"), output::column("file")};
    return outcome;
  };
}

Run declare_config_path(Flags& flags)
{
  flags.example("tilores config path");
  return show_path;
}

Run declare_config_init(Flags& flags)
{
  const auto force = std::make_shared<bool>(false);
  flags.toggle("--force", *force, "replace an existing file");
  flags.example("tilores config init", "a commented file with every setting at its default");
  return [force](Session& session) -> Result<Outcome> {
    TRY_ASSIGN(const config::Settings* const settings, session.services.settings());
    const std::string path = target_file(*settings);
    if (access(path.c_str(), F_OK) == 0 && !*force) {
      return fail(ErrorKind::usage, path + " exists", "use --force to replace it");
    }
    if (!session.globals.dry_run) {
      TRY(ensure_folder(path.substr(0, path.rfind('/'))));
      TRY(write_file_atomically(path, config::example_file()));
    }
    Outcome outcome;
    outcome.data.clear();
    JsonWriter(outcome.data).begin_object().member("file", path).end_object();
    outcome.columns = {output::column("file")};
    return outcome;
  };
}

} // namespace tilores::app
