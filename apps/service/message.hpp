#pragma once
/// A request and its answer, free of any HTTP library.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pg::service {

class CaseBook;

/// What a token allows; each role includes those before it.
enum class Role : std::uint8_t { kNobody, kRead, kWrite, kAdmin };
[[nodiscard]] std::string_view role_id(Role role);  ///< "read", "write", "admin"; "" for kNobody.
[[nodiscard]] std::optional<Role> role_from(std::string_view id);  ///< Never kNobody.

struct Principal {
  std::string name;  ///< As it stands in the history.
  Role role = Role::kNobody;
  std::string site;  ///< Whose record it may see; empty: of a server that has one without a name.
};

struct Request {
  std::string method;
  std::string target;                          ///< As sent: path and query.
  std::map<std::string, std::string> headers;  ///< Names in lower case.
  std::string body;

  // Filled in by the router
  std::vector<std::string> path;             ///< Decoded segments.
  std::map<std::string, std::string> query;  ///< Decoded.
  std::map<std::string, std::string> named;  ///< Segments that the route names: {id}.
  Principal who;

  [[nodiscard]] std::string header(const std::string& lower_case_name) const;
};

/// The changes of one site's cases, after this one.
struct EventStream {
  CaseBook* book = nullptr;
  std::int64_t after = 0;
};

struct Response {
  int status = 200;
  std::string type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
  std::shared_ptr<const std::string> body = std::make_shared<const std::string>();
  std::optional<EventStream> events;  ///< Set: not an answer but a stream.
};

[[nodiscard]] Response json_response(std::string body, int status = 200);

/// RFC 9457: {"type":"about:blank","title","status","detail"} and `more` members, as JSON text
/// without braces ("\"revision\":7").
[[nodiscard]] Response problem(int status, const std::string& detail, const std::string& more = {});
[[nodiscard]] std::string_view reason_of(int status);  ///< "Not Found"

/// Splits path and query and decodes them. False: not a path we would ever serve (no leading slash,
/// broken escapes, "." or ".." or a slash or a control character inside a segment).
[[nodiscard]] bool parse_target(Request& request);

/// Text as a JSON string, quotes included.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace pg::service
