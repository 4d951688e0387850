// A WebSocketEnd while it is open; tst_websocketclosing has its ends.

#include "websocketfixture.h"

#include <QTest>

#include <map>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

class TestWebSocketEnd : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsWholeUnmaskedMessages()
    {
        WebSocketFixture peer;
        peer.open();
        peer.client.send(frame(Opcode::Text, "Hel", false) + frame(Opcode::Ping) +
                         frame(Opcode::Continuation, "lo", true));
        peer.send(Opcode::Binary, QByteArray("\0\xff", 2));
        QVERIFY(waitUntil([&] { return peer.messages.size() == 2; }));
        QCOMPARE(peer.messages, (QByteArrayList{"Hello", QByteArray("\0\xff", 2)}));
        QCOMPARE(peer.shown, (QByteArrayList{encodeFrame(Opcode::Text, "Hello"),
                                             encodeFrame(Opcode::Binary, QByteArray("\0\xff", 2))}));
        QCOMPARE(peer.end->currentMessage(), ""); // only while it is shown
    }
    void answersPingsAndReportsPongs()
    {
        ServerCounters counters;
        SocketSettings settings;
        settings.counters = &counters;
        WebSocketFixture peer(settings);
        peer.open();
        peer.end->sendPing("ours");
        peer.client.send(frame(Opcode::Ping, "1") + frame(Opcode::Ping, "2") + frame(Opcode::Pong, "ours"));
        QVERIFY(waitUntil([&] { return peer.client.frames().size() == 3; }));
        const std::vector<ReceivedFrame> frames = peer.client.frames();
        QCOMPARE(frames[0].opcode, int(Opcode::Ping));
        QCOMPARE(frames[0].payload, "ours");
        QCOMPARE(frames[1].opcode, int(Opcode::Pong));
        QCOMPARE(frames[1].payload, "1");
        QCOMPARE(frames[2].payload, "2");
        QCOMPARE(peer.handler.pongs, QByteArrayList{"ours"});
        QCOMPARE(peer.handler.pingsSent, std::vector<quint64>{6}); // a header of two bytes, and the payload
        QVERIFY(peer.messages.isEmpty());                          // QWebSocket is shown data only
        QCOMPARE(counters.pingsSent.value(), 1u);
        QCOMPARE(counters.pingsReceived.value(), 2u);
        QCOMPARE(counters.pongsSent.value(), 2u);
        QCOMPARE(counters.pongsSuperseded.value(), 0u);
    }
    void countsWhatIsQueuedAsLongAsItIs()
    {
        ServerCounters counters;
        SocketSettings settings;
        settings.counters = &counters;
        settings.outboxHard = 0;
        WebSocketFixture peer(settings, 4096, 4096);
        peer.open();
        while (counters.queuedBytes.value() == 0) { // until the kernel takes no more
            QVERIFY(peer.end->send(text(QByteArray(16 * 1024, 'x'))));
            QVERIFY(peer.turn());
        }
        QCOMPARE(counters.queuedBytes.value(), peer.socket->queuedBytes());
        peer.client.reset();
        QVERIFY(waitUntil([&] { return peer.socket == nullptr; }));
        QCOMPARE(counters.queuedBytes.value(), 0);
    }
    void aPeerThatPingsAndNeverReadsStaysSmall()
    {
        ServerCounters counters;
        SocketSettings settings;
        settings.counters = &counters;
        WebSocketFixture peer(settings, 4096, 4096);
        peer.open({0});
        QByteArray pings;
        for (int i = 0; i < 200; ++i)
            pings += frame(Opcode::Ping, QByteArray(125, char('a' + i % 26)));
        qint64 sent = 0;
        qint64 most = 0;
        // What was cut off is sent first the next time: the stream stays well formed.
        QByteArray rest;
        QVERIFY(waitUntil(
            [&] {
                rest += pings;
                const qsizetype taken = peer.client.send(rest);
                rest.remove(0, taken);
                sent += taken;
                most = std::max(most, peer.socket->queuedBytes());
                return sent > 8 * 1024 * 1024;
            },
            30s));
        // One read's worth of pongs may be queued before the kernel says that it is full.
        QVERIFY2(most <= 2 * 64 * 1024, qPrintable(QString::number(most)));
        QVERIFY(counters.pongsSuperseded.value() > counters.pongsSent.value());
        QCOMPARE(counters.pongsSent.value() + counters.pongsSuperseded.value(),
                 counters.pingsReceived.value());
        QVERIFY(peer.isOpen());
    }
    void losesNothingOverAPause()
    {
        WebSocketFixture peer;
        peer.open();
        peer.end->setPaused(PauseReason::InFlight, true);
        QVERIFY(peer.end->isReadingPaused());
        peer.send(Opcode::Text, "while paused");
        peer.sendClose(1000);
        peer.client.finish();
        QVERIFY(peer.turn());
        QVERIFY(peer.messages.isEmpty());
        QVERIFY(peer.handler.ends.empty());
        peer.end->setPaused(PauseReason::InFlight, false);
        QVERIFY(waitUntil([&] { return peer.handler.ends.size() == 1; }));
        QCOMPARE(peer.messages, QByteArrayList{"while paused"});
        QVERIFY(peer.handler.ends[0].clean);
    }
    void aPauseInTheMiddleOfWhatWasReadKeepsTheRest()
    {
        WebSocketFixture peer;
        peer.onMessage = [&] {
            if (peer.messages.size() == 3)
                peer.end->setPaused(PauseReason::InFlight, true);
        };
        peer.open();
        QByteArray all;
        QByteArrayList expected;
        for (int i = 0; i < 10; ++i) {
            expected.append(QByteArray::number(i));
            all += frame(Opcode::Text, expected.last());
        }
        peer.client.send(all + frame(Opcode::Ping, "p") + frame(Opcode::Close, encodeClosePayload(1000, {})));
        QVERIFY(waitUntil([&] { return peer.messages.size() == 3; }));
        QVERIFY(peer.turn());
        QCOMPARE(peer.messages.size(), 3);
        QVERIFY(peer.handler.ends.empty());
        peer.end->setPaused(PauseReason::InFlight, false);
        QVERIFY(waitUntil([&] { return peer.handler.ends.size() == 1; }));
        QCOMPARE(peer.messages, expected);
        QVERIFY(peer.handler.ends[0].clean);
    }
    void inputDoesNotWaitForOutput_data()
    {
        QTest::addColumn<bool>("pauses");
        QTest::newRow("the time of a turn is over") << false;
        QTest::newRow("reading was paused") << true;
    }
    void inputDoesNotWaitForOutput()
    {
        QFETCH(const bool, pauses);
        SocketSettings settings;
        settings.outboxHard = 0;
        WebSocketFixture peer(settings, 4096, 4096);
        peer.open();
        while (peer.socket->queuedBytes() == 0) { // until the kernel takes no more
            QVERIFY(peer.end->send(text(QByteArray(16 * 1024, 'x'))));
            QVERIFY(peer.turn());
        }
        constexpr int Count = 3000;
        peer.onMessage = [&] {
            if (!pauses || peer.messages.size() % 1000 != 0)
                return;
            peer.end->setPaused(PauseReason::InFlight, true);
            peer.loop.post([&] { peer.end->setPaused(PauseReason::InFlight, false); });
        };
        QByteArray rest;
        for (int i = 0; i < Count; ++i)
            rest += frame(Opcode::Text, QByteArray::number(i));
        QVERIFY(waitUntil([&] {
            rest.remove(0, peer.client.send(rest));
            return peer.messages.size() == Count;
        }));
        QCOMPARE(peer.messages.last(), QByteArray::number(Count - 1));
        QVERIFY(peer.socket->queuedBytes() > 0);
        QVERIFY(peer.isOpen());
    }
    void limitsTheTimeOfOneTurn()
    {
        constexpr int Count = 20'000;
        WebSocketFixture peer;
        peer.open();
        QByteArray all;
        for (int i = 0; i < Count; ++i)
            all += frame(Opcode::Text);
        QByteArray rest = all + frame(Opcode::Text, "the last");
        QVERIFY(waitUntil([&] {
            rest.remove(0, peer.client.send(rest));
            return peer.messages.size() == Count + 1;
        }));
        QCOMPARE(peer.messages.count(QByteArray()), Count);
        QCOMPARE(peer.messages.last(), "the last");
    }
    void longWorkForOneMessageEndsTheTurnOfItsConnection()
    {
        WebSocketFixture peer;
        std::map<TimePoint, int> messagesByTurn;
        peer.onMessage = [&] {
            ++messagesByTurn[peer.loop.now()];
            for (const TimePoint until = Clock::now() + 3ms; Clock::now() < until;) {
            }
        };
        peer.open();
        QByteArray all;
        for (int i = 0; i < 12; ++i)
            all += frame(Opcode::Text, "dear");
        peer.client.send(all);
        QVERIFY(waitUntil([&] { return peer.messages.size() == 12; }));
        for (const auto &[turn, messages] : messagesByTurn)
            QVERIFY2(messages == 1, qPrintable(QString::number(messages)));
    }
    void noticesAResetDuringAPause()
    {
        WebSocketFixture peer;
        peer.open();
        peer.end->setPaused(PauseReason::InFlight, true);
        peer.client.reset();
        QVERIFY(waitUntil([&] { return peer.handler.ends.size() == 1; }));
        QCOMPARE(int(peer.handler.ends[0].cause), int(Cause::ConnectionReset));
    }
    void aResetDiscardsNothingThatCameBefore_data()
    {
        QTest::addColumn<bool>("pauses");
        QTest::addColumn<bool>("closes");
        QTest::addColumn<int>("cause");
        const int reset = int(Cause::ConnectionReset);
        QTest::newRow("messages of several turns") << false << false << reset;
        QTest::newRow("messages behind a pause") << true << false << reset;
        QTest::newRow("a Close, too") << false << true << int(Cause::GoingAway);
        QTest::newRow("a Close behind a pause") << true << true << int(Cause::GoingAway);
    }
    void aResetDiscardsNothingThatCameBefore()
    {
        QFETCH(const bool, pauses);
        QFETCH(const bool, closes);
        QFETCH(const int, cause);
        WebSocketFixture peer;
        peer.open();
        peer.onMessage = [&] {
            (void)peer.end->send(text("an answer that cannot be sent"));
            if (peer.messages.size() % 200 != 0)
                return;
            for (const TimePoint until = Clock::now() + 2ms; Clock::now() < until;) {
            }
            if (pauses) {
                peer.end->setPaused(PauseReason::InFlight, true);
                peer.loop.post(
                    [&] { peer.loop.post([&] { peer.end->setPaused(PauseReason::InFlight, false); }); });
            }
        };
        constexpr int Count = 1500;
        QByteArray all;
        for (int i = 0; i < Count; ++i)
            all += frame(Opcode::Text, QByteArray::number(i));
        if (closes)
            all += frame(Opcode::Close, encodeClosePayload(1001, {}));
        QCOMPARE(peer.client.send(all), all.size());
        peer.client.reset();
        QVERIFY(waitUntil([&] { return peer.handler.ends.size() == 1; }));
        QCOMPARE(int(peer.handler.ends[0].cause), cause);
        QCOMPARE(peer.messages.size(), Count);
        QCOMPARE(peer.messages.last(), QByteArray::number(Count - 1));
        QVERIFY(waitUntil([&] { return peer.retired == 1; }));
    }
    void reportsChangesOfItsQueue()
    {
        WebSocketFixture peer;
        peer.open();
        QVERIFY(peer.end->send(text("hello")));
        QCOMPARE(peer.socket->queuedBytes(), 7);
        QCOMPARE(peer.client.received(), ""); // one write a turn, at its end
        QVERIFY(waitUntil([&] { return peer.socket->queuedBytes() == 0; }));
        QVERIFY(peer.handler.queueChanges > 0);
        QVERIFY(waitUntil([&] { return peer.client.frames().size() == 1; }));
    }
    void anOverflowOnlyMarksUntilTheEndOfTheTurn()
    {
        SocketSettings settings;
        settings.outboxHard = 100;
        WebSocketFixture peer(settings);
        peer.open();
        QVERIFY(peer.end->send(text(QByteArray(200, 'x'))));
        QVERIFY(!peer.end->send(text("one too many")));
        QVERIFY(!peer.end->send(text("and another")));
        QVERIFY(peer.isOpen()); // the sender may be iterating over a room
        QCOMPARE(peer.handler.closing, 0);
        QVERIFY(waitUntil([&] { return peer.receivesClose(4408); }));
        QCOMPARE(peer.client.frames().size(), std::size_t(1)); // what was queued gave way
        QCOMPARE(peer.handler.closing, 1);
        peer.sendClose(4408);
        QVERIFY(waitUntil([&] { return peer.handler.ends.size() == 1; }));
        QCOMPARE(int(peer.handler.ends[0].cause), int(Cause::QueueOverflow));
        QCOMPARE(int(peer.handler.ends[0].initiator), int(Initiator::Server));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestWebSocketEnd)
#include "tst_websocketend.moc"
