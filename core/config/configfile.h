#pragma once

// Finds and reads the configuration file.

#include "core/base/files.h"
#include "core/config/configloader.h"

namespace signalbox {

//! Returns the default files, in the order in which they are looked for.
QStringList defaultConfigFiles(const ConfigSources &sources);

//! Returns the file to read: that of the option, else the first default file that is present, else none (empty). Fails
//! when a default file may be there but cannot be reached: a server that ignored it would start with defaults that its
//! operator does not expect.
Result<QString> findConfigFile(const ConfigSources &sources);

Result<QByteArray> readConfigFile(const QString &path, Streams streams);

} // namespace signalbox
