#pragma once
// Wishes that certain words make plain, whatever else a question names. Internal to assist. `words` is a question's
// folded words, each between single blanks (" who was ada lovelace ").

#include <string_view>

namespace tilores::assist {

// Somebody's data for the asker's own ends: an ex, a neighbour, "off the record", "rein privat".
[[nodiscard]] bool is_private_curiosity(std::string_view words);
// Values as an example only: a pattern for addresses, a practice talk, an invented person.
[[nodiscard]] bool is_about_examples(std::string_view words);
// Persons of history and the arts: "who was …", "which novels did … write", without a word of customers or their data.
[[nodiscard]] bool is_about_the_world(std::string_view words);
// Every number of a range, all that begin alike, or whoever comes up by chance.
[[nodiscard]] bool asks_for_range(std::string_view words);
// Contact data of a group, or who of all has a trait that is nobody's business ("addresses of all women").
[[nodiscard]] bool asks_for_group(std::string_view words);
// An order to change something, in first place: "reembolsa …", "please cancel …", "sperre …".
[[nodiscard]] bool orders_a_change(std::string_view words);
// Credit data by a name that nothing else has: "FICO", "Schufa", "buró".
[[nodiscard]] bool names_credit_data(std::string_view words);
// Duplicates and links of records ("ficha duplicada", "doppelt angelegt"), not of charges or orders.
[[nodiscard]] bool names_record_links(std::string_view words);
// A word that a question for links can rest on; without one the table has only seen the frame of the sentence.
[[nodiscard]] bool may_ask_links(std::string_view words);
// Anything that a refusal can rest on: secrets, our instructions, many customers at once, an order to drop the rules.
// Who invented, discovered, painted or wrote what.
[[nodiscard]] bool asks_of_discoveries(std::string_view words);
// "the secret to a good apology": no secret of ours.
[[nodiscard]] bool is_harmless_secret(std::string_view words);
// "recompute the scores of all clients": work on the store, which is not done here, but no secret.
[[nodiscard]] bool orders_computing(std::string_view words);
[[nodiscard]] bool has_refusal_sign(std::string_view words);

} // namespace tilores::assist
