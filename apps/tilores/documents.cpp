// Man pages, completions and the manifest.
#include "help.hpp"

#include <tilores/base/error.hpp>
#include <tilores/base/json_writer.hpp>
#include <tilores/base/text.hpp>
#include <tilores/config/settings_table.hpp>

#include <algorithm>
#include <map>

namespace tilores::app {
namespace {

std::string roff(std::string_view text)
{
  std::string out;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) {
      out += "\\&";
    }
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
    line_start = c == '\n';
  }
  return out;
}

std::string roff_flags(const std::vector<Flag>& flags)
{
  std::string text;
  for (const Flag& flag : flags) {
    text += ".TP\n";
    if (!flag.short_name.empty()) {
      text += "\\fB" + roff(flag.short_name) + "\\fR, ";
    }
    text += "\\fB" + roff(flag.name) + "\\fR";
    if (!flag.positional && !flag.value_name.empty()) {
      text += " \\fI" + roff(flag.value_name) + "\\fR";
    }
    text += "\n" + roff(flag.help + (flag.fallback.empty() ? "" : " (default " + flag.fallback + ")")) + "\n";
  }
  return text;
}

std::string title(const Command& command)
{
  return std::string(command.name) + (command.verb.empty() ? "" : " " + std::string(command.verb));
}

std::string roff_command(const Command& command)
{
  Flags flags;
  (void)command.declare(flags);
  std::string text = roff(std::string(command.summary)) + ".\n";
  for (const auto& [line, comment] : flags.examples()) {
    text += ".PP\n.EX\n" + roff(line + (comment.empty() ? "" : "   # " + comment)) + "\n.EE\n";
  }
  text += roff_flags(flags.all());
  for (const std::string& note : flags.notes()) {
    text += ".PP\n" + roff(note) + "\n";
  }
  return text;
}

std::string header(std::string_view page, std::string_view section, std::string_view summary)
{
  return ".TH " + to_upper_ascii(page) + " " + std::string(section) +
         " \"\" \"tilores " TILORES_VERSION "\"\n.SH NAME\n" + roff(page) + " \\- " + roff(summary) + "\n";
}

std::string global_page()
{
  Globals globals;
  Flags flags;
  declare_globals(flags, globals);
  std::string text = header("tilores", "1", "the right answer about the right customer");
  text += ".SH SYNOPSIS\n.B tilores\n[GLOBAL FLAGS] COMMAND [FLAGS] [ARGS]\n.SH COMMANDS\n";
  for (const Command& command : commands()) {
    if (command.verb.empty()) {
      text += ".TP\n\\fBtilores\\-" + roff(command.name) + "\\fR(1)\n" + roff(command.summary) + "\n";
    }
  }
  text += ".SH \"GLOBAL FLAGS\"\n" + roff_flags(flags.all());
  for (const std::string_view topic : help_topics()) {
    text += ".SH " + to_upper_ascii(topic) + "\n.nf\n" + roff(*help_topic(topic)) + ".fi\n";
  }
  return text;
}

std::string settings_page()
{
  std::string text = header("tilores-config", "5", "settings of tilores");
  text += ".SH DESCRIPTION\nTOML. A flag beats the environment, which beats the profile, which beats the user's file, "
          "which beats the system's file.\n"
          "Files: \\-\\-config, $TILORES_CONFIG, $XDG_CONFIG_HOME/tilores/tilores.toml, /etc/tilores/tilores.toml.\n"
          "A profile is a section [profile.NAME] with the same settings below it.\n.SH SETTINGS\n";
  for (const config::Setting& setting : config::settings_table()) {
    text += ".TP\n\\fB" + roff(setting.name) + "\\fR\n" + roff(setting.help);
    if (!setting.choices.empty()) {
      text += "; one of " + roff(setting.choices);
    }
    if (!setting.fallback.empty()) {
      text += " (default " + roff(setting.fallback) + ")";
    }
    if (!setting.environment.empty()) {
      text += "; environment " + roff(setting.environment);
    }
    if (setting.kind == config::SettingKind::secret) {
      text += "; secret: also NAME_FILE in the environment, or NAME_file and NAME_command here";
    }
    text += "\n";
  }
  return text;
}

std::string names_of_flags(const std::vector<Flag>& flags)
{
  std::string names;
  for (const Flag& flag : flags) {
    if (!flag.positional) {
      names += (names.empty() ? "" : " ") + flag.name;
    }
  }
  return names;
}

// Names of the commands, or of the verbs of one.
std::string words(std::string_view of)
{
  std::string text;
  for (const Command& command : commands()) {
    if (of.empty() ? command.verb.empty() : command.name == of && !command.verb.empty()) {
      text += (text.empty() ? "" : " ") + std::string(of.empty() ? command.name : command.verb);
    }
  }
  return text;
}

std::string bash_completion(const std::string& global_names)
{
  std::string text =
    "# bash completion for tilores\n_tilores() {\n  local cur=${COMP_WORDS[COMP_CWORD]} "
    "prev=${COMP_WORDS[COMP_CWORD-1]} cmd= w\n"
    "  for w in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do case $w in -*) ;; *) cmd=$w; break ;; esac; done\n"
    "  case $prev in\n    -o|--output) COMPREPLY=($(compgen -W 'table json jsonl csv tsv md' -- \"$cur\")); return ;;\n"
    "    --backend) COMPREPLY=($(compgen -W 'local tilores' -- \"$cur\")); return ;;\n  esac\n"
    "  case $cmd in\n";
  for (const Command& command : commands()) {
    if (!command.verb.empty()) {
      continue;
    }
    std::string names;
    for (const Command& same : commands()) {
      if (same.name == command.name) {
        Flags flags;
        (void)same.declare(flags);
        names += (names.empty() ? "" : " ") + names_of_flags(flags.all());
      }
    }
    text += "    " + std::string(command.name) + ") COMPREPLY=($(compgen -W '" + words(command.name) + " " + names +
            " " + global_names + "' -- \"$cur\")) ;;\n";
  }
  text += "    *) COMPREPLY=($(compgen -W '" + words("") + " help " + global_names +
          "' -- \"$cur\")) ;;\n  esac\n"
          "  [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- \"$cur\"))\n}\ncomplete -F _tilores tilores\n";
  return text;
}

std::string quoted(std::string_view text)
{
  std::string out = "'";
  for (const char c : text) {
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return out + "'";
}

std::string fish_flag(const Flag& flag, const std::string& condition)
{
  if (flag.positional) {
    return {};
  }
  std::string line =
    "complete -c tilores" + (condition.empty() ? "" : " -n '" + condition + "'") + " -l " + flag.name.substr(2);
  if (!flag.short_name.empty()) {
    line += " -s " + flag.short_name.substr(1);
  }
  if (flag.kind == FlagKind::value || flag.kind == FlagKind::list) {
    line += flag.choices.empty() ? " -r" : " -x -a " + quoted(join(flag.choices, " "));
  }
  return line + " -d " + quoted(flag.help) + "\n";
}

std::string fish_completion(const std::vector<Flag>& global_flags)
{
  std::string text = "# fish completion for tilores\n";
  for (const Flag& flag : global_flags) {
    text += fish_flag(flag, "");
  }
  for (const Command& command : commands()) {
    Flags flags;
    (void)command.declare(flags);
    const std::string name(command.name);
    if (command.verb.empty()) {
      text += "complete -c tilores -f -n __fish_use_subcommand -a " + name + " -d " + quoted(command.summary) + "\n";
    } else {
      text += "complete -c tilores -f -n '__fish_seen_subcommand_from " + name + "' -a " + std::string(command.verb) +
              " -d " + quoted(command.summary) + "\n";
    }
    for (const Flag& flag : flags.all()) {
      text += fish_flag(flag, "__fish_seen_subcommand_from " + name);
    }
  }
  return text;
}

std::string zsh_completion(const std::string& bash)
{
  return "#compdef tilores\nautoload -U +X bashcompinit && bashcompinit\n" + bash;
}

void write_flags(JsonWriter& json, const std::vector<Flag>& flags)
{
  json.begin_array();
  for (const Flag& flag : flags) {
    json.begin_object()
      .member("name", flag.name)
      .member("short", flag.short_name.empty() ? std::optional<std::string>{} : flag.short_name);
    json.member("argument", flag.positional).member("required", flag.required);
    json.member("takes_value", flag.kind == FlagKind::value || flag.kind == FlagKind::list)
      .member("repeatable", flag.kind == FlagKind::list);
    json.member("value", flag.value_name.empty() ? std::optional<std::string>{} : flag.value_name);
    json.member("default", flag.fallback.empty() ? std::optional<std::string>{} : flag.fallback);
    json.key("choices").begin_array();
    for (const std::string& choice : flag.choices) {
      json.value(choice);
    }
    json.end_array().member("help", flag.help).end_object();
  }
  json.end_array();
}

} // namespace

std::vector<std::string> man_pages()
{
  std::vector<std::string> pages{"tilores.1", "tilores-config.5"};
  for (const Command& command : commands()) {
    if (command.verb.empty()) {
      pages.push_back("tilores-" + std::string(command.name) + ".1");
    }
  }
  return pages;
}

std::optional<std::string> man_page(std::string_view page)
{
  if (page == "tilores.1") {
    return global_page();
  }
  if (page == "tilores-config.5") {
    return settings_page();
  }
  for (const Command& command : commands()) {
    if (!command.verb.empty() || page != "tilores-" + std::string(command.name) + ".1") {
      continue;
    }
    std::string text = header("tilores-" + std::string(command.name), "1", command.summary);
    text += ".SH DESCRIPTION\n" + roff_command(command);
    for (const Command& verb : commands()) {
      if (verb.name == command.name && !verb.verb.empty()) {
        text += ".SH \"" + to_upper_ascii(title(verb)) + "\"\n" + roff_command(verb);
      }
    }
    return text + ".SH \"SEE ALSO\"\n.BR tilores (1),\n.BR tilores\\-config (5)\n";
  }
  return std::nullopt;
}

std::string completion(std::string_view shell)
{
  Globals globals;
  Flags flags;
  declare_globals(flags, globals);
  if (shell == "fish") {
    return fish_completion(flags.all());
  }
  const std::string bash = bash_completion(names_of_flags(flags.all()));
  return shell == "zsh" ? zsh_completion(bash) : bash;
}

std::string manifest()
{
  Globals globals;
  Flags global_flags;
  declare_globals(global_flags, globals);
  std::string text;
  JsonWriter json(text);
  json.begin_object().member("name", "tilores").member("version", TILORES_VERSION).member("schema", output::k_schema);
  json.key("global_flags");
  write_flags(json, global_flags.all());
  json.key("commands").begin_array();
  for (const Command& command : commands()) {
    Flags flags;
    (void)command.declare(flags);
    json.begin_object()
      .member("name", title(command))
      .member("group", command.group)
      .member("summary", command.summary);
    json.member("default_format", output::to_string(command.format));
    json.key("flags");
    write_flags(json, flags.all());
    json.key("examples").begin_array();
    for (const auto& [line, comment] : flags.examples()) {
      json.value(line);
    }
    json.end_array().end_object();
  }
  json.end_array();
  json.key("exit_statuses").begin_array();
  std::map<int, std::vector<std::string>> by_status;
  for (int i = 0; i <= static_cast<int>(ErrorKind::cancelled); ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    by_status[exit_status(kind)].emplace_back(to_string(kind));
  }
  json.begin_object().member("status", 0).key("codes").begin_array().end_array().end_object();
  for (const auto& [status, codes] : by_status) {
    json.begin_object().member("status", status).key("codes").begin_array();
    for (const std::string& code : codes) {
      json.value(code);
    }
    json.end_array().end_object();
  }
  json.end_array();
  json.key("envelope").begin_array();
  for (const char* const key : {"ok", "data", "error", "warnings", "meta"}) {
    json.value(key);
  }
  json.end_array();
  json.key("settings").begin_array();
  for (const config::Setting& setting : config::settings_table()) {
    json.begin_object()
      .member("name", setting.name)
      .member("default", setting.fallback)
      .member("environment", setting.environment);
    json.member("secret", setting.kind == config::SettingKind::secret).member("help", setting.help).end_object();
  }
  json.end_array().end_object();
  return text;
}

} // namespace tilores::app
