// Over real loopback TCP. What is answered is the pages' (tst_adminpages); here is that every client gets
// one answer, in time, and that nobody's bytes matter behind it.

#include "core/transport/acceptor.h"
#include "core/transport/adminhttpendpoint.h"

#include "tests/support/iothread.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

const QByteArray Request = "GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n";

struct Asked
{
    quint64 visit = 0;
    HttpHead head;
};

//! The admin port of an io thread, on ours: it writes down what is asked and answers when the test says so.
class Reception
{
public:
    explicit Reception(bool isFull = false)
        : door(loop,
               [this](quint64 visit, const ClientSocket &, const HttpHead &head) {
                   asked.push_back({visit, head});
               })
        , m_isFull(isFull)
    {
        Result<ListeningSocket> listening = ListeningSocket::open({QHostAddress(QHostAddress::LocalHost), 0});
        m_port = listening->endpoint.port;
        m_acceptor = std::make_unique<Acceptor>(
            loop, std::move(*listening),
            [this](UniqueFd socket, const Endpoint &peer, const Endpoint &listener) {
                take(std::move(socket), peer, listener);
            });
    }
    ~Reception() { runUntilIdle(); }
    Q_DISABLE_COPY_MOVE(Reception)

    RawClient context() const { return RawClient::connectTo(m_port); }
    //! After this request one more was asked.
    bool hears(RawClient &client, const QByteArray &request)
    {
        const std::size_t before = asked.size();
        client.say(request);
        return waitUntil([&] { return asked.size() == before + 1; });
    }
    void answer(const QByteArray &body)
    {
        HttpResponse response;
        response.contentType = "text/plain";
        response.body = body;
        door.answer(asked.back().visit, response);
    }
    bool isEmpty() const { return m_sockets.empty(); }
    bool turn()
    {
        bool passed = false;
        loop.post([&passed] { passed = true; });
        return waitUntil([&passed] { return passed; });
    }

    IoLoop &loop = ioLoop();
    AdminHttpEndpoint door;
    SocketSettings settings;
    std::vector<Asked> asked;

private:
    void take(UniqueFd socket, const Endpoint &peer, const Endpoint &listener)
    {
        const quint64 number = ++m_lastNumber;
        auto &client = m_sockets[number];
        client = std::make_unique<ClientSocket>(
            number, loop, std::make_unique<TcpChannel>(std::move(socket)), peer, listener, settings,
            [this](ClientSocket &gone) { loop.post([this, key = gone.number()] { m_sockets.erase(key); }); });
        if (m_isFull)
            door.reject(*client);
        else
            door.receive(*client);
    }

    std::unique_ptr<Acceptor> m_acceptor;
    std::unordered_map<quint64, std::unique_ptr<ClientSocket>> m_sockets;
    quint64 m_lastNumber = 0;
    quint16 m_port = 0;
    bool m_isFull;
};

bool endsCleanly(RawClient &client)
{
    return waitUntil([&] { return client.hasEnded(); }) && !client.wasReset();
}

} // namespace

class TstAdminDoor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersAndEnds()
    {
        Reception reception;
        RawClient client = reception.context();
        QVERIFY(reception.hears(client, Request));
        QCOMPARE(reception.asked[0].head.target, "/x");
        reception.answer("hello");
        QVERIFY(endsCleanly(client));
        QVERIFY(client.heard().startsWith("HTTP/1.1 200 OK\r\n"));
        QVERIFY(client.heard().contains("\r\nConnection: close\r\n"));
        QVERIFY(client.heard().endsWith("\r\n\r\nhello"));
        client.close();
        QVERIFY(waitUntil([&] { return reception.isEmpty(); }));
    }
    void leavesTheBodyOutForHead()
    {
        Reception reception;
        RawClient client = reception.context();
        QVERIFY(reception.hears(client, "HEAD /x HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        reception.answer("hello");
        QVERIFY(endsCleanly(client));
        QVERIFY(client.heard().contains("\r\nContent-Length: 5\r\n"));
        QVERIFY(client.heard().endsWith("\r\n\r\n"));
    }
    void readsAHeadInAnyPieces()
    {
        Reception reception;
        RawClient client = reception.context();
        for (const char byte : Request.chopped(1)) {
            client.say(QByteArray(1, byte));
            QVERIFY(reception.turn());
        }
        QVERIFY(reception.asked.empty());
        QVERIFY(reception.hears(client, Request.right(1)));
    }
    void whatComesBehindTheHeadIsNotHeard()
    {
        Reception reception;
        RawClient client = reception.context();
        QVERIFY(reception.hears(client, Request + Request));
        client.say(Request + QByteArray(100'000, 'x')); // while the answer is being made
        QVERIFY(reception.turn());
        QCOMPARE(reception.asked.size(), std::size_t(1));
        reception.answer("one");
        QVERIFY(endsCleanly(client)); // no reset eats the answer
        QCOMPARE(client.heard().count("HTTP/1.1"), 1);
        QVERIFY(client.heard().endsWith("one"));
    }
    void refusesWhatIsNoHead_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("status");
        QTest::newRow("rubbish") << QByteArray("\x16\x03\x01 hello\r\n\r\n") << QByteArray("400");
        QTest::newRow("a bare newline") << QByteArray("GET /x HTTP/1.1\nHost: a\n\n") << QByteArray("400");
        QTest::newRow("another HTTP") << QByteArray("GET /x HTTP/2.0\r\n\r\n") << QByteArray("505");
        QTest::newRow("too large") << "GET /" + QByteArray(17 * 1024, 'x') + " HTTP/1.1\r\n\r\n"
                                   << QByteArray("431");
    }
    void refusesWhatIsNoHead()
    {
        QFETCH(const QByteArray, request);
        QFETCH(const QByteArray, status);
        Reception reception;
        RawClient client = reception.context();
        client.say(request);
        QVERIFY(endsCleanly(client));
        QVERIFY2(client.heard().startsWith("HTTP/1.1 " + status), client.heard().constData());
        QVERIFY(client.heard().contains("application/problem+json"));
        QVERIFY(reception.asked.empty());
    }
    void refusesWhoTakesTooLong()
    {
        Reception reception;
        reception.settings.handshake = 50ms;
        RawClient silent = reception.context();
        RawClient slow = reception.context();
        slow.say(Request.chopped(1));
        QVERIFY(endsCleanly(silent));
        QVERIFY(endsCleanly(slow));
        QVERIFY(silent.heard().startsWith("HTTP/1.1 408"));
        QVERIFY(slow.heard().startsWith("HTTP/1.1 408"));
        QVERIFY(reception.asked.empty());
    }
    void whoHasLeftGetsNoAnswer()
    {
        Reception reception;
        RawClient client = reception.context();
        QVERIFY(reception.hears(client, Request));
        client.reset();
        QVERIFY(waitUntil([&] { return reception.isEmpty(); }));
        reception.answer("nobody");
        reception.answer("nobody");
        QVERIFY(reception.turn());
    }
    void answersOnce()
    {
        Reception reception;
        RawClient client = reception.context();
        QVERIFY(reception.hears(client, Request));
        reception.answer("one");
        reception.answer("two");
        QVERIFY(endsCleanly(client));
        QVERIFY(client.heard().endsWith("\r\n\r\none"));
    }
    void whoDoesNotReadTheAnswerIsDropped()
    {
        Reception reception;
        reception.settings.closing = 50ms;
        reception.settings.slow.writeStall = 50ms;
        RawClient client = reception.context();
        QVERIFY(reception.hears(client, Request));
        reception.answer(QByteArray(16 * 1024 * 1024, 'x'));
        QVERIFY(waitUntil([&] { return reception.isEmpty(); }));
    }
    void turnsAwayWithoutReading()
    {
        Reception reception(true);
        RawClient client = reception.context();
        QVERIFY(endsCleanly(client));
        QVERIFY(client.heard().startsWith("HTTP/1.1 503"));
        QVERIFY(client.heard().contains("\r\nRetry-After: 1\r\n"));
    }
};

SIGNALBOX_IO_TEST_MAIN(TstAdminDoor)
#include "tst_adminhttpendpoint.moc"
