#include "pipeline/intake/queue_runner.hpp"

#include <chrono>
#include <exception>

#include "io/file.hpp"
#include "pipeline/record/surfaces.hpp"

namespace pg {
namespace {

/// On one thread: with several hands the other cores have files of their own, and waking them for a
/// small one costs more than they give.
constexpr std::uint64_t kSmallBytes = 1 << 20;
constexpr const char* kChangedText =
    "The file changed or went away while it was read; it is taken again when it has settled.";
constexpr const char* kGoneText =
    "The file was taken away before it was analysed; put it back to have it measured.";
constexpr const char* kLookedAtAgainText = "The file could not be read before; it is looked at again.";

}  // namespace

QueueRunner::QueueRunner(Store& store, const Premises& premises, const AnalyzeOptions& analyze,
                         std::unique_ptr<Worker> worker, PathBook& book, Scanner& scanner,
                         Teller& teller, const Wake& more, KeptBeside beside)
    : store_(store),
      premises_(premises),
      analyze_(analyze),
      worker_(std::move(worker)),
      book_(book),
      scanner_(scanner),
      teller_(teller),
      more_(more),
      beside_(std::move(beside)) {}

QueueRunner::Step QueueRunner::trouble(const Error& error) {
  teller_.trouble(Side::kWork, error);
  return Step::kTrouble;
}

QueueRunner::Step QueueRunner::work() {
  if (pending_) {
    Done done = std::move(*pending_);
    pending_.reset();
    return write(std::move(done));
  }
  if (unsure_) {
    if (const auto left = store_.recover(premises_.root_key, stamp()); !left)
      return trouble(left.error());
    unsure_ = false;
  }
  const Result<std::optional<Job>> claimed = store_.claim(premises_.root_key, stamp());
  if (!claimed) {
    unsure_ = true;
    return trouble(claimed.error());
  }
  if (!claimed->has_value()) {
    teller_.well(Side::kWork);
    return Step::kNothing;
  }
  more_.ring();
  return write(measure(**claimed));
}

QueueRunner::Done QueueRunner::measure(const Job& job) {
  Done done{.job = job};
  done.outcome.status = ModelStatus::kFailed;
  done.outcome.version = version();
  done.outcome.options = premises_.digest;
  std::optional<std::string> relative = book_.path_of(job.source_key);
  if (!relative) {
    // Another program may have queued a file that is not yet seen here.
    scanner_.look_now();
    relative = book_.path_of(job.source_key);
  }
  if (!relative || job.sha256.empty()) {
    done.how = Done::How::kChanged;
    done.reason = relative ? kLookedAtAgainText : kGoneText;
    done.relative = relative.value_or("");
    return done;
  }
  const auto start = std::chrono::steady_clock::now();
  try {
    measure_file(*relative, done);
  } catch (const std::exception& error) {
    done.how = Done::How::kFinished;
    done.outcome.status = ModelStatus::kFailed;
    done.outcome.error =
        std::string("The analysis failed inside printgauge; please report it: ") + error.what();
  }
  done.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return done;
}

void QueueRunner::measure_file(const std::string& relative, Done& done) {
  done.relative = relative;
  const Result<GuardedFile> file = GuardedFile::open_in(premises_.root, relative);
  if (!file) {
    const bool ours = file.error().code == ErrorCode::kStore;
    done.how = ours ? Done::How::kTrouble : Done::How::kChanged;
    done.reason = ours ? file.error().message : kChangedText;
    return;
  }
  const FileSignature before = file->signature();
  judge(reading_of(*file, done), *file, before, done);
  if (done.how != Done::How::kFinished || done.outcome.status == ModelStatus::kFailed) return;
  if (Result<Ok> kept = keep_beside(done); !kept) {
    done.how = Done::How::kTrouble;
    done.reason = kept.error().message;
  }
}

Result<Ok> QueueRunner::keep_beside(const Done& done) {
  if (!shape_.surface.empty())
    if (Result<Ok> kept = keep_surface(beside_.surfaces, done.job.sha256, shape_.surface,
                                       shape_.picture_png);
        !kept)
      return kept;
  if (beside_.reports == nullptr) return Ok{};
  return beside_.reports->write(done.job.case_id, done.job.sha256, done.outcome.reading, pictures_);
}

Result<Reading> QueueRunner::reading_of(const GuardedFile& file, const Done& done) {
  pictures_ = {.case_id = done.job.case_id, .faces = beside_.faces};
  shape_ = {};
  if (worker_ != nullptr) {
    Result<std::optional<Reading>> reading =
        worker_->measure({.file = file.descriptor(),
                          .suffix = std::filesystem::path(done.relative).extension().string(),
                          .one_thread = file.signature().size <= kSmallBytes,
                          .pictures = beside_.reports == nullptr ? nullptr : &pictures_},
                         analyze_);
    shape_ = worker_->shape();
    if (!reading) return reading.error();
    return std::move(**reading);  // nothing was asked, so it is there
  }
  Result<BigVector<std::byte>> bytes = load_descriptor(file.descriptor(), analyze_.limits);
  if (bytes) {
    AnalyzeOptions options = beside_.reports == nullptr ? analyze_ : drawing_into(pictures_, analyze_);
    if (!beside_.surfaces.empty()) options = keeping_shape(shape_, beside_.faces, options);
    return analyze(std::move(*bytes), done.relative, options);
  }
  Reading reading;
  reading.version = version();
  reading.process = analyze_.process;
  reading.refused = bytes.error();
  return reading;
}

void QueueRunner::judge(Result<Reading> reading, const GuardedFile& file,
                        const FileSignature& before, Done& done) {
  const auto changed = [&](std::string reason) {
    done.how = Done::How::kChanged;
    done.reason = std::move(reason);
  };
  if (!reading) {
    const ErrorCode code = reading.error().code;
    done.outcome.error = done.reason = reading.error().message;
    if (code == ErrorCode::kStore || code == ErrorCode::kUnsupported)
      done.how = Done::How::kTrouble;
    else if (code == ErrorCode::kUnreadable && done.job.tries < kTriesMax)
      done.how = Done::How::kDied;
    else if (code == ErrorCode::kUnreadable)
      done.outcome.error += " It was tried " + std::to_string(done.job.tries) +
                            " times and is left aside until it changes.";
    return;
  }
  if (reading->refused && reading->sha256.empty()) {  // refused before the bytes were hashed
    if (reading->refused->code != ErrorCode::kTooLarge) return changed(reading->refused->message);
    reading->sha256 = done.job.sha256;
    reading->bytes = done.job.bytes;
  }
  if (reading->sha256 != done.job.sha256 || file.signature() != before) return changed(kChangedText);
  Outcome& outcome = done.outcome;
  outcome.status = reading->refused ? ModelStatus::kRefused : ModelStatus::kOk;
  outcome.reading = to_json(*reading);
  outcome.format = reading->format_id;
  if (reading->model_class) outcome.model_class = reading->model_class->best;
  if (reading->refused) outcome.error = reading->refused->message;
}

Result<bool> QueueRunner::written(const Done& done) {
  switch (done.how) {
    case Done::How::kChanged:
      return store_.give_back(done.job, done.reason, stamp());
    case Done::How::kDied:
      return store_.put_back(done.job, true, stamp());
    case Done::How::kTrouble:
      return store_.put_back(done.job, false, stamp());
    case Done::How::kFinished:
      break;
  }
  return store_.finish(done.job, done.outcome, stamp());
}

QueueRunner::Step QueueRunner::write(Done done) {
  const Result<bool> kept = written(done);
  if (!kept) {
    pending_ = std::move(done);
    return trouble(kept.error());
  }
  if (done.how == Done::How::kTrouble) return trouble({ErrorCode::kStore, done.reason});
  teller_.well(Side::kWork);
  if (!*kept) return Step::kWorked;  // another program has the job now
  if (done.how == Done::How::kFinished) scanner_.measured(done.job.sha256);
  if (done.how == Done::How::kChanged && !done.relative.empty()) scanner_.look_again(done.relative);
  tell(done);
  return Step::kWorked;
}

void QueueRunner::tell(const Done& done) {
  using Kind = IntakeEvent::Kind;
  IntakeEvent event{.case_id = done.job.case_id, .sha256 = done.job.sha256};
  if (done.how != Done::How::kFinished) {
    event.kind = done.how == Done::How::kDied ? Kind::kAgain : Kind::kChanged;
    event.text = done.reason;
  } else {
    event.kind = done.outcome.status == ModelStatus::kOk        ? Kind::kRecorded
                 : done.outcome.status == ModelStatus::kRefused ? Kind::kRefused
                                                                : Kind::kFailed;
    event.text = done.outcome.error;
    event.seconds = done.seconds;
  }
  teller_.tell(std::move(event));
}

}  // namespace pg
