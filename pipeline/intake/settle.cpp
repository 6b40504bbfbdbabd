#include "pipeline/intake/settle.hpp"

namespace pg {

bool SettleTracker::see(const std::string& key, const FileSignature& signature, Time now) {
  const auto [it, fresh] = waiting_.try_emplace(key, Seen{signature, now});
  if (fresh) return false;
  if (it->second.signature != signature) {
    it->second = {signature, now};
    return false;
  }
  return now - it->second.since >= settle_;
}

std::optional<SettleTracker::Time> SettleTracker::next_due() const {
  std::optional<Time> first;
  for (const auto& [key, seen] : waiting_)
    if (!first || seen.since + settle_ < *first) first = seen.since + settle_;
  return first;
}

}  // namespace pg
