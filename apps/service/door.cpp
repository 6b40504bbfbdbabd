#include "apps/service/door.hpp"

#include <algorithm>
#include <chrono>
#include <exception>

#include "geometry/check.hpp"
#include "pipeline/registry/export_case.hpp"

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
    Response response = problem(401,
                                "A token is needed: `printgauge token add NAME` makes one; send it "
                                "as Authorization: Bearer.");
    response.headers.emplace_back("WWW-Authenticate", "Bearer");
    return response;
  }
  return problem(403, "This needs a token with the role " + std::string(role_id(least)) +
                          "; yours is for " + std::string(role_id(request.who.role)) + ".");
}

Response of_no_site(const Principal& who) {
  return problem(403, who.site.empty()
                          ? "Your token names no site, and this server has some: make another with "
                            "`printgauge token add NAME --site SITE`."
                          : "Your token is for a site whose record is not served here.");
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

/// What counts are made of, of all sites but `but`.
Result<std::optional<std::vector<CaseFacts>>> pooled(std::span<const Api> sites, const Api& but) {
  using Facts = std::optional<std::vector<CaseFacts>>;
  if (sites.size() < kOthersForCommunity + 1) return Facts();
  std::vector<CaseFacts> facts;
  std::size_t with_cases = 0;
  for (const Api& site : sites) {
    if (site.site == but.site) continue;
    const Result<std::vector<ExportCase>> cases = cases_to_export(site.store, {});
    if (!cases) return cases.error();
    with_cases += !cases->empty();
    for (const ExportCase& one : *cases) facts.push_back(facts_of(one));
  }
  return with_cases < kOthersForCommunity ? Facts() : Facts(std::move(facts));
}

}  // namespace

Door::Door(std::vector<Api> sites, TokenFile& tokens, const Page& page,
           std::vector<std::string> origins)
    : sites_(std::move(sites)), tokens_(tokens), page_(page), origins_(std::move(origins)) {
  PG_CHECK(!sites_.empty());
  for (Api& site : sites_) {
    site.counters = counters_;
    site.all_well = [this] {
      return std::all_of(sites_.begin(), sites_.end(),
                         [](const Api& one) { return one.book.counts().well; });
    };
    site.community = [this, &site] { return pooled(sites_, site); };
  }
}

Api* Door::site_of(const Principal& who) {
  const auto found = std::find_if(sites_.begin(), sites_.end(),
                                  [&](const Api& site) { return site.site == who.site; });
  return found == sites_.end() ? nullptr : &*found;
}

Result<Ok> Door::refresh() {
  Result<Ok> all = ok();
  for (Api& site : sites_)
    if (Result<Ok> done = site.book.refresh(); !done && all) all = std::move(done);
  return all;
}

bool Door::may_ask(const std::string& origin) const {
  return std::find(origins_.begin(), origins_.end(), origin) != origins_.end();
}

Response Door::routed(Request& request) {
  if (!parse_target(request)) return problem(400, "The address is not a path of this server.");
  if (request.path.front() != "v1") return page_.answer(request);
  request.who = who_asks(tokens_, request);
  const std::string method = request.method == "HEAD" ? "GET" : request.method;
  std::string allowed;
  for (const Route& route : all_routes()) {
    if (!fits(route.pattern, request)) continue;
    if (route.method != method) {
      allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
      continue;
    }
    // What is open to all is of no site.
    if (route.role == Role::kNobody) return route.handle(sites_.front(), request);
    if (request.who.role < route.role) return refused(request, route.role);
    Api* const site = site_of(request.who);
    return site == nullptr ? of_no_site(request.who) : route.handle(*site, request);
  }
  // Nobody learns without a token what there is.
  if (request.who.role == Role::kNobody) return refused(request, Role::kRead);
  if (allowed.empty()) return problem(404, "There is nothing at this address.");
  Response response = problem(405, "This address takes " + allowed + ".");
  response.headers.emplace_back("Allow", allowed);
  return response;
}

bool Door::takes_file(Request request) {
  if (!parse_target(request)) return false;
  const auto route = std::find_if(all_routes().begin(), all_routes().end(),
                                  [](const Route& one) { return one.handle == post_model; });
  const Principal who = who_asks(tokens_, request);
  return fits(route->pattern, request) && who.role >= route->role && site_of(who) != nullptr;
}

Response Door::answer(Request request) {
  const auto begin = std::chrono::steady_clock::now();
  const std::string origin = request.header("origin");
  const bool from_elsewhere = !origin.empty() && may_ask(origin);
  Response response;
  try {
    response = from_elsewhere && request.method == "OPTIONS" ? preflight() : routed(request);
  } catch (const std::exception&) {
    // The reason may quote what was sent; it goes nowhere.
    response = problem(500, "The server failed inside; please report what you asked for.");
  }
  if (!origins_.empty()) response.headers.emplace_back("Vary", "Origin");
  if (from_elsewhere) {
    response.headers.emplace_back("Access-Control-Allow-Origin", origin);
    response.headers.emplace_back("Access-Control-Expose-Headers",
                                  "ETag, Link, Content-Disposition");
  }
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  const auto has = [&](std::string_view name) {
    return std::any_of(response.headers.begin(), response.headers.end(),
                       [&](const auto& header) { return header.first == name; });
  };
  if (!has("Content-Security-Policy"))
    response.headers.emplace_back("Content-Security-Policy",
                                  "default-src 'none'; frame-ancestors 'none'");
  if (!has("Cache-Control")) response.headers.emplace_back("Cache-Control", "no-store");
  counters_->answered(response.status, std::chrono::steady_clock::now() - begin);
  return response;
}

}  // namespace pg::service
