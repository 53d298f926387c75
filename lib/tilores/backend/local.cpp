#include <tilores/backend/local.hpp>

#include <tilores/backend/local_curator.hpp>
#include <tilores/backend/local_entity.hpp>
#include <tilores/backend/local_linker.hpp>
#include <tilores/backend/local_loader.hpp>
#include <tilores/backend/local_search.hpp>
#include <tilores/base/file.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <mutex>

namespace tilores::backend {

namespace {

// loading.lock: loaders share it, who completes an unfinished load needs it alone.
class LoadingLock {
public:
  explicit LoadingLock(const std::string& folder)
    : m_file(::open((folder + "/loading.lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600))
  {
  }
  ~LoadingLock()
  {
    if (m_file >= 0) {
      ::close(m_file);
    }
  }
  LoadingLock(const LoadingLock&) = delete;
  LoadingLock& operator=(const LoadingLock&) = delete;
  LoadingLock(LoadingLock&&) = delete;
  LoadingLock& operator=(LoadingLock&&) = delete;

  [[nodiscard]] bool alone() const { return m_file >= 0 && ::flock(m_file, LOCK_EX | LOCK_NB) == 0; }
  void share() const { static_cast<void>(m_file >= 0 && ::flock(m_file, LOCK_SH) == 0); }

private:
  int m_file;
};

class Local final : public LocalBackend, public Reader, public Catalogue {
public:
  explicit Local(std::string folder) : m_folder(std::move(folder)) {}

  Status start(const LocalOptions& options)
  {
    const bool loading = options.mode == LocalMode::load;
    if (loading) {
      TRY(ensure_folder(m_folder));
    }
    m_lock.emplace(m_folder);
    if (loading) {
      TRY_ASSIGN(m_writer, LocalSession::open(m_folder, store::OpenMode::create, m_rules));
      TRY(use_rules(options.rules));
      TRY(recover());
      m_lock->share();
      m_loader.emplace(*m_writer);
      m_curator.emplace(*m_writer);
      return {};
    }
    TRY_ASSIGN(auto session, LocalSession::open(m_folder, store::OpenMode::read, m_rules));
    TRY_ASSIGN(const bool whole, usable(*session));
    if (!whole) {
      // Somebody's load broke off, or the index is gone: put it right if nobody is loading. A store that cannot be
      // written is read as it is.
      session.reset();
      if (m_lock->alone()) {
        auto writer = LocalSession::open(m_folder, store::OpenMode::write, m_rules);
        if (writer) {
          TRY(repair(**writer));
        }
        m_lock.emplace(m_folder);
      }
      TRY_ASSIGN(session, LocalSession::open(m_folder, store::OpenMode::read, m_rules));
    }
    m_idle.push_back(std::move(session));
    return {};
  }

  Reader& reader() override { return *this; }
  Loader& loader() override { return *m_loader; }
  Curator& curator() override { return *m_curator; }
  Catalogue& catalogue() override { return *this; }

  Result<std::optional<std::string>> schema(const CallContext&) override { return std::optional<std::string>{}; }
  Status ping(const CallContext&) override
  {
    TRY_ASSIGN(const std::uint64_t generation, this->generation());
    static_cast<void>(generation);
    return {};
  }

  Result<SearchPage> search(const SearchRequest& request, const CallContext& ctx) override
  {
    if (!request.text.empty()) {
      return fail(ErrorKind::unsupported, "the local store reads no free text",
                  "give an e-mail, phone, client id or name");
    }
    return searching([&](LocalSession& session) { return search_local(session, request, ctx); });
  }

  Result<std::optional<model::Entity>> entity(std::string_view id, const CallContext&) override
  {
    return reading([&](LocalSession& session) -> Result<std::optional<model::Entity>> {
      TRY_ASSIGN(const auto number, find_entity(session, id));
      if (!number) {
        return std::optional<model::Entity>{};
      }
      TRY_ASSIGN(const auto book, session.rules());
      return read_entity(session, *book, *number);
    });
  }

  Result<std::optional<model::Entity>> entity_by_record(std::string_view record_id, const CallContext&) override
  {
    return reading([&](LocalSession& session) -> Result<std::optional<model::Entity>> {
      TRY_ASSIGN(const auto record, session.record_named(record_id));
      std::optional<EntityNumber> number;
      if (record) {
        TRY_ASSIGN(number, session.entity_of(*record));
      }
      if (!number) {
        return std::optional<model::Entity>{};
      }
      TRY_ASSIGN(const auto book, session.rules());
      return read_entity(session, *book, *number);
    });
  }

  Result<LocalCounts> counts() override
  {
    return reading([&](LocalSession& session) -> Result<LocalCounts> {
      LocalCounts out;
      for (const auto& [name, target] :
           {std::pair{"records", &out.records}, {"entities", &out.entities}, {"edges", &out.edges}}) {
        TRY_ASSIGN(const std::int64_t value, session.number(name));
        *target = static_cast<std::size_t>(value);
      }
      TRY_ASSIGN(auto* pending, session.statement("SELECT count(*) FROM dirty"));
      TRY_ASSIGN(const bool row, pending->step());
      out.pending = row ? static_cast<std::size_t>(pending->integer(0)) : 0;
      pending->reset();
      return out;
    });
  }

  Result<std::uint64_t> generation() override
  {
    return reading([&](LocalSession& session) -> Result<std::uint64_t> {
      TRY_ASSIGN(const std::int64_t value, session.number("generation"));
      return static_cast<std::uint64_t>(value);
    });
  }

  Result<std::string> rules_fingerprint() override
  {
    return reading([&](LocalSession& session) -> Result<std::string> {
      TRY_ASSIGN(const auto book, session.rules());
      return book->fingerprint;
    });
  }

  Result<std::vector<std::string>> sources() override
  {
    return reading([&](LocalSession& session) -> Result<std::vector<std::string>> {
      std::vector<std::string> names;
      TRY_ASSIGN(auto* query, session.statement("SELECT name FROM sources ORDER BY name"));
      for (;;) {
        TRY_ASSIGN(const bool row, query->step());
        if (!row) {
          return names;
        }
        names.emplace_back(query->text(0));
      }
    });
  }

  Result<std::vector<Reason>> why(std::string_view id) override
  {
    return reading([&](LocalSession& session) -> Result<std::vector<Reason>> {
      TRY_ASSIGN(const auto number, find_entity(session, id));
      if (!number) {
        return std::vector<Reason>{};
      }
      TRY_ASSIGN(const auto book, session.rules());
      return read_reasons(session, *book, *number);
    });
  }

  Status each_record(const std::function<Status(const ExportedRecord&)>& row) override
  {
    auto done = reading([&](LocalSession& session) -> Result<bool> {
      TRY_ASSIGN(auto* query,
                 session.statement("SELECT r.id,s.name,r.body,m.entity FROM records r JOIN sources s ON s.n=r.source "
                                   "LEFT JOIN membership m ON m.seq=r.seq ORDER BY r.seq"));
      for (;;) {
        TRY_ASSIGN(const bool more, query->step());
        if (!more) {
          return true;
        }
        const std::string entity = query->is_null(3) ? std::string() : entity_id(query->integer(3));
        TRY(row({query->text(0), query->text(1), query->text(2), entity}));
      }
    });
    return done ? Status{} : Status(fail(std::move(done).error()));
  }

  Status each_entity(const std::function<Status(const model::Entity&)>& row) override
  {
    auto done = reading([&](LocalSession& session) -> Result<bool> {
      TRY_ASSIGN(const auto book, session.rules());
      TRY_ASSIGN(auto* query, session.statement("SELECT entity FROM entities ORDER BY entity"));
      for (;;) {
        TRY_ASSIGN(const bool more, query->step());
        if (!more) {
          return true;
        }
        TRY_ASSIGN(const auto one, read_entity(session, *book, query->integer(0)));
        if (one) {
          TRY(row(*one));
        }
      }
    });
    return done ? Status{} : Status(fail(std::move(done).error()));
  }

  Result<std::size_t> remove_absent(std::string_view source,
                                    const std::function<bool(std::string_view)>& present) override
  {
    return m_loader->remove_absent(source, present);
  }

  Result<std::size_t> forget(std::string_view id, const Key256* suppress_with, const ChangeNote& note) override
  {
    std::size_t removed = 0;
    {
      TRY_ASSIGN(auto transaction, store::Transaction::begin(m_writer->database(), store::Transaction::Kind::write));
      TRY_ASSIGN(const auto number, find_entity(*m_writer, id));
      if (!number) {
        return std::size_t{0};
      }
      TRY(forget_in_audit(*m_writer, *number));
      TRY_ASSIGN(removed, m_loader->forget(*number, suppress_with));
      TRY(write_audit(*m_writer, "forget", note, "{\"records\":" + std::to_string(removed) + "}", system_clock()));
      TRY(transaction.commit());
    }
    TRY(link_pending(*m_writer, nullptr, false));
    // The write-ahead log still holds the old pages.
    TRY(m_writer->database().execute("PRAGMA wal_checkpoint(TRUNCATE)"));
    return removed;
  }

  void suppress_with(const Key256& key) override { m_loader->suppress_with(key); }

private:
  Status use_rules(const std::string& text)
  {
    if (text.empty()) {
      TRY_ASSIGN(const auto book, m_writer->rules());
      static_cast<void>(book);
      return {};
    }
    TRY_ASSIGN(const auto book, m_rules.parse(text));
    TRY_ASSIGN(const std::string stored, m_writer->text("rules"));
    if (stored != text) {
      TRY_ASSIGN(auto transaction, store::Transaction::begin(m_writer->database(), store::Transaction::Kind::write));
      TRY(m_writer->put("rules", text));
      TRY(transaction.commit());
    }
    return {};
  }

  static Result<bool> segment_present(LocalSession& session)
  {
    TRY_ASSIGN(const std::string name, session.text("segment"));
    return name.empty() || resolve::Segment::open(session.folder() + "/" + name).has_value();
  }

  static Result<bool> linked_by_current_rules(LocalSession& session)
  {
    TRY_ASSIGN(const std::string fingerprint, session.text("fingerprint"));
    TRY_ASSIGN(const auto book, session.rules());
    return fingerprint.empty() || fingerprint == book->fingerprint;
  }

  static Result<bool> usable(LocalSession& session)
  {
    TRY_ASSIGN(auto* dirty,
               session.statement("SELECT EXISTS(SELECT 1 FROM dirty) OR EXISTS(SELECT 1 FROM dirty_keys)"));
    TRY_ASSIGN(const bool row, dirty->step());
    const bool pending = row && dirty->integer(0) != 0;
    dirty->reset();
    TRY_ASSIGN(const bool present, segment_present(session));
    TRY_ASSIGN(const bool current, linked_by_current_rules(session));
    return !pending && present && current;
  }

  static Status repair(LocalSession& session)
  {
    TRY_ASSIGN(const bool present, segment_present(session));
    return link_pending(session, nullptr, !present);
  }

  // Completes what an interrupted load left, unless another loader is at work.
  Status recover()
  {
    TRY_ASSIGN(const bool whole, usable(*m_writer));
    if (!whole && m_lock->alone()) {
      TRY(repair(*m_writer));
      m_lock.emplace(m_folder);
    }
    return {};
  }

  // As reading(), for what looks into the index: a damaged one is rebuilt, once.
  template<typename Use> auto searching(Use use) -> decltype(use(std::declval<LocalSession&>()))
  {
    auto result = reading(use);
    if (!result && result.error().kind == ErrorKind::bad_data) {
      auto writer = LocalSession::open(m_folder, store::OpenMode::write, m_rules);
      if (writer && link_pending(**writer, nullptr, true)) {
        return reading(use);
      }
    }
    return result;
  }

  // Runs `use` on a session of its own inside one snapshot.
  template<typename Use> auto reading(Use use) -> decltype(use(std::declval<LocalSession&>()))
  {
    std::unique_ptr<LocalSession> session;
    {
      const std::lock_guard lock(m_mutex);
      if (!m_idle.empty()) {
        session = std::move(m_idle.back());
        m_idle.pop_back();
      }
    }
    if (!session) {
      TRY_ASSIGN(session, LocalSession::open(m_folder, store::OpenMode::read, m_rules));
    }
    TRY_ASSIGN(auto snapshot, store::Transaction::begin(session->database(), store::Transaction::Kind::read));
    auto result = use(*session);
    if (!result) {
      return result; // the session may stand in the middle of something: let it go
    }
    TRY(snapshot.commit());
    const std::lock_guard lock(m_mutex);
    m_idle.push_back(std::move(session));
    return result;
  }

  std::string m_folder;
  RuleCache m_rules;
  std::optional<LoadingLock> m_lock;
  std::unique_ptr<LocalSession> m_writer;
  std::optional<LocalLoader> m_loader;
  std::optional<LocalCurator> m_curator;
  std::mutex m_mutex;
  std::vector<std::unique_ptr<LocalSession>> m_idle;
};

} // namespace

Result<std::unique_ptr<LocalBackend>> open_local_backend(const std::string& folder, const LocalOptions& options)
{
  auto local = std::make_unique<Local>(folder);
  TRY(local->start(options));
  return std::unique_ptr<LocalBackend>(std::move(local));
}

} // namespace tilores::backend
