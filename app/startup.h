#pragma once

#include "app/exitcode.h"
#include "core/config/commandline.h"
#include "core/config/configloader.h"

#include <variant>

namespace signalbox {

//! Options and configuration, as known before the application object is created.
struct Startup
{
    CommandLine line;
    ConfigSources sources; //!< for a reload
    LoadedConfig loaded;
};

//! Opens the files that [tls] names, as the server will: a wrong file is a wrong configuration.
Result<void> checkTls(const LoadedConfig &loaded);
//! The same for [auth.jwt].
Result<void> checkAuth(const LoadedConfig &loaded);
//! The same for [cluster].
Result<void> checkCluster(const LoadedConfig &loaded);

//! Reads options and configuration. Returns an ExitCode if the program must exit; all output is printed then.
std::variant<Startup, ExitCode> prepareStartup(const QStringList &arguments);

} // namespace signalbox
