#include "apps/service/case_book.hpp"

#include <algorithm>
#include <set>

#include "apps/service/case_summary.hpp"
#include "apps/service/digest.hpp"
#include "pipeline/record/case_document.hpp"
#include "pipeline/registry/form.hpp"

namespace pg::service {
namespace {

constexpr std::size_t kChangesAtOnce = 500;

bool matches(const CaseSummary& one, const CaseFilter& filter) {
  if (filter.state && one.state != *filter.state) return false;
  if (!filter.model_class.empty() &&
      !std::binary_search(one.classes.begin(), one.classes.end(), filter.model_class))
    return false;
  if (!filter.finding.empty() &&
      std::none_of(one.findings.begin(), one.findings.end(),
                   [&](const auto& finding) { return finding.first == filter.finding; }))
    return false;
  if (one.id.find(filter.text) == std::string::npos) return false;
  if (one.created < filter.since) return false;
  return filter.until.empty() || one.created < filter.until;
}

/// Cases in the order of lists: newest first, equal times by id.
std::string place_of(const CaseSummary& one) {
  return one.created + "|" + one.id;
}

std::size_t bytes_of(const CaseView& view) {
  std::size_t bytes = sizeof view + view.document.size() + view.form.size();
  for (const CaseModel& model : view.models) bytes += sizeof model + model.reading.size();
  return bytes;
}

}  // namespace

Result<Ok> CaseBook::take_in(const std::string& id, const std::string& changed) {
  const Result<std::optional<Case>> subject = store_.find_case(id);
  if (!subject) return subject.error();
  if (!subject->has_value()) return ok();
  Result<std::vector<CaseModel>> models = store_.models(id);
  if (!models) return models.error();
  CaseSummary summary =
      summary_of(**subject, *models, changed.empty() ? (*subject)->created : changed, pictures_);
  bool wanted = false;
  {
    const std::lock_guard lock(mutex_);
    for (const CaseModel& model : *models) case_of_model_[model.id] = id;
    if (changed.empty())
      if (const auto known = cases_.find(id); known != cases_.end())
        summary.changed = known->second.changed;
    cases_[id] = std::move(summary);
    ++turns_[id];
    wanted = forget_view(id);
  }
  // Who asked for it before asks again: made here, nobody waits for it.
  if (wanted) (void)view(id);
  return ok();
}

bool CaseBook::forget_view(const std::string& id) {
  const auto known = views_.find(id);
  if (known == views_.end()) return false;
  view_bytes_ -= bytes_of(*known->second);
  views_.erase(known);
  return true;
}

Result<Ok> CaseBook::take_in_all() {
  const Result<std::vector<Case>> all = store_.cases();
  if (!all) return all.error();
  std::int64_t newest = 0;
  for (const Case& subject : *all) {
    const Result<std::vector<HistoryRow>> rows = store_.history(subject.id);
    if (!rows) return rows.error();
    std::string changed;
    if (!rows->empty()) {
      newest = std::max(newest, rows->back().id);
      changed = rows->back().at;
    }
    if (Result<Ok> taken = take_in(subject.id, changed); !taken) return taken;
  }
  const std::lock_guard lock(mutex_);
  begun_ = true;
  newest_ = forgotten_ = newest;
  return ok();
}

Result<Ok> CaseBook::take_in_changes() {
  while (true) {
    const Result<std::vector<HistoryRow>> rows =
        store_.changes_since(counts().newest, kChangesAtOnce);
    if (!rows) return rows.error();
    if (rows->empty()) return ok();
    std::map<std::string, const HistoryRow*> last;
    for (const HistoryRow& row : *rows) last[row.case_id] = &row;
    for (const auto& [id, row] : last)
      if (Result<Ok> taken = take_in(id, row->at); !taken) return taken;
    const std::lock_guard lock(mutex_);
    std::vector<CaseEvent> fresh;
    for (const auto& [id, row] : last)
      fresh.push_back({.number = row->id, .case_id = id, .what = row->what, .at = row->at});
    std::sort(fresh.begin(), fresh.end(),
              [](const CaseEvent& a, const CaseEvent& b) { return a.number < b.number; });
    events_.insert(events_.end(), fresh.begin(), fresh.end());
    if (events_.size() > kEventsMax) {
      const auto kept = events_.end() - static_cast<std::ptrdiff_t>(kEventsMax / 2);
      forgotten_ = std::prev(kept)->number;
      events_.erase(events_.begin(), kept);
    }
    newest_ = rows->back().id;
  }
}

Result<Ok> CaseBook::refresh() {
  const std::lock_guard one(refreshing_);
  bool begun = false;
  {
    const std::lock_guard lock(mutex_);
    begun = begun_;
  }
  Result<Ok> done = begun ? ok() : take_in_all();
  // Also after the first reading: what changed while it went on.
  if (done) done = take_in_changes();
  const std::lock_guard lock(mutex_);
  well_ = done.has_value();
  return done;
}

CasePage CaseBook::list(const CaseFilter& filter) const {
  const std::lock_guard lock(mutex_);
  std::vector<const CaseSummary*> found;
  for (const auto& [id, one] : cases_)
    if (matches(one, filter)) found.push_back(&one);
  std::sort(found.begin(), found.end(), [](const CaseSummary* a, const CaseSummary* b) {
    return std::tie(b->created, b->id) < std::tie(a->created, a->id);
  });
  CasePage page;
  page.total = found.size();
  for (const CaseSummary* one : found) {
    if (!filter.after.empty() && place_of(*one) >= filter.after) continue;
    if (page.cases.size() == filter.limit) {
      page.next = place_of(page.cases.back());
      break;
    }
    page.cases.push_back(*one);
  }
  return page;
}

Result<std::shared_ptr<const CaseView>> CaseBook::view(const std::string& id) {
  std::uint64_t turn = 0;
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = views_.find(id); found != views_.end()) return found->second;
    if (const auto known = turns_.find(id); known != turns_.end()) turn = known->second;
  }
  Result<std::optional<Case>> subject = store_.find_case(id);
  if (!subject) return subject.error();
  if (!subject->has_value()) return std::shared_ptr<const CaseView>();
  Result<std::vector<CaseModel>> models = store_.models(id);
  if (!models) return models.error();
  auto view = std::make_shared<CaseView>();
  view->document = case_document(**subject, *models);
  view->form = form_to_json(form_of(**subject, *models));
  view->document_tag = entity_tag((*subject)->revision, view->document);
  view->form_tag = entity_tag((*subject)->revision, view->form);
  view->subject = std::move(**subject);
  view->models = std::move(*models);
  const std::lock_guard lock(mutex_);
  // What was read before a change that is known by now must not be kept, nor what no later change
  // would take out: a case that is not yet known.
  if (const auto known = turns_.find(id); known != turns_.end() && known->second == turn) {
    if (view_bytes_ >= kDocumentBytesMax) {
      views_.clear();
      view_bytes_ = 0;
    }
    forget_view(id);  // somebody else may have made it meanwhile
    view_bytes_ += bytes_of(*view);
    views_[id] = view;
  }
  return std::shared_ptr<const CaseView>(std::move(view));
}

Result<std::optional<CaseModel>> CaseBook::model(std::int64_t id) {
  std::string case_id;
  {
    const std::lock_guard lock(mutex_);
    const auto found = case_of_model_.find(id);
    if (found == case_of_model_.end()) return std::optional<CaseModel>();
    case_id = found->second;
  }
  const Result<std::vector<CaseModel>> models = store_.models(case_id, true);
  if (!models) return models.error();
  for (const CaseModel& model : *models)
    if (model.id == id) return std::optional<CaseModel>(model);
  return std::optional<CaseModel>();
}

std::optional<CaseSummary> CaseBook::summary(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = cases_.find(id);
  return found == cases_.end() ? std::nullopt : std::optional(found->second);
}

CaseBook::Counts CaseBook::counts() const {
  const std::lock_guard lock(mutex_);
  Counts counts{.cases = cases_.size(), .waiting = 0, .newest = newest_, .well = well_};
  for (const auto& [id, one] : cases_) counts.waiting += one.state == CaseState::kWaiting;
  return counts;
}

std::optional<std::vector<CaseEvent>> CaseBook::events_after(std::int64_t number) const {
  const std::lock_guard lock(mutex_);
  if (number < forgotten_ || number > newest_) return std::nullopt;
  std::vector<CaseEvent> fresh;
  std::set<std::string> told;
  for (auto event = events_.rbegin(); event != events_.rend() && event->number > number; ++event)
    if (told.insert(event->case_id).second) fresh.push_back(*event);
  std::reverse(fresh.begin(), fresh.end());
  return fresh;
}

}  // namespace pg::service
