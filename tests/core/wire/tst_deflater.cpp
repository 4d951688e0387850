#include "core/wire/deflateoffer.h"
#include "core/wire/deflater.h"
#include "core/wire/inflater.h"

#include <QRandomGenerator>
#include <QTest>

using namespace signalbox;

// What Deflater writes, Inflater reads; and the examples of RFC 7692 section 7.2.3.

namespace {

QByteArray noise(qsizetype size, quint32 seed)
{
    QByteArray bytes(size, Qt::Uninitialized);
    QRandomGenerator random(seed);
    for (char &byte : bytes)
        byte = char(random.bounded(256));
    return bytes;
}

//! Compressible, with distant repetitions.
QByteArray text(qsizetype size, quint32 seed)
{
    const QByteArray words = noise(2000, seed).toHex();
    QByteArray bytes;
    QRandomGenerator random(seed);
    while (bytes.size() < size)
        bytes.append(words.mid(random.bounded(3900), random.bounded(5, 90)));
    return bytes.first(size);
}

//! Returns nothing on failure.
std::optional<QByteArray> inflated(Inflater &inflater, const QByteArray &payload)
{
    QByteArray out;
    if (inflater.inflate(payload, 0, out) != Inflater::Status::Ok ||
        inflater.finish(0, out) != Inflater::Status::Ok)
        return std::nullopt;
    return out;
}

} // namespace

class TstDeflater : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void roundTrip_data();
    void roundTrip();
    void windowIsKept_data();
    void windowIsKept();
    void takeoverCompressesRepetitions();
    void resetMakesMessagesIndependent();
    void levelChangesWithAReset_data();
    void levelChangesWithAReset();
    void incompressibleMessagesGiveNothing_data();
    void incompressibleMessagesGiveNothing();
    void continuesAfterAnIncompressibleMessage();
};

void TstDeflater::roundTrip_data()
{
    QTest::addColumn<int>("windowBits");
    QTest::addColumn<int>("level");
    QTest::addColumn<int>("memoryLevel");
    for (int bits = MinWindowBits; bits <= MaxWindowBits; ++bits)
        QTest::addRow("window %d", bits) << bits << 1 << 8;
    for (int level = 1; level <= 9; ++level)
        QTest::addRow("level %d", level) << 15 << level << 8;
    QTest::newRow("little memory") << 9 << 6 << 1;
    QTest::newRow("of takeover") << 12 << 1 << 5;
}

void TstDeflater::roundTrip()
{
    QFETCH(const int, windowBits);
    QFETCH(const int, level);
    QFETCH(const int, memoryLevel);
    for (const bool takeover : {false, true}) {
        Deflater deflater({windowBits, level, memoryLevel});
        Inflater inflater;
        for (const int size : {40, 125, 126, 1024, 32768, 65535, 65536, 300000}) {
            const QByteArray message = size == 40 ? QByteArray(size, 'a') : text(size, 7);
            if (!takeover) {
                deflater.reset();
                inflater.reset();
            }
            const std::optional<QByteArray> payload = deflater.deflate(message);
            if (!payload)
                continue; // too short for this window
            QVERIFY(payload->size() < message.size());
            QVERIFY(inflated(inflater, *payload) == message);
        }
    }
}

void TstDeflater::windowIsKept_data()
{
    QTest::addColumn<int>("windowBits");
    for (int bits = MinWindowBits; bits < MaxWindowBits; ++bits)
        QTest::addRow("%d bits", bits) << bits;
}

// A repetition at a distance larger than the window cannot be compressed.
void TstDeflater::windowIsKept()
{
    QFETCH(const int, windowBits);
    const qsizetype window = qsizetype(1) << windowBits;
    const QByteArray part = noise(200, 3);
    const QByteArray message = part + QByteArray(window, 'x') + part;
    Deflater small({windowBits, 9, 8});
    Deflater large({windowBits + 1, 9, 8});
    const auto keeping = small.deflate(message);
    const auto reaching = large.deflate(message);
    QVERIFY(keeping && reaching);
    QVERIFY(keeping->size() > 400);
    QVERIFY(reaching->size() < 350);
}

void TstDeflater::takeoverCompressesRepetitions()
{
    Deflater deflater({12, 1, 5});
    const QByteArray message = text(1000, 1);
    const qsizetype first = deflater.deflate(message)->size();
    QVERIFY(deflater.deflate(message)->size() < first / 5);
}

void TstDeflater::resetMakesMessagesIndependent()
{
    Deflater deflater({});
    const QByteArray message = text(1000, 1);
    const std::optional<QByteArray> first = deflater.deflate(message);
    deflater.reset();
    QCOMPARE(deflater.deflate(message), first);
}

void TstDeflater::levelChangesWithAReset_data()
{
    QTest::addColumn<int>("before");
    QTest::addColumn<int>("after");
    for (const int before : {1, 3, 4, 6, 9}) {
        for (const int after : {1, 3, 4, 6, 9})
            QTest::addRow("%d, then %d", before, after) << before << after;
    }
}

void TstDeflater::levelChangesWithAReset()
{
    QFETCH(const int, before);
    QFETCH(const int, after);
    const QByteArray message = text(20000, 1);
    Deflater deflater({15, before, 8});
    QVERIFY(deflater.deflate(message));
    deflater.reset(after);
    QCOMPARE(deflater.deflate(message), Deflater({15, after, 8}).deflate(message));
}

void TstDeflater::incompressibleMessagesGiveNothing_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("a byte") << QByteArray("a");
    QTest::newRow("five bytes") << QByteArray("Hello");
    QTest::newRow("noise") << noise(1000, 1);
    QTest::newRow("much noise") << noise(200000, 1);
}

void TstDeflater::incompressibleMessagesGiveNothing()
{
    QFETCH(const QByteArray, message);
    Deflater deflater({});
    QVERIFY(!deflater.deflate(message));
}

void TstDeflater::continuesAfterAnIncompressibleMessage()
{
    Deflater deflater({});
    Inflater inflater;
    for (quint32 seed = 1; seed < 5; ++seed) {
        const QByteArray before = text(5000, seed);
        QVERIFY(inflated(inflater, *deflater.deflate(before)) == before);
        QVERIFY(!deflater.deflate(noise(70000, seed)));
        QVERIFY(inflated(inflater, *deflater.deflate(before)) == before);
    }
}

QTEST_GUILESS_MAIN(TstDeflater)
#include "tst_deflater.moc"
