#include "core/transport/clientsocket.h"

#include "tests/core/transport/socketfixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

class TestClientSocket : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void deliversBytesAsTheyArrive()
    {
        SocketFixture fixture;
        fixture.client.send("GET ");
        QVERIFY(waitUntil([&] { return fixture.protocol.received == "GET "; }));
        fixture.client.send("/ HTTP");
        QVERIFY(waitUntil([&] { return fixture.protocol.received == "GET / HTTP"; }));
        QCOMPARE(int(fixture.socket->state()), int(ClientSocket::State::Active));
        QVERIFY(fixture.protocol.losses.empty());
    }
    void deliversWhatWasNotTakenAgain()
    {
        SocketFixture fixture;
        fixture.protocol.takesAtMost = 3;
        fixture.client.send("0123456789");
        QVERIFY(waitUntil([&] { return fixture.protocol.received == "0123456789"; }));
        QCOMPARE(fixture.protocol.deliveries, 4);
    }
    void countsWhatIsHeldForThePeer()
    {
        MemoryBudget budget(0);
        struct Share final : public MemoryShare
        {
            using MemoryShare::MemoryShare;
            void grown() override {}
        } share(budget);
        SocketSettings settings;
        settings.memory = &share;
        SocketFixture fixture(settings);
        fixture.protocol.buffered = 100;
        fixture.protocol.onReceive = [&] { fixture.socket->setPaused(PauseReason::InFlight, true); };
        fixture.protocol.takesAtMost = 4;
        fixture.client.send("0123456789");
        QVERIFY(waitUntil([&] { return fixture.protocol.received == "0123"; }));
        QVERIFY(fixture.turn());
        QCOMPARE(fixture.socket->stats().held(), 106); // of the protocol, and what it did not take
        QCOMPARE(budget.part(MemoryPart::Unfinished).bytes(), 106);
        fixture.protocol.compressed = 1000;
        QVERIFY(fixture.socket->queueData(QByteArray(100, 'x'), Outbox::Kind::Answer));
        QVERIFY(fixture.turn());
        QCOMPARE(budget.part(MemoryPart::Compression).bytes(), 1000);
        fixture.socket->stats().setInFlight(16 * 1024 - 1); // most requests are answered at once
        QCOMPARE(budget.part(MemoryPart::Requests).bytes(), 0);
        fixture.socket->stats().setInFlight(100 * 1024);
        QCOMPARE(budget.part(MemoryPart::Requests).bytes(), 96 * 1024);
        QCOMPARE(fixture.socket->stats().held(), 106 + 1000 + 96 * 1024);
        fixture.client.reset();
        QVERIFY(fixture.isRetired());
        QCOMPARE(share.held(), 0);
        QCOMPARE(budget.used(), 0);
    }
    void asksTheProtocolForALastAnswerAtTheDeadline()
    {
        SocketSettings settings;
        settings.handshake = 30ms;
        SocketFixture fixture(settings);
        fixture.protocol.onDeadline = [&] { fixture.socket->finish("too late"); };
        QVERIFY(waitUntil([&] { return fixture.client.hasEnded(); }));
        QCOMPARE(fixture.client.received(), "too late");
        QCOMPARE(fixture.protocol.deadlines, 1);
        fixture.client.close();
        QVERIFY(fixture.isRetired());
        QVERIFY(fixture.protocol.losses.empty());
    }
    void closesAtTheDeadlineWithoutAnAnswer()
    {
        SocketSettings settings;
        settings.handshake = 30ms;
        SocketFixture fixture(settings);
        QVERIFY(fixture.isRetired());
        QCOMPARE(fixture.protocol.deadlines, 1);
        QCOMPARE(fixture.protocol.losses.size(), std::size_t(1));
        QVERIFY(waitUntil([&] { return fixture.client.hasEnded(); }));
        QCOMPARE(fixture.client.received(), "");
    }
    void reportsALostClient_data()
    {
        QTest::addColumn<bool>("reset");
        QTest::addColumn<int>("cause");
        QTest::newRow("FIN") << false << int(Cause::ConnectionLost);
        QTest::newRow("reset") << true << int(Cause::ConnectionReset);
    }
    void reportsALostClient()
    {
        QFETCH(const bool, reset);
        QFETCH(const int, cause);
        SocketFixture fixture;
        fixture.client.send("GET / HT");
        QVERIFY(waitUntil([&] { return !fixture.protocol.received.isEmpty(); }));
        if (reset)
            fixture.client.reset();
        else
            fixture.client.close();
        QVERIFY(fixture.isRetired());
        QCOMPARE(fixture.protocol.losses, std::vector<Cause>{Cause(cause)});
        QCOMPARE(fixture.protocol.inputEnds, reset ? 0 : 1); // a reset cannot be answered
    }
    void answersAClientThatHasSentItsFin()
    {
        SocketFixture fixture;
        fixture.protocol.answersInputEnd = true;
        fixture.protocol.onInputEnd = [&] { fixture.socket->finish("bad"); };
        fixture.client.send("GET / HT");
        fixture.client.finish();
        QVERIFY(waitUntil([&] { return fixture.client.hasEnded(); }));
        QVERIFY(!fixture.client.wasReset());
        QCOMPARE(fixture.client.received(), "bad");
        QVERIFY(fixture.isRetired());
        QCOMPARE(fixture.protocol.inputEnds, 1);
        QVERIFY(fixture.protocol.losses.empty());
    }
    void waitsForTheAnswerToAClientThatHasSentItsFin()
    {
        SocketFixture fixture;
        fixture.protocol.answersInputEnd = true;
        fixture.client.send("GET / HTTP/1.1");
        fixture.client.finish();
        QVERIFY(waitUntil([&] { return fixture.protocol.inputEnds == 1; }));
        QVERIFY(fixture.turn());
        QCOMPARE(fixture.protocol.inputEnds, 1); // once, though the kernel would report it in each turn
        QCOMPARE(fixture.retired, 0);
        fixture.socket->finish("late");
        QVERIFY(waitUntil([&] { return fixture.client.hasEnded(); }));
        QCOMPARE(fixture.client.received(), "late");
        QVERIFY(fixture.isRetired());
        QVERIFY(fixture.protocol.losses.empty());
    }
    void sendsALongAnswerWholeAfterTheFinOfTheClient()
    {
        SocketFixture fixture({}, 4096, 4096); // the kernel does not take it all at once
        const QByteArray answer(1024 * 1024, 'a');
        fixture.protocol.answersInputEnd = true;
        fixture.protocol.onInputEnd = [&] { fixture.socket->finish(answer); };
        fixture.client.send("GET / HTTP/1.1");
        fixture.client.finish();
        QVERIFY(waitUntil([&] { return fixture.client.hasEnded(); }));
        QVERIFY(!fixture.client.wasReset());
        QCOMPARE(fixture.client.received(), answer);
        QVERIFY(fixture.isRetired());
    }
    void reportsAClientThatResetsWhileItsAnswerIsMade()
    {
        SocketFixture fixture;
        fixture.protocol.answersInputEnd = true;
        fixture.client.send("GET / HTTP/1.1");
        fixture.client.finish();
        QVERIFY(waitUntil([&] { return fixture.protocol.inputEnds == 1; }));
        fixture.client.reset();
        QVERIFY(fixture.isRetired());
        QCOMPARE(fixture.protocol.losses, std::vector<Cause>{Cause::ConnectionReset});
    }
    void finishesWholeAndThenWaitsForTheFinOfTheClient()
    {
        SocketFixture fixture;
        const QByteArray answer = "HTTP/1.1 200 OK\r\n\r\n" + QByteArray(200'000, 'x');
        fixture.protocol.onReceive = [&] { fixture.socket->finish(answer); };
        fixture.client.send("GET / HTTP/1.1\r\n\r\n");
        fixture.client.send(QByteArray(10'000, 'y')); // unread, it would turn our FIN into a reset
        QVERIFY(waitUntil([&] { return fixture.client.hasEnded(); }));
        QVERIFY(!fixture.client.wasReset());
        QCOMPARE(fixture.client.received(), answer);
        QCOMPARE(fixture.retired, 0);
        QCOMPARE(int(fixture.socket->state()), int(ClientSocket::State::Lingering));
        fixture.client.close();
        QVERIFY(fixture.isRetired());
        QVERIFY(fixture.protocol.losses.empty());
    }
    void lingersUntilItsDeadline()
    {
        SocketSettings settings;
        settings.closing = 40ms;
        SocketFixture fixture(settings);
        fixture.socket->finish("bye");
        QVERIFY(fixture.isRetired()); // though the client neither reads nor ends
    }
    void finishesOnceOnly()
    {
        SocketFixture fixture;
        fixture.socket->finish("first");
        fixture.socket->finish("second");
        QVERIFY(waitUntil([&] { return fixture.client.hasEnded(); }));
        QCOMPARE(fixture.client.received(), "first");
    }
    void passesAnAbortToTheProtocol()
    {
        SocketFixture fixture;
        QVERIFY(fixture.socket->isPending());
        fixture.socket->abort(CloseReason::of(Cause::Shutdown));
        QCOMPARE(fixture.protocol.aborts, 1);
        QCOMPARE(fixture.retired, 1);
        fixture.socket->abort(CloseReason::of(Cause::Shutdown)); // harmless
        QCOMPARE(fixture.retired, 1);
        QVERIFY(waitUntil([&] { return fixture.client.hasEnded(); }));
    }
    void abortsWithoutAProtocol()
    {
        SocketFixture fixture;
        fixture.socket->setProtocol(nullptr);
        fixture.socket->abort(CloseReason::of(Cause::Shutdown));
        QCOMPARE(fixture.retired, 1);
        QCOMPARE(fixture.protocol.aborts, 0);
    }
    void knowsItsPhase_data()
    {
        QTest::addColumn<int>("phase");
        QTest::addColumn<bool>("pending");
        QTest::addColumn<bool>("open");
        QTest::newRow("request") << int(SocketProtocol::Phase::Request) << true << false;
        QTest::newRow("open") << int(SocketProtocol::Phase::Open) << false << true;
        QTest::newRow("closing") << int(SocketProtocol::Phase::Closing) << false << false;
    }
    void knowsItsPhase()
    {
        QFETCH(const int, phase);
        QFETCH(const bool, pending);
        QFETCH(const bool, open);
        SocketFixture fixture;
        fixture.protocol.current = SocketProtocol::Phase(phase);
        QCOMPARE(fixture.socket->isPending(), pending);
        QCOMPARE(fixture.socket->isOpen(), open);
        fixture.socket->finish("bye");
        QVERIFY(!fixture.socket->isPending());
        QVERIFY(!fixture.socket->isOpen());
    }
    void writesOnceATurn()
    {
        SocketFixture fixture;
        QVERIFY(fixture.socket->queueData("one", Outbox::Kind::Message));
        fixture.socket->queueControl("two");
        QCOMPARE(fixture.socket->queuedBytes(), 6);
        QCOMPARE(fixture.socket->queuedFrames(), 2u);
        QCOMPARE(fixture.client.received(), "");
        QVERIFY(waitUntil([&] { return fixture.client.received() == "onetwo"; }));
        QCOMPARE(fixture.protocol.written, 6);
        QCOMPARE(fixture.socket->queuedBytes(), 0);
    }
    void reportsAnOverflowAtTheEndOfTheTurn()
    {
        SocketSettings settings;
        settings.outboxHard = 100;
        SocketFixture fixture(settings);
        QVERIFY(fixture.socket->queueData(QByteArray(200, 'x'), Outbox::Kind::Message));
        QVERIFY(!fixture.socket->queueData("one too many", Outbox::Kind::Message));
        QVERIFY(!fixture.socket->queueData("another", Outbox::Kind::Message));
        QVERIFY(fixture.protocol.overloads.empty()); // the caller may be iterating over connections
        QVERIFY(waitUntil([&] { return !fixture.protocol.overloads.empty(); }));
        QCOMPARE(fixture.protocol.overloads.front(), Cause::QueueOverflow);
    }
    void reportsAPeerThatFallsBehindAndCatchesUp()
    {
        SocketSettings settings;
        settings.slow.outboxSoft = 100'000;
        settings.outboxHard = 0;
        SocketFixture fixture(settings, 8192, 8192);
        fixture.protocol.current = SocketProtocol::Phase::Open;
        fixture.socket->queueData(QByteArray(50'000, 'x'), Outbox::Kind::Message);
        QVERIFY(fixture.turn());
        QVERIFY(fixture.protocol.behindChanges.empty());
        fixture.socket->queueData(QByteArray(400'000, 'x'), Outbox::Kind::Message);
        QVERIFY(fixture.protocol.behindChanges.empty()); // what the kernel takes at once does not count
        QVERIFY(fixture.turn());
        QCOMPARE(fixture.protocol.behindChanges, std::vector<bool>{true});
        QVERIFY(fixture.socket->isBehind());
        fixture.socket->queueData(QByteArray(100, 'x'), Outbox::Kind::Message);
        QVERIFY(fixture.turn());
        QCOMPARE(fixture.protocol.behindChanges.size(), std::size_t(1)); // once
        QVERIFY(waitUntil([&] {
            fixture.client.received();
            return !fixture.socket->isBehind();
        }));
        QCOMPARE(fixture.protocol.behindChanges, (std::vector<bool>{true, false}));
    }
    void reportsThatItIsShed()
    {
        SocketFixture fixture;
        fixture.socket->shed();
        QCOMPARE(fixture.protocol.overloads, std::vector<Cause>{Cause::Overloaded});
    }
    void tellsTheProtocolWhenItIsDestroyed()
    {
        SocketFixture fixture;
        fixture.socket.reset();
        QCOMPARE(fixture.protocol.destroyed, 1);
        QVERIFY(fixture.protocol.losses.empty());
        QCOMPARE(fixture.retired, 0);
        QVERIFY(waitUntil([&] { return fixture.client.hasEnded(); }));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestClientSocket)
#include "tst_clientsocket.moc"
