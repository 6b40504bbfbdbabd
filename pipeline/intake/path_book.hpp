#pragma once
/// Which file stands behind a source key. Names end here: everything further knows keys only.
/// For any number of threads.

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "pipeline/intake/scan.hpp"
#include "pipeline/record/site_key.hpp"

namespace pg {

class PathBook {
 public:
  PathBook(SiteKey key, std::string root_key) : key_(key), root_key_(std::move(root_key)) {}

  /// Makes the book that of these files; returns the paths that were in it and are gone.
  std::vector<std::string> become(const std::vector<FoundFile>& files);
  /// Of a path that is in the book.
  [[nodiscard]] std::string source_key(const std::string& relative) const;
  [[nodiscard]] std::optional<std::string> path_of(const std::string& source_key) const;
  [[nodiscard]] bool has(const std::string& source_key) const { return path_of(source_key).has_value(); }

 private:
  const SiteKey key_;
  const std::string root_key_;
  mutable std::mutex mutex_;
  std::map<std::string, std::string> keys_;             ///< Path to source key.
  std::unordered_map<std::string, std::string> paths_;  ///< And back. Only looked up.
};

}  // namespace pg
