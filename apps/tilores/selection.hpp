#pragma once
// How the command line names a customer: TEXT or SELECTOR, the identifier flags, `-` for standard input and `@N` for a
// row of this terminal's last search.

#include "app.hpp"

#include <tilores/customer/search.hpp>

#include <optional>
#include <string>
#include <vector>

namespace tilores::app {

// As typed.
struct SelectionArgs {
  std::vector<std::string> words; // joined by blanks
  std::vector<std::string> email, phone, client_id, crm_id, first_name, last_name, name, dob, entity, record;
};

// Declares the identifier flags and the positional `argument` ("TEXT" or "SELECTOR").
void declare_selection(Flags& flags, SelectionArgs& args, std::string_view argument);
// Typed and checked; `usage` for malformed values and for nothing at all.
[[nodiscard]] Result<customer::SearchRequest> to_request(Session& session, const SelectionArgs& args);

// --dry-run of a look-up: {"plan":[{"operation","parameters":[names],"cached"}],"calls","estimated_cost"}; asks the
// cache only.
[[nodiscard]] Result<Outcome> plan_of(Session& session, const customer::SearchRequest& request,
                                      backend::Reader& reader);

// Remembers which record stands for each row of a search, for `@N`. A failure to remember is not a failure of the
// search.
void remember_rows(Session& session, const customer::SearchResult& result, std::size_t first_number);
[[nodiscard]] Result<std::string> record_of_row(Session& session, std::size_t number);
// The terminal (or, without one, the process session): other terminals have their own rows and conversation.
[[nodiscard]] std::string terminal_name();

} // namespace tilores::app
