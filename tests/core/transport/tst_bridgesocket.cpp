// A real QWebSocketServer and QWebSocket on a BridgeSocket, as the upgrade handler and a Connection use them.

#include "core/transport/bridgesocket.h"

#include "core/transport/qtleftovers.h"
#include "core/wire/qthandshake.h"

#include <QMetaMethod>
#include <QNetworkProxy>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QWebSocket>
#include <QWebSocketServer>

#include <algorithm>
#include <functional>

using namespace signalbox;

namespace {

const Endpoint Remote{QHostAddress(QStringLiteral("203.0.113.9")), 4711};
const Endpoint Local{QHostAddress(QStringLiteral("192.0.2.7")), 8080};

struct Peer final : public BridgeSocketPeer
{
    void bridgeWrote(QByteArrayView bytes) override { written.append(bytes); }
    void bridgeClosed() override
    {
        ++closes;
        if (onClosed)
            onClosed();
    }
    QByteArray written;
    int closes = 0;
    std::function<void()> onClosed;
};

//! Through Qt's handshake, owned as a Connection would.
struct Upgraded
{
    Upgraded()
        : server(QStringLiteral("test"), QWebSocketServer::NonSecureMode)
    {
        socket = new BridgeSocket(&peer, QStringLiteral("42"), Remote, Local);
        server.handleConnection(socket);
        socket->showHead(canonicalHead("dGhlIHNhbXBsZSBub25jZQ==", {}, {}));
        if (!QTest::qWaitFor([this] { return server.hasPendingConnections(); }))
            return;
        webSocket = server.nextPendingConnection();
        webSocket->setParent(nullptr);
        QObject::disconnect(socket, &QTcpSocket::disconnected, &server, nullptr);
        giveBackLeftovers(*webSocket, *socket);
        name = webSocket->peerName();
        socket->endHandshake();
    }
    ~Upgraded()
    {
        delete webSocket.data();
        delete socket.data();
    }
    Q_DISABLE_COPY_MOVE(Upgraded)

    Peer peer;
    QWebSocketServer server;
    QPointer<BridgeSocket> socket;
    QPointer<QWebSocket> webSocket;
    QString name; //!< as long as the handshake lasts
};

} // namespace

class TestBridgeSocket : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void looksLikeAConnectedSocket()
    {
        Peer peer;
        const BridgeSocket socket(&peer, QStringLiteral("42"), Remote, Local);
        QCOMPARE(socket.state(), QAbstractSocket::ConnectedState);
        QVERIFY(socket.isValid() || socket.isOpen());
        QCOMPARE(socket.peerName(), QStringLiteral("42"));
        QCOMPARE(socket.peerAddress(), Remote.address);
        QCOMPARE(socket.peerPort(), Remote.port);
        QCOMPARE(socket.localAddress(), Local.address);
        QCOMPARE(socket.localPort(), Local.port);
        QCOMPARE(socket.bytesAvailable(), 0);
        QCOMPARE(socket.bytesToWrite(), 0);
    }
    void takesQtsAnswerToTheCanonicalHead()
    {
        const Upgraded upgraded;
        QVERIFY(upgraded.webSocket);
        QVERIFY(upgraded.peer.written.startsWith("HTTP/1.1 101 "));
        QVERIFY(upgraded.peer.written.endsWith("\r\n\r\n"));
        QVERIFY(upgraded.peer.written.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")); // RFC 6455 section 1.3
        QCOMPARE(upgraded.peer.closes, 0);
        QCOMPARE(upgraded.name, QStringLiteral("42"));
        QCOMPARE(upgraded.webSocket->peerName(), QString()); // not needed after the handshake
        QCOMPARE(upgraded.webSocket->peerAddress(), Remote.address);
    }
    void showsTheHeadOnce()
    {
        Peer peer;
        QWebSocketServer server(QStringLiteral("test"), QWebSocketServer::NonSecureMode);
        BridgeSocket socket(&peer, QStringLiteral("42"), Remote, Local);
        QSignalSpy reads(&socket, &QIODevice::readyRead);
        socket.showHead("GET / HTTP/1.1\r\n\r\n");
        QCOMPARE(reads.count(), 1);
        QCOMPARE(socket.bytesAvailable(), 18);
        QCOMPARE(socket.peek(3), "GET");
        QCOMPARE(socket.readAll(), "GET / HTTP/1.1\r\n\r\n");
        QCOMPARE(socket.bytesAvailable(), 0);
        QCOMPARE(socket.readAll(), "");
    }
    void messagesArriveWhole_data()
    {
        QTest::addColumn<int>("opcode");
        QTest::addColumn<QByteArray>("payload");
        for (const int size : {0, 1, 125, 126, 127, 16383, 16384, 65535, 65536, 1'000'000}) {
            QTest::addRow("text of %d", size) << int(Opcode::Text) << QByteArray(size, 'x');
            QTest::addRow("binary of %d", size) << int(Opcode::Binary) << QByteArray(size, '\xfe');
        }
        QTest::newRow("characters of 2 to 4 bytes") << int(Opcode::Text) << QByteArray("äöü € 😀");
        QTest::newRow("NUL") << int(Opcode::Text) << QByteArray("a\0b", 3);
        QTest::newRow("the last code point") << int(Opcode::Text) << QByteArray("\xf4\x8f\xbf\xbf");
        QTest::newRow("a noncharacter") << int(Opcode::Text) << QByteArray("\xef\xbf\xbe\xef\xbf\xbf");
    }
    void messagesArriveWhole()
    {
        QFETCH(const int, opcode);
        QFETCH(const QByteArray, payload);
        Upgraded upgraded;
        QSignalSpy texts(upgraded.webSocket, &QWebSocket::textMessageReceived);
        QSignalSpy binaries(upgraded.webSocket, &QWebSocket::binaryMessageReceived);
        for (int round = 1; round <= 2; ++round) { // the second finds no remains of the first
            upgraded.socket->showMessage(Opcode(opcode), payload);
            QCOMPARE(texts.count() + binaries.count(), round); // within the call
            QCOMPARE(upgraded.socket->bytesAvailable(), 0);
        }
        if (Opcode(opcode) == Opcode::Text)
            QCOMPARE(texts.last().at(0).toString().toUtf8(), payload);
        else
            QCOMPARE(binaries.last().at(0).toByteArray(), payload);
        QCOMPARE(upgraded.peer.closes, 0);
    }
    void keepsItsMessagesApartAfterOneWithABom()
    {
        Upgraded upgraded;
        QSignalSpy texts(upgraded.webSocket, &QWebSocket::textMessageReceived);
        upgraded.socket->showMessage(Opcode::Text, "\xEF\xBB\xBFwith BOM");
        upgraded.socket->showMessage(Opcode::Text, "without");
        QCOMPARE(texts.count(), 2);
        QCOMPARE(texts[1].at(0).toString(), QStringLiteral("without"));
    }
    void closingInTheMiddleLeavesNothingToRead()
    {
        Upgraded upgraded;
        int shown = 0;
        QObject::connect(upgraded.webSocket, &QWebSocket::textMessageReceived, upgraded.socket, [&] {
            ++shown;
            upgraded.socket->close();
            QCOMPARE(upgraded.socket->bytesAvailable(), 0); // else QWebSocket would read for ever
        });
        upgraded.socket->showMessage(Opcode::Text, "x");
        QCOMPARE(shown, 1);
        QCOMPARE(upgraded.peer.closes, 1);
    }
    void closesBeforeAnythingWasRead()
    {
        Peer peer;
        BridgeSocket socket(&peer, QStringLiteral("42"), Remote, Local);
        QObject::connect(&socket, &QIODevice::readyRead, &socket, [&] {
            QVERIFY(socket.bytesAvailable() > 0);
            socket.close();
            QCOMPARE(socket.bytesAvailable(), 0);
            QCOMPARE(socket.readAll(), "");
        });
        socket.showMessage(Opcode::Text, "never read");
        QCOMPARE(peer.closes, 1);
    }
    void detachTellsQWebSocketOnce()
    {
        Upgraded upgraded;
        QSignalSpy disconnects(upgraded.webSocket, &QWebSocket::disconnected);
        upgraded.socket->detach();
        upgraded.socket->detach();
        QCOMPARE(disconnects.count(), 1);
        QCOMPARE(upgraded.webSocket->state(), QAbstractSocket::UnconnectedState);
        const QByteArray before = upgraded.peer.written;
        upgraded.webSocket->sendTextMessage(QStringLiteral("after the end"));
        upgraded.webSocket->close();
        QCOMPARE(upgraded.peer.written, before);
        QCOMPARE(upgraded.peer.closes, 0); // what is gone need not be told
    }
    void isDeletedBehindItsQWebSocket()
    {
        Upgraded upgraded;
        QPointer<BridgeSocket> socket = upgraded.socket;
        QPointer<QWebSocket> webSocket = upgraded.webSocket;
        socket->detach();
        webSocket->deleteLater();
        socket->deleteLater();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QVERIFY(!webSocket);
        QVERIFY(!socket);
    }
    void mayDieWithoutADetach()
    {
        Upgraded upgraded;
        delete upgraded.webSocket.data();
        delete upgraded.socket.data();
        QVERIFY(!upgraded.socket);
    }
    void endingBetweenHandleConnectionAndTheHandshakeIsHarmless_data()
    {
        QTest::addColumn<bool>("deleted");
        QTest::newRow("detached") << false;
        QTest::newRow("deleted later") << true;
    }
    // The handshake is a queued call: the wire may die before it.
    void endingBetweenHandleConnectionAndTheHandshakeIsHarmless()
    {
        QFETCH(const bool, deleted);
        Peer peer;
        QWebSocketServer server(QStringLiteral("test"), QWebSocketServer::NonSecureMode);
        QPointer<BridgeSocket> socket = new BridgeSocket(&peer, QStringLiteral("42"), Remote, Local);
        server.handleConnection(socket);
        socket->showHead(canonicalHead("dGhlIHNhbXBsZSBub25jZQ==", {}, {}));
        socket->detach();
        if (deleted)
            socket->deleteLater();
        QTRY_VERIFY(!socket); // the server's own slot deletes it in any case
        while (QWebSocket *webSocket = server.nextPendingConnection())
            delete webSocket;
        QVERIFY(!peer.written.contains("101"));
        QCOMPARE(peer.closes, 0);
    }
    void endHandshakeIsHarmlessWhileSomethingIsLeft()
    {
        Peer peer;
        BridgeSocket socket(&peer, QStringLiteral("42"), Remote, Local);
        socket.showHead("GET / HTTP/1.1\r\n\r\n");
        QCOMPARE(socket.peek(4), "GET ");
        socket.endHandshake();
        QCOMPARE(socket.readAll(), "GET / HTTP/1.1\r\n\r\n");
    }
    // What giveBackLeftovers() knows of this Qt. Where another differs, connections take more memory.
    void onlyWhatIsListenedToIsConnected_data()
    {
        QTest::addColumn<QByteArray>("signal");
        QTest::addColumn<bool>("connected");
        QTest::newRow("texts") << QByteArray("textMessageReceived(QString)") << true;
        QTest::newRow("binaries") << QByteArray("binaryMessageReceived(QByteArray)") << true;
        QTest::newRow("errors") << QByteArray("errorEncountered(QWebSocketProtocol::CloseCode,QString)")
                                << true;
        QTest::newRow("text frames") << QByteArray("textFrameReceived(QString,bool)") << false;
        QTest::newRow("binary frames") << QByteArray("binaryFrameReceived(QByteArray,bool)") << false;
        QTest::newRow("pings") << QByteArray("pingReceived(QByteArray)") << false;
        QTest::newRow("pongs") << QByteArray("pongReceived(QByteArray)") << false;
        QTest::newRow("closes") << QByteArray("closeReceived(QWebSocketProtocol::CloseCode,QString)")
                                << false;
    }
    void onlyWhatIsListenedToIsConnected()
    {
        QFETCH(const QByteArray, signal);
        QFETCH(const bool, connected);
        Upgraded upgraded;
        const QObjectList children = upgraded.webSocket->children();
        const auto parser = std::ranges::find_if(
            children, [](const QObject *child) { return child->inherits("QWebSocketDataProcessor"); });
        QVERIFY(parser != children.end());
        const int index = (*parser)->metaObject()->indexOfSignal(signal.constData());
        QVERIFY(index >= 0);
        // Disconnecting tells whether there was something to disconnect.
        QCOMPARE(QObject::disconnect(*parser, (*parser)->metaObject()->method(index), upgraded.webSocket,
                                     QMetaMethod()),
                 connected);
        const auto *timer = (*parser)->findChild<QTimer *>();
        QVERIFY(timer);
        QCOMPARE(QObject::disconnect(timer, &QTimer::timeout, *parser, nullptr), false);
        QCOMPARE(upgraded.webSocket->proxy(), QNetworkProxy());
    }
    void whatQtCannotReadStillClosesIt()
    {
        Upgraded upgraded;
        upgraded.socket->showMessage(Opcode(3), "reserved");
        QCOMPARE(upgraded.peer.closes, 1);
    }
};

QTEST_GUILESS_MAIN(TestBridgeSocket)
#include "tst_bridgesocket.moc"
