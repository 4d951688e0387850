#include "tests/ui/messages/logsamples.h"
#include "ui/messages/messagefeed.h"
#include "ui/messages/messagesmodel.h"

#include <QCoreApplication>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;

namespace {

struct Fixture
{
    MessagesModel model;
    MessageFeed feed{model};
    QSignalSpy appended{&feed, &MessageFeed::appended};
    QSignalSpy finished{&feed, &MessageFeed::finished};

    quint64 numberAt(int row) const { return numberOf(model.messageAt(row).entry); }
    bool isGapAt(int row) const { return model.messageAt(row).isGap(); }
};

//! So many that they do not fit into a slice on any machine.
constexpr int Many = 60'000;

} // namespace

class tst_MessageFeed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSmallBatchIsAppendedAtOnce()
    {
        Fixture f;
        f.feed.add(batchOf(1, 5));
        QCOMPARE(f.model.rowCount(), 5);
        QVERIFY(!f.feed.isBusy());
        QCOMPARE(f.finished.count(), 1);
        QCOMPARE(f.appended.count(), 1);
        QCOMPARE(f.appended[0][0].toULongLong(), 5ull);
    }
    void anEmptyBatchIsFinishedToo()
    {
        Fixture f;
        f.feed.add({});
        QCOMPARE(f.finished.count(), 1);
        QCOMPARE(f.model.rowCount(), 0);
    }
    void aLargeBatchTakesSeveralTurns()
    {
        Fixture f;
        f.feed.add(batchOf(1, Many));
        QVERIFY(f.feed.isBusy());
        QVERIFY(f.model.rowCount() > 0);
        QVERIFY(f.model.rowCount() < Many);
        QCOMPARE(f.finished.count(), 0);
        const int before = f.model.rowCount();
        QCoreApplication::processEvents();
        QVERIFY(f.model.rowCount() > before);
        QTRY_COMPARE(f.finished.count(), 1);
        QVERIFY(!f.feed.isBusy());
        QCOMPARE(f.model.rowCount(), Many);
        QCOMPARE(f.numberAt(0), quint64(1));
        QCOMPARE(f.numberAt(Many - 1), quint64(Many));
        quint64 sum = 0;
        for (const QList<QVariant> &part : f.appended)
            sum += part[0].toULongLong();
        QCOMPARE(sum, quint64(Many));
    }
    void theNextBatchComesBehindTheRest()
    {
        Fixture f;
        f.feed.add(batchOf(1, Many));
        f.feed.add(batchOf(Many + 1, 3));
        QVERIFY(!f.feed.isBusy());
        QCOMPARE(f.finished.count(), 2);
        QCOMPARE(f.model.rowCount(), Many + 3);
        QCOMPARE(f.numberAt(Many + 2), quint64(Many + 3));
        QTest::qWait(0);
        QCOMPARE(f.finished.count(), 2); // not once more for the first one
    }
    void missingOnesAreShownAtTheirPlace_data()
    {
        QTest::addColumn<quint64>("first");
        QTest::addColumn<int>("gapRow");
        QTest::newRow("before the batch") << quint64(8) << 3;
        QTest::newRow("behind the batch") << quint64(4) << 3 + Many;
    }
    void missingOnesAreShownAtTheirPlace()
    {
        QFETCH(quint64, first);
        QFETCH(int, gapRow);
        Fixture f;
        f.feed.add(batchOf(1, 3));
        LogBatch batch = batchOf(first, Many);
        batch.leftOut = 4;
        f.feed.add(batch);
        QTRY_COMPARE(f.finished.count(), 2);
        QCOMPARE(f.model.rowCount(), 3 + Many + 1);
        QVERIFY(f.isGapAt(gapRow));
        int gaps = 0;
        quint64 leftOut = 0;
        for (int row = 0; row < f.model.rowCount(); ++row)
            gaps += f.isGapAt(row) ? 1 : 0;
        for (const QList<QVariant> &part : f.appended)
            leftOut += part[1].toULongLong();
        QCOMPARE(gaps, 1);
        QCOMPARE(leftOut, quint64(4));
    }
};

QTEST_MAIN(tst_MessageFeed)
#include "tst_messagefeed.moc"
