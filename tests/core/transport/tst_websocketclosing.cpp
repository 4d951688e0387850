// Every way a WebSocket connection ends: what the client receives, what is recorded, and that it is reported
// once.

#include "websocketfixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

bool isEnd(const WebSocketFixture &peer, Cause cause, int code, Initiator initiator, bool clean)
{
    if (peer.handler.ends.size() != 1)
        return false;
    const ConnectionEnd &end = peer.handler.ends[0];
    const bool same =
        end.cause == cause && end.code == code && end.initiator == initiator && end.clean == clean;
    if (!same)
        qWarning("ended by %s with %d, by %s%s", causeInfo(end.cause).name, end.code,
                 initiatorName(end.initiator), end.clean ? ", clean" : "");
    return same;
}

bool hasEnded(const WebSocketFixture &peer)
{
    return !peer.handler.ends.empty();
}

} // namespace

class TestWebSocketClosing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersThePeersClose_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<int>("cause");
        QTest::addColumn<int>("code");
        const auto payload = [](quint16 code, const char *reason = "") {
            return encodeClosePayload(code, reason);
        };
        QTest::newRow("1000") << payload(1000) << payload(1000) << int(Cause::ClosedByPeer) << 1000;
        QTest::newRow("1000 and a reason")
            << payload(1000, "done") << payload(1000) << int(Cause::ClosedByPeer) << 1000;
        QTest::newRow("1001") << payload(1001) << payload(1001) << int(Cause::GoingAway) << 1001;
        QTest::newRow("its own") << payload(4999) << payload(4999) << int(Cause::ClosedByPeer) << 4999;
        QTest::newRow("1012") << payload(1012) << payload(1012) << int(Cause::ClosedByPeer) << 1012;
        QTest::newRow("none") << QByteArray() << payload(1000) << int(Cause::NoStatus) << 1005;
    }
    void answersThePeersClose()
    {
        QFETCH(const QByteArray, payload);
        QFETCH(const QByteArray, answer);
        QFETCH(const int, cause);
        QFETCH(const int, code);
        WebSocketFixture peer;
        peer.open();
        peer.send(Opcode::Close, payload);
        QVERIFY(waitUntil([&] { return peer.client.hasEnded(); }));
        QVERIFY(!peer.client.wasReset());
        QCOMPARE(peer.client.frames().size(), std::size_t(1));
        QCOMPARE(peer.client.frames()[0].payload, answer);
        QVERIFY(isEnd(peer, Cause(cause), code, Initiator::Client, true));
        QCOMPARE(peer.handler.closing, 1);
        peer.client.close();
        QVERIFY(waitUntil([&] { return peer.retired == 1; }));
        QCOMPARE(peer.handler.ends.size(), std::size_t(1));
    }
    void keepsThePeersReason()
    {
        WebSocketFixture peer;
        peer.open();
        peer.sendClose(1000, "grüße");
        QVERIFY(waitUntil([&] { return hasEnded(peer); }));
        QCOMPARE(peer.handler.ends[0].reason, QStringLiteral("grüße"));
    }
    void whatWasQueuedGoesBeforeTheAnswerToAClose()
    {
        WebSocketFixture peer;
        peer.onMessage = [&] { QVERIFY(peer.end->send(text("echo of " + peer.end->currentMessage()))); };
        peer.open();
        // In one segment: the peer has sent everything and waits for the answers.
        peer.client.send(frame(Opcode::Text, "last words") +
                         frame(Opcode::Close, encodeClosePayload(1000, {})));
        QVERIFY(waitUntil([&] { return peer.client.hasEnded(); }));
        const std::vector<ReceivedFrame> frames = peer.client.frames();
        QCOMPARE(frames.size(), std::size_t(2));
        QCOMPARE(frames[0].payload, "echo of last words");
        QCOMPARE(frames[1].closeCode(), 1000);
    }
    void closesBehindWhatIsQueuedOrInItsPlace_data()
    {
        QTest::addColumn<bool>("discard");
        QTest::addColumn<int>("frames");
        QTest::newRow("behind") << false << 3;
        QTest::newRow("in its place") << true << 1;
    }
    void closesBehindWhatIsQueuedOrInItsPlace()
    {
        QFETCH(const bool, discard);
        QFETCH(const int, frames);
        WebSocketFixture peer;
        peer.open();
        QVERIFY(peer.end->send(text("one")));
        QVERIFY(peer.end->send(text("two")));
        peer.end->close(CloseReason::of(Cause::ClosedByServer), discard);
        QVERIFY(!peer.end->send(text("three"))); // nothing follows
        peer.end->sendPing("nor this");
        peer.end->close(CloseReason::of(Cause::Drain), discard); // harmless
        QVERIFY(waitUntil([&] { return peer.receivesClose(1000); }));
        QCOMPARE(int(peer.client.frames().size()), frames);
        QVERIFY(!hasEnded(peer)); // it waits for the peer's
        peer.sendClose(1000);
        QVERIFY(waitUntil([&] { return hasEnded(peer); }));
        QVERIFY(isEnd(peer, Cause::ClosedByServer, 1000, Initiator::Server, true));
        QVERIFY(waitUntil([&] { return peer.client.hasEnded(); }));
        QVERIFY(!peer.client.wasReset());
    }
    void sendsEveryCauseOfTheServer_data()
    {
        QTest::addColumn<int>("cause");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("reason");
        const auto row = [](const char *name, Cause cause, int code, const char *reason) {
            QTest::newRow(name) << int(cause) << code << QByteArray(reason);
        };
        row("on request", Cause::ClosedByServer, 1000, "closed by the server");
        row("shutdown", Cause::Shutdown, 1001, "server is shutting down");
        row("protocol error", Cause::ProtocolError, 1002, "protocol error");
        row("unsupported type", Cause::UnsupportedType, 1003, "unsupported message type");
        row("bad UTF-8", Cause::BadUtf8, 1007, "text is not UTF-8");
        row("too big", Cause::MessageTooBig, 1009, "message too big");
        row("our fault", Cause::InternalError, 1011, "internal error");
        row("drain", Cause::Drain, 1012, "server is restarting");
        row("overloaded", Cause::Overloaded, 1013, "server is overloaded");
        row("kicked", Cause::Kicked, 4100, "kicked");
        row("slow: hard limit", Cause::QueueOverflow, 4408, "slow consumer: too much is queued");
        row("slow: soft limit", Cause::QueuedTooLong, 4408, "slow consumer: much was queued for too long");
        row("slow: stall", Cause::WriteStalled, 4408, "slow consumer: nothing was read for too long");
        row("no pong", Cause::NoPong, 4409, "no pong");
        row("bad envelopes", Cause::BadEnvelopes, 4400, "too many bad envelopes");
    }
    void sendsEveryCauseOfTheServer()
    {
        QFETCH(const int, cause);
        QFETCH(const int, code);
        QFETCH(const QByteArray, reason);
        WebSocketFixture peer;
        peer.open();
        peer.end->close(CloseReason::of(Cause(cause)), true);
        QVERIFY(waitUntil([&] { return peer.receivesClose(code); }));
        QCOMPARE(peer.client.frames().back().payload.mid(2), reason);
        peer.sendClose(quint16(code));
        QVERIFY(waitUntil([&] { return peer.client.hasEnded(); }));
        QVERIFY(!peer.client.wasReset());
        QVERIFY(isEnd(peer, Cause(cause), code, Initiator::Server, true));
        QCOMPARE(peer.handler.ends[0].reason, QString::fromUtf8(reason));
    }
    void sendsItsReason()
    {
        WebSocketFixture peer;
        peer.open();
        peer.end->close(CloseReason::custom(Cause::Kicked, 4100, QStringLiteral("be nice")), true);
        QVERIFY(waitUntil([&] { return peer.receivesClose(4100); }));
        QCOMPARE(peer.client.frames()[0].payload.mid(2), "be nice");
        peer.sendClose(1000); // whatever it answers, ours is what counts
        QVERIFY(waitUntil([&] { return hasEnded(peer); }));
        QVERIFY(isEnd(peer, Cause::Kicked, 4100, Initiator::Server, true));
        QCOMPARE(peer.handler.ends[0].reason, QStringLiteral("be nice"));
    }
    void aKickReachesAPeerThatFloods()
    {
        WebSocketFixture peer;
        peer.open();
        const QByteArray flood = frame(Opcode::Binary, QByteArray(1000, 'x'));
        QByteArray rest;
        bool kicked = false;
        QVERIFY(waitUntil([&] {
            while (rest.size() < 200'000)
                rest += flood;
            rest.remove(0, peer.client.send(rest));
            if (!kicked && peer.messages.size() > 100) {
                kicked = true;
                peer.end->close(CloseReason::of(Cause::Kicked), true);
            }
            return peer.receivesClose(4100);
        }));
        const qsizetype shown = peer.messages.size();
        // The client completes its last frame and closes. All input after the Close was read and discarded:
        // unread input would make the kernel reset the connection.
        QVERIFY(waitUntil([&] {
            rest.truncate(rest.size() % flood.size());
            rest.remove(0, peer.client.send(rest));
            return rest.isEmpty();
        }));
        peer.sendClose(4100);
        QVERIFY(waitUntil([&] { return peer.client.hasEnded(); }));
        QVERIFY(!peer.client.wasReset());
        QVERIFY(isEnd(peer, Cause::Kicked, 4100, Initiator::Server, true));
        QCOMPARE(peer.messages.size(), shown);
    }
    void dropsAPeerThatNeverAnswers()
    {
        SocketSettings settings;
        settings.closing = 40ms;
        WebSocketFixture peer(settings);
        peer.open();
        peer.end->close(CloseReason::of(Cause::Kicked), true);
        QVERIFY(waitUntil([&] { return hasEnded(peer); }));
        QVERIFY(isEnd(peer, Cause::Kicked, 4100, Initiator::Server, false));
        QCOMPARE(peer.retired, 1);
        QVERIFY(peer.receivesClose(4100));
    }
    void whatMustEndHasADeadlineWithoutALimitOfClosing_data()
    {
        QTest::addColumn<int>("how");
        QTest::newRow("a kick") << 0;
        QTest::newRow("a kick of one that is closing") << 1;
        QTest::newRow("a close in limited time") << 2;
        QTest::newRow("a slow consumer") << 3;
        QTest::newRow("its own Close, unread what came before") << 4;
    }
    void whatMustEndHasADeadlineWithoutALimitOfClosing()
    {
        QFETCH(const int, how);
        SocketSettings settings;
        settings.closing = 0ms;
        settings.outboxHard = 0;
        settings.slow = {how == 4 ? 300ms : 0ms, 0, 0ms};
        WebSocketFixture peer(settings, 4096, 4096);
        peer.open();
        for (int i = 0; i < 100; ++i) // which it does not read
            QVERIFY(peer.end->send(text(QByteArray(64 * 1024, 'x'))));
        const TimePoint begin = peer.loop.now();
        switch (how) {
        case 0:
            peer.end->close(CloseReason::of(Cause::Kicked), true);
            break;
        case 1:
            peer.end->close(CloseReason::of(Cause::ClosedByServer), false);
            peer.end->close(CloseReason::of(Cause::Kicked), true);
            QVERIFY(peer.socket->queuedFrames() <= 2); // the one being sent, and the Close
            break;
        case 2:
            peer.end->close(CloseReason::of(Cause::ClosedByServer), false);
            peer.end->limitClosing();
            break;
        case 3:
            peer.socket->shed();
            break;
        case 4:
            peer.sendClose(1000);
            break;
        }
        QVERIFY(waitUntil([&] { return peer.retired == 1; }, 20s));
        QCOMPARE(peer.handler.ends.size(), std::size_t(1));
        QCOMPARE(peer.handler.ends[0].clean, how == 4);
        QVERIFY(peer.loop.now() - begin <= ClientSocket::LimitedClosing + 2s);
    }
    void aCloseWithoutALimitWaitsForItsAnswer()
    {
        SocketSettings settings;
        settings.closing = 0ms;
        settings.slow.writeStall = 50ms;
        WebSocketFixture peer(settings);
        peer.open();
        peer.end->close(CloseReason::of(Cause::ClosedByServer), false);
        const TimePoint begin = peer.loop.now();
        QVERIFY(waitUntil([&] { return peer.loop.now() > begin + 200ms; }));
        QVERIFY(peer.handler.ends.empty());
        peer.sendClose(1000);
        QVERIFY(waitUntil([&] { return hasEnded(peer); }));
        QVERIFY(peer.handler.ends[0].clean);
        QVERIFY(waitUntil([&] { return peer.retired == 1; }, 20s)); // though it never closes its socket
    }
    void dropsAPeerThatNeverReads()
    {
        SocketSettings settings;
        settings.closing = 40ms;
        settings.outboxHard = 0;
        WebSocketFixture peer(settings, 4096, 4096);
        peer.open();
        for (int i = 0; i < 100; ++i)
            QVERIFY(peer.end->send(text(QByteArray(64 * 1024, 'x'))));
        peer.end->close(CloseReason::of(Cause::ClosedByServer), false);
        QVERIFY(waitUntil([&] { return peer.retired == 1; }));
        QVERIFY(isEnd(peer, Cause::ClosedByServer, 1000, Initiator::Server, false));
    }
    void lingersUntilThePeersEndOrItsDeadline()
    {
        SocketSettings settings;
        settings.closing = 300ms;
        WebSocketFixture peer(settings);
        peer.open();
        peer.sendClose(1000);
        QVERIFY(waitUntil([&] { return hasEnded(peer); }));
        QCOMPARE(peer.retired, 0);
        QCOMPARE(int(peer.end->state()), int(WebSocketEnd::State::Ended));
        peer.client.send(QByteArray(10'000, 'x')); // after its Close: discarded
        QVERIFY(waitUntil([&] { return peer.retired == 1; }));
        QCOMPARE(peer.handler.ends.size(), std::size_t(1));
    }
    void distinguishesALossFromAReset()
    {
        WebSocketFixture lost;
        lost.open();
        lost.client.finish();
        QVERIFY(waitUntil([&] { return hasEnded(lost); }));
        QVERIFY(isEnd(lost, Cause::ConnectionLost, 1006, Initiator::Network, false));
        QCOMPARE(lost.retired, 1);

        WebSocketFixture reset;
        reset.open();
        reset.client.reset();
        QVERIFY(waitUntil([&] { return hasEnded(reset); }));
        QVERIFY(isEnd(reset, Cause::ConnectionReset, 1006, Initiator::Network, false));
    }
    void aLossWhileClosingKeepsTheCause()
    {
        WebSocketFixture peer;
        peer.open();
        peer.end->close(CloseReason::of(Cause::Kicked), true);
        QVERIFY(waitUntil([&] { return peer.receivesClose(4100); }));
        peer.client.close();
        QVERIFY(waitUntil([&] { return peer.retired == 1; }));
        QVERIFY(isEnd(peer, Cause::Kicked, 4100, Initiator::Server, false));
    }
    void aCloseUnreadBehindAResetIsStillSeen()
    {
        SocketSettings settings;
        settings.outboxHard = 0;
        WebSocketFixture peer(settings);
        peer.open();
        peer.sendClose(1001, "leaving");
        peer.client.close(); // what we write now comes back as a reset
        QVERIFY(peer.end->send(text("too late")));
        QVERIFY(waitUntil([&] { return hasEnded(peer); }));
        QCOMPARE(int(peer.handler.ends[0].cause), int(Cause::GoingAway));
        QCOMPARE(peer.handler.ends.size(), std::size_t(1));
    }
    void aViolationIsClosedWithItsCode_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("cause");
        QTest::addColumn<int>("code");
        QTest::newRow("unmasked") << QByteArray("\x81\x01x") << int(Cause::ProtocolError) << 1002;
        QTest::newRow("reserved bit")
            << QByteArray("\xC1\x80\0\0\0\0", 6) << int(Cause::ProtocolError) << 1002;
        QTest::newRow("not UTF-8") << frame(Opcode::Text, "\xff") << int(Cause::BadUtf8) << 1007;
        QTest::newRow("too big") << frame(Opcode::Binary, QByteArray(101, 'x')) << int(Cause::MessageTooBig)
                                 << 1009;
        QTest::newRow("Close of one byte") << frame(Opcode::Close, "x") << int(Cause::ProtocolError) << 1002;
        QTest::newRow("Close with 1005")
            << frame(Opcode::Close, encodeClosePayload(1005, {})) << int(Cause::ProtocolError) << 1002;
    }
    void aViolationIsClosedWithItsCode()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const int, cause);
        QFETCH(const int, code);
        WebSocketFixture peer;
        peer.open({100});
        peer.client.send(bytes);
        peer.client.send(QByteArray(5000, 'g')); // garbage behind it changes nothing
        QVERIFY(waitUntil([&] { return peer.client.hasEnded(); }));
        QVERIFY(!peer.client.wasReset());
        QVERIFY(peer.receivesClose(code));
        QVERIFY(isEnd(peer, Cause(cause), code, Initiator::Server, false));
        QVERIFY(peer.messages.isEmpty());
        peer.client.close();
        QVERIFY(waitUntil([&] { return peer.retired == 1; }));
    }
    void handlesWhatCameBeforeAViolation()
    {
        WebSocketFixture peer;
        peer.onMessage = [&] { QVERIFY(peer.end->send(text("echo of " + peer.end->currentMessage()))); };
        peer.open();
        peer.client.send(frame(Opcode::Text, "fine") + frame(Opcode::Ping, "too") + "\xff\xff\xff");
        QVERIFY(waitUntil([&] { return peer.client.hasEnded(); }));
        QCOMPARE(peer.messages, QByteArrayList{"fine"});
        const std::vector<ReceivedFrame> frames = peer.client.frames();
        QCOMPARE(frames.size(), std::size_t(3)); // though all came in one segment
        QCOMPARE(frames[0].payload, "echo of fine");
        QCOMPARE(frames[1].payload, "too");
        QCOMPARE(frames[2].closeCode(), 1002);
    }
    void aPeerThatStopsReadingIsSlow()
    {
        SocketSettings settings;
        settings.slow.writeStall = 60ms;
        settings.closing = 60ms;
        settings.outboxHard = 0;
        WebSocketFixture peer(settings, 4096, 4096);
        peer.open();
        for (int i = 0; i < 50; ++i)
            QVERIFY(peer.end->send(text(QByteArray(64 * 1024, 'x'))));
        QVERIFY(waitUntil([&] { return hasEnded(peer); }));
        QVERIFY(isEnd(peer, Cause::WriteStalled, 4408, Initiator::Server, false));
        QCOMPARE(peer.retired, 1);
    }
    void countsTheMessagesThatASlowPeerLoses()
    {
        ServerCounters counters;
        SocketSettings settings;
        settings.outboxHard = 1000;
        settings.counters = &counters;
        WebSocketFixture peer(settings);
        peer.open();
        QVERIFY(peer.end->send(text(QByteArray(500, 'x'))));
        QVERIFY(peer.end->send(text(QByteArray(500, 'y'))));
        QVERIFY(!peer.end->send(text("one too many")));
        QVERIFY(waitUntil([&] { return peer.receivesClose(4408); }));
        QCOMPARE(counters.dropped.total(), 3u);
        QCOMPARE(QByteArray(counters.dropped.values().at(0).first.text), "close");
        QCOMPARE(peer.socket->stats().droppedMessages(), 3u);
    }
    void closesWhenTooMuchIsQueuedForTooLong()
    {
        SocketSettings settings;
        settings.slow.writeStall = 0ms;
        settings.slow.outboxSoft = 1024 * 1024;
        settings.slow.outboxSoftFor = 60ms;
        settings.closing = 60ms;
        settings.outboxHard = 0;
        WebSocketFixture peer(settings, 4096, 4096);
        peer.open();
        for (int i = 0; i < 50; ++i)
            QVERIFY(peer.end->send(text(QByteArray(64 * 1024, 'x'))));
        QVERIFY(waitUntil([&] { return hasEnded(peer); }));
        QVERIFY(isEnd(peer, Cause::QueuedTooLong, 4408, Initiator::Server, false));
    }
    void whatIsDroppedLeavesWholeMessagesInOrder()
    {
        ServerCounters counters;
        SocketSettings settings;
        settings.outboxHard = 256 * 1024;
        settings.slow.outboxSoft = 64 * 1024;
        settings.slow.outboxSoftFor = 50ms;
        settings.outboxPolicy = OutboxPolicy::DropOldest;
        settings.counters = &counters;
        WebSocketFixture peer(settings, 4096, 4096);
        peer.open();
        constexpr int Sent = 500;
        for (int i = 0; i < Sent; ++i) {
            QVERIFY(peer.end->send(text(QByteArray::number(i).rightJustified(10 * 1024, '.'))));
            QVERIFY(peer.socket->queuedBytes() <= settings.outboxHard + 11 * 1024);
            if (i % 100 == 50)
                QVERIFY(peer.turn());
        }
        QVERIFY(
            waitUntil([&] { return peer.socket->queuedBytes() <= settings.slow.outboxSoft + 11 * 1024; }));
        QVERIFY(peer.isOpen());
        const quint64 dropped = peer.socket->stats().droppedMessages();
        QCOMPARE(counters.dropped.total(), dropped);
        QCOMPARE(QByteArray(counters.dropped.values().at(0).first.text), "drop-oldest");
        QVERIFY(waitUntil([&] { return peer.client.frames().size() + dropped == Sent; }));
        int last = -1;
        for (const ReceivedFrame &received : peer.client.frames()) {
            QCOMPARE(received.payload.size(), 10 * 1024);
            const int number = received.payload.mid(received.payload.lastIndexOf('.') + 1).toInt();
            QVERIFY(number > last);
            last = number;
        }
        QCOMPARE(last, Sent - 1);
    }
    void aSlowPeerThatMovesIsNotStalled()
    {
        SocketSettings settings;
        settings.slow.writeStall = 400ms;
        settings.outboxHard = 0;
        WebSocketFixture peer(settings, 4096, 64 * 1024);
        peer.open();
        constexpr int Size = 4 * 1024 * 1024;
        QVERIFY(peer.end->send(text(QByteArray(Size, 'x'))));
        // It reads a little again and again, for longer than the stall altogether.
        const TimePoint begin = Clock::now();
        qint64 read = 0;
        QVERIFY(waitUntil(
            [&] {
                char buffer[8 * 1024];
                const ssize_t got = ::recv(peer.client.descriptor(), buffer, sizeof buffer, MSG_DONTWAIT);
                read += got > 0 ? got : 0;
                return read > Size;
            },
            30s));
        QVERIFY2(Clock::now() - begin > settings.slow.writeStall, "the peer was not slow at all");
        QVERIFY(!hasEnded(peer));
        QVERIFY(peer.isOpen());
    }
    void dropSendsTheReasonAndEndsAtOnce()
    {
        WebSocketFixture peer;
        peer.open();
        QVERIFY(peer.end->send(text("never sent")));
        peer.end->drop(CloseReason::of(Cause::NoPong));
        QVERIFY(isEnd(peer, Cause::NoPong, 4409, Initiator::Server, false));
        QCOMPARE(peer.retired, 1);
        QVERIFY(waitUntil([&] { return peer.client.hasEnded(); }));
        QVERIFY(peer.receivesClose(4409));
        QCOMPARE(peer.client.frames().size(), std::size_t(1));
    }
    void abortEndsAtOnceInEveryState_data()
    {
        QTest::addColumn<int>("stage");
        QTest::newRow("open") << 0;
        QTest::newRow("closing") << 1;
        QTest::newRow("lingering") << 2;
    }
    void abortEndsAtOnceInEveryState()
    {
        QFETCH(const int, stage);
        WebSocketFixture peer;
        peer.open();
        if (stage == 1)
            peer.end->close(CloseReason::of(Cause::Kicked), true);
        if (stage == 2) {
            peer.sendClose(1000);
            QVERIFY(waitUntil([&] { return hasEnded(peer); }));
        }
        peer.socket->abort(CloseReason::of(Cause::Shutdown));
        peer.socket->abort(CloseReason::of(Cause::Shutdown)); // harmless
        QCOMPARE(peer.retired, 1);
        QCOMPARE(peer.handler.ends.size(), std::size_t(1));
        const Cause causes[] = {Cause::Shutdown, Cause::Kicked, Cause::ClosedByPeer};
        QCOMPARE(int(peer.handler.ends[0].cause), int(causes[stage]));
    }
    void mayEndWhileItShowsAMessage_data()
    {
        QTest::addColumn<int>("how");
        QTest::newRow("close") << 0;
        QTest::newRow("abort") << 1;
        QTest::newRow("drop") << 2;
    }
    void mayEndWhileItShowsAMessage()
    {
        QFETCH(const int, how);
        WebSocketFixture peer;
        peer.onMessage = [&] {
            if (how == 0)
                peer.end->close(CloseReason::of(Cause::Kicked), true);
            else if (how == 1)
                peer.socket->abort(CloseReason::of(Cause::Shutdown));
            else
                peer.end->drop(CloseReason::of(Cause::Kicked));
        };
        peer.open();
        peer.client.send(frame(Opcode::Text, "one") + frame(Opcode::Text, "two") + frame(Opcode::Ping) +
                         frame(Opcode::Close));
        QVERIFY(waitUntil([&] { return peer.client.hasEnded(); }));
        QCOMPARE(peer.messages, QByteArrayList{"one"});
        QCOMPARE(peer.handler.ends.size(), std::size_t(1));
        QCOMPARE(peer.handler.closing, 1);
    }
    void theBridgeIsDetachedAtTheEnd()
    {
        WebSocketFixture peer;
        peer.open();
        int disconnects = 0;
        QObject::connect(peer.bridge.get(), &QAbstractSocket::disconnected, peer.bridge.get(),
                         [&] { ++disconnects; });
        peer.client.reset();
        QVERIFY(waitUntil([&] { return peer.retired == 1; }));
        QCOMPARE(disconnects, 1);
        QCOMPARE(peer.bridge->state(), QAbstractSocket::UnconnectedState);
    }
    void closesWithInternalErrorWhenQtClosesTheBridge()
    {
        WebSocketFixture peer;
        peer.open();
        peer.bridge->close();
        QVERIFY(waitUntil([&] { return peer.receivesClose(1011); }));
        peer.sendClose(1011);
        QVERIFY(waitUntil([&] { return hasEnded(peer); }));
        QVERIFY(isEnd(peer, Cause::InternalError, 1011, Initiator::Server, true));
    }
    void doesNotReportWhenTheSocketIsDestroyedWithItsTable()
    {
        WebSocketFixture peer;
        peer.open();
        peer.socket.reset();
        QVERIFY(peer.handler.ends.empty());
        QCOMPARE(peer.bridge->state(), QAbstractSocket::UnconnectedState);
        QVERIFY(waitUntil([&] { return peer.client.hasEnded(); }));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestWebSocketClosing)
#include "tst_websocketclosing.moc"
