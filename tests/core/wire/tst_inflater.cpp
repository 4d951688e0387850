#include "core/wire/deflater.h"
#include "core/wire/inflater.h"
#include "core/wire/messageinflater.h"

#include <QRandomGenerator>
#include <QTest>

using namespace signalbox;
using Status = Inflater::Status;

namespace {

QByteArray hex(const char *text)
{
    return QByteArray::fromHex(text);
}

QByteArray noise(qsizetype size, quint32 seed)
{
    QByteArray bytes(size, Qt::Uninitialized);
    QRandomGenerator random(seed);
    for (char &byte : bytes)
        byte = char(random.bounded(256));
    return bytes;
}

//! Compressible, with repetitions at all distances.
QByteArray text(qsizetype size)
{
    const QByteArray words = noise(2000, 7).toHex();
    QRandomGenerator random(1);
    QByteArray bytes;
    while (bytes.size() < size)
        bytes.append(words.mid(random.bounded(3900), random.bounded(5, 90)));
    return bytes.first(size);
}

struct Outcome
{
    Status status = Status::Ok;
    QByteArray out;
    friend bool operator==(const Outcome &, const Outcome &) = default;
};

Outcome inflateIn(qsizetype pieces, const QByteArray &payload, qint64 limit)
{
    Inflater inflater;
    Outcome outcome;
    for (qsizetype at = 0; at < payload.size() && outcome.status == Status::Ok; at += pieces)
        outcome.status = inflater.inflate(payload.mid(at, pieces), limit, outcome.out);
    if (outcome.status == Status::Ok)
        outcome.status = inflater.finish(limit, outcome.out);
    return outcome;
}

//! Returns about a thousandth of \a size.
QByteArray bomb(qsizetype size)
{
    return *Deflater({15, 9, 9}).deflate(QByteArray(size, '\0'));
}

} // namespace

class TstInflater : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void inflates_data();
    void inflates();
    void keepsTheWindowUntilReset();
    void bombStopsAtTheLimit_data();
    void bombStopsAtTheLimit();
    void limitIsExact_data();
    void limitIsExact();
    void withoutTakeoverNoContextIsKept();
    void withTakeoverTheContextIsKept();
    void segmentedMessagesDoNotMix();
    void keepsContextForClientsThatUseIt_data();
    void keepsContextForClientsThatUseIt();
    void referencesBeyondTheKeptContextAreCorrupt();
    void contextIsBounded();
    void contextDoesNotCountTowardsTheLimit();
    void bombStopsAtTheLimitWithAContext();
    void contextsDoNotMix();
};

void TstInflater::inflates_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("out");
    const auto ok = [](const char *name, const char *payload, const QByteArray &out) {
        QTest::newRow(name) << hex(payload) << int(Status::Ok) << out;
    };
    const auto corrupt = [](const char *name, const char *payload, const QByteArray &out = {}) {
        QTest::newRow(name) << hex(payload) << int(Status::Corrupt) << out;
    };
    ok("7.2.3.1 a compressed block", "f248cdc9c90700", "Hello");
    ok("7.2.3.3 a block without compression", "000500faff48656c6c6f00", "Hello");
    ok("7.2.3.4 a block with BFINAL", "f348cdc9c9070000", "Hello");
    ok("7.2.3.4 two blocks with BFINAL", "f348cdc9c90700f348cdc9c9070000", "HelloHello");
    ok("7.2.3.5 two blocks", "f248050000 00ffffcac9c90700", "Hello");
    ok("7.2.3.6 empty", "00", "");
    ok("empty, in two empty blocks", "000000ffff00", "");
    corrupt("no payload at all", "");
    corrupt("7.2.3.4 without the block after BFINAL", "f348cdc9c90700");
    corrupt("reserved block type", "07");
    corrupt("reserved block type after a good block", "f248cdc9c907 00000000ffff07", "Hello");
    corrupt("lengths that do not match", "000500ffff48656c6c6f00");
    corrupt("truncated in the middle", "f248cd");
    corrupt("a distance before the beginning", "4a04 22 00");
    corrupt("with the tail left on and more", "f248cdc9c907000000ffff01");
}

void TstInflater::inflates()
{
    QFETCH(const QByteArray, payload);
    QFETCH(const int, status);
    QFETCH(const QByteArray, out);
    const Outcome whole = inflateIn(std::max<qsizetype>(payload.size(), 1), payload, 0);
    QCOMPARE(int(whole.status), status);
    if (whole.status == Status::Ok)
        QCOMPARE(whole.out, out);
    for (qsizetype pieces = 1; pieces < payload.size(); ++pieces)
        QVERIFY(inflateIn(pieces, payload, 0) == whole);
}

// RFC 7692 section 7.2.3.2: the second of two equal messages refers to the first.
void TstInflater::keepsTheWindowUntilReset()
{
    Inflater inflater;
    for (const char *payload : {"f248cdc9c90700", "f200110000"}) {
        QByteArray out;
        QCOMPARE(inflater.inflate(hex(payload), 0, out), Status::Ok);
        QCOMPARE(inflater.finish(0, out), Status::Ok);
        QCOMPARE(out, QByteArray("Hello"));
    }
    inflater.reset();
    QByteArray out;
    QCOMPARE(inflater.inflate(hex("f200110000"), 0, out), Status::Corrupt);
}

void TstInflater::bombStopsAtTheLimit_data()
{
    QTest::addColumn<int>("pieces");
    for (const int pieces : {1, 7, 1000, 65536})
        QTest::addRow("in pieces of %d", pieces) << pieces;
}

void TstInflater::bombStopsAtTheLimit()
{
    QFETCH(const int, pieces);
    constexpr qint64 Limit = 64 * 1024;
    const QByteArray payload = bomb(10'000'000);
    QVERIFY(payload.size() < 10'500);
    const Outcome outcome = inflateIn(pieces, payload, Limit);
    QCOMPARE(outcome.status, Status::TooBig);
    QCOMPARE(outcome.out.size(), Limit);
    QVERIFY(outcome.out.capacity() <= Limit + 64);
}

void TstInflater::limitIsExact_data()
{
    QTest::addColumn<int>("limit");
    for (const int limit : {1, 2, 125, 511, 512, 513, 65535, 65536, 1000000})
        QTest::addRow("%d bytes", limit) << limit;
}

void TstInflater::limitIsExact()
{
    QFETCH(const int, limit);
    // Stored blocks, which can have any length.
    const auto stored = [](int size) {
        QByteArray payload;
        for (int left = size; left > 0; left -= 65535) {
            const int block = std::min(left, 65535);
            const char header[] = {0, char(block), char(block >> 8), char(~block), char(~block >> 8)};
            payload.append(header, sizeof header).append(block, 'x');
        }
        return payload + '\0';
    };
    for (const qsizetype pieces : {qsizetype(1), qsizetype(4096), qsizetype(2000000)}) {
        const Outcome full = inflateIn(pieces, stored(limit), limit);
        QCOMPARE(full.status, Status::Ok);
        QCOMPARE(full.out.size(), limit);
        const Outcome more = inflateIn(pieces, stored(limit + 1), limit);
        QCOMPARE(more.status, Status::TooBig);
        QCOMPARE(more.out.size(), limit);
    }
}

void TstInflater::withoutTakeoverNoContextIsKept()
{
    MessageInflater inflater(DeflateParameters{15, 15, true, false});
    for (int i = 0; i < 3; ++i) {
        QByteArray message;
        QCOMPARE(inflater.append(hex("f248cd"), 0, message), Status::Ok);
        QCOMPARE(inflater.consumedBytes(), quint64(3));
        QCOMPARE(inflater.append(hex("c9c90700"), 0, message), Status::Ok);
        QCOMPARE(inflater.finish(0, message), Status::Ok);
        QCOMPARE(message, QByteArray("Hello"));
        QCOMPARE(inflater.consumedBytes(), quint64(0));
    }
    QByteArray message;
    QCOMPARE(inflater.append(hex("f200110000"), 0, message), Status::Corrupt); // refers to an earlier one
}

void TstInflater::withTakeoverTheContextIsKept()
{
    MessageInflater inflater(DeflateParameters{15, 15, false, true});
    for (const char *payload : {"f248cdc9c90700", "f200110000", "f200110000"}) {
        QByteArray message;
        QCOMPARE(inflater.append(hex(payload), 0, message), Status::Ok);
        QCOMPARE(inflater.finish(0, message), Status::Ok);
        QCOMPARE(message, QByteArray("Hello"));
    }
}

void TstInflater::segmentedMessagesDoNotMix()
{
    const DeflateParameters parameters{15, 15, false, false};
    MessageInflater one(parameters);
    MessageInflater other(parameters);
    QByteArray first;
    QByteArray second;
    QCOMPARE(one.append(hex("f248cd"), 0, first), Status::Ok);
    QCOMPARE(other.append(hex("000500faff486f"), 0, second), Status::Ok);
    QCOMPARE(one.append(hex("c9c90700"), 0, first), Status::Ok);
    QCOMPARE(other.append(hex("72736500"), 0, second), Status::Ok);
    QCOMPARE(one.finish(0, first), Status::Ok);
    QCOMPARE(other.finish(0, second), Status::Ok);
    QCOMPARE(first, QByteArray("Hello"));
    QCOMPARE(second, QByteArray("Horse"));
}

// A client with context takeover and a limited window, although neither is its own any more: the messages of
// different sizes cross the window in all ways.
void TstInflater::keepsContextForClientsThatUseIt_data()
{
    QTest::addColumn<int>("windowBits");
    QTest::addColumn<int>("pieces");
    for (int bits = MinWindowBits; bits <= MaxClientWindowBits; ++bits) {
        for (const int pieces : {1, 100, 1000000})
            QTest::addRow("%d bits, in pieces of %d", bits, pieces) << bits << pieces;
    }
}

void TstInflater::keepsContextForClientsThatUseIt()
{
    QFETCH(const int, windowBits);
    QFETCH(const int, pieces);
    const qint64 window = qint64(1) << windowBits;
    Deflater client({windowBits, 9, 8});
    MessageInflater inflater(DeflateParameters{15, quint8(windowBits), false, false, quint16(window)});
    const QByteArray all = text(100'000);
    qsizetype at = 0;
    for (const qsizetype size :
         {100, 20, 0, 3000, int(window) - 1, int(window), int(window) + 1, 9000, 50, 50, 700, 30000, 40}) {
        const QByteArray sent = all.mid(at % 3000, size); // resembles the earlier ones
        at += 500;
        const std::optional<QByteArray> payload = client.deflate(sent);
        if (!payload) // Deflater resets itself then: such a client sends it uncompressed
            continue;
        QByteArray message;
        for (qsizetype piece = 0; piece < payload->size(); piece += pieces)
            QCOMPARE(inflater.append(payload->mid(piece, pieces), 0, message), Status::Ok);
        QCOMPARE(inflater.finish(0, message), Status::Ok);
        QVERIFY(message == sent);
        QVERIFY(inflater.heldBytes() <= window);
    }
}

void TstInflater::referencesBeyondTheKeptContextAreCorrupt()
{
    constexpr quint16 Kept = 512;
    for (const int between : {100, 300, 700}) {
        Deflater client({15, 9, 8});
        MessageInflater inflater(DeflateParameters{15, 15, false, false, Kept});
        Status last = Status::Ok;
        const QByteArray repeated = noise(200, 1);
        for (const QByteArray &sent : {repeated + QByteArray(50, 'a'), QByteArray(between, 'b'), repeated}) {
            QByteArray message;
            last = inflater.append(*client.deflate(sent), 0, message);
            if (last == Status::Ok)
                last = inflater.finish(0, message);
        }
        QCOMPARE(last, between < 300 ? Status::Ok : Status::Corrupt);
    }
}

void TstInflater::contextIsBounded()
{
    MessageInflater inflater(DeflateParameters{15, 12, false, false, 4096});
    QCOMPARE(inflater.heldBytes(), 0);
    const auto receive = [&inflater](qsizetype size) {
        QByteArray message;
        QCOMPARE(inflater.append(*Deflater({}).deflate(text(size)), 0, message), Status::Ok);
        QVERIFY(inflater.heldBytes() >= Inflater::Bytes);
        QCOMPARE(inflater.finish(0, message), Status::Ok);
    };
    receive(100); // no more than was received
    QVERIFY(inflater.heldBytes() >= 100 && inflater.heldBytes() <= 200);
    for (const qsizetype size : {60, 3000, 100'000, 4096, 70}) {
        receive(size);
        QVERIFY(inflater.heldBytes() <= 4096);
    }
    MessageInflater none(DeflateParameters{15, 15, false, false, 0});
    QByteArray message;
    QCOMPARE(none.append(hex("f248cdc9c90700"), 0, message), Status::Ok);
    QCOMPARE(none.finish(0, message), Status::Ok);
    QCOMPARE(none.heldBytes(), 0);
}

void TstInflater::contextDoesNotCountTowardsTheLimit()
{
    constexpr qint64 Limit = 5000;
    Deflater client({12, 9, 8});
    MessageInflater inflater(DeflateParameters{15, 12, false, false, 4096});
    for (int i = 0; i < 5; ++i) {
        QByteArray message;
        QCOMPARE(inflater.append(*client.deflate(text(Limit)), Limit, message), Status::Ok);
        QCOMPARE(inflater.finish(Limit, message), Status::Ok);
        QCOMPARE(message.size(), Limit);
    }
}

void TstInflater::bombStopsAtTheLimitWithAContext()
{
    constexpr qint64 Limit = 64 * 1024;
    Deflater client({12, 9, 8});
    MessageInflater inflater(DeflateParameters{15, 12, false, false, 4096});
    QByteArray message;
    QCOMPARE(inflater.append(*client.deflate(QByteArray(4096, '\0')), Limit, message), Status::Ok);
    QCOMPARE(inflater.finish(Limit, message), Status::Ok);
    QByteArray large;
    const QByteArray payload = *client.deflate(QByteArray(10'000'000, '\0')); // continues the one before
    QCOMPARE(inflater.append(payload, Limit, large), Status::TooBig);
    QCOMPARE(large.size(), Limit);
    QVERIFY(large.capacity() <= Limit + 64);
    QVERIFY(inflater.heldBytes() <= 4096 + Inflater::Bytes);
}

void TstInflater::contextsDoNotMix()
{
    const DeflateParameters parameters{15, 12, false, false, 4096};
    MessageInflater one(parameters);
    MessageInflater other(parameters);
    MessageInflater without(DeflateParameters{15, 15, false, false, 0});
    QByteArray message;
    QCOMPARE(one.append(hex("f248cdc9c90700"), 0, message), Status::Ok);
    QCOMPARE(one.finish(0, message), Status::Ok);
    for (MessageInflater *inflater : {&other, &without}) {
        message.clear();
        QCOMPARE(inflater->append(hex("f200110000"), 0, message), Status::Corrupt);
    }
    message.clear();
    QCOMPARE(one.append(hex("f200110000"), 0, message), Status::Ok);
    QCOMPARE(one.finish(0, message), Status::Ok);
    QCOMPARE(message, QByteArray("Hello"));
}

QTEST_GUILESS_MAIN(TstInflater)
#include "tst_inflater.moc"
