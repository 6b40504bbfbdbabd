#pragma once
/// Hears from the kernel (inotify(7)) that something in a tree of folders has changed.
///
/// Events only wake the scanner: what is there, and whether it is complete, is told by scans alone.
/// So a lost event (queue overflow, a folder made and filled before it was watched, a network share
/// that tells nothing) costs the time until the next periodic scan, never a file.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace pg {

class FolderEvents {
 public:
  explicit FolderEvents(std::filesystem::path root);
  ~FolderEvents();
  FolderEvents(const FolderEvents&) = delete;
  FolderEvents& operator=(const FolderEvents&) = delete;

  /// For poll(2); -1 where the kernel gives no inotify: then only periodic scans are left.
  [[nodiscard]] int descriptor() const { return descriptor_; }
  /// Watches exactly these folders (relative to the root). False: some could not be watched, and
  /// only periodic scans see them.
  bool watch(const std::vector<std::string>& folders);
  struct Heard {
    bool changed = false;
    bool overflow = false;  ///< The queue was full: events were lost.
  };
  /// Takes what is in the queue; never waits.
  Heard drain();

 private:
  std::filesystem::path root_;
  int descriptor_ = -1;
  std::map<std::string, int> watches_;
};

}  // namespace pg
