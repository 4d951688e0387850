#include "tests/core/http/apifixture.h"

#include <QTest>

#include <thread>

using namespace signalbox;
using namespace signalbox::test;

namespace {

//! The responses to \a request, of which the last closes the connection.
QByteArray answerTo(ApiFixture &fixture, const QByteArray &request)
{
    RawClient client = fixture.connect();
    client.send(request);
    client.finish();
    return waitUntil([&] { return client.hasEnded(); }) ? client.received() : QByteArray();
}

QByteArray bodyOf(const QByteArray &answer)
{
    return answer.mid(answer.indexOf("\r\n\r\n") + 4);
}

} // namespace

class TstApiServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callsHandlers()
    {
        ApiFixture fixture;
        const QByteArray answer = answerTo(fixture, echoOf(R"({"text":"ü€"})"));
        QVERIFY(answer.startsWith("HTTP/1.1 201 Created\r\n"));
        QVERIFY(answer.contains("\r\nContent-Type: application/json\r\n"));
        QVERIFY(answer.contains("\r\nCache-Control: no-store\r\n"));
        QVERIFY(answer.contains("\r\nX-Content-Type-Options: nosniff\r\n"));
        QCOMPARE(bodyOf(answer), "{\"text\":\"ü€\"}");
        QCOMPARE(fixture.callers.at(0).token, QStringLiteral("ann"));
        QVERIFY(fixture.refused.empty());
    }
    void leavesTheBodyOutForHead()
    {
        ApiFixture fixture;
        const QByteArray answer = answerTo(fixture, requestFor("/plain", {}, "HEAD"));
        QVERIFY(answer.contains("\r\nContent-Length: 2\r\n"));
        QCOMPARE(bodyOf(answer), "");
    }
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("field");
        const QByteArray json = "Content-Type: application/json\r\n";
        QTest::newRow("path") << requestFor("/nothing") << QByteArray("404") << QByteArray();
        QTest::newRow("method") << requestFor("/wait", {}, "DELETE") << QByteArray("405") << QByteArray();
        QTest::newRow("path before token")
            << requestFor("/nothing", "Nobody: 1\r\n") << QByteArray("404") << QByteArray();
        QTest::newRow("method before token")
            << requestFor("/wait", "Nobody: 1\r\n", "PUT") << QByteArray("405") << QByteArray();
        QTest::newRow("token before query")
            << requestFor("/wait?x", "Nobody: 1\r\n") << QByteArray("401") << QByteArray();
        QTest::newRow("query") << requestFor("/wait?x=1") << QByteArray("422") << QByteArray("x");
        QTest::newRow("value") << requestFor("/wait?n=x") << QByteArray("422") << QByteArray("n");
        QTest::newRow("escape") << requestFor("/wait?n=%x") << QByteArray("400") << QByteArray();
        QTest::newRow("escape in the path") << requestFor("/wai%") << QByteArray("400") << QByteArray();
        QTest::newRow("body of GET") << requestFor("/wait", json + "Content-Length: 2\r\n") + "{}"
                                     << QByteArray("400") << QByteArray();
        QTest::newRow("type") << requestFor("/echo", "Content-Type: text/plain\r\nContent-Length: 2\r\n",
                                            "POST") +
                                     "{}"
                              << QByteArray("415") << QByteArray();
        QTest::newRow("no type") << requestFor("/echo", "Content-Length: 2\r\n", "POST") + "{}"
                                 << QByteArray("415") << QByteArray();
        QTest::newRow("no body") << requestFor("/echo", {}, "POST") << QByteArray("422")
                                 << QByteArray("text");
        QTest::newRow("no JSON") << echoOf("{") << QByteArray("400") << QByteArray();
        QTest::newRow("field") << echoOf(R"({"texts":""})") << QByteArray("422") << QByteArray("texts");
    }
    void refuses()
    {
        QFETCH(const QByteArray, request);
        QFETCH(const QByteArray, status);
        QFETCH(const QByteArray, field);
        ApiFixture fixture;
        const QByteArray answer = answerTo(fixture, request);
        QVERIFY2(answer.startsWith("HTTP/1.1 " + status + ' '), answer.constData());
        QVERIFY(bodyOf(answer).contains("\"status\":" + status));
        QCOMPARE(bodyOf(answer).contains("\"field\":\"" + field + '"'), !field.isEmpty());
        QCOMPARE(fixture.refused.size(), std::size_t(1));
        QVERIFY(fixture.asked.empty());
    }
    void acceptsParametersOfTheType()
    {
        ApiFixture fixture;
        const QByteArray fields = "content-type: Application/JSON ; charset=utf-8\r\nContent-Length: 12\r\n";
        QVERIFY(answerTo(fixture, requestFor("/echo", fields, "POST") + R"({"text":"x"})").contains(" 201 "));
    }
    void reportsWhatItRefusesWithoutTheQuery()
    {
        ApiFixture fixture;
        answerTo(fixture, requestFor("/nothing?token=secret", "User-Agent: curl\r\nOrigin: http://x\r\n"));
        QCOMPARE(fixture.refused.size(), std::size_t(1));
        QCOMPARE(fixture.refused[0].path, QStringLiteral("/nothing"));
        QCOMPARE(fixture.refused[0].userAgent, QStringLiteral("curl"));
        QCOMPARE(QByteArray(fixture.refused[0].reason), "admin_request");
    }
    void evicts()
    {
        ApiFixture fixture;
        RawClient client = fixture.connect();
        client.send(requestFor("/wait"));
        QVERIFY(fixture.isAsked(1));
        fixture.server->evict(fixture.lastSocket());
        QVERIFY(waitUntil([&] { return fixture.isEmpty(); }));
        QVERIFY(waitUntil([&] { return client.hasEnded(); }));
        QVERIFY(client.received().startsWith("HTTP/1.1 503 "));
        QVERIFY(client.received().contains("\r\nRetry-After: 1\r\n"));
        QCOMPARE(fixture.left, 1);
        QCOMPARE(QByteArray(fixture.refused.at(0).reason), "admin_evicted");
        fixture.waiting[0].json("too late");
    }
    void evictsAnIdleConnectionSilently()
    {
        ApiFixture fixture;
        RawClient client = fixture.connect();
        client.send(requestFor("/plain"));
        QVERIFY(waitUntil([&] { return client.received().endsWith("{}"); }));
        client.consume(client.received().size());
        fixture.server->evict(fixture.lastSocket());
        QVERIFY(waitUntil([&] { return client.hasEnded(); }));
        QVERIFY(client.received().isEmpty()); // it would be taken for the answer to the next request
    }
    void answersForHandlersThatForget()
    {
        ApiFixture fixture;
        RawClient client = fixture.connect();
        client.send(requestFor("/wait?n=1") + requestFor("/wait?n=2"));
        QVERIFY(fixture.isAsked(1));
        // On another thread, as when a question to it is dropped.
        std::thread([responders = std::exchange(fixture.waiting, {})]() mutable {
            responders.clear();
        }).join();
        QVERIFY(fixture.isAsked(2));
        QVERIFY(client.received().startsWith("HTTP/1.1 500 "));
        fixture.waiting[0].json("1");
        fixture.waiting[0].json("2"); // the first answer counts
        fixture.waiting.clear();
        QVERIFY(waitUntil([&] { return client.received().endsWith("\r\n\r\n1"); }));
        QVERIFY(fixture.turn());
        QCOMPARE(client.received().count("HTTP/1.1"), 2);
    }
    void streams()
    {
        ApiFixture fixture;
        RawClient client = fixture.connect();
        client.send(requestFor("/stream") + requestFor("/plain"));
        QVERIFY(waitUntil([&] { return client.received().endsWith("\r\n\r\n"); }));
        QVERIFY(client.received().contains("\r\nTransfer-Encoding: chunked\r\n"));
        QVERIFY(client.received().contains("\r\nContent-Type: application/x-ndjson\r\n"));
        QVERIFY(!client.received().contains("Content-Length"));
        client.takeHead();
        fixture.streams[0].write("{\"a\":1}\n");
        fixture.streams[0].write(""); // no chunk, which would be the last
        fixture.streams[0].write("0123456789abcdef");
        QVERIFY(
            waitUntil([&] { return client.received() == "8\r\n{\"a\":1}\n\r\n10\r\n0123456789abcdef\r\n"; }));
        QVERIFY(fixture.sent > 0);
        fixture.streams[0].end();
        QVERIFY(!fixture.streams[0].isOpen());
        QVERIFY(waitUntil([&] { return client.received().contains("\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n"); }));
        QCOMPARE(fixture.left, 0);
    }
    void aStreamEndsWithItsLastHandle()
    {
        ApiFixture fixture;
        RawClient client = fixture.connect();
        client.send(requestFor("/stream"));
        QVERIFY(waitUntil([&] { return fixture.streams.size() == 1; }));
        fixture.streams.clear();
        QVERIFY(waitUntil([&] { return client.received().endsWith("\r\n\r\n0\r\n\r\n"); }));
    }
    void aStreamOfHttp10EndsWithTheConnection()
    {
        ApiFixture fixture;
        RawClient client = fixture.connect();
        client.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        QVERIFY(waitUntil([&] { return fixture.streams.size() == 1; }));
        fixture.streams[0].write("line\n");
        fixture.streams[0].end();
        QVERIFY(waitUntil([&] { return client.hasEnded(); }));
        QVERIFY(!client.wasReset());
        QVERIFY(client.received().contains("\r\nConnection: close\r\n"));
        QCOMPARE(bodyOf(client.received()), "line\n");
    }
    void headOfAStream()
    {
        ApiFixture fixture;
        RawClient client = fixture.connect();
        client.send(requestFor("/stream", {}, "HEAD") + requestFor("/plain"));
        QVERIFY(waitUntil([&] { return client.received().endsWith("\r\n\r\n{}"); }));
        QVERIFY(!fixture.streams.at(0).isOpen());
        QCOMPARE(client.received().count("\r\n\r\n"), 2); // two heads, and no chunk
    }
    void aReaderOfAStreamThatLeaves_data()
    {
        QTest::addColumn<bool>("resets");
        QTest::newRow("closes") << false;
        QTest::newRow("resets") << true;
    }
    void aReaderOfAStreamThatLeaves()
    {
        QFETCH(const bool, resets);
        ApiFixture fixture;
        RawClient client = fixture.connect();
        client.send(requestFor("/stream"));
        QVERIFY(waitUntil([&] { return client.received().endsWith("\r\n\r\n"); }));
        if (resets)
            client.reset();
        else
            client.close();
        QVERIFY(waitUntil([&] { return fixture.left == 1; }));
        QVERIFY(!fixture.streams[0].isOpen());
        fixture.streams[0].write("nobody");
        QVERIFY(waitUntil([&] { return fixture.isEmpty(); }));
        QCOMPARE(fixture.left, 1);
    }
    void saysHowMuchIsUnsent()
    {
        ApiFixture fixture;
        RawClient client = fixture.connect(4096);
        client.send(requestFor("/stream"));
        QVERIFY(waitUntil([&] { return fixture.streams.size() == 1; }));
        const QByteArray piece(1024 * 1024, 'x');
        for (int i = 0; i < 8; ++i)
            fixture.streams[0].write(piece);
        QVERIFY(fixture.turn());
        const qint64 unsent = fixture.streams[0].unsentBytes();
        QVERIFY(unsent > piece.size());
        QVERIFY(waitUntil([&] {
            (void)client.received();
            return fixture.streams[0].unsentBytes() == 0;
        }));
        QVERIFY(fixture.streams[0].isOpen());
    }
};

SIGNALBOX_IO_TEST_MAIN(TstApiServer)
#include "tst_apiserver.moc"
