// A WebSocketEnd whose peer speaks TLS and does not read.

#include "core/transport/clientsocket.h"

#include "tests/core/transport/tlsfixture.h"
#include "tests/core/wire/clientframe.h"
#include "tests/support/iothread.h"
#include "tests/support/openwebsocket.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

class TestWebSocketTls final : public QObject, private TlsFixture
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(init()); }
    void aKickOfAPeerThatNeverReadsEnds_data()
    {
        QTest::addColumn<int>("closing"); // ms
        QTest::addColumn<int>("version");
        QTest::newRow("limited, TLS 1.3") << 200 << TLS1_3_VERSION;
        QTest::newRow("limited, TLS 1.2") << 200 << TLS1_2_VERSION;
        QTest::newRow("no limit") << 0 << TLS1_3_VERSION;
    }
    void aKickOfAPeerThatNeverReadsEnds()
    {
        QFETCH(const int, closing);
        QFETCH(const int, version);
        Pair pair = TlsFixture::open(version, nullptr, 4096);
        SocketSettings settings;
        settings.closing = Milliseconds(closing);
        settings.outboxHard = 0;
        bool isRetired = false;
        ClientSocket socket(1, ioLoop(), std::move(pair.channel), {}, {}, settings,
                            [&](ClientSocket &) { isRetired = true; });
        OpenWebSocket webSocket(socket);
        for (int i = 0; i < 100; ++i)
            QVERIFY(webSocket.end().send(PreparedMessage(Opcode::Binary, noise(64 * 1024))));
        const qint64 all = socket.queuedBytes();
        QVERIFY(waitUntil([&] { return socket.queuedBytes() < all; }));
        QVERIFY(!socket.isAllSent());
        webSocket.end().close(CloseReason::of(Cause::Kicked), true);
        QVERIFY(socket.queuedFrames() <= 2);
        pair.peer->encrypt(frame(Opcode::Text, QByteArray(1000, 'x'))); // its input is drained
        pair.peer->sendAll();
        QVERIFY(waitUntil([&] { return isRetired; }, 20s));
    }
    void aPingIsSentWhenItsRecordIs()
    {
        Pair pair = TlsFixture::open();
        ClientSocket socket(1, ioLoop(), std::move(pair.channel), {}, {}, {}, [](ClientSocket &) {});
        OpenWebSocket webSocket(socket);
        webSocket.end().sendPing("12345678");
        QVERIFY(waitUntil([&] { return webSocket.pingEnd > 0; }));
        // The handshake and the record around the ping belong to the bytes written, and are acknowledged.
        QVERIFY(webSocket.pingEnd > 500);
        QVERIFY(waitUntil([&] { return webSocket.end().acknowledgedBytes() >= webSocket.pingEnd; }));
        QCOMPARE(webSocket.end().acknowledgedBytes(), webSocket.pingEnd);
    }
};

SIGNALBOX_IO_TEST_MAIN(TestWebSocketTls)
#include "tst_websockettls.moc"
