#include "core/observe/followedentries.h"

#include <QTest>

#include <limits>

using namespace signalbox;

namespace {

constexpr qint64 Large = 1024 * 1024;
constexpr auto All = std::numeric_limits<std::size_t>::max();
constexpr qint64 AllBytes = std::numeric_limits<qint64>::max();

LogEntry entryOf(quint64 client, qint64 size = 1, quint64 number = 0)
{
    LogEntry entry;
    entry.number = number;
    entry.isFollowed = true;
    entry.connection = ConnectionId(client);
    static const QByteArray large(Large, 'x'); // shared, so that filling a queue takes no memory
    entry.payload = size == Large ? large : QByteArray(size, 'x');
    entry.size = size;
    return entry;
}

std::vector<LogEntry> takeAll(FollowedEntries &entries)
{
    std::vector<LogEntry> taken;
    entries.takeAll(taken);
    return taken;
}

//! Adds entries of \a client until one is left out. Returns how many fit.
std::size_t fill(FollowedEntries &entries, quint64 client, qint64 size = Large)
{
    std::size_t count = 0;
    for (; entries.hasRoom(ConnectionId(client), size); ++count)
        entries.add(entryOf(client, size));
    return count;
}

} // namespace

class TestFollowedEntries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsTheOrder()
    {
        FollowedEntries entries;
        QVERIFY(entries.isEmpty());
        for (quint64 i = 1; i <= 1000; ++i)
            entries.add(entryOf(i % 7 + 1, qint64(i), i));
        QCOMPARE(entries.front().number, 1u);
        quint64 next = 1;
        while (!entries.isEmpty()) {
            std::vector<LogEntry> taken;
            entries.take(taken, 64, AllBytes);
            QVERIFY(taken.size() <= 64);
            for (const LogEntry &entry : taken)
                QCOMPARE(entry.number, next++);
        }
        QCOMPARE(next, 1001u);
    }
    void takesAtMostSoMuch()
    {
        FollowedEntries entries;
        for (const qint64 size : {10, 20, 30, 100})
            entries.add(entryOf(1, size));
        std::vector<LogEntry> taken;
        entries.take(taken, All, 30);
        QCOMPARE(taken.size(), std::size_t(2));
        entries.take(taken, All, 29); // at least one
        QCOMPARE(taken.size(), std::size_t(3));
        entries.take(taken, 1, AllBytes);
        QCOMPARE(taken.back().size, 100);
        QVERIFY(entries.isEmpty());
    }
    void whatDoesNotFitIsOneGap()
    {
        FollowedEntries entries;
        const std::size_t fitted = fill(entries, 1);
        QVERIFY(fitted > 0);
        for (int i = 0; i < 100; ++i)
            entries.add(entryOf(1, i));
        QVERIFY(!entries.hasRoom(ConnectionId(1), 0)); // nothing follows a gap until it is taken
        LogEntry gap = entryOf(1, 0);
        gap.kind = MessageKind::Gap;
        gap.messages = 5;
        gap.size = 500;
        entries.add(std::move(gap));
        QVERIFY(entries.extendGap(ConnectionId(1), 50));
        QVERIFY(!entries.extendGap(ConnectionId(2), 50));
        const std::vector<LogEntry> taken = takeAll(entries);
        QCOMPARE(taken.size(), fitted + 1);
        for (std::size_t i = 0; i < fitted; ++i)
            QVERIFY(taken[i].kind != MessageKind::Gap);
        QCOMPARE(taken.back().kind, MessageKind::Gap);
        QCOMPARE(taken.back().messages, 106u);
        QCOMPARE(taken.back().size, 4950 + 500 + 50);
        QVERIFY(taken.back().payload.isEmpty());
        QVERIFY(!taken.back().isTruncated());
        QCOMPARE(fill(entries, 1), fitted); // as before
    }
    void oneConnectionLeavesRoomForTheOthers()
    {
        FollowedEntries entries;
        std::size_t before = fill(entries, 1);
        QVERIFY(qint64(before) * Large > FollowedEntries::MaxBytes / 2 - 2 * Large);
        for (quint64 client = 2; client <= 5; ++client) {
            const std::size_t fitted = fill(entries, client);
            QVERIFY(fitted > 0 && fitted < before);
            before = fitted;
        }
    }
    void isBoundedInMemory_data()
    {
        QTest::addColumn<qint64>("size");
        QTest::newRow("empty messages") << qint64(0);
        QTest::newRow("small") << qint64(100);
        QTest::newRow("large") << Large;
    }
    void isBoundedInMemory()
    {
        QFETCH(const qint64, size);
        MemoryCounter counter;
        FollowedEntries entries(&counter);
        for (quint64 client = 1; client <= 16; ++client)
            fill(entries, client, size);
        QVERIFY(counter.bytes() <= FollowedEntries::MaxBytes);
        QVERIFY(counter.bytes() > FollowedEntries::MaxBytes / 10 * 9);
        const std::vector<LogEntry> taken = takeAll(entries);
        QCOMPARE(counter.bytes(), 0);
        qint64 memory = 0;
        for (const LogEntry &entry : taken)
            memory += entry.payload.size() + qint64(sizeof(LogEntry));
        QVERIFY(memory <= FollowedEntries::MaxBytes);
    }
    void queuesShareTheBound()
    {
        MemoryCounter counter;
        FollowedEntries one(&counter);
        {
            FollowedEntries other(&counter);
            const std::size_t alone = fill(other, 1);
            QVERIFY(fill(one, 2) < alone);
        }
        QVERIFY(counter.bytes() > 0);
        one.clear();
        QCOMPARE(counter.bytes(), 0);
    }
    void aGapIsFoundAgainWhenEntriesBeforeItAreTaken()
    {
        FollowedEntries entries;
        fill(entries, 1);
        entries.add(entryOf(1, 1000));
        entries.add(entryOf(2, 1));
        std::vector<LogEntry> taken;
        for (int i = 0; i < 40; ++i)
            entries.take(taken, 1, AllBytes);
        QVERIFY(entries.extendGap(ConnectionId(1), 24));
        entries.takeAll(taken);
        QCOMPARE(taken[taken.size() - 2].kind, MessageKind::Gap);
        QCOMPARE(taken[taken.size() - 2].size, 1024);
        QCOMPARE(taken.back().connection, ConnectionId(2));
        QVERIFY(!entries.extendGap(ConnectionId(1), 1)); // it is taken
    }
};

QTEST_GUILESS_MAIN(TestFollowedEntries)
#include "tst_followedentries.moc"
