// The local store under kill -9, several threads and several processes.
#include <contract/reader.hpp>
#include <support/local_store.hpp>

#include <csignal>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace tilores;
using namespace tilores::test;

namespace {

std::vector<backend::NewRecord> people(int from, int to)
{
  std::vector<backend::NewRecord> out;
  for (int i = from; i < to; ++i) {
    const std::string n = std::to_string(i / 2); // two records a person
    out.push_back(
      {"r" + std::to_string(i), R"({"FIRST_NAME":"Ann","LAST_NAME":"Somebody","EMAIL":"p)" + n + R"(@example.com"})"});
  }
  return out;
}

// Runs `work` in a child process.
template<typename Work> pid_t in_child(Work work)
{
  const pid_t child = ::fork();
  if (child == 0) {
    work();
    ::_exit(0);
  }
  return child;
}

bool load(const std::string& folder, int from, int to, int step)
{
  auto store = backend::open_local_backend(folder, {backend::LocalMode::load, {}});
  for (int at = from; store && at < to; at += step) {
    if (!(*store)->loader().submit(people(at, std::min(at + step, to)), {}, {}) ||
        (at / step % 4 == 3 && !(*store)->loader().progress({}))) {
      return false;
    }
  }
  return store && (*store)->loader().progress({});
}

} // namespace

TEST_CASE("the local reader keeps the contract")
{
  const TemporaryFolder folder;
  const auto store = open_store(folder.path());
  submit(*store, people(0, 40));
  link(*store);
  check_reader_contract(store->reader(), {"EMAIL", "p7@example.com"}, "r14", {"EMAIL", "nobody@example.com"});
}

TEST_CASE("a load killed at any moment leaves a store that opens and that the same load completes")
{
  const TemporaryFolder folder;
  for (int turn = 0; turn < 12; ++turn) {
    const pid_t child = in_child([&] { load(folder.path(), 0, 2'000, 25); });
    ::usleep(static_cast<useconds_t>(3'000 + turn * 7'000));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const auto store = open_store(folder.path());
    const auto counts = store->counts();
    REQUIRE(counts.has_value());
    CHECK(counts->pending == 0);
    for (const auto& group : groups_of(*store)) {
      CHECK(group.size() <= 2);
    }
  }
  REQUIRE(load(folder.path(), 0, 2'000, 500));
  const auto store = open_store(folder.path());
  CHECK(groups_of(*store).size() == 1'000);
}

TEST_CASE("two processes load at once while a third searches")
{
  const TemporaryFolder folder;
  REQUIRE(load(folder.path(), 0, 20, 20));
  const pid_t first = in_child([&] { ::_exit(load(folder.path(), 20, 400, 10) ? 0 : 1); });
  const pid_t second = in_child([&] { ::_exit(load(folder.path(), 400, 800, 10) ? 0 : 1); });
  const auto store = open_store(folder.path(), backend::LocalMode::read);
  for (int i = 0; i < 50; ++i) {
    CHECK(to_text(found(*store, {{"EMAIL", "p3@example.com"}})) == "{ r6 r7 }");
  }
  for (const pid_t child : {first, second}) {
    int status = -1;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
  }
  CHECK(groups_of(*store).size() == 400);
}

TEST_CASE("one reader serves many threads")
{
  const TemporaryFolder folder;
  REQUIRE(load(folder.path(), 0, 200, 200));
  const auto store = open_store(folder.path(), backend::LocalMode::read);
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 25; ++i) {
          const std::string email = "p" + std::to_string((t * 25 + i) % 100) + "@example.com";
          const auto page = store->reader().search({{{"EMAIL", email}}, "default", 1, 10}, {});
          right += page && page->entities.size() == 1 && page->entities[0].records.size() == 2 ? 1 : 0;
        }
      });
    }
  }
  CHECK(right == 100);
}
