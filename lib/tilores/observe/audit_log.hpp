#pragma once
// Who read or changed which customer, when, why and with what outcome: append-only and chained.
//
// FOLDER/log.jsonl, one event a line, keys in this order:
//   {"seq":7,"time":"2026-11-21T10:00:00.123Z","user":"ada","profile":"prod","command":"show","customers":["9f…"],
//    "purpose":"ticket 12","outcome":"ok","request_id":"…","mac":"…"}
// `customers` are keyed hashes (customer_hash) of entity ids and of the id of each entity's first record. `mac` is
// HMAC-SHA-256, in hex, under the key "audit chain" derived from the state key, over the mac of the line before (64
// zeros before the first) and the line without its mac (up to and including the comma before "mac"). So a changed,
// missing or reordered line is found. FOLDER/head holds "SEQ MAC\n" of the newest line, so that a cut end is found too.
// Where old lines were removed on purpose (drop_audit_before), the first line is an anchor in their place:
//   {"anchor":1,"seq":120,"until":"2026-05-01T09:59:00.000Z","time":"2026-11-21T10:00:00.123Z","before":"…","mac":"…"}
// anchor: version of this form; seq, until, before: number, time and mac of the last line removed; time: when. Its
// `mac` is HMAC-SHA-256 under the key "audit anchor" over the line without its mac, so that nobody without the key can
// cut the beginning off. The line after it has the next number and chains to `before`.

#include <tilores/base/clock.hpp>
#include <tilores/base/crypto.hpp>
#include <tilores/base/result.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tilores::observe {

struct AuditEvent {
  std::uint64_t seq = 0; // set when written
  std::string time;      // likewise
  std::string user;
  std::string profile;
  std::string command;
  std::vector<std::string> customers; // customer_hash()
  std::string purpose;
  std::string outcome; // "ok" or an error code
  std::string request_id;
};

// Under which customers are hashed, from the state's key.
[[nodiscard]] Key256 customer_key(const Key256& state_key);
// 16 hex digits: the beginning of HMAC(customer_key, id).
[[nodiscard]] std::string customer_hash(const Key256& customer_key, std::string_view id);

// safe: the line is on the disk's platter when this returns, which takes some ms. quick: a power cut may cost it.
enum class Durability : std::uint8_t { quick, safe };
// `key` is the state's key. Waits for other writers. `io` when it cannot be written.
Status append_audit(const std::string& folder, const Key256& key, AuditEvent event, WallTime now,
                    Durability durability = Durability::quick);

// Oldest first; with `customers`, only events that name one of them. An absent log is empty.
[[nodiscard]] Result<std::vector<AuditEvent>> read_audit(const std::string& folder,
                                                         std::span<const std::string> customers);

// Removes the lines from the beginning that are older than `before`, and leaves the anchor; returns how many. A log
// that verify_audit() would find fault with stays as it is (bad_data): it is evidence. `locked` while another process
// writes.
[[nodiscard]] Result<std::uint64_t> drop_audit_before(const std::string& folder, const Key256& key, WallTime before,
                                                      WallTime now);

struct AuditCheck {
  std::uint64_t events = 0;
  std::uint64_t removed = 0;             // older ones, by drop_audit_before()
  std::uint64_t torn = 0;                // lines that were cut while they were written; no event is lost in them
  std::optional<std::uint64_t> bad_line; // the first line that does not fit, from 1
  std::string fault;                     // why; empty when all is well
};
[[nodiscard]] Result<AuditCheck> verify_audit(const std::string& folder, const Key256& key);

} // namespace tilores::observe
