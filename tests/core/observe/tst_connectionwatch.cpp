#include "core/observe/connectionwatch.h"

#include "tests/support/peers.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

//! A watch over peers, and what it publishes.
struct Observatory
{
    Observatory()
        : watch(peers.loop, [this](ConnectionDelta &&delta) { deltas.push_back(std::move(delta)); })
    {
        peers.onConnected = [this](Peer &peer) {
            connections.push_back(peer.connection);
            watch.opened(*peer.connection);
        };
        QObject::connect(&peers.events, &ConnectionEvents::closed, &peers.door,
                         [this](Connection *connection, const ConnectionEnd &end) {
                             std::erase(connections, connection);
                             watch.closed(*connection, end);
                         });
    }
    ~Observatory() { peers.disperse(); }
    Q_DISABLE_COPY_MOVE(Observatory)

    bool publishes(std::size_t count)
    {
        return waitUntil([&] { return deltas.size() == count; });
    }
    bool staysAt(std::size_t count)
    {
        const TimePoint end = Clock::now() + 150ms; // more than a batch's time
        return waitUntil([&] { return Clock::now() >= end; }) && deltas.size() == count;
    }

    Peers peers;
    std::vector<Connection *> connections;
    std::vector<ConnectionDelta> deltas;
    ConnectionWatch watch;
};

} // namespace

class TestConnectionWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void collectsNothingBeforeItBegins()
    {
        Observatory observatory;
        QVERIFY(!observatory.watch.isOn());
        Peer &peer = observatory.peers.connect();
        peer.say(Opcode::Text, "x");
        QVERIFY(waitUntil([&] { return peer.connection->activity().traffic.messagesIn == 1; }));
        QVERIFY(!peer.connection->takeDirty()); // nobody was to be told
        QVERIFY(observatory.staysAt(0));
    }
    void beginsWithAllThereIsInOrder()
    {
        Observatory observatory;
        for (int i = 0; i < 5; ++i)
            observatory.peers.connect();
        std::vector<Connection *> shuffled(observatory.connections.rbegin(), observatory.connections.rend());
        observatory.watch.begin(shuffled);
        QVERIFY(observatory.watch.isOn());
        QVERIFY(observatory.publishes(1));
        const ConnectionDelta &delta = observatory.deltas[0];
        QCOMPARE(delta.added.size(), std::size_t(5));
        for (std::size_t i = 0; i < 5; ++i)
            QCOMPARE(delta.added[i].info.id, ConnectionId(i + 1));
        QVERIFY(delta.changed.empty());
        QVERIFY(delta.removed.empty());
    }
    void tellsWhoCameAndWhoWent()
    {
        Observatory observatory;
        observatory.watch.begin({});
        Peer &peer = observatory.peers.connect("/room/blue");
        QVERIFY(observatory.publishes(1));
        QCOMPARE(observatory.deltas[0].added.size(), std::size_t(1));
        QCOMPARE(observatory.deltas[0].added[0].info.room, QStringLiteral("blue"));
        observatory.watch.acknowledge();
        peer.sayClose(1001);
        QVERIFY(peer.ends());
        QVERIFY(observatory.publishes(2));
        const ConnectionDelta &delta = observatory.deltas[1];
        QVERIFY(delta.added.empty());
        QVERIFY(delta.changed.empty()); // an id is in one of the three
        QCOMPARE(delta.removed.size(), std::size_t(1));
        QCOMPARE(delta.removed[0].id, ConnectionId(1));
        QCOMPARE(int(delta.removed[0].end.cause), int(Cause::GoingAway));
    }
    void whoCameAndWentBetweenTwoBatchesIsInNone()
    {
        Observatory observatory;
        observatory.peers.connect();
        observatory.watch.begin(observatory.connections);
        QVERIFY(observatory.publishes(1)); // and is not acknowledged yet
        Peer &brief = observatory.peers.connect();
        brief.client.reset();
        QVERIFY(brief.ends());
        observatory.peers.connect();
        observatory.watch.acknowledge();
        QVERIFY(observatory.publishes(2));
        QCOMPARE(observatory.deltas[1].added.size(), std::size_t(1));
        QCOMPARE(observatory.deltas[1].added[0].info.id, ConnectionId(3));
        QVERIFY(observatory.deltas[1].removed.empty());
        QVERIFY(observatory.deltas[1].changed.empty());
    }
    void publishesNoEmptyBatch()
    {
        Observatory observatory;
        observatory.watch.begin({});
        Peer &brief = observatory.peers.connect();
        brief.client.reset();
        QVERIFY(brief.ends());
        QVERIFY(observatory.staysAt(0));
        observatory.peers.connect();
        QVERIFY(observatory.publishes(1)); // and goes on
        QCOMPARE(observatory.deltas[0].added.size(), std::size_t(1));
        observatory.peers.connect().client.reset(); // while a batch is not taken yet
        QVERIFY(waitUntil([&] { return observatory.connections.size() == 1; }));
        observatory.watch.acknowledge();
        QVERIFY(observatory.staysAt(1));
    }
    void tellsAChangeOnceWithWhatItIsNow()
    {
        Observatory observatory;
        Peer &peer = observatory.peers.connect();
        observatory.watch.begin(observatory.connections);
        QVERIFY(observatory.publishes(1));
        for (int i = 0; i < 10; ++i)
            peer.say(Opcode::Text, "x");
        QVERIFY(waitUntil([&] { return peer.connection->activity().traffic.messagesIn == 10; }));
        observatory.watch.acknowledge();
        QVERIFY(observatory.publishes(2));
        QCOMPARE(observatory.deltas[1].changed.size(), std::size_t(1));
        QCOMPARE(observatory.deltas[1].changed[0].activity.traffic.messagesIn, 10u);
        QVERIFY(observatory.deltas[1].added.empty());
        observatory.watch.acknowledge();
        QVERIFY(observatory.staysAt(2)); // nothing new, nothing told
        peer.say(Opcode::Text, "x");
        QVERIFY(observatory.publishes(3));
        QCOMPARE(observatory.deltas[2].changed[0].activity.traffic.messagesIn, 11u);
    }
    void aChangeOfSomebodyNewIsPartOfTheArrival()
    {
        Observatory observatory;
        observatory.watch.begin({});
        observatory.peers.connect();
        QVERIFY(observatory.publishes(1)); // not acknowledged: the next waits
        Peer &peer = observatory.peers.connect();
        peer.say(Opcode::Text, "x");
        QVERIFY(waitUntil([&] { return peer.connection->activity().traffic.messagesIn == 1; }));
        observatory.watch.acknowledge();
        QVERIFY(observatory.publishes(2));
        QCOMPARE(observatory.deltas[1].added.size(), std::size_t(1));
        QCOMPARE(observatory.deltas[1].added[0].activity.traffic.messagesIn, 1u);
        QVERIFY(observatory.deltas[1].changed.empty());
    }
    void tellsThatOneIsClosing()
    {
        Observatory observatory;
        Peer &peer = observatory.peers.connect();
        observatory.watch.begin(observatory.connections);
        QVERIFY(observatory.publishes(1));
        observatory.watch.acknowledge();
        peer.connection->kick(CloseReason::of(Cause::Kicked));
        QVERIFY(observatory.publishes(2));
        QCOMPARE(observatory.deltas[1].changed.size(), std::size_t(1));
        QCOMPARE(int(observatory.deltas[1].changed[0].activity.state), int(ConnectionState::Closing));
    }
    void publishesNothingMoreBeforeTheWatcherHasTakenIt()
    {
        Observatory observatory;
        observatory.watch.begin({});
        observatory.peers.connect();
        QVERIFY(observatory.publishes(1));
        observatory.peers.connect();
        observatory.peers.connect();
        QVERIFY(observatory.staysAt(1));
        observatory.watch.acknowledge();
        QVERIFY(observatory.publishes(2));
        QCOMPARE(observatory.deltas[1].added.size(), std::size_t(2));
    }
    void aWatcherThatHangsIsToldNoMoreThanItKnew()
    {
        Observatory observatory;
        observatory.peers.connect();
        observatory.peers.connect();
        observatory.watch.begin(observatory.connections);
        QVERIFY(observatory.publishes(1)); // and never acknowledged while many come and go
        for (int i = 0; i < 50; ++i) {
            Peer &brief = observatory.peers.connect();
            brief.client.reset();
            QVERIFY(brief.ends());
        }
        for (Connection *connection : std::vector(observatory.connections))
            connection->kick(CloseReason::of(Cause::Kicked));
        QVERIFY(observatory.staysAt(1));
        observatory.watch.acknowledge();
        QVERIFY(observatory.publishes(2));
        const ConnectionDelta &delta = observatory.deltas[1];
        QVERIFY(delta.added.empty());
        QCOMPARE(delta.changed.size() + delta.removed.size(), std::size_t(2));
    }
    void nobodyWatchesAfterTheEnd()
    {
        Observatory observatory;
        Peer &peer = observatory.peers.connect();
        observatory.watch.begin(observatory.connections);
        QVERIFY(observatory.publishes(1));
        observatory.watch.end(observatory.connections);
        observatory.watch.acknowledge(); // it was on its way
        peer.say(Opcode::Text, "x");
        QVERIFY(waitUntil([&] { return peer.connection->activity().traffic.messagesIn == 1; }));
        QVERIFY(!peer.connection->takeDirty()); // not even marked
        observatory.peers.connect();
        QVERIFY(observatory.staysAt(1));
    }
    void endsAndBeginsAnew()
    {
        Observatory observatory;
        observatory.watch.begin({});
        Peer &peer = observatory.peers.connect();
        observatory.watch.end(observatory.connections);
        QVERIFY(!observatory.watch.isOn());
        peer.say(Opcode::Text, "x");
        QVERIFY(observatory.staysAt(0));
        observatory.watch.begin(observatory.connections);
        QVERIFY(observatory.publishes(1)); // whether or not the last batch was acknowledged
        observatory.watch.begin(observatory.connections);
        QVERIFY(observatory.publishes(2));
        QCOMPARE(observatory.deltas[1].added.size(), std::size_t(1));
        QVERIFY(observatory.deltas[1].changed.empty());
    }
};

SIGNALBOX_IO_TEST_MAIN(TestConnectionWatch)
#include "tst_connectionwatch.moc"
