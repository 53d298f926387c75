#pragma once
// Hashes, keyed hashes, authenticated encryption and random bytes, all from libsodium. Thread-safe.

#include <tilores/base/result.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace tilores {

using Digest = std::array<std::uint8_t, 32>;
using Key256 = std::array<std::uint8_t, 32>;

[[nodiscard]] Digest sha256(std::string_view text);
// HMAC-SHA-256 (RFC 2104).
[[nodiscard]] Digest hmac_sha256(const Key256& key, std::string_view text);
// A sub-key for one purpose: HMAC(key, purpose).
[[nodiscard]] Key256 derive_key(const Key256& key, std::string_view purpose);
// SipHash-2-4 under the first 16 bytes of `key`: a 64-bit keyed hash for tables and checksums, not for secrets.
[[nodiscard]] std::uint64_t keyed_hash64(const Key256& key, std::string_view text);
// A fixed, unkeyed 64-bit hash (SipHash under a zero key): the same on every machine and in every version.
[[nodiscard]] std::uint64_t stable_hash64(std::string_view text);
[[nodiscard]] std::string to_hex(const Digest& digest);
[[nodiscard]] std::string to_hex(std::string_view bytes);
// RFC 4648 §4, padded.
[[nodiscard]] std::string to_base64(std::string_view bytes);

// XChaCha20-Poly1305 (libsodium's *_ietf construction): 24 random bytes of nonce, ciphertext, 16 bytes of tag.
// `context` is authenticated but not stored; opening under another context or key fails with bad_data.
[[nodiscard]] std::string seal(const Key256& key, std::string_view plain, std::string_view context);
[[nodiscard]] Result<std::string> open_sealed(const Key256& key, std::string_view sealed, std::string_view context);

[[nodiscard]] std::string random_bytes(std::size_t count);
[[nodiscard]] Key256 random_key();
// Random UUID (RFC 9562 version 4), lower case.
[[nodiscard]] std::string random_uuid();
// The UUID made of the first 16 bytes of `digest` with version 8 (custom) bits set.
[[nodiscard]] std::string uuid_from(const Digest& digest);
// The 32-byte key stored in `path`, made there (mode 0600, atomically) if the file is missing. Fails with `io`, or with
// `config` where others can read the file or its size is wrong.
[[nodiscard]] Result<Key256> load_or_create_key(const std::string& path);

} // namespace tilores
