#pragma once

namespace pg::app {

/// SIGTERM and SIGINT as something to poll; -1: errno says why not. Call it before any thread
/// begins: they are blocked, so that no thread gets the signal in place of whoever polls.
[[nodiscard]] int stop_descriptor();

}  // namespace pg::app
