#include "clientframe.h"

#include <QRandomGenerator>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

// The rules of RFC 6455 for received frames. Each row is fed whole, byte by byte and in random segments: the
// calls must be the same. Row names begin with the section of the rule.

namespace {

const QByteArray Protocol = "violation:protocol_error";
const QByteArray BadText = "violation:bad_utf8";
const QByteArray TooBig = "violation:message_too_big";
constexpr qint64 Limit = 64 * 1024;

QByteArray raw(const char *hex)
{
    return QByteArray::fromHex(hex);
}

//! A Close frame with the given payload.
QByteArray closeFrame(quint16 code, const QByteArray &reason = {})
{
    QByteArray payload(2, 0);
    qToBigEndian(code, payload.data());
    return frame(Opcode::Close, payload + reason);
}

void addRow(const char *name, const QByteArray &bytes, const QByteArrayList &calls)
{
    QTest::newRow(name) << bytes << calls;
}

void addFramingRows()
{
    const QByteArray text = frame(Opcode::Text, "x");
    addRow("5.1 frame without mask", raw("810548656c6c6f"), {Protocol});
    addRow("5.1 empty frame without mask", raw("8100"), {Protocol});
    addRow("5.1 control frame without mask", raw("8900"), {Protocol});
    addRow("5.1 unmasked after masked", text + raw("8100"), {"text:x", Protocol});
    for (const int bit : {0x40, 0x20, 0x10}) {
        for (const Opcode opcode :
             {Opcode::Text, Opcode::Binary, Opcode::Close, Opcode::Ping, Opcode::Pong}) {
            QByteArray bytes = frame(opcode);
            bytes[0] = char(quint8(bytes[0]) | bit);
            QTest::addRow("5.2 reserved bit %02x, opcode %x", bit, quint8(opcode))
                << bytes << QByteArrayList{Protocol};
        }
    }
    for (const int opcode : {3, 4, 5, 6, 7, 0xB, 0xC, 0xD, 0xE, 0xF}) {
        QTest::addRow("5.2 reserved opcode %x", opcode)
            << frame(Opcode(opcode), "x") << QByteArrayList{Protocol};
        QTest::addRow("5.2 reserved opcode %x after a message", opcode)
            << text + frame(Opcode(opcode), "x") << QByteArrayList{"text:x", Protocol};
    }
    const QByteArray mask(4, 0);
    const QByteArray binary(1, char(0x82));
    addRow("5.2 16 bits for 0", binary + ClientFrame::lengthOf16(0) + mask, {Protocol});
    addRow("5.2 16 bits for 125", binary + ClientFrame::lengthOf16(125) + mask + QByteArray(125, 'x'),
           {Protocol});
    addRow("5.2 64 bits for 0", binary + ClientFrame::lengthOf64(0) + mask, {Protocol});
    addRow("5.2 64 bits for 126", binary + ClientFrame::lengthOf64(126) + mask, {Protocol});
    addRow("5.2 64 bits for 65535", binary + ClientFrame::lengthOf64(65535) + mask, {Protocol});
    addRow("5.2 beyond 63 bits", binary + ClientFrame::lengthOf64(quint64(1) << 63) + mask, {Protocol});
    addRow("5.2 all 64 bits", binary + ClientFrame::lengthOf64(~quint64(0)) + mask, {Protocol});
    for (const int size : {0, 1, 3, 4, 5, 7, 8, 9, 125, 126, 127, 128, 65535, 65536}) {
        const QByteArray payload(size, 'b');
        QTest::addRow("5.2 binary of %d bytes", size)
            << frame(Opcode::Binary, payload) << QByteArrayList{"binary:" + payload};
    }
    addRow("5.3 the payload is unmasked", raw("818537fa213d7f9f4d5158"), {"text:Hello"});
    addRow("5.3 a mask of zeros", ClientFrame{Opcode::Text, "Hello", true, {0, 0, 0, 0}}.encode(),
           {"text:Hello"});
    addRow("5.3 each frame has its mask",
           ClientFrame{Opcode::Text, "Hel", false, {1, 2, 3, 4}}.encode() +
               ClientFrame{Opcode::Continuation, "lo", true, {9, 8, 7, 6}}.encode(),
           {"text:Hello"});
}

void addFragmentRows()
{
    const auto continuation = [](const QByteArray &payload, bool final) {
        return frame(Opcode::Continuation, payload, final);
    };
    addRow("5.4 two fragments", frame(Opcode::Text, "Hel", false) + continuation("lo", true), {"text:Hello"});
    addRow("5.4 fragments of nothing",
           frame(Opcode::Binary, {}, false) + continuation({}, false) + continuation({}, true), {"binary:"});
    addRow("5.4 empty fragments around a byte",
           frame(Opcode::Text, {}, false) + continuation("a", false) + continuation({}, true), {"text:a"});
    addRow("5.4 two fragmented messages in turn",
           frame(Opcode::Text, "a", false) + continuation("b", true) + frame(Opcode::Binary, "c", false) +
               continuation("d", true),
           {"text:ab", "binary:cd"});
    addRow("5.4 control frames between fragments",
           frame(Opcode::Text, "a", false) + frame(Opcode::Ping, "1") + continuation("b", false) +
               frame(Opcode::Pong, "2") + continuation("c", true),
           {"ping:1", "pong:2", "text:abc"});
    addRow("5.4 close between fragments",
           frame(Opcode::Text, "a", false) + closeFrame(1000, "bye") + continuation("b", true),
           {"close:1000:bye"});
    addRow("5.4 continuation first", continuation("x", true), {Protocol});
    addRow("5.4 open continuation first", continuation("x", false), {Protocol});
    addRow("5.4 continuation after a whole message", frame(Opcode::Text, "a") + continuation("x", true),
           {"text:a", Protocol});
    addRow("5.4 continuation after a ping", frame(Opcode::Ping) + continuation("x", true),
           {"ping:", Protocol});
    addRow("5.4 text within text", frame(Opcode::Text, "a", false) + frame(Opcode::Text, "b"), {Protocol});
    addRow("5.4 binary within text", frame(Opcode::Text, "a", false) + frame(Opcode::Binary, "b", false),
           {Protocol});
    addRow("5.4 text within empty binary", frame(Opcode::Binary, {}, false) + frame(Opcode::Text, "b"),
           {Protocol});
}

void addControlRows()
{
    const QByteArray longest(MaxControlPayload, 'p');
    for (const Opcode opcode : {Opcode::Close, Opcode::Ping, Opcode::Pong}) {
        QTest::addRow("5.5 fragmented control frame %x", quint8(opcode))
            << frame(opcode, {}, false) << QByteArrayList{Protocol};
        QTest::addRow("5.5 control frame %x of 126 bytes", quint8(opcode))
            << frame(opcode, QByteArray(126, 'x')) << QByteArrayList{Protocol};
        QTest::addRow("5.5 control frame %x of 65536 bytes", quint8(opcode))
            << frame(opcode, QByteArray(65536, 'x')) << QByteArrayList{Protocol};
    }
    addRow("5.5.1 close without a code", frame(Opcode::Close), {"close::"});
    addRow("5.5.1 close of one byte", frame(Opcode::Close, "x"), {Protocol});
    addRow("5.5.1 close with a code", closeFrame(1001), {"close:1001:"});
    addRow("5.5.1 the longest reason", closeFrame(4000, QByteArray(123, 'r')),
           {"close:4000:" + QByteArray(123, 'r')});
    addRow("5.5.1 reason not UTF-8", closeFrame(1000, "\xff"), {BadText});
    addRow("5.5.1 reason cut within a character", closeFrame(1000, "\xe4\xbd"), {BadText});
    addRow("5.5.1 nothing after a close",
           closeFrame(1000) + frame(Opcode::Text, "late") + frame(Opcode::Ping) + raw("ffff"),
           {"close:1000:"});
    addRow("5.5.2 ping", frame(Opcode::Ping), {"ping:"});
    addRow("5.5.2 the longest ping", frame(Opcode::Ping, longest), {"ping:" + longest});
    addRow("5.5.3 unsolicited pong", frame(Opcode::Pong, "x"), {"pong:x"});
    addRow("5.5.3 the longest pong", frame(Opcode::Pong, longest), {"pong:" + longest});
    for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535}) {
        QTest::addRow("7.4 close code %d", code) << closeFrame(quint16(code)) << QByteArrayList{Protocol};
    }
    for (const int code : {1000, 1003, 1007, 1014, 3000, 3999, 4000, 4999}) {
        QTest::addRow("7.4 close code %d", code)
            << closeFrame(quint16(code)) << QByteArrayList{"close:" + QByteArray::number(code) + ':'};
    }
}

void addTextRows()
{
    const QByteArray greek = "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5"; // κόσμε
    addRow("5.6 text", frame(Opcode::Text, greek), {"text:" + greek});
    addRow("5.6 a character across fragments",
           frame(Opcode::Text, "\xe4\xbd", false) + frame(Opcode::Continuation, "\xa0"),
           {"text:\xe4\xbd\xa0"});
    addRow("5.6 a character of one-byte fragments around a ping",
           frame(Opcode::Text, "\xf0", false) + frame(Opcode::Continuation, "\x9f", false) +
               frame(Opcode::Ping) + frame(Opcode::Continuation, "\x98", false) +
               frame(Opcode::Continuation, "\x80"),
           {"ping:", "text:\xf0\x9f\x98\x80"});
    addRow("5.6 binary is never checked", frame(Opcode::Binary, "\xff\xfe"), {"binary:\xff\xfe"});
    addRow("5.6 binary fragments are never checked",
           frame(Opcode::Binary, "\xff", false) + frame(Opcode::Continuation, "\xc0"), {"binary:\xff\xc0"});
    addRow("8.1 a bad byte", frame(Opcode::Text, greek + "\xff"), {BadText});
    addRow("8.1 a surrogate", frame(Opcode::Text, "\xed\xa0\x80"), {BadText});
    addRow("8.1 ends within a character", frame(Opcode::Text, "a\xe4\xbd"), {BadText});
    addRow("8.1 ends within a character, fragmented",
           frame(Opcode::Text, "a\xe4", false) + frame(Opcode::Continuation, "\xbd"), {BadText});
    addRow("8.1 ends within a character, empty end",
           frame(Opcode::Text, "a\xe4", false) + frame(Opcode::Continuation), {BadText});
    addRow("8.1 the next message begins afresh",
           frame(Opcode::Binary, "\xe4") + frame(Opcode::Text, "\xce\xba"), {"binary:\xe4", "text:\xce\xba"});
}

void addSizeRows()
{
    const QByteArray full(Limit, 's');
    addRow("10.4 exactly the limit", frame(Opcode::Text, full), {"text:" + full});
    addRow("10.4 one above the limit", frame(Opcode::Text, full + 's'), {TooBig});
    addRow("10.4 fragments up to the limit",
           frame(Opcode::Text, full.chopped(1), false) + frame(Opcode::Continuation, "s"), {"text:" + full});
    addRow("10.4 fragments one above the limit",
           frame(Opcode::Text, full, false) + frame(Opcode::Continuation, "s"), {TooBig});
    addRow("10.4 the limit is a message's, not the connection's",
           frame(Opcode::Binary, full) + frame(Opcode::Binary, full), {"binary:" + full, "binary:" + full});
    addRow("10.4 control frames do not count",
           frame(Opcode::Text, full, false) + frame(Opcode::Ping, "p") + frame(Opcode::Continuation),
           {"ping:p", "text:" + full});
}

} // namespace

class TstFrameGuard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void namesTheSection_data();
    void namesTheSection();
};

void TstFrameGuard::reads_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArrayList>("calls");
    addFramingRows();
    addFragmentRows();
    addControlRows();
    addTextRows();
    addSizeRows();
}

void TstFrameGuard::reads()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArrayList, calls);
    const bool ends = calls.constLast().startsWith("violation") || calls.constLast().startsWith("close");

    const auto check = [&](const std::function<qsizetype()> &nextSize) {
        FrameGuard guard({Limit});
        RecordingSink sink;
        for (qsizetype at = 0; at < bytes.size();) {
            const qsizetype size = std::min(nextSize(), bytes.size() - at);
            feed(guard, bytes.mid(at, size), sink);
            at += size;
        }
        QCOMPARE(sink.calls, calls);
        QCOMPARE(guard.isStopped(), ends);
        QCOMPARE(guard.bufferedBytes(), 0);
    };
    check([&] { return bytes.size(); });
    check([] { return 1; });
    for (quint32 seed = 1; seed <= 20; ++seed) {
        QRandomGenerator random(seed);
        const int largest = seed % 2 ? 7 : 5000;
        check([&] { return random.bounded(1, largest); });
        if (QTest::currentTestFailed())
            qWarning("with pieces of seed %u", seed);
    }
}

void TstFrameGuard::namesTheSection_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("section");

    QTest::newRow("mask") << raw("8100") << QByteArray("section 5.1");
    QTest::newRow("reserved bit") << raw("c100") << QByteArray("section 5.2");
    QTest::newRow("continuation") << raw("8000") << QByteArray("section 5.4");
    QTest::newRow("control") << raw("0900") << QByteArray("section 5.5");
    QTest::newRow("text") << frame(Opcode::Text, "\xff") << QByteArray("section 8.1");
    QTest::newRow("size") << frame(Opcode::Text, QByteArray(Limit + 1, 'x')) << QByteArray("section 10.4");
}

void TstFrameGuard::namesTheSection()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, section);
    FrameGuard guard({Limit});
    RecordingSink sink;
    feed(guard, bytes, sink);
    QVERIFY2(sink.lastRule.contains(section), sink.lastRule.constData());
}

QTEST_GUILESS_MAIN(TstFrameGuard)
#include "tst_frameguard.moc"
