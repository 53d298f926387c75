#include <tilores/jobs/batch_output.hpp>

namespace tilores::jobs {
namespace {

class StreamOutput final : public RowOutput {
public:
  StreamOutput(Write out, Write dead) : m_out(std::move(out)), m_dead(std::move(dead)) {}
  Status lead(std::string_view bytes) override { return bytes.empty() ? Status{} : m_out(bytes); }
  Status row(const JournalRow&, std::string_view bytes, std::string_view dead) override
  {
    TRY(m_out(bytes));
    return dead.empty() || !m_dead ? Status{} : m_dead(dead);
  }
  Status flush() override { return {}; }
  Status finish(std::uint64_t, std::string_view tail) override { return tail.empty() ? Status{} : m_out(tail); }

private:
  Write m_out;
  Write m_dead;
};

} // namespace

std::unique_ptr<RowOutput> make_stream_output(Write out, Write dead)
{
  return std::make_unique<StreamOutput>(std::move(out), std::move(dead));
}

} // namespace tilores::jobs
