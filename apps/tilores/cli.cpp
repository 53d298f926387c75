#include "cli.hpp"

#include <tilores/base/text.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <deque>

namespace tilores::app {

Chosen choose(int argc, const char* const* argv, const std::vector<Flag>& global_flags)
{
  Chosen chosen;
  bool only_words = false;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (!only_words && word.size() > 1 && word.starts_with('-')) {
      only_words = word == "--";
      chosen.arguments.push_back(word);
      const auto flag = std::ranges::find_if(
        global_flags, [&](const Flag& f) { return f.name == word || (!f.short_name.empty() && f.short_name == word); });
      if (flag != global_flags.end() && (flag->kind == FlagKind::value || flag->kind == FlagKind::list) &&
          i + 1 < argc) {
        chosen.arguments.emplace_back(argv[++i]);
      }
      continue;
    }
    if (chosen.name.empty() && !only_words) {
      chosen.name = word;
      if (i + 1 < argc && argv[i + 1][0] != '-') {
        chosen.next = argv[i + 1];
        chosen.next_at = chosen.arguments.size();
      }
      for (++i; i < argc; ++i) {
        chosen.arguments.emplace_back(argv[i]);
      }
      break;
    }
    chosen.arguments.push_back(word);
  }
  return chosen;
}

Status parse_flags(const std::vector<std::string>& arguments, std::span<const Flag* const> flags)
{
  CLI::App parser;
  parser.set_help_flag();
  parser.allow_extras();
  std::deque<std::vector<std::string>> values;
  std::vector<std::pair<const Flag*, CLI::Option*>> options;
  for (const Flag* const flag : flags) {
    values.emplace_back();
    const std::string names = flag->short_name.empty() ? flag->name : flag->short_name + "," + flag->name;
    CLI::Option* option = nullptr;
    if (flag->kind == FlagKind::toggle || flag->kind == FlagKind::count) {
      option = parser.add_flag(names);
      option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    } else {
      option = parser.add_option(flag->positional ? "arg" + std::to_string(options.size()) : names, values.back());
      option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
      if (flag->positional && flag->kind == FlagKind::list) {
        option->expected(0, 1 << 28);
      } else {
        option->expected(1)->allow_extra_args(false);
      }
    }
    options.emplace_back(flag, option);
  }
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    parser.parse(reversed);
  } catch (const CLI::ArgumentMismatch& e) {
    const std::string what = e.what();
    return fail(ErrorKind::usage, what.substr(0, what.find(':')) + " needs a value");
  } catch (const CLI::ParseError& e) {
    return fail(ErrorKind::usage, e.what());
  }
  for (const std::string& extra : parser.remaining()) {
    if (extra.size() > 1 && extra.starts_with('-') && extra != "--") {
      const std::string name = extra.substr(0, extra.find('='));
      std::vector<std::string_view> known;
      for (const Flag* const flag : flags) {
        if (!flag->positional) {
          known.emplace_back(flag->name);
        }
      }
      const std::string_view near = nearest(name, known);
      return fail(ErrorKind::usage, "unknown flag '" + name + "'",
                  near.empty() ? "see --help" : "did you mean '" + std::string(near) + "'?");
    }
    if (extra != "--") {
      return fail(ErrorKind::usage, "unexpected argument '" + extra + "'", "see --help");
    }
  }
  std::size_t index = 0;
  for (const auto& [flag, option] : options) {
    std::vector<std::string>& given = values[index++];
    if (option->count() == 0) {
      if (flag->required) {
        return fail(ErrorKind::usage, flag->name + " is missing", "see --help");
      }
      continue;
    }
    if (flag->kind == FlagKind::toggle || flag->kind == FlagKind::count) {
      given.assign(option->count(), "");
    }
    if (!given.empty()) {
      TRY(flag->store(given));
    }
  }
  return {};
}

} // namespace tilores::app
