#pragma once

#include "core/base/result.h"
#include "core/config/configloader.h"

#include <QStringList>

#include <vector>

namespace signalbox {

//! What the options ask for.
struct CommandLine
{
    bool noGui = false;
    bool selfSigned = false; //!< no key of [tls] is among the overrides then
    bool checkConfig = false;
    bool printConfig = false;
    bool help = false;    //!< nothing behind it was looked at
    bool version = false; //!< nothing behind it was looked at
    QString configFile;   //!< of --config; empty: not given
    std::vector<ConfigOverride> overrides;

    friend bool operator==(const CommandLine &, const CommandLine &) = default;
};

//! Reads \a arguments, the program's name not among them. Fails with Invalid and a sentence that names what
//! was found and what is allowed. What --set says is looked at by loadConfig().
Result<CommandLine> parseCommandLine(const QStringList &arguments);

//! What --help and --version print.
QString helpText();
QString versionText();

} // namespace signalbox
