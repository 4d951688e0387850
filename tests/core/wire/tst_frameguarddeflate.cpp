#include "clientframe.h"

#include "core/wire/deflater.h"

#include <QRandomGenerator>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

// FrameGuard with permessage-deflate. Each row is fed whole, byte by byte and in segments: the calls must be
// the same. Sections are those of RFC 7692 unless another RFC is named.

namespace {

const QByteArray Protocol = "violation:protocol_error";
const QByteArray BadText = "violation:bad_utf8";
const QByteArray TooBig = "violation:message_too_big";
constexpr qint64 Limit = 64 * 1024;
const QByteArray Hello = QByteArray::fromHex("f248cdc9c90700"); // 7.2.3.1
const QByteArray Again = QByteArray::fromHex("f200110000");     // 7.2.3.2, refers to the one before

QByteArray compressed(Opcode opcode, const QByteArray &payload, bool final = true)
{
    QByteArray bytes = frame(opcode, payload, final);
    bytes[0] = char(quint8(bytes[0]) | 0x40);
    return bytes;
}

QByteArray more(const QByteArray &payload, bool final = true)
{
    return frame(Opcode::Continuation, payload, final);
}

//! In stored blocks: uncompressed, but longer.
QByteArray stored(const QByteArray &content)
{
    const auto size = int(content.size());
    const char header[] = {0, char(size), char(size >> 8), char(~size), char(~size >> 8)};
    return QByteArray(header, sizeof header) + content + '\0';
}

QByteArray zeros(qsizetype size)
{
    return *Deflater({15, 9, 9}).deflate(QByteArray(size, '\0'));
}

} // namespace

class TstFrameGuardDeflate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void corruptStreamsGiveTheSameCallsInAnySegments();
    void uncompressedMessagesAreAccepted();
    void holdsNoMoreThanTheLimit();
    void tellsByHowMuchAMessageGrew();
    void failsWithinAFrame();
    void onlyCloseSkipsMessages();
    void keepsContextForClientsThatUseIt();
};

void TstFrameGuardDeflate::reads_data()
{
    QTest::addColumn<bool>("takeover");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArrayList>("calls");
    const auto add = [](const char *name, const QByteArray &bytes, const QByteArrayList &calls) {
        QTest::addRow("%s", name) << false << bytes << calls;
        QTest::addRow("%s, takeover", name) << true << bytes << calls;
    };
    const QByteArray text = compressed(Opcode::Text, Hello);
    add("6 a compressed text", text, {"text:Hello"});
    add("6 a compressed binary", compressed(Opcode::Binary, Hello), {"binary:Hello"});
    add("6 plain between compressed", text + frame(Opcode::Text, "plain") + text,
        {"text:Hello", "text:plain", "text:Hello"});
    add("6.1 RSV1 on a continuation",
        compressed(Opcode::Text, Hello.first(3), false) + compressed(Opcode::Continuation, Hello.mid(3)),
        {Protocol});
    add("6.1 RSV1 on the continuation of a plain message",
        frame(Opcode::Text, "a", false) + compressed(Opcode::Continuation, Hello), {Protocol});
    for (const Opcode opcode : {Opcode::Close, Opcode::Ping, Opcode::Pong}) {
        QTest::addRow("6.1 RSV1 on control frame %x", quint8(opcode))
            << false << compressed(opcode, {}) << QByteArrayList{Protocol};
    }
    for (const int bit : {0x20, 0x10}) {
        QByteArray bytes = text;
        bytes[0] = char(quint8(bytes[0]) | bit);
        QTest::addRow("RFC 6455 5.2 reserved bit %02x", bit) << false << bytes << QByteArrayList{Protocol};
    }
    add("6.2 fragments, a ping between them",
        compressed(Opcode::Text, Hello.first(3), false) + frame(Opcode::Ping, "p") +
            more(Hello.mid(3, 1), false) + more({}, false) + more(Hello.mid(4)),
        {"ping:p", "text:Hello"});
    add("6.2 an empty first fragment", compressed(Opcode::Text, {}, false) + more(Hello), {"text:Hello"});
    add("6.2 an empty last fragment", compressed(Opcode::Text, Hello, false) + more({}), {"text:Hello"});
    add("6.2 fragmented plain after fragmented compressed",
        compressed(Opcode::Text, Hello.first(3), false) + more(Hello.mid(3)) +
            frame(Opcode::Text, "a", false) + more("b"),
        {"text:Hello", "text:ab"});
    QTest::newRow("7.1.1 the context is kept")
        << true << text + compressed(Opcode::Text, Again) << QByteArrayList{"text:Hello", "text:Hello"};
    QTest::newRow("7.1.1 the context is not kept")
        << false << text + compressed(Opcode::Text, Again) << QByteArrayList{"text:Hello", Protocol};
    add("7.2.3.6 an empty message", compressed(Opcode::Text, QByteArray(1, '\0')), {"text:"});
    add("7.2.2 no payload", compressed(Opcode::Text, {}), {Protocol});
    add("7.2.2 not DEFLATE", text + compressed(Opcode::Binary, "\x07"), {"text:Hello", Protocol});
    add("7.2.2 truncated", compressed(Opcode::Text, Hello.first(3)), {Protocol});
    add("RFC 6455 8.1 bad UTF-8", compressed(Opcode::Text, stored("ab\xff")), {BadText});
    add("RFC 6455 8.1 ends within a character", compressed(Opcode::Text, stored("ab\xe4\xbd")), {BadText});
    add("RFC 6455 8.1 a character across fragments",
        compressed(Opcode::Text, stored("\xe4\xbd\xa0").first(6), false) +
            more(stored("\xe4\xbd\xa0").mid(6)),
        {"text:\xe4\xbd\xa0"});
    add("bad UTF-8 in a binary message", compressed(Opcode::Binary, stored("\xff")), {"binary:\xff"});
    add("bad UTF-8, then not DEFLATE", compressed(Opcode::Text, stored("\xff") + '\x07'), {BadText});
    add("bad UTF-8, then too big",
        compressed(Opcode::Text,
                   stored(QByteArray("\xff") + QByteArray(65534, 'x')).chopped(1) + stored("more")),
        {BadText});
    add("bad UTF-8 after the limit",
        compressed(Opcode::Text, stored(QByteArray(Limit - 1, 'x')).chopped(1) + stored("y\xff")), {TooBig});
    add("RFC 6455 10.4 the limit", compressed(Opcode::Binary, zeros(Limit)),
        {"binary:" + QByteArray(Limit, '\0')});
    add("RFC 6455 10.4 one above the limit", compressed(Opcode::Binary, zeros(Limit + 1)), {TooBig});
    add("RFC 6455 10.4 a bomb", compressed(Opcode::Text, zeros(10'000'000)), {TooBig});
    add("RFC 6455 10.4 announced, too long whatever it is",
        QByteArray("\xc2", 1) + ClientFrame::lengthOf64(2 * Limit + 1025) + QByteArray(4, '\0'), {TooBig});
    QByteArray nothing = compressed(Opcode::Binary, QByteArray(1, '\0'), false);
    for (int i = 0; i < 3; ++i) // empty blocks, the first of which is complete already but for its last bytes
        nothing += more(QByteArray("\x00\x00\xff\xff\x00", 5).repeated(10000), false);
    add("RFC 6455 10.4 a stream of nothing", nothing, {TooBig});
}

void TstFrameGuardDeflate::reads()
{
    QFETCH(const bool, takeover);
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArrayList, calls);
    for (const qsizetype pieces : {bytes.size(), qsizetype(1), qsizetype(3), qsizetype(1000)}) {
        FrameGuard guard({Limit}, DeflateParameters{15, 15, takeover, takeover});
        RecordingSink sink;
        for (qsizetype at = 0; at < bytes.size(); at += pieces)
            feed(guard, bytes.mid(at, pieces), sink);
        QCOMPARE(sink.calls, calls);
        QVERIFY(takeover || guard.bufferedBytes() == 0); // with takeover the inflater is kept
    }
}

// Streams with a few changed bytes cause the same calls in any segmentation.
void TstFrameGuardDeflate::corruptStreamsGiveTheSameCallsInAnySegments()
{
    QByteArray text;
    for (int i = 0; text.size() < 3000; ++i)
        text.append("{\"n\":").append(QByteArray::number(i * 7919)).append('}');
    Deflater deflater({15, 6, 8});
    QByteArray stream;
    for (int i = 0; i < 3; ++i) {
        const QByteArray payload = *deflater.deflate(text);
        stream += compressed(Opcode::Text, payload.first(payload.size() / 2), false) +
                  more(payload.mid(payload.size() / 2)) + frame(Opcode::Ping, "p");
    }
    for (quint32 seed = 1; seed <= 3000; ++seed) {
        QRandomGenerator random(seed);
        QByteArray bytes = stream;
        for (quint32 i = 0; i <= seed % 4; ++i)
            bytes[random.bounded(int(bytes.size()))] = char(random.bounded(256));
        QByteArrayList whole;
        for (const qsizetype pieces : {bytes.size(), qsizetype(1), qsizetype(1 + seed % 97)}) {
            FrameGuard guard({8000}, DeflateParameters{});
            RecordingSink sink;
            for (qsizetype at = 0; at < bytes.size(); at += pieces)
                feed(guard, bytes.mid(at, pieces), sink);
            if (pieces == bytes.size())
                whole = sink.calls;
            QVERIFY2(sink.calls == whole, QByteArray::number(seed).constData());
        }
    }
}

void TstFrameGuardDeflate::uncompressedMessagesAreAccepted()
{
    FrameGuard guard({Limit});
    RecordingSink sink;
    feed(guard, compressed(Opcode::Text, Hello), sink);
    QCOMPARE(sink.calls, QByteArrayList{Protocol});
}

void TstFrameGuardDeflate::holdsNoMoreThanTheLimit()
{
    FrameGuard guard({Limit}, DeflateParameters{});
    RecordingSink sink;
    const QByteArray payload = zeros(Limit);
    feed(guard, compressed(Opcode::Binary, payload).chopped(1), sink);
    QCOMPARE(sink.calls, QByteArrayList());
    QVERIFY(guard.bufferedBytes() > Limit);
    QCOMPARE(guard.inflaterBytes(), Inflater::Bytes);
    QVERIFY(guard.bufferedBytes() <= Limit + 64 + Inflater::Bytes);
}

void TstFrameGuardDeflate::tellsByHowMuchAMessageGrew()
{
    FrameGuard guard({Limit}, DeflateParameters{});
    RecordingSink sink;
    const QByteArray payload = zeros(50'000);
    feed(guard, compressed(Opcode::Binary, payload), sink);
    QCOMPARE(guard.growth(), 50'000 - payload.size());
    feed(guard, compressed(Opcode::Binary, payload.first(10), false) + more(payload.mid(10)), sink);
    QCOMPARE(guard.growth(), 50'000 - payload.size()); // of both fragments
    feed(guard, frame(Opcode::Binary, "not compressed"), sink);
    QCOMPARE(guard.growth(), 0);
    feed(guard, compressed(Opcode::Binary, stored("longer")), sink);
    QCOMPARE(guard.growth(), 0); // never negative
    QCOMPARE(sink.calls.size(), 4);
}

void TstFrameGuardDeflate::failsWithinAFrame()
{
    FrameGuard guard({Limit}, DeflateParameters{});
    RecordingSink sink;
    feed(guard, QByteArray("\xc1", 1) + ClientFrame::lengthOf16(1000) + QByteArray(4, '\0'), sink);
    feed(guard, stored("ab\xff").first(7), sink);
    QCOMPARE(sink.calls, QByteArrayList());
    feed(guard, stored("ab\xff").mid(7, 1), sink);
    QCOMPARE(sink.calls, QByteArrayList{BadText});
}

void TstFrameGuardDeflate::onlyCloseSkipsMessages()
{
    FrameGuard guard({Limit}, DeflateParameters{});
    RecordingSink sink;
    feed(guard, compressed(Opcode::Text, Hello.first(3), false), sink);
    guard.expectOnlyClose();
    feed(guard, more(Hello.mid(3)) + compressed(Opcode::Text, "\x07") + frame(Opcode::Close), sink);
    QCOMPARE(sink.calls, QByteArrayList{"close::"});
}

// 7.1.1.2 the client shall not refer to earlier messages, and does. Uncompressed ones are not among them.
void TstFrameGuardDeflate::keepsContextForClientsThatUseIt()
{
    FrameGuard guard({Limit}, DeflateParameters{15, 12, false, false, 4096});
    RecordingSink sink;
    feed(guard,
         compressed(Opcode::Text, Hello) + frame(Opcode::Text, "plain") + compressed(Opcode::Text, Again) +
             compressed(Opcode::Binary, Again.first(2), false) + more(Again.mid(2)),
         sink);
    QCOMPARE(sink.calls, (QByteArrayList{"text:Hello", "text:plain", "text:Hello", "binary:Hello"}));
    QVERIFY(guard.bufferedBytes() > 0 && guard.bufferedBytes() < 64);
    guard.stop();
    QCOMPARE(guard.bufferedBytes(), 0);
}

QTEST_GUILESS_MAIN(TstFrameGuardDeflate)
#include "tst_frameguarddeflate.moc"
