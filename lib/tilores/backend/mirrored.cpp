#include <tilores/backend/mirrored.hpp>

#include <tilores/base/usage.hpp>

#include <mutex>

namespace tilores::backend {
namespace {

bool found(const SearchPage& page) { return page.total > 0; }
bool found(const std::optional<model::Entity>& entity) { return entity.has_value(); }

class MirroredReader final : public Reader {
public:
  MirroredReader(Reader& inner, std::function<Result<Reader*>()> mirror) : m_inner(inner), m_mirror(std::move(mirror))
  {
  }

  Result<SearchPage> search(const SearchRequest& request, const CallContext& ctx) override
  {
    return either(ctx, [&](Reader& reader, const CallContext& inner) { return reader.search(request, inner); });
  }
  Result<std::optional<model::Entity>> entity(std::string_view entity_id, const CallContext& ctx) override
  {
    return either(ctx, [&](Reader& reader, const CallContext& inner) { return reader.entity(entity_id, inner); });
  }
  Result<std::optional<model::Entity>> entity_by_record(std::string_view record_id, const CallContext& ctx) override
  {
    return either(ctx,
                  [&](Reader& reader, const CallContext& inner) { return reader.entity_by_record(record_id, inner); });
  }

private:
  template<typename Ask> auto either(const CallContext& ctx, const Ask& ask)
    -> std::invoke_result_t<Ask, Reader&, const CallContext&>
  {
    auto answer = ask(m_inner, ctx);
    if (answer || !retryable(answer.error().kind) || ctx.cache == CacheMode::only || ctx.attempts) {
      return answer;
    }
    Result<Reader*> mirror = [this] {
      const std::lock_guard lock(m_mutex);
      return m_mirror();
    }();
    if (!mirror) {
      return answer;
    }
    CallContext here = ctx;
    here.deadline = {};
    here.timeout.reset();
    auto copy = ask(**mirror, here);
    if (!copy || !found(*copy)) {
      return answer;
    }
    if (ctx.usage != nullptr) {
      ctx.usage->stale = true;
      ctx.usage->mirrored = true;
    }
    return copy;
  }

  Reader& m_inner;
  std::function<Result<Reader*>()> m_mirror;
  std::mutex m_mutex; // m_mirror opens the store
};

} // namespace

std::unique_ptr<Reader> make_mirrored_reader(Reader& inner, std::function<Result<Reader*>()> mirror)
{
  return std::make_unique<MirroredReader>(inner, std::move(mirror));
}

} // namespace tilores::backend
