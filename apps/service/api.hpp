#pragma once
/// The API of one site's record: what is at which address. docs/reference/openapi.json describes it
/// and tests/service holds it to that. Who asks, and for which site, the door finds out (door.hpp).

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "apps/service/case_book.hpp"
#include "apps/service/counters.hpp"
#include "apps/service/message.hpp"
#include "apps/service/page.hpp"
#include "apps/service/tokens.hpp"
#include "pipeline/registry/column_map.hpp"
#include "pipeline/registry/profile/case_facts.hpp"

namespace pg::service {

/// What the handlers work on: the record of one site and what lies beside it. Nothing in it leads to
/// another site's, so that a handler cannot forget to ask whose a case is.
struct Api {
  Store& store;
  CaseBook& book;
  TokenFile& tokens;
  const Page& page;
  std::string site = {};  ///< Its name; empty: the only one here, and it needs none.
  std::filesystem::path surfaces = {};  ///< Folder of the kept surfaces; empty: none.
  bool faces = false;                   ///< The site allows those of faces.
  const ColumnMap* map = nullptr;       ///< Of the registry's upload file; null: none was given.
  std::filesystem::path drop = {};  ///< The watched folder, for files from the page; empty: none.
  /// Filled in by the door: of the server as a whole.
  std::shared_ptr<Counters> counters = {};
  std::function<bool()> all_well = {};  ///< Every site's record answered when last asked.
  /// The other sites' cases as counts are made of, pooled; none: too few sites to hide behind.
  std::function<Result<std::optional<std::vector<CaseFacts>>>()> community = {};
};

struct Route {
  std::string_view method;
  std::string_view pattern;    ///< "/v1/cases/{id}".
  std::string_view operation;  ///< operationId of the description.
  Role role;                   ///< Least; kNobody: open to all.
  Response (*handle)(Api& api, const Request& request);
};

/// All routes of the API.
[[nodiscard]] std::span<const Route> all_routes();

// Handlers, in the files *_routes.cpp
Response get_health(Api&, const Request&);
Response get_version(Api&, const Request&);
Response get_openapi(Api&, const Request&);
Response get_events(Api&, const Request&);
Response get_metrics(Api&, const Request&);
Response get_tokens(Api&, const Request&);
Response delete_token(Api&, const Request&);
Response get_cases(Api&, const Request&);
Response get_case(Api&, const Request&);
Response get_history(Api&, const Request&);
Response get_model(Api&, const Request&);
Response get_surface(Api&, const Request&);
Response get_picture(Api&, const Request&);
Response get_form(Api&, const Request&);
Response put_answer(Api&, const Request&);
Response delete_answer(Api&, const Request&);
Response post_accept(Api&, const Request&);
Response post_reject(Api&, const Request&);
Response put_sent(Api&, const Request&);
Response delete_sent(Api&, const Request&);
Response get_billing(Api&, const Request&);
Response get_fhir(Api&, const Request&);
Response get_upload(Api&, const Request&);
Response get_upload_text(Api&, const Request&);
Response get_upload_sheet(Api&, const Request&);
Response get_statistics(Api&, const Request&);
Response get_redcap_dictionary(Api&, const Request&);
Response get_redcap_records(Api&, const Request&);
Response get_profile(Api&, const Request&);
Response post_model(Api&, const Request&);

/// 503 with the store's sentence.
[[nodiscard]] Response store_trouble(const Error& error);
[[nodiscard]] Response no_such_case();
/// The body with an entity tag that begins with the case's revision; 304 when the client has it.
[[nodiscard]] Response tagged(const Request& request, std::int64_t revision,
                              std::shared_ptr<const std::string> body);
/// The same with a tag that was made before.
[[nodiscard]] Response tagged(const Request& request, const std::string& tag,
                              std::shared_ptr<const std::string> body);

}  // namespace pg::service
