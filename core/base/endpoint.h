#pragma once

// Addresses of listeners and of peers.

#include "core/base/result.h"

#include <QHostAddress>
#include <QString>

#include <optional>

namespace signalbox {

//! Where a listener listens or a peer sits.
struct Endpoint
{
    QHostAddress address;
    quint16 port = 0;

    friend bool operator==(const Endpoint &, const Endpoint &) = default;

    //! `127.0.0.1:8080`, `[::1]:8080`
    QString toString() const;
};

//! Reads `ADDR:PORT`, an IPv6 address in brackets; `localhost` is 127.0.0.1, `*` is every address. Port 0 to
//! 65535.
Result<Endpoint> parseEndpoint(QStringView text);

//! Reads the decimal number of a port, 0 to 65535, in at most five digits and without a sign.
std::optional<quint16> parsePort(QStringView text);

//! The key under which limits by address count a peer: the IPv4 address (v4-mapped too), or the /64 of an
//! IPv6 one.
QHostAddress limitKey(const QHostAddress &address);

//! 127.0.0.0/8, ::1, and 127.x mapped into IPv6.
bool isLoopback(const QHostAddress &address);

} // namespace signalbox
