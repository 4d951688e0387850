#pragma once

#include "core/base/endpoint.h"
#include "core/base/network.h"
#include "core/wire/httphead.h"

#include <QStringList>

#include <optional>
#include <vector>

namespace signalbox {

//! The addresses of policy.trusted_proxies. Immutable.
class TrustedProxies
{
public:
    TrustedProxies() = default;
    //! \a networks as Network::parse() takes them; others are ignored.
    explicit TrustedProxies(const QStringList &networks);

    bool isEmpty() const { return m_networks.empty(); }
    bool contains(const QHostAddress &address) const;

private:
    std::vector<Network> m_networks;
};

//! Whose a connection is. A value.
struct ClientAddress
{
    Endpoint peer; //!< the client; port 0: its proxy did not say. What limits, bans and consoles use
    std::optional<Endpoint> proxy{}; //!< the peer of the TCP connection, if it is not the client
    bool isExempt =
        false; //!< the peer is a trusted proxy that named no client: nothing counts by its address

    //! Returns the address that limits count by; null: none.
    QHostAddress countedAddress() const { return isExempt ? QHostAddress() : peer.address; }

    friend bool operator==(const ClientAddress &, const ClientAddress &) = default;
};

//! Returns \a known (the peer of the connection, or the client that a PROXY header named) after the proxies of the request
//! have spoken: while the client is one of \a trusted, it is replaced by the one that it forwards for (ForwardedHops). What
//! it says is unknown, hidden or not valid ends that: the proxy stands for its client then, and is not exempt, because any
//! client could hide so. At most MaxForwardedHops are followed.
ClientAddress clientAddressOf(const HttpHead &head, const ClientAddress &known,
                              const TrustedProxies &trusted);
inline constexpr int MaxForwardedHops = 32;

} // namespace signalbox
