#include "ui/messages/messagestore.h"

#include "tests/ui/messages/logsamples.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

void add(MessageStore &log, quint64 first, int count, const QByteArray &payload = "hello")
{
    for (const LogEntry &entry : batchOf(first, count, payload).entries)
        log.append(entry);
    log.applyLimits(log.excess());
}

std::vector<quint64> numbersOf(const MessageStore &log)
{
    std::vector<quint64> numbers;
    for (quint64 position = log.first(); position < log.end(); ++position) {
        if (log.contains(position))
            numbers.push_back(numberOf(log.viewAt(position).entry));
    }
    return numbers;
}

std::vector<quint64> range(quint64 first, quint64 last)
{
    std::vector<quint64> numbers;
    for (quint64 number = first; number <= last; ++number)
        numbers.push_back(number);
    return numbers;
}

} // namespace

class tst_MessageStore : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void givesMemoryOfRemovedRowsBackInParts()
    {
        MessageStore log({});
        LogEntry delivery = batchOf(10'001, 1).entries.front();
        delivery.isDelivery = true;
        add(log, 1, 10'000);
        log.append(delivery);
        QVERIFY(!log.hasRemoved());
        log.clear();
        QCOMPARE(log.size(), quint64(0));
        QCOMPARE(log.payloadBytes(), 0);
        QVERIFY(!log.hasDeliveries());
        QVERIFY(log.hasRemoved());
        add(log, 10'002, 3); // the names of the removed rows are still in use
        log.freeRemoved(10'000);
        QVERIFY(log.hasRemoved());
        log.freeRemoved(10'000);
        QVERIFY(!log.hasRemoved());
        QCOMPARE(numbersOf(log), range(10'002, 10'004));
    }
    void aPauseThatOutlivesItsRowsRemovesThemInParts()
    {
        MessageStore log({.maxRows = 1000});
        add(log, 1, 1000);
        log.hold();
        add(log, 1001, 3000);
        log.release();
        log.applyLimits(log.excess());
        QVERIFY(log.hasRemoved());
        QCOMPARE(numbersOf(log), range(3001, 4000));
        log.freeRemoved(100'000);
        QVERIFY(!log.hasRemoved());
        QCOMPARE(numbersOf(log), range(3001, 4000));
    }
    void returnsWhatWasAppended()
    {
        LogEntry entry = broadcastEntry(7, 3, 9);
        entry.type = MessageType::Binary;
        entry.kind = MessageKind::Error;
        entry.publisher = ConnectionId(4);
        entry.from = u"小明"_s;
        entry.user = u"anna"_s;
        entry.seq = 4711;
        entry.notRecipient = ConnectionId(4);
        entry.envelopeType = "error";
        entry.code = "bad_json";
        entry.size = 999;
        entry.isDelivery = true;
        MessageStore log({});
        log.append(entry);
        const MessageRow row = log.rowAt(0);
        QVERIFY(!row.isGap());
        QVERIFY(row.isPayloadKept);
        QVERIFY(!row.isComplete());
        const LogEntry &kept = row.entry;
        QCOMPARE(kept.time, entry.time);
        QCOMPARE(kept.at, entry.at);
        QCOMPARE(kept.direction, Direction::Out);
        QCOMPARE(kept.type, MessageType::Binary);
        QCOMPARE(kept.kind, MessageKind::Error);
        QCOMPARE(kept.publisher, ConnectionId(4));
        QCOMPARE(kept.from, entry.from);
        QCOMPARE(kept.user, entry.user);
        QCOMPARE(kept.room, u"trading"_s);
        QCOMPARE(kept.seq, quint64(4711));
        QCOMPARE(kept.recipients, 7U);
        QCOMPARE(kept.recipientList, entry.recipientList);
        QCOMPARE(kept.notRecipient, ConnectionId(4));
        QCOMPARE(kept.envelopeType, entry.envelopeType);
        QCOMPARE(kept.code, entry.code);
        QCOMPARE(kept.size, 999);
        QCOMPARE(kept.payload, entry.payload);
        QVERIFY(kept.isDelivery);
        QVERIFY(log.hasDeliveries());
        log.clear();
        QVERIFY(!log.hasDeliveries());
    }

    void noticesJson_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<bool>("isJson");
        QTest::newRow("object") << QByteArray(" {\"a\":1}\n") << true;
        QTest::newRow("list") << QByteArray("[]") << true;
        QTest::newRow("text") << QByteArray("hello") << false;
        QTest::newRow("half of it") << QByteArray("{\"a\":") << false;
        QTest::newRow("one character") << QByteArray("{") << false;
        QTest::newRow("empty") << QByteArray() << false;
    }
    void noticesJson()
    {
        QFETCH(QByteArray, payload);
        MessageStore log({});
        log.append(textEntry(1, payload));
        QTEST(log.viewAt(0).isJson, "isJson");
    }

    void gapsAreRows()
    {
        MessageStore log({});
        log.appendGap(12, wallNow(), {});
        LogEntry gap = textEntry(1, {});
        gap.kind = MessageKind::Gap;
        gap.messages = 5;
        gap.size = 5000;
        log.append(gap);
        QCOMPARE(log.viewAt(0).leftOut, quint64(12));
        QCOMPARE(log.viewAt(1).leftOut, quint64(5));
        QCOMPARE(log.viewAt(1).entry.connection, ConnectionId(2));
        QVERIFY(log.viewAt(1).isGap());
    }

    void keepsTheNewestRows_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<quint64>("first");
        QTest::newRow("empty") << 0 << quint64(1);
        QTest::newRow("one") << 1 << quint64(1);
        QTest::newRow("full") << 10 << quint64(1);
        QTest::newRow("one too many") << 11 << quint64(2);
        QTest::newRow("a batch larger than the log") << 57 << quint64(48);
    }
    void keepsTheNewestRows()
    {
        QFETCH(int, count);
        QFETCH(quint64, first);
        MessageStore log({.maxRows = 10});
        add(log, 1, count);
        QCOMPARE(numbersOf(log), range(first, quint64(count)));
        MessageStore single({.maxRows = 10});
        for (int i = 1; i <= count; ++i)
            add(single, quint64(i), 1);
        QCOMPARE(numbersOf(single), range(first, quint64(count)));
    }

    void dropsPayloadsBeforeRows()
    {
        MessageStore log({.maxRows = 1000, .maxPayloadBytes = 3200});
        add(log, 1, 100, QByteArray(100, 'x'));
        QCOMPARE(log.size(), quint64(100));
        QVERIFY(log.payloadBytes() <= 3200);
        QVERIFY(log.payloadBytes() >= 3000);
        QVERIFY(!log.viewAt(0).isPayloadKept);
        QVERIFY(!log.viewAt(0).isComplete());
        QVERIFY(log.rowAt(0).entry.payload.isEmpty());
        QCOMPARE(log.viewAt(0).entry.size, 100);
        QVERIFY(log.viewAt(99).isComplete());
        add(log, 101, 1, QByteArray(4000, 'y')); // never fits
        QCOMPARE(log.size(), quint64(101));
        QCOMPARE(log.payloadBytes(), 0);
    }

    void namesAreLimited()
    {
        MessageStore log({.maxRows = 100'000, .maxNameBytes = 20'000});
        for (quint64 number = 1; number <= 2000; ++number) {
            LogEntry entry = textEntry(number);
            entry.user = u"someone else %1"_s.arg(number);
            log.append(entry);
            log.applyLimits(log.excess());
        }
        QVERIFY(log.size() < 200);
        QVERIFY(log.size() > 50);
        QCOMPARE(numberOf(log.viewAt(log.end() - 1).entry), quint64(2000));
    }

    void whileHeldNothingIsLostWithinTheLimits()
    {
        MessageStore log({.maxRows = 10});
        add(log, 1, 4);
        log.hold();
        add(log, 5, 6);
        QCOMPARE(log.firstAfterRelease(), log.first());
        log.release();
        QCOMPARE(numbersOf(log), range(1, 10));
        add(log, 11, 1);
        QCOMPARE(numbersOf(log), range(2, 11));
    }

    void heldRowsKeepHalf()
    {
        MessageStore log({.maxRows = 10, .maxPayloadBytes = 100});
        add(log, 1, 10, QByteArray(10, 'x'));
        log.hold();
        add(log, 11, 3, QByteArray(10, 'y'));
        QCOMPARE(log.first(), quint64(3)); // 7 and 3
        add(log, 14, 20, QByteArray(10, 'y'));
        QCOMPARE(log.first(), quint64(5)); // half of them, and the ten newest
        QCOMPARE(log.size(), quint64(15));
        QVERIFY(log.payloadBytes() <= 150);
        QVERIFY(log.viewAt(9).isPayloadKept);
        QVERIFY(log.contains(9));
        QVERIFY(!log.contains(10));
        QCOMPARE(log.firstAfterRelease(), quint64(23));
        log.release();
        QCOMPARE(numbersOf(log), range(24, 33)); // the held ones are not the newest
        QVERIFY(log.payloadBytes() <= 100);
    }

    void holdingAnEmptyLog()
    {
        MessageStore log({.maxRows = 10});
        log.hold();
        log.hold();
        add(log, 1, 3);
        QCOMPARE(log.first(), quint64(0));
        log.release();
        log.release();
        QCOMPARE(numbersOf(log), range(1, 3));
        log.hold();
        log.clear();
        QCOMPARE(log.size(), quint64(0));
        add(log, 4, 2);
        log.release();
        QCOMPARE(numbersOf(log), range(4, 5));
    }

    void aRowTakesLittle() { QVERIFY(sizeof(StoredMessage) <= 120); }
};

QTEST_GUILESS_MAIN(tst_MessageStore)
#include "tst_messagestore.moc"
