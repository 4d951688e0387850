#pragma once

// The environment variables that the program reads. An empty variable counts as unset.

#include <QString>

namespace signalbox {

//! What a variable is whose name begins with SIGNALBOX_.
enum class Variable : quint8 {
    Key,     //!< the name of a configuration key
    Foreign, //!< made by Kubernetes or docker for a service that is called signalbox or signalbox-something
    UnknownKey, //!< names a table of the configuration, and a key that it does not have
    Unknown,
};
Variable classifyVariable(const QString &name, const QString &value);

} // namespace signalbox
