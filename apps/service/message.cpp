#include "apps/service/message.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace pg::service {
namespace {

std::optional<std::string> decoded(std::string_view text, bool plus_is_space) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (plus_is_space && text[i] == '+') {
      plain += ' ';
    } else if (text[i] != '%') {
      plain += text[i];
    } else {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = digit(text[i + 1]);
      const int low = digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      plain += static_cast<char>(16 * high + low);
      i += 2;
    }
  }
  return plain;
}

bool plain_segment(const std::string& segment) {
  if (segment == "." || segment == "..") return false;
  return std::none_of(segment.begin(), segment.end(), [](char c) {
    return c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
}

bool parse_query(std::string_view text, std::map<std::string, std::string>& query) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto name = decoded(pair.substr(0, equals), true);
    const auto value = decoded(pair.substr(std::min(equals + 1, pair.size())), true);
    if (!name || !value || !query.emplace(*name, *value).second) return false;
  }
  return true;
}

}  // namespace

std::string_view role_id(Role role) {
  switch (role) {
    case Role::kRead:
      return "read";
    case Role::kWrite:
      return "write";
    case Role::kAdmin:
      return "admin";
    default:
      return "";
  }
}

std::optional<Role> role_from(std::string_view id) {
  for (const Role role : {Role::kRead, Role::kWrite, Role::kAdmin})
    if (role_id(role) == id) return role;
  return std::nullopt;
}

std::string Request::header(const std::string& lower_case_name) const {
  const auto found = headers.find(lower_case_name);
  return found == headers.end() ? std::string() : found->second;
}

Response json_response(std::string body, int status) {
  Response response;
  response.status = status;
  response.body = std::make_shared<const std::string>(std::move(body));
  return response;
}

std::string quoted(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string_view reason_of(int status) {
  switch (status) {
    case 200: return "OK";
    case 202: return "Accepted";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 409: return "Conflict";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    default: return "";
  }
}

Response problem(int status, const std::string& detail, const std::string& more) {
  Response response = json_response(
      "{\"type\":\"about:blank\",\"title\":" + service::quoted(reason_of(status)) +
          ",\"status\":" + std::to_string(status) + ",\"detail\":" + service::quoted(detail) +
          (more.empty() ? "" : "," + more) + "}",
      status);
  response.type = "application/problem+json";
  return response;
}

bool parse_target(Request& request) {
  const std::string_view target = request.target;
  if (target.empty() || target.front() != '/') return false;
  const std::size_t end = std::min(target.find('?'), target.size());
  std::string_view path = target.substr(1, end - 1);
  request.path.clear();
  request.query.clear();
  while (true) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    const auto segment = decoded(path.substr(0, slash), false);
    if (!segment || !plain_segment(*segment)) return false;
    request.path.push_back(*segment);
    if (slash == path.size()) break;
    path.remove_prefix(slash + 1);
  }
  return parse_query(target.substr(std::min(end + 1, target.size())), request.query);
}

}  // namespace pg::service
