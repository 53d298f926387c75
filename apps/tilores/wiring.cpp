#include "wiring.hpp"

#include <tilores/base/file.hpp>

namespace tilores::app {
namespace {

class RealServices final : public Services {
public:
  RealServices(const Process& process, const Globals& globals) : m_process(process), m_globals(globals) {}

  Result<const config::Settings*> settings() override
  {
    if (!m_settings) {
      std::vector<std::pair<std::string, std::string>> flags;
      if (!m_globals.backend.empty()) {
        flags.emplace_back("backend", m_globals.backend);
      }
      TRY_ASSIGN(auto loaded, config::Settings::load(config::places_from(m_process.environment, m_globals.config),
                                                     m_process.environment, m_globals.profile, flags));
      m_settings = std::make_unique<config::Settings>(std::move(loaded));
    }
    return m_settings.get();
  }

  Result<std::string> state_folder() override
  {
    TRY_ASSIGN(const config::Settings* const settings, this->settings());
    const std::string& folder = settings->places().state;
    if (folder.empty()) {
      return fail(ErrorKind::config, "no place for the program's state", "set TILORES_HOME or HOME");
    }
    TRY(ensure_folder(folder));
    return folder;
  }

  [[nodiscard]] const std::vector<std::string>& warnings() const override { return m_warnings; }

private:
  const Process& m_process;
  const Globals& m_globals;
  std::unique_ptr<config::Settings> m_settings;
  std::vector<std::string> m_warnings;
};

} // namespace

std::unique_ptr<Services> make_services(const Process& process, const Globals& globals)
{
  return std::make_unique<RealServices>(process, globals);
}

std::shared_ptr<const Redactor> make_redactor()
{
  return nullptr;
}

} // namespace tilores::app
