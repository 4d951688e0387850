#include "core/transport/httpexchange.h"

#include "tests/core/transport/loopbacksocket.h"
#include "tests/core/wire/clientframe.h"
#include "tests/support/openwebsocket.h"

#include <QPointer>
#include <QTest>

#include <functional>
#include <optional>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

//! Records what the exchange reports, and answers refusals as an endpoint does.
class RecordingExchange final : public HttpExchange
{
public:
    RecordingExchange(ClientSocket &socket, Milliseconds handshake)
        : HttpExchange(socket, HttpHeadLimits(), handshake)
    {
    }

    std::vector<HttpHead> heads;
    std::vector<int> refusals;
    int losses = 0;
    Loss lastLoss = Loss::Left;
    using HttpExchange::Loss;
    std::function<void()> onHead;

private:
    void headRead(const HttpHead &head) override
    {
        heads.push_back(head);
        if (onHead)
            onHead();
    }
    void headRefused(const Refusal &refusal) override
    {
        refusals.push_back(refusal.response.status);
        respond("HTTP/1.1 " + QByteArray::number(refusal.response.status) + "\r\n\r\n");
    }
    void lost(Loss loss) override
    {
        ++losses;
        lastLoss = loss;
    }
};

//! An exchange on a socket.
struct Fixture final : public LoopbackSocket
{
    explicit Fixture(const SocketSettings &settings = {})
        : LoopbackSocket(settings)
    {
        exchange.emplace(*socket, settings.handshake);
    }
    ~Fixture()
    {
        connection.reset();
        destroySocket();
        exchange.reset();
        delete bridge.data();
    }
    Q_DISABLE_COPY_MOVE(Fixture)

    void handOver() { connection.emplace(*socket, *exchange->handOver()); }

    std::optional<RecordingExchange> exchange;
    QPointer<BridgeSocket> bridge;
    std::optional<OpenWebSocket> connection;
};

const QByteArray Head = "GET /path HTTP/1.1\r\nHost: localhost\r\n\r\n";

} // namespace

class TestHttpExchange : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anUnfinishedHeadCountsAsMemory()
    {
        MemoryBudget budget;
        struct Share final : public MemoryShare
        {
            using MemoryShare::MemoryShare;
            void grown() override {}
        } share(budget);
        SocketSettings settings;
        settings.memory = &share;
        {
            Fixture fixture(settings);
            fixture.client.send("GET / HTTP/1.1\r\nHost: x\r\n");
            QVERIFY(waitUntil([&] { return budget.part(MemoryPart::Unfinished).bytes() > 0; }));
            const qint64 before = budget.part(MemoryPart::Unfinished).bytes();
            for (int i = 0; i < 50; ++i) // the strings of a short field take more than its bytes
                fixture.client.send("a: b\r\n");
            QVERIFY(waitUntil(
                [&] { return budget.part(MemoryPart::Unfinished).bytes() >= before + 50 * 2 * 32; }));
            fixture.client.send("Long: " + QByteArray(5000, 'x'));
            QVERIFY(waitUntil(
                [&] { return budget.part(MemoryPart::Unfinished).bytes() >= before + 50 * 2 * 32 + 5000; }));
            QVERIFY(budget.used() < 20'000);
        }
        QCOMPARE(budget.used(), 0);
    }
    void readsTheHeadAndSendsTheResponse()
    {
        Fixture fixture;
        fixture.client.send(Head.first(20));
        QVERIFY(fixture.turn());
        fixture.exchange->onHead = [&] { fixture.exchange->respond("HTTP/1.1 200 OK\r\n\r\nbody"); };
        fixture.client.send(Head.sliced(20));
        QVERIFY(waitUntil([&] { return fixture.client.hasEnded(); }));
        QVERIFY(!fixture.client.wasReset());
        QCOMPARE(fixture.client.received(), "HTTP/1.1 200 OK\r\n\r\nbody");
        QCOMPARE(fixture.exchange->heads.size(), std::size_t(1));
        QCOMPARE(fixture.exchange->heads[0].method, "GET");
        QCOMPARE(fixture.exchange->losses, 0);
    }
    void respondsOnceOnly()
    {
        Fixture fixture;
        fixture.exchange->respond("first");
        fixture.exchange->respond("second");
        QVERIFY(waitUntil([&] { return fixture.client.hasEnded(); }));
        QCOMPARE(fixture.client.received(), "first");
    }
    void discardsInputWhileTheResponseIsMade()
    {
        Fixture fixture;
        fixture.client.send(Head + "more");
        QVERIFY(waitUntil([&] { return !fixture.exchange->heads.empty(); }));
        fixture.client.send(Head);
        QVERIFY(fixture.turn());
        QCOMPARE(fixture.exchange->heads.size(), std::size_t(1));
        fixture.exchange->respond("late");
        QVERIFY(waitUntil([&] { return fixture.client.hasEnded(); }));
        QCOMPARE(fixture.client.received(), "late");
    }
    void refusesHeadsThatCannotBeAnswered_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("finish");
        QTest::addColumn<int>("status"); // 0: nothing is answered
        QTest::newRow("malformed") << QByteArray("G(T / HTTP/1.1\r\n\r\n") << false << 400;
        QTest::newRow("without an end") << Head.first(20) << true << 400;
        QTest::newRow("never begun") << QByteArray() << true << 0;
    }
    void refusesHeadsThatCannotBeAnswered()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const bool, finish);
        QFETCH(const int, status);
        Fixture fixture;
        if (!bytes.isEmpty())
            fixture.client.send(bytes);
        if (finish)
            fixture.client.finish();
        QVERIFY(waitUntil([&] { return fixture.client.hasEnded(); }));
        QCOMPARE(fixture.exchange->refusals, status == 0 ? std::vector<int>() : std::vector<int>{status});
        QCOMPARE(fixture.exchange->losses, status == 0 ? 1 : 0);
        QVERIFY(fixture.exchange->heads.empty());
    }
    void answersTheDeadlineWith408_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("no head") << QByteArray();
        QTest::newRow("half a head") << Head.first(20);
        QTest::newRow("no response") << Head;
    }
    void answersTheDeadlineWith408()
    {
        QFETCH(const QByteArray, bytes);
        SocketSettings settings;
        settings.handshake = 50ms;
        Fixture fixture(settings);
        if (!bytes.isEmpty())
            fixture.client.send(bytes);
        QVERIFY(waitUntil([&] { return fixture.client.hasEnded(); }));
        QCOMPARE(fixture.client.received(), "HTTP/1.1 408\r\n\r\n");
        QCOMPARE(fixture.exchange->losses, 0);
    }
    // wait(): the head is whole, and the decision comes later.
    void keepsWhatFollowsWhileTheDecisionIsAwaited()
    {
        Fixture fixture;
        fixture.exchange->onHead = [&] { fixture.exchange->wait(); };
        fixture.client.send(Head + ClientFrame{Opcode::Text, "hello"}.encode());
        QVERIFY(waitUntil([&] { return !fixture.exchange->heads.empty(); }));
        QVERIFY(fixture.socket->isReadingPaused());
        QVERIFY(fixture.socket->isPending());
        fixture.bridge = fixture.exchange->upgrade();
        QCOMPARE(fixture.exchange->losses, 0);
        QVERIFY(fixture.exchange->isUpgrading());
    }
    void refusesAfterWaiting()
    {
        Fixture fixture;
        fixture.exchange->onHead = [&] { fixture.exchange->wait(); };
        fixture.client.send(Head + "more");
        QVERIFY(waitUntil([&] { return !fixture.exchange->heads.empty(); }));
        fixture.exchange->respond("late");
        QVERIFY(waitUntil([&] { return fixture.client.hasEnded(); }));
        QVERIFY(!fixture.client.wasReset());
        QCOMPARE(fixture.client.received(), "late");
    }
    void answersALateDecisionWith503()
    {
        SocketSettings settings;
        settings.handshake = 50ms;
        Fixture fixture(settings);
        fixture.exchange->onHead = [&] { fixture.exchange->wait(); };
        fixture.client.send(Head);
        QVERIFY(waitUntil([&] { return fixture.client.hasEnded(); }));
        QCOMPARE(fixture.client.received(), "HTTP/1.1 503\r\n\r\n");
        QCOMPARE(fixture.exchange->refusals, std::vector<int>{503});
        QCOMPARE(fixture.exchange->losses, 0);
    }
    void aClientThatLeavesDoesNotWait_data()
    {
        QTest::addColumn<bool>("reset");
        QTest::newRow("its side ends") << false;
        QTest::newRow("reset") << true;
    }
    void aClientThatLeavesDoesNotWait()
    {
        QFETCH(const bool, reset);
        Fixture fixture;
        fixture.exchange->onHead = [&] { fixture.exchange->wait(); };
        fixture.client.send(Head);
        QVERIFY(waitUntil([&] { return !fixture.exchange->heads.empty(); }));
        if (reset)
            fixture.client.reset();
        else
            fixture.client.finish();
        QVERIFY(fixture.isRetired());
        QCOMPARE(fixture.exchange->losses, 1);
        QCOMPARE(fixture.exchange->lastLoss, RecordingExchange::Loss::Left);
        QVERIFY(fixture.exchange->refusals.empty());
    }
    void reportsALostClient_data()
    {
        QTest::addColumn<bool>("upgrading");
        QTest::addColumn<bool>("abort");
        QTest::newRow("reset in the head") << false << false;
        QTest::newRow("reset in Qt's handshake") << true << false;
        QTest::newRow("abort in the head") << false << true;
        QTest::newRow("abort in Qt's handshake") << true << true;
    }
    void reportsALostClient()
    {
        QFETCH(const bool, upgrading);
        QFETCH(const bool, abort);
        Fixture fixture;
        if (upgrading)
            fixture.bridge = fixture.exchange->upgrade();
        if (abort)
            fixture.socket->abort(CloseReason::of(Cause::Shutdown));
        else
            fixture.client.reset();
        QVERIFY(fixture.isRetired());
        QCOMPARE(fixture.exchange->losses, 1);
        QVERIFY(!fixture.exchange->isUpgrading());
        QVERIFY(waitUntil([&] { return !fixture.bridge; })); // deleted: it has no other owner
        QVERIFY(waitUntil([&] { return abort ? fixture.client.hasEnded() : true; }));
    }
    void doesNotReadDuringQtsHandshake()
    {
        Fixture fixture;
        fixture.exchange->onHead = [&] { fixture.bridge = fixture.exchange->upgrade(); };
        const QByteArray early = frame(Opcode::Ping, "early");
        fixture.client.send(Head + early.first(3));
        QVERIFY(waitUntil([&] { return fixture.exchange->isUpgrading(); }));
        fixture.client.send(early.sliced(3) + frame(Opcode::Ping, "later"));
        QVERIFY(fixture.turn());
        QCOMPARE(fixture.client.received(), "");
        fixture.handOver();
        QVERIFY(waitUntil([&] { return fixture.client.frames().size() == 2; }));
        QCOMPARE(fixture.client.frames()[0].payload, "early"); // and nothing of it was lost
        QCOMPARE(fixture.client.frames()[1].payload, "later");
        QVERIFY(fixture.connection->isOpen());
        QCOMPARE(fixture.exchange->losses, 0);
    }
    void sendsQtsResponseWithoutItsExtraHeaders()
    {
        Fixture fixture;
        fixture.bridge = fixture.exchange->upgrade();
        fixture.bridge->write("HTTP/1.1 101 Switching Protocols\r\nAccess-Control-Allow-Origin: *\r\n");
        fixture.bridge->write("Upgrade: websocket\r\n\r\n");
        QVERIFY(waitUntil([&] { return fixture.client.received().endsWith("\r\n\r\n"); }));
        QCOMPARE(fixture.client.received(), "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");
        fixture.handOver();
        fixture.bridge->write("a frame of Qt's own"); // e.g. its Close, when it is destroyed
        QVERIFY(fixture.turn());
        QVERIFY(fixture.client.received().endsWith("websocket\r\n\r\n"));
    }
    void endsWhenQtClosesDuringTheHandshake()
    {
        Fixture fixture;
        fixture.bridge = fixture.exchange->upgrade();
        bool disconnected = false;
        QObject::connect(fixture.bridge, &QAbstractSocket::disconnected, qApp, [&] { disconnected = true; });
        fixture.bridge->close();
        QCOMPARE(fixture.exchange->losses, 1);
        QCOMPARE(fixture.retired, 1);
        QVERIFY(disconnected);
        QVERIFY(waitUntil([&] { return fixture.client.hasEnded(); }));
        QVERIFY(waitUntil([&] { return !fixture.bridge; })); // deleted: it has no other owner
    }
    void releasesItsSocketWhenItIsDestroyed()
    {
        Fixture fixture;
        fixture.bridge = fixture.exchange->upgrade();
        fixture.exchange.reset();
        QVERIFY(waitUntil([&] { return !fixture.bridge; }));
        fixture.client.reset();
        QVERIFY(fixture.isRetired());
    }
};

SIGNALBOX_IO_TEST_MAIN(TestHttpExchange)
#include "tst_httpexchange.moc"
