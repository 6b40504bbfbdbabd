// Reading cases and models.

#include <algorithm>
#include <charconv>
#include <initializer_list>

#include "apps/service/api.hpp"
#include "apps/service/case_summary.hpp"
#include "pipeline/analysis/face_finding.hpp"
#include "pipeline/record/case_document.hpp"
#include "pipeline/record/surfaces.hpp"

namespace pg::service {
namespace {

constexpr std::size_t kLimitMax = 200;

bool only_known(const Request& request, std::initializer_list<std::string_view> names) {
  return std::all_of(request.query.begin(), request.query.end(), [&](const auto& given) {
    return std::find(names.begin(), names.end(), given.first) != names.end();
  });
}

template <class Number>
bool whole_number(const std::string& text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

/// Empty: well.
std::string read_filter(const Request& request, CaseFilter& filter) {
  if (!only_known(request,
                  {"state", "class", "finding", "q", "since", "until", "limit", "after"}))
    return "The list takes state, class, finding, q, since, until, limit and after, each once.";
  const auto text = [&](const char* name) {
    const auto given = request.query.find(name);
    return given == request.query.end() ? std::string() : given->second;
  };
  if (const std::string state = text("state"); !state.empty()) {
    for (const CaseState known :
         {CaseState::kWaiting, CaseState::kFailed, CaseState::kLook, CaseState::kReady,
          CaseState::kSent})
      if (case_state_id(known) == state) filter.state = known;
    if (!filter.state) return "The state is one of waiting, failed, look, ready, sent.";
  }
  if (const std::string limit = text("limit"); !limit.empty())
    if (!whole_number(limit, filter.limit) || filter.limit < 1 || filter.limit > kLimitMax)
      return "The limit is a whole number from 1 to 200.";
  filter.model_class = text("class");
  filter.finding = text("finding");
  filter.text = text("q");
  filter.since = text("since");
  filter.until = text("until");
  filter.after = text("after");
  return {};
}

std::string escaped(const std::string& text) {
  std::string plain;
  for (const char c : text) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-') {
      plain += c;
    } else {
      plain += '%';
      plain += "0123456789ABCDEF"[static_cast<unsigned char>(c) >> 4];
      plain += "0123456789ABCDEF"[static_cast<unsigned char>(c) & 15];
    }
  }
  return plain;
}

/// The same list from `cursor` on.
std::string next_page(const Request& request, const std::string& cursor) {
  std::string link = "/v1/cases?";
  for (const auto& [name, value] : request.query)
    if (name != "after") link += name + "=" + escaped(value) + "&";
  return link + "after=" + escaped(cursor);
}

Result<CaseModel> named_model(Api& api, const Request& request) {
  const Error none{ErrorCode::kNotApplicable,
                   "There is no model of this number; the case lists its models."};
  std::int64_t id = 0;
  if (!whole_number(request.named.at("id"), id)) return none;
  Result<std::optional<CaseModel>> model = api.book.model(id);
  if (!model) return model.error();
  if (!model->has_value()) return none;
  return std::move(**model);
}

bool is_of_a_face(const CaseModel& model) {
  const Result<Reading> reading = reading_from_json(model.reading);
  return reading && shows_face(*reading);
}

Response trouble_with_model(const Error& error) {
  return error.code == ErrorCode::kNotApplicable ? problem(404, error.message)
                                                 : store_trouble(error);
}

/// What the watched folder kept of a model, by what `read` finds.
Response kept_beside(Api& api, const Request& request, decltype(kept_surface)* read,
                     const char* type) {
  const Result<CaseModel> model = named_model(api, request);
  if (!model) return trouble_with_model(model.error());
  if (!api.faces && is_of_a_face(*model))
    return problem(404, "The surface shows a face, which tells who a person is: it is not served "
                        "(printgauge serve --face-pictures allows it).");
  std::optional<std::string> bytes = read(api.surfaces, model->sha256);
  if (!bytes)
    return problem(404, "No surface was kept for this model; printgauge watch --surfaces keeps one "
                        "for each model that it measures.");
  Response response = tagged(request, 0, std::make_shared<const std::string>(std::move(*bytes)));
  response.type = type;
  return response;
}

}  // namespace

Response get_cases(Api& api, const Request& request) {
  CaseFilter filter;
  if (const std::string wrong = read_filter(request, filter); !wrong.empty())
    return problem(400, wrong);
  const CasePage page = api.book.list(filter);
  std::string body = "{\"total\":" + std::to_string(page.total) + ",\"cases\":[";
  for (const CaseSummary& one : page.cases)
    body += (body.back() == '[' ? "" : ",") + to_json(one);
  const std::string next = page.next.empty() ? "" : next_page(request, page.next);
  body += "],\"next\":" + (next.empty() ? "null" : service::quoted(next)) + "}";
  Response response = json_response(std::move(body));
  if (!next.empty()) response.headers.emplace_back("Link", "<" + next + ">; rel=\"next\"");
  return response;
}

Response get_case(Api& api, const Request& request) {
  const auto view = api.book.view(request.named.at("id"));
  if (!view) return store_trouble(view.error());
  if (*view == nullptr) return no_such_case();
  return tagged(request, (*view)->document_tag,
                std::shared_ptr<const std::string>(*view, &(*view)->document));
}

Response get_form(Api& api, const Request& request) {
  const auto view = api.book.view(request.named.at("id"));
  if (!view) return store_trouble(view.error());
  if (*view == nullptr) return no_such_case();
  return tagged(request, (*view)->form_tag,
                std::shared_ptr<const std::string>(*view, &(*view)->form));
}

Response get_history(Api& api, const Request& request) {
  const std::string& id = request.named.at("id");
  const Result<std::optional<Case>> subject = api.store.find_case(id);
  if (!subject) return store_trouble(subject.error());
  if (!subject->has_value()) return no_such_case();
  const Result<std::vector<HistoryRow>> rows = api.store.history(id);
  if (!rows) return store_trouble(rows.error());
  return tagged(request, (*subject)->revision,
                std::make_shared<const std::string>(history_document(id, *rows)));
}

Response get_model(Api& api, const Request& request) {
  const Result<CaseModel> model = named_model(api, request);
  if (!model) return trouble_with_model(model.error());
  return tagged(request, 0, std::make_shared<const std::string>(model_document(*model)));
}

Response get_surface(Api& api, const Request& request) {
  return kept_beside(api, request, kept_surface, "application/octet-stream");
}

Response get_picture(Api& api, const Request& request) {
  return kept_beside(api, request, kept_picture, "image/png");
}

}  // namespace pg::service
