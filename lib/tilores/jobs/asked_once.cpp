#include <tilores/jobs/asked_once.hpp>

#include <tilores/exec/single_flight.hpp>

#include <list>
#include <unordered_map>

namespace tilores::jobs {
namespace {

constexpr std::size_t k_overhead = 160; // of an answer in memory: list and hash nodes, control block

class BoundedAskedOnce final : public AskedOnce {
public:
  explicit BoundedAskedOnce(AskedOnceSettings settings)
    : m_settings(std::move(settings)), m_spill(make_spill(m_settings.spill))
  {
  }

  Result<KeptAnswer> answer(const AskKey& key, const CallContext& ctx, const std::function<Result<KeptAnswer>()>& ask,
                            bool& repeated) override
  {
    repeated = true;
    TRY_ASSIGN(auto known, find(key));
    if (known) {
      return known;
    }
    bool asked = false;
    auto result = m_flights.run(key, ctx, [&]() -> Result<KeptAnswer> {
      // Between looking and taking off another flight may have landed.
      TRY_ASSIGN(auto landed, find(key));
      if (landed) {
        return landed;
      }
      asked = true;
      TRY_ASSIGN(auto fresh, ask());
      TRY(keep(key, fresh));
      return fresh;
    });
    repeated = !asked;
    return result;
  }

private:
  struct Held {
    AskKey key;
    KeptAnswer answer;
  };

  Result<KeptAnswer> find(const AskKey& key)
  {
    {
      const std::lock_guard lock(m_mutex);
      if (const auto it = m_held.find(key); it != m_held.end()) {
        m_recent.splice(m_recent.begin(), m_recent, it->second);
        return it->second->answer;
      }
      if (!m_spilled) {
        return KeptAnswer{};
      }
    }
    TRY_ASSIGN(auto text, m_spill->get(key));
    return text ? std::make_shared<const std::string>(std::move(*text)) : KeptAnswer{};
  }

  Status keep(const AskKey& key, const KeptAnswer& answer)
  {
    std::list<Held> leaving;
    {
      const std::lock_guard lock(m_mutex);
      m_recent.push_front({key, answer});
      m_held[key] = m_recent.begin();
      m_bytes += answer->size() + k_overhead;
      while (m_bytes > m_settings.memory_bytes && m_recent.size() > 1) {
        const auto last = std::prev(m_recent.end());
        m_bytes -= last->answer->size() + k_overhead;
        // It is in the spill before it leaves memory, so that nobody misses it.
        if (auto put = m_spill->put(last->key, *last->answer); !put) {
          return put;
        }
        m_spilled = true;
        m_held.erase(last->key);
        leaving.splice(leaving.begin(), m_recent, last);
      }
    }
    return {};
  }

  const AskedOnceSettings m_settings;
  std::unique_ptr<Spill> m_spill;
  exec::SingleFlight<AskKey, KeptAnswer, AskKeyHash> m_flights;
  std::mutex m_mutex;
  std::list<Held> m_recent; // the latest used first
  std::unordered_map<AskKey, std::list<Held>::iterator, AskKeyHash> m_held;
  std::size_t m_bytes = 0;
  bool m_spilled = false;
};

} // namespace

std::unique_ptr<AskedOnce> make_asked_once(AskedOnceSettings settings)
{
  return std::make_unique<BoundedAskedOnce>(std::move(settings));
}

} // namespace tilores::jobs
