#pragma once
// Everything a command may need, made on first use: the only place that knows which adapter stands behind a port.

#include "app.hpp"

#include <tilores/base/log.hpp>
#include <tilores/config/settings.hpp>

#include <memory>
#include <string>
#include <vector>

namespace tilores::app {

// One per process run. Not thread-safe while things are being made; what it hands out follows its own header.
class Services {
public:
  virtual ~Services() = default;
  [[nodiscard]] virtual Result<const config::Settings*> settings() = 0;
  // The state folder, made (mode 0700) if missing.
  [[nodiscard]] virtual Result<std::string> state_folder() = 0;
  // Collected while working; shown once at the end.
  [[nodiscard]] virtual const std::vector<std::string>& warnings() const = 0;
};

[[nodiscard]] std::unique_ptr<Services> make_services(const Process& process, const Globals& globals);
// Masks what must not leave in any text.
[[nodiscard]] std::shared_ptr<const Redactor> make_redactor();

} // namespace tilores::app
