// The embedded backend: linking, ids, search, mending, damage.
#include <support/local_store.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <random>

using namespace tilores;
using namespace tilores::test;
using backend::NewRecord;

namespace {

NewRecord contact(const std::string& id, const std::string& fields)
{
  return {id, "{\"SOURCE\":\"Contact\"," + fields + "}"};
}

const std::string k_ann =
  R"("FIRST_NAME":"Ann","LAST_NAME":"Zoltermond","DATE_OF_BIRTH":"1980-02-03","EMAIL":"ann@example.com","PHONE_EXTERNAL":"2125550101")";
const std::string k_bert =
  R"("FIRST_NAME":"Bertram","LAST_NAME":"Zoltermond","DATE_OF_BIRTH":"1979-07-21","EMAIL":"bertram@example.com","PHONE_EXTERNAL":"(212) 555-0101")";

// People, their copies with errors, a household, calls and twins, in one small crowd.
std::vector<NewRecord> crowd()
{
  return {
    contact("ann-1", k_ann),
    contact(
      "ann-2",
      R"("FIRST_NAME":"Ann","LAST_NAME":"Zoltermont","DATE_OF_BIRTH":"02/03/1980","PHONE_EXTERNAL":"+1 212 555 0101")"),
    contact("bert-1", k_bert + R"(,"PRIMARY":true)"),
    contact("bert-2", R"("FIRST_NAME":"Bert","LAST_NAME":"Zoltermond","DATE_OF_BIRTH":"1979-07-21")"),
    contact("bert-3", R"("EMAIL":"Bertram+news@Example.com","FIRST_NAME":"B")"),
    {"call-1", R"({"SOURCE":"Call","PHONE_NUMBER":"2125550101"})"},
    {"call-2", R"({"SOURCE":"Call","PHONE_NUMBER":"1-212-555-0101"})"},
    {"ticket", R"({"SOURCE":"zoho_tickets","ZOHO_EMAIL":"ann+support@example.com","ZOHO_PHONE":"212.555.0101"})"},
    contact("twin-a", R"("CLIENT_ID":"0900001","FIRST_NAME":"Cora","LAST_NAME":"Umberhill")"),
    contact("twin-b", R"("CLIENT_ID":"900001","FIRST_NAME":"Dora","LAST_NAME":"Vexley")"),
    {"report-a", R"({"SOURCE":null,"CREDIT_RESPONSE":{"Internal_Client_Key":"0900001"}})"},
    {"report-b", R"({"SOURCE":null,"CREDIT_RESPONSE":{"Internal_Client_Key":"900001"}})"},
    {"lone-1", R"({"SOURCE":"Call","PHONE_NUMBER":"3125550102"})"},
    {"lone-2", R"({"SOURCE":"Call","PHONE_NUMBER":"(312) 555-0102"})"},
    {"empty", "{}"},
  };
}

const Groups k_crowd_groups = {{"ann-1", "ann-2", "ticket"}, {"bert-1", "bert-2", "bert-3", "call-1", "call-2"},
                               {"twin-a", "report-a"},       {"twin-b", "report-b"},
                               {"lone-1", "lone-2"},         {"empty"}};

} // namespace

TEST_CASE("a household, its calls, twins and shared values are told apart")
{
  const TemporaryFolder folder;
  const auto store = open_store(folder.path());
  submit(*store, crowd());
  link(*store);
  CHECK(to_text(groups_of(*store)) == to_text(k_crowd_groups));
  const auto counts = store->counts();
  REQUIRE(counts.has_value());
  CHECK(counts->records == crowd().size());
  CHECK(counts->entities == k_crowd_groups.size());
  CHECK(counts->pending == 0);
}

TEST_CASE("order and batches of loading do not change who belongs together")
{
  const bool same = rc::check("any order, any batches", [] {
    std::vector<NewRecord> records = crowd();
    std::mt19937 random(*rc::gen::arbitrary<unsigned>());
    std::shuffle(records.begin(), records.end(), random);
    const TemporaryFolder folder;
    const auto store = open_store(folder.path());
    std::size_t at = 0;
    while (at < records.size()) {
      const std::size_t size = std::min<std::size_t>(1 + random() % 4, records.size() - at);
      submit(*store, {records.begin() + static_cast<std::ptrdiff_t>(at),
                      records.begin() + static_cast<std::ptrdiff_t>(at + size)});
      if (random() % 3 != 0) {
        link(*store);
      }
      at += size;
    }
    link(*store);
    RC_ASSERT(groups_of(*store) == k_crowd_groups);
  });
  CHECK(same);
}

TEST_CASE("a bad record is reported with its place and the rest is kept")
{
  const TemporaryFolder folder;
  const auto store = open_store(folder.path());
  const auto report =
    submit(*store, {{"", "{}"}, {"a:b", "{}"}, {"c", "[1]"}, {"d", "{\"x\":"}, {"good", "{\"A\":\"1\"}"}});
  CHECK(report.added == 1);
  REQUIRE(report.rejected.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(report.rejected[i].index == i);
    CHECK_FALSE(report.rejected[i].reason.empty());
  }
}

TEST_CASE("loading an id again replaces the record and moves it")
{
  const TemporaryFolder folder;
  const auto store = open_store(folder.path());
  submit(*store, {contact("ann", k_ann), contact("bert", k_bert),
                  contact("x", R"("EMAIL":"ann@example.com","FIRST_NAME":"Ann")")});
  link(*store);
  CHECK(to_text(groups_of(*store)) == to_text(Groups{{"ann", "x"}, {"bert"}}));
  CHECK(submit(*store, {contact("ann", k_ann)}).unchanged == 1);
  CHECK(submit(*store, {contact("x", R"("EMAIL":"bertram@example.com","FIRST_NAME":"Bert")")}).replaced == 1);
  link(*store);
  CHECK(to_text(groups_of(*store)) == to_text(Groups{{"ann"}, {"bert", "x"}}));
  CHECK(to_text(found(*store, {{"EMAIL", "ann@example.com"}})) == to_text(Groups{{"ann"}}));
}

TEST_CASE("the oldest entity keeps its id in a merge, the largest part in a split, and a merged id leads on")
{
  const TemporaryFolder folder;
  const auto store = open_store(folder.path());
  submit(*store, {contact("old", R"("EMAIL":"a@example.com","FIRST_NAME":"Ann","ID_18_CHAR":"003SYN000000001")")});
  link(*store);
  submit(*store, {contact("new", R"("EMAIL":"b@example.com","FIRST_NAME":"Ann")"),
                  contact("new-2", R"("EMAIL":"b@example.com","FIRST_NAME":"Ann")")});
  link(*store);
  const auto before = entity_of(*store);
  CHECK(before.at("old") != before.at("new"));
  submit(*store, {contact("bridge", R"("EMAIL":"b@example.com","FIRST_NAME":"Ann","ID_18_CHAR":"003SYN000000001")")});
  link(*store);
  CHECK(to_text(groups_of(*store)) == to_text(Groups{{"old", "new", "new-2", "bridge"}}));
  CHECK(entity_of(*store).at("new") == before.at("old"));
  const auto moved = store->reader().entity(before.at("new"), {});
  REQUIRE(moved.has_value());
  REQUIRE(moved->has_value());
  CHECK((*moved)->id == before.at("old"));

  submit(*store, {contact("bridge", R"("EMAIL":"c@example.com","FIRST_NAME":"Cora")")});
  link(*store);
  CHECK(to_text(groups_of(*store)) == to_text(Groups{{"old"}, {"new", "new-2"}, {"bridge"}}));
  CHECK(entity_of(*store).at("new") == before.at("old"));
}

TEST_CASE("a value shared by very many different people links nobody, however they arrive")
{
  const TemporaryFolder folder;
  const auto store = open_store(folder.path());
  std::vector<NewRecord> people;
  for (int i = 0; i < 60; ++i) {
    const std::string letters = {static_cast<char>('a' + i / 10), static_cast<char>('k' + i % 10)};
    people.push_back(contact("p" + std::to_string(i), R"("FIRST_NAME":"Q)" + letters + letters + R"(","LAST_NAME":"Z)" +
                                                        letters + R"(um","PHONE_EXTERNAL":"2125550199")"));
  }
  people.push_back({"call", R"({"PHONE_NUMBER":"2125550199"})"});
  people.push_back(contact("p0-again", R"("FIRST_NAME":"Qakak","LAST_NAME":"Zakum","PHONE_EXTERNAL":"2125550199")"));
  for (std::size_t i = 0; i < people.size(); i += 7) {
    submit(*store, {people.begin() + static_cast<std::ptrdiff_t>(i),
                    people.begin() + static_cast<std::ptrdiff_t>(std::min(i + 7, people.size()))});
    link(*store);
  }
  CHECK(groups_of(*store).size() == people.size());
  CHECK(found(*store, {{"PHONE_EXTERNAL", "2125550199"}}).size() == people.size());
}

TEST_CASE("every single identifier finds, in any spelling, and combinations narrow")
{
  const TemporaryFolder folder;
  const auto store = open_store(folder.path());
  const NewRecord zoe = contact(
    "zoe",
    R"("FIRST_NAME":"Zoë","LAST_NAME":"O'Blackuzfield-Smith III","DATE_OF_BIRTH":"1996-02-06","CLIENT_ID":"8e2","ID_18_CHAR":"003SYNqUMf00009YNA","OPPORTUNITY_ID":"006SYN1","EMAIL":"zoe@example.com")");
  submit(*store,
         {contact("ann", k_ann),
          contact("bert", k_bert),
          zoe,
          contact("eight", R"("CLIENT_ID":"800","LAST_NAME":"Somebody")"),
          {"ticket",
           R"({"SOURCE":"zoho_tickets","ZOHO_EMAIL":"zoe@example.com","TICKETNUMBER":"100007","SUBJECT":"Hello"})"}});
  link(*store);
  const Groups of_zoe = {{"zoe", "ticket"}};
  const Groups household = {{"ann"}, {"bert"}};
  const std::vector<std::pair<std::vector<backend::Parameter>, Groups>> cases = {
    {{{"EMAIL", "mailto:ZOE+x@example.com"}}, of_zoe},
    {{{"CLIENT_ID", "8e2"}}, of_zoe},
    {{{"CLIENT_ID", "800"}}, {{"eight"}}},
    {{{"CLIENT_ID", "0800"}}, {}},
    {{{"ID_18_CHAR", "003SYNqUMf00009"}}, of_zoe},
    {{{"ID_18_CHAR", "003SYNqUMf00009YNA"}}, of_zoe},
    {{{"OPPORTUNITY_ID", "006SYN1"}}, of_zoe},
    {{{"TICKETNUMBER", "100007"}}, of_zoe},
    {{{"SUBJECT", "hello"}}, of_zoe},
    {{{"FIRST_NAME", "zoe"}, {"LAST_NAME", "oblackuzfield smith"}}, of_zoe},
    {{{"LAST_NAME", "O’Blackuzfield"}}, of_zoe},
    {{{"FIRST_NAME", "Zoe"}, {"LAST_NAME", "Blackuzfield"}, {"DATE_OF_BIRTH", "1996-02-07"}}, {}},
    {{{"LAST_NAME", "O'Blackuzfield-Smith"}, {"DATE_OF_BIRTH", "02/06/1996"}}, of_zoe},
    {{{"DATE_OF_BIRTH", "1996-02-06"}}, of_zoe},
    {{{"PHONE_EXTERNAL", "tel:+1-212-555-0101"}}, household},
    {{{"PHONE_EXTERNAL", "212.555.0101"}, {"EMAIL", "ann@example.com"}}, {{"ann"}}},
    {{{"LAST_NAME", "Zoltermond"}}, household},
    {{{"FIRST_NAME", "Bert"}, {"LAST_NAME", "Zoltermond"}}, {{"bert"}}},
    {{{"FIRST_NAME", "Ann"}, {"LAST_NAME", "Zoltermont"}}, {{"ann"}}},
    {{{"LAST_NAME", "Zoltermontt"}}, household},
    {{{"FIRST_NAME", "Cora"}, {"LAST_NAME", "Zoltermond"}}, {}},
    {{{"EMAIL", "ann@example.com"}, {"CLIENT_ID", "8e2"}}, {{"ann"}, {"zoe", "ticket"}}},
    {{{"EMAIL", "nobody@example.com' OR '1'='1"}}, {}},
    {{{"EMAIL", "zoe@example.com"}, {"SUBJECT", "Hello"}}, of_zoe},
    {{{"EMAIL", "zoe@example.com"}, {"SUBJECT", "Bye"}}, {}},
  };
  for (const auto& [parameters, expected] : cases) {
    CAPTURE(parameters[0].field);
    CAPTURE(parameters[0].value);
    CAPTURE(parameters.size());
    CHECK(to_text(found(*store, parameters)) == to_text(expected));
  }
}

TEST_CASE("pages are cut from one order and the total counts all")
{
  const TemporaryFolder folder;
  const auto store = open_store(folder.path());
  submit(*store, {contact("a", R"("FIRST_NAME":"Ann","LAST_NAME":"Same")"),
                  contact("b", R"("FIRST_NAME":"Bob","LAST_NAME":"Same")"),
                  contact("c", R"("FIRST_NAME":"Cid","LAST_NAME":"Same")")});
  link(*store);
  std::set<std::string> seen;
  for (std::size_t page = 1; page <= 3; ++page) {
    const auto one = store->reader().search({{{"LAST_NAME", "same"}}, "default", page, 1}, {});
    REQUIRE(one.has_value());
    CHECK(one->total == 3);
    REQUIRE(one->entities.size() == 1);
    seen.insert(one->entities[0].id);
  }
  CHECK(seen.size() == 3);
}

TEST_CASE("disassembling parts records, a ban keeps them apart, lifting it brings them back")
{
  const TemporaryFolder folder;
  const auto store = open_store(folder.path());
  const auto copy = [](const std::string& id) { return contact(id, R"("FIRST_NAME":"Ann","EMAIL":"a@example.com")"); };
  submit(*store, {copy("a"), copy("b"), copy("c")});
  link(*store);
  const std::string entity = entity_of(*store).at("a");
  CHECK_FALSE(store->curator().disassemble({{}, {"c"}, true}, {"", ""}, {}).has_value());
  const auto report = store->curator().disassemble({{}, {"c"}, true}, {"tester", "other person"}, {});
  REQUIRE(report.has_value());
  REQUIRE(report->entities.size() == 2);
  CHECK(report->entities[0] == entity);
  CHECK(to_text(groups_of(*store)) == to_text(Groups{{"a", "b"}, {"c"}}));
  submit(*store, {copy("d")});
  link(*store);
  CHECK(groups_of(*store).size() == 2);
  const auto lifted = store->curator().unban({entity_of(*store).at("a"), {entity_of(*store).at("c")}, ""},
                                             {"tester", "same after all"}, {});
  REQUIRE(lifted.has_value());
  CHECK(*lifted);
  CHECK(to_text(groups_of(*store)) == to_text(Groups{{"a", "b", "c", "d"}}));
}

TEST_CASE("every link is explained by its rule and the fields compared")
{
  const TemporaryFolder folder;
  const auto store = open_store(folder.path());
  submit(*store,
         {contact("a", R"("FIRST_NAME":"Ann","EMAIL":"a@example.com")"), {"t", R"({"ZOHO_EMAIL":"A@example.com"})"}});
  link(*store);
  const auto reasons = store->why(entity_of(*store).at("a"));
  REQUIRE(reasons.has_value());
  REQUIRE(reasons->size() == 1);
  CHECK((*reasons)[0].a == "a");
  CHECK((*reasons)[0].b == "t");
  CHECK((*reasons)[0].rule == "EMAIL_ONLY");
  CHECK((*reasons)[0].fields == std::vector<std::string>{"email"});
}

TEST_CASE("records submitted together belong together")
{
  const TemporaryFolder folder;
  const auto store = open_store(folder.path());
  submit(*store, {{"a", R"({"A":"1"})"}, {"b", R"({"B":"2"})"}}, {.source = "s", .together = true});
  submit(*store, {{"c", R"({"C":"3"})"}});
  link(*store);
  CHECK(to_text(groups_of(*store)) == to_text(Groups{{"a", "b"}, {"c"}}));
}

TEST_CASE("a load that broke off before linking is completed by the next opening")
{
  const TemporaryFolder folder;
  submit(*open_store(folder.path()), crowd());
  const auto store = open_store(folder.path(), backend::LocalMode::read);
  CHECK(to_text(groups_of(*store)) == to_text(k_crowd_groups));
}

TEST_CASE("a missing or damaged index is rebuilt from the records")
{
  const TemporaryFolder folder;
  {
    const auto store = open_store(folder.path());
    submit(*store, crowd());
    link(*store);
  }
  const auto segments = [&] {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      if (entry.path().extension() == ".seg") {
        paths.push_back(entry.path());
      }
    }
    return paths;
  };
  REQUIRE(segments().size() == 1);
  SUBCASE("missing") { std::filesystem::remove(segments()[0]); }
  SUBCASE("cut short") { std::filesystem::resize_file(segments()[0], 4100); }
  SUBCASE("a flipped byte")
  {
    std::fstream file(segments()[0], std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096 + 500);
    file.put('\x5a');
  }
  const auto store = open_store(folder.path(), backend::LocalMode::read);
  CHECK(to_text(found(*store, {{"EMAIL", "ann@example.com"}})) == to_text(Groups{{"ann-1", "ann-2", "ticket"}}));
  CHECK(to_text(groups_of(*store)) == to_text(k_crowd_groups));
}

TEST_CASE("a forgotten customer is erased and stays away")
{
  const TemporaryFolder folder;
  const auto store = open_store(folder.path());
  const Key256 key = random_key();
  store->suppress_with(key);
  submit(*store, {contact("ann", k_ann), contact("bert", k_bert)});
  link(*store);
  const auto removed = store->forget(entity_of(*store).at("ann"), &key, {"tester", "asked to"});
  REQUIRE(removed.has_value());
  CHECK(*removed == 1);
  CHECK(to_text(groups_of(*store)) == to_text(Groups{{"bert"}}));
  CHECK(submit(*store, {contact("ann-new-id", k_ann)}).suppressed == 1);
  CHECK(found(*store, {{"EMAIL", "ann@example.com"}}).empty());
}

TEST_CASE("replacing a source deletes what it no longer has")
{
  const TemporaryFolder folder;
  const auto store = open_store(folder.path());
  submit(*store, {contact("a", k_ann), contact("b", k_bert)}, {.source = "crm"});
  submit(*store, {contact("c", R"("FIRST_NAME":"Cora")")}, {.source = "web"});
  link(*store);
  const auto removed = store->remove_absent("crm", [](std::string_view id) { return id == "b"; });
  REQUIRE(removed.has_value());
  CHECK(*removed == 1);
  link(*store);
  CHECK(to_text(groups_of(*store)) == to_text(Groups{{"b"}, {"c"}}));
  const auto counts = store->counts();
  REQUIRE(counts.has_value());
  CHECK(counts->records == 2);
  CHECK(counts->entities == 2);
}

TEST_CASE("other rules link the stored records anew")
{
  const TemporaryFolder folder;
  {
    const auto store = open_store(folder.path());
    submit(*store, {contact("a", R"("CITY":"X","EMAIL":"a@example.com","FIRST_NAME":"Ann")"),
                    contact("b", R"("CITY":"x")"), contact("c", R"("EMAIL":"a@example.com","FIRST_NAME":"Ann")")});
    link(*store);
    CHECK(to_text(groups_of(*store)) == "{ a c }{ b }");
  }
  const std::string rules =
    R"({"rules":[{"id":"R1","matchers":[{"id":"m","type":"exact","attributes":{"field":"$.CITY"}}]}],
    "ruleSets":[{"id":"all","rules":["R1"]}],"searchRuleSet":"all","mutationRuleSetGroups":{"default":{"index":"all","dedup":"all","match":"all"}}})";
  {
    const auto store = backend::open_local_backend(folder.path(), {backend::LocalMode::load, rules});
    REQUIRE(store.has_value());
    CHECK(to_text(groups_of(**store)) == "{ a b }{ c }");
    const auto entity = (*store)->reader().entity_by_record("b", {});
    REQUIRE(entity.has_value());
    REQUIRE(entity->has_value());
    CHECK((*entity)->duplicates == std::map<std::string, std::vector<std::string>>{{"a", {"b"}}});
  }
  const auto store = open_store(folder.path(), backend::LocalMode::read);
  CHECK(to_text(found(*store, {{"CITY", "X"}})) == "{ a b }");
  const auto refused = backend::open_local_backend(folder.path(), {backend::LocalMode::load, "{}"});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().kind == ErrorKind::config);
}

TEST_CASE("reading a folder without a store says what to do")
{
  const TemporaryFolder folder;
  const auto store = backend::open_local_backend(folder.path());
  REQUIRE_FALSE(store.has_value());
  CHECK(store.error().kind == ErrorKind::precondition);
  CHECK_FALSE(store.error().hint.empty());
}

TEST_CASE("a preview shows what loading then does, and changes nothing")
{
  rc::check("any part of a crowd", []() {
    std::vector<NewRecord> people = crowd();
    std::mt19937 random(*rc::gen::arbitrary<std::uint32_t>());
    std::shuffle(people.begin(), people.end(), random);
    const auto loaded = static_cast<std::ptrdiff_t>(*rc::gen::inRange<std::size_t>(0, people.size()));
    const std::vector<NewRecord> before(people.begin(), people.begin() + loaded);
    const std::vector<NewRecord> incoming(people.begin() + loaded, people.end());
    const TemporaryFolder folder;
    const auto store = open_store(folder.path());
    submit(*store, before);
    link(*store);
    const Groups old = groups_of(*store);
    const auto preview = store->loader().preview(incoming, {}, {});
    REQUIRE(preview.has_value());
    CHECK(to_text(groups_of(*store)) == to_text(old));
    CHECK(store->counts()->records == before.size());

    submit(*store, incoming);
    link(*store);
    const auto entities = entity_of(*store);
    std::set<std::string> expected;
    for (const NewRecord& record : incoming) {
      expected.insert(entities.at(record.id));
    }
    Groups shown;
    std::set<std::string> ids;
    for (const model::Entity& entity : preview->entities) {
      std::set<std::string> group;
      for (const model::Record& record : entity.records) {
        group.insert(record.id);
      }
      shown.insert(group);
      ids.insert(entity.id);
    }
    Groups touched;
    for (const auto& group : groups_of(*store)) {
      if (expected.contains(entities.at(*group.begin()))) {
        touched.insert(group);
      }
    }
    CHECK(to_text(shown) == to_text(touched));
    CHECK(ids == expected);
  });
}
