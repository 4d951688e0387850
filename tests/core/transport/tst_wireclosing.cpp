// Every way a wire ends: what the peer hears, what is recorded, and that it is told exactly once.

#include "wirefixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

bool isEnd(const WireFixture &wire, Cause cause, int code, Initiator initiator, bool clean)
{
    if (wire.handler.ends.size() != 1)
        return false;
    const ConnectionEnd &end = wire.handler.ends[0];
    const bool same =
        end.cause == cause && end.code == code && end.initiator == initiator && end.clean == clean;
    if (!same)
        qWarning("ended by %s with %d, by %s%s", causeInfo(end.cause).name, end.code,
                 initiatorName(end.initiator), end.clean ? ", clean" : "");
    return same;
}

bool hasEnded(const WireFixture &wire)
{
    return !wire.handler.ends.empty();
}

} // namespace

class TestWireClosing : public QObject
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
        WireFixture wire;
        wire.open();
        wire.say(Opcode::Close, payload);
        QVERIFY(waitUntil([&] { return wire.client.hasEnded(); }));
        QVERIFY(!wire.client.wasReset());
        QCOMPARE(wire.client.frames().size(), std::size_t(1));
        QCOMPARE(wire.client.frames()[0].payload, answer);
        QVERIFY(isEnd(wire, Cause(cause), code, Initiator::Client, true));
        QCOMPARE(wire.handler.closing, 1);
        wire.client.close();
        QVERIFY(waitUntil([&] { return wire.retired == 1; }));
        QCOMPARE(wire.handler.ends.size(), std::size_t(1));
    }
    void keepsThePeersReason()
    {
        WireFixture wire;
        wire.open();
        wire.sayClose(1000, "grüße");
        QVERIFY(waitUntil([&] { return hasEnded(wire); }));
        QCOMPARE(wire.handler.ends[0].reason, QStringLiteral("grüße"));
    }
    void whatWasQueuedGoesBeforeTheAnswerToAClose()
    {
        WireFixture wire;
        wire.onMessage = [&] { QVERIFY(wire.wire->send(text("echo of " + wire.wire->currentMessage()))); };
        wire.open();
        // In one segment: the peer has said all it has to say, and waits for what it asked for.
        wire.client.say(frame(Opcode::Text, "last words") +
                        frame(Opcode::Close, encodeClosePayload(1000, {})));
        QVERIFY(waitUntil([&] { return wire.client.hasEnded(); }));
        const std::vector<HeardFrame> frames = wire.client.frames();
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
        WireFixture wire;
        wire.open();
        QVERIFY(wire.wire->send(text("one")));
        QVERIFY(wire.wire->send(text("two")));
        wire.wire->close(CloseReason::of(Cause::ClosedByServer), discard);
        QVERIFY(!wire.wire->send(text("three"))); // nothing follows
        wire.wire->sendPing("nor this");
        wire.wire->close(CloseReason::of(Cause::Drain), discard); // harmless
        QVERIFY(waitUntil([&] { return wire.hearsClose(1000); }));
        QCOMPARE(int(wire.client.frames().size()), frames);
        QVERIFY(!hasEnded(wire)); // it waits for the peer's
        wire.sayClose(1000);
        QVERIFY(waitUntil([&] { return hasEnded(wire); }));
        QVERIFY(isEnd(wire, Cause::ClosedByServer, 1000, Initiator::Server, true));
        QVERIFY(waitUntil([&] { return wire.client.hasEnded(); }));
        QVERIFY(!wire.client.wasReset());
    }
    void saysEveryCauseOfOurs_data()
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
    void saysEveryCauseOfOurs()
    {
        QFETCH(const int, cause);
        QFETCH(const int, code);
        QFETCH(const QByteArray, reason);
        WireFixture wire;
        wire.open();
        wire.wire->close(CloseReason::of(Cause(cause)), true);
        QVERIFY(waitUntil([&] { return wire.hearsClose(code); }));
        QCOMPARE(wire.client.frames().back().payload.mid(2), reason);
        wire.sayClose(quint16(code));
        QVERIFY(waitUntil([&] { return wire.client.hasEnded(); }));
        QVERIFY(!wire.client.wasReset());
        QVERIFY(isEnd(wire, Cause(cause), code, Initiator::Server, true));
        QCOMPARE(wire.handler.ends[0].reason, QString::fromUtf8(reason));
    }
    void sendsItsReason()
    {
        WireFixture wire;
        wire.open();
        wire.wire->close(CloseReason::custom(Cause::Kicked, 4100, QStringLiteral("be nice")), true);
        QVERIFY(waitUntil([&] { return wire.hearsClose(4100); }));
        QCOMPARE(wire.client.frames()[0].payload.mid(2), "be nice");
        wire.sayClose(1000); // whatever it answers, ours is what counts
        QVERIFY(waitUntil([&] { return hasEnded(wire); }));
        QVERIFY(isEnd(wire, Cause::Kicked, 4100, Initiator::Server, true));
        QCOMPARE(wire.handler.ends[0].reason, QStringLiteral("be nice"));
    }
    void aKickReachesAPeerThatFloods()
    {
        WireFixture wire;
        wire.open();
        const QByteArray flood = frame(Opcode::Binary, QByteArray(1000, 'x'));
        QByteArray rest;
        bool kicked = false;
        QVERIFY(waitUntil([&] {
            while (rest.size() < 200'000)
                rest += flood;
            rest.remove(0, wire.client.say(rest));
            if (!kicked && wire.messages.size() > 100) {
                kicked = true;
                wire.wire->close(CloseReason::of(Cause::Kicked), true);
            }
            return wire.hearsClose(4100);
        }));
        const qsizetype shown = wire.messages.size();
        // It ends its sentence and goes; everything it had still said was thrown away, not left to reset the
        // socket.
        QVERIFY(waitUntil([&] {
            rest.truncate(rest.size() % flood.size());
            rest.remove(0, wire.client.say(rest));
            return rest.isEmpty();
        }));
        wire.sayClose(4100);
        QVERIFY(waitUntil([&] { return wire.client.hasEnded(); }));
        QVERIFY(!wire.client.wasReset());
        QVERIFY(isEnd(wire, Cause::Kicked, 4100, Initiator::Server, true));
        QCOMPARE(wire.messages.size(), shown);
    }
    void dropsAPeerThatNeverAnswers()
    {
        WireSettings settings;
        settings.closing = 40ms;
        WireFixture wire(settings);
        wire.open();
        wire.wire->close(CloseReason::of(Cause::Kicked), true);
        QVERIFY(waitUntil([&] { return hasEnded(wire); }));
        QVERIFY(isEnd(wire, Cause::Kicked, 4100, Initiator::Server, false));
        QCOMPARE(wire.retired, 1);
        QVERIFY(wire.hearsClose(4100));
    }
    void dropsAPeerThatNeverReads()
    {
        WireSettings settings;
        settings.closing = 40ms;
        settings.outboxHard = 0;
        WireFixture wire(settings, 4096, 4096);
        wire.open();
        for (int i = 0; i < 100; ++i)
            QVERIFY(wire.wire->send(text(QByteArray(64 * 1024, 'x'))));
        wire.wire->close(CloseReason::of(Cause::ClosedByServer), false);
        QVERIFY(waitUntil([&] { return wire.retired == 1; }));
        QVERIFY(isEnd(wire, Cause::ClosedByServer, 1000, Initiator::Server, false));
    }
    void lingersUntilThePeersEndOrItsDeadline()
    {
        WireSettings settings;
        settings.closing = 300ms;
        WireFixture wire(settings);
        wire.open();
        wire.sayClose(1000);
        QVERIFY(waitUntil([&] { return hasEnded(wire); }));
        QCOMPARE(wire.retired, 0);
        QVERIFY(!wire.wire->socket());
        wire.client.say(QByteArray(10'000, 'x')); // after its Close: nobody minds
        QVERIFY(waitUntil([&] { return wire.retired == 1; }));
        QCOMPARE(wire.handler.ends.size(), std::size_t(1));
    }
    void tellsALossFromAReset()
    {
        WireFixture lost;
        lost.open();
        lost.client.finish();
        QVERIFY(waitUntil([&] { return hasEnded(lost); }));
        QVERIFY(isEnd(lost, Cause::ConnectionLost, 1006, Initiator::Network, false));
        QCOMPARE(lost.retired, 1);
        QCOMPARE(lost.handler.lost, 0);

        WireFixture reset;
        reset.open();
        reset.client.reset();
        QVERIFY(waitUntil([&] { return hasEnded(reset); }));
        QVERIFY(isEnd(reset, Cause::ConnectionReset, 1006, Initiator::Network, false));
    }
    void aLossWhileClosingKeepsTheCause()
    {
        WireFixture wire;
        wire.open();
        wire.wire->close(CloseReason::of(Cause::Kicked), true);
        QVERIFY(waitUntil([&] { return wire.hearsClose(4100); }));
        wire.client.close();
        QVERIFY(waitUntil([&] { return wire.retired == 1; }));
        QVERIFY(isEnd(wire, Cause::Kicked, 4100, Initiator::Server, false));
    }
    void aCloseUnreadBehindAResetIsStillSeen()
    {
        WireSettings settings;
        settings.outboxHard = 0;
        WireFixture wire(settings);
        wire.open();
        wire.sayClose(1001, "leaving");
        wire.client.close(); // what we write now comes back as a reset
        QVERIFY(wire.wire->send(text("too late")));
        QVERIFY(waitUntil([&] { return hasEnded(wire); }));
        QCOMPARE(int(wire.handler.ends[0].cause), int(Cause::GoingAway));
        QCOMPARE(wire.handler.ends.size(), std::size_t(1));
    }
    void aViolationIsToldWithItsCode_data()
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
    void aViolationIsToldWithItsCode()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const int, cause);
        QFETCH(const int, code);
        WireFixture wire;
        wire.open({100});
        wire.client.say(bytes);
        wire.client.say(QByteArray(5000, 'g')); // garbage behind it changes nothing
        QVERIFY(waitUntil([&] { return wire.client.hasEnded(); }));
        QVERIFY(!wire.client.wasReset());
        QVERIFY(wire.hearsClose(code));
        QVERIFY(isEnd(wire, Cause(cause), code, Initiator::Server, false));
        QVERIFY(wire.messages.isEmpty());
        wire.client.close();
        QVERIFY(waitUntil([&] { return wire.retired == 1; }));
    }
    void whatWasSaidBeforeAViolationCounts()
    {
        WireFixture wire;
        wire.onMessage = [&] { QVERIFY(wire.wire->send(text("echo of " + wire.wire->currentMessage()))); };
        wire.open();
        wire.client.say(frame(Opcode::Text, "fine") + frame(Opcode::Ping, "too") + "\xff\xff\xff");
        QVERIFY(waitUntil([&] { return wire.client.hasEnded(); }));
        QCOMPARE(wire.messages, QByteArrayList{"fine"});
        const std::vector<HeardFrame> frames = wire.client.frames();
        QCOMPARE(frames.size(), std::size_t(3)); // though all came in one segment
        QCOMPARE(frames[0].payload, "echo of fine");
        QCOMPARE(frames[1].payload, "too");
        QCOMPARE(frames[2].closeCode(), 1002);
    }
    void aPeerThatStopsReadingIsSlow()
    {
        WireSettings settings;
        settings.slow.writeStall = 60ms;
        settings.closing = 60ms;
        settings.outboxHard = 0;
        WireFixture wire(settings, 4096, 4096);
        wire.open();
        for (int i = 0; i < 50; ++i)
            QVERIFY(wire.wire->send(text(QByteArray(64 * 1024, 'x'))));
        QVERIFY(waitUntil([&] { return hasEnded(wire); }));
        QVERIFY(isEnd(wire, Cause::WriteStalled, 4408, Initiator::Server, false));
        QCOMPARE(wire.retired, 1);
    }
    void whatASlowPeerCannotHaveIsCounted()
    {
        ServerCounters counters;
        WireSettings settings;
        settings.outboxHard = 1000;
        settings.counters = &counters;
        WireFixture wire(settings);
        wire.open();
        QVERIFY(wire.wire->send(text(QByteArray(500, 'x'))));
        QVERIFY(wire.wire->send(text(QByteArray(500, 'y'))));
        QVERIFY(!wire.wire->send(text("one too many")));
        QVERIFY(waitUntil([&] { return wire.hearsClose(4408); }));
        QCOMPARE(counters.dropped.total(), 3u);
        QCOMPARE(QByteArray(counters.dropped.values().at(0).first.text), "close");
        QCOMPARE(wire.wire->stats().droppedMessages(), 3u);
    }
    void muchMayNotBeQueuedForLong()
    {
        WireSettings settings;
        settings.slow.writeStall = 0ms;
        settings.slow.outboxSoft = 1024 * 1024;
        settings.slow.outboxSoftFor = 60ms;
        settings.closing = 60ms;
        settings.outboxHard = 0;
        WireFixture wire(settings, 4096, 4096);
        wire.open();
        for (int i = 0; i < 50; ++i)
            QVERIFY(wire.wire->send(text(QByteArray(64 * 1024, 'x'))));
        QVERIFY(waitUntil([&] { return hasEnded(wire); }));
        QVERIFY(isEnd(wire, Cause::QueuedTooLong, 4408, Initiator::Server, false));
    }
    void whatIsDroppedLeavesWholeMessagesInOrder()
    {
        ServerCounters counters;
        WireSettings settings;
        settings.outboxHard = 256 * 1024;
        settings.slow.outboxSoft = 64 * 1024;
        settings.slow.outboxSoftFor = 50ms;
        settings.outboxPolicy = OutboxPolicy::DropOldest;
        settings.counters = &counters;
        WireFixture wire(settings, 4096, 4096);
        wire.open();
        constexpr int Sent = 500;
        for (int i = 0; i < Sent; ++i) {
            QVERIFY(wire.wire->send(text(QByteArray::number(i).rightJustified(10 * 1024, '.'))));
            QVERIFY(wire.wire->queuedBytes() <= settings.outboxHard + 11 * 1024);
            if (i % 100 == 50)
                QVERIFY(wire.turn());
        }
        QVERIFY(waitUntil([&] { return wire.wire->queuedBytes() <= settings.slow.outboxSoft + 11 * 1024; }));
        QCOMPARE(int(wire.wire->stage()), int(Wire::Stage::Open));
        const quint64 dropped = wire.wire->stats().droppedMessages();
        QCOMPARE(counters.dropped.total(), dropped);
        QCOMPARE(QByteArray(counters.dropped.values().at(0).first.text), "drop-oldest");
        QVERIFY(waitUntil([&] { return wire.client.frames().size() + dropped == Sent; }));
        int last = -1;
        for (const HeardFrame &heard : wire.client.frames()) {
            QCOMPARE(heard.payload.size(), 10 * 1024);
            const int number = heard.payload.mid(heard.payload.lastIndexOf('.') + 1).toInt();
            QVERIFY(number > last);
            last = number;
        }
        QCOMPARE(last, Sent - 1);
    }
    void aSlowPeerThatMovesIsNotStalled()
    {
        WireSettings settings;
        settings.slow.writeStall = 400ms;
        settings.outboxHard = 0;
        WireFixture wire(settings, 4096, 64 * 1024);
        wire.open();
        constexpr int Size = 4 * 1024 * 1024;
        QVERIFY(wire.wire->send(text(QByteArray(Size, 'x'))));
        // It reads a little again and again, for longer than the stall altogether.
        const TimePoint begin = Clock::now();
        qint64 read = 0;
        QVERIFY(waitUntil(
            [&] {
                char buffer[8 * 1024];
                const ssize_t got = ::recv(wire.client.descriptor(), buffer, sizeof buffer, MSG_DONTWAIT);
                read += got > 0 ? got : 0;
                return read > Size;
            },
            30s));
        QVERIFY2(Clock::now() - begin > settings.slow.writeStall, "the peer was not slow at all");
        QVERIFY(!hasEnded(wire));
        QCOMPARE(int(wire.wire->stage()), int(Wire::Stage::Open));
    }
    void dropSaysWhyAndIsGoneAtOnce()
    {
        WireFixture wire;
        wire.open();
        QVERIFY(wire.wire->send(text("never sent")));
        wire.wire->drop(CloseReason::of(Cause::NoPong));
        QVERIFY(isEnd(wire, Cause::NoPong, 4409, Initiator::Server, false));
        QCOMPARE(wire.retired, 1);
        QVERIFY(waitUntil([&] { return wire.client.hasEnded(); }));
        QVERIFY(wire.hearsClose(4409));
        QCOMPARE(wire.client.frames().size(), std::size_t(1));
    }
    void abortIsGoneAtOnceFromEveryStage_data()
    {
        QTest::addColumn<int>("stage");
        QTest::newRow("open") << 0;
        QTest::newRow("closing") << 1;
        QTest::newRow("lingering") << 2;
    }
    void abortIsGoneAtOnceFromEveryStage()
    {
        QFETCH(const int, stage);
        WireFixture wire;
        wire.open();
        if (stage == 1)
            wire.wire->close(CloseReason::of(Cause::Kicked), true);
        if (stage == 2) {
            wire.sayClose(1000);
            QVERIFY(waitUntil([&] { return hasEnded(wire); }));
        }
        wire.wire->abort(CloseReason::of(Cause::Shutdown));
        wire.wire->abort(CloseReason::of(Cause::Shutdown)); // harmless
        QCOMPARE(wire.retired, 1);
        QCOMPARE(wire.handler.ends.size(), std::size_t(1));
        const Cause causes[] = {Cause::Shutdown, Cause::Kicked, Cause::ClosedByPeer};
        QCOMPARE(int(wire.handler.ends[0].cause), int(causes[stage]));
    }
    void anEndFromWithinAMessageIsSafe_data()
    {
        QTest::addColumn<int>("how");
        QTest::newRow("close") << 0;
        QTest::newRow("abort") << 1;
        QTest::newRow("drop") << 2;
    }
    void anEndFromWithinAMessageIsSafe()
    {
        QFETCH(const int, how);
        WireFixture wire;
        wire.onMessage = [&] {
            if (how == 0)
                wire.wire->close(CloseReason::of(Cause::Kicked), true);
            else if (how == 1)
                wire.wire->abort(CloseReason::of(Cause::Shutdown));
            else
                wire.wire->drop(CloseReason::of(Cause::Kicked));
        };
        wire.open();
        wire.client.say(frame(Opcode::Text, "one") + frame(Opcode::Text, "two") + frame(Opcode::Ping) +
                        frame(Opcode::Close));
        QVERIFY(waitUntil([&] { return wire.client.hasEnded(); }));
        QCOMPARE(wire.messages, QByteArrayList{"one"});
        QCOMPARE(wire.handler.ends.size(), std::size_t(1));
        QCOMPARE(wire.handler.closing, 1);
    }
    void theSocketIsDetachedBeforeTheEndIsTold()
    {
        WireFixture wire;
        wire.open();
        int disconnects = 0;
        QObject::connect(wire.socket, &QAbstractSocket::disconnected, wire.socket, [&] { ++disconnects; });
        wire.client.reset();
        QVERIFY(waitUntil([&] { return wire.retired == 1; }));
        QCOMPARE(disconnects, 1);
        QCOMPARE(wire.socket->state(), QAbstractSocket::UnconnectedState);
    }
    void aSocketThatQtClosesIsOurFault()
    {
        WireFixture wire;
        wire.open();
        wire.socket->close();
        QVERIFY(waitUntil([&] { return wire.hearsClose(1011); }));
        wire.sayClose(1011);
        QVERIFY(waitUntil([&] { return hasEnded(wire); }));
        QVERIFY(isEnd(wire, Cause::InternalError, 1011, Initiator::Server, true));
    }
    void aWireDestroyedWithItsTableTellsNobody()
    {
        WireFixture wire;
        wire.open();
        wire.wire.reset();
        QVERIFY(wire.handler.ends.empty());
        QCOMPARE(wire.socket->state(), QAbstractSocket::UnconnectedState);
        QVERIFY(waitUntil([&] { return wire.client.hasEnded(); }));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestWireClosing)
#include "tst_wireclosing.moc"
