#include "core/observe/connectioncollector.h"

#include "tests/support/peers.h"

#include <QTest>

#include <algorithm>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

//! A collector of peers, and the deltas it sends.
struct Collected
{
    Collected()
        : collector(peers.loop, [this](ConnectionDelta &&delta) { deltas.push_back(std::move(delta)); })
    {
        peers.onConnected = [this](Peer &peer) {
            connections.push_back(peer.connection);
            collector.opened(*peer.connection);
        };
        QObject::connect(&peers.events, &ConnectionEvents::closed, &peers.upgradeHandler,
                         [this](Connection *connection, const ConnectionEnd &end) {
                             std::erase(connections, connection);
                             collector.closed(*connection, end);
                         });
    }
    ~Collected() { peers.closeAll(); }
    Q_DISABLE_COPY_MOVE(Collected)

    ConnectionDelta snapshot() { return collector.snapshot(connections); }
    bool sends(std::size_t count)
    {
        return waitUntil([&] { return deltas.size() == count; });
    }
    bool staysAt(std::size_t count)
    {
        const TimePoint end = Clock::now() + 150ms; // longer than a tick
        return waitUntil([&] { return Clock::now() >= end; }) && deltas.size() == count;
    }

    Peers peers;
    std::vector<Connection *> connections;
    std::vector<ConnectionDelta> deltas;
    ConnectionCollector collector;
};

} // namespace

class TestConnectionCollector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void collectsNothingBeforeTheFirstSnapshot()
    {
        Collected collected;
        Peer &peer = collected.peers.connect();
        peer.send(Opcode::Text, "x");
        QVERIFY(waitUntil([&] { return peer.connection->activity().traffic.messagesIn == 1; }));
        QVERIFY(!peer.connection->takeDirty()); // there was no listener
        QVERIFY(collected.staysAt(0));
    }
    void snapshotHoldsAllConnectionsByAscendingId()
    {
        Collected collected;
        for (int i = 0; i < 5; ++i)
            collected.peers.connect();
        std::ranges::reverse(collected.connections);
        const ConnectionDelta snapshot = collected.snapshot();
        QCOMPARE(snapshot.added.size(), std::size_t(5));
        for (std::size_t i = 0; i < 5; ++i)
            QCOMPARE(snapshot.added[i].info.id, ConnectionId(i + 1));
        QVERIFY(snapshot.changed.empty());
        QVERIFY(snapshot.removed.empty());
        QVERIFY(collected.staysAt(0)); // nothing has changed since
    }
    void laterSnapshotFollowsTheDeltaBeforeIt()
    {
        Collected collected;
        Peer &first = collected.peers.connect();
        collected.peers.connect();
        collected.snapshot();
        Peer &third = collected.peers.connect();
        third.send(Opcode::Text, "x");
        QVERIFY(waitUntil([&] { return third.connection->activity().traffic.messagesIn == 1; }));
        first.client.reset();
        QVERIFY(first.ends());
        const std::size_t before = collected.deltas.size();
        const ConnectionDelta snapshot = collected.snapshot();
        // The first subscriber has got everything by deltas, the second by the snapshot, and nothing twice.
        QVERIFY(collected.deltas.size() >= before);
        std::vector<ConnectionId> added;
        std::vector<ConnectionId> removed;
        for (const ConnectionDelta &delta : collected.deltas) {
            for (const ConnectionSnapshot &connection : delta.added)
                added.push_back(connection.info.id);
            for (const ConnectionRemoval &removal : delta.removed)
                removed.push_back(removal.id);
        }
        QCOMPARE(added, std::vector{ConnectionId(3)});
        QCOMPARE(removed, std::vector{ConnectionId(1)});
        QCOMPARE(snapshot.added.size(), std::size_t(2));
        QCOMPARE(snapshot.added[1].activity.traffic.messagesIn, 1u);
        collected.collector.acknowledge();
        const std::size_t sent = collected.deltas.size();
        QVERIFY(collected.staysAt(sent));
    }
    void laterSnapshotSendsNoEmptyDelta()
    {
        Collected collected;
        collected.peers.connect();
        collected.snapshot();
        collected.snapshot();
        QVERIFY(collected.deltas.empty());
    }
    void reportsOpenedAndClosedConnections()
    {
        Collected collected;
        collected.snapshot();
        Peer &peer = collected.peers.connect("/room/blue");
        QVERIFY(collected.sends(1));
        QCOMPARE(collected.deltas[0].added.size(), std::size_t(1));
        QCOMPARE(collected.deltas[0].added[0].info.room, QStringLiteral("blue"));
        collected.collector.acknowledge();
        peer.sendClose(1001);
        QVERIFY(peer.ends());
        QVERIFY(collected.sends(2));
        const ConnectionDelta &delta = collected.deltas[1];
        QVERIFY(delta.added.empty());
        QVERIFY(delta.changed.empty()); // an id is in one list only
        QCOMPARE(delta.removed.size(), std::size_t(1));
        QCOMPARE(delta.removed[0].id, ConnectionId(1));
        QCOMPARE(int(delta.removed[0].end.cause), int(Cause::GoingAway));
    }
    void connectionOpenedAndClosedBetweenTwoDeltasIsInNone()
    {
        Collected collected;
        collected.snapshot();
        collected.peers.connect();
        QVERIFY(collected.sends(1)); // not acknowledged yet
        Peer &brief = collected.peers.connect();
        brief.client.reset();
        QVERIFY(brief.ends());
        collected.peers.connect();
        collected.collector.acknowledge();
        QVERIFY(collected.sends(2));
        QCOMPARE(collected.deltas[1].added.size(), std::size_t(1));
        QCOMPARE(collected.deltas[1].added[0].info.id, ConnectionId(3));
        QVERIFY(collected.deltas[1].removed.empty());
        QVERIFY(collected.deltas[1].changed.empty());
    }
    void sendsNoEmptyDelta()
    {
        Collected collected;
        collected.snapshot();
        Peer &brief = collected.peers.connect();
        brief.client.reset();
        QVERIFY(brief.ends());
        const std::size_t sent = collected.deltas.size(); // a tick may have begun meanwhile
        QVERIFY(collected.staysAt(sent));
        for (const ConnectionDelta &delta : collected.deltas)
            QVERIFY(!delta.isEmpty());
    }
    void sendsAChangeOnceWithTheLatestValue()
    {
        Collected collected;
        Peer &peer = collected.peers.connect();
        collected.snapshot();
        peer.send(Opcode::Text, "x");
        QVERIFY(collected.sends(1));
        for (int i = 0; i < 9; ++i)
            peer.send(Opcode::Text, "x");
        QVERIFY(waitUntil([&] { return peer.connection->activity().traffic.messagesIn == 10; }));
        collected.collector.acknowledge();
        QVERIFY(collected.sends(2));
        QCOMPARE(collected.deltas[1].changed.size(), std::size_t(1));
        QCOMPARE(collected.deltas[1].changed[0].activity.traffic.messagesIn, 10u);
        QVERIFY(collected.deltas[1].added.empty());
        collected.collector.acknowledge();
        QVERIFY(collected.staysAt(2)); // nothing new
        peer.send(Opcode::Text, "x");
        QVERIFY(collected.sends(3));
        QCOMPARE(collected.deltas[2].changed[0].activity.traffic.messagesIn, 11u);
    }
    void changeOfANewConnectionIsPartOfItsSnapshot()
    {
        Collected collected;
        collected.snapshot();
        collected.peers.connect();
        QVERIFY(collected.sends(1)); // not acknowledged: the next one waits
        Peer &peer = collected.peers.connect();
        peer.send(Opcode::Text, "x");
        QVERIFY(waitUntil([&] { return peer.connection->activity().traffic.messagesIn == 1; }));
        collected.collector.acknowledge();
        QVERIFY(collected.sends(2));
        QCOMPARE(collected.deltas[1].added.size(), std::size_t(1));
        QCOMPARE(collected.deltas[1].added[0].activity.traffic.messagesIn, 1u);
        QVERIFY(collected.deltas[1].changed.empty());
    }
    void reportsNewIdentities()
    {
        Collected collected;
        Peer &known = collected.peers.connect();
        QCOMPARE(collected.snapshot().added.size(), std::size_t(1));
        const auto identify = [&](Peer &peer, const QString &user) {
            Identity identity;
            identity.user = user;
            peer.connection->setIdentity(identity);
            collected.collector.identityChanged(*peer.connection);
        };
        identify(known, QStringLiteral("ann"));
        identify(known, QStringLiteral("bob")); // the latest counts
        QVERIFY(collected.sends(1));
        QCOMPARE(collected.deltas[0].identities.size(), std::size_t(1));
        QCOMPARE(collected.deltas[0].identities[0].id, known.connection->id());
        QCOMPARE(collected.deltas[0].identities[0].user, QStringLiteral("bob"));
        collected.collector.acknowledge();

        Peer &fresh = collected.peers.connect();
        identify(fresh, QStringLiteral("eve")); // sent whole
        QVERIFY(collected.sends(2));
        QVERIFY(collected.deltas[1].identities.empty());
        QCOMPARE(collected.deltas[1].added[0].info.user, QStringLiteral("eve"));
        collected.collector.acknowledge();

        identify(known, QStringLiteral("zoe"));
        known.socket->abort(CloseReason::of(Cause::Shutdown));
        QVERIFY(collected.sends(3));
        QVERIFY(collected.deltas[2].identities.empty());
        QCOMPARE(collected.deltas[2].removed.size(), std::size_t(1));
    }
    void reportsThatAConnectionIsClosing()
    {
        Collected collected;
        Peer &peer = collected.peers.connect();
        collected.snapshot();
        peer.connection->close(CloseReason::of(Cause::ClosedByServer));
        QVERIFY(collected.sends(1));
        QCOMPARE(collected.deltas[0].changed.size(), std::size_t(1));
        QCOMPARE(int(collected.deltas[0].changed[0].activity.state), int(ConnectionState::Closing));
    }
    void reportsThatAKickedConnectionIsRemovedAtOnce()
    {
        Collected collected;
        Peer &peer = collected.peers.connect();
        collected.snapshot();
        peer.connection->kick(CloseReason::of(Cause::Kicked)); // which is not answered
        QVERIFY(collected.sends(1));
        QCOMPARE(collected.deltas[0].removed.size(), std::size_t(1));
        QVERIFY(collected.deltas[0].changed.empty());
        QVERIFY(!peer.answered);
    }
    void unacknowledgedDeltaIsMergedUntilItMayBeSent()
    {
        Collected collected;
        collected.snapshot();
        collected.peers.connect();
        collected.peers.connect();
        QVERIFY(waitUntil([&] { return !collected.deltas.empty(); }));
        const std::size_t sent = collected.deltas.size();
        for (int i = 0; i < 50; ++i) {
            Peer &brief = collected.peers.connect();
            brief.client.reset();
            QVERIFY(brief.ends());
        }
        for (Connection *connection : std::vector(collected.connections))
            connection->kick(CloseReason::of(Cause::Kicked));
        QVERIFY(collected.staysAt(sent));
        collected.collector.acknowledge();
        QVERIFY(collected.sends(sent + 1));
        const ConnectionDelta &delta = collected.deltas.back();
        QVERIFY(delta.changed.size() + delta.removed.size() + delta.added.size() <= std::size_t(2));
    }
    void collectsNothingAfterTheEnd()
    {
        Collected collected;
        Peer &peer = collected.peers.connect();
        collected.snapshot();
        peer.send(Opcode::Text, "x");
        QVERIFY(collected.sends(1));
        collected.collector.end(collected.connections);
        collected.collector.acknowledge(); // it was on its way
        peer.send(Opcode::Text, "x");
        QVERIFY(waitUntil([&] { return peer.connection->activity().traffic.messagesIn == 2; }));
        QVERIFY(!peer.connection->takeDirty()); // not even marked
        collected.peers.connect();
        QVERIFY(collected.staysAt(1));
    }
    void beginsAgainAfterTheEnd()
    {
        Collected collected;
        collected.snapshot();
        Peer &peer = collected.peers.connect();
        collected.collector.end(collected.connections);
        peer.send(Opcode::Text, "x");
        QVERIFY(collected.staysAt(0));
        QCOMPARE(collected.snapshot().added.size(), std::size_t(1));
        peer.send(Opcode::Text, "x");
        QVERIFY(collected.sends(1)); // whether or not the last delta was acknowledged
        QVERIFY(collected.deltas[0].added.empty());
        QCOMPARE(collected.deltas[0].changed[0].activity.traffic.messagesIn, 2u);
    }
};

SIGNALBOX_IO_TEST_MAIN(TestConnectionCollector)
#include "tst_connectioncollector.moc"
