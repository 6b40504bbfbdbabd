#pragma once
/// The worker's side: the only process that looks into untrusted bytes.

#include <functional>
#include <memory>

#include "pipeline/analyze.hpp"

namespace pg {

using AnalyzeFunction =
    std::function<Reading(BigVector<std::byte> bytes, std::string_view name, const AnalyzeOptions&)>;

/// Serves requests on `socket` until the other side is gone: warms up (libraries open what they
/// need while that is still allowed), locks itself down, then answers each request with a reading.
/// `rules`: a site's own, for all requests; null: those compiled in. `draws`: pictures may be asked
/// for, and fonts are among what it opens. `work` is for tests of the sandbox itself. Returns the exit status: 0, or 3 when the sandbox cannot be had.
[[nodiscard]] int serve_requests(int socket, const std::shared_ptr<const RuleSet>& rules = nullptr,
                                 bool draws = false, const AnalyzeFunction& work = analyze);

/// For good, for this process and the threads it starts from now on: it yields the processor to who
/// waits for an answer (`serve`, a person at the machine). Where the system does not allow it,
/// nothing changes.
void step_back();

}  // namespace pg
