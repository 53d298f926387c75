#pragma once
// Loader of the local backend, and what deletes records. Internal.

#include <tilores/backend/local_session.hpp>
#include <tilores/backend/ports.hpp>
#include <tilores/base/crypto.hpp>
#include <tilores/resolve/spool.hpp>

#include <functional>
#include <memory>
#include <optional>

namespace tilores::backend {

class LocalLoader final : public Loader {
public:
  explicit LocalLoader(LocalSession& session) : m_session(session) {}

  Result<SubmitReport> submit(std::span<const NewRecord> records, const SubmitOptions& options,
                              const CallContext& ctx) override;
  Result<Preview> preview(std::span<const NewRecord> records, const SubmitOptions& options,
                          const CallContext& ctx) override;
  Result<LinkProgress> progress(const CallContext& ctx) override;

  void suppress_with(const Key256& key) { m_suppression = key; }
  Result<std::size_t> remove_absent(std::string_view source, const std::function<bool(std::string_view)>& present);
  Result<std::size_t> forget(EntityNumber entity, const Key256* suppress_with);

private:
  struct Incoming;
  Result<SubmitReport> take_in(std::span<const NewRecord> records, const SubmitOptions& options);
  Status store(Incoming& incoming, const NewRecord& record, SubmitReport& report);
  Status remove(StoredRecord record);
  Result<bool> suppressed(const resolve::RuleBook& book, std::string_view id, const resolve::ProfileView& profile);

  LocalSession& m_session;
  std::optional<Key256> m_suppression;
  std::unique_ptr<resolve::Spool> m_spool; // of what this loader submitted since the last linking
  resolve::ProfileBuilder m_builder;
  std::vector<resolve::IndexKey> m_keys;
};

} // namespace tilores::backend
