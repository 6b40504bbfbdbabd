#pragma once
/// What speaks for a class, in words a person can check against a picture.

#include <string>
#include <vector>

#include "pipeline/classes/features.hpp"
#include "pipeline/classes/learned.hpp"

namespace pg {

/// Size; shape (tubes with calibre and branches, chambers, walls, planes); what tipped the balance
/// between the two likeliest classes; whether the shape is unlike anything learned.
[[nodiscard]] std::vector<std::string> evidence_for(const Learned& learned,
                                                    const Judgement& judgement,
                                                    const ShapeFeatures& features,
                                                    const ShapeNumbers& numbers,
                                                    bool unit_unlikely);

}  // namespace pg
