#include <tilores/assist/budget.hpp>

#include <tilores/base/crypto.hpp>
#include <tilores/store/database.hpp>

#include <cmath>
#include <condition_variable>
#include <cstdio>
#include <map>
#include <mutex>

namespace tilores::assist {

namespace {

constexpr double k_rounding = 1e-12;
constexpr double k_micro = 1e6; // USD are stored as whole millionths
constexpr std::int64_t k_hold_ms = 600'000;
constexpr std::string_view k_schema[] = {
  "CREATE TABLE spent(day TEXT PRIMARY KEY, micro INTEGER NOT NULL) WITHOUT ROWID;"
  "CREATE TABLE held(id TEXT PRIMARY KEY, day TEXT NOT NULL, micro INTEGER NOT NULL, until INTEGER NOT NULL) WITHOUT "
  "ROWID;"};

std::int64_t micro(double usd) { return static_cast<std::int64_t>(std::ceil(usd * k_micro)); }

std::string shown(double usd)
{
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", usd);
  return text;
}

// The day's money. Null database: it is not kept.
class Day {
public:
  Day(double bound, std::optional<store::Database> database) : m_bound(bound), m_database(std::move(database)) {}

  Status hold(const std::string& id, double most, const CallContext& ctx)
  {
    const std::lock_guard lock(m_mutex);
    if (!m_database) {
      return {};
    }
    const std::int64_t now = ctx.clock->now().time_since_epoch().count();
    const std::string day = to_string(to_date(ctx.clock->now()));
    TRY_ASSIGN(auto transaction, store::Transaction::begin(*m_database, store::Transaction::Kind::write));
    TRY_ASSIGN(auto stale, m_database->prepare("DELETE FROM held WHERE until<?1 OR id=?2"));
    TRY(stale.bind(1, now).bind(2, id).run());
    TRY_ASSIGN(auto sum, m_database->prepare("SELECT (SELECT coalesce(sum(micro),0) FROM held WHERE day=?1)+(SELECT "
                                             "coalesce(sum(micro),0) FROM spent WHERE day=?1)"));
    TRY_ASSIGN(const bool any, sum.bind(1, day).step());
    const double used = any ? static_cast<double>(sum.integer(0)) / k_micro : 0;
    sum.reset();
    if (used + most > m_bound + 1e-9) {
      return fail(ErrorKind::budget,
                  "this call could cost up to " + shown(most) + " USD; the day has " +
                    shown(std::max(0.0, m_bound - used)) + " left",
                  "raise the setting budget.day, or ask with --offline");
    }
    TRY_ASSIGN(auto insert, m_database->prepare("INSERT INTO held VALUES(?1,?2,?3,?4)"));
    TRY(insert.bind(1, id).bind(2, day).bind(3, micro(most)).bind(4, now + k_hold_ms).run());
    return transaction.commit();
  }

  void spend(const std::string& id, double usd, const CallContext& ctx)
  {
    const std::lock_guard lock(m_mutex);
    if (!m_database) {
      return;
    }
    auto transaction = store::Transaction::begin(*m_database, store::Transaction::Kind::write);
    if (!transaction) {
      return;
    }
    const std::string day = to_string(to_date(ctx.clock->now()));
    auto release = m_database->prepare("DELETE FROM held WHERE id=?1");
    auto add = m_database->prepare("INSERT INTO spent VALUES(?1,?2) ON CONFLICT(day) DO UPDATE SET micro=micro+?2");
    if (release && add && release->bind(1, id).run() && add->bind(1, day).bind(2, micro(usd)).run()) {
      (void)transaction->commit();
    }
  }

private:
  const double m_bound;
  std::mutex m_mutex;
  std::optional<store::Database> m_database;
};

// What all requests of a budget may spend together.
class Together {
public:
  explicit Together(std::optional<double> bound) : m_bound(bound) {}

  Status hold(double most, const CallContext& ctx)
  {
    if (!m_bound) {
      return {};
    }
    std::unique_lock lock(m_mutex);
    const auto never = [&] { return m_spent + most > *m_bound + k_rounding; };
    // Tries under way may turn out to cost less than they hold.
    if (!m_given_back.wait(lock, ctx.stop, [&] {
          return m_under_way == 0 || never() || m_spent + m_held + most <= *m_bound + k_rounding;
        })) {
      return fail(ErrorKind::cancelled, "interrupted");
    }
    if (never()) {
      return fail(ErrorKind::budget,
                  "this call could cost up to " + shown(most) + " USD; of --max-cost " + shown(*m_bound) + " USD " +
                    shown(std::max(0.0, *m_bound - m_spent)) + " are left",
                  "raise --max-cost");
    }
    ++m_under_way;
    m_held += most;
    return {};
  }

  void give_back(double held, double spent)
  {
    if (!m_bound) {
      return;
    }
    {
      const std::lock_guard lock(m_mutex);
      m_held = --m_under_way == 0 ? 0 : m_held - held;
      m_spent += spent;
    }
    m_given_back.notify_all();
  }

private:
  const std::optional<double> m_bound;
  std::mutex m_mutex;
  std::condition_variable_any m_given_back;
  unsigned m_under_way = 0;
  double m_held = 0;
  double m_spent = 0;
};

class RealPurse final : public Purse {
public:
  RealPurse(double bound, std::shared_ptr<Together> together, std::shared_ptr<Day> day)
    : m_bound(bound), m_together(std::move(together)), m_day(std::move(day))
  {
  }

  Status reserve(const llm::Model& model, std::uint64_t input_tokens, unsigned max_tokens,
                 const CallContext& ctx) override
  {
    const std::lock_guard lock(m_mutex);
    const auto most = llm::most_of(model, input_tokens, max_tokens);
    if (!most) { // no price known: nothing to hold
      return {};
    }
    if (m_spent.usd + *most > m_bound + 1e-12) {
      return fail(ErrorKind::budget,
                  "this call could cost up to " + shown(*most) + " USD; the request has " +
                    shown(std::max(0.0, m_bound - m_spent.usd)) + " left",
                  "raise --max-cost, or ask with --offline");
    }
    TRY(m_together->hold(*most, ctx));
    if (auto held = m_day->hold(m_id, *most, ctx); !held) {
      m_together->give_back(*most, 0);
      return held;
    }
    m_held = *most;
    return {};
  }

  void settle(const llm::Model& model, const llm::ChatUsage& usage, const CallContext& ctx) override
  {
    const std::lock_guard lock(m_mutex);
    const auto cost = llm::cost_of(model, usage);
    const auto held = std::exchange(m_held, std::nullopt);
    const bool unpriced = !cost && usage.input + usage.output > 0; // a failed try costs nothing
    m_spent.priced = m_spent.priced && !unpriced;
    // Another model than the one asked for answered, at a price nobody knows: what was held counts against the bounds.
    const double spent = cost.value_or(unpriced ? held.value_or(0) : 0);
    m_spent.usd += spent;
    if (held) {
      m_together->give_back(*held, spent);
    }
    if (held || spent > 0) {
      m_day->spend(m_id, spent, ctx);
    }
  }

  [[nodiscard]] Spent spent() const override
  {
    const std::lock_guard lock(m_mutex);
    return m_spent;
  }

private:
  const double m_bound;
  std::shared_ptr<Together> m_together;
  std::shared_ptr<Day> m_day;
  std::optional<double> m_held; // of the try under way
  const std::string m_id = random_uuid();
  mutable std::mutex m_mutex;
  Spent m_spent;
};

class RealBudget final : public Budget {
public:
  RealBudget(const BudgetSettings& settings, std::shared_ptr<Day> day)
    : m_per_request(settings.per_request), m_together(std::make_shared<Together>(settings.together)),
      m_day(std::move(day))
  {
  }
  [[nodiscard]] std::unique_ptr<Purse> purse() override
  {
    return std::make_unique<RealPurse>(m_per_request, m_together, m_day);
  }

private:
  const double m_per_request;
  std::shared_ptr<Together> m_together;
  std::shared_ptr<Day> m_day;
};

} // namespace

Result<std::shared_ptr<Budget>> open_budget(const BudgetSettings& settings)
{
  std::optional<store::Database> database;
  if (!settings.file.empty()) {
    TRY_ASSIGN(auto opened,
               store::Database::open(
                 settings.file,
                 {.mode = store::OpenMode::create, .busy_ms = 5'000, .cache_kib = 256, .checkpoint_on_close = false}));
    TRY(opened.migrate(k_schema));
    database = std::move(opened);
  }
  return std::shared_ptr<Budget>(
    std::make_shared<RealBudget>(settings, std::make_shared<Day>(settings.per_day, std::move(database))));
}

} // namespace tilores::assist
