#pragma once
/// When a file is complete: nobody says so, so it is watched until it stays as it is.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace pg {

/// What tells one state of a file from another without reading it. ctime is there for tools that
/// set mtime back (rsync -t, cp -p): nothing sets ctime back.
struct FileSignature {
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0;
  std::int64_t ctime_ns = 0;
  std::uint64_t inode = 0;
  std::uint64_t device = 0;
  auto operator<=>(const FileSignature&) const = default;
};

/// A file is settled when two scans at least `settle` apart saw the same signature, and no scan
/// between them another one. The clock is the caller's: a steady one, or a test's.
class SettleTracker {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Duration = std::chrono::steady_clock::duration;
  explicit SettleTracker(Duration settle) : settle_(settle) {}

  /// One file of a scan at time `now`; true when it is settled.
  bool see(const std::string& key, const FileSignature& signature, Time now);
  /// Forgets a file: it is gone, or dealt with.
  void forget(const std::string& key) { waiting_.erase(key); }
  /// When the first waiting file could be settled at the earliest.
  [[nodiscard]] std::optional<Time> next_due() const;
  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

 private:
  struct Seen {
    FileSignature signature;
    Time since;
  };
  Duration settle_;
  std::map<std::string, Seen> waiting_;
};

}  // namespace pg
