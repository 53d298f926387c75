#pragma once
// Curator of the local backend. Internal.

#include <tilores/backend/local_session.hpp>
#include <tilores/backend/ports.hpp>

namespace tilores::backend {

class LocalCurator final : public Curator {
public:
  explicit LocalCurator(LocalSession& session) : m_session(session) {}
  Result<DisassemblyReport> disassemble(const Disassembly& what, const ChangeNote& note,
                                        const CallContext& ctx) override;
  Result<bool> unban(const BanLift& what, const ChangeNote& note, const CallContext& ctx) override;

private:
  LocalSession& m_session;
};

// One line of the audit trail, inside the caller's transaction. `detail` is JSON.
Status write_audit(LocalSession& session, std::string_view action, const ChangeNote& note, std::string_view detail,
                   const Clock& clock);
// What the audit trail says of changes to a customer who is forgotten: that they happened, when, and who made them.
// Reason and detail of lines that name one of the customer's ids, contact values or names go. Inside the caller's
// transaction, before the records go.
Status forget_in_audit(LocalSession& session, EntityNumber entity);

} // namespace tilores::backend
