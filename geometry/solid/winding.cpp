#include "geometry/solid/winding.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace pg {
namespace {

constexpr double kClearMajority = 0.6;  // of a patch's area; below it the majority decides little
constexpr int kTurnPasses = 50;

class Flood {
 public:
  Flood(const TriMesh& mesh, const Topology& topology)
      : mesh_(mesh),
        topology_(topology),
        patch_(mesh.triangles.size(), kNone),
        turn_(mesh.triangles.size(), 0) {}

  void run(RepairLog& log) {
    std::vector<FaceId> queue;
    for (std::size_t seed = 0; seed < patch_.size(); ++seed) {
      if (patch_[seed] != kNone) continue;
      queue.assign(1, static_cast<FaceId>(seed));
      patch_[seed] = patches_;
      double area[2] = {0.0, 0.0};
      for (std::size_t next = 0; next < queue.size(); ++next) {
        const FaceId face = queue[next];
        area[turn_[face]] += mesh_.face_cross(face).norm();
        for (std::uint32_t k = 0; k < 3; ++k) visit(3 * face + k, queue);
      }
      if (area[1] > area[0])
        for (const FaceId face : queue) turn_[face] ^= 1;
      const double most = std::max(area[0], area[1]);
      if (most < kClearMajority * (area[0] + area[1])) log.even_split = true;
      ++patches_;
    }
  }

  /// Turns whole patches at edges of three or more triangles.
  void settle_nonmanifold() {
    struct Share {
      std::uint32_t patch, edge;  // place in `balance`
      int sum;
    };
    std::vector<Share> shares;
    std::vector<int> balance;
    for (std::size_t e = 0; e < topology_.edge_count(); ++e) {
      const auto sides = topology_.sides(static_cast<EdgeId>(e));
      if (sides.size() < 3) continue;
      int total = 0;
      for (const SideId side : sides) {
        const int direction = topology_.runs_up(mesh_, side) == (turn_[side / 3] == 0) ? 1 : -1;
        total += direction;
        shares.push_back({patch_[side / 3], static_cast<std::uint32_t>(balance.size()), direction});
      }
      balance.push_back(total);
    }
    if (shares.empty()) return;
    std::sort(shares.begin(), shares.end(), [](const Share& a, const Share& b) {
      return std::pair(a.patch, a.edge) < std::pair(b.patch, b.edge);
    });
    // One share a patch and edge.
    std::size_t kept = 0;
    for (const Share& share : shares) {
      if (kept > 0 && shares[kept - 1].patch == share.patch &&
          shares[kept - 1].edge == share.edge) {
        shares[kept - 1].sum += share.sum;
      } else {
        shares[kept++] = share;
      }
    }
    shares.resize(kept);
    std::vector<std::uint8_t> turn_patch(patches_, 0);
    bool changed = true;
    for (int pass = 0; changed && pass < kTurnPasses; ++pass) {
      changed = false;
      for (std::size_t i = 0; i < shares.size();) {
        std::size_t j = i;
        long gain = 0;
        for (; j < shares.size() && shares[j].patch == shares[i].patch; ++j) {
          const int now = balance[shares[j].edge];
          gain += std::abs(now) - std::abs(now - 2 * shares[j].sum);
        }
        if (gain > 0) {
          for (std::size_t k = i; k < j; ++k) {
            balance[shares[k].edge] -= 2 * shares[k].sum;
            shares[k].sum = -shares[k].sum;
          }
          turn_patch[shares[i].patch] ^= 1;
          changed = true;
        }
        i = j;
      }
    }
    for (std::size_t f = 0; f < turn_.size(); ++f) turn_[f] ^= turn_patch[patch_[f]];
  }

  void apply(TriMesh& mesh, RepairLog& log) const {
    std::size_t turned = 0;
    std::optional<Vec3> at;
    for (std::size_t f = 0; f < turn_.size(); ++f) {
      if (turn_[f] == 0) continue;
      std::swap(mesh.triangles[f][1], mesh.triangles[f][2]);
      if (!at) at = mesh.face_centre(static_cast<FaceId>(f));
      ++turned;
    }
    if (turned > 0) log.note(SolidNote::kWindingMixed, turned, 0.0, at);
    if (contradictions_ > 0)
      log.note(SolidNote::kNotOrientable, contradictions_ / 2, 0.0, contradiction_at_);
  }

 private:
  void visit(SideId side, std::vector<FaceId>& queue) {
    const auto both = topology_.sides(topology_.edge_of_side(side));
    if (both.size() != 2) return;
    const FaceId face = side / 3;
    const SideId across = both[0] == side ? both[1] : both[0];
    const FaceId other = across / 3;
    const bool agree = topology_.runs_up(mesh_, side) != topology_.runs_up(mesh_, across);
    const auto wanted = static_cast<std::uint8_t>(turn_[face] ^ (agree ? 0 : 1));
    if (patch_[other] == kNone) {
      patch_[other] = patch_[face];
      turn_[other] = wanted;
      queue.push_back(other);
    } else if (turn_[other] != wanted) {
      if (contradictions_ == 0) contradiction_at_ = mesh_.face_centre(face);
      ++contradictions_;
    }
  }

  const TriMesh& mesh_;
  const Topology& topology_;
  std::vector<std::uint32_t> patch_;
  std::vector<std::uint8_t> turn_;
  std::uint32_t patches_ = 0;
  std::size_t contradictions_ = 0;
  Vec3 contradiction_at_ = Vec3::Zero();
};

}  // namespace

void make_winding_agree(TriMesh& mesh, const Topology& topology, RepairLog& log) {
  if (topology.oriented() && topology.nonmanifold_edge_count() == 0) return;
  Flood flood(mesh, topology);
  flood.run(log);
  flood.settle_nonmanifold();
  flood.apply(mesh, log);
}

}  // namespace pg
