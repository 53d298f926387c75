#include <tilores/config/settings_table.hpp>

#include <tilores/base/text.hpp>

#include <algorithm>
#include <vector>

namespace tilores::config {
namespace {

using enum SettingKind;

constexpr Setting k_settings[] = {
  {"backend", choice, "", "TILORES_BACKEND", "local|tilores",
   "where customers come from; empty: tilores when its four settings are present, else local"},
  {"output", choice, "", "TILORES_OUTPUT", "table|json|jsonl|csv|tsv|md", "default output format"},
  {"region", text, "US", "", "", "country of telephone numbers written without a country code"},
  {"timeout", duration, "5s", "TILORES_TIMEOUT", "", "bound on one call"},
  {"deadline", duration, "", "", "", "bound on a whole command; empty: 10s, ask 20s, batch and prewarm none"},
  {"retries", number, "2", "", "", "further attempts after a failed call that is safe to repeat"},
  {"rules", text, "", "", "", "rule configuration file of the local store; empty: the shipped one"},

  {"tilores.api_url", text, "", "TILORES_API_URL TILORES_GRAPHQL_API_URL", "",
   "GraphQL address of the Tilores instance"},
  {"tilores.token_url", text, "", "TILORES_TOKEN_URL TILORES_OAUTH_TOKEN_URL", "", "OAuth2 token address"},
  {"tilores.client_id", text, "", "TILORES_CLIENT_ID", "", "OAuth2 client"},
  {"tilores.client_secret", secret, "", "TILORES_CLIENT_SECRET", "", "OAuth2 client secret"},
  {"tilores.scopes", text, "", "", "", "OAuth2 scopes separated by blanks; empty: all that the client may have"},
  {"tilores.credentials", choice, "basic", "", "basic|form", "how client id and secret are sent to the token address"},
  {"tilores.ca_file", text, "", "", "", "trusted certificates (PEM), beside those of the system"},
  {"tilores.rate", number, "0", "", "", "requests per second at most; 0: no limit"},
  {"tilores.mirror", boolean, "false", "", "",
   "while the instance fails, answer from the local store of the same customers, marked stale"},
  {"roles.email", text, "", "", "", "field that holds the e-mail address, where the guess by name fails"},
  {"roles.phone", text, "", "", "", "field that holds the telephone number"},
  {"roles.client_id", text, "", "", "", "field that holds the client id"},
  {"roles.crm_id", text, "", "", "", "field that holds the CRM id"},
  {"roles.first_name", text, "", "", "", "field that holds the first name"},
  {"roles.last_name", text, "", "", "", "field that holds the last name"},
  {"roles.dob", text, "", "", "", "field that holds the date of birth"},

  {"cache.enabled", boolean, "true", "", "", "keep answers"},
  {"cache.size", bytes, "256MB", "", "", "size cap of the disk tier"},
  {"cache.memory", bytes, "32MB", "", "", "size cap of the memory tier"},
  {"cache.shared_dir", text, "", "", "", "folder of a disk tier that several users of this machine share"},
  {"cache.stale_if_error", duration, "0s", "", "",
   "how long beyond its life an answer may stand in for a failing backend"},
  {"cache.ttl.search", duration, "1h", "", "", "life of customers found"},
  {"cache.ttl.fields", duration, "1h", "", "", "life of the schema"},
  {"cache.ttl.credit", duration, "30m", "", "", "life of customers read for credit"},
  {"cache.ttl.answers", duration, "24h", "", "", "life of model answers"},
  {"cache.ttl.prewarmed", duration, "12h", "", "", "life of prewarmed customers"},
  {"cache.ttl.negative", duration, "1m", "", "", "life of \"nothing found\""},
  {"redis.url", secret, "", "REDIS_URL", "", "redis://, rediss:// or unix:// address of a shared cache"},

  {"redis.ca_file", text, "", "", "", "trusted certificates (PEM) for rediss://, beside those of the system"},

  {"telemetry.metrics", boolean, "true", "", "", "keep metrics in the state folder"},
  {"telemetry.endpoint", text, "", "OTEL_EXPORTER_OTLP_ENDPOINT", "",
   "address of an OTLP/HTTP collector; /v1/traces is added"},
  {"telemetry.traces_endpoint", text, "", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "", "whole address for spans, instead"},
  {"telemetry.headers", secret, "", "OTEL_EXPORTER_OTLP_HEADERS", "",
   "headers for the collector: key=value,key=value; %XX in a value is a byte"},
  {"telemetry.content", choice, "none", "", "none|full",
   "whether spans carry questions, answers, prompts and tool arguments, customers' values included; secrets are masked "
   "always"},
  {"telemetry.sample", number, "1", "", "", "share of traces sent to the collector, 0 to 1"},
  {"telemetry.spool", bytes, "8MB", "", "",
   "size cap of spans waiting to be sent; beyond it they are dropped and counted"},
  {"langsmith.api_key", secret, "", "LANGSMITH_API_KEY", "",
   "key; spans go to LangSmith where no other collector is named"},
  {"langsmith.endpoint", text, "https://api.smith.langchain.com", "LANGSMITH_ENDPOINT", "",
   "address of LangSmith's interface; /otel/v1/traces is added"},
  {"langsmith.project", text, "", "LANGSMITH_PROJECT", "", "project in LangSmith"},
  {"audit.enabled", boolean, "true", "", "", "record who read which customer"},
  {"audit.sync", boolean, "false", "", "",
   "flush every audit line to the disk before the command ends (some ms); what erases or changes always does"},
  {"retention.sessions", duration, "30d", "", "", "how long an untouched conversation is kept"},
  {"retention.rows", duration, "7d", "", "", "how long the rows of a terminal's last search are kept (@N)"},
  {"retention.metrics", duration, "7d", "", "",
   "how long metrics are kept by the hour, in whole days; older ones are part of the total"},
  {"retention.spans", duration, "7d", "", "",
   "how long spans wait for a collector; older ones are dropped and counted"},
  {"retention.audit", duration, "", "", "", "how long the audit log keeps a line; empty: for ever"},
  {"retention.journals", duration, "", "", "",
   "how long the journal of a finished batch lies beside its output; of batches that run while this is set; empty: for "
   "ever"},
  {"retention.reports", duration, "", "", "", "the same for what --report wrote"},
  {"log.file", text, "", "", "", "log into a file that rotates, instead of stderr"},
  {"log.format", choice, "text", "", "text|json", "form of log lines"},

  {"llm.model", text, "", "", "", "model or alias of the catalogue; empty: the first provider with a key"},
  {"llm.fallback", text, "", "", "",
   "models asked when the first one fails, in order, separated by commas; empty: the other providers with a key; none: "
   "no other"},
  {"llm.catalogue", text, "", "", "", "model catalogue (JSON) instead of the shipped one"},
  {"llm.prompts", text, "", "", "", "folder with staff.md and client.md instead of the shipped prompts"},
  {"llm.timeout", duration, "20s", "", "", "bound on one model call"},
  {"llm.card_first", boolean, "false", "", "", "show the answer from the data before the model's words"},
  {"llm.flush", choice, "token", "", "token|sentence", "show a model's words as they come, or sentence by sentence"},
  {"llm.openai.api_key", secret, "", "OPENAI_API_KEY", "", "key"},
  {"llm.openai.base_url", text, "", "OPENAI_BASE_URL", "", "address"},
  {"llm.openai.data", choice, "pseudonymised", "", "full|pseudonymised|none", "what this provider may see"},
  {"llm.anthropic.api_key", secret, "", "ANTHROPIC_API_KEY", "", "key"},
  {"llm.anthropic.base_url", text, "", "ANTHROPIC_BASE_URL", "", "address"},
  {"llm.anthropic.data", choice, "pseudonymised", "", "full|pseudonymised|none", "what this provider may see"},
  {"llm.groq.api_key", secret, "", "GROQ_API_KEY", "", "key"},
  {"llm.groq.base_url", text, "", "GROQ_BASE_URL", "", "address"},
  {"llm.groq.data", choice, "pseudonymised", "", "full|pseudonymised|none", "what this provider may see"},
  {"llm.gemini.api_key", secret, "", "GEMINI_API_KEY GOOGLE_API_KEY", "", "key"},
  {"llm.gemini.base_url", text, "", "GEMINI_BASE_URL", "", "address"},
  {"llm.gemini.data", choice, "pseudonymised", "", "full|pseudonymised|none", "what this provider may see"},
  {"llm.mistral.api_key", secret, "", "MISTRAL_API_KEY", "", "key"},
  {"llm.mistral.base_url", text, "", "MISTRAL_BASE_URL", "", "address"},
  {"llm.mistral.data", choice, "pseudonymised", "", "full|pseudonymised|none", "what this provider may see"},
  {"llm.openrouter.api_key", secret, "", "OPENROUTER_API_KEY", "", "key"},
  {"llm.openrouter.base_url", text, "", "OPENROUTER_BASE_URL", "", "address"},
  {"llm.openrouter.data", choice, "pseudonymised", "", "full|pseudonymised|none", "what this provider may see"},
  {"llm.cerebras.api_key", secret, "", "CEREBRAS_API_KEY", "", "key"},
  {"llm.cerebras.base_url", text, "", "CEREBRAS_BASE_URL", "", "address"},
  {"llm.cerebras.data", choice, "pseudonymised", "", "full|pseudonymised|none", "what this provider may see"},
  {"llm.ollama.base_url", text, "", "OLLAMA_BASE_URL", "", "address"},
  {"llm.ollama.data", choice, "pseudonymised", "", "full|pseudonymised|none", "what this provider may see"},
  {"llm.llamacpp.base_url", text, "", "LLAMACPP_BASE_URL", "", "address"},
  {"llm.llamacpp.data", choice, "pseudonymised", "", "full|pseudonymised|none", "what this provider may see"},
  {"llm.vllm.base_url", text, "", "VLLM_BASE_URL", "", "address"},
  {"llm.vllm.data", choice, "pseudonymised", "", "full|pseudonymised|none", "what this provider may see"},
  {"budget.request", number, "0.50", "", "", "USD that one request may cost"},
  {"budget.day", number, "100", "", "", "USD that a day may cost"},
};

} // namespace

std::span<const Setting> settings_table() { return k_settings; }

const Setting* find_setting(std::string_view name)
{
  const auto* const found = std::ranges::find(k_settings, name, &Setting::name);
  return found == std::end(k_settings) ? nullptr : found;
}

std::string_view nearest_setting(std::string_view name)
{
  std::vector<std::string_view> names;
  for (const Setting& setting : k_settings) {
    names.push_back(setting.name);
  }
  return nearest(name, names);
}

} // namespace tilores::config
