#include "content.hpp"

#include <tilores/base/json_writer.hpp>
#include <tilores/model/secrets.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace tilores::app {
namespace {

constexpr std::string_view k_secret = "[secret]";

std::string shown_text(std::string_view text, const redact::TextRedactor& redactor)
{
  std::string shown = redactor.redact_secrets(text); // before it is cut: half a card number is none
  if (shown.size() > k_content_text) {
    std::size_t end = k_content_text;
    while (end > 0 && (static_cast<unsigned char>(shown[end]) & 0xC0U) == 0x80U) {
      --end; // not inside a character
    }
    shown.replace(end, std::string::npos, "… [" + std::to_string(shown.size() - end) + " bytes cut]");
  }
  return shown;
}

void write_shown(JsonWriter& json, Json value, const redact::TextRedactor& redactor)
{
  if (value.is_object()) {
    json.begin_object();
    for (const auto [key, member] : value.members()) {
      json.key(key);
      if (model::is_secret_name(key) && !member.is_null()) {
        json.value(k_secret);
      } else {
        write_shown(json, member, redactor);
      }
    }
    json.end_object();
  } else if (value.is_array()) {
    json.begin_array();
    for (const Json element : value.elements()) {
      write_shown(json, element, redactor);
    }
    json.end_array();
  } else if (value.is_string() || value.is_number()) {
    const std::string_view written = value.is_string() ? value.text() : value.number_text();
    const std::string shown = shown_text(written, redactor);
    if (value.is_number() && shown == written) {
      json.raw(written);
    } else {
      json.value(shown);
    }
  } else {
    json.value(value);
  }
}

std::string shown_value(Json value, const redact::TextRedactor& redactor)
{
  std::string text;
  JsonWriter json(text);
  write_shown(json, value, redactor);
  return text;
}

// The newest elements that fit.
std::string shown_list(Json list, const redact::TextRedactor& redactor)
{
  std::vector<std::string> shown;
  for (const Json element : list.elements()) {
    shown.push_back(shown_value(element, redactor));
  }
  std::size_t size = 2;
  auto first = shown.end();
  while (first != shown.begin() && size + std::prev(first)->size() + 1 <= k_content_all) {
    size += (--first)->size() + 1;
  }
  std::string text;
  JsonWriter json(text);
  json.begin_array();
  std::for_each(first, shown.end(), [&](const std::string& element) { json.raw(element); });
  json.end_array();
  return text;
}

std::string_view role_of(llm::Role role)
{
  switch (role) {
  case llm::Role::system: return "system";
  case llm::Role::user: return "user";
  case llm::Role::assistant: return "assistant";
  case llm::Role::tool: return "tool";
  }
  return "user";
}

void write_text(JsonWriter& json, std::string_view text)
{
  json.begin_object().member("type", "text").member("content", text).end_object();
}

void write_calls(JsonWriter& json, std::span<const llm::ToolCall> calls)
{
  for (const llm::ToolCall& call : calls) {
    json.begin_object().member("type", "tool_call").member("id", call.id).member("name", call.name).key("arguments");
    const auto arguments = JsonDocument::parse(call.arguments);
    arguments ? json.value(arguments->root()) : json.value(call.arguments); // a model may write anything
    json.end_object();
  }
}

} // namespace

bool is_content(std::string_view key)
{
  constexpr std::array<std::string_view, 5> k_keys{"gen_ai.input.messages", "gen_ai.output.messages",
                                                   "gen_ai.system_instructions", "gen_ai.tool.call.arguments",
                                                   "gen_ai.tool.call.result"};
  return std::ranges::find(k_keys, key) != k_keys.end();
}

std::string messages_json(std::span<const llm::ChatMessage> messages)
{
  std::string text;
  JsonWriter json(text);
  json.begin_array();
  for (const llm::ChatMessage& message : messages) {
    if (message.role == llm::Role::system) {
      continue;
    }
    json.begin_object().member("role", role_of(message.role)).key("parts").begin_array();
    if (message.role == llm::Role::tool) {
      json.begin_object()
        .member("type", "tool_call_response")
        .member("id", message.call_id)
        .member("response", message.content)
        .end_object();
    } else if (!message.content.empty()) {
      write_text(json, message.content);
    }
    write_calls(json, message.calls);
    json.end_array().end_object();
  }
  json.end_array();
  return text;
}

std::string instructions_json(std::span<const llm::ChatMessage> messages)
{
  std::string text;
  JsonWriter json(text);
  json.begin_array();
  for (const llm::ChatMessage& message : messages) {
    if (message.role == llm::Role::system) {
      write_text(json, message.content);
    }
  }
  json.end_array();
  return text == "[]" ? "" : text;
}

std::string answer_json(std::string_view text, std::span<const llm::ToolCall> calls, std::string_view finish_reason)
{
  std::string out;
  JsonWriter json(out);
  json.begin_array().begin_object().member("role", "assistant").key("parts").begin_array();
  if (!text.empty()) {
    write_text(json, text);
  }
  write_calls(json, calls);
  json.end_array().member("finish_reason", finish_reason).end_object().end_array();
  return out;
}

std::string shown_content(const std::string& value, const redact::TextRedactor& redactor)
{
  const auto document = JsonDocument::parse(value);
  if (!document) {
    return shown_text(value, redactor);
  }
  const Json root = document->root();
  std::string shown = root.is_array() ? shown_list(root, redactor) : shown_value(root, redactor);
  return shown.size() <= k_content_all ? shown : shown_text(shown, redactor);
}

} // namespace tilores::app
