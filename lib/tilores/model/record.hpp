#pragma once
// What the program is about: records as their sources wrote them, and the entities they were linked to.

#include <tilores/base/json.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tilores::model {

// One source's row about somebody: a JSON object with the instance's field names, always without secret fields. Cheap
// to copy; reading is safe from many threads.
struct Record {
  std::string id;
  std::shared_ptr<const JsonDocument> document;

  [[nodiscard]] Json body() const { return document ? document->root() : Json{}; }
};

// One link. `rule` is the id of the rule that made it (Tilores' "a:b:RULE").
struct Edge {
  std::string a;
  std::string b;
  std::string rule;
  auto operator<=>(const Edge&) const = default;
};

// Why a record answered a search.
struct Hit {
  std::string record_id;
  std::vector<std::string> rules;
};

// The connected records of one real-world customer. Ids move on merge and split: the oldest entity's id survives a
// merge, the largest part keeps it on a split.
struct Entity {
  std::string id;
  std::vector<Record> records;                                // ordered by record id
  std::vector<Edge> edges;                                    // ordered
  std::map<std::string, std::vector<std::string>> duplicates; // original -> duplicates
  std::vector<Hit> hits;                                      // filled by searches, ordered by record id
  double score = 0;                                           // 0..1, strength of the links
  double consistency = 0;                                     // 0..1, evenness of the data
  double hit_score = 0;                                       // 0..1, how well it answers the search
  bool partial = false;                                       // the source delivered a part only; never to be cached
};

} // namespace tilores::model
