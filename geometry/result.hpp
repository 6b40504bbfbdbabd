#pragma once
/// The one error type for what can go wrong with *input*.
///
/// A broken file is an ordinary row in a table of models, so it travels as a value: `Result<T>`
/// holds a `T` or an `Error` with a sentence for a person. What can go wrong with *us* is
/// `PG_CHECK` (check.hpp). Method names are those of `std::expected`, which replaces this type with
/// C++23.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "geometry/check.hpp"

namespace pg {

/// A code exists only if some caller acts on it; the sentence is for people.
enum class ErrorCode : std::uint8_t {
  kUnreadable,     ///< The bytes could not be had: missing file, permission, disk.
  kMalformed,      ///< The bytes are not what their format promises.
  kUnsupported,    ///< Well formed, but a feature we do not read.
  kNotApplicable,  ///< The question has no answer for this mesh.
  kTooLarge,       ///< Over a stated limit (bytes, triangles, depth, time).
  kStore,          ///< The record could not be read or written.
};

/// The code as it appears in JSON ("unreadable", "malformed", ...).
[[nodiscard]] std::string_view error_code_id(ErrorCode code);

struct Error {
  ErrorCode code;
  std::string message;  ///< What, where, the value, what to do. Never a name out of the file.
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Result(Error error)
      : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  [[nodiscard]] T& value() & {
    PG_CHECK(has_value());
    return std::get<0>(state_);
  }
  [[nodiscard]] const T& value() const& {
    PG_CHECK(has_value());
    return std::get<0>(state_);
  }
  /// By value, so that `for (x : *call())` does not walk over a dead temporary.
  [[nodiscard]] T value() && {
    PG_CHECK(has_value());
    return std::get<0>(std::move(state_));
  }
  [[nodiscard]] const Error& error() const {
    PG_CHECK(!has_value());
    return std::get<1>(state_);
  }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  std::variant<T, Error> state_;
};

/// For functions that only succeed or fail: `return ok();`.
using Ok = std::monostate;
[[nodiscard]] inline Result<Ok> ok() {
  return Ok{};
}

}  // namespace pg
