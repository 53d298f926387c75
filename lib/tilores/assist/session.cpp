#include <tilores/assist/session.hpp>

#include <tilores/assist/pseudonym.hpp>
#include <tilores/store/database.hpp>

#include <algorithm>

namespace tilores::assist {

namespace {

constexpr std::size_t k_most_messages = 20;
constexpr std::string_view k_schema[] = {
  "CREATE TABLE session(hash BLOB PRIMARY KEY, changed INTEGER NOT NULL, sealed BLOB NOT NULL) WITHOUT ROWID;"};

std::string packed(const SessionState& state)
{
  std::string text;
  JsonWriter json(text);
  json.begin_object().member("name", state.name).member("record_id", state.record_id).key("messages").begin_array();
  for (const Message& message : state.messages) {
    json.begin_object().member("role", message.role).member("content", message.text).end_object();
  }
  json.end_array().end_object();
  return text;
}

class RealSessions final : public SessionStore {
public:
  RealSessions(store::Database database, const Key256& key, Millis life)
    : m_database(std::move(database)), m_key(derive_key(key, "sessions")), m_life(life)
  {
  }

  Result<std::optional<SessionState>> find(const std::string& name, Millis idle, WallTime now) override
  {
    const std::string hash = hash_of(name);
    TRY_ASSIGN(auto select, m_database.prepare("SELECT changed, sealed FROM session WHERE hash=?1"));
    TRY_ASSIGN(const bool any, select.bind_blob(1, hash).step());
    if (!any) {
      return std::optional<SessionState>{};
    }
    const WallTime changed{Millis{select.integer(0)}};
    if (now - changed > std::min(idle, m_life)) {
      return std::optional<SessionState>{};
    }
    TRY_ASSIGN(auto state, unpack(select.text(1), hash));
    state.changed = changed;
    return std::optional<SessionState>(std::move(state));
  }

  Status put(SessionState state) override
  {
    if (state.messages.size() > k_most_messages) {
      state.messages.erase(state.messages.begin(), state.messages.end() - static_cast<std::ptrdiff_t>(k_most_messages));
    }
    TRY(sweep(state.changed));
    const std::string hash = hash_of(state.name);
    const std::string sealed = seal(m_key, packed(state), hash);
    TRY_ASSIGN(
      auto insert,
      m_database.prepare("INSERT INTO session VALUES(?1,?2,?3) ON CONFLICT(hash) DO UPDATE SET changed=?2, sealed=?3"));
    return insert.bind_blob(1, hash)
      .bind(2, std::int64_t{state.changed.time_since_epoch().count()})
      .bind_blob(3, sealed)
      .run();
  }

  Result<std::vector<SessionRow>> list(WallTime now) override
  {
    TRY(sweep(now));
    TRY_ASSIGN(auto select, m_database.prepare("SELECT hash, changed, sealed FROM session ORDER BY changed DESC"));
    std::vector<SessionRow> rows;
    for (;;) {
      TRY_ASSIGN(const bool any, select.step());
      if (!any) {
        return rows;
      }
      const auto state = unpack(select.text(2), std::string(select.text(0)));
      if (state) {
        rows.push_back({state->name, WallTime{Millis{select.integer(1)}}, state->messages.size()});
      }
    }
  }

  Result<bool> erase(const std::string& name) override
  {
    const std::string hash = hash_of(name);
    TRY_ASSIGN(auto remove, m_database.prepare("DELETE FROM session WHERE hash=?1"));
    TRY(remove.bind_blob(1, hash).run());
    return m_database.changes() > 0;
  }

private:
  Status sweep(WallTime now)
  {
    TRY_ASSIGN(auto old, m_database.prepare("DELETE FROM session WHERE changed<?1"));
    return old.bind(1, std::int64_t{(now - m_life).time_since_epoch().count()}).run();
  }

  [[nodiscard]] std::string hash_of(const std::string& name) const
  {
    const Digest digest = hmac_sha256(m_key, name);
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
  }

  [[nodiscard]] Result<SessionState> unpack(std::string_view sealed, const std::string& hash) const
  {
    TRY_ASSIGN(std::string text, open_sealed(m_key, sealed, hash));
    TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(std::move(text)));
    SessionState state;
    state.name = document.root()["name"].text();
    state.record_id = document.root()["record_id"].text();
    for (const Json message : document.root()["messages"].elements()) {
      state.messages.push_back({std::string(message["role"].text()), std::string(message["content"].text())});
    }
    return state;
  }

  store::Database m_database;
  Key256 m_key;
  Millis m_life;
};

} // namespace

Result<std::unique_ptr<SessionStore>> open_sessions(const std::string& file, const Key256& key, Millis life)
{
  TRY_ASSIGN(
    auto database,
    store::Database::open(
      file, {.mode = store::OpenMode::create, .busy_ms = 5'000, .cache_kib = 256, .checkpoint_on_close = false}));
  TRY(database.migrate(k_schema));
  return std::unique_ptr<SessionStore>(std::make_unique<RealSessions>(std::move(database), key, life));
}

void remember(SessionState& state, const AskRequest& request, const AskResult& result)
{
  Pseudonyms names;
  for (const model::Entity& entity : result.customers) {
    names.learn(entity);
  }
  names.learn(result.routed.subjects);
  state.messages.push_back({"user", names.hide(request.question)});
  state.messages.push_back({"assistant", names.hide(result.answer.text)});
  if (result.customers.size() == 1 && !result.customers.front().records.empty()) {
    state.record_id = result.customers.front().records.front().id;
  }
}

} // namespace tilores::assist
