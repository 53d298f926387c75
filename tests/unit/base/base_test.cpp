#include <tilores/base/crypto.hpp>
#include <tilores/base/date.hpp>
#include <tilores/base/file.hpp>
#include <tilores/base/result.hpp>
#include <tilores/base/text.hpp>

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <filesystem>

using namespace tilores;

TEST_CASE("every error kind has its own code, which reads back")
{
  for (int i = 0; i <= static_cast<int>(ErrorKind::cancelled); ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    CAPTURE(to_string(kind));
    CHECK(error_kind_named(to_string(kind)) == kind);
  }
  CHECK_FALSE(error_kind_named("nonsense"));
}

TEST_CASE("exit statuses are those of the contract")
{
  CHECK(exit_status(ErrorKind::usage) == 2);
  CHECK(exit_status(ErrorKind::not_found) == 5);
  CHECK(exit_status(ErrorKind::ambiguous) == 6);
  CHECK(exit_status(ErrorKind::forbidden) == 7);
  CHECK(exit_status(ErrorKind::unavailable) == 12);
  CHECK(exit_status(ErrorKind::cancelled) == 130);
}

TEST_CASE("an error is told outermost context first")
{
  Error error{ErrorKind::io, "disk full", "", {}, {}};
  error = with_context(with_context(error, "cannot write the page"), "cannot load");
  CHECK(describe(error) == "cannot load: cannot write the page: disk full");
}

TEST_CASE("dates that do not exist are refused")
{
  CHECK(parse_iso_date("2024-02-29") == Date{2024, 2, 29});
  for (const char* const text :
       {"2023-02-29", "2024-13-01", "2024-00-10", "2024-1-01", "2024-01-011", "20240101", "abcd-01-01", ""}) {
    CAPTURE(text);
    CHECK_FALSE(parse_iso_date(text));
  }
}

TEST_CASE("moving by months cuts the day to the month's end")
{
  CHECK(add_months({2026, 3, 31}, -1) == Date{2026, 2, 28});
  CHECK(add_months({2024, 8, 31}, -6) == Date{2024, 2, 29});
  CHECK(add_months({2026, 1, 15}, -13) == Date{2024, 12, 15});
  CHECK(date_from_days(days_from_epoch({1999, 12, 31})) == Date{1999, 12, 31});
}

TEST_CASE("a sealed value opens only under its key and context")
{
  const Key256 key = random_key();
  const std::string sealed = seal(key, "plain text", "ctx");
  CHECK(sealed.find("plain") == std::string::npos);
  CHECK(open_sealed(key, sealed, "ctx").value() == "plain text");
  CHECK_FALSE(open_sealed(key, sealed, "other").has_value());
  CHECK_FALSE(open_sealed(random_key(), sealed, "ctx").has_value());
  CHECK_FALSE(open_sealed(key, sealed.substr(0, 20), "ctx").has_value());
}

TEST_CASE("SHA-256 and HMAC give the published vectors")
{
  CHECK(to_hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Key256 key{};
  std::copy_n("Jefe", 4, key.begin());
  CHECK(to_hex(hmac_sha256(key, "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("a key file is made once, private, and refused when others can read it")
{
  const auto folder = std::filesystem::temp_directory_path() / random_uuid();
  std::filesystem::create_directory(folder);
  const std::string path = folder / "key";
  const auto first = load_or_create_key(path);
  REQUIRE(first.has_value());
  struct stat info {};
  REQUIRE(stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777U) == 0600U);
  CHECK(load_or_create_key(path).value() == *first);
  REQUIRE(chmod(path.c_str(), 0644) == 0);
  CHECK(load_or_create_key(path).error().kind == ErrorKind::config);
  std::filesystem::remove_all(folder);
}

TEST_CASE("an atomic write replaces the whole file and leaves nothing beside it")
{
  const auto folder = std::filesystem::temp_directory_path() / random_uuid();
  REQUIRE(ensure_folder(folder / "a" / "b").has_value());
  const std::string path = folder / "a" / "b" / "file";
  REQUIRE(write_file_atomically(path, "one").has_value());
  REQUIRE(write_file_atomically(path, "two").has_value());
  CHECK(read_file(path).value() == "two");
  CHECK(std::distance(std::filesystem::directory_iterator(folder / "a" / "b"), {}) == 1);
  CHECK(read_file(folder).error().kind == ErrorKind::io);
  std::filesystem::remove_all(folder);
}

TEST_CASE("the nearest name is offered only when it is near")
{
  constexpr std::array<std::string_view, 3> names{"search", "fields", "health"};
  CHECK(nearest("serch", names) == "search");
  CHECK(nearest("HELTH", names) == "health");
  CHECK(nearest("xyz", names).empty());
  CHECK(nearest("hea", names) == "health");
  CHECK(nearest("he", names).empty());
}

TEST_CASE("edit distance counts a transposition once")
{
  CHECK(edit_distance("abcd", "abdc") == 1);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("kitten", "sitting") == 3);
}

TEST_CASE("base64 gives the vectors of RFC 4648")
{
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [text, encoded] : vectors) {
    CHECK(to_base64(text) == encoded);
  }
  CHECK(to_base64(std::string_view("\xff\xfe\x00", 3)) == "//4A");
}
