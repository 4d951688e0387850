#include "core/auth/httpclientthread.h"

#include "core/auth/jwksfetch.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <atomic>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

//! Answers each request with the same bytes, and remembers what was asked.
class FakeServer final : public QTcpServer
{
public:
    explicit FakeServer(const QByteArray &answer, bool closes = true)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this, answer, closes] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket, answer, closes] {
                received += socket->readAll();
                if (!received.contains("\r\n\r\n"))
                    return;
                socket->write(answer);
                if (closes)
                    socket->disconnectFromHost();
            });
        });
    }
    QString url() const { return u"http://127.0.0.1:%1/keys?secret=1"_s.arg(serverPort()); }

    QByteArray received;
};

QByteArray answerOf(const QByteArray &status, const QByteArray &body, const QByteArray &more = {})
{
    return "HTTP/1.1 " + status +
           "\r\nConnection: close\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n" + more +
           "\r\n" + body;
}

using Response = HttpClientThread::Response;

//! The status and body, or the error, once it has come.
class Outcome
{
public:
    HttpClientThread::Done done()
    {
        return [this](const Result<Response> &result) {
            text = result ? u"%1 %2"_s.arg(result->status).arg(QString::fromUtf8(result->body.left(100)))
                          : result.error().text;
            ++calls;
        };
    }
    QString text; //!< valid when calls is not 0
    std::atomic<int> calls = 0;
};

} // namespace

class TstHttpClientThread : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void returnsAnswers_data();
    void returnsAnswers();
    void sendsWhatWasAsked();
    void boundsTheTime();
    void reportsRefusedConnections();
    void endsWhileItWaits();
    void sendsAllAtATime();
    void usesConnectionsAgain();
    void boundsTheRequests();
    void fetchesJwkSets_data();
    void fetchesJwkSets();
};

void TstHttpClientThread::returnsAnswers_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("outcome"); // the beginning
    QTest::newRow("200") << answerOf("200 OK", "hello") << u"200 hello"_s;
    QTest::newRow("empty") << answerOf("200 OK", "") << u"200 "_s;
    QTest::newRow("204") << QByteArray("HTTP/1.1 204 No Content\r\n\r\n") << u"204 "_s;
    QTest::newRow("401") << answerOf("401 Unauthorized", "no", "WWW-Authenticate: Bearer\r\n") << u"401 no"_s;
    QTest::newRow("404") << answerOf("404 Not Found", "nothing") << u"404 nothing"_s;
    QTest::newRow("500") << answerOf("500 Oops", "broken") << u"500 broken"_s;
    QTest::newRow("redirect is not followed")
        << answerOf("302 Found", "", "Location: http://127.0.0.1:1/\r\n") << u"302 "_s;
    QTest::newRow("as large as allowed") << answerOf("200 OK", QByteArray(1000, 'x')) << u"200 xxxx"_s;
    QTest::newRow("larger") << answerOf("200 OK", QByteArray(1001, 'x'))
                            << u"an answer of more than 1000 bytes"_s;
    QTest::newRow("much larger") << answerOf("200 OK", QByteArray(3'000'000, 'x'))
                                 << u"an answer of more than 1000 bytes"_s;
    QTest::newRow("cut off") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
                             << u"Connection closed"_s;
    QTest::newRow("not HTTP") << QByteArray("SSH-2.0-x\r\n") << QString();
    QTest::newRow("nothing") << QByteArray() << u"Connection closed"_s;
}

void TstHttpClientThread::returnsAnswers()
{
    QFETCH(QByteArray, answer);
    QFETCH(QString, outcome);
    FakeServer server(answer);
    Outcome result;
    HttpClientThread client;
    client.send({.url = QUrl(server.url()), .maxBytes = 1000}, result.done());
    QTRY_COMPARE(result.calls.load(), 1);
    QVERIFY2(result.text.startsWith(outcome), qPrintable(result.text));
    QVERIFY2(!result.text.contains(u"secret"_s), qPrintable(result.text));
    if (outcome.isEmpty())
        QVERIFY2(!result.text.startsWith(u"200"_s), qPrintable(result.text));
}

void TstHttpClientThread::sendsWhatWasAsked()
{
    FakeServer server(answerOf("200 OK", ""));
    Outcome result;
    HttpClientThread client;
    client.send({.url = QUrl(server.url()), .method = "POST", .headers = {{"X-One", "1"}}, .body = "{}"},
                result.done());
    QTRY_COMPARE(result.calls.load(), 1);
    QVERIFY(server.received.startsWith("POST /keys?secret=1 HTTP/1.1\r\n"));
    QVERIFY(server.received.contains("X-One: 1\r\n"));
    QVERIFY(server.received.contains("Accept-Encoding: identity\r\n"));
    QVERIFY(server.received.endsWith("\r\n\r\n{}"));
}

void TstHttpClientThread::boundsTheTime()
{
    FakeServer server("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", false);
    Outcome result;
    HttpClientThread client;
    client.send({.url = QUrl(server.url()), .timeout = 50ms}, result.done());
    QTRY_COMPARE(result.calls.load(), 1);
    QCOMPARE(result.text, u"no answer in time"_s);
}

void TstHttpClientThread::reportsRefusedConnections()
{
    QString url;
    {
        const FakeServer server("");
        url = server.url();
    }
    Outcome result;
    HttpClientThread client;
    client.send({.url = QUrl(url)}, result.done());
    QTRY_COMPARE(result.calls.load(), 1);
    QCOMPARE(result.text, u"Connection refused"_s);
}

void TstHttpClientThread::endsWhileItWaits()
{
    FakeServer server("", false);
    Outcome result;
    {
        HttpClientThread client;
        for (int i = 0; i < 20; ++i)
            client.send({.url = QUrl(server.url())}, result.done());
        QTRY_VERIFY(server.received.contains("\r\n\r\n"));
    }
    QCOMPARE(result.calls.load(), 0);
    const HttpClientThread unused;
}

//! As many slow answers at a time as auth.http.concurrency allows by default: none comes before all are asked for.
void TstHttpClientThread::sendsAllAtATime()
{
    constexpr int Count = 64;
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    std::vector<QTcpSocket *> asking;
    connect(&server, &QTcpServer::newConnection, this, [&] {
        while (QTcpSocket *socket = server.nextPendingConnection()) {
            connect(socket, &QTcpSocket::readyRead, socket, [&asking, socket] {
                if (!socket->readAll().contains("\r\n\r\n"))
                    return;
                asking.push_back(socket);
                if (asking.size() < Count)
                    return;
                for (QTcpSocket *each : asking)
                    each->write(answerOf("200 OK", "slow"));
            });
        }
    });
    Outcome result;
    HttpClientThread client;
    for (int i = 0; i < Count; ++i) {
        client.send({.url = QUrl(u"http://127.0.0.1:%1/"_s.arg(server.serverPort())), .timeout = 20s},
                    result.done());
    }
    QTRY_COMPARE_WITH_TIMEOUT(result.calls.load(), Count, 20000);
    QCOMPARE(result.text, u"200 slow"_s);
    QCOMPARE(asking.size(), std::size_t(Count));
}

void TstHttpClientThread::usesConnectionsAgain()
{
    FakeServer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false);
    int connections = 0;
    connect(&server, &QTcpServer::newConnection, this, [&] { ++connections; });
    Outcome result;
    HttpClientThread client;
    for (int i = 1; i <= 10; ++i) {
        server.received.clear();
        client.send({.url = QUrl(server.url())}, result.done());
        QTRY_COMPARE(result.calls.load(), i);
        QCOMPARE(result.text, u"200 "_s);
    }
    QVERIFY2(connections <= 2, qPrintable(QString::number(connections)));
}

void TstHttpClientThread::boundsTheRequests()
{
    FakeServer server("", false);
    Outcome refused;
    Outcome waiting;
    HttpClientThread client;
    for (int i = 0; i < HttpClientThread::MaxRequests; ++i)
        client.send({.url = QUrl(u"http://127.0.0.1:1/"_s)}, waiting.done());
    // Some may have failed already, as nobody listens.
    for (int i = 0; i < 2 * HttpClientThread::MaxRequests && refused.calls == 0; ++i)
        client.send({.url = QUrl(server.url())}, refused.done());
    QCOMPARE(refused.calls.load(), 1);
    QCOMPARE(refused.text, u"too many HTTP requests"_s);
    QTRY_COMPARE(waiting.calls.load(), HttpClientThread::MaxRequests);
}

void TstHttpClientThread::fetchesJwkSets_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("outcome");
    QTest::newRow("200") << answerOf("200 OK", "{}") << u"{}"_s;
    QTest::newRow("404") << answerOf("404 Not Found", "{}") << u"answered with status 404"_s;
    QTest::newRow("redirect") << answerOf("301 Moved", "", "Location: /\r\n")
                              << u"answered with status 301"_s;
    QTest::newRow("too large") << answerOf("200 OK", QByteArray(JwkSet::MaxBytes + 1, ' '))
                               << u"an answer of more than 262144 bytes"_s;
}

void TstHttpClientThread::fetchesJwkSets()
{
    QFETCH(QByteArray, answer);
    QFETCH(QString, outcome);
    FakeServer server(answer);
    QString text;
    std::atomic<int> calls = 0;
    HttpClientThread client;
    jwksFetch(client)(server.url(), [&](const Result<QByteArray> &result) {
        text = result ? QString::fromUtf8(*result) : result.error().text;
        ++calls;
    });
    QTRY_COMPARE(calls.load(), 1);
    QCOMPARE(text, outcome);
}

QTEST_GUILESS_MAIN(TstHttpClientThread)
#include "tst_httpclientthread.moc"
