#pragma once

#include <QString>

namespace signalbox {

//! Who runs a command.
struct Actor
{
    enum class Kind : quint8 { Window, Api, Ctl, Embedder };

    Kind kind = Kind::Window;
    QString name{}; //!< of the token or of the system user; may be empty
    QString from{}; //!< (Api, Ctl) address of the peer, without port

    friend bool operator==(const Actor &, const Actor &) = default;
};

} // namespace signalbox
