#include "core/hub/readervotes.h"

#include "core/base/endpoint.h"

#include <QHostAddress>
#include <QtEndian>

namespace signalbox {

Voter voterOf(const QHostAddress &peer, bool includeLoopback)
{
    if (peer.isNull() || (!includeLoopback && isLoopback(peer)))
        return {};
    const QHostAddress key = limitKey(peer);
    if (key.protocol() == QHostAddress::IPv4Protocol)
        return {Voter::Kind::Ipv4, key.toIPv4Address()};
    const Q_IPV6ADDR bytes = key.toIPv6Address();
    return {Voter::Kind::Ipv6, qFromBigEndian<quint64>(bytes.c)};
}

ReaderVotes::Key ReaderVotes::keyOf(const Membership &reader)
{
    const bool isSingle = reader.voter.kind == Voter::Kind::Connection;
    return {reader.voter, isSingle ? reader.client.value() : 0};
}

void ReaderVotes::add(const Membership &reader)
{
    change(reader, 1, reader.isBehind ? 1 : 0);
}

void ReaderVotes::remove(const Membership &reader)
{
    change(reader, -1, reader.isBehind ? -1 : 0);
}

void ReaderVotes::update(const Membership &reader)
{
    change(reader, 0, reader.isBehind ? 1 : -1);
}

void ReaderVotes::change(const Membership &reader, int readers, int behind)
{
    const auto voter = m_voters.try_emplace(keyOf(reader)).first;
    Count &count = voter->second;
    m_behind -= count.isBehind() ? 1 : 0;
    count.readers += quint32(readers);
    count.behind += quint32(behind);
    m_behind += count.isBehind() ? 1 : 0;
    if (count.readers == 0)
        m_voters.erase(voter);
}

bool ReaderVotes::isMajorityBehind(const Membership *except) const
{
    std::size_t voters = m_voters.size();
    std::size_t behind = m_behind;
    const auto own = except ? m_voters.find(keyOf(*except)) : m_voters.end();
    if (own != m_voters.end()) {
        Count others = own->second;
        behind -= others.isBehind() ? 1 : 0;
        others.readers -= 1;
        others.behind -= except->isBehind ? 1 : 0;
        behind += others.isBehind() ? 1 : 0;
        voters -= others.readers == 0 ? 1 : 0;
    }
    return 2 * behind > voters;
}

} // namespace signalbox
