// A model file from the page: laid into the watched folder, as if a person had dropped it there.
// Nothing looks into it here; `watch` does, in its sandbox. No name of the sender's is kept.

#include <sys/random.h>

#include <array>
#include <nlohmann/json.hpp>

#include "apps/service/api.hpp"
#include "apps/service/digest.hpp"
#include "geometry/check.hpp"
#include "pipeline/analysis/hex.hpp"
#include "pipeline/intake/case_id.hpp"
#include "pipeline/intake/names.hpp"
#include "pipeline/record/durable.hpp"

namespace pg::service {
namespace {

std::string fresh_name() {
  std::array<unsigned char, 12> random{};
  PG_CHECK(getrandom(random.data(), random.size(), 0) == static_cast<ssize_t>(random.size()));
  return hex_of(random);
}

/// A suffix and nothing else: ".stl".
bool good_suffix(const std::string& suffix) {
  return suffix.size() >= 2 && suffix.size() <= 8 && suffix.front() == '.' &&
         suffix.find_first_of("./\\", 1) == std::string::npos && has_model_suffix("m" + suffix);
}

}  // namespace

Response post_model(Api& api, const Request& request) {
  if (api.drop.empty())
    return problem(404, "The server takes no files; start it with --drop and the watched folder.");
  const std::string& id = request.named.at("id");
  const auto suffix = request.query.find("suffix");
  if (suffix == request.query.end() || request.query.size() != 1 || !good_suffix(suffix->second))
    return problem(400,
                   "Say the file's ending, and nothing else: ?suffix=.stl, .obj, .3mf or .ply.");
  if (request.header("content-type") != "application/octet-stream")
    return problem(415, "The body is the file: send Content-Type: application/octet-stream.");
  if (request.body.empty()) return problem(400, "The file is empty.");
  // The folder's name becomes the case's id as it is only where it is plainly a code.
  if (!looks_opaque(id))
    return problem(422,
                   "A case that files are sent to has a neutral id, as case-001. Lay files of "
                   "this case into its own folder.");
  const std::filesystem::path folder = api.drop / id;
  int error = make_folders(folder, 0770);
  if (error == 0)
    error = replace_file(folder / (fresh_name() + suffix->second), request.body, 0660);
  if (error == 0) error = sync_folder(folder);
  if (error != 0)
    return problem(503, "The watched folder cannot be written; look whether its disk is full.");
  return json_response(
      nlohmann::ordered_json{
          {"case", id}, {"bytes", request.body.size()}, {"sha256", sha256_hex(request.body)}}
          .dump(),
      202);
}

}  // namespace pg::service
