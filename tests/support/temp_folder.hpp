#pragma once
// A new folder under /tmp that goes away with its object.

#include <cstdlib>
#include <filesystem>
#include <string>

namespace tilores::test {

class TempFolder {
public:
  TempFolder()
  {
    std::string pattern = (std::filesystem::temp_directory_path() / "tilores-XXXXXX").string();
    m_path = mkdtemp(pattern.data());
  }
  ~TempFolder()
  {
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  [[nodiscard]] const std::string& path() const { return m_path; }

private:
  std::string m_path;
};

} // namespace tilores::test
