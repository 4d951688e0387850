#include "ui/bans/ownaddresses.h"

#include "core/base/endpoint.h"
#include "core/base/network.h"

#include <QNetworkInterface>

#include <algorithm>

namespace signalbox {

OwnAddresses::OwnAddresses(std::vector<QHostAddress> addresses)
    : m_addresses(std::move(addresses))
{
    m_addresses.emplace_back(QHostAddress::LocalHost);
    m_addresses.emplace_back(QHostAddress::LocalHostIPv6);
}

OwnAddresses OwnAddresses::ofMachine()
{
    const QList<QHostAddress> all = QNetworkInterface::allAddresses();
    return OwnAddresses({all.begin(), all.end()});
}

bool OwnAddresses::isHitBy(const Ban &ban) const
{
    const std::optional<Network> network =
        ban.kind == BanKind::Address ? Network::parse(ban.value) : std::nullopt;
    if (!network)
        return false;
    // A network inside 127.0.0.0/8 need not contain 127.0.0.1.
    return isLoopback(network->address()) ||
           std::ranges::any_of(m_addresses,
                               [&network](const QHostAddress &own) { return network->contains(own); });
}

} // namespace signalbox
