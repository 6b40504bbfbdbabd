#include "pipeline/intake/scanner.hpp"

#include <poll.h>

#include <algorithm>

#include "pipeline/analyze.hpp"
#include "pipeline/intake/case_id.hpp"

namespace pg {
namespace {

using namespace std::chrono_literals;

/// After an event the scan waits a little: files come in bursts.
constexpr auto kBurst = 50ms;

}  // namespace

Scanner::Scanner(Store& store, const SiteKey& key, const Premises& premises, PathBook& book,
                 Teller& teller, const Wake& work)
    : store_(store),
      key_(key),
      premises_(premises),
      book_(book),
      teller_(teller),
      work_(work),
      tracker_(premises.settle),
      case_files_(store, key_, premises.root, premises.by, premises.settle, teller) {
  if (!premises.archive.empty())
    archivist_ = std::make_unique<Archivist>(
        store, book, FileArchive(premises.root, premises.archive), teller);
}

Result<Ok> Scanner::begin() {
  Result<std::vector<KnownFile>> known = store_.known_files(premises_.root_key);
  if (!known) return known.error();
  for (KnownFile& file : *known) known_.emplace(file.source_key, std::move(file));
  if (!premises_.poll_only) events_ = std::make_unique<FolderEvents>(premises_.root);
  teller_.tell({.kind = IntakeEvent::Kind::kStarted,
                .text = events_ == nullptr || events_->descriptor() < 0 ? "scanning only"
                                                                        : "scanning and events"});
  return ok();
}

std::string Scanner::stat_key(const FileSignature& s) const {
  std::string text;
  // Without the device: its number changes when a share is mounted anew, or on another machine.
  for (const std::uint64_t part :
       {s.size, static_cast<std::uint64_t>(s.mtime_ns), static_cast<std::uint64_t>(s.ctime_ns),
        s.inode})
    text += std::to_string(part) + ";";
  return key_.hash("stat", text);
}

bool Scanner::look() {
  const Clock::time_point now = Clock::now();
  last_look_ = now;
  next_look_ = now + premises_.poll;
  forget_asked();
  Result<Scan> scan = scan_folder(premises_.root);
  if (!scan) {
    teller_.trouble(Side::kScan, scan.error());
    return false;
  }
  if (events_ != nullptr) events_->watch(scan->folders);
  // What is gone is forgotten here; the record keeps it.
  for (const std::string& relative : book_.become(scan->files)) {
    done_.erase(relative);
    tracker_.forget(relative);
    if (archivist_) archivist_->forget(relative);
  }
  if (Result<Ok> taken = take_settled(*scan, now); taken) {
    teller_.well(Side::kScan);
  } else {
    teller_.trouble(Side::kScan, taken.error());
  }
  look_took_ = Clock::now() - now;
  teller_.tell({.kind = IntakeEvent::Kind::kLooked,
                .seconds = std::chrono::duration<double>(look_took_).count(),
                .files = scan->files.size()});
  return !teller_.in_trouble(Side::kScan);
}

/// Error: the store is in trouble, and the rest waits for it; or the archive is, and only that waits.
Result<Ok> Scanner::take_settled(const Scan& scan, Clock::time_point now) {
  if (Result<Ok> stated = case_files_.take_settled(scan.case_files, now); !stated) return stated;
  for (const FoundFile& file : scan.files) {
    const auto done = done_.find(file.relative);
    if (done != done_.end() && done->second == file.signature) continue;
    if (known_as_it_is(file)) continue;
    if (!tracker_.see(file.relative, file.signature, now)) continue;
    if (Result<Ok> taken = take(file); !taken) return taken;
  }
  if (!archivist_) return ok();
  return archivist_->put_away(scan.files,
                              [&](const FileSignature& signature) { return stat_key(signature); });
}

void Scanner::done_with(const FoundFile& file, const std::string& sha256) {
  done_[file.relative] = file.signature;
  tracker_.forget(file.relative);
  if (archivist_ && !sha256.empty()) archivist_->stands(file.relative, sha256);
}

/// Whether the store has had this file, as it is, since before the start.
bool Scanner::known_as_it_is(const FoundFile& file) {
  const auto found = known_.find(book_.source_key(file.relative));
  if (found == known_.end()) return false;
  const KnownFile known = std::move(found->second);
  known_.erase(found);
  const bool read = known.status == ModelStatus::kOk || known.status == ModelStatus::kRefused;
  if (known.stat_key != stat_key(file.signature) || known.sha256.empty() ||
      known.version != version() || known.options != premises_.digest ||
      (read && premises_.complete && !premises_.complete(known.case_id, known.sha256)))
    return false;
  done_with(file, known.sha256);
  return true;
}

Observation Scanner::observation_of(const FoundFile& file) const {
  Observation seen;
  if (file.case_folder.empty()) {
    seen.case_id = kUnsortedCase;
  } else {
    CaseName name = case_name_of(file.case_folder, key_);
    seen.case_id = std::move(name.id);
    seen.case_findings = std::move(name.findings);
  }
  seen.root_key = premises_.root_key;
  seen.source_key = book_.source_key(file.relative);
  seen.stat_key = stat_key(file.signature);
  seen.bytes = file.signature.size;
  seen.version = version();
  seen.options = premises_.digest;
  // With an archive a file that is not here is there, and one of its content is a copy of it.
  if (!archivist_) seen.present = [this](const std::string& key) { return book_.has(key); };
  return seen;
}

Result<Ok> Scanner::take(const FoundFile& file) {
  Observation seen = observation_of(file);
  const Result<GuardedFile> opened = GuardedFile::open_in(premises_.root, file.relative);
  if (opened) {
    if (opened->signature() != file.signature) return ok();  // seen again in the next scan
    Result<std::string> digest = opened->sha256();
    if (opened->signature() != file.signature) return ok();
    if (digest) {
      seen.sha256 = *digest;
    } else {
      seen.error = digest.error().message;
    }
  } else {
    if (opened.error().code == ErrorCode::kStore) return opened.error();
    if (opened.error().code == ErrorCode::kNotApplicable) return ok();  // gone since the scan
    seen.error = opened.error().message;
  }
  Result<Observed> observed = observe(seen);
  if (!observed) return observed.error();
  done_with(file, seen.sha256);
  tell(*observed, seen, file.relative);
  return ok();
}

Result<Observed> Scanner::observe(const Observation& seen) {
  Result<Observed> observed = store_.observe(seen, stamp_now(premises_.by));
  if (!observed || !premises_.complete || seen.sha256.empty()) return observed;
  // The record has this content; what belongs beside it may be missing.
  if (*observed != Observed::kQueued && !premises_.complete(seen.case_id, seen.sha256)) {
    Observation again = seen;
    again.again = true;
    return store_.observe(again, stamp_now(premises_.by));
  }
  return observed;
}

void Scanner::tell(Observed observed, const Observation& seen, const std::string& relative) {
  using Kind = IntakeEvent::Kind;
  switch (observed) {
    case Observed::kQueued:
      if (premises_.complete) {
        const std::lock_guard lock(mutex_);
        queued_.emplace(seen.sha256, Waiting{seen.case_id, relative});
      }
      teller_.tell({.kind = Kind::kQueued, .case_id = seen.case_id, .sha256 = seen.sha256});
      break;
    case Observed::kShared:
      teller_.tell({.kind = Kind::kShared, .case_id = seen.case_id, .sha256 = seen.sha256});
      break;
    case Observed::kUnreadable:
      teller_.tell({.kind = Kind::kFailed, .case_id = seen.case_id, .text = seen.error});
      break;
    case Observed::kKnown:
      break;
  }
}

void Scanner::forget_asked() {
  const std::lock_guard lock(mutex_);
  ++looks_begun_;
  for (const std::string& relative : again_) done_.erase(relative);
  again_.clear();
}

void Scanner::run(int stop_descriptor, const Wake& end) {
  next_look_ = Clock::now();
  pollfd ends[2] = {{.fd = stop_descriptor, .events = POLLIN, .revents = 0},
                    {.fd = end.descriptor(), .events = POLLIN, .revents = 0}};
  while (poll(ends, 2, 0) == 0) {
    if (Clock::now() >= next_look_) {
      const bool well = look();
      {
        const std::lock_guard lock(mutex_);
        looks_done_ = looks_begun_;
        all_taken_ = well && tracker_.waiting() == 0 && case_files_.waiting() == 0 &&
                     again_.empty() && (!archivist_ || archivist_->all_tried());
      }
      looked_.notify_all();
      work_.ring();
    }
    wait(stop_descriptor, end);
  }
  const std::lock_guard lock(mutex_);
  ended_ = true;
  looked_.notify_all();
}

void Scanner::wait(int stop_descriptor, const Wake& end) {
  const bool in_trouble = teller_.in_trouble(Side::kScan);
  Clock::time_point until = next_look_;
  // A file that was due at the last look already waits for something else: the next look.
  for (const auto& due : {tracker_.next_due(), case_files_.next_due()})
    if (due && *due > last_look_ && !in_trouble) until = std::min(until, *due);
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(
      std::max(until - Clock::now(), Clock::duration(0)));
  pollfd waiting[4] = {
      {.fd = stop_descriptor, .events = POLLIN, .revents = 0},
      {.fd = end.descriptor(), .events = POLLIN, .revents = 0},
      {.fd = asked_.descriptor(), .events = POLLIN, .revents = 0},
      {.fd = events_ == nullptr ? -1 : events_->descriptor(), .events = POLLIN, .revents = 0}};
  poll(waiting, 4, static_cast<int>(left.count()));
  if (until != next_look_ && Clock::now() >= until) next_look_ = until;
  if ((waiting[2].revents & POLLIN) != 0) {
    asked_.quiet();
    if (!in_trouble) next_look_ = std::min(next_look_, Clock::now());
  }
  if (events_ != nullptr && events_->drain().changed && !in_trouble) {
    // In a large tree a scan has its price: not more than a fifth of the time goes there.
    const Clock::duration gap = std::max<Clock::duration>(kBurst, 4 * look_took_);
    next_look_ = std::min(next_look_, std::max(Clock::now() + kBurst, last_look_ + gap));
  }
}

void Scanner::look_again(const std::string& relative) {
  const std::lock_guard lock(mutex_);
  again_.push_back(relative);
  all_taken_ = false;
}

void Scanner::measured(const std::string& sha256) {
  const std::lock_guard lock(mutex_);
  if (archivist_) {
    archivist_->measured(sha256);
    all_taken_ = false;
  }
  if (!premises_.complete) return;
  const auto [first, last] = queued_.equal_range(sha256);
  for (auto each = first; each != last; ++each) {
    if (premises_.complete(each->second.case_id, sha256)) continue;
    again_.push_back(each->second.relative);
    all_taken_ = false;
  }
  queued_.erase(first, last);
}

void Scanner::look_now() {
  std::unique_lock lock(mutex_);
  const std::uint64_t before = looks_begun_;
  asked_.ring();
  looked_.wait(lock, [&] { return ended_ || looks_done_ > before; });
}

bool Scanner::all_taken() const {
  const std::lock_guard lock(mutex_);
  return all_taken_;
}

}  // namespace pg
