#pragma once
// Curator of the local backend. Internal.

#include <tilores/backend/local_session.hpp>
#include <tilores/backend/ports.hpp>

namespace tilores::backend {

class LocalCurator final : public Curator {
public:
  explicit LocalCurator(LocalSession& session) : m_session(session) {}
  Result<DisassemblyReport> disassemble(const Disassembly& what, const ChangeNote& note, const CallContext& ctx) override;
  Result<bool> unban(std::string_view entity_id, std::span<const std::string> others, const ChangeNote& note,
                     const CallContext& ctx) override;

private:
  LocalSession& m_session;
};

// One line of the audit trail, inside the caller's transaction. `detail` is JSON.
Status write_audit(LocalSession& session, std::string_view action, const ChangeNote& note, std::string_view detail, const Clock& clock);

} // namespace tilores::backend
