#include "wiring_reader.hpp"

#include "wiring.hpp"

#include <tilores/base/span.hpp>
#include <tilores/model/contacts.hpp>
#include <tilores/observe/audit_log.hpp>

namespace tilores::app {
namespace {

constexpr std::size_t k_flush_at = 8'000;
constexpr std::size_t k_told_most = 50; // customers whose values the redactor learns; jobs read more, but log no values

// Tells the redactor; and which kinds of values there are.
FilledFields learn(const model::Entity& entity)
{
  const model::ContactDetails details = model::contact_details(entity.records);
  std::vector<std::string> values;
  for (const auto* const list :
       {&details.emails, &details.phones, &details.names, &details.births, &details.clients, &details.crms}) {
    for (const model::ContactValue& value : *list) {
      values.push_back(value.written);
      values.push_back(value.value);
    }
  }
  redactor()->add_known(values);
  FilledFields filled{1, {}};
  const auto kind = [&](std::string_view name, const std::vector<model::ContactValue>& list) {
    filled.filled[name] += list.empty() ? 0U : 1U;
  };
  kind("email", details.emails);
  kind("phone", details.phones);
  kind("name", details.names);
  kind("birth_date", details.births);
  kind("client_id", details.clients);
  kind("crm_id", details.crms);
  return filled;
}

class NotingReader final : public backend::Reader {
public:
  NotingReader(backend::Reader& inner, CustomersRead& read, const Key256& key)
    : m_inner(inner), m_read(read), m_key(key)
  {
  }

  Result<backend::SearchPage> search(const backend::SearchRequest& request, const CallContext& ctx) override
  {
    ScopedSpan span(ctx, "search");
    auto page = m_inner.search(request, span.context());
    if (page) {
      span.set("tilores.entities", static_cast<std::int64_t>(page->entities.size()));
      for (const model::Entity& entity : page->entities) {
        m_read.note(m_key, entity);
      }
    }
    return finished(span, std::move(page));
  }
  Result<std::optional<model::Entity>> entity(std::string_view entity_id, const CallContext& ctx) override
  {
    ScopedSpan span(ctx, "entity");
    return noted(span, m_inner.entity(entity_id, span.context()));
  }
  Result<std::optional<model::Entity>> entity_by_record(std::string_view record_id, const CallContext& ctx) override
  {
    ScopedSpan span(ctx, "entity_by_record");
    return noted(span, m_inner.entity_by_record(record_id, span.context()));
  }

private:
  template<typename T> static Result<T> finished(ScopedSpan& span, Result<T> result)
  {
    if (!result) {
      span.fail(to_string(result.error().kind));
    }
    return result;
  }
  Result<std::optional<model::Entity>> noted(ScopedSpan& span, Result<std::optional<model::Entity>> found)
  {
    if (found && *found) {
      m_read.note(m_key, **found);
    }
    return finished(span, std::move(found));
  }

  backend::Reader& m_inner;
  CustomersRead& m_read;
  Key256 m_key;
};

} // namespace

void CustomersRead::note(const Key256& key, const model::Entity& entity)
{
  std::vector<std::string> full;
  bool tell = false;
  {
    const std::lock_guard lock(m_mutex);
    m_hashes.insert(observe::customer_hash(key, entity.id));
    if (!entity.records.empty()) {
      m_hashes.insert(observe::customer_hash(key, entity.records.front().id));
    }
    tell = m_told < k_told_most && ++m_told > 0;
    if (flush && m_hashes.size() >= k_flush_at) {
      full.assign(m_hashes.begin(), m_hashes.end());
      m_hashes.clear();
    }
  }
  if (tell) {
    add(learn(entity));
  }
  if (!full.empty()) {
    flush(std::move(full));
  }
}

FilledFields CustomersRead::filled()
{
  const std::lock_guard lock(m_mutex);
  return m_filled;
}

void CustomersRead::add(const FilledFields& more)
{
  const std::lock_guard lock(m_mutex);
  m_filled.customers += more.customers;
  for (const auto& [name, count] : more.filled) {
    m_filled.filled[name] += count;
  }
}

std::vector<std::string> CustomersRead::take()
{
  const std::lock_guard lock(m_mutex);
  std::vector<std::string> hashes(m_hashes.begin(), m_hashes.end());
  m_hashes.clear();
  return hashes;
}

std::unique_ptr<backend::Reader> make_noting_reader(backend::Reader& inner, CustomersRead& read, const Key256& key)
{
  return std::make_unique<NotingReader>(inner, read, key);
}

} // namespace tilores::app
