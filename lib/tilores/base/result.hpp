#pragma once
// Result<T>: a value or an Error, which cannot be dropped silently. Debian 12 has neither std::expected (gcc 12) nor a
// packaged tl::expected, so this is the small part of it that the house uses.

#include <tilores/base/error.hpp>

#include <cassert>
#include <type_traits>
#include <utility>
#include <variant>

namespace tilores {

// What fail() returns: converts to any Result<T>.
struct Failure {
  Error error;
};

[[nodiscard]] inline Failure fail(ErrorKind kind, std::string message, std::string hint = {})
{
  return Failure{Error{kind, std::move(message), std::move(hint), {}, {}}};
}
[[nodiscard]] inline Failure fail(Error error) { return Failure{std::move(error)}; }

template<typename T> class [[nodiscard]] Result {
public:
  using value_type = T;

  template<typename U = T>
  requires(std::is_constructible_v<T, U&&> && !std::is_same_v<std::remove_cvref_t<U>, Result> &&
           !std::is_same_v<std::remove_cvref_t<U>, Failure>) Result(U&& value)
    : m_state(std::in_place_index<0>, std::forward<U>(value)) // NOLINT: implicit by design
  {
  }
  Result(Failure failure) : m_state(std::in_place_index<1>, std::move(failure.error)) {} // NOLINT

  [[nodiscard]] bool has_value() const { return m_state.index() == 0; }
  explicit operator bool() const { return has_value(); }

  [[nodiscard]] T& value() &
  {
    assert(has_value());
    return *std::get_if<0>(&m_state);
  }
  [[nodiscard]] const T& value() const&
  {
    assert(has_value());
    return *std::get_if<0>(&m_state);
  }
  [[nodiscard]] T&& value() &&
  {
    assert(has_value());
    return std::move(*std::get_if<0>(&m_state));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  template<typename U> [[nodiscard]] T value_or(U&& other) const&
  {
    return has_value() ? value() : static_cast<T>(std::forward<U>(other));
  }

  [[nodiscard]] Error& error() &
  {
    assert(!has_value());
    return *std::get_if<1>(&m_state);
  }
  [[nodiscard]] const Error& error() const&
  {
    assert(!has_value());
    return *std::get_if<1>(&m_state);
  }
  [[nodiscard]] Error&& error() &&
  {
    assert(!has_value());
    return std::move(*std::get_if<1>(&m_state));
  }

private:
  std::variant<T, Error> m_state;
};

template<> class [[nodiscard]] Result<void> {
public:
  using value_type = void;

  Result() = default;
  Result(Failure failure) : m_error(std::move(failure.error)), m_failed(true) {} // NOLINT

  [[nodiscard]] bool has_value() const { return !m_failed; }
  explicit operator bool() const { return has_value(); }
  [[nodiscard]] Error& error() &
  {
    assert(m_failed);
    return m_error;
  }
  [[nodiscard]] const Error& error() const&
  {
    assert(m_failed);
    return m_error;
  }
  [[nodiscard]] Error&& error() &&
  {
    assert(m_failed);
    return std::move(m_error);
  }

private:
  Error m_error;
  bool m_failed = false;
};

using Status = Result<void>;

} // namespace tilores

#define TILORES_CONCAT_(a, b) a##b
#define TILORES_CONCAT(a, b) TILORES_CONCAT_(a, b)

// Returns the error of `expr` from the enclosing function, if it has one.
#define TRY(expr)                                                                                                      \
  do {                                                                                                                 \
    if (auto try_result = (expr); !try_result) {                                                                       \
      return ::tilores::Failure{std::move(try_result).error()};                                                        \
    }                                                                                                                  \
  } while (false)

// TRY_ASSIGN(auto page, fetch(url));
#define TRY_ASSIGN(target, expr)                                                                                       \
  auto TILORES_CONCAT(try_, __LINE__) = (expr);                                                                        \
  if (!TILORES_CONCAT(try_, __LINE__)) {                                                                               \
    return ::tilores::Failure{std::move(TILORES_CONCAT(try_, __LINE__)).error()};                                      \
  }                                                                                                                    \
  target = std::move(*TILORES_CONCAT(try_, __LINE__))
