#pragma once

#include "core/config/configloader.h"

#include <QString>

namespace signalbox {

//! \a loaded as TOML that loads again to the same Config, with a comment behind each value that says where it
//! comes from and one above it that says what it is. Ends with a line end.
QString printConfig(const LoadedConfig &loaded);

//! The documented default configuration: what resources/signalbox.toml holds.
QString defaultConfigText();

} // namespace signalbox
