#pragma once
// What travels beside every call through every port: who asked, how long it may take, what the cache may do.

#include <tilores/base/clock.hpp>
#include <tilores/base/date.hpp>

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

namespace tilores {

class SpanSink;
struct Usage;

// use: read and store. refresh: ask again and store (--fresh). bypass: neither (--no-cache). only: never call out
// (--cached-only).
enum class CacheMode : std::uint8_t { use, refresh, bypass, only };

struct CallContext {
  std::string request_id;         // one per command; appears in logs, traces and meta
  Clock* clock = &system_clock(); // never null
  Deadline deadline;              // of the whole command; every step takes what is left of it
  std::optional<Millis> timeout;  // bound on one call
  std::optional<int>
    attempts; // tries an adapter may make, the first included; null: as it is set up. 1: the caller repeats
  CacheMode cache = CacheMode::use;
  std::optional<Millis> max_age; // cached answers older than this are misses
  Date as_of;                    // reference day for windows, expiry and "next"
  std::string tenant;            // part of every cache key
  std::stop_token stop;          // requested by SIGINT and SIGTERM
  Usage* usage = nullptr;        // where adapters note what the call cost; null: nobody asks
  SpanSink* spans = nullptr;     // null: tracing is off
  bool kept = true;              // spans are kept for export; otherwise they only feed metrics and carry no ids
  bool sampled = true;           // the flag of W3C trace context, for whoever is called
  std::string trace_id;          // 32 hex digits; empty when tracing is off
  std::string span_id;           // 16 hex digits of the parent span
};

} // namespace tilores
