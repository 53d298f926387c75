#pragma once
// libcurl handles to borrow, so that connections stay warm and no two threads share one. Private to the module.

#include <tilores/net/curl_api.hpp>

#include <tilores/base/result.hpp>

#include <array>
#include <mutex>
#include <vector>

namespace tilores::net {

// A long-lived multi handle with its one easy handle. Owned by CurlLanes.
struct CurlLane {
  CURLM* multi = nullptr;
  CURL* easy = nullptr;
};

// Names and TLS sessions are shared between lanes, connections never: a shared connection cache of libcurl 7.88 is not
// safe across threads. Thread-safe. Needs curl_api(). A lane that is borrowed must be given back first.
class CurlLanes {
public:
  CurlLanes() = default;
  CurlLanes(const CurlLanes&) = delete;
  CurlLanes& operator=(const CurlLanes&) = delete;
  ~CurlLanes();

  // The lane used last, or a new one. `internal` without memory.
  [[nodiscard]] Result<CurlLane> borrow();
  void give_back(const CurlLane& lane);

private:
  static void discard(const CurlLane& lane);
  static void lock_shared(CURL*, curl_lock_data data, curl_lock_access, void* user);
  static void unlock_shared(CURL*, curl_lock_data data, void* user);

  std::mutex m_mutex; // m_lanes, m_share
  std::vector<CurlLane> m_lanes;
  CURLSH* m_share = nullptr;
  std::array<std::mutex, CURL_LOCK_DATA_LAST> m_share_locks;
};

} // namespace tilores::net
