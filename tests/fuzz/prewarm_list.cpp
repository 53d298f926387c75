// Lists of customers to prewarm, in any form: entries in order of priority, each with identifiers or a reason.
#include "property.hpp"

#include <tilores/jobs/prewarm_list.hpp>

using namespace tilores;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const std::string text(text_of(data, size));
  for (const char* const name : {"list.json", "list.jsonl", "list.csv", "list.tsv", "list"}) {
    const auto list = jobs::read_prewarm_list(text, name, {}, {});
    if (!list) {
      require(list.error().message.find('\n') == std::string::npos);
      continue;
    }
    require(list->entries.size() <= size + 1);
    const jobs::PrewarmEntry* before = nullptr;
    for (const jobs::PrewarmEntry& entry : list->entries) {
      require(entry.identifiers.empty() != entry.reason.empty());
      require(before == nullptr || before->priority > entry.priority ||
              (before->priority == entry.priority && before->row < entry.row));
      require(!entry.ttl || *entry.ttl >= Millis{0});
      before = &entry;
    }
  }
  return 0;
}
