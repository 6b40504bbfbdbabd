#include "pipeline/intake/case_files.hpp"

#include <algorithm>

#include "pipeline/intake/case_findings.hpp"
#include "pipeline/intake/case_id.hpp"
#include "pipeline/registry/case_file.hpp"

namespace pg {
namespace {

constexpr int kTries = 5;

/// The case as case.json leaves it. Error: it stays as it is but for the finding that says why.
Result<Ok> apply(Case& subject, const std::string& sha256, const std::string& text,
                 const Stamp& stamp) {
  const Result<CaseFile> file = read_case_file(text);
  if (!file) return file.error();
  return take_case_file(subject, *file, sha256, stamp.at);
}

std::string sentence(std::string reason) {
  if (!reason.empty() && reason[0] >= 'A' && reason[0] <= 'Z')
    reason[0] = static_cast<char>(reason[0] - 'A' + 'a');
  if (!reason.empty() && reason.back() == '.') reason.pop_back();
  return "The file case.json was not taken: " + reason + ".";
}

bool is_refusal(const Finding& finding) {
  return finding.id == kCaseFileRefused.id;
}

/// What case.json stated before stands on; the file's hash is kept, so that it is judged once.
void refuse(Case& subject, const std::string& sha256, const std::string& reason,
            const Stamp& stamp) {
  subject.findings.push_back(make_finding(kCaseFileRefused, sentence(reason)));
  if (!subject.case_file) subject.case_file.emplace();
  subject.case_file->value.sha256 = sha256;
  subject.case_file->by = stamp.by;
  subject.case_file->at = stamp.at;
}

bool refused_alike(const Case& subject, const std::string& reason) {
  return std::any_of(subject.findings.begin(), subject.findings.end(), [&](const Finding& finding) {
    return is_refusal(finding) && finding.text == sentence(reason);
  });
}

}  // namespace

Result<Ok> CaseFiles::take_settled(const std::vector<FoundFile>& files, SettleTracker::Time now) {
  for (auto done = done_.begin(); done != done_.end();) {
    const bool there = std::any_of(files.begin(), files.end(), [&](const FoundFile& file) {
      return file.relative == done->first;
    });
    done = there ? std::next(done) : done_.erase(done);
  }
  for (const FoundFile& file : files) {
    const auto done = done_.find(file.relative);
    if (done != done_.end() && done->second == file.signature) continue;
    if (!tracker_.see(file.relative, file.signature, now)) continue;
    if (Result<Ok> taken = take(file); !taken) return taken;
  }
  return ok();
}

Result<std::optional<CaseFiles::Content>> CaseFiles::read(const FoundFile& file) const {
  Content content;
  const Result<GuardedFile> opened = GuardedFile::open_in(root_, file.relative);
  if (!opened) {
    if (opened.error().code == ErrorCode::kStore) return opened.error();
    if (opened.error().code == ErrorCode::kNotApplicable) return std::optional<Content>();
    content.trouble = opened.error().message;
    return std::optional<Content>(std::move(content));
  }
  const Result<std::string> digest = opened->sha256();
  const Result<std::string> text = opened->beginning(kCaseFileBytesMax + 1);
  if (opened->signature() != file.signature) return std::optional<Content>();
  if (digest && text) {
    content.sha256 = *digest;
    content.text = *text;
  } else {
    content.trouble = digest ? text.error().message : digest.error().message;
  }
  return std::optional<Content>(std::move(content));
}

Result<Ok> CaseFiles::take(const FoundFile& file) {
  const Result<std::optional<Content>> content = read(file);
  if (!content) return content.error();
  if (!content->has_value()) return ok();
  Result<Ok> written = write(file, **content);
  for (int tries = 1; !written && tries < kTries; ++tries) written = write(file, **content);
  if (!written) return written;
  done_[file.relative] = file.signature;
  tracker_.forget(file.relative);
  return ok();
}

Result<Ok> CaseFiles::write(const FoundFile& file, const Content& content) {
  CaseName name = case_name_of(file.case_folder, key_);
  const Result<std::optional<Case>> found = store_.find_case(name.id);
  if (!found) return found.error();
  Case subject;
  if (found->has_value()) {
    subject = **found;
  } else {
    subject.id = name.id;
    subject.findings = std::move(name.findings);
  }
  if (content.trouble.empty() && subject.case_file &&
      subject.case_file->value.sha256 == content.sha256)
    return ok();
  if (!content.trouble.empty() && refused_alike(subject, content.trouble)) return ok();

  Stamp stamp = stamp_now(by_);
  std::erase_if(subject.findings, is_refusal);
  const Result<Ok> applied = content.trouble.empty()
                                 ? apply(subject, content.sha256, content.text, stamp)
                                 : Result<Ok>(Error{ErrorCode::kUnreadable, content.trouble});
  if (applied) {
    stamp.by = subject.case_file->by;  // the person who states it
  } else {
    refuse(subject, content.sha256, applied.error().message, stamp);
  }
  const Result<Ok> written = found->has_value() ? store_.update_case(subject, stamp)
                                                : store_.create_case(subject, stamp);
  if (!written) return written;
  using Kind = IntakeEvent::Kind;
  teller_.tell({.kind = applied ? Kind::kStated : Kind::kStatementRefused,
                .case_id = subject.id,
                .text = applied ? "" : subject.findings.back().text});
  return ok();
}

}  // namespace pg
