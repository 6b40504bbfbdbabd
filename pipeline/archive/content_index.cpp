#include "pipeline/archive/content_index.hpp"

#include <filesystem>
#include <utility>

namespace pg {

ContentIndex::Answer ContentIndex::ask(const std::string& content, std::size_t source) {
  const auto [it, fresh] = entries_.try_emplace(content);
  Entry& entry = it->second;
  if (fresh) {
    entry.source = source;
    return {Turn::kAnalyse};
  }
  if (entry.there) return {Turn::kSame, entry.source};
  entry.parked.push_back(source);
  return {Turn::kParked};
}

std::vector<std::size_t> ContentIndex::finished(const std::string& content, std::size_t source) {
  Entry& entry = entries_[content];
  entry.source = source;
  entry.there = true;
  return std::exchange(entry.parked, {});
}

std::string content_key(const std::string& sha256, const std::string& name) {
  std::string key = sha256 + std::filesystem::path(name).extension().string();
  for (char& c : key)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return key;
}

}  // namespace pg
