#include "io/threemf/document.hpp"

#include "io/support/words.hpp"
#include "io/support/xml.hpp"
#include "io/threemf/mesh_scan.hpp"
#include "io/threemf/model_handler.hpp"

namespace pg::threemf {
namespace {

/// Between two fruitless cuts of the stream; see Feeder::run.
constexpr std::size_t kCutAgainBytes = std::size_t{64} << 10;

/// Feeds the XML parser, but lets the scanner take the long lists out of the stream.
class Feeder {
 public:
  Feeder(XmlParser& parser, ModelHandler& handler, const Deadline& deadline,
         const ReadLimits& limits)
      : parser_(parser), handler_(handler), deadline_(deadline), limits_(limits) {}

  std::optional<Error> take(std::string_view piece) {
    if (deadline_.passed())
      return Error{ErrorCode::kTooLarge, out_of_time_words(limits_.seconds_max)};
    if (!held_.empty()) {
      held_ += piece;
      std::string whole;
      whole.swap(held_);
      return run(whole);
    }
    return run(piece);
  }
  std::optional<Error> finish() {
    if (!held_.empty())
      if (auto error = parser_.feed(held_)) return error;
    return parser_.finish();
  }

 private:
  std::optional<Error> run(std::string_view text) {
    while (!text.empty()) {
      if (scanning_) {
        const ScanResult result = scan(text);
        parser_.add_lines(result.lines);
        text.remove_prefix(result.used);
        if (result.end == ScanEnd::kMore && text.size() <= kHoldBytes) {
          held_ = text;
          return std::nullopt;
        }
        scanning_ = false;
        if (result.used == 0) until_cut_ = kCutAgainBytes;
        continue;
      }
      // Up to behind the next tag of a list ("vertices>", "triangles>"), unless the last cuts were
      // in vain: feeding many small bits of one long token would take quadratic time.
      std::size_t bite = text.size();
      if (until_cut_ == 0) {
        const std::size_t at = text.find("es>");
        if (at != std::string_view::npos) bite = at + 3;
      } else {
        bite = std::min(bite, until_cut_);
        until_cut_ -= bite;
      }
      if (auto error = parser_.feed(text.substr(0, bite))) return error;
      text.remove_prefix(bite);
      scanning_ = (handler_.at_vertices() || handler_.at_triangles()) && parser_.caught_up();
      if (!scanning_ && until_cut_ == 0 && ++vain_ > kVainMax) {
        until_cut_ = kCutAgainBytes;
        vain_ = 0;
      }
      if (scanning_) vain_ = 0;
    }
    return std::nullopt;
  }

  ScanResult scan(std::string_view text) {
    if (handler_.at_vertices())
      return scan_vertices(text, [&](const Vec3& point) { return handler_.take_vertex(point); });
    return scan_triangles(text, [&](const std::array<std::uint32_t, 3>& corners) {
      return handler_.take_triangle(corners);
    });
  }

  /// An element that is not whole, with its opening.
  static constexpr std::size_t kHoldBytes = kElementBytesMax + sizeof("<triangle");
  static constexpr std::size_t kVainMax = 8;
  XmlParser& parser_;
  ModelHandler& handler_;
  const Deadline& deadline_;
  const ReadLimits& limits_;
  std::string held_;
  bool scanning_ = false;
  std::size_t until_cut_ = 0;
  std::size_t vain_ = 0;
};

}  // namespace

std::string Extras::words() const {
  std::string all;
  const auto add = [&](bool present, const char* what) {
    if (!present) return;
    if (!all.empty()) all += ", ";
    all += what;
  };
  add(beams, "a beam lattice");
  add(slices, "slices");
  add(displacement, "displaced surfaces");
  add(volumetric, "volumetric (implicit) shapes");
  add(booleans, "boolean operations");
  return all;
}

Result<Document> read_document(Archive& archive, std::uint64_t entry, bool start,
                               const std::string& words, const ReadLimits& limits,
                               const Deadline& deadline, Faults& faults) {
  ModelHandler handler(start, words, limits, deadline, faults);
  XmlParser parser(handler, words, limits);
  handler.parser = &parser;
  Feeder feeder(parser, handler, deadline, limits);
  if (auto error = archive.read(entry, [&](std::string_view piece) { return feeder.take(piece); }))
    return *error;
  if (auto error = feeder.finish()) return *error;
  return std::move(handler.document);
}

}  // namespace pg::threemf
