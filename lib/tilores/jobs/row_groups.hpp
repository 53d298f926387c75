#pragma once
// Spans over the rows of a long run: one a group of rows, and what happens inside of the first few rows of each group.
// More would cost more than the rows, and no collector wants millions. Inside of jobs.

#include <tilores/base/span.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string_view>

namespace tilores::jobs {

inline constexpr std::uint64_t k_group_rows = 1000;
inline constexpr std::uint64_t k_rows_in_full = 10; // of a group

// begin() on any thread, end() on one. Rows are numbered from 1; a group is open from its first row's begin() to its
// last row's end(), or until this is destroyed.
class RowGroups {
public:
  // `ctx` must live as long.
  explicit RowGroups(const CallContext& ctx);

  // The context for the work on this row, valid until its end(): inside of its group's span where it is traced in full,
  // else only measured.
  [[nodiscard]] const CallContext& begin(std::uint64_t row);
  // `failed`: the row has no answer for good.
  void end(std::uint64_t row, bool failed);

private:
  struct Group {
    explicit Group(const CallContext& ctx) : span(ctx, "row_group") {}
    ~Group();
    Group(const Group&) = delete;
    Group& operator=(const Group&) = delete;
    Group(Group&&) = delete;
    Group& operator=(Group&&) = delete;
    ScopedSpan span;
    std::uint64_t rows = 0;
    std::uint64_t failed = 0;
  };
  const CallContext& m_ctx;
  CallContext m_measured;
  std::array<std::atomic<std::uint64_t>, 64>
    m_opened{};             // by the group's number modulo: number + 1 of the last one opened
  Group* m_ended = nullptr; // end()'s: the group of the last row
  std::uint64_t m_ended_number = 0;
  std::mutex m_mutex;                                     // of m_open
  std::map<std::uint64_t, std::unique_ptr<Group>> m_open; // by the group's number
};

} // namespace tilores::jobs
