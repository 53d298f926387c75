#pragma once
// Finding customers: identifiers narrow, and a customer who contradicts a given value is never chosen.

#include <tilores/backend/ports.hpp>
#include <tilores/model/identifiers.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace tilores::customer {

struct SearchRequest {
  std::vector<model::Identifier> identifiers; // all must fit
  std::vector<backend::Parameter> parameters; // further search parameters by schema name
  std::size_t page = 1;                       // from 1
  std::size_t limit = 20;                     // entities a page, 1..1000
  std::string region = "US";                  // of telephone numbers without a country code
  std::string text = {};                      // free text for the backend to read, in place of all of the above
};

struct SearchResult {
  std::size_t total = 0;               // before paging
  std::vector<model::Entity> entities; // best first
  // The identifiers belong to different customers: nobody fits all of them, and `entities` are those who fit some.
  bool conflicting = false;
  // With several entities: the fields of the merged view by which they can be told apart, most telling first.
  std::vector<std::string> distinguish;
};

// `usage` without anything to search by; errors of the reader as they are. Nothing found is an empty result.
[[nodiscard]] Result<SearchResult> search(const SearchRequest& request, backend::Reader& reader,
                                          const CallContext& ctx);

// The one customer that fits: `not_found`, or `ambiguous` naming the fields that tell the candidates apart.
[[nodiscard]] Result<model::Entity> find_one(const SearchRequest& request, backend::Reader& reader,
                                             const CallContext& ctx);

// `partial` when the backend answered in part (fields that failed are missing); nullopt for whole answers.
[[nodiscard]] std::optional<Error> answered_in_part(const SearchResult& result);

// The error for a result that is not exactly one customer; nullopt when it is one.
[[nodiscard]] std::optional<Error> not_exactly_one(const SearchResult& result);

} // namespace tilores::customer
