#include "pipeline/intake/archivist.hpp"

#include <algorithm>
#include <set>

namespace pg {

void Archivist::stands(const std::string& relative, const std::string& sha256) {
  contents_[relative] = sha256;
  due_[relative] = false;
}

void Archivist::forget(const std::string& relative) {
  contents_.erase(relative);
  due_.erase(relative);
}

void Archivist::measured(const std::string& sha256) {
  const std::lock_guard lock(mutex_);
  measured_.push_back(sha256);
}

void Archivist::take_measured() {
  std::vector<std::string> fresh;
  {
    const std::lock_guard lock(mutex_);
    fresh.swap(measured_);
  }
  if (fresh.empty()) return;
  const std::set<std::string> contents(fresh.begin(), fresh.end());
  for (const auto& [relative, sha256] : contents_)
    if (contents.count(sha256) != 0) due_[relative] = false;
}

Result<Ok> Archivist::move(const FoundFile& file, const KnownFile& known) {
  due_[file.relative] = true;
  const Result<bool> moved = archive_.put_away(file.relative, known.sha256, file.signature);
  if (!moved) return moved.error();
  if (!*moved) return ok();
  forget(file.relative);
  teller_.tell(
      {.kind = IntakeEvent::Kind::kArchived, .case_id = known.case_id, .sha256 = known.sha256});
  return ok();
}

Result<Ok> Archivist::put_away(
    const std::vector<FoundFile>& files,
    const std::function<std::string(const FileSignature&)>& stat_key) {
  take_measured();
  Result<Ok> all = ok();
  for (const FoundFile& file : files) {
    if (due_.count(file.relative) == 0) continue;
    const Result<std::optional<KnownFile>> known =
        store_.find_file(book_.source_key(file.relative));
    if (!known) return known.error();
    // What is refused or failed stays: a person may have to look at it.
    if (!known->has_value() || (*known)->status != ModelStatus::kOk ||
        (*known)->stat_key != stat_key(file.signature)) {
      due_.erase(file.relative);
      continue;
    }
    const Result<Ok> moved = move(file, **known);
    if (!moved && all) all = moved;  // the others may have room
  }
  return all;
}

bool Archivist::all_tried() const {
  const std::lock_guard lock(mutex_);
  return measured_.empty() && std::all_of(due_.begin(), due_.end(),
                                          [](const auto& each) { return each.second; });
}

}  // namespace pg
