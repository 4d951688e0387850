#include "ui/messages/messagesproxymodel.h"

#include "tests/ui/messages/logsamples.h"
#include "ui/messages/messagesmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;

namespace {

//! Every third message contains "three".
LogBatch everyThird(quint64 first, int count)
{
    LogBatch batch = batchOf(first, count);
    for (LogEntry &entry : batch.entries) {
        if (entry.number % 3 == 0)
            entry.payload = "three";
    }
    return batch;
}

MessageFilter threes()
{
    MessageFilter filter;
    filter.setQuery(Query::parse(u"three", QueryList::Messages).query);
    return filter;
}

} // namespace

class tst_MessagesProxyModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void acceptsEverythingByDefault()
    {
        MessagesModel model({.maxRows = 10, .maxPayloadBytes = 10'000});
        MessagesProxyModel proxy;
        proxy.setMessages(&model);
        QAbstractItemModelTester tester(&proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(proxy.rowCount(), 0);
        QVERIFY(!proxy.hasChildren());
        for (quint64 first = 1; first < 60; first += 4)
            model.append(everyThird(first, 4));
        QCOMPARE(proxy.rowCount(), 10);
        QCOMPARE(proxy.columnCount(), int(MessagesModel::ColumnCount));
        for (int row = 0; row < 10; ++row) {
            const QModelIndex source = proxy.mapToSource(proxy.index(row, 2));
            QCOMPARE(source, model.index(row, 2));
            QCOMPARE(proxy.mapFromSource(source), proxy.index(row, 2));
        }
    }

    void filters()
    {
        MessagesModel model({.maxRows = 12, .maxPayloadBytes = 10'000});
        MessagesProxyModel proxy;
        proxy.setMessages(&model);
        QAbstractItemModelTester tester(&proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.append(everyThird(1, 7));
        proxy.setFilter(threes());
        QCOMPARE(proxy.rowCount(), 2); // 3, 6
        QVERIFY(!proxy.mapFromSource(model.index(0, 0)).isValid());
        for (quint64 first = 8; first < 60; first += 5) {
            model.append(everyThird(first, 5));
            for (int row = 0; row < proxy.rowCount(); ++row) {
                const QModelIndex source = proxy.mapToSource(proxy.index(row, 0));
                QCOMPARE(model.messageAt(source.row()).entry.number % 3, quint64(0));
                QCOMPARE(proxy.mapFromSource(source).row(), row);
            }
        }
        QCOMPARE(proxy.rowCount(), 4);
        proxy.setFilter({});
        QCOMPARE(proxy.rowCount(), 12);
    }

    void oneSignalForEachBatch()
    {
        MessagesModel model({.maxRows = 3000, .maxPayloadBytes = 1 << 20});
        MessagesProxyModel proxy;
        proxy.setMessages(&model);
        proxy.setFilter(threes());
        QSignalSpy inserted(&proxy, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&proxy, &QAbstractItemModel::rowsRemoved);
        model.append(everyThird(1, 3000));
        QCOMPARE(inserted.size(), 1);
        model.append(everyThird(3001, 300));
        QCOMPARE(inserted.size(), 2);
        QCOMPARE(removed.size(), 1);
        QCOMPARE(proxy.rowCount(), 1000);
    }

    void emitsNothingForHiddenRows()
    {
        MessagesModel model;
        MessagesProxyModel proxy;
        proxy.setMessages(&model);
        proxy.setFilter(threes());
        QSignalSpy inserted(&proxy, &QAbstractItemModel::rowsInserted);
        model.append(batchOf(1, 2));
        QCOMPARE(inserted.size(), 0);
    }

    void aNewFilterIsOneReset()
    {
        MessagesModel model;
        MessagesProxyModel proxy;
        proxy.setMessages(&model);
        model.append(everyThird(1, 30));
        QSignalSpy removed(&proxy, &QAbstractItemModel::rowsRemoved);
        QSignalSpy reset(&proxy, &QAbstractItemModel::modelReset);
        proxy.setFilter(threes());
        QCOMPARE(reset.size(), 1);
        QCOMPARE(removed.size(), 0);
    }

    void followsAClear()
    {
        MessagesModel model({.maxRows = 5, .maxPayloadBytes = 10'000});
        MessagesProxyModel proxy;
        proxy.setMessages(&model);
        QAbstractItemModelTester tester(&proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.append(everyThird(1, 9));
        model.append(everyThird(10, 2));
        model.clear();
        QCOMPARE(proxy.rowCount(), 0);
        model.append(everyThird(12, 2));
        QCOMPARE(proxy.rowCount(), 2);
        QCOMPARE(proxy.mapToSource(proxy.index(1, 0)).row(), 1);
    }

    void persistentIndexesSurviveDroppedRows()
    {
        MessagesModel model({.maxRows = 6, .maxPayloadBytes = 10'000});
        MessagesProxyModel proxy;
        proxy.setMessages(&model);
        model.append(batchOf(1, 6));
        const QPersistentModelIndex gone = proxy.index(1, 0);
        const QPersistentModelIndex kept = proxy.index(4, 0);
        model.append(batchOf(7, 2));
        QVERIFY(!gone.isValid());
        QCOMPARE(kept.row(), 2);
        QCOMPARE(model.messageAt(proxy.mapToSource(kept).row()).entry.number, quint64(5));
    }
};

QTEST_MAIN(tst_MessagesProxyModel)
#include "tst_messagesproxymodel.moc"
