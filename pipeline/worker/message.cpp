#include "pipeline/worker/message.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

namespace pg {
namespace {

const Error kGone{ErrorCode::kUnreadable, "The other side of the worker's socket is gone."};

union ControlSpace {
  cmsghdr header;
  char bytes[CMSG_SPACE(sizeof(int))];
};

bool send_all(int socket, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = send(socket, data, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    data += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

bool receive_all(int socket, char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t got = recv(socket, data, size, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    data += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    if (number_ >= 0) close(number_);
    number_ = other.release();
  }
  return *this;
}

Descriptor::~Descriptor() {
  if (number_ >= 0) close(number_);
}

int Descriptor::release() {
  const int number = number_;
  number_ = -1;
  return number;
}

Result<Ok> send_message(int socket, std::string_view text, int file) {
  std::uint64_t length = text.size();
  iovec head{.iov_base = &length, .iov_len = sizeof length};
  msghdr message{};
  message.msg_iov = &head;
  message.msg_iovlen = 1;
  ControlSpace control{};
  if (file >= 0) {
    message.msg_control = control.bytes;
    message.msg_controllen = sizeof control.bytes;
    cmsghdr* const rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(rights), &file, sizeof file);
  }
  ssize_t sent = 0;
  do sent = sendmsg(socket, &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  if (sent != sizeof length) return kGone;
  if (!send_all(socket, text.data(), text.size())) return kGone;
  return ok();
}

Result<Message> receive_message(int socket, std::size_t bytes_max) {
  std::uint64_t length = 0;
  iovec head{.iov_base = &length, .iov_len = sizeof length};
  msghdr message{};
  message.msg_iov = &head;
  message.msg_iovlen = 1;
  ControlSpace control{};
  message.msg_control = control.bytes;
  message.msg_controllen = sizeof control.bytes;
  ssize_t got = 0;
  do got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  while (got < 0 && errno == EINTR);
  Message received;
  for (cmsghdr* entry = CMSG_FIRSTHDR(&message); got > 0 && entry != nullptr;
       entry = CMSG_NXTHDR(&message, entry)) {
    if (entry->cmsg_level != SOL_SOCKET || entry->cmsg_type != SCM_RIGHTS) continue;
    int file = -1;
    std::memcpy(&file, CMSG_DATA(entry), sizeof file);
    received.file = Descriptor(file);
  }
  if (got <= 0) return kGone;
  const auto have = static_cast<std::size_t>(got);
  if (have < sizeof length &&
      !receive_all(socket, reinterpret_cast<char*>(&length) + have, sizeof length - have))
    return kGone;
  if (length > bytes_max)
    return Error{ErrorCode::kUnreadable, "The worker sent a message without a sensible length."};
  received.text.resize(length);
  if (!receive_all(socket, received.text.data(), received.text.size())) return kGone;
  return received;
}

}  // namespace pg
