#include "apps/service/case_summary.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "pipeline/analysis/face_finding.hpp"
#include "pipeline/record/surfaces.hpp"
#include "pipeline/registry/form.hpp"

namespace pg::service {

std::string_view case_state_id(CaseState state) {
  switch (state) {
    case CaseState::kWaiting:
      return "waiting";
    case CaseState::kFailed:
      return "failed";
    case CaseState::kLook:
      return "look";
    case CaseState::kSent:
      return "sent";
    default:
      return "ready";
  }
}

CaseSummary summary_of(const Case& subject, const std::vector<CaseModel>& models,
                       const std::string& changed, const ShownPictures& pictures) {
  CaseSummary summary{.id = subject.id,
                      .created = subject.created,
                      .changed = changed,
                      .revision = subject.revision,
                      .models = models.size(),
                      .classes = {},
                      .findings = {},
                      .picture = {}};
  bool waits = false;
  bool failed = false;
  std::map<std::string, Severity> findings;
  for (const CaseModel& model : models) {
    waits |= model.status == ModelStatus::kQueued || model.status == ModelStatus::kAnalysing;
    failed |= model.status == ModelStatus::kRefused || model.status == ModelStatus::kFailed;
    if (!model.model_class.empty()) summary.classes.push_back(model.model_class);
    if (model.reading.empty()) continue;
    const Result<Reading> reading = reading_from_json(model.reading);
    if (!reading) continue;
    for (const Finding& finding : reading->findings)
      if (finding.severity != Severity::kInfo) {
        const auto [known, fresh] = findings.emplace(finding.id, finding.severity);
        if (!fresh) known->second = std::max(known->second, finding.severity);
      }
    if (!summary.picture && (pictures.faces || !shows_face(*reading)) &&
        keeps_picture(pictures.folder, model.sha256))
      summary.picture = model.id;
  }
  std::sort(summary.classes.begin(), summary.classes.end());
  summary.classes.erase(std::unique(summary.classes.begin(), summary.classes.end()),
                        summary.classes.end());
  summary.findings.assign(findings.begin(), findings.end());
  const Form form = form_of(subject, models);
  summary.open = form.open_count();
  for (const FormSection& section : form.sections)
    for (const FormField& field : section.fields)
      summary.suggestions += !field.open() && field.layer == Layer::kSuggested;
  // Where nothing came after it, what was sent is what is there.
  const bool sent = subject.sent && subject.sent->at == changed;
  summary.state = waits                                    ? CaseState::kWaiting
                  : sent                                   ? CaseState::kSent
                  : failed                                 ? CaseState::kFailed
                  : summary.suggestions + summary.open > 0 ? CaseState::kLook
                                                           : CaseState::kReady;
  return summary;
}

std::string to_json(const CaseSummary& summary) {
  using Json = nlohmann::ordered_json;
  Json findings = Json::array();
  for (const auto& [id, severity] : summary.findings)
    findings.push_back({{"id", id}, {"severity", severity_id(severity)}});
  return Json{{"case", summary.id},
              {"created", summary.created},
              {"changed", summary.changed},
              {"revision", summary.revision},
              {"state", case_state_id(summary.state)},
              {"models", summary.models},
              {"classes", summary.classes},
              {"findings", findings},
              {"suggestions", summary.suggestions},
              {"open", summary.open},
              {"picture", summary.picture ? Json(*summary.picture) : Json()}}
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace pg::service
