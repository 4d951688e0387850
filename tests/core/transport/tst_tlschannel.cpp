#include "core/transport/tlschannel.h"

#include "tests/core/transport/tlsfixture.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using Kind = IoResult::Kind;
using State = Channel::State;

namespace {

//! The payload lengths of the records in \a raw.
std::vector<int> recordsIn(const QByteArray &raw)
{
    std::vector<int> sizes;
    for (qsizetype at = 0; at + 5 <= raw.size();) {
        const int size = quint8(raw[at + 3]) << 8 | quint8(raw[at + 4]);
        sizes.push_back(size);
        at += 5 + size;
    }
    return sizes;
}

} // namespace

class TestTlsChannel final : public QObject, private TlsFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(init()); }
    void hidesNothingFromEpoll();
    void joinsRecordsCutAnywhere_data();
    void joinsRecordsCutAnywhere();
    void movesBigMessages_data();
    void movesBigMessages();
    void putsSmallPartsIntoOneRecord();
    void fillsARecordAtMost();
    void countsHeldBytesAsWritten();
    void tellsTheEndBehindTheLastBytes();
    void seesAFinWithoutCloseNotify();
    void aResetEndsOnlyTheOutput_data();
    void aResetEndsOnlyTheOutput();
    void finishesWriting();
    void refusesAForgedRecord();
    void tellsWhatWasNegotiated();
    void tellsNothingBeforeTheHandshake();
};

void TestTlsChannel::tellsWhatWasNegotiated()
{
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        Pair pair = TlsFixture::connect(version);
        SSL_set_tlsext_host_name(pair.peer->ssl(), "quay.example.org");
        QVERIFY(shakeHands(pair));
        const std::optional<TlsReading> reading = pair.channel->tlsReading();
        QVERIFY(reading);
        QCOMPARE(reading->version, version == TLS1_2_VERSION ? u"TLSv1.2"_s : u"TLSv1.3"_s);
        QCOMPARE(reading->cipher, QString::fromLatin1(SSL_get_cipher_name(pair.peer->ssl())));
        QCOMPARE(reading->serverName, u"quay.example.org"_s);
        QCOMPARE(reading->protocol, QString());
        QCOMPARE(reading->clientSubject, QString());
    }
    Pair pair = TlsFixture::connect();
    constexpr std::array<unsigned char, 9> Offer{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    SSL_set_alpn_protos(pair.peer->ssl(), Offer.data(), Offer.size());
    QVERIFY(shakeHands(pair));
    QCOMPARE(pair.channel->tlsReading()->protocol, u"http/1.1"_s);
    QCOMPARE(pair.channel->tlsReading()->serverName, QString());
}

void TestTlsChannel::tellsNothingBeforeTheHandshake()
{
    const Pair pair = TlsFixture::connect();
    QVERIFY(!pair.channel->tlsReading());
    QVERIFY(pair.channel->networkReading());
}

void TestTlsChannel::hidesNothingFromEpoll()
{
    Pair pair = open();
    const QByteArray first = noise(10);
    const QByteArray second = noise(16384);
    const QByteArray third = noise(1);
    for (const QByteArray &message : {first, second, third})
        pair.peer->encrypt(message);
    pair.peer->sendAll();
    QVERIFY(isReadable(pair.channel->descriptor()));
    const IoResult result = read(*pair.channel);
    QCOMPARE(result.bytes, first.size() + second.size() + third.size());
    QCOMPARE(received(result.bytes), first + second + third);
    QVERIFY(!isReadable(pair.channel->descriptor(), 0));
    QCOMPARE(read(*pair.channel).kind, Kind::Again);
}

void TestTlsChannel::joinsRecordsCutAnywhere_data()
{
    QTest::addColumn<int>("cut");
    for (const int cut : {1, 4, 5, 6, 16383, 16384, 16405, 16406, 16407, 32000, 47000})
        QTest::addRow("behind %d bytes", cut) << cut;
}

void TestTlsChannel::joinsRecordsCutAnywhere()
{
    QFETCH(const int, cut);
    Pair pair = open();
    const QByteArray message = noise(60000);
    pair.peer->encrypt(message);
    const QByteArray raw = pair.peer->fanout();
    pair.peer->sendRaw(raw.first(cut));
    QVERIFY(isReadable(pair.channel->descriptor()));
    const IoResult begun = read(*pair.channel);
    QCOMPARE(begun.kind, cut < 16406 ? Kind::Again : Kind::Bytes);
    const QByteArray head = received(begun.bytes);
    pair.peer->sendRaw(raw.sliced(cut));
    QCOMPARE(head + readUntil(*pair.channel, message.size() - head.size()), message);
}

void TestTlsChannel::movesBigMessages_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<int>("buffer");
    QTest::newRow("1.2") << TLS1_2_VERSION << 0;
    QTest::newRow("1.3") << TLS1_3_VERSION << 0;
    QTest::newRow("1.3, small socket buffers") << TLS1_3_VERSION << 4096;
}

void TestTlsChannel::movesBigMessages()
{
    QFETCH(const int, version);
    QFETCH(const int, buffer);
    Pair pair = open(version, nullptr, buffer);
    const QByteArray message = noise(3 * 1024 * 1024 + 17);
    pair.peer->encrypt(message);
    QByteArray raw = pair.peer->fanout();
    QByteArray arrived;
    qsizetype offered = 0;
    QByteArray echoed;
    while (arrived.size() < message.size() || echoed.size() < message.size()) {
        raw.remove(0, pair.peer->sendRaw(raw));
        IoResult result = read(*pair.channel);
        QVERIFY(result.kind == Kind::Bytes || result.kind == Kind::Again);
        arrived += received(result.bytes);
        while (offered < arrived.size() || pair.channel->holdsBytes()) {
            result = write(*pair.channel, {arrived.mid(offered, 100), arrived.mid(offered + 100)});
            if (result.kind != Kind::Bytes)
                break;
            offered += result.bytes;
        }
        QVERIFY(result.kind == Kind::Bytes || result.kind == Kind::Again);
        echoed += pair.peer->receive();
    }
    QVERIFY(arrived == message);
    QVERIFY(echoed == message);
}

void TestTlsChannel::putsSmallPartsIntoOneRecord()
{
    Pair pair = open(TLS1_2_VERSION); // whose records show what they hold
    pair.peer->receive();
    QCOMPARE(write(*pair.channel, {"one ", "two ", "three"}).bytes, 13);
    QVERIFY(isReadable(pair.peer->fd()));
    const QByteArray raw = pair.peer->receiveRaw();
    QCOMPARE(recordsIn(raw).size(), std::size_t(1));
    pair.peer->take(raw);
    QCOMPARE(pair.peer->decrypt(), "one two three"_ba);
}

void TestTlsChannel::fillsARecordAtMost()
{
    Pair pair = open();
    const QByteArray message = noise(20000);
    QCOMPARE(write(*pair.channel, {message}).bytes, 16384);
    QCOMPARE(write(*pair.channel, {message.first(16000), message}).bytes, 16384);
    QCOMPARE(write(*pair.channel, {}).bytes, 0);
    QVERIFY(isReadable(pair.peer->fd()));
    QCOMPARE(pair.peer->receive(), message.first(16384) + message.first(16000) + message.first(384));
}

void TestTlsChannel::countsHeldBytesAsWritten()
{
    Pair pair = open(TLS1_3_VERSION, nullptr, 4096);
    QByteArray written;
    while (!pair.channel->holdsBytes()) {
        const QByteArray message = noise(5000 + written.size() % 77);
        const IoResult result = write(*pair.channel, {message});
        QCOMPARE(result.kind, Kind::Bytes);
        written += message.first(qsizetype(result.bytes));
    }
    // What was held does not depend on what is offered now.
    QCOMPARE(write(*pair.channel, {"something else"}).kind, Kind::Again);
    QCOMPARE(write(*pair.channel, {}).kind, Kind::Again);
    QByteArray arrived;
    while (arrived.size() < written.size()) {
        QVERIFY(isReadable(pair.peer->fd()));
        arrived += pair.peer->receive();
        QVERIFY(write(*pair.channel, {}).kind != Kind::Reset);
    }
    QVERIFY(arrived == written);
    QVERIFY(!pair.channel->holdsBytes());
    QCOMPARE(write(*pair.channel, {"and on"}).bytes, 6);
    QVERIFY(isReadable(pair.peer->fd()));
    QCOMPARE(pair.peer->receive(), "and on"_ba);
}

void TestTlsChannel::tellsTheEndBehindTheLastBytes()
{
    Pair pair = open();
    pair.peer->encrypt("goodbye");
    SSL_shutdown(pair.peer->ssl());
    pair.peer->sendAll(); // and no FIN
    QVERIFY(isReadable(pair.channel->descriptor()));
    QCOMPARE(read(*pair.channel).bytes, 7);
    QVERIFY(isReadable(pair.channel->descriptor(), 0));
    QCOMPARE(read(*pair.channel).kind, Kind::End);
    QCOMPARE(read(*pair.channel).kind, Kind::End);
    QCOMPARE(write(*pair.channel, {"you too"}).bytes, 7);
    QVERIFY(isReadable(pair.peer->fd()));
    QCOMPARE(pair.peer->receive(), "you too"_ba);
}

void TestTlsChannel::seesAFinWithoutCloseNotify()
{
    Pair pair = open();
    pair.peer->encrypt("last words");
    pair.peer->sendAll();
    ::shutdown(pair.peer->fd(), SHUT_WR);
    QCOMPARE(readUntil(*pair.channel, 10), "last words"_ba);
    QVERIFY(isReadable(pair.channel->descriptor()));
    QCOMPARE(read(*pair.channel).kind, Kind::End);
}

void TestTlsChannel::aResetEndsOnlyTheOutput_data()
{
    QTest::addColumn<int>("version");
    QTest::newRow("TLS 1.2") << TLS1_2_VERSION;
    QTest::newRow("TLS 1.3") << TLS1_3_VERSION;
}

void TestTlsChannel::aResetEndsOnlyTheOutput()
{
    QFETCH(const int, version);
    Pair pair = open(version);
    const QByteArray sent = noise(40'000);
    pair.peer->encrypt(sent);
    pair.peer->sendAll();
    pair.peer->vanish();
    QVERIFY(isReadable(pair.channel->descriptor()));
    for (int i = 0; i < 3; ++i)
        QCOMPARE(write(*pair.channel, {"nobody reads this"}).kind, Kind::Reset);
    QVERIFY(!pair.channel->holdsBytes());
    QVERIFY(readUntil(*pair.channel, sent.size()) == sent);
    QVERIFY(read(*pair.channel).kind != Kind::Bytes);
    QCOMPARE(write(*pair.channel, {"nor this"}).kind, Kind::Reset);
}

void TestTlsChannel::finishesWriting()
{
    Pair pair = open();
    QCOMPARE(write(*pair.channel, {"the end"}).bytes, 7);
    pair.channel->finishWriting();
    QByteArray received;
    while (!pair.peer->hasEnded()) {
        QVERIFY(isReadable(pair.peer->fd()));
        received += pair.peer->receive();
    }
    QCOMPARE(received, "the end"_ba);
    QVERIFY((SSL_get_shutdown(pair.peer->ssl()) & SSL_RECEIVED_SHUTDOWN) != 0);
    pair.peer->encrypt("still received");
    pair.peer->sendAll();
    QVERIFY(isReadable(pair.channel->descriptor()));
    QCOMPARE(read(*pair.channel).bytes, qint64(sizeof "still received" - 1));
}

void TestTlsChannel::refusesAForgedRecord()
{
    Pair pair = open();
    pair.peer->encrypt("genuine");
    const QByteArray genuine = pair.peer->fanout();
    pair.peer->encrypt("forged");
    QByteArray forged = pair.peer->fanout();
    forged.back() = char(forged.back() ^ 1);
    pair.peer->sendRaw(genuine + forged);
    QVERIFY(isReadable(pair.channel->descriptor()));
    const IoResult result = read(*pair.channel);
    QCOMPARE(received(result.bytes), "genuine"_ba);
    QVERIFY(isReadable(pair.channel->descriptor(), 0));
    QCOMPARE(read(*pair.channel).kind, Kind::Reset);
    QCOMPARE(write(*pair.channel, {"x"}).kind, Kind::Reset);
}

QTEST_GUILESS_MAIN(TestTlsChannel)
#include "tst_tlschannel.moc"
