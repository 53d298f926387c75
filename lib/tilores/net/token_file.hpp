#pragma once
// The access token that the processes of one user share: a small JSON file, mode 0600, and a lock beside it so that
// only one of them asks for a new one.

#include <tilores/base/context.hpp>
#include <tilores/base/secret.hpp>

#include <optional>
#include <string>

namespace tilores::net {

struct StoredToken {
  Secret text;
  WallTime obtained;
  Millis lifetime{0};
};

// The token stored for `owner` (a digest of endpoint, client and scopes). nullopt where the file is missing, readable
// by others, damaged, of another owner, or from the future (the clock was set back).
[[nodiscard]] std::optional<StoredToken> read_token_file(const std::string& path, const std::string& owner,
                                                         WallTime now);
// Atomically; a failure is of no consequence but that other processes ask for themselves.
void write_token_file(const std::string& path, const std::string& owner, const StoredToken& token);

// Holds `path` + ".lock" by flock, which dies with the process. Waits within ctx; holds nothing when that fails.
class TokenFileLock {
public:
  TokenFileLock(const std::string& path, const CallContext& ctx);
  ~TokenFileLock();
  TokenFileLock(const TokenFileLock&) = delete;
  TokenFileLock& operator=(const TokenFileLock&) = delete;
  TokenFileLock(TokenFileLock&&) = delete;
  TokenFileLock& operator=(TokenFileLock&&) = delete;

private:
  int m_file = -1;
};

} // namespace tilores::net
