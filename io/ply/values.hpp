#pragma once
/// The values in the body of a PLY file, binary or text, one behind the other.

#include <bit>
#include <cstring>
#include <string_view>

#include "io/ply/header.hpp"
#include "io/support/text.hpp"

namespace pg::ply {

using text::is_space;

/// Reads scalars of a binary body; never beyond its end.
class BinaryBody {
 public:
  BinaryBody(std::string_view all, std::size_t at, bool big)
      : p_(all.data() + at), end_(all.data() + all.size()), big_(big) {}

  [[nodiscard]] bool begin_element() { return true; }
  [[nodiscard]] bool end_element() { return true; }
  [[nodiscard]] std::size_t line_bytes() const { return 0; }
  [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(end_ - p_); }

  bool scalar(Scalar type, double& value) {
    const std::size_t bytes = bytes_of(type);
    if (left() < bytes) return false;
    switch (type) {
      case Scalar::kInt8:
        value = static_cast<std::int8_t>(*p_);
        break;
      case Scalar::kUint8:
        value = static_cast<std::uint8_t>(*p_);
        break;
      case Scalar::kInt16:
        value = static_cast<std::int16_t>(load<std::uint16_t>());
        break;
      case Scalar::kUint16:
        value = load<std::uint16_t>();
        break;
      case Scalar::kInt32:
        value = static_cast<std::int32_t>(load<std::uint32_t>());
        break;
      case Scalar::kUint32:
        value = load<std::uint32_t>();
        break;
      case Scalar::kFloat:
        value = static_cast<double>(std::bit_cast<float>(load<std::uint32_t>()));
        break;
      case Scalar::kDouble:
        value = std::bit_cast<double>(load<std::uint64_t>());
        break;
    }
    p_ += bytes;
    return true;
  }
  bool skip(Scalar type, std::uint64_t count) {
    if (count > left() / bytes_of(type)) return false;
    p_ += count * bytes_of(type);
    return true;
  }
  [[nodiscard]] std::size_t surplus_lines() const { return 0; }
  [[nodiscard]] std::size_t behind() const { return left(); }

 private:
  template <class T>
  T load() const {
    T value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
      value = static_cast<T>(
          value | static_cast<T>(
                      static_cast<T>(static_cast<unsigned char>(p_[big_ ? sizeof(T) - 1 - i : i]))
                      << (8 * i)));
    return value;
  }
  const char* p_;
  const char* end_;
  bool big_;
};

/// Reads scalars of a text body, one element a line; blank lines and comments between are passed
/// over.
class AsciiBody {
 public:
  AsciiBody(std::string_view all, std::size_t at)
      : p_(all.data() + at), end_(all.data() + all.size()), line_end_(p_) {}

  bool begin_element() {
    for (;;) {
      while (p_ != end_ && is_space(*p_)) ++p_;
      if (p_ == end_) return false;
      line_end_ = p_;
      while (line_end_ != end_ && *line_end_ != '\n' && *line_end_ != '\r') ++line_end_;
      const std::string_view line(p_, static_cast<std::size_t>(line_end_ - p_));
      if (line.substr(0, 7) != "comment" && line.substr(0, 1) != "#") return true;
      p_ = line_end_;
    }
  }
  bool end_element() {
    while (p_ != line_end_ && is_space(*p_)) ++p_;
    if (p_ != line_end_ && *p_ != '#') ++surplus_;
    p_ = line_end_;
    return true;
  }
  [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(line_end_ - p_); }
  /// Of the line at hand, right behind begin_element.
  [[nodiscard]] std::size_t line_bytes() const { return left(); }
  bool scalar(Scalar, double& value) {
    while (p_ != line_end_ && is_space(*p_)) ++p_;
    const char* const behind = text::parse_double(p_, line_end_, value);
    if (behind == nullptr || (behind != line_end_ && !is_space(*behind))) return false;
    p_ = behind;
    return true;
  }
  bool skip(Scalar type, std::uint64_t count) {
    double ignored = 0;
    for (std::uint64_t i = 0; i < count; ++i)
      if (!scalar(type, ignored)) return false;
    return true;
  }
  [[nodiscard]] std::size_t surplus_lines() const { return surplus_; }
  [[nodiscard]] std::size_t behind() {
    while (p_ != end_ && is_space(*p_)) ++p_;
    return static_cast<std::size_t>(end_ - p_);
  }

 private:
  const char* p_;
  const char* end_;
  const char* line_end_;
  std::size_t surplus_ = 0;
};

}  // namespace pg::ply
