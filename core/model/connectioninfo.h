#pragma once

#include "core/base/clock.h"
#include "core/base/endpoint.h"
#include "core/base/id.h"

#include <QString>

#include <optional>

namespace signalbox {

//! What was agreed on for TLS. Owner: static storage of the TLS library. Null: the connection does not use TLS.
struct TlsNames
{
    const char *version = nullptr; //!< TLSv1.3
    const char *cipher = nullptr;  //!< as OpenSSL names it

    friend bool operator==(const TlsNames &, const TlsNames &) = default;
};

//! The identity of a connection. Set at the handshake; user, displayName and expires change when the client authenticates by
//! a message, or renews its token. A plain value, copied between threads.
struct ConnectionInfo
{
    ConnectionId id;
    Endpoint peer;     //!< the client, v4-mapped addresses as IPv4; port 0: its proxy did not say
    Endpoint listener; //!< the address that the peer connected to
    QString path;      //!< percent-decoded once, without the query
    QString room;      //!< empty on an echo route
    //! That of its token; without auth ?user= or ?uid=, else guest-<id>. Empty: it has not authenticated yet.
    QString user;
    QString userAgent;   //!< as sent, at most 512 characters; empty: none
    QString origin;      //!< as sent, at most 512 characters; empty: none (no browser)
    QString subprotocol; //!< the one selected; empty: none
    WallTime connectedAt;
    TlsNames tls{};
    QString displayName{};             //!< the claim `name` of its token; empty: none
    std::optional<WallTime> expires{}; //!< when its token ends it, unless it is renewed; none: never
    std::optional<Endpoint>
        proxy{};           //!< the peer of the TCP connection, if it is a trusted proxy of the client
    bool isExempt = false; //!< the peer is a trusted proxy itself: nothing counts by its address

    //! Returns the client's address with its port, if that is known, as people see it.
    QString peerText() const { return peer.port == 0 ? peer.address.toString() : peer.toString(); }
    //! Returns the address that limits count by; null: none.
    QHostAddress countedAddress() const { return isExempt ? QHostAddress() : peer.address; }

    friend bool operator==(const ConnectionInfo &, const ConnectionInfo &) = default;
};

//! The name of a client without one of its own.
inline QString guestName(ConnectionId id)
{
    return QStringLiteral("guest-%1").arg(id.value());
}

} // namespace signalbox
