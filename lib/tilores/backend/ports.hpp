#pragma once
// A backend is these four ports: where customers come from and how their links are mended. Adapters: local (embedded
// store), remote (a Tilores instance), cached (Reader only). tests/contract/reader.hpp holds what every adapter must do.

#include <tilores/base/context.hpp>
#include <tilores/base/result.hpp>
#include <tilores/model/record.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::backend {

// One search parameter under its schema name (EMAIL, PHONE_EXTERNAL, CLIENT_ID, …) as the caller wrote it; the backend
// normalises it the way its rules do.
struct Parameter {
  std::string field;
  std::string value;
  auto operator<=>(const Parameter&) const = default;
};

struct SearchRequest {
  std::vector<Parameter> parameters; // at least one; a search rule holds or not for their combination
  std::string rules = "default";     // name of the search rule set
  std::size_t page = 1;              // from 1
  std::size_t page_size = 20;        // 1..1000
};

struct SearchPage {
  std::vector<model::Entity> entities; // best hit first, then by entity id
  std::size_t total = 0;               // before paging; on instances that cannot count, at least entities.size()
};

// Asks for customers. Safe to call from many threads. Nothing found is an empty page or nullopt, not an error.
class Reader {
public:
  virtual ~Reader() = default;
  virtual Result<SearchPage> search(const SearchRequest& request, const CallContext& ctx) = 0;
  virtual Result<std::optional<model::Entity>> entity(std::string_view entity_id, const CallContext& ctx) = 0;
  virtual Result<std::optional<model::Entity>> entity_by_record(std::string_view record_id, const CallContext& ctx) = 0;
};

} // namespace tilores::backend
