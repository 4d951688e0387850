// The connection, over real loopback TCP: what persists, waits, ends, and when. What is answered is in tst_apiserver.

#include "tests/core/http/apifixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

bool endsCleanly(RawClient &client)
{
    return waitUntil([&] { return client.hasEnded(); }) && !client.wasReset();
}

bool receives(RawClient &client, const QByteArray &text)
{
    return waitUntil([&] { return client.received().contains(text); });
}

HttpTimeouts shortTimeouts()
{
    return {50ms, 50ms, 50ms, 50ms};
}

} // namespace

class TstHttpConnection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void persists()
    {
        ApiFixture fixture;
        RawClient client = fixture.connect();
        for (int i = 0; i < 3; ++i) {
            client.send(echoOf(R"({"text":"x"})"));
            QVERIFY(receives(client, "\r\n\r\n{\"text\":\"x\"}"));
            QVERIFY(client.received().contains("\r\nConnection: keep-alive\r\n"));
            client.consume(client.received().size());
        }
        client.send(requestFor("/plain", "Connection: close\r\n"));
        QVERIFY(endsCleanly(client));
        QVERIFY(client.received().contains("\r\nConnection: close\r\n"));
    }
    void http10_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<bool>("persists");
        QTest::newRow("by default") << QByteArray() << false;
        QTest::newRow("keep-alive") << QByteArray("Connection: Keep-Alive\r\n") << true;
    }
    void http10()
    {
        QFETCH(const QByteArray, fields);
        QFETCH(const bool, persists);
        ApiFixture fixture;
        RawClient client = fixture.connect();
        client.send("GET /plain HTTP/1.0\r\n" + fields + "\r\n");
        QVERIFY(receives(client, "{}"));
        QCOMPARE(client.received().contains("Connection: keep-alive"), persists);
        QVERIFY(persists ? fixture.turn() && !client.hasEnded() : endsCleanly(client));
    }
    void aProbeIsASingleRequest_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<int>("answers");
        QTest::addColumn<bool>("persists");
        const QByteArray probe = requestFor("/probe");
        const QByteArray asking = requestFor("/probe", "Connection: keep-alive\r\n");
        QTest::newRow("one") << probe << 1 << false;
        QTest::newRow("asks for more") << asking << 1 << true;
        QTest::newRow("two at once") << probe + probe << 2 << false;
        QTest::newRow("asks, then does not") << asking + probe << 2 << false;
        QTest::newRow("HTTP/1.0") << QByteArray("GET /probe HTTP/1.0\r\n\r\n") << 1 << false;
    }
    void aProbeIsASingleRequest()
    {
        QFETCH(const QByteArray, sent);
        QFETCH(const int, answers);
        QFETCH(const bool, persists);
        ApiFixture fixture;
        RawClient client = fixture.connect();
        client.send(sent);
        QVERIFY(waitUntil([&] { return client.received().count("{}") == answers; }));
        QVERIFY(persists ? fixture.turn() && !client.hasEnded() : endsCleanly(client));
        QCOMPARE(client.received().count("HTTP/1.1 200 "), answers);
    }
    void whatIsPipelinedWaitsAndIsAnsweredInOrder()
    {
        ApiFixture fixture;
        RawClient client = fixture.connect();
        client.send(requestFor("/wait?n=1") + echoOf(R"({"text":"two"})") + requestFor("/wait?n=3"));
        QVERIFY(fixture.isAsked(1));
        QVERIFY(fixture.turn());
        QVERIFY(fixture.callers.empty()); // not begun
        QVERIFY(client.received().isEmpty());
        fixture.waiting[0].json(R"("one")");
        QVERIFY(fixture.isAsked(2));
        QCOMPARE(fixture.asked[1], 3);
        fixture.waiting[1].json(R"("three")");
        QVERIFY(receives(client, "three"));
        const QByteArray all = client.received();
        QCOMPARE(all.count("HTTP/1.1 20"), 3);
        QVERIFY(all.indexOf("\"one\"") < all.indexOf("\"two\""));
        QVERIFY(all.indexOf("\"two\"") < all.indexOf("\"three\""));
    }
    void aFloodBehindARequestIsNotRead()
    {
        ApiFixture fixture;
        RawClient client = fixture.connect();
        client.send(requestFor("/wait"));
        QVERIFY(fixture.isAsked(1));
        qsizetype sent = 0;
        waitUntil([&] {
            const qsizetype now = client.send(QByteArray(1024 * 1024, 'x'));
            sent += now;
            return now == 0;
        });
        QVERIFY(sent < 64 * 1024 * 1024); // the kernels take no more
        QVERIFY(fixture.lastSocket().stats().held() < 256 * 1024);
        fixture.waiting[0].json("{}");
        QVERIFY(receives(client, "{}"));
        QVERIFY(receives(client, "HTTP/1.1 431 ")); // and then it is read
    }
    void answersPipelinedRequestsOfAClientThatHalfCloses()
    {
        ApiFixture fixture;
        RawClient client = fixture.connect();
        client.send(requestFor("/wait?n=1") + requestFor("/plain"));
        client.finish();
        QVERIFY(fixture.isAsked(1));
        QVERIFY(fixture.turn());
        QCOMPARE(fixture.left, 0);
        fixture.waiting[0].json("\"one\"");
        QVERIFY(endsCleanly(client));
        QCOMPARE(client.received().count("HTTP/1.1 200 "), 2);
    }
    void readsHeadsAndBodiesInAnyPieces()
    {
        ApiFixture fixture;
        RawClient client = fixture.connect();
        const QByteArray chunked =
            requestFor("/echo", "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n", "POST");
        const QByteArray request = chunked + "6\r\n{\"text\r\n7;x=y\r\n\":\"ab\"}\r\n0\r\nDigest: x\r\n\r\n";
        for (const char byte : request + request) {
            client.send(QByteArray(1, byte));
            QVERIFY(fixture.turn());
        }
        QVERIFY(waitUntil([&] { return client.received().count(R"({"text":"ab"})") == 2; }));
    }
    void saysContinue()
    {
        ApiFixture fixture;
        RawClient client = fixture.connect();
        const QByteArray fields =
            "Content-Type: application/json\r\nContent-Length: 12\r\nExpect: 100-continue\r\n";
        client.send(requestFor("/echo", fields, "POST"));
        QVERIFY(receives(client, "HTTP/1.1 100 Continue\r\n\r\n"));
        client.send(R"({"text":"x"})");
        QVERIFY(receives(client, "HTTP/1.1 201 "));
        client.consume(client.received().size());
        // Refused at once, without the body.
        client.send(requestFor("/echo", "Nobody: 1\r\n" + fields, "POST"));
        QVERIFY(endsCleanly(client));
        QVERIFY(client.received().startsWith("HTTP/1.1 401 "));
        QVERIFY(!client.received().contains("100 Continue"));
    }
    void refusesInvalidRequests_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("status");
        const QByteArray post = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
        QTest::newRow("rubbish") << QByteArray("\x16\x03\x01 hello\r\n\r\n") << QByteArray("400");
        QTest::newRow("a bare newline") << QByteArray("GET /x HTTP/1.1\nHost: a\n\n") << QByteArray("400");
        QTest::newRow("another HTTP") << QByteArray("GET /x HTTP/2.0\r\n\r\n") << QByteArray("505");
        QTest::newRow("too large") << "GET /" + QByteArray(17 * 1024, 'x') + " HTTP/1.1\r\n\r\n"
                                   << QByteArray("431");
        QTest::newRow("a large body") << post + "Content-Length: 1048577\r\n\r\n" << QByteArray("413");
        QTest::newRow("a large chunk") << post + "Transfer-Encoding: chunked\r\n\r\n100001\r\n"
                                       << QByteArray("413");
        QTest::newRow("a bad chunk") << post + "Transfer-Encoding: chunked\r\n\r\nx\r\n" << QByteArray("400");
        QTest::newRow("another coding") << post + "Transfer-Encoding: gzip, chunked\r\n\r\n"
                                        << QByteArray("501");
        QTest::newRow("two lengths") << post + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n"
                                     << QByteArray("400");
        QTest::newRow("length and chunks") << post + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
                                           << QByteArray("400");
    }
    void refusesInvalidRequests()
    {
        QFETCH(const QByteArray, request);
        QFETCH(const QByteArray, status);
        ApiFixture fixture;
        RawClient client = fixture.connect();
        client.send(request);
        QVERIFY(endsCleanly(client));
        QVERIFY2(client.received().startsWith("HTTP/1.1 " + status), client.received().constData());
        QVERIFY(client.received().contains("application/problem+json"));
        QVERIFY(client.received().contains("Connection: close"));
        QCOMPARE(fixture.refused.size(), std::size_t(1));
        QCOMPARE(fixture.refused[0].status, status.toInt());
        QVERIFY(fixture.callers.empty());
    }
    void aHeadOrBodyWithoutEnd()
    {
        for (const QByteArray &request :
             {requestFor("/plain").chopped(1), echoOf(R"({"text":"x"})").chopped(1)}) {
            ApiFixture fixture;
            RawClient client = fixture.connect();
            client.send(request);
            client.finish();
            QVERIFY(endsCleanly(client));
            QVERIFY(client.received().startsWith("HTTP/1.1 400 "));
        }
    }
    void deadlines_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<QByteArray>("answer"); // empty: none
        QTest::newRow("nothing") << QByteArray() << QByteArray("HTTP/1.1 408 ");
        QTest::newRow("half a head") << QByteArray("GET /pl") << QByteArray("HTTP/1.1 408 ");
        QTest::newRow("half a body") << echoOf(R"({"text":"x"})").chopped(1) << QByteArray("HTTP/1.1 408 ");
        QTest::newRow("idle") << requestFor("/plain") << QByteArray("HTTP/1.1 200 ");
        QTest::newRow("half a second head") << requestFor("/plain") + "GET" << QByteArray("HTTP/1.1 408 ");
    }
    void deadlines()
    {
        QFETCH(const QByteArray, sent);
        QFETCH(const QByteArray, answer);
        ApiFixture fixture(shortTimeouts());
        RawClient client = fixture.connect();
        client.send(sent);
        QVERIFY(endsCleanly(client));
        QVERIFY2(client.received().contains(answer), client.received().constData());
        QCOMPARE(client.received().contains(" 408 "), answer.contains(" 408 ")); // idle: silently
        client.close();
        QVERIFY(waitUntil([&] { return fixture.isEmpty(); }));
    }
    void aHandlerMayTakeLonger()
    {
        ApiFixture fixture(shortTimeouts());
        RawClient client = fixture.connect();
        client.send(requestFor("/wait"));
        QVERIFY(fixture.isAsked(1));
        const TimePoint until = Clock::now() + 120ms;
        QVERIFY(waitUntil([&] { return Clock::now() > until; }));
        fixture.waiting[0].json("{}");
        QVERIFY(receives(client, "{}"));
    }
    void dropsAClientThatDoesNotReadItsResponse()
    {
        ApiFixture fixture(shortTimeouts());
        RawClient client = fixture.connect();
        client.send(requestFor("/wait"));
        QVERIFY(fixture.isAsked(1));
        fixture.waiting[0].json(QByteArray(32 * 1024 * 1024, 'x'));
        QVERIFY(waitUntil([&] { return fixture.isEmpty(); }));
    }
    void aClientThatLeaves()
    {
        ApiFixture fixture;
        RawClient client = fixture.connect();
        client.send(requestFor("/wait"));
        QVERIFY(fixture.isAsked(1));
        QVERIFY(fixture.waiting[0].isOpen());
        client.reset();
        QVERIFY(waitUntil([&] { return fixture.isEmpty(); }));
        QCOMPARE(fixture.left, 1);
        QVERIFY(!fixture.waiting[0].isOpen());
        fixture.waiting[0].json("no receiver");
        QVERIFY(fixture.turn());
        QCOMPARE(fixture.server->connections(), std::size_t(0));
    }
    void anAnsweredClientThatLeavesIsNotReported()
    {
        ApiFixture fixture;
        RawClient client = fixture.connect();
        client.send(requestFor("/wait"));
        QVERIFY(fixture.isAsked(1));
        fixture.waiting[0].json("{}");
        QVERIFY(receives(client, "{}"));
        client.reset();
        QVERIFY(waitUntil([&] { return fixture.isEmpty(); }));
        QCOMPARE(fixture.left, 0);
    }
};

SIGNALBOX_IO_TEST_MAIN(TstHttpConnection)
#include "tst_httpconnection.moc"
