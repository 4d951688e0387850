#include "core/auth/httpclientthread.h"

#include "core/auth/jwksfetch.h"
#include "tests/support/testcertificates.h"

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <arpa/inet.h>
#include <atomic>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

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

//! Answers one request with a beginning and then, as fast as the client reads, with the same bytes again and again.
class EndlessServer final
{
public:
    EndlessServer(const QByteArray &begin, const QByteArray &again)
        : m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        socklen_t size = sizeof m_address;
        m_address.sin_family = AF_INET;
        m_address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto *const address = reinterpret_cast<sockaddr *>(&m_address);
        if (::bind(m_listener, address, size) != 0 || ::getsockname(m_listener, address, &size) != 0 ||
            ::listen(m_listener, 1) != 0)
            qFatal("no socket to listen on");
        m_thread = std::thread([this, begin, again] { serve(begin, again); });
    }
    ~EndlessServer()
    {
        ::shutdown(m_listener, SHUT_RDWR); // wakes accept()
        m_thread.join();
        ::close(m_listener);
    }
    Q_DISABLE_COPY_MOVE(EndlessServer)

    QString url() const { return u"http://127.0.0.1:%1/"_s.arg(ntohs(m_address.sin_port)); }

private:
    void serve(const QByteArray &begin, const QByteArray &again) const
    {
        const int peer = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        std::array<char, 4096> request{};
        if (::recv(peer, request.data(), request.size(), 0) > 0) {
            QByteArray part = begin;
            while (::send(peer, part.constData(), std::size_t(part.size()), MSG_NOSIGNAL) > 0)
                part = again;
        }
        ::close(peer);
    }

    int m_listener;
    sockaddr_in m_address{};
    std::thread m_thread;
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
    void endsEndlessAnswers_data();
    void endsEndlessAnswers();
    void boundsTheTimeOfChunkExtensions();
    void checksCertificates();
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
                             << u"Transferred a partial file"_s;
    QTest::newRow("not HTTP") << QByteArray("SSH-2.0-x\r\n") << u"no HTTP answer"_s;
    QTest::newRow("interim answers") << "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" +
                                            answerOf("200 OK", "hello")
                                     << u"200 hello"_s;
    QTest::newRow("as large as allowed, in chunks")
        << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n") +
               QByteArray(1000, 'x') + "\r\n0\r\n\r\n"
        << u"200 xxxx"_s;
    QTest::newRow("larger, in chunks")
        << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n") +
               QByteArray(1000, 'x') + "\r\n1\r\nx\r\n0\r\n\r\n"
        << u"an answer of more than 1000 bytes"_s;
    QTest::newRow("more headers than allowed")
        << answerOf("200 OK", "hello", "X: " + QByteArray(HttpClientThread::MaxHeaderBytes, 'x') + "\r\n")
        << u"an answer with headers of more than 65536 bytes"_s;
    QTest::newRow("nothing") << QByteArray() << u"Server returned nothing"_s;
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
    QVERIFY(server.received.contains("Content-Length: 2\r\n"));
    QVERIFY(!server.received.contains("Expect:"));
    QVERIFY(server.received.endsWith("\r\n\r\n{}"));
}

void TstHttpClientThread::endsEndlessAnswers_data()
{
    QTest::addColumn<QByteArray>("begin");
    QTest::addColumn<QByteArray>("again");
    const QByteArray head = "HTTP/1.1 200 OK\r\n";
    const QByteArray spaces(0x10000, ' ');
    QTest::newRow("chunks") << head + "Transfer-Encoding: chunked\r\n\r\n"
                            << "10000\r\n" + spaces + "\r\n";
    QTest::newRow("small chunks") << head + "Transfer-Encoding: chunked\r\n\r\n"
                                  << QByteArray("1\r\n \r\n").repeated(1000);
    QTest::newRow("one chunk") << head + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\n" << spaces;
    QTest::newRow("a length") << head + "Content-Length: 9223372036854775807\r\n\r\n" << spaces;
    QTest::newRow("until the end") << head + "\r\n" << spaces;
    QTest::newRow("header fields") << head << QByteArray("X: y\r\n").repeated(1000);
    QTest::newRow("one header field") << head + "X: " << spaces;
    QTest::newRow("interim answers") << head.first(9) + "103 Hint\r\n\r\n"
                                     << QByteArray("HTTP/1.1 103 Hint\r\n\r\n").repeated(1000);
}

//! They end by their size, and hold up no other request.
void TstHttpClientThread::endsEndlessAnswers()
{
    QFETCH(QByteArray, begin);
    QFETCH(QByteArray, again);
    const EndlessServer server(begin, again);
    FakeServer good(answerOf("200 OK", "hello"));
    Outcome endless;
    Outcome other;
    HttpClientThread client;
    client.send({.url = QUrl(server.url()), .timeout = 60s}, endless.done());
    client.send({.url = QUrl(good.url()), .timeout = 60s}, other.done());
    QTRY_COMPARE_WITH_TIMEOUT(other.calls.load(), 1, 30000);
    QCOMPARE(other.text, u"200 hello"_s);
    QTRY_COMPARE_WITH_TIMEOUT(endless.calls.load(), 1, 30000);
    QVERIFY2(!endless.text.startsWith(u"200"_s) && endless.text != u"no answer in time"_s,
             qPrintable(endless.text));
}

//! They have no bound, but nothing of them is kept.
void TstHttpClientThread::boundsTheTimeOfChunkExtensions()
{
    const EndlessServer server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;",
                               QByteArray(0x10000, ' '));
    Outcome result;
    HttpClientThread client;
    client.send({.url = QUrl(server.url()), .timeout = 200ms}, result.done());
    QTRY_COMPARE(result.calls.load(), 1);
    QCOMPARE(result.text, u"no answer in time"_s);
}

void TstHttpClientThread::checksCertificates()
{
    const TestCertificates files;
    QVERIFY(files.isValid() && files.make(u"own"_s));
    QSslConfiguration configuration;
    configuration.setLocalCertificate(QSslCertificate(files.read(u"own.crt"_s)));
    configuration.setPrivateKey(QSslKey(files.read(u"own.key"_s), QSsl::Ec));
    QSslServer server;
    server.setSslConfiguration(configuration);
    QVERIFY(server.listen(QHostAddress::LocalHost));
    Outcome result;
    HttpClientThread client;
    client.send({.url = QUrl(u"https://127.0.0.1:%1/"_s.arg(server.serverPort()))}, result.done());
    QTRY_COMPARE(result.calls.load(), 1);
    QVERIFY2(result.text.contains(u"self-signed certificate"_s), qPrintable(result.text));
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
