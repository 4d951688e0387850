// What a peer gets that has finished sending, by its Close or by a FIN alone, and may still read.

#include "websocketfixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

class TestWebSocketFinished : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCloseIsAnsweredBehindTheAnswersDue_data()
    {
        QTest::addColumn<bool>("fin");
        QTest::newRow("Close") << false;
        QTest::newRow("Close and FIN") << true;
    }
    void aCloseIsAnsweredBehindTheAnswersDue()
    {
        QFETCH(const bool, fin);
        WebSocketFixture peer;
        peer.open();
        peer.handler.answerDue = true;
        peer.sendClose(1001, "left");
        if (fin)
            peer.client.finish();
        for (int i = 0; i < 3; ++i)
            QVERIFY(peer.turn());
        QVERIFY(peer.isOpen());
        QVERIFY(peer.client.frames().empty());
        peer.handler.answerDue = false;
        peer.end->answersQueued(); // the answer follows in the same turn
        QVERIFY(peer.end->send(text("answer"), Outbox::Kind::Answer));
        QVERIFY(waitUntil([&] { return peer.client.hasEnded(); }));
        QVERIFY(!peer.client.wasReset());
        QCOMPARE(peer.client.frames().size(), std::size_t(2));
        QCOMPARE(peer.client.frames()[0].payload, "answer");
        QCOMPARE(peer.client.frames()[1].closeCode(), 1001);
        const ConnectionEnd expected{Cause::GoingAway, 1001, QStringLiteral("left"), Initiator::Client, true};
        QCOMPARE(peer.handler.ends, std::vector<ConnectionEnd>{expected});
        QCOMPARE(peer.handler.closing, 1);
        peer.client.close();
        QVERIFY(waitUntil([&] { return peer.retired == 1; }));
    }
    void anAnswerIsWaitedForInLimitedTime_data()
    {
        QTest::addColumn<bool>("closes");
        QTest::newRow("Close") << true;
        QTest::newRow("FIN") << false;
    }
    void anAnswerIsWaitedForInLimitedTime()
    {
        QFETCH(const bool, closes);
        SocketSettings settings;
        settings.closing = 60ms;
        WebSocketFixture peer(settings);
        peer.open();
        peer.handler.answerDue = true;
        const TimePoint begun = peer.loop.now();
        if (closes)
            peer.sendClose(3999);
        else
            peer.client.finish();
        QVERIFY(waitUntil([&] { return peer.handler.ends.size() == 1; }));
        QVERIFY(peer.loop.now() - begun >= 60ms);
        QCOMPARE(int(peer.handler.ends[0].cause), int(closes ? Cause::ClosedByPeer : Cause::ConnectionLost));
        QCOMPARE(peer.handler.ends[0].clean, closes);
        if (closes)
            QVERIFY(waitUntil([&] { return peer.receivesClose(3999); }));
    }
    void aFinIsTheEndBehindTheAnswersDue()
    {
        WebSocketFixture peer;
        peer.open();
        peer.handler.answerDue = true;
        peer.client.finish();
        for (int i = 0; i < 3; ++i)
            QVERIFY(peer.turn());
        QVERIFY(peer.handler.ends.empty());
        QVERIFY(peer.end->send(text("one of two"), Outbox::Kind::Answer));
        QVERIFY(peer.turn());
        QVERIFY(peer.handler.ends.empty());
        QVERIFY(peer.end->send(text("two of two"), Outbox::Kind::Answer));
        peer.handler.answerDue = false;
        peer.end->answersQueued();
        QVERIFY(waitUntil([&] { return peer.retired == 1; }));
        QCOMPARE(int(peer.handler.ends[0].cause), int(Cause::ConnectionLost));
        QVERIFY(waitUntil([&] { return peer.client.hasEnded(); }));
        QCOMPARE(peer.client.frames().size(), std::size_t(2));
    }
    void longAnswersArriveWhole_data()
    {
        QTest::addColumn<bool>("closes");
        QTest::newRow("Close and FIN") << true;
        QTest::newRow("FIN") << false;
    }
    void longAnswersArriveWhole()
    {
        QFETCH(const bool, closes);
        constexpr int Count = 40;
        SocketSettings settings;
        settings.outboxHard = 0;
        WebSocketFixture peer(settings, 4096, 4096); // the kernel does not take it all at once
        peer.onMessage = [&] {
            for (int i = 0; i < Count; ++i)
                QVERIFY(peer.end->send(text(QByteArray(32 * 1024, 'a')), Outbox::Kind::Answer));
        };
        peer.open();
        peer.client.send(frame(Opcode::Text, "all of it") +
                         (closes ? frame(Opcode::Close, encodeClosePayload(1000, {})) : QByteArray()));
        peer.client.finish();
        for (int i = 0; i < 3; ++i)
            QVERIFY(peer.turn());
        QVERIFY(peer.socket->queuedBytes() > 1024 * 1024);
        QVERIFY(peer.handler.ends.empty());
        QVERIFY(waitUntil([&] { return peer.client.hasEnded(); }));
        QVERIFY(!peer.client.wasReset());
        QCOMPARE(peer.client.frames().size(), std::size_t(Count + (closes ? 1 : 0)));
        QCOMPARE(int(peer.handler.ends[0].cause), int(closes ? Cause::ClosedByPeer : Cause::ConnectionLost));
    }
    void whoeverClosesMeanwhileItIsThePeersClose_data()
    {
        QTest::addColumn<int>("how");
        QTest::newRow("closed") << 0;
        QTest::newRow("kicked") << 1;
        QTest::newRow("dropped") << 2;
        QTest::newRow("overload") << 3;
        QTest::newRow("reset") << 4;
    }
    void whoeverClosesMeanwhileItIsThePeersClose()
    {
        QFETCH(const int, how);
        WebSocketFixture peer;
        peer.open();
        peer.handler.answerDue = true;
        peer.sendClose(4005);
        QVERIFY(peer.turn());
        QVERIFY(peer.turn());
        if (how < 2)
            peer.end->close(CloseReason::of(Cause::Drain), how == 1);
        else if (how == 2)
            peer.end->drop(CloseReason::of(Cause::NoPong));
        else if (how == 3)
            peer.socket->shed();
        else
            peer.client.reset();
        QVERIFY(waitUntil([&] { return peer.handler.ends.size() == 1; }));
        QCOMPARE(int(peer.handler.ends[0].cause), int(Cause::ClosedByPeer));
        QCOMPARE(peer.handler.ends[0].code, quint16(4005));
        QVERIFY(peer.handler.ends[0].clean);
        if (how < 4)
            QVERIFY(waitUntil([&] { return peer.receivesClose(4005); }));
    }
    void aResetAfterTheFinEndsAtOnce()
    {
        WebSocketFixture peer;
        peer.open();
        peer.handler.answerDue = true;
        peer.client.finish();
        QVERIFY(peer.turn());
        QVERIFY(peer.turn());
        const TimePoint begun = peer.loop.now();
        peer.client.reset();
        QVERIFY(waitUntil([&] { return peer.handler.ends.size() == 1; }));
        QVERIFY(peer.loop.now() - begun < ClientSocket::LimitedClosing);
        QCOMPARE(int(peer.handler.ends[0].cause), int(Cause::ConnectionReset));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestWebSocketFinished)
#include "tst_websocketfinished.moc"
