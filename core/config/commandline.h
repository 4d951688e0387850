#pragma once

#include "core/base/result.h"
#include "core/config/configloader.h"

#include <QStringList>

#include <vector>

namespace signalbox {

//! The parsed options.
struct CommandLine
{
    bool noGui = false;
    bool selfSigned = false; //!< if true, overrides has no key of [tls]
    bool checkConfig = false;
    bool printConfig = false;
    bool help = false;    //!< the arguments behind it were not parsed
    bool version = false; //!< the arguments behind it were not parsed
    QString configFile;   //!< the value of --config; empty: not given
    std::vector<ConfigOverride> overrides;

    friend bool operator==(const CommandLine &, const CommandLine &) = default;
};

//! Parses \a arguments, without the name of the program. Fails with Invalid and a text that names what was
//! found and what is allowed. Keys and values of --set are checked by loadConfig().
Result<CommandLine> parseCommandLine(const QStringList &arguments);

//! Returns what --help and --version print.
QString helpText();
QString versionText();

} // namespace signalbox
