#pragma once
// Where input bytes come from.

#include <tilores/base/result.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace tilores::data {

// Port. Not thread-safe.
class ByteSource {
public:
  virtual ~ByteSource() = default;
  // Reads at least one byte and at most `size` into `buffer`; 0 at the end. `io` when reading fails.
  [[nodiscard]] virtual Result<std::size_t> read(char* buffer, std::size_t size) = 0;
};

// Reads a file descriptor; closes it in the end if `owned`. `name` is for messages.
[[nodiscard]] std::unique_ptr<ByteSource> make_fd_source(int fd, std::string name, bool owned);
// Reads `text`, which must outlive it.
[[nodiscard]] std::unique_ptr<ByteSource> make_memory_source(std::string_view text);
// Opens a file for reading. `io` for a missing or unreadable file and for a directory.
[[nodiscard]] Result<std::unique_ptr<ByteSource>> open_source(const std::string& path);

} // namespace tilores::data
