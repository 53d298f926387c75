#include <tilores/net/curl_api.hpp>

#include <dlfcn.h>

#include <type_traits>

namespace tilores::net {
namespace {

Result<CurlApi> load_curl()
{
  void* library = dlopen("libcurl.so.4", RTLD_LAZY | RTLD_LOCAL);
  if (library == nullptr) {
    return fail(ErrorKind::config, "cannot open libcurl.so.4", "install the package libcurl4");
  }
  CurlApi api;
  bool whole = true;
  const auto bind = [&](auto& function, const char* name) {
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(library, name));
    whole = whole && function != nullptr;
  };
#define TILORES_BIND(name) bind(api.name, "curl_" #name)
  TILORES_BIND(global_init);
  TILORES_BIND(easy_init);
  TILORES_BIND(easy_reset);
  TILORES_BIND(easy_setopt);
  TILORES_BIND(easy_perform);
  TILORES_BIND(easy_getinfo);
  TILORES_BIND(easy_cleanup);
  TILORES_BIND(multi_init);
  TILORES_BIND(multi_setopt);
  TILORES_BIND(multi_add_handle);
  TILORES_BIND(multi_remove_handle);
  TILORES_BIND(multi_perform);
  TILORES_BIND(multi_poll);
  TILORES_BIND(multi_wakeup);
  TILORES_BIND(multi_info_read);
  TILORES_BIND(multi_cleanup);
  TILORES_BIND(share_init);
  TILORES_BIND(share_setopt);
  TILORES_BIND(share_cleanup);
  TILORES_BIND(slist_append);
  TILORES_BIND(slist_free_all);
#undef TILORES_BIND
  if (!whole || api.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    return fail(ErrorKind::config, "libcurl.so.4 is older than 7.68", "install the package libcurl4 of Debian 12");
  }
  return api;
}

} // namespace

const Result<CurlApi>& curl_api()
{
  static const Result<CurlApi> api = load_curl();
  return api;
}

} // namespace tilores::net
