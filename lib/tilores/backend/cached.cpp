#include <tilores/backend/cached.hpp>

#include <tilores/base/json_writer.hpp>
#include <tilores/base/usage.hpp>
#include <tilores/model/contacts.hpp>
#include <tilores/model/normalise.hpp>

#include <algorithm>
#include <deque>
#include <mutex>

namespace tilores::backend {
namespace {

using cache::CacheKey;
using cache::NewEntry;

CacheUse use_of(std::string_view tier)
{
  return tier == "l1" ? CacheUse::l1 : tier == "l2" ? CacheUse::l2 : tier == "redis" ? CacheUse::redis : CacheUse::miss;
}

// Spellings of one identifier share a key.
std::string canonical(const Parameter& parameter)
{
  const auto role = model::field_role(parameter.field);
  std::optional<std::string> normal;
  if (role == model::FieldRole::email) {
    normal = model::normalise_email(parameter.value);
  } else if (role == model::FieldRole::phone) {
    normal = model::normalise_phone(parameter.value);
  } else if (role == model::FieldRole::crm) {
    normal = model::normalise_crm_id(parameter.value);
  }
  return normal.value_or(parameter.value);
}

// {"total":n,"entities":[{"id","hit_score","hits":[{"record","rules":[…]}]}]}
std::string encode_page(const SearchPage& page)
{
  std::string text;
  JsonWriter json(text);
  json.begin_object().member("total", page.total).key("entities").begin_array();
  for (const model::Entity& entity : page.entities) {
    json.begin_object().member("id", entity.id).member("hit_score", entity.hit_score).key("hits").begin_array();
    for (const model::Hit& hit : entity.hits) {
      json.begin_object().member("record", hit.record_id).key("rules").begin_array();
      for (const std::string& rule : hit.rules) {
        json.value(rule);
      }
      json.end_array().end_object();
    }
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return text;
}

class CachedReader final : public Reader {
public:
  CachedReader(Reader& inner, cache::Cache& cache, CachedSettings settings)
    : m_inner(inner), m_cache(cache), m_settings(std::move(settings))
  {
  }

  Result<SearchPage> search(const SearchRequest& request, const CallContext& ctx) override
  {
    if (ctx.cache == CacheMode::bypass) { // a batch on the embedded store: no keys, no encoding
      return m_inner.search(request, ctx);
    }
    std::vector<std::string> terms;
    for (const Parameter& parameter : request.parameters) {
      terms.push_back(parameter.field + "=" + canonical(parameter));
    }
    std::ranges::sort(terms);
    std::string asked;
    JsonWriter json(asked);
    json.begin_object()
      .member("rules", request.rules)
      .member("page", request.page)
      .member("size", request.page_size)
      .member("text", request.text)
      .key("terms")
      .begin_array();
    for (const std::string& term : terms) {
      json.value(term);
    }
    json.end_array().end_object();
    const CacheKey key = key_of("search", asked, ctx);

    std::optional<SearchPage> loaded;
    const auto load = [&]() -> Result<NewEntry> {
      TRY_ASSIGN(loaded, m_inner.search(request, ctx));
      NewEntry entry = new_entry(encode_page(*loaded));
      entry.negative = loaded->total == 0;
      for (const model::Entity& found : loaded->entities) {
        entry.storable = entry.storable && !found.partial; // half an answer must not stand in for a whole one
        store_entity(found, ctx);
        add_tags(entry, found);
      }
      return entry;
    };
    TRY_ASSIGN(const cache::Hit hit, fetch(key, ctx, load));
    if (loaded) {
      return std::move(*loaded);
    }
    TRY_ASSIGN(auto page, decode_page(*hit.entry.value, ctx));
    if (page) {
      return std::move(*page);
    }
    return from_backend<SearchPage>(key, ctx, load, loaded);
  }

  Result<std::optional<model::Entity>> entity(std::string_view entity_id, const CallContext& ctx) override
  {
    if (ctx.cache == CacheMode::bypass) { // a batch on the embedded store: no keys, no encoding
      return m_inner.entity(entity_id, ctx);
    }
    const CacheKey key = entity_key(entity_id, ctx);
    std::optional<std::optional<model::Entity>> loaded;
    TRY_ASSIGN(const cache::Hit hit, fetch(key, ctx, [&]() -> Result<NewEntry> {
                 TRY_ASSIGN(loaded, m_inner.entity(entity_id, ctx));
                 return entry_of(*loaded);
               }));
    if (loaded) {
      return std::move(*loaded);
    }
    if (hit.entry.negative) {
      return std::optional<model::Entity>{};
    }
    TRY_ASSIGN(auto decoded, decode_entity(*hit.entry.value));
    return std::optional(std::move(decoded));
  }

  Result<std::optional<model::Entity>> entity_by_record(std::string_view record_id, const CallContext& ctx) override
  {
    if (ctx.cache == CacheMode::bypass) { // a batch on the embedded store: no keys, no encoding
      return m_inner.entity_by_record(record_id, ctx);
    }
    const CacheKey key = key_of("record", record_id, ctx);
    std::optional<std::optional<model::Entity>> loaded;
    const auto load = [&]() -> Result<NewEntry> {
      TRY_ASSIGN(loaded, m_inner.entity_by_record(record_id, ctx));
      NewEntry entry = new_entry(loaded->has_value() ? (*loaded)->id : "");
      entry.negative = !loaded->has_value();
      if (*loaded) {
        entry.storable = !(*loaded)->partial;
        store_entity(**loaded, ctx);
        add_tags(entry, **loaded);
      }
      return entry;
    };
    TRY_ASSIGN(const cache::Hit hit, fetch(key, ctx, load));
    if (loaded) {
      return std::move(*loaded);
    }
    if (hit.entry.negative) {
      return std::optional<model::Entity>{};
    }
    if (auto known = stored_entity(*hit.entry.value, ctx)) {
      return known;
    }
    return from_backend<std::optional<model::Entity>>(key, ctx, load, loaded);
  }

private:
  CacheKey key_of(std::string_view operation, std::string_view asked, const CallContext& ctx) const
  {
    return cache::make_key(m_settings.key, {operation, asked, m_settings.backend, ctx.tenant,
                                            m_settings.version ? m_settings.version() : std::string{}});
  }
  CacheKey entity_key(std::string_view id, const CallContext& ctx) const { return key_of("entity", id, ctx); }

  NewEntry new_entry(std::string value) const
  {
    NewEntry entry;
    entry.value = std::make_shared<const std::string>(std::move(value));
    entry.kind = m_settings.kind;
    entry.ttl = m_settings.ttl;
    return entry;
  }
  void add_tags(NewEntry& entry, const model::Entity& found) const
  {
    for (const model::Record& record : found.records) {
      entry.tags.push_back(cache::make_tag(m_settings.key, record.id));
    }
  }
  NewEntry entry_of(const std::optional<model::Entity>& found) const
  {
    NewEntry entry = new_entry(found ? encode_entity(*found) : "");
    entry.negative = !found;
    if (found) {
      entry.storable = !found->partial;
      add_tags(entry, *found);
    }
    return entry;
  }
  void store_entity(const model::Entity& found, const CallContext& ctx)
  {
    const CacheKey key = entity_key(found.id, ctx);
    NewEntry entry = entry_of(found);
    if (m_settings.kind == cache::EntryKind::prewarmed) {
      if (stored_just_now(found.id, *entry.value, ctx)) {
        return;
      }
      store_records(found, ctx);
    } else if (const auto held = m_cache.find(key, ctx); held && held->entry.kind == cache::EntryKind::prewarmed) {
      // The searches that were prewarmed lead to this entry: a search by something else must not shorten its life.
      entry.kind = cache::EntryKind::prewarmed;
      entry.ttl =
        std::max(Millis{1}, std::chrono::duration_cast<Millis>(held->entry.expires - held->entry.created) - held->age);
    }
    m_cache.store(key, entry, ctx);
  }
  // Prewarming finds the same customer by each of their identifiers in a row: once stored is enough.
  bool stored_just_now(const std::string& id, std::string_view bytes, const CallContext& ctx)
  {
    constexpr Millis k_just_now{2'000};
    const SteadyTime now = ctx.clock->steady();
    const std::uint64_t hash = keyed_hash64(m_settings.key, bytes);
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_stored, [&](const auto& one) { return now - one.at > k_just_now; });
    for (const Stored& one : m_stored) {
      if (one.id == id && one.hash == hash) {
        return true;
      }
    }
    m_stored.push_back({id, hash, now});
    return false;
  }
  // A record leads to one entity only, so what holds it needs no call.
  void store_records(const model::Entity& found, const CallContext& ctx)
  {
    for (const model::Record& record : found.records) {
      NewEntry entry = new_entry(found.id);
      entry.tags.push_back(cache::make_tag(m_settings.key, record.id));
      m_cache.store(key_of("record", record.id, ctx), entry, ctx);
    }
  }

  // A fresh entry, or what `load` gives. Noted in ctx.usage.
  Result<cache::Hit> fetch(const CacheKey& key, const CallContext& ctx, const std::function<Result<NewEntry>()>& load)
  {
    CallContext strict = ctx;
    if (m_settings.kind == cache::EntryKind::credit) {
      if (auto hit = m_cache.find(key, ctx);
          hit && (hit->entry.kind == cache::EntryKind::prewarmed || hit->age <= m_settings.credit_ttl)) {
        note(*hit, ctx);
        return std::move(*hit);
      }
      strict.max_age = std::min(ctx.max_age.value_or(m_settings.credit_ttl), m_settings.credit_ttl);
    }
    TRY_ASSIGN(cache::Hit hit, m_cache.fetch(key, strict, load));
    note(hit, ctx);
    return hit;
  }
  static void note(const cache::Hit& hit, const CallContext& ctx)
  {
    if (ctx.usage == nullptr) {
      return;
    }
    const CacheUse use = use_of(hit.tier);
    if (use == CacheUse::miss) {
      ctx.usage->used(use);
    } else {
      ctx.usage->used(use, std::chrono::duration_cast<std::chrono::seconds>(hit.age).count());
    }
    ctx.usage->stale = ctx.usage->stale || hit.stale;
  }

  // nullopt when the entity's own entry is gone or has another shape: the list alone is of no use.
  std::optional<model::Entity> stored_entity(std::string_view id, const CallContext& ctx)
  {
    const CacheKey key = entity_key(id, ctx);
    auto hit = m_cache.find(key, ctx);
    if (!hit) {
      hit = m_cache.find_stale(key, ctx);
    }
    if (!hit || hit->entry.negative) {
      return std::nullopt;
    }
    note(*hit, ctx);
    auto decoded = decode_entity(*hit->entry.value);
    return decoded ? std::optional(std::move(*decoded)) : std::nullopt;
  }

  Result<std::optional<SearchPage>> decode_page(std::string_view text, const CallContext& ctx)
  {
    TRY_ASSIGN(const JsonDocument document, JsonDocument::parse(std::string(text)));
    SearchPage page;
    page.total = static_cast<std::size_t>(document.root()["total"].integer().value_or(0));
    for (const Json listed : document.root()["entities"].elements()) {
      auto found = stored_entity(listed["id"].text(), ctx);
      if (!found) {
        return std::optional<SearchPage>{};
      }
      found->hit_score = listed["hit_score"].number().value_or(0);
      for (const Json hit : listed["hits"].elements()) {
        found->hits.push_back({std::string(hit["record"].text()), {}});
        for (const Json rule : hit["rules"].elements()) {
          found->hits.back().rules.emplace_back(rule.text());
        }
      }
      page.entities.push_back(std::move(*found));
    }
    return std::optional(std::move(page));
  }

  // Asks again although the list was cached; under CacheMode::only that is a miss.
  template<typename T, typename Load>
  Result<T> from_backend(const CacheKey& key, const CallContext& ctx, const Load& load, std::optional<T>& loaded)
  {
    if (ctx.cache == CacheMode::only) {
      return fail(ErrorKind::unavailable, "not in the cache, and --cached-only forbids asking",
                  "leave --cached-only out, or prewarm the customer");
    }
    TRY_ASSIGN(const NewEntry entry, load());
    if (entry.storable) {
      m_cache.store(key, entry, ctx);
    }
    if (ctx.usage != nullptr) {
      ctx.usage->used(CacheUse::miss);
    }
    return std::move(*loaded);
  }

  struct Stored {
    std::string id;
    std::uint64_t hash = 0;
    SteadyTime at{};
  };

  Reader& m_inner;
  cache::Cache& m_cache;
  CachedSettings m_settings;
  std::mutex m_mutex;
  std::deque<Stored> m_stored; // lately, as prewarmed
};

} // namespace

std::unique_ptr<Reader> make_cached_reader(Reader& inner, cache::Cache& cache, CachedSettings settings)
{
  return std::make_unique<CachedReader>(inner, cache, std::move(settings));
}

} // namespace tilores::backend
