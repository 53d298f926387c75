// libcurl handles to borrow.
#include <tilores/net/curl_lanes.hpp>

namespace tilores::net {

CurlLanes::~CurlLanes()
{
  for (const auto& lane : m_lanes) {
    discard(lane);
  }
  if (m_share != nullptr) {
    curl_api()->share_cleanup(m_share);
  }
}

Result<CurlLane> CurlLanes::borrow()
{
  const CurlApi& api = *curl_api();
  const std::lock_guard lock(m_mutex);
  if (!m_lanes.empty()) {
    const CurlLane lane = m_lanes.back(); // the one used last: its connection is the warmest
    m_lanes.pop_back();
    return lane;
  }
  if (m_share == nullptr) {
    m_share = api.share_init();
    api.share_setopt(m_share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
    api.share_setopt(m_share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
    api.share_setopt(m_share, CURLSHOPT_USERDATA, static_cast<void*>(this));
    api.share_setopt(m_share, CURLSHOPT_LOCKFUNC, &CurlLanes::lock_shared);
    api.share_setopt(m_share, CURLSHOPT_UNLOCKFUNC, &CurlLanes::unlock_shared);
  }
  const CurlLane lane{api.multi_init(), api.easy_init()};
  if (lane.multi == nullptr || lane.easy == nullptr || m_share == nullptr) {
    discard(lane);
    return fail(ErrorKind::internal, "out of memory for a connection");
  }
  api.multi_setopt(lane.multi, CURLMOPT_MAXCONNECTS, 4L);
  api.easy_setopt(lane.easy, CURLOPT_SHARE, m_share); // survives easy_reset
  return lane;
}

void CurlLanes::give_back(const CurlLane& lane)
{
  const std::lock_guard lock(m_mutex);
  m_lanes.push_back(lane);
}

void CurlLanes::discard(const CurlLane& lane)
{
  curl_api()->easy_cleanup(lane.easy);
  if (lane.multi != nullptr) {
    curl_api()->multi_cleanup(lane.multi);
  }
}

void CurlLanes::lock_shared(CURL*, curl_lock_data data, curl_lock_access, void* user)
{
  static_cast<CurlLanes*>(user)->m_share_locks[data].lock();
}
void CurlLanes::unlock_shared(CURL*, curl_lock_data data, void* user)
{
  static_cast<CurlLanes*>(user)->m_share_locks[data].unlock();
}

} // namespace tilores::net
