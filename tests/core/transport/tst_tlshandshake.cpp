#include "core/transport/tlschannel.h"

#include "tests/core/transport/tlsfixture.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using Kind = IoResult::Kind;
using State = Channel::State;

class TestTlsHandshake final : public QObject, private TlsFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(init()); }
    void shakesHandsInPieces_data();
    void shakesHandsInPieces();
    void takesDataBehindTheHandshake();
    void survivesPeersThatVanish_data();
    void survivesPeersThatVanish();
    void refusesGarbage_data();
    void refusesGarbage();
    void answersClearTextInTheClear_data();
    void answersClearTextInTheClear();
    void refusesRenegotiation();
    void updatesKeys();
    void selectsTheProtocol_data();
    void selectsTheProtocol();
    void resumesSessions_data();
    void resumesSessions();
};

void TestTlsHandshake::shakesHandsInPieces_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<int>("piece");
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        for (const int piece : {1, 2, 5, 6, 100, 65536})
            QTest::addRow("1.%d, pieces of %d", version - TLS1_VERSION, piece) << version << piece;
    }
}

void TestTlsHandshake::shakesHandsInPieces()
{
    QFETCH(const int, version);
    QFETCH(const int, piece);
    Pair pair = TlsFixture::connect(version);
    QCOMPARE(pair.channel->state(), State::Handshaking);
    QCOMPARE(write(*pair.channel, {"too early"}).kind, Kind::Again);
    bool isDone = false;
    for (int round = 0; round < 10 && !(isDone && pair.channel->state() == State::Secure); ++round) {
        isDone = pair.peer->shakeHands();
        const QByteArray flight = pair.peer->fanout();
        for (qsizetype at = 0; at < flight.size(); at += piece) {
            pair.peer->sendRaw(flight.mid(at, piece));
            QVERIFY(isReadable(pair.channel->descriptor()));
            QCOMPARE(read(*pair.channel).kind, Kind::Again);
        }
        if (!isDone) {
            QVERIFY(isReadable(pair.peer->fd()));
            pair.peer->take(pair.peer->receiveRaw());
        }
    }
    QCOMPARE(pair.channel->state(), State::Secure);
    QCOMPARE(SSL_version(pair.peer->ssl()), version);
    QVERIFY(!pair.channel->holdsBytes());
    QCOMPARE(write(*pair.channel, {"now"}).bytes, 3);
    QVERIFY(isReadable(pair.peer->fd()));
    QCOMPARE(pair.peer->receive(), "now"_ba);
}

void TestTlsHandshake::takesDataBehindTheHandshake()
{
    Pair pair = TlsFixture::connect();
    QVERIFY(!pair.peer->shakeHands());
    pair.peer->sendAll();
    QVERIFY(isReadable(pair.channel->descriptor()));
    QCOMPARE(read(*pair.channel).kind, Kind::Again);
    QVERIFY(isReadable(pair.peer->fd()));
    pair.peer->take(pair.peer->receiveRaw());
    QVERIFY(pair.peer->shakeHands());
    pair.peer->encrypt("in the same segment");
    pair.peer->sendAll();
    QVERIFY(isReadable(pair.channel->descriptor()));
    const IoResult result = read(*pair.channel);
    QCOMPARE(received(result.bytes), "in the same segment"_ba);
    QCOMPARE(pair.channel->state(), State::Secure);
}

void TestTlsHandshake::survivesPeersThatVanish_data()
{
    QTest::addColumn<int>("bytes");
    QTest::addColumn<bool>("resets");
    for (const int bytes : {0, 1, 4, 5, 100, -1}) {
        QTest::addRow("FIN behind %d bytes", bytes) << bytes << false;
        QTest::addRow("RST behind %d bytes", bytes) << bytes << true;
    }
}

void TestTlsHandshake::survivesPeersThatVanish()
{
    QFETCH(const int, bytes);
    QFETCH(const bool, resets);
    Pair pair = TlsFixture::connect();
    pair.peer->shakeHands();
    const QByteArray hello = pair.peer->fanout();
    pair.peer->sendRaw(bytes < 0 ? hello : hello.first(bytes));
    if (bytes != 0) {
        QVERIFY(isReadable(pair.channel->descriptor()));
        QCOMPARE(read(*pair.channel).kind, Kind::Again);
    }
    if (resets)
        pair.peer->vanish();
    else
        pair.peer->closeSocket();
    // With our answer unread, a FIN becomes a reset as well.
    QVERIFY(isReadable(pair.channel->descriptor()));
    const Kind kind = read(*pair.channel).kind;
    QVERIFY(kind == Kind::Reset || (kind == Kind::End && !resets));
    QVERIFY(write(*pair.channel, {"anybody there?"}).kind != Kind::Bytes);
    pair.channel->finishWriting();
}

void TestTlsHandshake::refusesGarbage_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("zeros") << QByteArray(100, '\0');
    QTest::newRow("noise") << "\xff"_ba + noise(1000);
    QTest::newRow("a huge record") << QByteArray::fromHex("160301ffff") + QByteArray(1000, 'x');
    QTest::newRow("an alert first") << QByteArray::fromHex("15030100020228");
    QTest::newRow("data first") << QByteArray::fromHex("17030300050102030405");
    QTest::newRow("a hello of nonsense") << QByteArray::fromHex("16030100080100000401020304");
    QTest::newRow("SSL 2") << QByteArray::fromHex("801a0100020015000000100100800200800300800400800500800600");
    QTest::newRow("a line end") << "\r\n\r\n\r\n\r\n"_ba;
}

void TestTlsHandshake::refusesGarbage()
{
    QFETCH(const QByteArray, bytes);
    Pair pair = TlsFixture::connect();
    pair.peer->sendRaw(bytes);
    QVERIFY(isReadable(pair.channel->descriptor()));
    QCOMPARE(read(*pair.channel).kind, Kind::Reset);
    QCOMPARE(read(*pair.channel).kind, Kind::Reset);
    QCOMPARE(write(*pair.channel, {"hello?"}).kind, Kind::Reset);
    QCOMPARE(pair.channel->state(), State::Handshaking);
    pair.channel->finishWriting();
    QVERIFY(!pair.peer->receiveRaw().contains("hello?"));
}

void TestTlsHandshake::answersClearTextInTheClear_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("a request") << "GET / HTTP/1.1\r\nHost: x\r\n\r\n"_ba;
    QTest::newRow("its first letter") << "P"_ba;
    QTest::newRow("lower case") << "get /\r\n"_ba;
    QTest::newRow("long") << "GET /"_ba + QByteArray(40000, 'x');
}

void TestTlsHandshake::answersClearTextInTheClear()
{
    QFETCH(const QByteArray, bytes);
    Pair pair = TlsFixture::connect();
    pair.peer->sendRaw(bytes);
    QCOMPARE(readUntil(*pair.channel, bytes.size()), bytes);
    QCOMPARE(pair.channel->state(), State::Mistaken);
    QCOMPARE(write(*pair.channel, {"in the ", "clear"}).bytes, 12);
    pair.channel->finishWriting();
    QByteArray received;
    while (!pair.peer->hasEnded() && isReadable(pair.peer->fd()))
        received += pair.peer->receiveRaw();
    QCOMPARE(received, "in the clear"_ba);
}

void TestTlsHandshake::refusesRenegotiation()
{
    Pair pair = open(TLS1_2_VERSION);
    SSL_renegotiate(pair.peer->ssl());
    QVERIFY(!pair.peer->shakeHands());
    pair.peer->sendAll();
    QVERIFY(isReadable(pair.channel->descriptor()));
    QCOMPARE(read(*pair.channel).kind, Kind::Again);
    QCOMPARE(pair.channel->state(), State::Secure);
    QVERIFY(isReadable(pair.peer->fd()));
    pair.peer->take(pair.peer->receiveRaw());
    QVERIFY(!pair.peer->shakeHands());
    QCOMPARE(ERR_GET_REASON(ERR_peek_error()), SSL_R_NO_RENEGOTIATION);
    ERR_clear_error();
}

void TestTlsHandshake::updatesKeys()
{
    Pair pair = open();
    QCOMPARE(SSL_key_update(pair.peer->ssl(), SSL_KEY_UPDATE_REQUESTED), 1);
    pair.peer->encrypt("with new keys");
    pair.peer->sendAll();
    QCOMPARE(readUntil(*pair.channel, 13), "with new keys"_ba);
    QCOMPARE(write(*pair.channel, {"with ours"}).bytes, 9);
    QVERIFY(isReadable(pair.peer->fd()));
    QCOMPARE(pair.peer->receive(), "with ours"_ba);
}

void TestTlsHandshake::selectsTheProtocol_data()
{
    QTest::addColumn<QByteArray>("offered");
    QTest::addColumn<QByteArray>("selected");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("none") << QByteArray() << QByteArray() << true;
    QTest::newRow("http/1.1") << "\x08http/1.1"_ba
                              << "http/1.1"_ba << true;
    QTest::newRow("h2 first") << "\x02h2\x08http/1.1"_ba
                              << "http/1.1"_ba << true;
    QTest::newRow("h2 only") << "\x02h2"_ba << QByteArray() << false;
}

void TestTlsHandshake::selectsTheProtocol()
{
    QFETCH(const QByteArray, offered);
    QFETCH(const QByteArray, selected);
    QFETCH(const bool, isGood);
    Pair pair = TlsFixture::connect();
    if (!offered.isEmpty())
        SSL_set_alpn_protos(pair.peer->ssl(), reinterpret_cast<const unsigned char *>(offered.constData()),
                            unsigned(offered.size()));
    QCOMPARE(shakeHands(pair), isGood);
    const unsigned char *name = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(pair.peer->ssl(), &name, &size);
    QCOMPARE(QByteArray(reinterpret_cast<const char *>(name), qsizetype(size)), selected);
}

void TestTlsHandshake::resumesSessions_data()
{
    QTest::addColumn<int>("version");
    QTest::newRow("1.2") << TLS1_2_VERSION;
    QTest::newRow("1.3") << TLS1_3_VERSION;
}

void TestTlsHandshake::resumesSessions()
{
    QFETCH(const int, version);
    Pair first = open(version);
    if (version == TLS1_3_VERSION)
        QVERIFY(isReadable(first.peer->fd())); // the ticket comes behind the handshake
    first.peer->receive();
    QVERIFY(SSL_session_reused(first.peer->ssl()) == 0);
    const std::unique_ptr<SSL_SESSION, decltype(&SSL_SESSION_free)> session(
        SSL_get1_session(first.peer->ssl()), &SSL_SESSION_free);
    Pair second = open(version, session.get());
    QVERIFY(SSL_session_reused(second.peer->ssl()) == 1);
    QCOMPARE(write(*second.channel, {"again"}).bytes, 5);
    QVERIFY(isReadable(second.peer->fd()));
    QCOMPARE(second.peer->receive(), "again"_ba);
}

QTEST_GUILESS_MAIN(TestTlsHandshake)
#include "tst_tlshandshake.moc"
