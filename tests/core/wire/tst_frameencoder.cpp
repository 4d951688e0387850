#include "core/wire/frameencoder.h"
#include "core/wire/inflater.h"

#include <QRandomGenerator>
#include <QTest>

using namespace signalbox;

namespace {

QByteArray text(qsizetype size)
{
    QByteArray bytes;
    for (int i = 0; bytes.size() < size; ++i)
        bytes.append("{\"price\":").append(QByteArray::number(i * 7919)).append('}');
    return bytes.first(size);
}

bool isCompressed(QByteArrayView frame)
{
    return (quint8(frame[0]) & 0x40) != 0;
}

QByteArray inflated(Inflater &inflater, QByteArrayView frame)
{
    const int header = quint8(frame[1]) < 126 ? 2 : quint8(frame[1]) == 126 ? 4 : 10;
    QByteArray out;
    return inflater.inflate(frame.sliced(header), 0, out) == Inflater::Status::Ok &&
                   inflater.finish(0, out) == Inflater::Status::Ok
               ? out
               : QByteArray("failed");
}

FrameEncoder encoder(int windowBits, bool takeover, qint64 minSize = 0, int level = 1)
{
    return FrameEncoder({{quint8(windowBits), 15, takeover, false}, level, minSize});
}

} // namespace

class TstFrameEncoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sharesFramesWithoutTakeover();
    void compressesForEachConnectionWithTakeover();
    void smallMessagesAreNotCompressed_data();
    void smallMessagesAreNotCompressed();
    void noiseIsNotCompressed();
    void windowIsRespected();
    void largerThanTheWindowIsNotCompressed_data();
    void largerThanTheWindowIsNotCompressed();
    void droppedFormIsNotMadeAgain();
    void holdsStateOnlyWithTakeover();
};

void TstFrameEncoder::holdsStateOnlyWithTakeover()
{
    for (const bool takeover : {false, true}) {
        FrameEncoder one = encoder(15, takeover);
        QCOMPARE(one.heldBytes(), 0); // until the first message
        (void)one.encode(PreparedMessage(Opcode::Text, text(2000)));
        QVERIFY(takeover ? one.heldBytes() >= 32 * 1024 && one.heldBytes() <= 40 * 1024
                         : one.heldBytes() == 0);
    }
}

void TstFrameEncoder::sharesFramesWithoutTakeover()
{
    const QByteArray payload = text(10000);
    const PreparedMessage message(Opcode::Binary, payload);
    const PreparedMessage copy = message;
    const FrameBuffer frame = encoder(15, false).encode(message);
    QVERIFY(isCompressed(frame));
    QCOMPARE(quint8(QByteArrayView(frame)[0]), quint8(0xC2));
    QVERIFY(frame.size() < message.frame().size() / 2);
    Inflater inflater;
    QCOMPARE(inflated(inflater, frame), payload);
    // There is one compressed frame, also for a smaller window into which the message fits, and for another
    // level.
    for (const int bits : {14, 15})
        QVERIFY(encoder(bits, false).encode(copy).constData() == frame.constData());
    QVERIFY(encoder(15, false, 0, 9).encode(copy).constData() == frame.constData());
    QVERIFY(encoder(13, false).encode(copy).constData() == message.frame().constData());
}

void TstFrameEncoder::largerThanTheWindowIsNotCompressed_data()
{
    QTest::addColumn<int>("windowBits");
    QTest::addColumn<int>("size");
    QTest::addColumn<bool>("compressed");
    for (int bits = 8; bits <= 14; ++bits) {
        QTest::addRow("%d bits, fits", bits) << bits << (1 << bits) << true;
        QTest::addRow("%d bits, one above", bits) << bits << (1 << bits) + 1 << false;
    }
    QTest::newRow("15 bits, larger") << 15 << 100000 << true;
}

void TstFrameEncoder::largerThanTheWindowIsNotCompressed()
{
    QFETCH(const int, windowBits);
    QFETCH(const int, size);
    QFETCH(const bool, compressed);
    const QByteArray payload = text(size);
    const PreparedMessage message(Opcode::Text, payload);
    FrameEncoder small = encoder(windowBits, false);
    QCOMPARE(small.compresses(message), compressed);
    const FrameBuffer frame = small.encode(message);
    QCOMPARE(isCompressed(frame), compressed);
    // The others get it compressed all the same.
    const FrameBuffer other = encoder(15, false).encode(message);
    QVERIFY(isCompressed(other));
    Inflater inflater;
    QCOMPARE(inflated(inflater, other), payload);
    if (compressed)
        QVERIFY(frame.constData() == other.constData());
    else
        QCOMPARE(frame, message.frame());
}

void TstFrameEncoder::droppedFormIsNotMadeAgain()
{
    const PreparedMessage message(Opcode::Text, text(5000));
    PreparedMessage kept = message;
    kept.dropDeflated();
    QCOMPARE(encoder(15, false).encode(kept), message.frame());
    QVERIFY(isCompressed(encoder(15, false).encode(message)));
}

void TstFrameEncoder::compressesForEachConnectionWithTakeover()
{
    FrameEncoder one = encoder(15, true);
    FrameEncoder other = encoder(15, true);
    Inflater oneInflater;
    Inflater otherInflater;
    const QByteArray payload = text(1000);
    const PreparedMessage message(Opcode::Text, payload);
    const FrameBuffer first = one.encode(message);
    const FrameBuffer second = one.encode(message);
    QVERIFY(second.size() < first.size() / 2);
    QCOMPARE(inflated(oneInflater, first), payload);
    QCOMPARE(inflated(oneInflater, second), payload);
    QCOMPARE(inflated(otherInflater, other.encode(message)), payload);
}

void TstFrameEncoder::smallMessagesAreNotCompressed_data()
{
    QTest::addColumn<int>("minSize");
    QTest::addColumn<int>("size");
    QTest::addColumn<bool>("takeover");
    QTest::addColumn<bool>("compressed");
    for (const bool takeover : {false, true}) {
        const char *how = takeover ? "takeover" : "no takeover";
        QTest::addRow("%s, one below", how) << 1024 << 1023 << takeover << false;
        QTest::addRow("%s, exactly", how) << 1024 << 1024 << takeover << true;
        QTest::addRow("%s, empty", how) << 0 << 0 << takeover << false;
    }
    QTest::newRow("too small to share") << 0 << int(PreparedMessage::MinDeflated) - 1 << false << false;
    QTest::newRow("large enough to share") << 0 << int(PreparedMessage::MinDeflated) << false << true;
    QTest::newRow("small, with takeover") << 0 << 100 << true << true;
}

void TstFrameEncoder::smallMessagesAreNotCompressed()
{
    QFETCH(const int, minSize);
    QFETCH(const int, size);
    QFETCH(const bool, takeover);
    QFETCH(const bool, compressed);
    const PreparedMessage message(Opcode::Text, QByteArray(size, 'a'));
    const FrameBuffer frame = encoder(15, takeover, minSize).encode(message);
    QCOMPARE(isCompressed(frame), compressed);
    if (!compressed)
        QCOMPARE(frame, message.frame());
}

void TstFrameEncoder::noiseIsNotCompressed()
{
    QByteArray noise(5000, Qt::Uninitialized);
    QRandomGenerator random(1);
    for (char &byte : noise)
        byte = char(random.bounded(256));
    const PreparedMessage message(Opcode::Binary, noise);
    for (const bool takeover : {false, true})
        QCOMPARE(encoder(15, takeover).encode(message), message.frame());
}

void TstFrameEncoder::windowIsRespected()
{
    QByteArray part(200, Qt::Uninitialized);
    QRandomGenerator random(2);
    for (char &byte : part)
        byte = char(random.bounded(256));
    const PreparedMessage message(Opcode::Binary, part + QByteArray(500, 'x') + part);
    for (const bool takeover : {false, true}) {
        const qsizetype small = encoder(9, takeover).encode(message).size();
        const qsizetype large = encoder(10, takeover).encode(message).size();
        QVERIFY2(small > (takeover ? 400 : message.payload().size()), QByteArray::number(small).constData());
        QVERIFY2(large < 350, QByteArray::number(large).constData());
    }
}

QTEST_GUILESS_MAIN(TstFrameEncoder)
#include "tst_frameencoder.moc"
