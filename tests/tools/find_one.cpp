// Measuring tool: one search as a whole process. find_one STORE_FOLDER FIELD=VALUE…; prints entity ids and record
// counts.
#include <tilores/backend/local.hpp>

#include <cstdio>

using namespace tilores;

int main(int argc, char** argv)
{
  auto store = backend::open_local_backend(argc > 1 ? argv[1] : "");
  if (!store) {
    std::fputs((describe(store.error()) + "\n").c_str(), stderr);
    return exit_status(store.error().kind);
  }
  backend::SearchRequest request;
  for (int i = 2; i < argc; ++i) {
    const std::string pair = argv[i];
    const std::size_t at = pair.find('=');
    request.parameters.push_back({pair.substr(0, at), pair.substr(at + 1)});
  }
  const auto page = (*store)->reader().search(request, {});
  if (!page) {
    std::fputs((describe(page.error()) + "\n").c_str(), stderr);
    return exit_status(page.error().kind);
  }
  for (const model::Entity& entity : page->entities) {
    std::printf("%s %zu\n", entity.id.c_str(), entity.records.size());
  }
  return page->total == 0 ? 5 : 0;
}
