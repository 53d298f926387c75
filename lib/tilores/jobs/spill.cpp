#include <tilores/jobs/spill.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <vector>

namespace tilores::jobs {
namespace {

constexpr std::size_t k_log_buffer = 256U << 10U;
constexpr std::size_t k_merge_slots = 4096; // read at once from each run

struct Place {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

struct Slot {
  AskKey key;
  Place place;
};

// An unnamed file; the space is given back when the process ends, however it ends.
class TemporaryFile {
public:
  TemporaryFile() = default;
  ~TemporaryFile()
  {
    if (m_fd >= 0) {
      close(m_fd);
    }
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  TemporaryFile(TemporaryFile&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)), m_size(other.m_size) {}
  TemporaryFile& operator=(TemporaryFile&& other) noexcept
  {
    std::swap(m_fd, other.m_fd);
    m_size = other.m_size;
    return *this;
  }

  Status open(const std::string& folder)
  {
    m_fd = ::open(folder.c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
    if (m_fd < 0) { // a file system without O_TMPFILE
      std::string path = folder + "/tilores-spill-XXXXXX";
      m_fd = mkostemp(path.data(), O_CLOEXEC);
      if (m_fd >= 0) {
        unlink(path.c_str());
      }
    }
    return m_fd < 0 ? io("cannot make a temporary file in " + folder) : Status{};
  }
  Status append(const void* data, std::size_t size)
  {
    const auto* at = static_cast<const char*>(data);
    while (size > 0) {
      const ssize_t n = pwrite(m_fd, at, size, static_cast<off_t>(m_size));
      if (n < 0 && errno != EINTR) {
        return io("cannot write a temporary file");
      }
      if (n > 0) {
        at += n;
        size -= static_cast<std::size_t>(n);
        m_size += static_cast<std::uint64_t>(n);
      }
    }
    return {};
  }
  Status read(std::uint64_t offset, void* data, std::size_t size) const
  {
    auto* at = static_cast<char*>(data);
    while (size > 0) {
      const ssize_t n = pread(m_fd, at, size, static_cast<off_t>(offset));
      if (n == 0 || (n < 0 && errno != EINTR)) {
        return io("cannot read a temporary file");
      }
      if (n > 0) {
        at += n;
        offset += static_cast<std::uint64_t>(n);
        size -= static_cast<std::size_t>(n);
      }
    }
    return {};
  }
  [[nodiscard]] std::uint64_t size() const { return m_size; }
  [[nodiscard]] bool is_open() const { return m_fd >= 0; }

private:
  static Failure io(const std::string& what)
  {
    return fail(ErrorKind::io, what + ": " + std::strerror(errno), "set TMPDIR to a folder with room");
  }
  int m_fd = -1;
  std::uint64_t m_size = 0;
};

// Ten bits a key and seven probes: about 1 % of the keys that are not there are looked for.
class Bloom {
public:
  explicit Bloom(std::size_t keys) : m_bits(std::max<std::size_t>(keys * 10 / 64 + 1, 1)) {}
  void add(const AskKey& key)
  {
    for (unsigned i = 0; i < k_probes; ++i) {
      const std::uint64_t bit = at(key, i);
      m_bits[bit / 64] |= std::uint64_t{1} << (bit % 64);
    }
  }
  [[nodiscard]] bool may_have(const AskKey& key) const
  {
    for (unsigned i = 0; i < k_probes; ++i) {
      const std::uint64_t bit = at(key, i);
      if ((m_bits[bit / 64] >> (bit % 64) & 1U) == 0) {
        return false;
      }
    }
    return true;
  }

private:
  static constexpr unsigned k_probes = 7;
  // Double hashing (Kirsch, Mitzenmacher 2006) over the key, which is a hash already.
  [[nodiscard]] std::uint64_t at(const AskKey& key, unsigned i) const
  {
    return (key.low + i * (key.high | 1U)) % (m_bits.size() * 64);
  }
  std::vector<std::uint64_t> m_bits;
};

struct Run {
  TemporaryFile file; // Slots in ascending order of their keys
  std::size_t slots = 0;
  Bloom bloom{0};
};

// Reads the slots of a run one after the other.
class RunScan {
public:
  explicit RunScan(const Run& run) : m_run(run) {}
  Result<const Slot*> front()
  {
    if (m_at == m_slots.size()) {
      const std::size_t count = std::min(k_merge_slots, m_run.slots - m_read);
      if (count == 0) {
        return nullptr;
      }
      m_slots.resize(count);
      TRY(m_run.file.read(m_read * sizeof(Slot), m_slots.data(), count * sizeof(Slot)));
      m_read += count;
      m_at = 0;
    }
    return &m_slots[m_at];
  }
  void pop() { ++m_at; }

private:
  const Run& m_run;
  std::vector<Slot> m_slots;
  std::size_t m_at = 0;
  std::size_t m_read = 0;
};

class RunWriter {
public:
  Status begin(const std::string& folder, std::size_t slots)
  {
    m_run.bloom = Bloom(slots);
    return m_run.file.open(folder);
  }
  Status add(const Slot& slot)
  {
    m_run.bloom.add(slot.key);
    m_buffer.push_back(slot);
    return m_buffer.size() == k_merge_slots ? write() : Status{};
  }
  Result<Run> finish()
  {
    TRY(write());
    return std::move(m_run);
  }

private:
  Status write()
  {
    TRY(m_run.file.append(m_buffer.data(), m_buffer.size() * sizeof(Slot)));
    m_run.slots += m_buffer.size();
    m_buffer.clear();
    return {};
  }
  Run m_run;
  std::vector<Slot> m_buffer;
};

class LsmSpill final : public Spill {
public:
  explicit LsmSpill(SpillSettings settings) : m_settings(std::move(settings)) {}

  Status put(const AskKey& key, std::string_view answer) override
  {
    const std::unique_lock lock(m_mutex);
    if (!m_log.is_open()) {
      TRY(m_log.open(m_settings.folder));
      m_young.reserve(m_settings.young_keys);
    }
    m_young[key] = {m_log.size() + m_buffer.size(), answer.size()};
    m_buffer += answer;
    if (m_buffer.size() >= k_log_buffer) {
      TRY(m_log.append(m_buffer.data(), m_buffer.size()));
      m_buffer.clear();
    }
    return m_young.size() >= m_settings.young_keys ? settle() : Status{};
  }

  Result<std::optional<std::string>> get(const AskKey& key) override
  {
    const std::shared_lock lock(m_mutex);
    if (const auto it = m_young.find(key); it != m_young.end()) {
      return answer_at(it->second);
    }
    for (const auto& level : m_levels) {
      for (const Run& run : level) {
        if (run.bloom.may_have(key)) {
          TRY_ASSIGN(const auto place, find(run, key));
          if (place) {
            return answer_at(*place);
          }
        }
      }
    }
    return std::optional<std::string>{};
  }

private:
  Result<std::optional<std::string>> answer_at(const Place& place) const
  {
    std::string answer(place.size, '\0');
    if (place.offset >= m_log.size()) {
      answer = m_buffer.substr(place.offset - m_log.size(), place.size);
    } else {
      TRY(m_log.read(place.offset, answer.data(), answer.size()));
    }
    return std::optional(std::move(answer));
  }

  static Result<std::optional<Place>> find(const Run& run, const AskKey& key)
  {
    std::size_t low = 0;
    std::size_t high = run.slots;
    Slot slot;
    while (low < high) {
      const std::size_t middle = low + (high - low) / 2;
      TRY(run.file.read(middle * sizeof(Slot), &slot, sizeof slot));
      if (slot.key == key) {
        return std::optional(slot.place);
      }
      (slot.key < key ? low : high) = slot.key < key ? middle + 1 : middle;
    }
    return std::optional<Place>{};
  }

  // The young keys become a run of the first level; full levels are merged upwards.
  Status settle()
  {
    std::vector<Slot> slots;
    slots.reserve(m_young.size());
    for (const auto& [key, place] : m_young) {
      slots.push_back({key, place});
    }
    std::ranges::sort(slots, {}, &Slot::key);
    RunWriter writer;
    TRY(writer.begin(m_settings.folder, slots.size()));
    for (const Slot& slot : slots) {
      TRY(writer.add(slot));
    }
    TRY_ASSIGN(Run run, writer.finish());
    m_young.clear();
    for (std::size_t level = 0;; ++level) {
      if (m_levels.size() <= level) {
        m_levels.emplace_back();
      }
      m_levels[level].push_back(std::move(run));
      if (m_levels[level].size() < m_settings.fan_out) {
        return {};
      }
      TRY_ASSIGN(run, merged(m_levels[level]));
      m_levels[level].clear();
    }
  }

  Result<Run> merged(const std::vector<Run>& runs) const
  {
    std::size_t slots = 0;
    std::vector<RunScan> scans;
    for (const Run& run : runs) {
      slots += run.slots;
      scans.emplace_back(run);
    }
    RunWriter writer;
    TRY(writer.begin(m_settings.folder, slots));
    for (;;) {
      RunScan* least = nullptr;
      const Slot* slot = nullptr;
      for (RunScan& scan : scans) {
        TRY_ASSIGN(const Slot* const front, scan.front());
        if (front != nullptr && (slot == nullptr || front->key < slot->key)) {
          slot = front;
          least = &scan;
        }
      }
      if (least == nullptr) {
        return writer.finish();
      }
      TRY(writer.add(*slot));
      least->pop();
    }
  }

  const SpillSettings m_settings;
  std::shared_mutex m_mutex;
  TemporaryFile m_log; // the answers, in the order they were put
  std::string m_buffer;
  std::unordered_map<AskKey, Place, AskKeyHash> m_young;
  std::vector<std::vector<Run>> m_levels;
};

} // namespace

std::unique_ptr<Spill> make_spill(SpillSettings settings) { return std::make_unique<LsmSpill>(std::move(settings)); }

} // namespace tilores::jobs
