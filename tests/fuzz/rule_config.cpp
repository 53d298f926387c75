// Rule configurations: a book that holds to its own bounds and extracts any record, or a refusal in one line.
#include "property.hpp"

#include <tilores/base/file.hpp>
#include <tilores/base/json.hpp>
#include <tilores/resolve/rules.hpp>

using namespace tilores;
using namespace tilores::resolve;

namespace {

void check_book(const RuleBook& book, const JsonDocument& record)
{
  require(book.rules.size() <= k_max_rules && book.features.size() <= k_max_features &&
          book.templates.size() <= k_max_templates);
  for (const Rule& rule : book.rules) {
    require(rule.key_template < book.templates.size());
    for (const std::uint8_t matcher : rule.matchers) {
      require(matcher < book.matchers.size());
    }
  }
  ProfileBuilder builder;
  book.extract(record.root(), builder);
  const std::string bytes = builder.bytes();
  const ProfileView profile{bytes};
  std::vector<IndexKey> keys;
  append_keys(book, profile, keys);
  for (const IndexKey key : keys) {
    require(template_of(key) < book.templates.size());
  }
  require((holding(book, book.link, profile, profile, false) & ~book.link) == 0);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  std::string_view text = text_of(data, size);
  static const JsonDocument sample =
    JsonDocument::parse(R"({"id":"r1","FIRST_NAME":"Dana","LAST_NAME":"O'Neil-Ruiz","EMAIL":"dana@example.com",)"
                        R"("PHONE_EXTERNAL":"2125550101","DATE_OF_BIRTH":"1980-02-29","A":["x",{"B":1}]})")
      .value();
  if (const auto book = RuleBook::parse(text)) {
    check_book(**book, sample);
    require((*RuleBook::parse(text))->fingerprint == (*book)->fingerprint);
  } else {
    require(book.error().kind == ErrorKind::config && book.error().message.find('\n') == std::string::npos);
  }
  // The shipped rules over any record.
  static const auto shipped = RuleBook::parse(read_file(TILORES_CONFIG_DIR "/rule-config.json").value()).value();
  if (const auto record = JsonDocument::parse(std::string(text)); record) {
    check_book(*shipped, *record);
  }
  return 0;
}
