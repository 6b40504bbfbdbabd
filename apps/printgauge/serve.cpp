#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

#include "apps/printgauge/served_sites.hpp"
#include "apps/printgauge/stop_signal.hpp"
#include "apps/printgauge/store_option.hpp"
#include "apps/printgauge/token_option.hpp"
#include "apps/service/server.hpp"

namespace pg::app {
namespace {

namespace fs = std::filesystem;

struct Options {
  SiteOptions sites;
  std::string tokens;
  std::string listen = "127.0.0.1:8765";
  std::string page;
  std::string tls_certificate;
  std::string tls_key;
  std::vector<std::string> origins;
};

/// The page is built beside the binary; installed, it lies in share/.
fs::path page_folder(const std::string& given) {
  if (!given.empty()) return given;
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed).parent_path();
  for (const fs::path& folder : {program / "web", program.parent_path() / "share/printgauge/web"})
    if (fs::exists(folder / "index.html", failed)) return folder;
  return {};
}

Result<service::ServerOptions> server_options(const std::string& listen) {
  service::ServerOptions options;
  const Error wrong{ErrorCode::kMalformed,
                    "--listen takes an address and a port, as in 127.0.0.1:8765 or [::1]:8765."};
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string::npos) return wrong;
  options.address = listen.substr(0, colon);
  if (options.address.size() > 2 && options.address.front() == '[' && options.address.back() == ']')
    options.address = options.address.substr(1, options.address.size() - 2);
  if (options.address == "localhost") options.address = "127.0.0.1";
  const char* const end = listen.data() + listen.size();
  const auto [stopped, error] = std::from_chars(listen.data() + colon + 1, end, options.port);
  if (error != std::errc() || stopped != end) return wrong;
  return options;
}

bool only_this_machine(const std::string& address) {
  return address.rfind("127.", 0) == 0 || address == "::1";
}

void say(const std::string& sentence) {
  fmt::print(stderr, "printgauge serve: {}\n", sentence);
}

int run(const Options& options) {
  Result<service::ServerOptions> chosen = server_options(options.listen);
  if (!chosen) return complain("serve", chosen.error(), kExitUsage);
  chosen->tls_certificate = options.tls_certificate;
  chosen->tls_key = options.tls_key;
  if (!options.sites.sites.empty() && options.tokens.empty())
    return complain(
        "serve", {ErrorCode::kMalformed, "With --site, say where the tokens are: --tokens FILE."},
        kExitUsage);
  const int stop = stop_descriptor();
  if (stop < 0) return complain("serve", {ErrorCode::kStore, std::strerror(errno)});
  Result<std::vector<ServedSite>> sites = open_sites(options.sites);
  if (!sites)
    return complain("serve", sites.error(),
                    sites.error().code == ErrorCode::kMalformed ? kExitUsage : kExitOurs);
  service::TokenFile tokens(token_path(options.tokens, options.sites.store));
  const Result<std::vector<service::TokenEntry>> known = tokens.entries();
  if (!known) return complain("serve", known.error());
  const service::Page page = service::Page::load(page_folder(options.page));
  service::Door door(apis_of(*sites, tokens, page, options.sites.faces), tokens, page,
                     options.origins);
  chosen->on_trouble = say;
  service::Server server(door, *chosen);
  if (const Result<Ok> started = server.start(); !started)
    return complain("serve", started.error(), kExitUsage);

  const bool six = chosen->address.find(':') != std::string::npos;
  say(fmt::format("listening at {}://{}{}{}:{}/",
                  options.tls_certificate.empty() ? "http" : "https", six ? "[" : "",
                  chosen->address, six ? "]" : "", server.port()));
  if (known->empty()) say("there is no token yet; `printgauge token add NAME` makes one.");
  if (!page.present()) say("the page is not built (./dev page builds it); the API works.");
  if (!only_this_machine(chosen->address) && options.tls_certificate.empty())
    say("others can reach this address, and tokens travel as they are: give a certificate "
        "(--tls-cert), or put a proxy with TLS before it.");
  pollfd waiting{.fd = stop, .events = POLLIN, .revents = 0};
  while (poll(&waiting, 1, -1) < 0 && errno == EINTR) {
  }
  server.stop();
  close(stop);
  say("stopped; what was answered is written.");
  return kExitOk;
}

}  // namespace

std::function<int()> command_serve(CLI::App& app) {
  app.description("Serve the record over HTTP: a JSON API, and the page for people.");
  app.footer(
      "Stop with Ctrl-C or SIGTERM. docs/reference/openapi.json describes the API.\n"
      "Examples:\n"
      "  printgauge token add \"data manager\" --role write\n"
      "  printgauge serve\n"
      "  printgauge serve --store /var/lib/printgauge/record.sqlite --listen 127.0.0.1:9000\n"
      "  printgauge serve --site north=/srv/north/record.sqlite "
      "--site south=/srv/south/record.sqlite --tokens /srv/tokens.json");
  const auto options = std::make_shared<Options>();
  add_store_option(app, options->sites.store);
  app.add_option("--site", options->sites.sites,
                 "A site's name and its record, as north=/srv/north/record.sqlite, once for each; "
                 "a token then opens the record of the site that it was made for")
      ->type_name("NAME=PATH|URL");
  add_token_option(app, options->tokens);
  app.add_option("--listen", options->listen, "Address and port")->capture_default_str();
  app.add_option(
         "--map", options->sites.maps,
         "The site's map of columns (TOML): the page then offers the registry's file; with --site, "
         "NAME=FILE")
      ->type_name("FILE");
  app.add_option("--drop", options->sites.drops,
                 "The folder that `printgauge watch` watches: model files may then be sent from "
                 "the page; with --site, NAME=DIR")
      ->type_name("DIR");
  app.add_option(
         "--allow-origin", options->origins,
         "Another web page that may ask this server, as https://form.example; may be said again")
      ->type_name("ORIGIN")
      ->check([](const std::string& origin) {
        const bool web = origin.rfind("https://", 0) == 0 || origin.rfind("http://", 0) == 0;
        return web && origin.find('/', 8) == std::string::npos &&
                       origin.find('*') == std::string::npos
                   ? std::string()
                   : std::string(
                         "an origin is a scheme, a host and a port: https://form.example:8443");
      });
  CLI::Option* const certificate =
      app.add_option("--tls-cert", options->tls_certificate,
                     "Certificate chain (PEM): the server then speaks HTTPS, TLS 1.2 or later")
          ->type_name("FILE");
  CLI::Option* const key =
      app.add_option("--tls-key", options->tls_key, "Key of the certificate (PEM)")
          ->type_name("FILE");
  certificate->needs(key);
  key->needs(certificate);
  app.add_option("--page", options->page, "Folder of the built page (default: beside the program)");
  app.add_flag("--face-pictures", options->sites.faces,
               "Serve the surfaces also of models that show a face");
  return [options] { return run(*options); };
}

}  // namespace pg::app
