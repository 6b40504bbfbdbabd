#include "pipeline/intake/folder_events.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <cstring>
#include <set>

namespace pg {
namespace {

constexpr std::uint32_t kWanted = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE |
                                  IN_DELETE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF |
                                  IN_ONLYDIR | IN_DONT_FOLLOW;

}  // namespace

FolderEvents::FolderEvents(std::filesystem::path root)
    : root_(std::move(root)), descriptor_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {}

FolderEvents::~FolderEvents() {
  if (descriptor_ >= 0) close(descriptor_);
}

bool FolderEvents::watch(const std::vector<std::string>& folders) {
  if (descriptor_ < 0) return false;
  const std::set<std::string> wanted(folders.begin(), folders.end());
  for (auto it = watches_.begin(); it != watches_.end();) {
    if (wanted.count(it->first) != 0) {
      ++it;
      continue;
    }
    inotify_rm_watch(descriptor_, it->second);  // fails where the folder is gone: nothing to do
    it = watches_.erase(it);
  }
  bool all = true;
  for (const std::string& folder : wanted) {
    // Also for folders watched before: one moved away and made anew under its name has no watch
    // yet; for the same folder this changes nothing.
    const int number = inotify_add_watch(descriptor_, (root_ / folder).c_str(), kWanted);
    if (number < 0) {
      all = false;
      watches_.erase(folder);
    } else {
      watches_[folder] = number;
    }
  }
  return all;
}

FolderEvents::Heard FolderEvents::drain() {
  Heard heard;
  if (descriptor_ < 0) return heard;
  alignas(inotify_event) char buffer[16 * 1024];
  for (;;) {
    const ssize_t got = read(descriptor_, buffer, sizeof buffer);
    if (got <= 0) return heard;
    for (ssize_t at = 0; at < got;) {
      inotify_event event{};
      std::memcpy(&event, buffer + at, sizeof event);
      at += static_cast<ssize_t>(sizeof event + event.len);
      if ((event.mask & IN_Q_OVERFLOW) != 0) heard.overflow = true;
      if ((event.mask & IN_IGNORED) == 0) heard.changed = true;
    }
  }
}

}  // namespace pg
