#pragma once

// Addresses of listeners and peers.

#include "core/base/result.h"

#include <QHostAddress>
#include <QString>

#include <optional>

namespace signalbox {

//! The address and port of a listener or a peer.
struct Endpoint
{
    QHostAddress address;
    quint16 port = 0;

    friend bool operator==(const Endpoint &, const Endpoint &) = default;

    //! `127.0.0.1:8080`, `[::1]:8080`
    QString toString() const;
};

//! Parses `ADDR:PORT`, an IPv6 address in brackets; `localhost` is 127.0.0.1, `*` is every address. Port 0 to
//! 65535.
Result<Endpoint> parseEndpoint(QStringView text);

//! Parses a port from 0 to 65535: one to five decimal digits.
std::optional<quint16> parsePort(QStringView text);

//! Returns the key under which limits by address count a peer: the IPv4 address (also if mapped into IPv6),
//! or the /64 prefix of an IPv6 address.
QHostAddress limitKey(const QHostAddress &address);

//! Returns whether \a address is in 127.0.0.0/8, ::1, or one of 127.0.0.0/8 mapped into IPv6.
bool isLoopback(const QHostAddress &address);

} // namespace signalbox
