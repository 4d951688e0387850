#include "core/wire/qthandshake.h"

#include <QCryptographicHash>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>
#include <QWebSocket>
#include <QWebSocketServer>

#include <memory>

using namespace Qt::StringLiterals;
using namespace signalbox;

// Feeds the heads of canonicalHead() to the QWebSocketServer of the installed Qt, to detect versions that
// require or send something else.

namespace {

const QByteArray Key = "dGhlIHNhbXBsZSBub25jZQ==";        // RFC 6455 section 1.3
const QByteArray Accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="; // its Sec-WebSocket-Accept

} // namespace

class TstQtHandshake : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void qtAccepts_data();
    void qtAccepts();
    void qtStillSendsAccessControl();
    void qtStillDropsLongLines();
    void valuesCannotInject();
    void cleans_data();
    void cleans();

private:
    //! The response of a QWebSocketServer to \a head, and the resulting socket.
    struct Answer
    {
        QByteArray bytes;
        std::unique_ptr<QWebSocket> socket;
    };
    static Answer ask(const QByteArray &head);
};

TstQtHandshake::Answer TstQtHandshake::ask(const QByteArray &head)
{
    QWebSocketServer server(u"test"_s, QWebSocketServer::NonSecureMode);
    server.setSupportedSubprotocols({u"signalbox.v1.json"_s, u"chat"_s});
    Answer answer;
    if (!server.listen(QHostAddress::LocalHost, 0))
        return answer;
    QSignalSpy connected(&server, &QWebSocketServer::newConnection);
    QTcpSocket client;
    client.connectToHost(server.serverAddress(), server.serverPort());
    client.write(head);
    [&] {
        QTRY_VERIFY(client.bytesAvailable() > 0 && client.peek(client.bytesAvailable()).endsWith("\r\n\r\n"));
    }();
    [&] { QTRY_COMPARE(connected.size(), 1); }();
    answer.bytes = client.readAll();
    answer.socket.reset(server.nextPendingConnection());
    if (answer.socket)
        answer.socket->setParent(nullptr);
    return answer;
}

void TstQtHandshake::qtAccepts_data()
{
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<QByteArray>("subprotocol");
    QTest::addColumn<QByteArray>("originSeen");

    const QByteArray longOrigin = "http://" + QByteArray(4 * 1024 - 7, 'o');
    QTest::newRow("bare") << QByteArray() << QByteArray() << QByteArray();
    QTest::newRow("origin") << QByteArray("http://localhost:8080") << QByteArray()
                            << QByteArray("http://localhost:8080");
    QTest::newRow("null origin") << QByteArray("null") << QByteArray() << QByteArray("null");
    QTest::newRow("subprotocol") << QByteArray() << QByteArray("chat") << QByteArray();
    QTest::newRow("both") << QByteArray("https://example.org") << QByteArray("signalbox.v1.json")
                          << QByteArray("https://example.org");
    QTest::newRow("the longest origin") << longOrigin << QByteArray("chat") << longOrigin;
    QTest::newRow("an origin Qt would drop the head for")
        << longOrigin + QByteArray(10000, 'x') << QByteArray() << QByteArray();
}

void TstQtHandshake::qtAccepts()
{
    QFETCH(const QByteArray, origin);
    QFETCH(const QByteArray, subprotocol);
    QFETCH(const QByteArray, originSeen);
    const Answer answer = ask(canonicalHead(Key, origin, subprotocol));
    QVERIFY(answer.socket);
    QCOMPARE(answer.socket->origin().toLatin1(), originSeen);
    QCOMPARE(answer.socket->subprotocol().toLatin1(), subprotocol);
    QCOMPARE(answer.socket->version(), QWebSocketProtocol::Version13);

    const QByteArray clean = cleanedResponse(answer.bytes);
    QVERIFY(clean.startsWith("HTTP/1.1 101 Switching Protocols\r\n"));
    QVERIFY(clean.endsWith("\r\n\r\n"));
    QCOMPARE(clean.count("\r\n\r\n"), 1);
    const QByteArray lower = clean.toLower();
    QVERIFY(!lower.contains("access-control"));
    QVERIFY(lower.contains("\r\nupgrade: websocket\r\n"));
    QVERIFY(lower.contains("\r\nconnection: upgrade\r\n"));
    QVERIFY(clean.contains("\r\nSec-WebSocket-Accept: " + Accept + "\r\n"));
    QCOMPARE(lower.contains("\r\nsec-websocket-protocol: " + subprotocol.toLower() + "\r\n"),
             !subprotocol.isEmpty());
    QVERIFY(!lower.contains("sec-websocket-extensions"));
    const QByteArray line = "Sec-WebSocket-Extensions: permessage-deflate\r\n";
    QCOMPARE(cleanedResponse(answer.bytes, "permessage-deflate"), clean.chopped(2) + line + "\r\n");
}

//! The reason for cleanedResponse(): once Qt no longer sends them, that function can be removed.
void TstQtHandshake::qtStillSendsAccessControl()
{
    const Answer answer = ask(canonicalHead(Key, "http://localhost", {}));
    QVERIFY(answer.bytes.contains("Access-Control-Allow-"));
}

//! The reason why canonicalHead() omits a long Origin.
void TstQtHandshake::qtStillDropsLongLines()
{
    QWebSocketServer server(u"test"_s, QWebSocketServer::NonSecureMode);
    QVERIFY(server.listen(QHostAddress::LocalHost, 0));
    QSignalSpy connected(&server, &QWebSocketServer::newConnection);
    QTcpSocket client;
    QSignalSpy disconnected(&client, &QTcpSocket::disconnected);
    client.connectToHost(server.serverAddress(), server.serverPort());
    QByteArray head = canonicalHead(Key, "http://o", {});
    client.write(head.replace("http://o", "http://" + QByteArray(9000, 'o')));
    QTRY_COMPARE(disconnected.size(), 1);
    QCOMPARE(client.readAll(), QByteArray());
    QCOMPARE(connected.size(), 0);
}

void TstQtHandshake::valuesCannotInject()
{
    const QByteArray head =
        canonicalHead("k\r\nX-Key: 1", "http://a\r\nX-Origin: 1", "p\r\n\r\nX-Protocol: 1");
    QVERIFY(!head.contains("\nX-"));
    QCOMPARE(head.count("\r\n\r\n"), 1);
    QCOMPARE(head.count('\n'), 9);
    QVERIFY(head.endsWith("\r\n\r\n"));
}

void TstQtHandshake::cleans_data()
{
    QTest::addColumn<QByteArray>("response");
    QTest::addColumn<QByteArray>("clean");

    const QByteArray first = "HTTP/1.1 101 Switching Protocols\r\n";
    QTest::newRow("nothing to do") << first + "A: b\r\n\r\n" << first + "A: b\r\n\r\n";
    QTest::newRow("amid others") << first + "A: b\r\nAccess-Control-Allow-Origin: *\r\nC: d\r\n\r\n"
                                 << first + "A: b\r\nC: d\r\n\r\n";
    QTest::newRow("several, any case, last")
        << first + "ACCESS-CONTROL-MAX-AGE: 1\r\nA: b\r\naccess-control-allow-headers: x\r\n\r\n"
        << first + "A: b\r\n\r\n";
    QTest::newRow("in a value") << first + "A: Access-Control-Allow-Origin\r\n\r\n"
                                << first + "A: Access-Control-Allow-Origin\r\n\r\n";
    QTest::newRow("status line alone") << first + "\r\n" << first + "\r\n";
    QTest::newRow("without its end") << first + "A: b" << first + "A: b\r\n\r\n";
    QTest::newRow("what is after the end") << first + "\r\nbody" << first + "\r\n";
    QTest::newRow("empty") << QByteArray() << QByteArray("\r\n");
}

void TstQtHandshake::cleans()
{
    QFETCH(const QByteArray, response);
    QFETCH(const QByteArray, clean);
    QCOMPARE(cleanedResponse(response), clean);
}

QTEST_GUILESS_MAIN(TstQtHandshake)
#include "tst_qthandshake.moc"
