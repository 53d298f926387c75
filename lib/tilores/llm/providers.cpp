#include <tilores/llm/providers.hpp>

#include <algorithm>

namespace tilores::llm {

namespace {

using enum DialectKind;

constexpr Provider k_providers[] = {
  {.name = "openai", .base_url = "https://api.openai.com/v1", .completion_tokens = true},
  {.name = "anthropic", .dialect = anthropic, .base_url = "https://api.anthropic.com"},
  {.name = "groq", .base_url = "https://api.groq.com/openai/v1"},
  {.name = "gemini", .dialect = gemini, .base_url = "https://generativelanguage.googleapis.com"},
  {.name = "mistral", .base_url = "https://api.mistral.ai/v1", .stream_usage = false, .nine_ids = true},
  {.name = "openrouter", .base_url = "https://openrouter.ai/api/v1", .usage_cost = true},
  {.name = "cerebras", .base_url = "https://api.cerebras.ai/v1", .completion_tokens = true, .parallel_flag = false},
  {.name = "ollama", .base_url = "http://127.0.0.1:11434/v1", .key_required = false, .parallel_flag = false},
  {.name = "llamacpp", .base_url = "http://127.0.0.1:8080/v1", .key_required = false, .parallel_flag = false},
  {.name = "vllm", .base_url = "http://127.0.0.1:8000/v1", .key_required = false},
};

} // namespace

std::span<const Provider> providers() { return k_providers; }

const Provider* find_provider(std::string_view name)
{
  const auto* const found = std::ranges::find(k_providers, name, &Provider::name);
  return found == std::end(k_providers) ? nullptr : found;
}

std::string base_address(const Provider& provider, std::string_view chosen)
{
  std::string_view base = chosen.empty() ? provider.base_url : chosen;
  const auto drop = [&base](std::string_view end) {
    if (!end.empty() && base.ends_with(end)) {
      base.remove_suffix(end.size());
      return true;
    }
    return false;
  };
  while (drop("/")) {
  }
  drop(provider.dialect == anthropic ? "/v1" : provider.dialect == gemini ? "/v1beta" : "");
  return std::string(base);
}

} // namespace tilores::llm
