#pragma once

#include "core/base/endpoint.h"

#include <QByteArrayView>

#include <variant>

namespace signalbox {

//! The header that a proxy sends before the bytes of its client: PROXY protocol, versions 1 and 2
//! (haproxy.org/download/3.0/doc/proxy-protocol.txt).
struct ProxyHeader
{
    //! The client of the proxy, v4-mapped addresses as IPv4. Nothing: the connection is the proxy's own (LOCAL), or the
    //! proxy does not say (UNKNOWN, UNSPEC, the UNIX family, an unspecified address).
    std::optional<Endpoint> source;
    qsizetype size = 0; //!< bytes; what follows is the client's

    friend bool operator==(const ProxyHeader &, const ProxyHeader &) = default;
};

//! The header is not whole yet.
struct ProxyHeaderNeedsMore
{
};
//! What came does not begin as a header does.
struct NoProxyHeader
{
};
struct ProxyHeaderError
{
    const char *detail = ""; //!< a clause without full stop. Owner: static storage
};
using ProxyHeaderOutcome = std::variant<ProxyHeaderNeedsMore, ProxyHeader, NoProxyHeader, ProxyHeaderError>;

//! Bytes of the longest header that is accepted. Version 1 is never longer than 107; version 2 has room for the TLVs that
//! name a TLS client's certificate.
inline constexpr qsizetype MaxProxyHeader = 16 + 8192;

//! Reads a header from the beginning of a connection; \a received is all that has come until now. Version 2: TLVs are
//! skipped; other versions and commands, and datagram protocols, are errors.
ProxyHeaderOutcome readProxyHeader(QByteArrayView received);

} // namespace signalbox
