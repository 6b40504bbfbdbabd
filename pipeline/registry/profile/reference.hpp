#pragma once
/// What is published about all sites together (DOMAIN 1.4): counts and means, each with its source.

#include <cstddef>
#include <span>
#include <string_view>

namespace pg {

struct PublishedShare {
  std::string_view dimension;  ///< Id of a dimension, or "object_type".
  std::string_view word;
  std::string_view column;  ///< "anatomic_model", "anatomic_guide"; "all".
  std::size_t part;
  std::size_t whole;
};
struct PublishedMean {
  std::string_view measure;
  double mean;
};

[[nodiscard]] std::span<const PublishedShare> published_shares();
[[nodiscard]] std::span<const PublishedMean> published_means();
inline constexpr std::string_view kPublishedTitle = "RSNA-ACR 3D Printing Registry, as published";
inline constexpr std::string_view kPublishedSource =
    "Wang et al., JACR 2024 (2,637 cases, 20 sites); RSNA 2022 talk (1,963 cases, 15 sites)";

}  // namespace pg
