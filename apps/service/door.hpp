#pragma once
/// The way in: from a request to its answer. Finds out who asks, hands the request to the site that
/// their token is for, and to no other. Knows no socket.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "apps/service/api.hpp"

namespace pg::service {

/// Other sites are pooled into a community from this many on: with fewer, the pool would be one
/// neighbour's practice.
inline constexpr std::size_t kOthersForCommunity = 2;

class Door {
 public:
  /// `sites`: one or more, each with a name of its own. `origins`: other web pages that may ask, as
  /// "https://form.example". What `sites`, `tokens` and `page` refer to outlives the door.
  Door(std::vector<Api> sites, TokenFile& tokens, const Page& page,
       std::vector<std::string> origins = {});
  Door(const Door&) = delete;  // the sites refer to it
  Door& operator=(const Door&) = delete;

  /// Never throws.
  [[nodiscard]] Response answer(Request request);
  /// Whether the request, of which only target and token are looked at, may bring a model file.
  [[nodiscard]] bool takes_file(Request request);

  /// Takes in what changed in every site's record; the first trouble, if any.
  [[nodiscard]] Result<Ok> refresh();
  [[nodiscard]] std::span<Api> sites() { return sites_; }
  [[nodiscard]] Counters& counters() { return *counters_; }
  void allow_origins(std::vector<std::string> origins) { origins_ = std::move(origins); }

 private:
  Response routed(Request& request);
  Api* site_of(const Principal& who);
  [[nodiscard]] bool may_ask(const std::string& origin) const;

  std::vector<Api> sites_;
  TokenFile& tokens_;
  const Page& page_;
  std::vector<std::string> origins_;
  std::shared_ptr<Counters> counters_ = std::make_shared<Counters>();
};

}  // namespace pg::service
