#include "ui/messages/messageindex.h"

#include "tests/ui/messages/logsamples.h"

#include <QTest>

using namespace signalbox;

namespace {

constexpr Nanoseconds Long = std::chrono::minutes(1);
constexpr Nanoseconds OneRow{0}; //!< a slice without time tests one row each way

MessageFilter filterOf(QStringView text)
{
    MessageFilter filter;
    filter.setQuery(Query::parse(text, QueryList::Messages).query);
    return filter;
}

//! Every third message contains "three".
void add(MessageStore &log, quint64 first, int count)
{
    for (LogEntry &entry : batchOf(first, count).entries) {
        if (entry.number % 3 == 0)
            entry.payload = "three";
        log.append(entry);
    }
    log.applyLimits(log.excess());
}

std::vector<quint64> published(MessageIndex &index)
{
    index.publishNewer();
    index.publishOlder();
    std::vector<quint64> positions;
    for (std::size_t i = 0; i < index.size(); ++i)
        positions.push_back(index.at(i));
    return positions;
}

using Positions = std::vector<quint64>;

} // namespace

class tst_MessageIndex : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsAll_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<Positions>("found");
        QTest::newRow("empty") << 0 << Positions();
        QTest::newRow("one, not accepted") << 1 << Positions();
        QTest::newRow("three") << 3 << Positions{2};
        QTest::newRow("ten") << 10 << Positions{2, 5, 8};
    }
    void findsAll()
    {
        QFETCH(int, rows);
        MessageStore log({.maxRows = 10});
        add(log, 1, rows);
        MessageIndex index;
        index.restart(filterOf(u"three"), log.end());
        QCOMPARE(index.isComplete(log, log.end()), rows == 0);
        QVERIFY(index.search(log, log.end(), Long));
        QCOMPARE(index.tested(log.size()), quint64(rows));
        QTEST(published(index), "found");
        QCOMPARE(index.newerCount() + index.olderCount(), std::size_t(0));
    }

    void theNewestComeFirst()
    {
        MessageStore log({});
        add(log, 1, 9);
        MessageIndex index;
        index.restart(filterOf(u"three"), log.end());
        QVERIFY(!index.search(log, log.end(), OneRow));
        QCOMPARE(index.tested(log.size()), quint64(1));
        QCOMPARE(published(index), Positions{8});
        for (int i = 0; i < 3; ++i)
            index.search(log, log.end(), OneRow);
        QCOMPARE(published(index), (Positions{5, 8}));
        QVERIFY(index.search(log, log.end(), Long));
        QCOMPARE(published(index), (Positions{2, 5, 8}));
    }

    void newMessagesDoNotWaitForOldOnes()
    {
        MessageStore log({});
        add(log, 1, 99);
        MessageIndex index;
        index.restart(filterOf(u"three"), log.end());
        index.search(log, log.end(), OneRow);
        add(log, 100, 3); // 102 is accepted
        for (int i = 0; i < 3; ++i)
            index.search(log, log.end(), OneRow);
        QCOMPARE(published(index), (Positions{95, 98, 101}));
        QVERIFY(index.search(log, log.end(), Long));
        QCOMPARE(published(index).size(), std::size_t(34));
    }

    void oldMessagesDoNotWaitForAFlood()
    {
        MessageStore log({});
        add(log, 1, 9);
        MessageIndex index;
        index.restart(filterOf(u"three"), log.end());
        for (quint64 first = 10; index.tested(log.size()) < 4; first += 6) {
            add(log, first, 6); // more than a slice tests
            index.search(log, log.end(), OneRow);
        }
        QVERIFY(index.olderCount() > 0);
    }

    void rowsMayGoWhileASliceIsRunning_data()
    {
        QTest::addColumn<int>("slices");
        QTest::addColumn<int>("more");
        QTest::addColumn<Positions>("found");
        QTest::newRow("none found yet") << 0 << 5 << Positions{5, 8, 11, 14};
        QTest::newRow("found ones not published") << 8 << 5 << Positions{5, 8, 11, 14};
        QTest::newRow("the next one to test") << 5 << 5 << Positions{5, 8, 11, 14};
        QTest::newRow("all of them") << 4 << 30 << Positions{32, 35, 38};
    }
    void rowsMayGoWhileASliceIsRunning()
    {
        QFETCH(int, slices);
        QFETCH(int, more);
        MessageStore log({.maxRows = 10});
        add(log, 1, 10);
        MessageIndex index;
        index.restart(filterOf(u"three"), log.end());
        for (int i = 0; i < slices; ++i)
            index.search(log, log.end(), OneRow);
        add(log, 11, more);
        index.dropBefore(log.first());
        QVERIFY(index.search(log, log.end(), Long));
        QCOMPARE(index.tested(log.size()), quint64(10));
        QTEST(published(index), "found");
    }

    void publishedOnesGoWithTheirRows()
    {
        MessageStore log({.maxRows = 10});
        add(log, 1, 10);
        MessageIndex index;
        index.restart(filterOf(u"three"), log.end());
        index.search(log, log.end(), Long);
        published(index);
        QCOMPARE(index.countBefore(6), std::size_t(2));
        index.dropBefore(6);
        QCOMPARE(published(index), Positions{8});
        QVERIFY(index.contains(8));
        QVERIFY(!index.contains(5));
        QCOMPARE(index.countBefore(6), std::size_t(0));
    }

    void anotherFilterForgetsWhatWasFound()
    {
        MessageStore log({});
        add(log, 1, 9);
        MessageIndex index;
        index.restart(filterOf(u"three"), log.end());
        for (int i = 0; i < 4; ++i)
            index.search(log, log.end(), OneRow);
        index.restart(filterOf(u"hello"), log.end());
        QCOMPARE(published(index), Positions());
        QVERIFY(index.search(log, log.end(), Long));
        QCOMPARE(published(index), (Positions{0, 1, 3, 4, 6, 7}));
    }

    void testsOnlyTheGivenPositions()
    {
        MessageStore log({});
        add(log, 1, 9);
        MessageIndex index;
        index.restartWith(filterOf(u"three"), {1, 2, 8});
        QVERIFY(!index.isComplete(log, log.end()));
        QVERIFY(!index.search(log, log.end(), OneRow)); // they are tested in slices as well
        QCOMPARE(index.tested(9), quint64(7));
        index.dropBefore(2);
        QVERIFY(index.search(log, log.end(), OneRow) || index.search(log, log.end(), OneRow));
        QVERIFY(index.isComplete(log, log.end()));
        QCOMPARE(published(index), (Positions{2, 8}));
        add(log, 10, 3);
        QVERIFY(index.search(log, log.end(), Long));
        QCOMPARE(published(index), (Positions{2, 8}));
    }

    void countsWhatItCannotKnow_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<std::size_t>("truncated");
        QTest::addColumn<std::size_t>("dropped");
        const auto row = [](const char *name, const char *filter, std::size_t truncated,
                            std::size_t dropped) {
            QTest::newRow(name) << QString::fromLatin1(filter) << truncated << dropped;
        };
        row("a word that is not there", "absent", 1, 2);
        row("a word that is there", "begin", 0, 2);
        row("not a word", "-absent", 1, 2);
        row("not a word that is there", "-begin", 0, 2);
        row("json", "json:a=1", 1, 2);
        row("expression", "re:absent", 1, 2);
        row("not about the payload", "user:user3", 0, 0);
        row("rejected by another term", "absent size<1000", 0, 2);
        row("rejected by another term, all", "absent dir:out", 0, 0);
    }
    void countsWhatItCannotKnow()
    {
        QFETCH(QString, filter);
        MessageStore log({.maxPayloadBytes = 160}); // chunks of ten bytes
        add(log, 1, 2);
        LogEntry entry = textEntry(3, "begin");
        entry.size = 70'000;
        log.append(textEntry(4, QByteArray(151, 'x')));
        log.append(entry);
        log.applyLimits(log.excess());
        QVERIFY(!log.viewAt(1).isPayloadKept);
        QVERIFY(log.viewAt(2).isPayloadKept);
        MessageIndex index;
        index.restart(filterOf(filter), log.end());
        index.search(log, log.end(), Long);
        QTEST(index.truncatedCount(), "truncated");
        QTEST(index.droppedCount(), "dropped");
        index.dropBefore(log.end());
        QCOMPARE(index.truncatedCount() + index.droppedCount(), std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(tst_MessageIndex)
#include "tst_messageindex.moc"
