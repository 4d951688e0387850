#include "core/session/connection.h"

#include "tests/support/peers.h"

#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

struct Received
{
    Opcode opcode;
    QByteArray payload;
};

struct Listener final : public ActivityListener
{
    void activityChanged(Connection &connection) override { changed.push_back(connection.id()); }
    std::vector<ConnectionId> changed;
};

PreparedMessage text(const QByteArray &payload)
{
    return PreparedMessage(Opcode::Text, payload);
}

std::vector<Received> *collect(Peers &peers, std::vector<Received> *received)
{
    QObject::connect(&peers.events, &ConnectionEvents::messageReceived, &peers.upgradeHandler,
                     [received](Connection *, Opcode opcode, const QByteArray &payload) {
                         received->push_back({opcode, payload});
                     });
    return received;
}

} // namespace

class TestConnection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasTheInfoOfItsHandshake()
    {
        Peers peers;
        const Peer &peer = peers.connect("/room/blue");
        QVERIFY(peer.connection);
        QCOMPARE(peer.connection->info().room, QStringLiteral("blue"));
        QCOMPARE(peer.connection->id(), ConnectionId(1));
        QVERIFY(peer.connection->isOpen());
        const Activity activity = peer.connection->activity();
        QCOMPARE(int(activity.state), int(ConnectionState::Open));
        QCOMPARE(activity.traffic, Traffic{});
        QCOMPARE(activity.lastTraffic, peer.connection->info().connectedAt);
        QVERIFY(!activity.latency);
    }
    void reportsTheBytesAsReceived_data()
    {
        QTest::addColumn<int>("opcode");
        QTest::addColumn<QByteArray>("payload");
        QTest::newRow("text") << int(Opcode::Text) << QByteArray("hello");
        QTest::newRow("nothing") << int(Opcode::Text) << QByteArray();
        QTest::newRow("no bytes") << int(Opcode::Binary) << QByteArray();
        QTest::newRow("BOM") << int(Opcode::Text) << QByteArray("\xEF\xBB\xBFhello");
        QTest::newRow("only a BOM") << int(Opcode::Text) << QByteArray("\xEF\xBB\xBF");
        QTest::newRow("NUL") << int(Opcode::Text) << QByteArray("a\0b", 3);
        QTest::newRow("binary") << int(Opcode::Binary) << QByteArray("\0\xff\x80", 3);
        QTest::newRow("the largest") << int(Opcode::Text) << QByteArray(64 * 1024, 'x');
    }
    void reportsTheBytesAsReceived()
    {
        QFETCH(const int, opcode);
        QFETCH(const QByteArray, payload);
        Peers peers;
        Peer &peer = peers.connect();
        std::vector<Received> received;
        collect(peers, &received);
        peer.send(Opcode(opcode), payload);
        QVERIFY(waitUntil([&] { return received.size() == 1; }));
        QCOMPARE(int(received[0].opcode), opcode);
        QCOMPARE(received[0].payload, payload);
    }
    void sendsMessagesAndAnswers()
    {
        Peers peers;
        peers.settings.outboxHard = 100;
        Peer &peer = peers.connect();
        peer.socket->setOutboxPolicy(OutboxPolicy::DropOldest);
        QVERIFY(peer.connection->sendAnswer(text("answer")));
        QVERIFY(peer.connection->send(text("old"))); // nothing but the answer counts for the limit
        QVERIFY(peer.connection->send(text("new"))); // and the oldest message gives way
        const Activity activity = peer.connection->activity();
        QCOMPARE(activity.traffic.messagesOut, 3u);
        QCOMPARE(activity.queuedFrames, 2u);
        QCOMPARE(activity.queuedBytes, 2 + 6 + 2 + 3);
        QCOMPARE(activity.droppedMessages, 1u);
        QVERIFY(peer.receives({"answer", "new"}));
        QCOMPARE(peer.connection->activity().queuedFrames, 0u);
    }
    void countsMessagesAndPayloadsBothWays()
    {
        Peers peers;
        Peer &peer = peers.connect();
        std::vector<Received> received;
        collect(peers, &received);
        peer.send(Opcode::Text, "12345");
        peer.send(Opcode::Ping, "not counted");
        peer.send(Opcode::Binary, "678");
        QVERIFY(waitUntil([&] { return received.size() == 2; }));
        QVERIFY(peer.connection->send(text("four")));
        const Traffic expected{2, 1, 8, 4};
        QCOMPARE(peer.connection->activity().traffic, expected);
        QVERIFY(peer.connection->activity().queuedBytes >= 6);
        QVERIFY(waitUntil([&] { return peer.connection->activity().queuedBytes == 0; }));
        QVERIFY(peer.connection->activity().lastTraffic >= peer.connection->info().connectedAt);
    }
    void endsOnceWithItsCause()
    {
        Peers peers;
        Peer &peer = peers.connect();
        QSignalSpy closed(&peers.events, &ConnectionEvents::closed);
        peer.connection->close(CloseReason::of(Cause::ClosedByServer));
        QVERIFY(!peer.connection->isOpen());
        QCOMPARE(int(peer.connection->activity().state), int(ConnectionState::Closing));
        QVERIFY(!peer.connection->send(text("too late")));
        QCOMPARE(peer.connection->activity().traffic.messagesOut, 0u);
        QVERIFY(peer.receivesClose(1000));
        peer.sendClose(1000);
        QVERIFY(peer.ends());
        QCOMPARE(closed.count(), 1);
        QCOMPARE(int(peer.endings[0].cause), int(Cause::ClosedByServer));
        QVERIFY(peer.endings[0].clean);
        QVERIFY(waitUntil([&] { return !peer.connection; }));
    }
    void tellsOnceThatItBeginsToClose_data()
    {
        QTest::addColumn<int>("how");
        QTest::addColumn<int>("count");
        QTest::newRow("closed") << 0 << 1;
        QTest::newRow("kicked") << 1 << 1;
        QTest::newRow("closed, and kicked then") << 2 << 1;
        QTest::newRow("by the peer") << 3 << 1;
        QTest::newRow("lost") << 4 << 0;
    }
    void tellsOnceThatItBeginsToClose()
    {
        QFETCH(const int, how);
        QFETCH(const int, count);
        Peers peers;
        Peer &peer = peers.connect();
        int closings = 0;
        QObject::connect(&peers.events, &ConnectionEvents::closing, &peers.upgradeHandler,
                         [&](Connection *connection) {
                             ++closings;
                             QCOMPARE(connection, peer.connection);
                             QVERIFY(peer.endings.empty());     // closed() comes behind it
                             QCOMPARE(peer.receivedClose(), 0); // and so does the Close
                         });
        if (how == 0 || how == 2)
            peer.connection->close(CloseReason::of(Cause::ClosedByServer));
        if (how == 1 || how == 2)
            peer.connection->kick(CloseReason::of(Cause::Kicked));
        if (how == 3)
            peer.sendClose(1000);
        else
            peer.client.reset();
        QVERIFY(peer.ends());
        QCOMPARE(closings, count);
    }
    void isHarmlessAfterItsEnd()
    {
        Peers peers;
        Peer &peer = peers.connect();
        bool called = false;
        QObject::connect(&peers.events, &ConnectionEvents::closed, &peers.upgradeHandler,
                         [&](Connection *connection) {
                             connection->close(CloseReason::of(Cause::Kicked));
                             connection->kick(CloseReason::of(Cause::Kicked));
                             QVERIFY(!connection->send(text("x")));
                             connection->addInFlight(1'000'000);
                             connection->removeInFlight(1'000'000);
                             QSignalSpy pinged(&peers.events, &ConnectionEvents::pinged);
                             connection->pingNow();
                             QCOMPARE(pinged.count(), 1);
                             QCOMPARE(pinged[0].at(1).toBool(), false);
                             QCOMPARE(connection->activity().queuedBytes, 0);
                             called = true;
                         });
        peer.client.reset();
        QVERIFY(peer.ends());
        QVERIFY(called);
        QCOMPARE(peer.endings.size(), std::size_t(1));
        QCOMPARE(int(peer.endings[0].cause), int(Cause::ConnectionReset));
    }
    void aKickIsReportedBeforeItIsAnswered_data()
    {
        QTest::addColumn<bool>("answers");
        QTest::addColumn<bool>("reads");
        QTest::addColumn<bool>("wasClosing");
        QTest::newRow("polite") << true << true << false;
        QTest::newRow("polite, was closing") << true << true << true;
        QTest::newRow("never answers") << false << true << false;
        QTest::newRow("never reads") << false << false << false;
        QTest::newRow("never reads, was closing") << false << false << true;
    }
    void aKickIsReportedBeforeItIsAnswered()
    {
        QFETCH(const bool, answers);
        QFETCH(const bool, reads);
        QFETCH(const bool, wasClosing);
        Peers peers;
        peers.settings.closing = 300ms;
        peers.settings.outboxHard = 0;
        Peer &peer = peers.connect("/", 4096, 4096);
        Listener listener;
        peer.connection->setActivityListener(&listener);
        for (int i = 0; i < 100 && !reads; ++i)
            QVERIFY(peer.connection->send(text(QByteArray(64 * 1024, 'x'))));
        if (wasClosing)
            peer.connection->close(CloseReason::of(Cause::ClosedByServer));
        peer.connection->takeDirty();
        listener.changed.clear();

        peer.connection->kick(CloseReason::kick(4123, QStringLiteral("off")));
        QCOMPARE(peer.endings.size(), std::size_t(1));
        QCOMPARE(int(peer.endings[0].cause), int(wasClosing ? Cause::ClosedByServer : Cause::Kicked));
        QCOMPARE(int(peer.endings[0].initiator), int(Initiator::Server));
        QVERIFY(!peer.endings[0].clean);
        QVERIFY(!peer.answered);
        QVERIFY(!peer.connection->isOpen());
        QVERIFY(peer.connection->activity().queuedFrames <= 2); // what was begun, and the Close
        peer.connection->kick(CloseReason::of(Cause::Kicked));  // harmless

        peer.send(Opcode::Text, QByteArray(10'000, 'x')); // input is drained
        if (reads)
            QVERIFY(peer.receivesClose(wasClosing ? 1000 : 4123));
        QVERIFY(!peer.answered);
        if (answers)
            peer.sendClose(4123);
        QVERIFY(waitUntil([&] { return peer.answered.has_value(); }));
        QCOMPARE(*peer.answered, answers);
        QCOMPARE(peer.endings.size(), std::size_t(1));
        QVERIFY(listener.changed.size() <= (wasClosing ? 0u : 1u)); // not after closed()
        QVERIFY(waitUntil([&] { return !peer.connection && !peer.socket; }));
    }
    void ignoresMessagesWhileClosing()
    {
        Peers peers;
        Peer &peer = peers.connect();
        std::vector<Received> received;
        collect(peers, &received);
        peer.connection->kick(CloseReason::of(Cause::Kicked));
        peer.send(Opcode::Text, "but");
        QVERIFY(peer.receivesClose(4100));
        QVERIFY(peers.turn());
        QVERIFY(received.empty());
    }
    void stopsReadingAtTheInFlightLimit()
    {
        Peers peers;
        Peer &peer = peers.connect();
        std::vector<Received> received;
        collect(peers, &received);
        constexpr qint64 Max = Connection::MaxInFlight;
        peer.connection->addInFlight(Max);
        QVERIFY(!peer.socket->isReadingPaused());
        peer.connection->addInFlight(1);
        QVERIFY(peer.socket->isReadingPaused());
        peer.send(Opcode::Text, "waits");
        QVERIFY(peers.turn());
        QVERIFY(received.empty());
        peer.connection->removeInFlight(1);
        QVERIFY(peer.socket->isReadingPaused()); // half-way, so that it does not flap
        peer.connection->removeInFlight(Max / 2);
        QVERIFY(!peer.socket->isReadingPaused());
        QVERIFY(waitUntil([&] { return received.size() == 1; }));
    }
    void stopsReadingWhileItsAccountIsOverdrawn()
    {
        ServerCounters counters;
        Peers peers;
        peers.settings.counters = &counters;
        peers.workRate = 1'000'000;
        Peer &peer = peers.connect();
        std::vector<Received> received;
        collect(peers, &received);
        peer.connection->charge(3'900'000);
        QVERIFY(!peer.socket->isReadingPaused());
        const TimePoint overdrawn = peers.loop.now();
        peer.connection->charge(300'000); // 200 ms to repay
        QVERIFY(peer.socket->isReadingPaused());
        peer.send(Opcode::Text, "waits");
        QVERIFY(waitUntil([&] { return received.size() == 1; }));
        QVERIFY(peers.loop.now() - overdrawn >= 190ms);
        QVERIFY(counters.workPausedNs.value() >= 190'000'000);
        QCOMPARE(peer.connection->activity().work, 4'200'000);
    }
    void answersAndFragmentsAreChargedButNotMessages()
    {
        Peers peers;
        peers.workRate = 1'000'000;
        Peer &peer = peers.connect();
        QVERIFY(peer.connection->send(text(QByteArray(1000, 'm'))));
        QCOMPARE(peer.connection->activity().work, 0);
        QVERIFY(peer.connection->sendAnswer(text(QByteArray(200, 'a'))));
        peer.connection->countStreamed(30, false);
        peer.connection->countStreamed(20, true);
        QCOMPARE(peer.connection->activity().work, 250);
        QCOMPARE(peer.connection->activity().traffic.messagesOut, 3u);
        QCOMPARE(peer.connection->activity().traffic.bytesOut, 1250u);
        QCOMPARE(peer.connection->answerCost(100), 100); // nothing is compressed for it
    }
    void readsAgainWhenAReservationIsReturned()
    {
        Peers peers;
        peers.workRate = 1000;
        Peer &peer = peers.connect();
        peer.connection->charge(1'000'000);
        QVERIFY(peer.socket->isReadingPaused());
        peer.connection->charge(-500'000);
        QVERIFY(peer.socket->isReadingPaused());
        peer.connection->charge(-499'000);
        QVERIFY(!peer.socket->isReadingPaused());
        peer.connection->charge(3001); // a later pause has a whole duration
        QVERIFY(peer.socket->isReadingPaused());
        QVERIFY(waitUntil([&] { return !peer.socket->isReadingPaused(); }));
    }
    void reportsALongPauseOfWorkOnce()
    {
        Peers peers;
        peers.workRate = 100'000;
        Peer &peer = peers.connect();
        std::vector<Milliseconds> pauses;
        connect(&peers.events, &ConnectionEvents::workPaused, this,
                [&](Connection *connection, Milliseconds wait) {
                    QCOMPARE(connection, peer.connection);
                    pauses.push_back(wait);
                });
        peer.connection->charge(440'000); // 400 ms to repay
        QVERIFY(peer.socket->isReadingPaused());
        peer.connection->charge(500'000); // reserved, and returned
        peer.connection->charge(-500'000);
        QVERIFY(waitUntil([&] { return !peer.socket->isReadingPaused(); }));
        QVERIFY(pauses.empty());

        const TimePoint begun = peers.loop.now();
        peer.connection->charge(130'000);
        QVERIFY(waitUntil([&] { return pauses.size() == 1; }));
        QVERIFY(peers.loop.now() - begun >= 1s);
        peer.connection->charge(20'000); // the same pause
        QVERIFY(waitUntil([&] { return !peer.socket->isReadingPaused(); }));
        QCOMPARE(pauses.size(), std::size_t(1));
        QVERIFY2(pauses[0] >= 1200ms && pauses[0] <= 1400ms, qPrintable(QString::number(pauses[0].count())));
    }
    void aPauseOfWorkLastsUntilTheAccountIsPositive()
    {
        ServerCounters counters;
        Peers peers;
        peers.settings.counters = &counters;
        peers.settings.longestPause = 100ms;
        peers.workRate = 1;
        Peer &peer = peers.connect();
        std::vector<Received> received;
        collect(peers, &received);
        const TimePoint begun = peers.loop.now();
        peer.connection->charge(1'000'000); // days to repay
        const QByteArray big(3000, 'b');
        for (int i = 0; i < 10; ++i)
            peer.send(Opcode::Text, big);
        peer.sendClose(1000); // gets through, behind the messages, 4 KiB each time
        QVERIFY(waitUntil([&] { return received.size() == 1; }));
        QVERIFY(peers.loop.now() - begun >= 100ms);
        QVERIFY(peer.socket->isReadingPaused());
        QVERIFY(peer.ends());
        QCOMPARE(received.size(), std::size_t(10));
        QVERIFY(peers.loop.now() - begun >= 800ms);
        QCOMPARE(int(peer.endings[0].cause), int(Cause::ClosedByPeer));
        QVERIFY(counters.workPausedNs.value() >= 800'000'000);
        QVERIFY(Nanoseconds(qint64(counters.workPausedNs.value())) <= peers.loop.now() - begun);
    }
    void readsAgainWhenNoReasonToPauseIsLeft()
    {
        Peers peers;
        peers.workRate = 1'000'000;
        Peer &peer = peers.connect();
        peer.connection->addInFlight(Connection::MaxInFlight + 1);
        peer.connection->charge(4'000'001 + 50'000);
        QVERIFY(peer.socket->isReadingPaused());
        peer.connection->removeInFlight(Connection::MaxInFlight + 1);
        QVERIFY(peer.socket->isReadingPaused()); // the account is overdrawn
        peer.connection->addInFlight(Connection::MaxInFlight + 1);
        const TimePoint begun = peers.loop.now();
        QVERIFY(waitUntil([&] { return peers.loop.now() > begun + 150ms; }));
        QVERIFY(peer.socket->isReadingPaused()); // too much is in flight
        peer.connection->removeInFlight(Connection::MaxInFlight + 1);
        QVERIFY(!peer.socket->isReadingPaused());
    }
    void aPausedPeerIsSilentOnlyIfNothingIsUnread_data()
    {
        QTest::addColumn<bool>("sends");
        QTest::newRow("its messages are unread") << true;
        QTest::newRow("it sends nothing") << false;
    }
    void aPausedPeerIsSilentOnlyIfNothingIsUnread()
    {
        QFETCH(const bool, sends);
        Peers peers;
        peers.heartbeat = {20ms, 20ms};
        peers.onConnected = [&](Peer &peer) {
            peer.connection->addInFlight(Connection::MaxInFlight + 1);
            if (sends)
                peer.send(Opcode::Text, "unread");
        };
        Peer &peer = peers.connect();
        const TimePoint paused = peers.loop.now();
        QVERIFY(waitUntil([&] { return peers.loop.now() > paused + 150ms || !peer.endings.empty(); }));
        QCOMPARE(peer.endings.empty(), sends);
        if (sends) {
            const auto isPing = [](const ReceivedFrame &frame) { return frame.opcode == int(Opcode::Ping); };
            QVERIFY(std::ranges::count_if(peer.client.frames(), isPing) >= 3); // they go on
            peer.connection->removeInFlight(Connection::MaxInFlight + 1);
        }
        QVERIFY(peer.ends()); // now it is
        QCOMPARE(int(peer.endings[0].cause), int(Cause::NoPong));
    }
    void aPongBehindAPauseIsTaken()
    {
        Peers peers;
        peers.heartbeat = {20ms, 100ms};
        Peer &peer = peers.connect();
        peer.connection->addInFlight(Connection::MaxInFlight + 1);
        std::size_t pings = 0;
        const TimePoint begun = peers.loop.now();
        QVERIFY(waitUntil([&] { // it answers; the pongs lie unread
            for (const std::vector<ReceivedFrame> frames = peer.client.frames(); pings < frames.size();
                 ++pings)
                peer.send(Opcode::Pong, frames[pings].payload);
            return peers.loop.now() > begun + 300ms;
        }));
        QVERIFY(peer.endings.empty());
        QVERIFY(!peer.connection->activity().latency);
        peer.connection->removeInFlight(Connection::MaxInFlight + 1);
        QVERIFY(waitUntil([&] { return peer.connection->activity().latency.has_value(); }));
    }
    void kickedWhilePausedItsAnswerIsRead()
    {
        Peers peers;
        peers.workRate = 1;
        Peer &peer = peers.connect();
        std::vector<Received> received;
        collect(peers, &received);
        peer.connection->addInFlight(Connection::MaxInFlight + 1);
        peer.connection->charge(1'000'000);
        peer.send(Opcode::Text, "too late");
        QVERIFY(peers.turn());
        peer.connection->kick(CloseReason::of(Cause::Kicked));
        peer.connection->charge(1'000'000); // answers that are still being made
        peer.connection->addInFlight(1);
        QVERIFY(peer.receivesClose(4100));
        peer.sendClose(4100);
        QVERIFY(waitUntil([&] { return peer.answered.has_value(); }));
        QVERIFY(*peer.answered);
        QVERIFY(received.empty());
    }
    void pingsAndMeasuresTheLatency()
    {
        ServerCounters counters;
        Peers peers;
        peers.settings.counters = &counters;
        Peer &peer = peers.connect();
        QSignalSpy pinged(&peers.events, &ConnectionEvents::pinged);
        peer.connection->pingNow();
        QVERIFY(waitUntil([&] { return peer.client.frames().size() == 1; }));
        QCOMPARE(peer.client.frames()[0].opcode, int(Opcode::Ping));
        peer.send(Opcode::Pong, peer.client.frames()[0].payload);
        QVERIFY(waitUntil([&] { return pinged.count() == 1; }));
        QCOMPARE(pinged[0].at(1).toBool(), true);
        const std::optional<LatencyReading> latency = peer.connection->activity().latency;
        QVERIFY(latency);
        QVERIFY(latency->last > 0ns && latency->last < 10s);
        QCOMPARE(counters.pingRtt.reading().count(), 1u);
        QCOMPARE(counters.pingRtt.reading().sum, latency->last);
    }
    void dropsASilentPeerWithItsReason()
    {
        Peers peers;
        peers.heartbeat = {30ms, 30ms};
        Peer &peer = peers.connect();
        QVERIFY(peer.ends());
        QCOMPARE(int(peer.endings[0].cause), int(Cause::NoPong));
        QCOMPARE(peer.endings[0].code, quint16(4409));
        QVERIFY(!peer.endings[0].clean);
        QVERIFY(peer.receivesClose(4409));
    }
    void aSlowReaderLivesUntilItStops_data()
    {
        QTest::addColumn<bool>("fitsTheKernel");
        QTest::newRow("all is in the kernel") << true;
        QTest::newRow("the outbox is full, too") << false;
    }
    void aSlowReaderLivesUntilItStops()
    {
        QFETCH(const bool, fitsTheKernel);
        Peers peers;
        peers.settings.outboxHard = 0;
        peers.settings.slow = {0ms, 0, 0ms};
        peers.heartbeat = {50ms, 200ms};
        Peer &peer = peers.connect("/", fitsTheKernel ? 0 : 4096, 4096);
        QVERIFY(peer.connection->send(text(QByteArray(512 * 1024, 'r'))));
        // It sends nothing, not even pongs, and takes 1 KiB every few milliseconds.
        TimePoint next = peers.loop.now();
        qint64 got = 0;
        const TimePoint enough = peers.loop.now() + 1500ms;
        QVERIFY(waitUntil([&] {
            if (peers.loop.now() >= next) {
                char buffer[1024];
                got += std::max<ssize_t>(
                    0, ::recv(peer.client.descriptor(), buffer, sizeof buffer, MSG_DONTWAIT));
                next += 5ms;
            }
            return peers.loop.now() > enough || !peer.endings.empty();
        }));
        QVERIFY(peer.endings.empty());
        QVERIFY(got > 0 && got < 512 * 1024);
        QVERIFY(peer.ends());
        QCOMPARE(int(peer.endings[0].cause), int(Cause::NoPong));
    }
    void aPeerWhoseKernelAcknowledgesIsSilentAllTheSame()
    {
        Peers peers;
        peers.heartbeat = {50ms, 100ms};
        Peer &peer = peers.connect();
        QVERIFY(peer.connection->send(text("hello")));
        const TimePoint begin = peers.loop.now();
        QVERIFY(peer.ends());
        QCOMPARE(int(peer.endings[0].cause), int(Cause::NoPong));
        QVERIFY(peers.loop.now() - begin >= 150ms);
    }
    void notifiesItsListenerOnceUntilTakeDirty()
    {
        Peers peers;
        Peer &peer = peers.connect();
        Listener listener;
        std::vector<Received> received;
        collect(peers, &received);
        peer.send(Opcode::Text, "before anybody watches");
        QVERIFY(waitUntil([&] { return received.size() == 1; }));
        QVERIFY(listener.changed.empty());
        peer.connection->setActivityListener(&listener);
        peer.send(Opcode::Text, "one");
        peer.send(Opcode::Text, "two");
        QVERIFY(waitUntil([&] { return received.size() == 3; }));
        QCOMPARE(listener.changed, std::vector<ConnectionId>{peer.connection->id()});
        QVERIFY(peer.connection->takeDirty());
        QVERIFY(!peer.connection->takeDirty());
        peer.send(Opcode::Text, "three");
        QVERIFY(waitUntil([&] { return received.size() == 4; }));
        QCOMPARE(listener.changed.size(), std::size_t(2));
        peer.connection->setActivityListener(nullptr);
        peer.connection->kick(CloseReason::of(Cause::Kicked));
        QCOMPARE(listener.changed.size(), std::size_t(2));
    }
    void abortsItsSocketWhenDestroyed()
    {
        Peers peers;
        Peer &peer = peers.connect();
        delete peer.connection.data();
        peer.send(Opcode::Text, "late"); // after the end: it is not delivered
        QVERIFY(peer.receivesClose(1001));
        QVERIFY(waitUntil([&] { return !peer.socket; }));
        QVERIFY(peer.endings.empty());
    }
};

SIGNALBOX_IO_TEST_MAIN(TestConnection)
#include "tst_connection.moc"
