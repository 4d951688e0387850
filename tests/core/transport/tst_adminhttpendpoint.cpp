// Over real loopback TCP. What is answered is the pages' (tst_adminpages); here is that every client gets
// one answer, in time, and that bytes behind the request are ignored.

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
    quint64 request = 0;
    HttpHead head;
};

//! The admin port of an io thread, on ours: it writes down what is asked and answers when the test says so.
class Fixture
{
public:
    Fixture()
        : endpoint(
              loop,
              [this](quint64 request, const ClientSocket &, const HttpHead &head) {
                  asked.push_back({request, head});
              },
              [this](const RefusedRequest &request) { refused.push_back(request); })
    {
        Result<ListeningSocket> listening = ListeningSocket::open({QHostAddress(QHostAddress::LocalHost), 0});
        m_port = listening->endpoint.port;
        m_acceptor = std::make_unique<Acceptor>(loop, std::move(*listening),
                                                [this](AcceptedClient &&client) { take(std::move(client)); });
    }
    ~Fixture() { runUntilIdle(); }
    Q_DISABLE_COPY_MOVE(Fixture)

    RawClient connect() const { return RawClient::connectTo(m_port); }
    //! After this request one more was asked.
    bool receives(RawClient &client, const QByteArray &request)
    {
        const std::size_t before = asked.size();
        client.send(request);
        return waitUntil([&] { return asked.size() == before + 1; });
    }
    void answer(const QByteArray &body)
    {
        HttpResponse response;
        response.contentType = "text/plain";
        response.body = body;
        endpoint.answer(asked.back().request, response);
    }
    bool isEmpty() const { return m_sockets.empty(); }
    //! Waits for the client if it has not been accepted yet.
    bool evictLast()
    {
        if (!waitUntil([this] { return !isEmpty(); }))
            return false;
        endpoint.evict(*m_sockets.at(m_lastNumber));
        return waitUntil([this] { return isEmpty(); });
    }
    bool turn()
    {
        bool passed = false;
        loop.post([&passed] { passed = true; });
        return waitUntil([&passed] { return passed; });
    }

    IoLoop &loop = ioLoop();
    AdminHttpEndpoint endpoint;
    SocketSettings settings;
    std::vector<Asked> asked;
    std::vector<RefusedRequest> refused;

private:
    void take(AcceptedClient &&accepted)
    {
        const quint64 number = ++m_lastNumber;
        auto &client = m_sockets[number];
        client = std::make_unique<ClientSocket>(
            number, loop, std::make_unique<TcpChannel>(std::move(accepted.socket)), accepted.peer,
            accepted.listener, settings,
            [this](ClientSocket &gone) { loop.post([this, key = gone.number()] { m_sockets.erase(key); }); });
        endpoint.receive(*client);
    }

    std::unique_ptr<Acceptor> m_acceptor;
    std::unordered_map<quint64, std::unique_ptr<ClientSocket>> m_sockets;
    quint64 m_lastNumber = 0;
    quint16 m_port = 0;
};

bool endsCleanly(RawClient &client)
{
    return waitUntil([&] { return client.hasEnded(); }) && !client.wasReset();
}

} // namespace

class TestAdminHttpEndpoint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersAndEnds()
    {
        Fixture fixture;
        RawClient client = fixture.connect();
        QVERIFY(fixture.receives(client, Request));
        QCOMPARE(fixture.asked[0].head.target, "/x");
        fixture.answer("hello");
        QVERIFY(endsCleanly(client));
        QVERIFY(client.received().startsWith("HTTP/1.1 200 OK\r\n"));
        QVERIFY(client.received().contains("\r\nConnection: close\r\n"));
        QVERIFY(client.received().endsWith("\r\n\r\nhello"));
        client.close();
        QVERIFY(waitUntil([&] { return fixture.isEmpty(); }));
    }
    void leavesTheBodyOutForHead()
    {
        Fixture fixture;
        RawClient client = fixture.connect();
        QVERIFY(fixture.receives(client, "HEAD /x HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        fixture.answer("hello");
        QVERIFY(endsCleanly(client));
        QVERIFY(client.received().contains("\r\nContent-Length: 5\r\n"));
        QVERIFY(client.received().endsWith("\r\n\r\n"));
    }
    void readsAHeadInAnyPieces()
    {
        Fixture fixture;
        RawClient client = fixture.connect();
        for (const char byte : Request.chopped(1)) {
            client.send(QByteArray(1, byte));
            QVERIFY(fixture.turn());
        }
        QVERIFY(fixture.asked.empty());
        QVERIFY(fixture.receives(client, Request.right(1)));
    }
    void ignoresInputBehindTheHead()
    {
        Fixture fixture;
        RawClient client = fixture.connect();
        QVERIFY(fixture.receives(client, Request + Request));
        client.send(Request + QByteArray(100'000, 'x')); // while the answer is being made
        QVERIFY(fixture.turn());
        QCOMPARE(fixture.asked.size(), std::size_t(1));
        fixture.answer("one");
        QVERIFY(endsCleanly(client)); // no reset eats the answer
        QCOMPARE(client.received().count("HTTP/1.1"), 1);
        QVERIFY(client.received().endsWith("one"));
    }
    void refusesInvalidHeads_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("status");
        QTest::newRow("rubbish") << QByteArray("\x16\x03\x01 hello\r\n\r\n") << QByteArray("400");
        QTest::newRow("a bare newline") << QByteArray("GET /x HTTP/1.1\nHost: a\n\n") << QByteArray("400");
        QTest::newRow("another HTTP") << QByteArray("GET /x HTTP/2.0\r\n\r\n") << QByteArray("505");
        QTest::newRow("too large") << "GET /" + QByteArray(17 * 1024, 'x') + " HTTP/1.1\r\n\r\n"
                                   << QByteArray("431");
    }
    void refusesInvalidHeads()
    {
        QFETCH(const QByteArray, request);
        QFETCH(const QByteArray, status);
        Fixture fixture;
        RawClient client = fixture.connect();
        client.send(request);
        QVERIFY(endsCleanly(client));
        QVERIFY2(client.received().startsWith("HTTP/1.1 " + status), client.received().constData());
        QVERIFY(client.received().contains("application/problem+json"));
        QVERIFY(fixture.asked.empty());
    }
    void refusesAHeadThatTakesTooLong()
    {
        Fixture fixture;
        fixture.settings.handshake = 50ms;
        RawClient silent = fixture.connect();
        RawClient slow = fixture.connect();
        slow.send(Request.chopped(1));
        QVERIFY(endsCleanly(silent));
        QVERIFY(endsCleanly(slow));
        QVERIFY(silent.received().startsWith("HTTP/1.1 408"));
        QVERIFY(slow.received().startsWith("HTTP/1.1 408"));
        QVERIFY(fixture.asked.empty());
    }
    void doesNotAnswerAClientThatHasLeft()
    {
        Fixture fixture;
        RawClient client = fixture.connect();
        QVERIFY(fixture.receives(client, Request));
        client.reset();
        QVERIFY(waitUntil([&] { return fixture.isEmpty(); }));
        fixture.answer("no receiver");
        fixture.answer("no receiver");
        QVERIFY(fixture.turn());
    }
    void answersOnce()
    {
        Fixture fixture;
        RawClient client = fixture.connect();
        QVERIFY(fixture.receives(client, Request));
        fixture.answer("one");
        fixture.answer("two");
        QVERIFY(endsCleanly(client));
        QVERIFY(client.received().endsWith("\r\n\r\none"));
    }
    void dropsAClientThatDoesNotReadTheResponse()
    {
        Fixture fixture;
        fixture.settings.closing = 50ms;
        fixture.settings.slow.writeStall = 50ms;
        RawClient client = fixture.connect();
        QVERIFY(fixture.receives(client, Request));
        fixture.answer(QByteArray(16 * 1024 * 1024, 'x'));
        QVERIFY(waitUntil([&] { return fixture.isEmpty(); }));
    }
    void evictsAClientThatIsReadFrom()
    {
        Fixture fixture;
        RawClient client = fixture.connect();
        client.send(Request.chopped(1));
        QVERIFY(fixture.evictLast());
        QVERIFY(waitUntil([&] { return client.hasEnded(); }));
        QVERIFY(client.received().startsWith("HTTP/1.1 503"));
        QVERIFY(client.received().contains("\r\nRetry-After: 1\r\n"));
        QCOMPARE(fixture.refused.size(), std::size_t(1));
        QCOMPARE(QByteArray(fixture.refused[0].reason), "admin_evicted");
        QCOMPARE(fixture.refused[0].status, 503);
    }
    void reportsErrors()
    {
        Fixture fixture;
        for (const int status : {200, 204, 404, 503}) {
            RawClient client = fixture.connect();
            QVERIFY(fixture.receives(client, "GET /x?token=secret HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            HttpResponse response;
            response.status = status;
            fixture.endpoint.answer(fixture.asked.back().request, response);
            QVERIFY(endsCleanly(client));
        }
        QCOMPARE(fixture.refused.size(), std::size_t(1));
        QCOMPARE(QByteArray(fixture.refused[0].reason), "admin_request");
        QCOMPARE(fixture.refused[0].status, 404);
        QCOMPARE(fixture.refused[0].path, QStringLiteral("/x"));
    }
    void evictsAClientThatWaitsForItsResponse()
    {
        Fixture fixture;
        RawClient client = fixture.connect();
        QVERIFY(fixture.receives(client, Request));
        QVERIFY(fixture.evictLast());
        fixture.answer("too late");
        QVERIFY(endsCleanly(client));
        QVERIFY(client.received().startsWith("HTTP/1.1 503"));
    }
    void evictsAClientThatWasAnswered()
    {
        Fixture fixture;
        RawClient client = fixture.connect();
        QVERIFY(fixture.receives(client, Request));
        fixture.answer("hello");
        QVERIFY(waitUntil([&] { return client.hasEnded(); })); // it lingers
        QVERIFY(fixture.evictLast());
        QVERIFY(client.received().endsWith("hello"));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestAdminHttpEndpoint)
#include "tst_adminhttpendpoint.moc"
