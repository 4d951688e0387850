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
    void anEndDuringAPauseComesBehindUnreadRecords_data()
    {
        QTest::addColumn<int>("version");
        QTest::addColumn<int>("messages");
        QTest::addColumn<bool>("notifies");
        for (const bool notifies : {true, false}) {
            const char *how = notifies ? "close_notify and FIN" : "FIN alone";
            QTest::addRow("%s, TLS 1.3", how) << TLS1_3_VERSION << 0 << notifies;
            QTest::addRow("%s, TLS 1.2", how) << TLS1_2_VERSION << 0 << notifies;
            QTest::addRow("%s behind a short message", how) << TLS1_3_VERSION << 1 << notifies;
            QTest::addRow("%s behind many", how) << TLS1_3_VERSION << 3000 << notifies;
        }
    }
    void anEndDuringAPauseComesBehindUnreadRecords()
    {
        QFETCH(const int, version);
        QFETCH(const int, messages);
        QFETCH(const bool, notifies);
        Pair pair = TlsFixture::open(version);
        bool isRetired = false;
        ClientSocket socket(1, ioLoop(), std::move(pair.channel), {}, {}, {},
                            [&](ClientSocket &) { isRetired = true; });
        OpenWebSocket webSocket(socket);
        webSocket.end().setPaused(PauseReason::Work, true);
        const auto turns = [] {
            int count = 0;
            for (int i = 0; i < 1000; ++i)
                count += ioLoop().turn(IoLoop::Wait::No) ? 1 : 0;
            return count;
        };
        turns();
        for (int i = 0; i < messages; ++i)
            pair.peer->encrypt(frame(Opcode::Text, QByteArray::number(i)));
        if (notifies)
            SSL_shutdown(pair.peer->ssl());
        pair.peer->sendAll();
        ::shutdown(pair.peer->fd(), SHUT_WR);
        if (messages > 0) {
            const int busy = turns();
            QVERIFY2(busy <= 10, qPrintable(QString::number(busy)));
            QVERIFY(!isRetired);
            QCOMPARE(webSocket.messages, 0);
            webSocket.end().setPaused(PauseReason::Work, false);
        }
        QVERIFY(waitUntil([&] { return isRetired; }));
        QCOMPARE(webSocket.messages, messages);
        QCOMPARE(webSocket.ends, std::vector<Cause>{Cause::ConnectionLost});
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
