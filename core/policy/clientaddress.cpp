#include "core/policy/clientaddress.h"

#include "core/wire/forwardedhops.h"

#include <algorithm>

namespace signalbox {

TrustedProxies::TrustedProxies(const QStringList &networks)
{
    for (const QString &text : networks) {
        if (const std::optional<Network> network = Network::parse(text))
            m_networks.push_back(*network);
    }
}

bool TrustedProxies::contains(const QHostAddress &address) const
{
    return std::ranges::any_of(m_networks,
                               [&address](const Network &network) { return network.contains(address); });
}

ClientAddress clientAddressOf(const HttpHead &head, const ClientAddress &known, const TrustedProxies &trusted)
{
    ClientAddress client = known;
    client.isExempt = false;
    if (!trusted.contains(client.peer.address))
        return client;
    ForwardedHops hops(head);
    for (int i = 0; i < MaxForwardedHops; ++i) {
        const std::optional<ForwardedHops::Hop> hop = hops.next();
        if (!hop) {
            client.isExempt = true;
            return client;
        }
        if (!hop->address)
            return client;
        if (!client.proxy)
            client.proxy = known.peer;
        client.peer = *hop->address;
        if (!trusted.contains(client.peer.address))
            return client;
    }
    return client;
}

} // namespace signalbox
