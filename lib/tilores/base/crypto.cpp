#include <tilores/base/crypto.hpp>
#include <tilores/base/secret.hpp>

#include <fcntl.h>
#include <sodium.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace tilores {
namespace {

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

// getrandom instead of libsodium's generator: no sodium_init at start-up.
void fill_random(void* to, std::size_t count)
{
  auto* at = static_cast<unsigned char*>(to);
  while (count > 0) {
    const ssize_t n = getrandom(at, count, 0);
    if (n > 0) {
      at += n;
      count -= static_cast<std::size_t>(n);
    }
  }
}

} // namespace

void Secret::wipe()
{
  if (!m_text.empty()) {
    sodium_memzero(m_text.data(), m_text.size());
  }
}

Digest sha256(std::string_view text)
{
  Digest digest{};
  crypto_hash_sha256(digest.data(), bytes(text), text.size());
  return digest;
}

Digest hmac_sha256(const Key256& key, std::string_view text)
{
  // Half of a short text's work is the key's, and callers use a few keys again and again.
  struct Begun {
    Key256 key{};
    crypto_auth_hmacsha256_state state{};
    bool used = false;
  };
  thread_local std::array<Begun, 4> begun;
  thread_local std::size_t next = 0;
  auto* known = std::ranges::find_if(begun, [&](const Begun& one) { return one.used && one.key == key; });
  if (known == begun.end()) {
    known = &begun[next++ % begun.size()];
    known->key = key;
    known->used = true;
    crypto_auth_hmacsha256_init(&known->state, key.data(), key.size());
  }
  crypto_auth_hmacsha256_state state = known->state;
  Digest digest{};
  crypto_auth_hmacsha256_update(&state, bytes(text), text.size());
  crypto_auth_hmacsha256_final(&state, digest.data());
  return digest;
}

Key256 derive_key(const Key256& key, std::string_view purpose) { return hmac_sha256(key, purpose); }

std::uint64_t keyed_hash64(const Key256& key, std::string_view text)
{
  std::uint64_t hash = 0;
  crypto_shorthash(reinterpret_cast<unsigned char*>(&hash), bytes(text), text.size(), key.data());
  return hash;
}

std::uint64_t stable_hash64(std::string_view text) { return keyed_hash64(Key256{}, text); }

std::string to_hex(std::string_view raw)
{
  static constexpr char k_digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(raw.size() * 2);
  for (const char c : raw) {
    const auto byte = static_cast<unsigned char>(c);
    text += k_digits[byte >> 4U];
    text += k_digits[byte & 15U];
  }
  return text;
}

std::string to_base64(std::string_view bytes)
{
  static constexpr std::string_view k_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = (group << 8U) | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      out += at + i <= bytes.size() ? k_digits[(group >> (18U - 6U * i)) & 63U] : '=';
    }
  }
  return out;
}

std::string to_hex(const Digest& digest)
{
  return to_hex(std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

std::string seal(const Key256& key, std::string_view plain, std::string_view context)
{
  constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  std::string sealed(nonce_size + plain.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES, '\0');
  fill_random(sealed.data(), nonce_size);
  auto* out = reinterpret_cast<unsigned char*>(sealed.data());
  crypto_aead_xchacha20poly1305_ietf_encrypt(out + nonce_size, nullptr, bytes(plain), plain.size(), bytes(context),
                                             context.size(), nullptr, out, key.data());
  return sealed;
}

Result<std::string> open_sealed(const Key256& key, std::string_view sealed, std::string_view context)
{
  constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
  if (sealed.size() < nonce_size + tag_size) {
    return fail(ErrorKind::bad_data, "sealed value is too short");
  }
  std::string plain(sealed.size() - nonce_size - tag_size, '\0');
  const int bad = crypto_aead_xchacha20poly1305_ietf_decrypt(
    reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr, bytes(sealed) + nonce_size,
    sealed.size() - nonce_size, bytes(context), context.size(), bytes(sealed), key.data());
  if (bad != 0) {
    return fail(ErrorKind::bad_data, "sealed value does not open: wrong key or damaged");
  }
  return plain;
}

std::string random_bytes(std::size_t count)
{
  std::string out(count, '\0');
  fill_random(out.data(), count);
  return out;
}

Key256 random_key()
{
  Key256 key{};
  fill_random(key.data(), key.size());
  return key;
}

namespace {

std::string uuid_text(std::array<std::uint8_t, 16> raw, std::uint8_t version)
{
  raw[6] = static_cast<std::uint8_t>((raw[6] & 0x0fU) | (version << 4U));
  raw[8] = static_cast<std::uint8_t>((raw[8] & 0x3fU) | 0x80U);
  std::string hex = to_hex(std::string_view(reinterpret_cast<const char*>(raw.data()), raw.size()));
  for (const std::size_t at : {8U, 13U, 18U, 23U}) {
    hex.insert(at, 1, '-');
  }
  return hex;
}

} // namespace

std::string random_uuid()
{
  std::array<std::uint8_t, 16> raw{};
  fill_random(raw.data(), raw.size());
  return uuid_text(raw, 4);
}

std::string uuid_from(const Digest& digest)
{
  std::array<std::uint8_t, 16> raw{};
  std::memcpy(raw.data(), digest.data(), raw.size());
  return uuid_text(raw, 8);
}

Result<Key256> load_or_create_key(const std::string& path)
{
  Key256 key{};
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd >= 0) {
    struct stat info {};
    const bool known = fstat(fd, &info) == 0;
    const ssize_t n = read(fd, key.data(), key.size());
    close(fd);
    if (!known || n != static_cast<ssize_t>(key.size()) || info.st_size != static_cast<off_t>(key.size())) {
      return fail(ErrorKind::config, "key file " + path + " is damaged",
                  "remove it; what it protected must be made anew");
    }
    if ((info.st_mode & 077U) != 0) {
      return fail(ErrorKind::config, "key file " + path + " can be read by others", "chmod 600 " + path);
    }
    return key;
  }
  if (errno != ENOENT) {
    return fail(ErrorKind::io, "cannot read key file " + path + ": " + std::strerror(errno));
  }
  // link() instead of rename(): of two processes that make the key at once, the first one's key stands for both.
  key = random_key();
  const std::string temporary = path + "." + to_hex(random_bytes(8));
  const int out = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (out < 0) {
    return fail(ErrorKind::io, "cannot make key file " + path + ": " + std::strerror(errno));
  }
  const bool written = write(out, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && fsync(out) == 0;
  close(out);
  const bool linked = written && link(temporary.c_str(), path.c_str()) == 0;
  const int reason = errno;
  unlink(temporary.c_str());
  if (linked) {
    return key;
  }
  if (written && reason == EEXIST) {
    return load_or_create_key(path);
  }
  return fail(ErrorKind::io, "cannot make key file " + path + ": " + std::strerror(reason));
}

} // namespace tilores
