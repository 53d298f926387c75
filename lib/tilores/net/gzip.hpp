#pragma once
// Incremental gzip decoding (RFC 1952) with bounded memory. libcurl 7.88 reports success for a gzip body that was cut
// anywhere, so the end marker and checksum are checked here.

#include <tilores/base/result.hpp>

#include <functional>
#include <memory>
#include <string_view>

namespace tilores::net {

// Port-like: one body. Not for use from two threads.
class Decoder {
public:
  virtual ~Decoder() = default;
  // Hands decoded pieces of at most 64 KiB to `sink`; a failure of `sink` ends the decoding and is returned. bad_data
  // where the content is not gzip.
  virtual Status feed(std::string_view bytes, const std::function<Status(std::string_view)>& sink) = 0;
  // Whether the end marker was seen and nothing is missing; a body of no bytes is complete.
  [[nodiscard]] virtual bool complete() const = 0;
};

[[nodiscard]] std::unique_ptr<Decoder> make_gzip_decoder();

} // namespace tilores::net
