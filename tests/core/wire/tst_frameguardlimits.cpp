#include "clientframe.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

// When FrameGuard rejects, how much it buffers, and what the sink may call.

class TstFrameGuardLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rejectsAtTheFirstInvalidByte_data();
    void rejectsAtTheFirstInvalidByte();
    void announcedSizeAllocatesNothing();
    void largeFrameGrowsGeometrically();
    void wholeMessageIsAllocatedExactly();
    void oneByteFragments();
    void noLimitStillHasABound();
    void stopWithinACall();
    void onlyCloseWithinACall();
    void onlyClose_data();
    void onlyClose();
    void onlyCloseReleasesTheBuffers();
    void onlyCloseWithinAFrame();
};

void TstFrameGuardLimits::rejectsAtTheFirstInvalidByte_data()
{
    QTest::addColumn<QByteArray>("harmless");
    QTest::addColumn<QByteArray>("rest");

    QTest::newRow("reserved bit: first byte") << QByteArray() << QByteArray::fromHex("c1");
    QTest::newRow("no mask: second byte") << QByteArray::fromHex("81") << QByteArray::fromHex("05");
    QTest::newRow("long ping: second byte") << QByteArray::fromHex("89") << QByteArray::fromHex("fe");
    QTest::newRow("too big: last byte of the length, before the mask")
        << QByteArray::fromHex("82ff00000000000100") << QByteArray::fromHex("01");
    QTest::newRow("not minimal: last byte of the length")
        << QByteArray::fromHex("82fe00") << QByteArray::fromHex("7d");
    QTest::newRow("bad UTF-8: amid a frame")
        << ClientFrame::header(0x81, 1000) + QByteArray(4, 0) + "fine \xe4\xbd" << QByteArray("x");
    QTest::newRow("overlong: at its second byte")
        << ClientFrame::header(0x81, 1000) + QByteArray(4, 0) + "\xe0" << QByteArray("\x80");
}

void TstFrameGuardLimits::rejectsAtTheFirstInvalidByte()
{
    QFETCH(const QByteArray, harmless);
    QFETCH(const QByteArray, rest);
    FrameGuard guard({64 * 1024});
    RecordingSink sink;
    feed(guard, harmless, sink);
    QCOMPARE(sink.calls, QByteArrayList());
    QVERIFY(!guard.isStopped());
    feed(guard, rest, sink);
    QCOMPARE(sink.calls.size(), 1);
    QVERIFY(sink.calls.constFirst().startsWith("violation"));
    QVERIFY(guard.isStopped());
    QCOMPARE(guard.bufferedBytes(), 0);
}

void TstFrameGuardLimits::announcedSizeAllocatesNothing()
{
    FrameGuard guard({64 * 1024});
    RecordingSink sink;
    feed(guard, ClientFrame::header(0x82, 60 * 1024) + QByteArray(4, 0), sink);
    QCOMPARE(guard.bufferedBytes(), 0);
    feed(guard, "x", sink);
    QVERIFY2(guard.bufferedBytes() <= 64, QByteArray::number(guard.bufferedBytes()).constData());
}

void TstFrameGuardLimits::largeFrameGrowsGeometrically()
{
    constexpr qsizetype Size = 16 * 1024 * 1024;
    FrameGuard guard({Size});
    RecordingSink sink;
    const QByteArray piece(1024, '\0'); // unmasked by a mask of zeros
    feed(guard, ClientFrame::header(0x82, Size) + QByteArray(4, 0), sink);
    int allocations = 0;
    qint64 held = 0;
    for (qsizetype sent = 0; sent < Size; sent += piece.size()) {
        feed(guard, piece, sink);
        const qint64 arrived = sent + piece.size();
        if (arrived == Size)
            break;
        QVERIFY(guard.bufferedBytes() <= std::max<qint64>(2 * arrived, 64));
        QVERIFY(guard.bufferedBytes() <= Size + 64);
        allocations += guard.bufferedBytes() != held;
        held = guard.bufferedBytes();
    }
    QVERIFY2(allocations < 30, QByteArray::number(allocations).constData());
    QCOMPARE(sink.calls.size(), 1);
    QCOMPARE(sink.calls.constFirst(), "binary:" + QByteArray(Size, '\0'));
}

void TstFrameGuardLimits::wholeMessageIsAllocatedExactly()
{
    class CapacitySink final : public FrameSink
    {
    public:
        void onMessage(Opcode, QByteArray payload) override { capacity = payload.capacity(); }
        void onPing(QByteArrayView) override {}
        void onPong(QByteArrayView) override {}
        void onClose(const ClosePayload &) override {}
        void onViolation(Cause, const char *) override {}
        qsizetype capacity = 0;
    } sink;
    FrameGuard guard({64 * 1024});
    feed(guard, frame(Opcode::Text, QByteArray(1000, 'x')), sink);
    QVERIFY2(sink.capacity >= 1000 && sink.capacity < 1064, QByteArray::number(sink.capacity).constData());
}

void TstFrameGuardLimits::oneByteFragments()
{
    constexpr int Count = 65536;
    QByteArray bytes = frame(Opcode::Text, "a", false);
    for (int i = 2; i < Count; ++i)
        bytes += frame(Opcode::Continuation, "a", false);
    bytes += frame(Opcode::Continuation, "a");
    FrameGuard guard({Count});
    RecordingSink sink;
    feed(guard, bytes, sink);
    QCOMPARE(sink.calls, QByteArrayList{"text:" + QByteArray(Count, 'a')});
}

void TstFrameGuardLimits::noLimitStillHasABound()
{
    FrameGuard guard({0});
    RecordingSink sink;
    feed(guard, frame(Opcode::Binary, QByteArray(1024 * 1024, 'x')), sink);
    QCOMPARE(sink.calls.size(), 1);
    // Two fragments whose total size exceeds 63 bits.
    feed(guard, frame(Opcode::Binary, "x", false), sink);
    feed(guard, QByteArray::fromHex("00") + ClientFrame::lengthOf64((quint64(1) << 63) - 1), sink);
    QCOMPARE(sink.calls.size(), 2);
    QCOMPARE(sink.calls.constLast(), "violation:message_too_big");

    FrameGuard other({0});
    feed(other, QByteArray::fromHex("82") + ClientFrame::lengthOf64(quint64(1) << 62) + "mask", sink);
    QCOMPARE(sink.calls.size(), 2); // valid, and nothing is allocated for it
    QCOMPARE(other.bufferedBytes(), 0);
}

void TstFrameGuardLimits::stopWithinACall()
{
    for (const QByteArray &first :
         {frame(Opcode::Text, "a"), frame(Opcode::Ping, "a"), frame(Opcode::Pong, "a")}) {
        FrameGuard guard({100});
        RecordingSink sink;
        sink.afterEach = [&] { guard.stop(); };
        feed(guard, first + frame(Opcode::Text, "b") + frame(Opcode::Close), sink);
        QCOMPARE(sink.calls.size(), 1);
        feed(guard, frame(Opcode::Text, "c"), sink);
        QCOMPARE(sink.calls.size(), 1);
        QVERIFY(guard.isStopped());
    }
}

void TstFrameGuardLimits::onlyCloseWithinACall()
{
    FrameGuard guard({100});
    RecordingSink sink;
    sink.afterEach = [&] { guard.expectOnlyClose(); };
    feed(guard,
         frame(Opcode::Text, "a", false) + frame(Opcode::Ping, "p") + frame(Opcode::Continuation, "\xff") +
             frame(Opcode::Text, "b") + frame(Opcode::Close),
         sink);
    QCOMPARE(sink.calls, (QByteArrayList{"ping:p", "close::"}));
}

void TstFrameGuardLimits::onlyClose_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArrayList>("calls");

    const QByteArray close = frame(Opcode::Close, "\x03\xe8");
    const QByteArrayList closed{"close:1000:"};
    QTest::newRow("close") << close << closed;
    QTest::newRow("messages first") << frame(Opcode::Text, "x") + frame(Opcode::Binary, "y") + close
                                    << closed;
    QTest::newRow("pings first") << frame(Opcode::Ping, "x") + frame(Opcode::Pong, "y") + close << closed;
    QTest::newRow("a huge frame first") << frame(Opcode::Binary, QByteArray(1 << 20, 'x')) + close << closed;
    QTest::newRow("bad text first") << frame(Opcode::Text, "\xff") + close << closed;
    QTest::newRow("fragments first") << frame(Opcode::Text, "x", false) + frame(Opcode::Continuation, "y") +
                                            close
                                     << closed;
    QTest::newRow("amid fragments") << frame(Opcode::Text, "x", false) + close << closed;
    QTest::newRow("a violation first") << QByteArray::fromHex("c100") + close << QByteArrayList();
    QTest::newRow("no mask first") << QByteArray::fromHex("8100") + close << QByteArrayList();
    QTest::newRow("an illegal close") << frame(Opcode::Close, "x") + close << QByteArrayList();
}

void TstFrameGuardLimits::onlyClose()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArrayList, calls);
    for (const qsizetype size : {bytes.size(), qsizetype(1000), qsizetype(1)}) {
        FrameGuard guard({100});
        RecordingSink sink;
        guard.expectOnlyClose();
        for (qsizetype at = 0; at < bytes.size(); at += size) {
            feed(guard, bytes.mid(at, size), sink);
            QVERIFY(guard.bufferedBytes() <= 2 * MaxControlPayload);
        }
        QCOMPARE(sink.calls, calls);
        QVERIFY(guard.isStopped());
    }
}

void TstFrameGuardLimits::onlyCloseReleasesTheBuffers()
{
    FrameGuard guard({10000});
    RecordingSink sink;
    feed(guard, frame(Opcode::Text, QByteArray(5000, 'x'), false), sink);
    QVERIFY(guard.bufferedBytes() >= 5000);
    guard.expectOnlyClose();
    QCOMPARE(guard.bufferedBytes(), 0);
    feed(guard, frame(Opcode::Continuation, "x") + frame(Opcode::Close), sink);
    QCOMPARE(sink.calls, QByteArrayList{"close::"});
}

void TstFrameGuardLimits::onlyCloseWithinAFrame()
{
    const QByteArray close = frame(Opcode::Close, "\x03\xe8"
                                                  "bye");
    const QByteArrayList closed{"close:1000:bye"};
    for (const QByteArray &first : {QByteArray(), frame(Opcode::Text, "text"), frame(Opcode::Ping, "ping")}) {
        const QByteArray bytes = first + close;
        for (qsizetype at = 1; at < bytes.size(); ++at) {
            FrameGuard guard({100});
            RecordingSink sink;
            feed(guard, bytes.first(at), sink);
            sink.calls.clear(); // what was complete before
            guard.expectOnlyClose();
            feed(guard, bytes.sliced(at), sink);
            QCOMPARE(sink.calls, closed);
        }
    }
}

QTEST_GUILESS_MAIN(TstFrameGuardLimits)
#include "tst_frameguardlimits.moc"
