#include <tilores/base/crypto.hpp>
#include <tilores/base/file.hpp>
#include <tilores/config/settings.hpp>
#include <tilores/config/toml_file.hpp>

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

using namespace tilores;
using namespace tilores::config;

namespace {

// A folder with one settings file, named by --config.
struct Folder {
  explicit Folder(std::string_view toml)
  {
    REQUIRE(ensure_folder(path).has_value());
    REQUIRE(write_file_atomically(path + "/t.toml", toml).has_value());
    places.named_file = path + "/t.toml";
  }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string path = std::filesystem::temp_directory_path() / random_uuid();
  Places places;
};

} // namespace

TEST_CASE("a flag beats the environment, which beats the profile, which beats the file, which beats the default")
{
  const Folder folder("timeout = \"1s\"\nretries = 7\nregion = \"DE\"\n[profile.night]\ntimeout = \"2s\"\nretries = "
                      "8\n[cache.ttl]\nsearch = \"2h\"\n");
  const Environment environment{{"TILORES_TIMEOUT", "3000"}};
  const auto settings = Settings::load(folder.places, environment, "night", {{"output", "json"}});
  REQUIRE(settings.has_value());
  CHECK(settings->text("output") == "json");
  CHECK(settings->value("output").origin == "flag");
  CHECK(settings->duration("timeout") == Millis{3000});
  CHECK(settings->value("timeout").origin == "environment TILORES_TIMEOUT");
  CHECK(settings->number("retries") == 8);
  CHECK(settings->value("retries").origin.starts_with("profile night in "));
  CHECK(settings->text("region") == "DE");
  CHECK(settings->duration("cache.ttl.search") == Millis{7'200'000});
  CHECK(settings->value("cache.size").origin == "default");
}

TEST_CASE("an unknown setting is refused with file, line and the nearest name")
{
  const Folder folder("[cache]\nszie = \"1MB\"\n");
  const auto settings = Settings::load(folder.places, {}, "", {});
  REQUIRE_FALSE(settings.has_value());
  CHECK(settings.error().kind == ErrorKind::config);
  CHECK(settings.error().message == folder.places.named_file + ":2: unknown setting 'cache.szie'");
  CHECK(settings.error().hint == "did you mean 'cache.size'?");
}

TEST_CASE("a value of the wrong kind is refused with its place")
{
  for (const char* const toml :
       {"timeout = \"5\"\n", "retries = \"many\"\n", "output = \"xml\"\n", "timeout = [1]\n", "timeout = \n"}) {
    CAPTURE(toml);
    const Folder folder(toml);
    const auto settings = Settings::load(folder.places, {}, "", {});
    REQUIRE_FALSE(settings.has_value());
    CHECK(settings.error().kind == ErrorKind::config);
    CHECK(settings.error().message.find(":1: ") != std::string::npos);
  }
}

TEST_CASE("an unknown profile is refused")
{
  const Folder folder("[profile.night]\nretries = 1\n");
  const auto settings = Settings::load(folder.places, {}, "nigth", {});
  REQUIRE_FALSE(settings.has_value());
  CHECK(settings.error().hint == "did you mean 'night'?");
}

TEST_CASE("the backend is tilores with all four settings, local with none, an error in between")
{
  Environment environment;
  CHECK(Settings::load({}, environment, "", {})->backend().value() == "local");
  environment["TILORES_API_URL"] = "https://api.example.com";
  environment["TILORES_CLIENT_ID"] = "c";
  const auto some = Settings::load({}, environment, "", {})->backend();
  REQUIRE_FALSE(some.has_value());
  CHECK(some.error().message.find("TILORES_TOKEN_URL, TILORES_CLIENT_SECRET are missing") != std::string::npos);
  environment["TILORES_TOKEN_URL"] = "https://auth.example.com";
  environment["TILORES_CLIENT_SECRET"] = "s";
  CHECK(Settings::load({}, environment, "", {})->backend().value() == "tilores");
  CHECK(Settings::load({}, environment, "", {{"backend", "local"}})->backend().value() == "local");
}

TEST_CASE("a secret file that others can read is refused")
{
  const Folder folder("");
  const std::string path = folder.path + "/secret";
  REQUIRE(write_file_atomically(path, "s3cret\n").has_value());
  const Environment environment{{"OPENAI_API_KEY_FILE", path}};
  const auto settings = Settings::load(folder.places, environment, "", {});
  REQUIRE(settings.has_value());
  CHECK(settings->secret("llm.openai.api_key")->reveal() == "s3cret");
  REQUIRE(chmod(path.c_str(), 0644) == 0);
  CHECK(settings->secret("llm.openai.api_key").error().kind == ErrorKind::config);
}

TEST_CASE("a secret can come from a command in the settings")
{
  const Folder folder("[llm.groq]\napi_key_command = \"echo abc\"\n");
  const auto settings = Settings::load(folder.places, {}, "", {});
  REQUIRE(settings.has_value());
  CHECK(settings->has_secret("llm.groq.api_key"));
  CHECK(settings->secret("llm.groq.api_key")->reveal() == "abc");
}

TEST_CASE("changing a setting keeps the other lines and reads back")
{
  const std::string before = "# mine\nretries = 3\n[cache]\n# size\nsize = \"1MB\"\n";
  const auto changed = with_setting(before, "cache.size", "2MB");
  REQUIRE(changed.has_value());
  CHECK(*changed == "# mine\nretries = 3\n[cache]\n# size\nsize = \"2MB\"\n");
  const auto added = with_setting(*changed, "cache.ttl.search", "2h");
  REQUIRE(added.has_value());
  const Folder folder(with_setting(*added, "timeout", "9s").value());
  const auto settings = Settings::load(folder.places, {}, "", {});
  REQUIRE(settings.has_value());
  CHECK(settings->text("timeout") == "9s");
  CHECK(settings->text("cache.ttl.search") == "2h");
  CHECK(settings->text("cache.size") == "2MB");
}

TEST_CASE("a changed file reads back with the value as it was given, or is left alone")
{
  const auto read_back = [](const std::string& before, std::string_view name, std::string_view value) -> std::string {
    const auto after = with_setting(before, name, value);
    if (!after) {
      CHECK(after.error().kind != ErrorKind::internal);
      return "refused";
    }
    const auto entries = read_toml("f", *after);
    REQUIRE(entries.has_value());
    const auto found = std::ranges::find(*entries, name, &FileEntry::name);
    return found == entries->end() ? "absent" : found->value;
  };
  CHECK(read_back("", "retries", "007") == "007"); // TOML knows no such number
  CHECK(read_back("", "retries", "2") == "2");
  CHECK(read_back("", "tilores.rate", ".5") == ".5");
  CHECK(read_back("", "region", "a\tb\x01\"c\\") == "a\tb\x01\"c\\");
  CHECK(read_back("", "region", "\xff") == "refused");
  // What a line says is not always what it seems to.
  CHECK(read_back("rules = \"\"\"\nregion = 1\n\"\"\"\n", "region", "DE") == "refused");
  CHECK(read_back("cache = {size = \"1MB\"}\n", "cache.size", "2MB") == "refused");
}

TEST_CASE("a malformed settings file is an error of one line, whatever is wrong with it")
{
  for (const char* const text :
       {"[", "\n[\nregion = \"US\"\n", "[[\n", "o=i\n", "\xef\xba\xbf", "\xe1\x9a\x81 = 1\n", "a = \x01\n"}) {
    CAPTURE(text);
    const auto entries = read_toml("f", text);
    REQUIRE_FALSE(entries.has_value());
    CHECK(entries.error().kind == ErrorKind::config);
    CHECK(entries.error().message.find('\n') == std::string::npos);
  }
}

TEST_CASE("a number that cannot be counted with is refused")
{
  for (const char* const value : {"inf", "1e300", "-1", "nan"}) {
    CAPTURE(value);
    CHECK_FALSE(check_value(*find_setting("retries"), value).has_value());
  }
}

TEST_CASE("no secret is taken as an argument")
{
  CHECK(with_setting("", "llm.openai.api_key", "x").error().kind == ErrorKind::usage);
}

TEST_CASE("the example file is valid and changes nothing")
{
  const Folder folder(example_file());
  const auto settings = Settings::load(folder.places, {}, "", {});
  REQUIRE(settings.has_value());
  for (const Setting& setting : settings_table()) {
    CHECK(settings->value(setting.name).origin == "default");
  }
}

TEST_CASE("durations need a unit and read back")
{
  CHECK(parse_duration("1m30s").value() == Millis{90'000});
  CHECK(parse_duration("1500ms").value() == Millis{1500});
  CHECK(parse_duration("0.5s").value() == Millis{500});
  CHECK(to_text(Millis{90'000}) == "1m30s");
  for (const char* const text : {"", "5", "s", "-1s", "1x", "1m 30s", "1e9s", "99999999999999d", "nans", "infd"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text).has_value());
  }
  std::string sum; // of more milliseconds than a number holds
  for (int i = 0; i < 20'000; ++i) {
    sum += "999999999999s";
  }
  CHECK_FALSE(parse_duration(sum).has_value());
  CHECK(parse_bytes("256MB").value() == 268435456U);
  CHECK_FALSE(parse_bytes("1XB").has_value());
  CHECK_FALSE(parse_bytes("99999999999GB").has_value());
}
