#include "ui/nodes/brokertext.h"

#include "ui/theme/format.h"
#include "ui/theme/peertext.h"

#include <algorithm>

namespace signalbox {

namespace {

//! As Redis or the system says it. With right-to-left characters it is enclosed in FSI and PDI (UAX #9), so that it does not
//! reorder the sentence.
QString reasonOf(const ClusterStatus &cluster)
{
    constexpr qsizetype most = 300;
    const QString reason = elided(visibleText(cluster.reason, PeerTextKind::Line), most);
    const bool isRightToLeft = std::ranges::any_of(reason, [](QChar character) {
        return character.direction() == QChar::DirR || character.direction() == QChar::DirAL;
    });
    return isRightToLeft ? QChar(0x2068) + reason + QChar(0x2069) : reason;
}

} // namespace

QString BrokerText::state(const ClusterStatus &cluster, WallTime now)
{
    const QString since = Format::moment(cluster.since, now);
    if (cluster.isBrokerUp)
        return cluster.roundTrip ? tr("Redis has been up since %1, round trip %2")
                                       .arg(since, Format::latency(*cluster.roundTrip))
                                 : tr("Redis has been up since %1").arg(since);
    if (cluster.reason.isEmpty())
        return tr("Redis has not been reached yet");
    return tr("Redis has been down since %1: %2").arg(since, reasonOf(cluster));
}

QString BrokerText::outage(const ClusterStatus &cluster, WallTime now)
{
    const QString effect = tr("Connections stay open, but messages to rooms are refused until it is back.");
    if (cluster.reason.isEmpty())
        return tr("Redis has not been reached yet.") + u' ' + effect;
    return tr("Redis has been down since %1: %2.")
               .arg(Format::moment(cluster.since, now), reasonOf(cluster)) +
           u' ' + effect;
}

} // namespace signalbox
