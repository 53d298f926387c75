#include <tilores/config/toml_file.hpp>

#include <sstream>

#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace tilores::config {
namespace {

Status flatten(const toml::table& table, const std::string& prefix, const std::string& path,
               std::vector<FileEntry>& out)
{
  for (const auto& [key, node] : table) {
    const std::string name = prefix + std::string(key.str());
    const auto line = static_cast<unsigned>(node.source().begin.line);
    if (const auto* const section = node.as_table()) {
      TRY(flatten(*section, name + ".", path, out));
    } else if (const auto* const text = node.as_string()) {
      out.push_back({name, text->get(), line});
    } else if (const auto* const number = node.as_integer()) {
      out.push_back({name, std::to_string(number->get()), line});
    } else if (const auto* const real = node.as_floating_point()) {
      std::ostringstream written;
      written << real->get();
      out.push_back({name, written.str(), line});
    } else if (const auto* const flag = node.as_boolean()) {
      out.push_back({name, flag->get() ? "true" : "false", line});
    } else {
      return fail(ErrorKind::config,
                  path + ":" + std::to_string(line) + ": " + name + " must be text, a number or true/false");
    }
  }
  return {};
}

} // namespace

Result<std::vector<FileEntry>> read_toml(const std::string& path, const std::string& text)
{
  try {
    std::vector<FileEntry> entries;
    TRY(flatten(toml::parse(text, path), "", path, entries));
    return entries;
  } catch (const toml::parse_error& e) {
    return fail(ErrorKind::config,
                path + ":" + std::to_string(e.source().begin.line) + ": " + std::string(e.description()));
  }
}

} // namespace tilores::config
