#include "core/wire/deflater.h"
#include "core/wire/inflater.h"
#include "core/wire/messageinflater.h"

#include <QTest>

using namespace signalbox;
using Status = Inflater::Status;

namespace {

QByteArray hex(const char *text)
{
    return QByteArray::fromHex(text);
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

QTEST_GUILESS_MAIN(TstInflater)
#include "tst_inflater.moc"
