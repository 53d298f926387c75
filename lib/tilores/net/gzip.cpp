// gzip by zlib's inflate; members may follow each other.
#include <tilores/net/gzip.hpp>

#include <array>
#include <zlib.h>

namespace tilores::net {

namespace {

class GzipDecoder final : public Decoder {
public:
  GzipDecoder() { m_ready = inflateInit2(&m_stream, 15 + 16) == Z_OK; } // 32 KiB window, gzip wrapper only
  GzipDecoder(const GzipDecoder&) = delete;
  GzipDecoder& operator=(const GzipDecoder&) = delete;
  GzipDecoder(GzipDecoder&&) = delete;
  GzipDecoder& operator=(GzipDecoder&&) = delete;
  ~GzipDecoder() override { inflateEnd(&m_stream); }

  Status feed(std::string_view bytes, const std::function<Status(std::string_view)>& sink) override
  {
    if (!m_ready) {
      return fail(ErrorKind::internal, "out of memory while decompressing");
    }
    m_stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data())); // zlib never writes through next_in
    m_stream.avail_in = static_cast<uInt>(bytes.size());
    bool more_output = false;
    while (m_stream.avail_in > 0 || more_output) {
      if (m_complete) {
        m_complete = false;
        inflateReset(&m_stream);
      }
      std::array<char, std::size_t{64} << 10U> out; // NOLINT: filled by inflate
      m_stream.next_out = reinterpret_cast<Bytef*>(out.data());
      m_stream.avail_out = out.size();
      const int outcome = inflate(&m_stream, Z_NO_FLUSH);
      if (outcome != Z_OK && outcome != Z_STREAM_END && outcome != Z_BUF_ERROR) {
        return fail(ErrorKind::bad_data, "its gzip content is damaged");
      }
      if (const auto made = out.size() - m_stream.avail_out; made > 0) {
        TRY(sink({out.data(), made}));
      }
      m_started = true;
      m_complete = outcome == Z_STREAM_END;
      more_output = !m_complete && m_stream.avail_out == 0;
    }
    return {};
  }

  [[nodiscard]] bool complete() const override { return m_complete || !m_started; }

private:
  z_stream m_stream{};
  bool m_ready = false;
  bool m_started = false;
  bool m_complete = false;
};

} // namespace

std::unique_ptr<Decoder> make_gzip_decoder() { return std::make_unique<GzipDecoder>(); }

} // namespace tilores::net
