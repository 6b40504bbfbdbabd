#include "pipeline/intake/path_book.hpp"

namespace pg {

std::vector<std::string> PathBook::become(const std::vector<FoundFile>& files) {
  const std::lock_guard lock(mutex_);
  std::map<std::string, std::string> still;
  std::vector<const FoundFile*> fresh;
  for (const FoundFile& file : files) {
    if (auto node = keys_.extract(file.relative)) {
      still.insert(std::move(node));
    } else {
      fresh.push_back(&file);
    }
  }
  std::vector<std::string> gone;
  for (const auto& [relative, source] : keys_) {
    paths_.erase(source);
    gone.push_back(relative);
  }
  keys_ = std::move(still);
  for (const FoundFile* const file : fresh) {
    // The root is part of it: two watched folders may hold the same relative path.
    const std::string source = key_.hash("source", root_key_ + file->relative);
    keys_[file->relative] = source;
    paths_[source] = file->relative;
  }
  return gone;
}

std::string PathBook::source_key(const std::string& relative) const {
  const std::lock_guard lock(mutex_);
  return keys_.at(relative);
}

std::optional<std::string> PathBook::path_of(const std::string& source_key) const {
  const std::lock_guard lock(mutex_);
  const auto found = paths_.find(source_key);
  if (found == paths_.end()) return std::nullopt;
  return found->second;
}

}  // namespace pg
