#include "apps/service/api.hpp"

#include "apps/service/digest.hpp"

namespace pg::service {
std::span<const Route> all_routes() {
  static constexpr Route kRoutes[] = {
      {"GET", "/v1/health", "health", Role::kNobody, get_health},
      {"GET", "/v1/version", "version", Role::kRead, get_version},
      {"GET", "/v1/openapi.json", "openapi", Role::kRead, get_openapi},
      {"GET", "/v1/metrics", "metrics", Role::kRead, get_metrics},
      {"GET", "/v1/events", "events", Role::kRead, get_events},
      {"GET", "/v1/cases", "listCases", Role::kRead, get_cases},
      {"GET", "/v1/cases/{id}", "getCase", Role::kRead, get_case},
      {"GET", "/v1/cases/{id}/history", "getHistory", Role::kRead, get_history},
      {"GET", "/v1/cases/{id}/form", "getForm", Role::kRead, get_form},
      {"PUT", "/v1/cases/{id}/form/{field}", "putAnswer", Role::kWrite, put_answer},
      {"DELETE", "/v1/cases/{id}/form/{field}", "deleteAnswer", Role::kWrite, delete_answer},
      {"POST", "/v1/cases/{id}/form/{field}/accept", "acceptSuggestion", Role::kWrite, post_accept},
      {"POST", "/v1/cases/{id}/form/{field}/reject", "rejectSuggestion", Role::kWrite, post_reject},
      {"PUT", "/v1/cases/{id}/sent", "putSent", Role::kWrite, put_sent},
      {"DELETE", "/v1/cases/{id}/sent", "deleteSent", Role::kWrite, delete_sent},
      {"GET", "/v1/cases/{id}/billing", "getBilling", Role::kRead, get_billing},
      {"GET", "/v1/cases/{id}/fhir", "getFhir", Role::kRead, get_fhir},
      {"GET", "/v1/cases/{id}/upload", "getUpload", Role::kRead, get_upload},
      {"GET", "/v1/cases/{id}/upload.txt", "getUploadText", Role::kRead, get_upload_text},
      {"GET", "/v1/cases/{id}/upload.xlsx", "getUploadSheet", Role::kRead, get_upload_sheet},
      {"GET", "/v1/statistics.csv", "getStatistics", Role::kRead, get_statistics},
      {"GET", "/v1/redcap/dictionary.csv", "getRedcapDictionary", Role::kRead,
       get_redcap_dictionary},
      {"GET", "/v1/redcap/records.csv", "getRedcapRecords", Role::kRead, get_redcap_records},
      {"GET", "/v1/profile", "getProfile", Role::kRead, get_profile},
      {"POST", "/v1/cases/{id}/models", "postModel", Role::kWrite, post_model},
      {"GET", "/v1/models/{id}", "getModel", Role::kRead, get_model},
      {"GET", "/v1/models/{id}/surface", "getSurface", Role::kRead, get_surface},
      {"GET", "/v1/models/{id}/picture", "getPicture", Role::kRead, get_picture},
      {"GET", "/v1/tokens", "listTokens", Role::kAdmin, get_tokens},
      {"DELETE", "/v1/tokens/{name}", "revokeToken", Role::kAdmin, delete_token},
  };
  return kRoutes;
}

Response store_trouble(const Error& error) {
  return problem(503, error.message);
}

Response no_such_case() {
  return problem(404, "There is no case of this id; GET /v1/cases lists all.");
}

Response tagged(const Request& request, const std::string& tag,
                std::shared_ptr<const std::string> body) {
  Response response;
  response.headers = {{"ETag", tag}, {"Cache-Control", "private, no-cache"}};
  if (request.header("if-none-match") == tag) {
    response.status = 304;
  } else {
    response.body = std::move(body);
  }
  return response;
}

Response tagged(const Request& request, std::int64_t revision,
                std::shared_ptr<const std::string> body) {
  const std::string tag = entity_tag(revision, *body);  // before the body goes
  return tagged(request, tag, std::move(body));
}

}  // namespace pg::service
