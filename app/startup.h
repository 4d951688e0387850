#pragma once

#include "app/exitcode.h"
#include "core/config/commandline.h"
#include "core/config/configloader.h"

#include <variant>

namespace signalbox {

//! What is known before there is an application.
struct Startup
{
    CommandLine line;
    ConfigSources sources; //!< to load the configuration again
    LoadedConfig loaded;
};

//! Reads options and configuration. An ExitCode: there is nothing more to do, and all is said.
std::variant<Startup, ExitCode> prepareStartup(const QStringList &arguments);

} // namespace signalbox
