#pragma once
// Questions as folded words, blank-separated with a blank at both ends, and what is looked for in them. Internal to
// assist.

#include <initializer_list>
#include <string_view>
#include <vector>

namespace tilores::assist {

// Words that name customers and what they have with us; who says them asks for work.
inline constexpr std::string_view k_customers =
  "customer customers client clients caller callers member members account "
  "accounts subscriber case ticket tickets cliente clientes clienta kunde kunden "
  "kundin anrufer anruferin konto cuenta";

[[nodiscard]] bool has_any(std::string_view words, std::initializer_list<std::string_view> phrases);
[[nodiscard]] std::vector<std::string_view> parts_of(std::string_view words);
// Whether a part is one of the blank-separated words of `list`, or begins with a stem.
[[nodiscard]] bool any_word(const std::vector<std::string_view>& parts, std::string_view list);
[[nodiscard]] bool any_stem(const std::vector<std::string_view>& parts, std::initializer_list<std::string_view> stems);

} // namespace tilores::assist
