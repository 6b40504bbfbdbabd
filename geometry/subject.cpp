#include "geometry/subject.hpp"

#include <utility>

namespace pg {

Subject::Subject(TriMesh mesh, PrintRules rules, MeshOrigin origin)
    : mesh_(std::move(mesh)), rules_(std::move(rules)), origin_(origin) {}

const Topology& Subject::topology() const {
  return shared<Topology>([](const Subject& subject) { return Topology::of(subject.mesh()); });
}

Subject::Slot& Subject::slot_for(std::type_index type) const {
  const std::lock_guard lock(mutex_);
  std::unique_ptr<Slot>& slot = slots_[type];
  if (!slot) slot = std::make_unique<Slot>();
  return *slot;
}

void Subject::forget(std::type_index type) const {
  const std::lock_guard lock(mutex_);
  slots_.erase(type);
}

}  // namespace pg
