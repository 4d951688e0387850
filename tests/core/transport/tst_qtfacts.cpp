// What we believe about Qt, each belief on its own, without a class of ours: when one of these fails under
// another Qt, read QT_FACTS and look for the code that relies on it before anything else.

#include <QCryptographicHash>
#include <QPointer>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>
#include <QWebSocket>
#include <QWebSocketServer>

#include <limits>

namespace {

const QByteArray Head = "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

//! The least of a QTcpSocket without a descriptor: Qt reads `input`, `written` is what it wrote.
class Stub final : public QTcpSocket
{
    Q_OBJECT
public:
    explicit Stub(const QString &name = {})
    {
        setPeerName(name);
        QIODevice::open(QIODevice::ReadWrite | QIODevice::Unbuffered);
        setSocketState(QAbstractSocket::ConnectedState);
    }
    ~Stub() override { setSocketState(QAbstractSocket::UnconnectedState); }

    void show(const QByteArray &bytes)
    {
        input.append(bytes);
        Q_EMIT readyRead();
    }
    void setState(QAbstractSocket::SocketState state) { setSocketState(state); }
    void disconnectNow()
    {
        setSocketState(QAbstractSocket::UnconnectedState);
        Q_EMIT stateChanged(QAbstractSocket::UnconnectedState);
        Q_EMIT disconnected();
    }
    qint64 bytesAvailable() const override { return QIODevice::bytesAvailable() + input.size(); }
    qint64 bytesToWrite() const override { return 0; }
    void close() override
    {
        ++closes;
        input.clear();
    }
    void disconnectFromHost() override { close(); }

    QByteArray input;
    QByteArray written;
    int closes = 0;
    int emptyReads = 0;

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        const qint64 count = std::min(maxSize, qint64(input.size()));
        std::copy_n(input.constData(), count, data);
        input.remove(0, count);
        emptyReads += count == 0 ? 1 : 0;
        return count;
    }
    qint64 skipData(qint64 maxSize) override
    {
        const qint64 count = std::min(maxSize, qint64(input.size()));
        input.remove(0, count);
        return count;
    }
    qint64 writeData(const char *data, qint64 size) override
    {
        written.append(data, size);
        return size;
    }
};

//! A server that shook hands with a stub.
struct Shaken
{
    explicit Shaken(const QByteArray &head = Head)
        : server(QStringLiteral("facts"), QWebSocketServer::NonSecureMode)
        , stub(new Stub(QStringLiteral("42")))
    {
        server.handleConnection(stub);
        stub->show(head + "\r\n");
        if (QTest::qWaitFor([this] { return server.hasPendingConnections() || !stub || stub->closes > 0; }))
            webSocket = server.nextPendingConnection();
        if (!webSocket)
            return;
        webSocket->setParent(nullptr);
        QObject::disconnect(stub, &QTcpSocket::disconnected, &server, nullptr);
    }
    ~Shaken()
    {
        delete webSocket.data();
        delete stub.data();
    }
    Q_DISABLE_COPY_MOVE(Shaken)

    QWebSocketServer server;
    QPointer<Stub> stub;
    QPointer<QWebSocket> webSocket;
};

QByteArray unmasked(char firstByte, const QByteArray &payload)
{
    return QByteArray(1, firstByte) + char(payload.size()) + payload;
}

} // namespace

class TestQtFacts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // UpgradeHandler brings its own socket, and knows its QWebSocket by this name.
    void handleConnectionTakesOurSocketAndKeepsItsPeerName()
    {
        const Shaken shaken;
        QVERIFY(shaken.webSocket);
        QCOMPARE(shaken.webSocket->peerName(), QStringLiteral("42"));
        QCOMPARE(shaken.webSocket->state(), QAbstractSocket::ConnectedState);
    }
    // Our deadline is the only one: no QTimer for each connection (Q10, Q17).
    void handleConnectionStartsNoHandshakeTimer()
    {
        QWebSocketServer server(QStringLiteral("facts"), QWebSocketServer::NonSecureMode);
        server.setHandshakeTimeout(1);
        Stub stub;
        server.handleConnection(&stub);
        QVERIFY(stub.findChildren<QTimer *>().isEmpty());
        QVERIFY(server.findChildren<QTimer *>().isEmpty());
        QTimer later;
        later.setSingleShot(true);
        QSignalSpy passed(&later, &QTimer::timeout);
        later.start(50);
        QTRY_COMPARE(passed.count(), 1);
        QCOMPARE(stub.closes, 0);
        QCOMPARE(stub.state(), QAbstractSocket::ConnectedState);
    }
    // The client may go before the call: see tst_bridgesocket.
    void theHandshakeIsAQueuedCall()
    {
        QWebSocketServer server(QStringLiteral("facts"), QWebSocketServer::NonSecureMode);
        Stub stub;
        server.handleConnection(&stub);
        stub.show(Head + "\r\n");
        QCOMPARE(stub.written, "");
        QCoreApplication::sendPostedEvents();
        QVERIFY(stub.written.startsWith("HTTP/1.1 101 "));
        delete server.nextPendingConnection();
    }
    // HttpExchange recognizes the end of the 101 by its empty line.
    void theResponseEndsWithAnEmptyLine()
    {
        const Shaken shaken;
        QCOMPARE(shaken.stub->written.count("\r\n\r\n"), 1);
        QVERIFY(shaken.stub->written.endsWith("\r\n\r\n"));
    }
    // Q25: why cleanedResponse() exists.
    void theResponseHasAccessControlHeaders()
    {
        const Shaken shaken(Head + "Origin: http://x.example\r\n");
        QVERIFY(shaken.stub->written.contains("\r\nAccess-Control-Allow-"));
    }
    // UpgradeHandler selects the subprotocol; canonicalHead() offers only that one, which the 101 must confirm.
    void theServerConfirmsASupportedSubprotocol()
    {
        QWebSocketServer server(QStringLiteral("facts"), QWebSocketServer::NonSecureMode);
        server.setSupportedSubprotocols({QStringLiteral("a"), QStringLiteral("b")});
        QPointer<Stub> stub = new Stub;
        server.handleConnection(stub);
        stub->show(Head + "Sec-WebSocket-Protocol: b\r\n\r\n");
        QTRY_VERIFY(server.hasPendingConnections());
        QVERIFY(stub->written.contains("\r\nSec-WebSocket-Protocol: b\r\n"));
        delete server.nextPendingConnection();
        delete stub.data();
    }
    // The default would delay further connections; UpgradeHandler raises it (Q13).
    void thirtyConnectionsMayBePendingByDefault()
    {
        QWebSocketServer server(QStringLiteral("facts"), QWebSocketServer::NonSecureMode);
        QCOMPARE(server.maxPendingConnections(), 30);
        server.setMaxPendingConnections(std::numeric_limits<int>::max());
        QCOMPARE(server.maxPendingConnections(), std::numeric_limits<int>::max());
    }
    // Q2: BridgeSocket therefore shows frames without masks.
    void unmaskedFramesAreAccepted()
    {
        Shaken shaken;
        QSignalSpy texts(shaken.webSocket, &QWebSocket::textMessageReceived);
        shaken.stub->show(unmasked('\x81', "hello"));
        QCOMPARE(texts.count(), 1); // within readyRead: WebSocketEnd::currentMessage() is valid in the slot
        QCOMPARE(texts[0].at(0).toString(), QStringLiteral("hello"));
        QCOMPARE(shaken.stub->closes, 0);
    }
    void emptyMessagesAreMessages()
    {
        Shaken shaken;
        QSignalSpy texts(shaken.webSocket, &QWebSocket::textMessageReceived);
        QSignalSpy binaries(shaken.webSocket, &QWebSocket::binaryMessageReceived);
        shaken.stub->show(unmasked('\x81', {}));
        shaken.stub->show(unmasked('\x82', {}));
        QCOMPARE(texts.count(), 1);
        QCOMPARE(binaries.count(), 1);
    }
    // Q31: why the hub forwards the bytes as received.
    void aByteOrderMarkIsRemoved()
    {
        Shaken shaken;
        QSignalSpy texts(shaken.webSocket, &QWebSocket::textMessageReceived);
        shaken.stub->show(unmasked('\x81', "\xEF\xBB\xBFx"));
        QCOMPARE(texts.count(), 1);
        QCOMPARE(texts[0].at(0).toString(), QStringLiteral("x"));
    }
    // Q29: one readyRead is enough, and a socket must not report bytes that it does not return.
    void readsUntilNothingIsAvailable()
    {
        Shaken shaken;
        QSignalSpy texts(shaken.webSocket, &QWebSocket::textMessageReceived);
        shaken.stub->show(unmasked('\x81', "a") + unmasked('\x81', "b") + unmasked('\x81', "c"));
        QCOMPARE(texts.count(), 3);
        QCOMPARE(shaken.stub->bytesAvailable(), 0);
    }
    // Q30: why BridgeSocket::detach() emits what it does.
    void setSocketStateEmitsNothing()
    {
        Shaken shaken;
        QSignalSpy disconnects(shaken.webSocket, &QWebSocket::disconnected);
        shaken.stub->setState(QAbstractSocket::UnconnectedState);
        QCoreApplication::processEvents();
        QCOMPARE(disconnects.count(), 0);
        shaken.stub->setState(QAbstractSocket::ConnectedState);
        shaken.stub->disconnectNow();
        QTRY_COMPARE(disconnects.count(), 1);
    }
    // Connection deletes a QWebSocket whose socket is detached: it writes and closes nothing.
    void aQWebSocketOnADetachedSocketWritesNothing()
    {
        Shaken shaken;
        shaken.stub->disconnectNow();
        const QByteArray before = shaken.stub->written;
        delete shaken.webSocket.data();
        QCOMPARE(shaken.stub->written, before);
        QCOMPARE(shaken.stub->closes, 0);
    }
    // Q32, first half: nothing of ours may depend on the socket's signals once its QWebSocket is deleted.
    void theDestructorRemovesAllConnectionsOfTheSocket()
    {
        Shaken shaken;
        int readyReads = 0;
        QObject::connect(shaken.stub, &QIODevice::readyRead, &shaken.server, [&] { ++readyReads; });
        delete shaken.webSocket.data();
        QVERIFY(shaken.stub); // the socket itself is ours
        shaken.stub->show("x");
        QCOMPARE(readyReads, 0);
    }
    // Q32, second half: why UpgradeHandler disconnects the server.
    void theServerDeletesASocketThatDisconnects()
    {
        QWebSocketServer server(QStringLiteral("facts"), QWebSocketServer::NonSecureMode);
        QPointer<Stub> stub = new Stub;
        server.handleConnection(stub);
        stub->disconnectNow();
        QTRY_VERIFY(!stub);
    }
    void theServerDeletesItAfterTheHandshakeUnlessDisconnected()
    {
        QWebSocketServer server(QStringLiteral("facts"), QWebSocketServer::NonSecureMode);
        QPointer<Stub> stub = new Stub;
        server.handleConnection(stub);
        stub->show(Head + "\r\n");
        QTRY_VERIFY(server.hasPendingConnections());
        QWebSocket *webSocket = server.nextPendingConnection();
        QCOMPARE(QObject::disconnect(stub, &QTcpSocket::disconnected, &server, nullptr), true);
        stub->disconnectNow();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QCoreApplication::processEvents();
        QVERIFY(stub);
        delete webSocket;
        delete stub.data();
    }
    // Q34: why the upgrade handler shows a canonical head.
    void someValidHeadsAreDropped_data()
    {
        QTest::addColumn<QByteArray>("head");
        QByteArray list = Head;
        QTest::newRow("Upgrade with a list") << list.replace("Upgrade: websocket", "Upgrade: h2c, websocket");
        QTest::newRow("a line over 8 KiB") << Head + "Cookie: " + QByteArray(9000, 'c') + "\r\n";
    }
    void someValidHeadsAreDropped()
    {
        QFETCH(const QByteArray, head);
        QWebSocketServer server(QStringLiteral("facts"), QWebSocketServer::NonSecureMode);
        QPointer<Stub> stub = new Stub;
        server.handleConnection(stub);
        stub->show(head + "\r\n");
        QCoreApplication::sendPostedEvents();
        QVERIFY(!server.hasPendingConnections());
        QVERIFY(!stub->written.contains(" 101 "));
        delete stub.data();
    }
    // Q17, Q35: opening again frees the buffer of peek() and loses nothing when nothing was buffered.
    void aDeviceMayBeOpenedAgain()
    {
        Shaken shaken;
        QSignalSpy texts(shaken.webSocket, &QWebSocket::textMessageReceived);
        QVERIFY(static_cast<QIODevice *>(shaken.stub)
                    ->QIODevice::open(QIODevice::ReadWrite | QIODevice::Unbuffered));
        shaken.stub->show(unmasked('\x81', "after"));
        QCOMPARE(texts.count(), 1);
    }
    // Q3: Qt clients of our tests report 1002 when the server sent 1012; node and browsers report 1012.
    void aQtClientReports1002For1012()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QWebSocket client;
        QSignalSpy disconnects(&client, &QWebSocket::disconnected);
        client.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/").arg(server.serverPort())));
        QTRY_VERIFY(server.hasPendingConnections());
        QTcpSocket *socket = server.nextPendingConnection();
        QByteArray head;
        QTRY_VERIFY((head += socket->readAll()).endsWith("\r\n\r\n"));
        const QByteArray name = "Sec-WebSocket-Key: ";
        const qsizetype at = head.indexOf(name) + name.size();
        const QByteArray key = head.mid(at, head.indexOf("\r\n", at) - at);
        const QByteArray accept =
            QCryptographicHash::hash(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", QCryptographicHash::Sha1)
                .toBase64();
        socket->write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      "Sec-WebSocket-Accept: " +
                      accept + "\r\n\r\n");
        QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
        socket->write(QByteArray("\x88\x02\x03\xf4", 4)); // Close, 1012
        QTRY_COMPARE(disconnects.count(), 1);
        QCOMPARE(int(client.closeCode()), int(QWebSocketProtocol::CloseCodeProtocolError));
    }
    // A change of the rules is handled after the handshakes that are queued already.
    void queuedCallsOfOneThreadKeepTheirOrder()
    {
        QObject first;
        QObject second;
        QList<int> order;
        QMetaObject::invokeMethod(
            &first, [&] { order << 1; }, Qt::QueuedConnection);
        QMetaObject::invokeMethod(
            &second, [&] { order << 2; }, Qt::QueuedConnection);
        QMetaObject::invokeMethod(
            &first, [&] { order << 3; }, Qt::QueuedConnection);
        QTRY_COMPARE(order.size(), 3);
        QCOMPARE(order, (QList<int>{1, 2, 3}));
    }
};

QTEST_GUILESS_MAIN(TestQtFacts)
#include "tst_qtfacts.moc"
