// What leaves the record: the registry's upload file, billing units, FHIR, tables. Reading only;
// what may go out and what not is said in pipeline/registry.

#include <nlohmann/json.hpp>

#include "apps/service/api.hpp"
#include "pipeline/registry/billing.hpp"
#include "pipeline/registry/fhir.hpp"
#include "pipeline/registry/profile/profile.hpp"
#include "pipeline/registry/redcap.hpp"
#include "pipeline/registry/statistics.hpp"
#include "pipeline/registry/upload.hpp"

namespace pg::service {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kCsv = "text/csv; charset=utf-8";
constexpr const char* kWorkbook =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Hands the case to `make`, or says that there is none.
template <class Make>
Response with_case(Api& api, const Request& request, Make make) {
  const auto view = api.book.view(request.named.at("id"));
  if (!view) return store_trouble(view.error());
  if (*view == nullptr) return no_such_case();
  return make(ExportCase{.subject = (*view)->subject, .models = (*view)->models});
}

Response tagged_text(const Request& request, const ExportCase& one, std::string text,
                     const char* type) {
  Response response =
      tagged(request, one.subject.revision, std::make_shared<const std::string>(std::move(text)));
  response.type = type;
  return response;
}

/// To be kept as a file of this name.
Response file(std::string bytes, const char* type, const std::string& name) {
  Response response;
  response.type = type;
  response.headers = {{"Content-Disposition", "attachment; filename=\"" + name + "\""}};
  response.body = std::make_shared<const std::string>(std::move(bytes));
  return response;
}

Response no_map() {
  return problem(404,
                 "The server has no column map; start it with --map FILE "
                 "(docs/how-to/export.md).");
}

Response all_cases(Api& api, const std::string& name,
                   std::string (*make)(const std::vector<ExportCase>&)) {
  const Result<std::vector<ExportCase>> cases = cases_to_export(api.store, {});
  if (!cases) return store_trouble(cases.error());
  return file(make(*cases), kCsv, name);
}

/// The upload of one case, or the reasons why it may not go out.
template <class Make>
Response upload_file(Api& api, const Request& request, Make make) {
  if (api.map == nullptr) return no_map();
  return with_case(api, request, [&](const ExportCase& one) {
    const Upload upload = upload_of({one}, *api.map);
    if (upload.good == 0)
      return problem(409, "The record misses what the registry's file needs.",
                     "\"problems\":" + Json(upload.rows.front().problems).dump());
    return make(upload);
  });
}

}  // namespace

Response get_billing(Api& api, const Request& request) {
  return with_case(api, request, [&](const ExportCase& one) {
    return tagged_text(request, one, billing_to_json(one.subject.id, billing_of(one.subject)),
                       "application/json");
  });
}

Response get_fhir(Api& api, const Request& request) {
  return with_case(api, request, [&](const ExportCase& one) {
    return tagged_text(request, one, fhir_bundle(one), "application/fhir+json");
  });
}

Response get_upload(Api& api, const Request& request) {
  if (api.map == nullptr) return no_map();
  return with_case(api, request, [&](const ExportCase& one) {
    const Upload upload = upload_of({one}, *api.map);
    const UploadRow& row = upload.rows.front();
    Json columns = Json::array();
    for (std::size_t i = 0; i < row.cells.size(); ++i)
      columns.push_back({{"name", api.map->columns[i].name},
                         {"value", row.cells[i]},
                         {"required", api.map->columns[i].required}});
    return tagged_text(request, one,
                       Json{{"case", one.subject.id},
                            {"ready", upload.good == 1},
                            {"columns", columns},
                            {"problems", row.problems}}
                           .dump(-1, ' ', false, Json::error_handler_t::replace),
                       "application/json");
  });
}

Response get_upload_text(Api& api, const Request& request) {
  return upload_file(api, request, [](const Upload& upload) {
    return file(upload_text(upload), "text/plain; charset=utf-8", upload_file_name(".txt"));
  });
}

Response get_upload_sheet(Api& api, const Request& request) {
  return upload_file(api, request, [&](const Upload& upload) {
    Result<std::string> sheet = upload_sheet(upload, *api.map);
    if (!sheet) return problem(503, sheet.error().message);
    return file(std::move(*sheet), kWorkbook, upload_file_name(".xlsx"));
  });
}

Response get_statistics(Api& api, const Request&) {
  return all_cases(api, "models.csv", statistics_csv);
}

Response get_redcap_records(Api& api, const Request&) {
  return all_cases(api, "redcap_records.csv", redcap_records);
}

Response get_redcap_dictionary(Api&, const Request&) {
  return file(redcap_dictionary(), kCsv, "redcap_dictionary.csv");
}

Response get_profile(Api& api, const Request&) {
  const Result<std::vector<ExportCase>> cases = cases_to_export(api.store, {});
  if (!cases) return store_trouble(cases.error());
  std::vector<CaseFacts> facts;
  for (const ExportCase& one : *cases) facts.push_back(facts_of(one));
  const Result<std::optional<std::vector<CaseFacts>>> community = api.community();
  if (!community) return store_trouble(community.error());
  return json_response(profile_to_json(*community ? profile_of(facts, **community)
                                                  : profile_of(facts)));
}

}  // namespace pg::service
