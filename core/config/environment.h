#pragma once

// The environment variables that the program reads. An empty variable counts as unset.

#include <QProcessEnvironment>
#include <QString>

namespace signalbox {

//! Returns the folder that the variable \a name holds; empty when it is unset or relative: the XDG base directory
//! specification requires that relative paths are ignored.
QString absoluteFolder(const QProcessEnvironment &environment, const QString &name);

//! What a variable is whose name begins with SIGNALBOX_.
enum class Variable : quint8 {
    Key,     //!< the name of a configuration key
    Foreign, //!< made by Kubernetes or docker for a service that is called signalbox or signalbox-something
    UnknownKey, //!< names a table of the configuration, and a key that it does not have
    Unknown,
};
Variable classifyVariable(const QString &name, const QString &value);

} // namespace signalbox
