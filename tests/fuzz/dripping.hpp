#pragma once
// A source that hands out a few bytes a call, so that readers meet their rows cut at every place.

#include "property.hpp"

#include <tilores/data/source.hpp>

#include <algorithm>

class Dripping final : public tilores::data::ByteSource {
public:
  Dripping(std::string_view text, std::size_t step) : m_text(text), m_step(step) {}
  tilores::Result<std::size_t> read(char* buffer, std::size_t size) override
  {
    const std::size_t n = m_text.copy(buffer, std::min(size, m_step));
    m_text.remove_prefix(n);
    return n;
  }

private:
  std::string_view m_text;
  std::size_t m_step;
};
