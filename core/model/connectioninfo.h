#pragma once

#include "core/base/clock.h"
#include "core/base/endpoint.h"
#include "core/base/id.h"

#include <QString>

namespace signalbox {

//! The identity of a connection: set at the handshake and constant afterwards. A plain value, copied between
//! threads.
struct ConnectionInfo
{
    ConnectionId id;
    Endpoint peer;       //!< address as the kernel gave it; v4-mapped addresses as IPv4
    Endpoint listener;   //!< the address that the peer connected to
    QString path;        //!< percent-decoded once, without the query
    QString room;        //!< empty on an echo route
    QString user;        //!< ?user= or ?uid=, else guest-<id>
    QString userAgent;   //!< as sent, at most 512 characters; empty: none
    QString origin;      //!< as sent, at most 512 characters; empty: none (no browser)
    QString subprotocol; //!< the one selected; empty: none
    WallTime connectedAt;

    friend bool operator==(const ConnectionInfo &, const ConnectionInfo &) = default;
};

} // namespace signalbox
