#include "core/policy/banlist.h"

#include <QtEndian>

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

constexpr int MappedBits = 96;           // of an IPv4 address that is mapped into IPv6
constexpr qsizetype LongestOrigin = 512; // characters; no ban has a longer one

bool isIpv4(const QHostAddress &address)
{
    return address.protocol() == QHostAddress::IPv4Protocol;
}

//! \a bits: 0 to 64.
constexpr quint64 maskOf(int bits)
{
    return bits <= 0 ? 0 : bits >= 64 ? ~quint64(0) : ~quint64(0) << (64 - bits);
}

} // namespace

BanList::Prefix BanList::Prefix::first(int length) const
{
    return {high & maskOf(length), low & maskOf(length - 64)};
}

std::size_t BanList::PrefixHash::operator()(const Prefix &prefix) const noexcept
{
    return qHashMulti(nameHashSeed(), prefix.high, prefix.low);
}

BanList::Prefix BanList::prefixOf(const QHostAddress &address)
{
    // Not by the result of toIPv4Address(), which takes :: for 0.0.0.0; and toIPv6Address() does not map 0.0.0.0.
    if (isIpv4(address))
        return {0, quint64(0xFFFF) << 32 | address.toIPv4Address()};
    const Q_IPV6ADDR bytes = address.toIPv6Address();
    return {qFromBigEndian<quint64>(bytes.c), qFromBigEndian<quint64>(bytes.c + 8)};
}

BanList::BanList(const std::vector<Ban> &bans)
    : m_bans(bans)
{
    std::ranges::sort(m_bans, {}, &Ban::id);
    for (std::size_t i = 0; i < m_bans.size(); ++i) {
        const Ban &ban = m_bans[i];
        m_hits.emplace(ban.id, std::make_shared<std::atomic<quint64>>(ban.hits));
        switch (ban.kind) {
        case BanKind::User:
            m_users.emplace(ban.value, i);
            break;
        case BanKind::Origin:
            m_origins.emplace(ban.value, i);
            break;
        case BanKind::Address:
            if (const std::optional<Network> network = Network::parse(ban.value)) {
                const int length = network->length() + (isIpv4(network->address()) ? MappedBits : 0);
                m_networks[length].emplace(prefixOf(network->address()).first(length), i);
            }
            break;
        }
    }
}

const Ban *BanList::at(std::size_t index, WallTime now) const
{
    return m_bans[index].isExpired(now) ? nullptr : &m_bans[index];
}

const Ban *BanList::findUser(QStringView user, WallTime now) const
{
    if (m_users.empty())
        return nullptr;
    const auto found = m_users.find(user.toString());
    return found == m_users.end() ? nullptr : at(found->second, now);
}

const Ban *BanList::findOrigin(QStringView origin, WallTime now) const
{
    if (m_origins.empty() || origin.isEmpty() || origin.size() > LongestOrigin)
        return nullptr;
    const std::optional<QString> normalized = normalizedOrigin(origin);
    const auto found = normalized ? m_origins.find(*normalized) : m_origins.end();
    return found == m_origins.end() ? nullptr : at(found->second, now);
}

const Ban *BanList::findAddress(const QHostAddress &address, WallTime now) const
{
    if (m_networks.empty())
        return nullptr;
    const QHostAddress plain = unmappedAddress(address);
    const Prefix prefix = prefixOf(plain);
    const int shortest = isIpv4(plain) ? MappedBits : 0; // IPv4 is never inside an IPv6 network such as ::/0
    for (const auto &[length, networks] : m_networks) {
        if (length < shortest)
            break;
        const auto found = networks.find(prefix.first(length));
        const Ban *ban = found == networks.end() ? nullptr : at(found->second, now);
        if (ban)
            return ban;
    }
    return nullptr;
}

const Ban *BanList::find(const ConnectionInfo &connection, WallTime now) const
{
    if (m_bans.empty())
        return nullptr;
    if (const Ban *ban = findAddress(connection.peer.address, now))
        return ban;
    if (const Ban *ban = findOrigin(connection.origin, now))
        return ban;
    return findUser(connection.user, now);
}

void BanList::hit(BanId id) const
{
    if (const auto found = m_hits.find(id); found != m_hits.end())
        found->second->fetch_add(1, std::memory_order_relaxed);
}

std::vector<Ban> BanList::bans() const
{
    std::vector<Ban> bans = m_bans;
    for (Ban &ban : bans)
        ban.hits = m_hits.at(ban.id)->load(std::memory_order_relaxed);
    return bans;
}

std::shared_ptr<const BanList> BanList::with(const std::vector<Ban> &bans) const
{
    auto list = std::make_shared<BanList>(bans);
    for (auto &[id, hits] : list->m_hits) {
        if (const auto found = m_hits.find(id); found != m_hits.end())
            hits = found->second;
    }
    return list;
}

} // namespace signalbox
