#pragma once
// The models this program knows: config/models.json, embedded; a file of the same shape may replace it. No model name
// stands in code.

#include <tilores/base/date.hpp>
#include <tilores/base/result.hpp>
#include <tilores/llm/chat.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::llm {

// USD per million tokens. Unknown parts are nullopt; cached and written (into the provider's cache) fall back to input.
struct Price {
  std::optional<double> input, cached, output, written = {};
};

struct Model {
  std::string name;     // as the provider calls it
  std::string provider; // row of the provider table
  std::vector<std::string> aliases;
  std::uint64_t context = 0;    // tokens; 0: not known
  std::uint64_t max_output = 0; // tokens; 0: not known
  Price price;
  std::uint64_t tier_above = 0; // prompts longer than this cost `tier`; 0: one price
  Price tier;
  std::string price_source, price_date; // where and when the price was read
  std::optional<Date> retires_on;       // not served from that day
  std::string replaced_by;
  bool is_default = false; // the provider's model when only the provider is known
};

// What a call cost; nullopt where the price is not known. What the provider itself reports wins.
[[nodiscard]] std::optional<double> cost_of(const Model& model, const ChatUsage& usage);
// An upper bound before the call: nothing cached, the answer as long as allowed.
[[nodiscard]] std::optional<double> most_of(const Model& model, std::uint64_t input_tokens, unsigned max_tokens);

class Catalogue {
public:
  // `bad_data` for anything but the shape of config/models.json.
  [[nodiscard]] static Result<Catalogue> parse(std::string text);
  [[nodiscard]] static const Catalogue& embedded();

  [[nodiscard]] const std::vector<Model>& models() const { return m_models; }
  // By name, alias or "provider/name"; a row named "*" takes any name after its provider (a server of one's own).
  // `usage` for an unknown name, with the nearest; `unsupported` for one retired by `today`, with what replaced it.
  [[nodiscard]] Result<Model> find(std::string_view name, const Date& today) const;
  // The provider's default model that still lives.
  [[nodiscard]] std::optional<Model> default_of(std::string_view provider, const Date& today) const;

  // The model to be paid for: `asked`, or what `answered` in its place as the catalogue knows it (of the same provider
  // first); one that it does not know has no price. A row named "*" is any model of its provider.
  [[nodiscard]] Model answering(const Model& asked, std::string_view answered) const;

private:
  std::vector<Model> m_models;
};

// Whether `answered` is the model asked for: the same name, an alias, or a dated version of it ("name-2026-01-01").
[[nodiscard]] bool same_model(const Model& asked, std::string_view answered);

} // namespace tilores::llm
