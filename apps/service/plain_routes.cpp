// Health, version, description, events, tokens.

#include <charconv>
#include <nlohmann/json.hpp>

#include "apps/service/api.hpp"
#include "apps/service/openapi_data.hpp"
#include "pipeline/analyze.hpp"

namespace pg::service {

using Json = nlohmann::ordered_json;

Response get_health(Api& api, const Request&) {
  // From the last refresh, not from the store: a busy disk does not hold up the answer.
  const bool well = api.all_well();
  const Json document = {{"status", well ? "ok" : "trouble"},
                         {"store", well ? "ok" : "does not answer"}};
  return json_response(document.dump(), well ? 200 : 503);
}

Response get_version(Api& api, const Request& request) {
  const CaseBook::Counts counts = api.book.counts();
  return json_response(
      Json{{"version", version()},
           {"api", "1"},
           {"reading_schema", kReadingSchema},
           {"page", api.page.present()},
           {"site", api.site.empty() ? Json() : Json(api.site)},
           {"upload", api.map != nullptr},
           {"drop", !api.drop.empty()},
           {"cases", counts.cases},
           {"waiting", counts.waiting},
           {"you", {{"name", request.who.name}, {"role", role_id(request.who.role)}}}}
          .dump());
}

Response get_openapi(Api&, const Request&) {
  return json_response(kOpenApi);
}

Response get_events(Api& api, const Request& request) {
  std::string from = request.header("last-event-id");
  if (const auto given = request.query.find("after"); given != request.query.end())
    from = given->second;
  std::int64_t after = api.book.counts().newest;
  if (!from.empty()) {
    const auto [end, error] = std::from_chars(from.data(), from.data() + from.size(), after);
    if (error != std::errc() || end != from.data() + from.size() || after < 0)
      return problem(400, "The number of the last event is a whole number from 0.");
  }
  Response response;
  response.type = "text/event-stream";
  response.events = EventStream{.book = &api.book, .after = after};
  return response;
}

Response get_metrics(Api& api, const Request&) {
  Response response = json_response(api.counters->text(api.book.counts()));
  response.type = "text/plain; version=0.0.4; charset=utf-8";
  return response;
}

Response get_tokens(Api& api, const Request&) {
  const Result<std::vector<TokenEntry>> all = api.tokens.entries();
  if (!all) return store_trouble(all.error());
  Json list = Json::array();
  for (const TokenEntry& entry : *all)
    if (entry.site == api.site)
      list.push_back(
          {{"name", entry.name}, {"role", role_id(entry.role)}, {"created", entry.created}});
  return json_response(Json{{"tokens", list}}.dump());
}

Response delete_token(Api& api, const Request& request) {
  const Result<bool> revoked = api.tokens.revoke(request.named.at("name"), api.site);
  if (!revoked) return store_trouble(revoked.error());
  if (!*revoked) return problem(404, "There is no token of this name.");
  return json_response(Json{{"revoked", request.named.at("name")}}.dump());
}

}  // namespace pg::service
