#pragma once

#include "core/model/ban.h"
#include "tests/ui/fakeconsole.h"
#include "ui/connections/connectionsmodel.h"

namespace signalbox {

//! Returns a ban that was created an hour before \a now and ends an hour after.
inline Ban banSample(quint64 id, BanKind kind, const QString &value, WallTime now = wallNow())
{
    Ban ban;
    ban.id = BanId(id);
    ban.kind = kind;
    ban.value = value;
    ban.reason = QStringLiteral("floods the lobby");
    ban.by = QStringLiteral("ann");
    ban.created = now - std::chrono::hours(1);
    ban.expires = now + std::chrono::hours(1);
    ban.hits = id * 10;
    return ban;
}

//! Fills \a model with one connection for each of \a peers.
struct BanPeer
{
    QString user;
    QString address;
    QString origin{};
};
inline void addPeers(ConnectionsModel &model, const std::vector<BanPeer> &peers, quint64 firstId = 1)
{
    ConnectionDelta delta;
    for (const BanPeer &peer : peers) {
        ConnectionSnapshot snapshot = sampleConnections(1, firstId + delta.added.size()).front();
        snapshot.info.user = peer.user;
        snapshot.info.peer = {QHostAddress(peer.address), 40'000};
        snapshot.info.origin = peer.origin;
        delta.added.push_back(snapshot);
    }
    model.apply(delta);
}

} // namespace signalbox
