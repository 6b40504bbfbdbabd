#include "geometry/render/colour_map.hpp"

#include <algorithm>

namespace pg {
namespace {

// Every sixteenth colour of the 256 of the map; between them it is nearly straight.
constexpr std::array<Colour, 17> kViridis = {{{0.267F, 0.005F, 0.329F},
                                              {0.282F, 0.094F, 0.418F},
                                              {0.279F, 0.175F, 0.483F},
                                              {0.262F, 0.242F, 0.521F},
                                              {0.229F, 0.322F, 0.546F},
                                              {0.200F, 0.388F, 0.555F},
                                              {0.173F, 0.449F, 0.558F},
                                              {0.149F, 0.508F, 0.557F},
                                              {0.128F, 0.567F, 0.551F},
                                              {0.120F, 0.625F, 0.533F},
                                              {0.158F, 0.684F, 0.502F},
                                              {0.246F, 0.739F, 0.452F},
                                              {0.369F, 0.789F, 0.383F},
                                              {0.516F, 0.831F, 0.294F},
                                              {0.678F, 0.864F, 0.190F},
                                              {0.846F, 0.887F, 0.100F},
                                              {0.993F, 0.906F, 0.144F}}};

}  // namespace

Colour viridis(double share) {
  const double place = std::clamp(share, 0.0, 1.0) * (kViridis.size() - 1);
  const auto left = std::min(static_cast<std::size_t>(place), kViridis.size() - 2);
  const auto part = static_cast<float>(place - static_cast<double>(left));
  Colour colour{};
  for (std::size_t i = 0; i < 3; ++i)
    colour[i] = kViridis[left][i] + part * (kViridis[left + 1][i] - kViridis[left][i]);
  return colour;
}

}  // namespace pg
