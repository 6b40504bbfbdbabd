#pragma once
/// An archive of models on one page.

#include <functional>
#include <string>

#include "pipeline/archive/report/profile.hpp"

namespace pg {

/// The bytes of a PNG of a model; empty where there is none to show.
using Thumbnail = std::function<std::string(const ProfiledModel& model)>;

/// One self-contained HTML document: what is there, what was refused and why, classes, findings,
/// how each property is distributed by class, correlations, and the models unlike the others. The
/// same profile gives the same bytes.
[[nodiscard]] std::string report_html(const Profile& profile, const Thumbnail& thumbnail);

}  // namespace pg
