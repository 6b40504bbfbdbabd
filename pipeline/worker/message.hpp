#pragma once
/// Messages between the daemon and its worker: a length, text, and sometimes an open file.

#include <string>

#include "geometry/result.hpp"

namespace pg {

/// A descriptor that is closed with its owner.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor();
  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] bool open() const { return number_ >= 0; }
  int release();

 private:
  int number_ = -1;
};

struct Message {
  std::string text;
  Descriptor file;  ///< Closed: none came with it.
};

/// Sends all of it; `file` < 0: no file. Error kUnreadable: the other side is gone.
[[nodiscard]] Result<Ok> send_message(int socket, std::string_view text, int file = -1);
/// Waits for a whole message. Error kUnreadable: the other side is gone, or sent nonsense; longer
/// than `bytes_max` is nonsense.
[[nodiscard]] Result<Message> receive_message(int socket, std::size_t bytes_max);

}  // namespace pg
