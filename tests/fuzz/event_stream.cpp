// Server-sent events: the same however the bytes are cut, within the bound, and no line end inside an event's name or
// id.
#include "property.hpp"

#include <tilores/net/sse.hpp>

namespace {

constexpr std::size_t k_most = 64;

struct Reading {
  std::string events;
  bool ended = true;
};

Reading read_all(std::string_view bytes, std::size_t first, std::size_t step, std::size_t most)
{
  tilores::net::SseParser parser(most);
  Reading reading;
  const auto note = [&](const tilores::net::SseEvent& event) {
    require(event.data.size() <= most && event.event.find_first_of("\r\n") == std::string::npos &&
            event.id.find_first_of("\r\n") == std::string::npos);
    reading.events += event.event + '\0' + event.data + '\0' + event.id + '\0';
  };
  for (std::size_t size = first; reading.ended && !bytes.empty(); size = step) {
    reading.ended = parser.feed(bytes.substr(0, size), note).has_value();
    bytes.remove_prefix(std::min(size, bytes.size()));
  }
  if (const auto event = parser.unfinished(); reading.ended && event) {
    note(*event);
  }
  return reading;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const std::string_view text = text_of(data, size);
  for (const std::size_t most : {k_most, std::size_t{1} << 20U}) {
    const Reading whole = read_all(text, size + 1, size + 1, most);
    const Reading single = read_all(text, 1, 1, most);
    const Reading halves = read_all(text, size == 0 ? 1 : 1 + data[0] % size, size + 1, most);
    require(whole.ended == single.ended && whole.ended == halves.ended);
    require(whole.events == single.events && whole.events == halves.events);
  }
  return 0;
}
