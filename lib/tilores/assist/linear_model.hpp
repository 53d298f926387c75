#pragma once
// A linear classifier over hashed features, read in place from an embedded table. Made by scripts/train.
//
// Table, little endian: "TLM1", u32 classes C, u32 features F, f32 scale; then C f32 biases; then F u32 feature hashes,
// ascending; then F rows of C int8 weights (times scale).

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tilores::assist {

inline constexpr std::size_t k_max_classes = 12;
using Scores = std::array<double, k_max_classes>;

// FNV-1a, 32 bit.
[[nodiscard]] std::uint32_t feature_hash(std::string_view feature);
// Bias plus the sum of the weights of the known features, by class; features count once each. `table` is as above and
// trusted (it is part of the program). An empty table scores zero.
[[nodiscard]] Scores score_classes(std::string_view table, std::span<const std::string> features);
[[nodiscard]] Scores score_hashes(std::string_view table, std::span<const std::uint32_t> hashes); // each once

} // namespace tilores::assist
