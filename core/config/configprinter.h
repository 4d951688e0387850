#pragma once

#include "core/config/configloader.h"

#include <QString>

namespace signalbox {

//! Returns \a loaded as TOML that loads to the same Config. A comment above each value documents it, a comment
//! behind it names its source. Percentages of memory are printed in bytes; \a capacity is that of memoryCapacity().
//! Ends with a newline.
QString printConfig(const LoadedConfig &loaded, std::optional<qint64> capacity);

//! Returns the documented default configuration, the content of resources/signalbox.toml.
QString defaultConfigText();

} // namespace signalbox
