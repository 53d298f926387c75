// Measured on labelled sentences, and case by case.
#include <tilores/redact/redact.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <fstream>
#include <map>

using namespace tilores;
using redact::Kind;

namespace {

const std::map<std::string, Kind> k_labels{
  {"EMAIL_ADDRESS", Kind::email}, {"EMAIL", Kind::email},    {"PHONE_NUMBER", Kind::phone}, {"PHONE", Kind::phone},
  {"US_SSN", Kind::ssn},          {"IBAN_CODE", Kind::iban}, {"CREDIT_CARD", Kind::card}};

struct Score {
  int labelled = 0;
  int found = 0;
};

// Offsets of the labels count characters; ours count bytes.
std::vector<std::size_t> byte_offsets(const std::string& text)
{
  std::vector<std::size_t> offsets;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) {
      offsets.push_back(i);
    }
  }
  offsets.push_back(text.size());
  return offsets;
}

std::string masked(std::string_view text) { return redact::make_redactor()->redact(text); }

} // namespace

TEST_CASE("secrets alone are masked where customers' values may stay")
{
  const auto redactor = redact::make_redactor();
  redactor->add_known(std::vector<std::string>{"Ada Lovelace"});
  CHECK(redactor->redact_secrets(
          "Ada Lovelace, ada@example.com, 415-555-0132, born 1990-01-02, card 4111111111111111, SSN 536-90-4399, "
          "IBAN DE89370400440532013000, password=hunter2hunter2") ==
        "Ada Lovelace, ada@example.com, 415-555-0132, born 1990-01-02, card [card], SSN [ssn], IBAN [iban], "
        "password=[token]");
}

TEST_CASE("masking what is masked changes nothing")
{
  const auto redactor = redact::make_redactor();
  redactor->add_known(std::vector<std::string>{"Card", "customer"});
  for (const char* const text :
       {"pwd:hunter2hunter2", "{\"apiKey\":hunter2hunter2}", "+447720 202020 \x01 21 08 8 15",
        "born a.very.long.address.of.somebody@example.com 1980-02-29", "Card 4111111111111111, customer Card"}) {
    CAPTURE(text);
    const std::string once = redactor->redact(text);
    CHECK(redactor->redact(once) == once);
    CHECK(redactor->redact_secrets(redactor->redact_secrets(text)) == redactor->redact_secrets(text));
  }
  CHECK(redactor->redact(redactor->redact("pwd:hunter2hunter2")) == "pwd:[token]");
}

TEST_CASE("recall and precision on labelled sentences")
{
  std::map<Kind, Score> scores;
  int right = 0;
  int wrong = 0;
  for (const char* const name : {"sentences", "cases"}) {
    std::ifstream file(std::string(TILORES_TEST_DATA "/pii/") + name + ".jsonl");
    for (std::string line; std::getline(file, line);) {
      const auto item = nlohmann::json::parse(line);
      const auto text = item["text"].get<std::string>();
      const auto offsets = byte_offsets(text);
      const auto found = redact::find_sensitive(text);
      std::vector<std::pair<std::size_t, std::size_t>> labels;
      for (const auto& span : item["spans"]) {
        const std::size_t begin = offsets[span[0].get<std::size_t>()];
        const std::size_t end = offsets[span[1].get<std::size_t>()];
        labels.emplace_back(begin, end);
        const auto label =
          k_labels.find(span.size() > 2 ? span[2].get<std::string>() : item["kind"].get<std::string>());
        if (label != k_labels.end()) {
          ++scores[label->second].labelled;
          scores[label->second].found +=
            std::ranges::any_of(found, [&](const redact::Found& f) { return f.begin <= begin && f.end >= end; });
        }
      }
      for (const redact::Found& f : found) {
        const bool labelled =
          std::ranges::any_of(labels, [&](const auto& span) { return f.begin < span.second && f.end > span.first; });
        (labelled ? right : wrong)++;
      }
    }
  }
  for (const auto& [kind, score] : scores) {
    CAPTURE(redact::to_string(kind));
    CHECK(score.labelled > 5);
    CHECK(score.found * 100 >= score.labelled * (kind == Kind::phone ? 95 : 99));
  }
  CHECK(right * 100 >= (right + wrong) * 98);
}

TEST_CASE("what is masked")
{
  struct Case {
    std::string_view text;
    std::string_view want;
  };
  const Case cases[] = {
    {"write to ada.lovelace+x@example.co.uk.", "write to [email]."},
    {"email=ada@example.com, ok", "email=[email], ok"},
    {"GET /find?email=ada%40example.com&page=2", "GET /find?email=[email]&page=2"},
    {"q=ada.lovelace%2Bx%40example.co.uk", "q=[email]"},
    {R"({"email":"ada\u0040example.com","n":1})", R"({"email":"[email]","n":1})"},
    {R"("{\"email\":\"ada\\u0040example.com\"}")", R"("{\"email\":\"[email]\"}")"},
    {"4155550132%40example.com", "[email]"},
    {R"(4155550132\u0040example.com)", "[email]"},
    {"100%40 of 200%40, C:\\u0040\\x", "100%40 of 200%40, C:\\u0040\\x"},
    {"call (212) 555-0101 x12", "call [phone]"},
    {"tel +1 212-555-0101", "tel [phone]"},
    {"2125550101", "[phone]"},
    {"SSN 536-90-4399", "SSN [ssn]"},
    {"card 4111 1111 1111 1111 declined", "card [card] declined"},
    {"DE89 3704 0044 0532 0130 00", "[iban]"},
    {"born 1978-08-29 in", "born [birth date] in"},
    {"born on March 9, 1971 or 9th of March 1971", "born on March [birth date] or [birth date]"},
    {"geboren am 9. M\u00e4rz 1971; Geburtsdatum: 09.03.1971", "geboren am [birth date]; Geburtsdatum: [birth date]"},
    {"nacida el 9 de marzo de 1971", "nacida el [birth date]"},
    {"date_of_birth=19710309", "date_of_birth=[birth date]"},
    {"card 4111.1111.1111.1111", "card [card]"},
    {"m\u00f3vil 612 34 56 78, Handy 0171/1234567", "m\u00f3vil [phone], Handy [phone]"},
    {"-----BEGIN RSA PRIVATE KEY-----MIIEvQIBADAN-----END RSA PRIVATE KEY-----",
     "-----BEGIN RSA PRIVATE KEY-----[token]-----END RSA PRIVATE KEY-----"},
    {"Cookie: sid=0123456789abcdef; a", "Cookie: [token]; a"},
    {"Passwort: geheim123456", "Passwort: [token]"},
    {"\"DATE_OF_BIRTH\":\"08/29/1978\"", "\"DATE_OF_BIRTH\":\"[birth date]\""},
    {"key sk-abcdEFGH1234567890abcd used", "key [token] used"},
    {"Authorization: Bearer abc123def456ghi", "Authorization: Bearer [token]"},
    {"client_secret=correcthorse&x=1", "client_secret=[token]&x=1"},
    {"{\"api_key\": \"abcdefgh\"}", "{\"api_key\": \"[token]\"}"},
    {"redis://user:pa55@cache.example.com:6379/0", "redis://[token]@cache.example.com:6379/0"},
    {"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U", "[token]"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(masked(c.text) == c.want);
  }
}

TEST_CASE("what a log line may say")
{
  for (const std::string_view text : {
         "2026-11-21T10:00:00.123456789Z level=info ms=22.30073417373959 bytes=123456",
         "entity 63392621-5f3c-448d-9784-34e430975381 trace 22274cb9210f48788bfed6bb80369191",
         "epoch 1700000000 ms 1700000000123 ns 1700000000000000000",
         "cannot connect to 10.0.12.200:6379 (3 attempts), version 1.2.30, output_tokens=128",
         "http://api.example.com:8080/v1/entities?limit=20",
         "Date: 1978-08-29 12:00:00",
         "the token is at hand; secret: none",
         "on March 9, 1971 and 9 March 1971 nothing happened",
         "batch 20261121 took 4.2.1.7 steps",
       }) {
    CAPTURE(text);
    CHECK(masked(text) == text);
  }
}

TEST_CASE("values of the current request are masked as whole words in any case")
{
  const auto redactor = redact::make_redactor();
  redactor->add_known(std::vector<std::string>{"Ada Lovelace", "Zoë", "8148853", "ab"});
  CHECK(redactor->redact("found ADA LOVELACE (8148853)") == "found [customer] ([customer])");
  CHECK(redactor->redact("Zoë, not Zoëlle") == "[customer], not Zoëlle");
  CHECK(redactor->redact("ab 81488531") == "ab 81488531");
}

TEST_CASE("a text that begins with a number ends (the scan stood still on it)")
{
  const auto redactor = tilores::redact::make_redactor();
  CHECK(redactor->redact("1 differences, 1 of them breaking") == "1 differences, 1 of them breaking");
  CHECK(redactor->redact("7") == "7");
}

TEST_CASE("any text is passed through in one piece but for what is found, in order and without overlap")
{
  rc::check("any text", [] {
    const auto letters = rc::gen::elementOf(std::string("0123456789099@@::++(()-.. /_xabeJskBDE\"=\n\xC3\xA9"));
    const auto text = *rc::gen::container<std::string>(letters);
    const auto redactor = redact::make_redactor();
    redactor->add_known(std::vector<std::string>{"099", "(99", "abe"});
    std::string rebuilt;
    std::size_t from = 0;
    for (const redact::Found& found : redact::find_sensitive(text)) {
      RC_ASSERT(found.begin >= from);
      RC_ASSERT(found.end > found.begin);
      RC_ASSERT(found.end <= text.size());
      rebuilt += text.substr(from, found.begin - from) + "[" + std::string(redact::to_string(found.kind)) + "]";
      from = found.end;
    }
    RC_ASSERT(redact::make_redactor()->redact(text) == rebuilt + text.substr(from));
    RC_ASSERT(redactor->redact(text).find("099 ") == std::string::npos || text.find("099 ") != std::string::npos);
  });
}
