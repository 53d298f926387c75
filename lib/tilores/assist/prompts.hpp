#pragma once
// Prompts are files: front matter (name, version, sha256 of the body) and a body. Those of config/prompts are embedded.

#include <tilores/assist/answer.hpp>
#include <tilores/base/result.hpp>

#include <string>
#include <string_view>

namespace tilores::assist {

struct Prompt {
  std::string name;
  std::string version; // "1"
  std::string sha256;  // of the body, 64 hex digits
  std::string body;
};

// `config` for a file without front matter, without a version, or whose body does not have the sum it states.
[[nodiscard]] Result<Prompt> parse_prompt(std::string_view text);
[[nodiscard]] const Prompt& embedded_prompt(Voice voice);
// Of the model that sorts questions; its answers are JSON.
[[nodiscard]] const Prompt& router_prompt();
// FOLDER/staff.md or FOLDER/client.md; the embedded one where `folder` is empty.
[[nodiscard]] Result<Prompt> load_prompt(Voice voice, const std::string& folder);

} // namespace tilores::assist
