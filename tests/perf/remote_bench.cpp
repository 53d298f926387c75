// usage: bench_remote URL THREADS SECONDS search|send|libcurl
// Requests a second and CPU microseconds a request against a server with a fixed answer: the whole remote search, the
// transport alone, and a bare libcurl loop as the measure of both.
#include <tilores/backend/remote.hpp>
#include <tilores/net/curl_transport.hpp>
#include <tilores/net/resilience.hpp>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <curl/curl.h>
#include <dlfcn.h>
#include <functional>
#include <sys/resource.h>
#include <thread>

using namespace tilores;

namespace {

class FixedToken final : public net::TokenSource {
public:
  Result<Secret> token(const CallContext&) override { return Secret("token"); }
  Result<Secret> renew(const Secret&, const CallContext&) override { return Secret("token"); }
};

constexpr const char* k_schema = R"({"__schema":{"queryType":{"name":"Query"},"types":[
  {"kind":"OBJECT","name":"Query","fields":[{"name":"search","args":[],"type":{"kind":"OBJECT","name":"SearchOutput"}}]},
  {"kind":"INPUT_OBJECT","name":"SearchParams","inputFields":[{"name":"EMAIL","type":{"kind":"SCALAR","name":"String"}}]},
  {"kind":"OBJECT","name":"Record","fields":[{"name":"id","args":[],"type":{"kind":"SCALAR","name":"ID"}}]}]}})";

constexpr const char* k_body =
  R"({"query":"query Search($in: SearchInput!) { search(input: $in) { entities { id records { id } } } }",)"
  R"("variables":{"in":{"parameters":{"EMAIL":"ada@example.com"}}},"operationName":"Search"})";

std::function<bool()> searching(const std::string& url)
{
  backend::RemoteSettings settings;
  settings.api_url = url;
  settings.known_schema = [](const CallContext&) { return std::string(k_schema); };
  const auto transport = net::make_resilient_transport(net::make_curl_transport({}), {}, system_clock());
  const auto reader =
    backend::make_remote_reader(backend::make_remote_instance(settings, transport, std::make_shared<FixedToken>()));
  return [reader] {
    CallContext ctx;
    ctx.timeout = Millis{5000};
    return reader->search({{{"EMAIL", "ada@example.com"}}, "default", 1, 20}, ctx).has_value();
  };
}

std::function<bool()> sending(const std::string& url)
{
  const std::shared_ptr<net::HttpTransport> transport = net::make_curl_transport({});
  return [transport, url] {
    net::HttpRequest request;
    request.method = "POST";
    request.url = url;
    request.body = k_body;
    request.headers = {{"Content-Type", "application/json"}};
    return transport->send(request, {}).has_value();
  };
}

extern "C" std::size_t append(char* data, std::size_t size, std::size_t count, void* user)
{
  static_cast<std::string*>(user)->append(data, size * count);
  return size * count;
}

std::function<bool()> bare(const std::string& url)
{
  void* library = dlopen("libcurl.so.4", RTLD_NOW);
  static const auto init = reinterpret_cast<decltype(&curl_easy_init)>(dlsym(library, "curl_easy_init"));
  static const auto setopt = reinterpret_cast<decltype(&curl_easy_setopt)>(dlsym(library, "curl_easy_setopt"));
  static const auto perform = reinterpret_cast<decltype(&curl_easy_perform)>(dlsym(library, "curl_easy_perform"));
  return [url] {
    thread_local std::string body;
    thread_local CURL* easy = [&] {
      CURL* made = init();
      (*setopt)(made, CURLOPT_URL, url.c_str());
      (*setopt)(made, CURLOPT_NOSIGNAL, 1L);
      (*setopt)(made, CURLOPT_POSTFIELDS, k_body);
      (*setopt)(made, CURLOPT_WRITEFUNCTION, &append);
      (*setopt)(made, CURLOPT_WRITEDATA, static_cast<void*>(&body));
      return made;
    }();
    body.clear();
    return perform(easy) == CURLE_OK;
  };
}

double cpu_seconds()
{
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

} // namespace

int main(int count, char** arguments)
{
  if (count != 5) {
    std::fprintf(stderr, "usage: bench_remote URL THREADS SECONDS search|send|libcurl\n");
    return 2;
  }
  const std::string url = arguments[1];
  const std::string what = arguments[4];
  const auto call = what == "search" ? searching(url) : what == "send" ? sending(url) : bare(url);
  std::atomic<long> done = 0;
  std::atomic<long> failed = 0;
  const auto start = std::chrono::steady_clock::now();
  const auto end = start + std::chrono::duration<double>(std::atof(arguments[3]));
  const double cpu = cpu_seconds();
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < std::atoi(arguments[2]); ++i) {
      threads.emplace_back([&] {
        while (std::chrono::steady_clock::now() < end) {
          ++(call() ? done : failed);
        }
      });
    }
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::printf("%-8s %s threads: %.0f/s, %.1f us CPU each, %ld failed\n", what.c_str(), arguments[2],
              static_cast<double>(done) / took.count(),
              (cpu_seconds() - cpu) * 1e6 / static_cast<double>(done + failed), failed.load());
  return failed == 0 ? 0 : 1;
}
