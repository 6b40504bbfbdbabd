#include "apps/service/api.hpp"

#include <algorithm>
#include <chrono>
#include <exception>

#include "apps/service/digest.hpp"

namespace pg::service {
namespace {

constexpr std::string_view kBearer = "Bearer ";

/// The pattern's segments against the path's; fills in what the pattern names.
bool fits(std::string_view pattern, Request& request) {
  std::map<std::string, std::string> named;
  for (std::size_t i = 0; i < request.path.size(); ++i) {
    pattern.remove_prefix(1);  // the slash
    const std::size_t end = std::min(pattern.find('/'), pattern.size());
    const std::string_view segment = pattern.substr(0, end);
    pattern.remove_prefix(end);
    if (segment.front() == '{') {
      if (request.path[i].empty()) return false;
      named[std::string(segment.substr(1, segment.size() - 2))] = request.path[i];
    } else if (segment != request.path[i]) {
      return false;
    }
    if (pattern.empty() != (i + 1 == request.path.size())) return false;
  }
  request.named = std::move(named);
  return true;
}

Principal who_asks(TokenFile& tokens, const Request& request) {
  const std::string given = request.header("authorization");
  if (given.rfind(kBearer, 0) != 0) return {};
  return tokens.who(given.substr(kBearer.size()));
}

Response refused(const Request& request, Role least) {
  if (request.who.role == Role::kNobody) {
    Response response = problem(
        401, "A token is needed: `printgauge token add NAME` makes one; send it as Authorization: Bearer.");
    response.headers.emplace_back("WWW-Authenticate", "Bearer");
    return response;
  }
  return problem(403, "This needs a token with the role " + std::string(role_id(least)) +
                          "; yours is for " + std::string(role_id(request.who.role)) + ".");
}

Response routed(Api& api, Request& request) {
  if (!parse_target(request)) return problem(400, "The address is not a path of this server.");
  if (request.path.front() != "v1") return api.page.answer(request);
  request.who = who_asks(api.tokens, request);
  const std::string method = request.method == "HEAD" ? "GET" : request.method;
  std::string allowed;
  for (const Route& route : all_routes()) {
    if (!fits(route.pattern, request)) continue;
    if (route.method != method) {
      allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
      continue;
    }
    if (request.who.role < route.role) return refused(request, route.role);
    return route.handle(api, request);
  }
  // Nobody learns without a token what there is.
  if (request.who.role == Role::kNobody) return refused(request, Role::kRead);
  if (allowed.empty()) return problem(404, "There is nothing at this address.");
  Response response = problem(405, "This address takes " + allowed + ".");
  response.headers.emplace_back("Allow", allowed);
  return response;
}

bool may_ask(const Api& api, const std::string& origin) {
  return std::find(api.origins.begin(), api.origins.end(), origin) != api.origins.end();
}

/// A browser asks beforehand whether a page from elsewhere may ask (Fetch standard, CORS).
Response preflight() {
  Response response;
  response.type = "text/plain";
  response.headers = {{"Access-Control-Allow-Methods", "GET, PUT, POST, DELETE"},
                      {"Access-Control-Allow-Headers",
                       "Authorization, Content-Type, If-Match, If-None-Match, Last-Event-ID"},
                      {"Access-Control-Max-Age", "600"}};
  return response;
}

}  // namespace

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
      {"GET", "/v1/cases/{id}/billing", "getBilling", Role::kRead, get_billing},
      {"GET", "/v1/cases/{id}/fhir", "getFhir", Role::kRead, get_fhir},
      {"GET", "/v1/cases/{id}/upload", "getUpload", Role::kRead, get_upload},
      {"GET", "/v1/cases/{id}/upload.txt", "getUploadText", Role::kRead, get_upload_text},
      {"GET", "/v1/cases/{id}/upload.xlsx", "getUploadSheet", Role::kRead, get_upload_sheet},
      {"GET", "/v1/statistics.csv", "getStatistics", Role::kRead, get_statistics},
      {"GET", "/v1/redcap/dictionary.csv", "getRedcapDictionary", Role::kRead, get_redcap_dictionary},
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

bool Api::takes_file(Request request) const {
  if (!parse_target(request)) return false;
  const auto route = std::find_if(all_routes().begin(), all_routes().end(), [](const Route& one) {
    return one.handle == post_model;
  });
  return fits(route->pattern, request) && who_asks(tokens, request).role >= route->role;
}

Response Api::answer(Request request) {
  const auto begin = std::chrono::steady_clock::now();
  const std::string origin = request.header("origin");
  const bool from_elsewhere = !origin.empty() && may_ask(*this, origin);
  Response response;
  try {
    response = from_elsewhere && request.method == "OPTIONS" ? preflight() : routed(*this, request);
  } catch (const std::exception&) {
    // The reason may quote what was sent; it goes nowhere.
    response = problem(500, "The server failed inside; please report what you asked for.");
  }
  if (!origins.empty()) response.headers.emplace_back("Vary", "Origin");
  if (from_elsewhere) {
    response.headers.emplace_back("Access-Control-Allow-Origin", origin);
    response.headers.emplace_back("Access-Control-Expose-Headers", "ETag, Link, Content-Disposition");
  }
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  const auto has = [&](std::string_view name) {
    return std::any_of(response.headers.begin(), response.headers.end(),
                       [&](const auto& header) { return header.first == name; });
  };
  if (!has("Content-Security-Policy"))
    response.headers.emplace_back("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  if (!has("Cache-Control")) response.headers.emplace_back("Cache-Control", "no-store");
  counters->answered(response.status, std::chrono::steady_clock::now() - begin);
  return response;
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
