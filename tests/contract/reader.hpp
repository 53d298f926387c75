#pragma once
// What every adapter of backend::Reader must do. The adapter holds a customer with record `record_id` who is the only
// one found by `unique`, and nobody is found by `unknown`.

#include <tilores/backend/ports.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace tilores::test {

inline void check_reader_contract(backend::Reader& reader, const backend::Parameter& unique,
                                  const std::string& record_id, const backend::Parameter& unknown)
{
  const CallContext ctx;
  const auto page = reader.search({{unique}, "default", 1, 10}, ctx);
  REQUIRE(page.has_value());
  CHECK(page->total >= page->entities.size());
  REQUIRE(page->entities.size() == 1);
  const model::Entity& entity = page->entities[0];
  CHECK_FALSE(entity.id.empty());
  const auto by_id = [](const model::Record& a, const model::Record& b) { return a.id < b.id; };
  CHECK(std::is_sorted(entity.records.begin(), entity.records.end(), by_id));
  CHECK(std::is_sorted(entity.edges.begin(), entity.edges.end()));
  CHECK(std::any_of(entity.records.begin(), entity.records.end(),
                    [&](const model::Record& r) { return r.id == record_id; }));
  for (const double share : {entity.score, entity.consistency, entity.hit_score}) {
    CHECK(share >= 0.0);
    CHECK(share <= 1.0);
  }
  for (const model::Hit& hit : entity.hits) {
    CHECK_FALSE(hit.rules.empty());
  }

  SUBCASE("an entity is found by its id and by each of its records, without hits")
  {
    for (const auto& found : {reader.entity(entity.id, ctx), reader.entity_by_record(record_id, ctx)}) {
      REQUIRE(found.has_value());
      REQUIRE(found->has_value());
      CHECK((*found)->id == entity.id);
      CHECK((*found)->records.size() == entity.records.size());
      CHECK((*found)->hits.empty());
    }
  }
  SUBCASE("nothing found is an empty page or nothing, not an error")
  {
    const auto none = reader.search({{unknown}, "default", 1, 10}, ctx);
    REQUIRE(none.has_value());
    CHECK(none->entities.empty());
    const auto absent = reader.entity_by_record("no-such-record", ctx);
    REQUIRE(absent.has_value());
    CHECK_FALSE(absent->has_value());
    const auto no_entity = reader.entity("00000000-0000-4000-8000-000000000000", ctx);
    REQUIRE(no_entity.has_value());
    CHECK_FALSE(no_entity->has_value());
  }
  SUBCASE("a page behind the last one is empty")
  {
    const auto behind = reader.search({{unique}, "default", 2, 10}, ctx);
    REQUIRE(behind.has_value());
    CHECK(behind->entities.empty());
  }
}

} // namespace tilores::test
