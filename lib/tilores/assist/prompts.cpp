#include <tilores/assist/prompts.hpp>

#include <tilores/base/crypto.hpp>
#include <tilores/base/file.hpp>
#include <tilores/base/text.hpp>

extern "C" {
extern const char tilores_prompt_staff[];
extern const std::uint64_t tilores_prompt_staff_size;
extern const char tilores_prompt_client[];
extern const std::uint64_t tilores_prompt_client_size;
extern const char tilores_prompt_router[];
extern const std::uint64_t tilores_prompt_router_size;
}

namespace tilores::assist {

Result<Prompt> parse_prompt(std::string_view text)
{
  constexpr std::string_view k_fence = "---\n";
  const std::size_t end = text.starts_with(k_fence) ? text.find("\n---\n", 3) : std::string_view::npos;
  if (end == std::string_view::npos) {
    return fail(ErrorKind::config, "the prompt has no front matter",
                "begin it with ---, name:, version:, sha256:, ---");
  }
  Prompt prompt;
  std::string stated;
  for (const std::string_view line : split(text.substr(4, end - 4), '\n')) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
      continue;
    }
    const std::string_view key = trim(line.substr(0, colon));
    const std::string_view value = trim(line.substr(colon + 1));
    (key == "name" ? prompt.name : key == "version" ? prompt.version : stated) = value;
  }
  prompt.body = trim(text.substr(end + 5));
  prompt.sha256 = to_hex(sha256(prompt.body));
  if (prompt.name.empty() || prompt.version.empty() || prompt.body.empty()) {
    return fail(ErrorKind::config, "the prompt has no name, no version or no text");
  }
  if (stated != prompt.sha256) {
    return fail(ErrorKind::config, "prompt '" + prompt.name + "' was changed without a new sum",
                "sha256: " + prompt.sha256);
  }
  return prompt;
}

const Prompt& embedded_prompt(Voice voice)
{
  static const Prompt staff =
    parse_prompt({tilores_prompt_staff, static_cast<std::size_t>(tilores_prompt_staff_size)}).value_or(Prompt{});
  static const Prompt client =
    parse_prompt({tilores_prompt_client, static_cast<std::size_t>(tilores_prompt_client_size)}).value_or(Prompt{});
  return voice == Voice::client ? client : staff;
}

const Prompt& router_prompt()
{
  static const Prompt prompt =
    parse_prompt({tilores_prompt_router, static_cast<std::size_t>(tilores_prompt_router_size)}).value_or(Prompt{});
  return prompt;
}

Result<Prompt> load_prompt(Voice voice, const std::string& folder)
{
  if (folder.empty()) {
    return embedded_prompt(voice);
  }
  TRY_ASSIGN(const std::string text,
             read_file(folder + (voice == Voice::client ? "/client.md" : "/staff.md"), std::size_t{1} << 20U));
  return parse_prompt(text);
}

} // namespace tilores::assist
