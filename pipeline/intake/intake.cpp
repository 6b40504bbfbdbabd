#include "pipeline/intake/intake.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>

#include "io/file.hpp"
#include "pipeline/intake/case_id.hpp"
#include "pipeline/picture/surface.hpp"
#include "pipeline/record/surfaces.hpp"

namespace pg {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kShownHashDigits = 12;
/// After an event the scan waits a little: files come in bursts.
constexpr auto kBurst = 50ms;

constexpr const char* kChangedText =
    "The file changed or went away while it was read; it is taken again when it has settled.";

}  // namespace

Intake::Intake(Store& store, SiteKey key, IntakeOptions options)
    : store_(store),
      key_(key),
      options_(std::move(options)),
      digest_(options_digest(options_.analyze)),
      tracker_(options_.settle) {}

Intake::~Intake() {
  if (root_descriptor_ >= 0) close(root_descriptor_);
  if (lock_ >= 0) close(lock_);  // and with it the lock goes
}

void Intake::tell(IntakeEvent::Kind kind, const std::string& case_id, const std::string& sha256,
                  std::string text, double seconds) {
  if (!options_.on_event) return;
  options_.on_event({.kind = kind,
                     .case_id = case_id,
                     .sha256 = sha256.substr(0, kShownHashDigits),
                     .text = std::move(text),
                     .seconds = seconds});
}

const std::string& Intake::source_key(const std::string& relative) {
  const auto [it, fresh] = keys_.try_emplace(relative);
  if (fresh) {
    // The root is part of it: two watched folders may hold the same relative path.
    it->second = key_.hash("source", root_key_ + relative);
    paths_[it->second] = relative;
  }
  return it->second;
}

std::string Intake::stat_key(const FileSignature& s) const {
  std::string text;
  for (const std::uint64_t part : {s.size, static_cast<std::uint64_t>(s.mtime_ns),
                                   static_cast<std::uint64_t>(s.ctime_ns), s.inode, s.device})
    text += std::to_string(part) + ";";
  return key_.hash("stat", text);
}

Result<Ok> Intake::lock() {
  const std::filesystem::path path =
      options_.state / ("watch-" + root_key_.substr(0, 16) + ".lock");
  lock_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0)
    return Error{ErrorCode::kStore, std::string("The lock beside the record cannot be made: ") +
                                        std::strerror(errno) + "."};
  if (flock(lock_, LOCK_EX | LOCK_NB) != 0)
    return Error{ErrorCode::kStore,
                 "Another printgauge watch has this folder and this record; stop it first."};
  return ok();
}

Result<Ok> Intake::start() {
  std::error_code error;
  const std::filesystem::path root = std::filesystem::canonical(options_.root, error);
  if (!error) root_descriptor_ = open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (root_descriptor_ < 0)
    return Error{ErrorCode::kUnreadable,
                 std::string("The folder to watch cannot be opened: ") +
                     (error ? error.message() : std::string(std::strerror(errno))) +
                     "; make it, or give another one."};
  options_.root = root;
  root_key_ = key_.hash("root", root.native());
  if (Result<Ok> bound = store_.bind_site_key(key_.hash("fingerprint", "")); !bound)
    return bound.error();
  if (Result<Ok> locked = lock(); !locked) return locked.error();
  // Nobody else works on this folder's queue: what is left as begun was begun before a stop.
  if (!recover()) return last_trouble_;
  Result<std::vector<KnownFile>> known = store_.known_files(root_key_);
  if (!known) return known.error();
  for (KnownFile& file : *known) known_.emplace(file.source_key, file);
  if (options_.worker) {
    options_.worker->surfaces = !options_.surfaces.empty();
    worker_ = std::make_unique<Worker>(*options_.worker);
  }
  if (!options_.poll_only) events_ = std::make_unique<FolderEvents>(root);
  tell(IntakeEvent::Kind::kStarted, "", "",
       events_ == nullptr || events_->descriptor() < 0 ? "scanning only" : "scanning and events");
  return ok();
}

bool Intake::recover() {
  const Result<std::size_t> left = store_.recover(root_key_, stamp());
  if (!left) last_trouble_ = left.error();
  return left.has_value();
}

bool Intake::look() {
  const Clock::time_point now = Clock::now();
  last_look_ = now;
  next_look_ = now + options_.poll;
  Result<Scan> scan = scan_folder(options_.root);
  if (!scan) {
    last_trouble_ = scan.error();
    return false;
  }
  if (events_ != nullptr) events_->watch(scan->folders);

  // What is gone is forgotten here; the record keeps it.
  std::map<std::string, std::string> still;
  for (const FoundFile& file : scan->files)
    if (auto node = keys_.extract(file.relative)) still.insert(std::move(node));
  for (const auto& [relative, source] : keys_) {
    paths_.erase(source);
    done_.erase(relative);
    tracker_.forget(relative);
  }
  keys_ = std::move(still);
  for (const FoundFile& file : scan->files) source_key(file.relative);

  bool well = true;
  for (const FoundFile& file : scan->files) {
    const auto done = done_.find(file.relative);
    if (done != done_.end() && done->second == file.signature) continue;
    if (const auto known = known_.find(source_key(file.relative)); known != known_.end()) {
      const KnownFile& kept = known->second;
      const bool as_it_is = kept.stat_key == stat_key(file.signature) && !kept.sha256.empty() &&
                            kept.version == version() && kept.options == digest_;
      known_.erase(known);
      if (as_it_is) {
        done_[file.relative] = file.signature;
        continue;
      }
    }
    if (!tracker_.see(file.relative, file.signature, now)) continue;
    if (Result<Ok> taken = take(file); !taken) {
      last_trouble_ = taken.error();
      well = false;
      break;  // the store is in trouble: the rest waits for it
    }
  }
  look_took_ = Clock::now() - now;
  return well;
}

Result<Ok> Intake::take(const FoundFile& file) {
  Observation seen;
  if (file.case_folder.empty()) {
    seen.case_id = kUnsortedCase;
  } else {
    CaseName name = case_name_of(file.case_folder, key_);
    seen.case_id = std::move(name.id);
    seen.case_findings = std::move(name.findings);
  }
  seen.root_key = root_key_;
  seen.source_key = source_key(file.relative);
  seen.stat_key = stat_key(file.signature);
  seen.bytes = file.signature.size;
  seen.version = version();
  seen.options = digest_;
  seen.present = [this](const std::string& key) { return paths_.count(key) != 0; };

  const Result<GuardedFile> opened = GuardedFile::open_beneath(root_descriptor_, file.relative);
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
    seen.error = opened.error().message;
  }
  Result<Observed> observed = store_.observe(seen, stamp());
  if (!observed) return observed.error();
  done_[file.relative] = file.signature;
  tracker_.forget(file.relative);
  switch (*observed) {
    case Observed::kQueued:
      tell(IntakeEvent::Kind::kQueued, seen.case_id, seen.sha256);
      break;
    case Observed::kShared:
      ++summary_.recorded;
      tell(IntakeEvent::Kind::kShared, seen.case_id, seen.sha256);
      break;
    case Observed::kUnreadable:
      ++summary_.failed;
      tell(IntakeEvent::Kind::kFailed, seen.case_id, "", seen.error);
      break;
    case Observed::kKnown:
      break;
  }
  return ok();
}

Result<Reading> Intake::reading_of(const GuardedFile& file, const std::string& relative,
                                   std::string& surface) {
  if (worker_ != nullptr) {
    Result<Reading> measured = worker_->analyze(
        file.descriptor(), std::filesystem::path(relative).extension().string(), options_.analyze);
    surface = worker_->surface();
    return measured;
  }
  Result<BigVector<std::byte>> bytes = load_descriptor(file.descriptor(), options_.analyze.limits);
  if (bytes) {
    AnalyzeOptions options = options_.analyze;
    if (!options_.surfaces.empty())
      options.on_measured = [&](const Subject& subject, const Reading& measured) {
        surface = surface_bytes(subject, measured);
      };
    return analyze(std::move(*bytes), relative, options);
  }
  Reading reading;
  reading.version = version();
  reading.process = options_.analyze.process;
  reading.refused = bytes.error();
  return reading;
}

/// `changed` is set when the file is not what was queued. Error: trouble of ours, not of the file.
Result<Outcome> Intake::measure(const Job& job, std::string& changed) {
  Outcome outcome{.status = ModelStatus::kFailed,
                  .version = std::string(version()),
                  .options = digest_,
                  .reading = {},
                  .format = {},
                  .model_class = {},
                  .error = {}};
  const auto path = paths_.find(job.source_key);
  if (path == paths_.end()) {
    changed = "The file was taken away before it was analysed; put it back to have it measured.";
    return outcome;
  }
  const Result<GuardedFile> file = GuardedFile::open_beneath(root_descriptor_, path->second);
  if (!file) {
    changed = kChangedText;
    return outcome;
  }
  const FileSignature before = file->signature();
  std::string surface;
  Result<Reading> reading = reading_of(*file, path->second, surface);
  if (!reading) {
    const ErrorCode code = reading.error().code;
    if (code == ErrorCode::kStore || code == ErrorCode::kUnsupported) return reading.error();
    outcome.error = reading.error().message;
    return outcome;
  }
  if (reading->refused && reading->sha256.empty()) {  // refused before the bytes were hashed
    if (reading->refused->code != ErrorCode::kTooLarge) {
      changed = reading->refused->message;
      return outcome;
    }
    reading->sha256 = job.sha256;
    reading->bytes = job.bytes;
  }
  if (reading->sha256 != job.sha256 || file->signature() != before) {
    changed = kChangedText;
    return outcome;
  }
  if (!surface.empty())
    if (Result<Ok> kept = keep_surface(options_.surfaces, reading->sha256, surface); !kept)
      return kept.error();
  outcome.status = reading->refused ? ModelStatus::kRefused : ModelStatus::kOk;
  outcome.reading = to_json(*reading);
  outcome.format = reading->format_id;
  if (reading->model_class) outcome.model_class = reading->model_class->best;
  if (reading->refused) outcome.error = reading->refused->message;
  return outcome;
}

Intake::Step Intake::work() {
  const Result<std::optional<Job>> claimed = store_.claim(root_key_, stamp());
  if (!claimed) {
    last_trouble_ = claimed.error();
    return Step::kTrouble;
  }
  if (!claimed->has_value()) return Step::kNothing;
  const Job& job = **claimed;
  const Clock::time_point start = Clock::now();
  std::string changed;
  Outcome outcome;
  try {
    Result<Outcome> measured = measure(job, changed);
    if (!measured) {
      last_trouble_ = measured.error();
      return Step::kTrouble;
    }
    outcome = std::move(*measured);
  } catch (const std::exception& error) {
    outcome.error =
        std::string("The analysis failed inside printgauge; please report it: ") + error.what();
    outcome.status = ModelStatus::kFailed;
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  const Result<bool> written = changed.empty() ? store_.finish(job, outcome, stamp())
                                               : store_.give_back(job, changed, stamp());
  if (!written) {
    // Left as begun: taken up again by recover(), which also counts the attempt.
    last_trouble_ = written.error();
    return Step::kTrouble;
  }
  if (!changed.empty()) {
    if (const auto path = paths_.find(job.source_key); path != paths_.end())
      done_.erase(path->second);
    tell(IntakeEvent::Kind::kChanged, job.case_id, job.sha256, changed);
    return Step::kWorked;
  }
  switch (outcome.status) {
    case ModelStatus::kOk:
      ++summary_.recorded;
      tell(IntakeEvent::Kind::kRecorded, job.case_id, job.sha256, "", seconds);
      break;
    case ModelStatus::kRefused:
      ++summary_.refused;
      tell(IntakeEvent::Kind::kRefused, job.case_id, job.sha256, outcome.error, seconds);
      break;
    default:
      ++summary_.failed;
      tell(IntakeEvent::Kind::kFailed, job.case_id, job.sha256, outcome.error, seconds);
  }
  return Step::kWorked;
}

bool Intake::stopped(int stop_descriptor) const {
  pollfd stop{.fd = stop_descriptor, .events = POLLIN, .revents = 0};
  return poll(&stop, 1, 0) > 0;
}

void Intake::wait(int stop_descriptor) {
  Clock::time_point until = next_look_;
  // A file that was due at the last look already waits for something else: the next look.
  if (const auto due = tracker_.next_due(); due && *due > last_look_ && !in_trouble_)
    until = std::min(until, *due);
  const Clock::time_point now = Clock::now();
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(std::max(until - now, Clock::duration(0)));
  pollfd waiting[2] = {
      {.fd = stop_descriptor, .events = POLLIN, .revents = 0},
      {.fd = events_ == nullptr ? -1 : events_->descriptor(), .events = POLLIN, .revents = 0}};
  poll(waiting, 2, static_cast<int>(left.count()));
  if (until != next_look_ && Clock::now() >= until) next_look_ = until;
  if (events_ != nullptr && events_->drain().changed && !in_trouble_) {
    // In a large tree a scan has its price: not more than a fifth of the time goes there.
    const Clock::duration gap = std::max<Clock::duration>(kBurst, 4 * look_took_);
    next_look_ = std::min(next_look_, std::max(Clock::now() + kBurst, last_look_ + gap));
  }
}

Result<IntakeSummary> Intake::run(int stop_descriptor) {
  if (Result<Ok> begun = start(); !begun) return begun.error();
  next_look_ = Clock::now();
  const auto trouble = [&] {
    if (!in_trouble_) tell(IntakeEvent::Kind::kTrouble, "", "", last_trouble_.message);
    in_trouble_ = true;
  };
  while (!stopped(stop_descriptor)) {
    if (Clock::now() >= next_look_) {
      const bool was_in_trouble = in_trouble_;
      in_trouble_ = !look();
      // A job whose result could not be written is still marked as begun.
      if (!in_trouble_ && was_in_trouble) in_trouble_ = !recover();
      if (in_trouble_ && !was_in_trouble)
        tell(IntakeEvent::Kind::kTrouble, "", "", last_trouble_.message);
    }
    const Step step = in_trouble_ ? Step::kTrouble : work();
    if (step == Step::kWorked) continue;
    if (step == Step::kTrouble) {
      trouble();
      if (options_.once) return last_trouble_;
    }
    if (options_.once && tracker_.waiting() == 0) break;
    wait(stop_descriptor);
  }
  tell(IntakeEvent::Kind::kStopped, "", "");
  return summary_;
}

}  // namespace pg
