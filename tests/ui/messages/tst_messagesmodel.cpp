#include "ui/messages/messagesmodel.h"

#include "tests/ui/messages/logsamples.h"

#include <QAbstractItemModelTester>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;

class tst_MessagesModel : public QObject
{
    Q_OBJECT
private:
    static QString cell(const MessagesModel &model, int row, MessagesModel::Column column)
    {
        return model.index(row, column).data().toString();
    }

private Q_SLOTS:
    void showsAMessage()
    {
        MessagesModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.append(batchOf(1, 1));
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.rowCount(model.index(0, 0)), 0);
        QCOMPARE(cell(model, 0, MessagesModel::Direction), QStringLiteral("↓ In"));
        QCOMPARE(cell(model, 0, MessagesModel::Connection), QStringLiteral("#2"));
        QCOMPARE(cell(model, 0, MessagesModel::User), QStringLiteral("user2"));
        QCOMPARE(cell(model, 0, MessagesModel::Room), QStringLiteral("lobby"));
        QCOMPARE(cell(model, 0, MessagesModel::Seq), QString());
        QCOMPARE(cell(model, 0, MessagesModel::Type), QStringLiteral("Text"));
        QCOMPARE(cell(model, 0, MessagesModel::Size), QStringLiteral("5 B"));
        QCOMPARE(cell(model, 0, MessagesModel::Preview), QStringLiteral("hello"));
        for (int column = 0; column < MessagesModel::ColumnCount; ++column)
            QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
    }

    void invalidIndexHasNoData()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".")));
        const MessagesModel model;
        QVERIFY(!model.data({}, Qt::DisplayRole).isValid());
    }

    void broadcastShowsItsRecipients()
    {
        LogBatch batch = batchOf(1, 1);
        batch.entries[0].direction = Direction::Out;
        batch.entries[0].type = MessageType::Binary;
        batch.entries[0].connection = ConnectionId();
        batch.entries[0].recipients = 40;
        MessagesModel model;
        model.append(batch);
        QCOMPARE(cell(model, 0, MessagesModel::Direction), QStringLiteral("↑ Out"));
        QCOMPARE(cell(model, 0, MessagesModel::Connection), QStringLiteral("to 40"));
        QCOMPARE(cell(model, 0, MessagesModel::Type), QStringLiteral("Binary"));
        QCOMPARE(cell(model, 0, MessagesModel::Preview), QStringLiteral("68 65 6c 6c 6f"));
    }

    void oneInsertionABatch()
    {
        MessagesModel model;
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        model.append(batchOf(1, 5000));
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(inserted[0][1].toInt(), 0);
        QCOMPARE(inserted[0][2].toInt(), 4999);
        model.append(LogBatch());
        QCOMPARE(inserted.size(), 1);
    }

    void dropsTheOldestInOneSignal()
    {
        MessagesModel model({.maxRows = 10, .maxPayloadBytes = 1 << 20});
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.append(batchOf(1, 8));
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        model.append(batchOf(9, 5));
        QCOMPARE(removed.size(), 1);
        QCOMPARE(removed[0][1].toInt(), 0);
        QCOMPARE(removed[0][2].toInt(), 2);
        QCOMPARE(model.rowCount(), 10);
        QCOMPARE(model.messageAt(0).entry.number, quint64(4));
        QCOMPARE(model.messageAt(9).entry.number, quint64(13));
        QCOMPARE(model.droppedRows(), quint64(3));

        model.append(batchOf(14, 25));
        QCOMPARE(model.rowCount(), 10);
        QCOMPARE(model.messageAt(0).entry.number, quint64(29));
        QCOMPARE(model.droppedRows(), quint64(28));
    }

    void isLimitedByBytes()
    {
        MessagesModel model({.maxRows = 100, .maxPayloadBytes = 100});
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.append(batchOf(1, 9, QByteArray(30, 'x')));
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.payloadBytes(), 90);
        model.append(batchOf(10, 1, QByteArray(101, 'x')));
        QCOMPARE(model.rowCount(), 0);
    }

    void gapIsAtThePlaceOfTheMissingNumbers_data()
    {
        QTest::addColumn<quint64>("firstOfSecond");
        QTest::addColumn<int>("gapRow");
        QTest::newRow("before the batch") << quint64(8) << 3;
        QTest::newRow("after the batch") << quint64(4) << 5;
    }
    void gapIsAtThePlaceOfTheMissingNumbers()
    {
        QFETCH(quint64, firstOfSecond);
        QFETCH(int, gapRow);
        MessagesModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.append(batchOf(1, 3));
        LogBatch second = batchOf(firstOfSecond, 2);
        second.leftOut = 1234;
        model.append(second);
        QCOMPARE(model.rowCount(), 6);
        for (int row = 0; row < 6; ++row)
            QCOMPARE(model.messageAt(row).isGap(), row == gapRow);
        QVERIFY(cell(model, gapRow, MessagesModel::Preview).contains(QStringLiteral("not shown")));
        QVERIFY(cell(model, gapRow, MessagesModel::User).isEmpty());
    }

    void gapAloneIsARow()
    {
        MessagesModel model;
        LogBatch batch;
        batch.leftOut = 1;
        model.append(batch);
        QCOMPARE(model.rowCount(), 1);
        QVERIFY(model.messageAt(0).isGap());
    }

    void frozenRowsStay()
    {
        MessagesModel model({.maxRows = 6, .maxPayloadBytes = 1000});
        model.append(batchOf(1, 5));
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        model.setFrozen(true);
        model.append(batchOf(6, 2));
        model.append(batchOf(8, 2));
        QCOMPARE(model.rowCount(), 5);
        QCOMPARE(inserted.size() + removed.size(), 0);
        model.setFrozen(false);
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(removed.size(), 1);
        QCOMPARE(model.rowCount(), 6);
        for (int row = 0; row < 6; ++row)
            QCOMPARE(model.messageAt(row).entry.number, quint64(row + 4));
        QCOMPARE(model.droppedRows(), quint64(3));
    }

    void whatWaitsIsLimited()
    {
        MessagesModel model({.maxRows = 100, .maxPayloadBytes = 60});
        model.append(batchOf(1, 1, QByteArray(10, 'x')));
        model.setFrozen(true);
        model.append(batchOf(2, 4, QByteArray(20, 'x')));
        model.append(batchOf(6, 1, QByteArray(30, 'x'))); // only with one more before it
        model.setFrozen(false);
        // Without the first row, which would fit: others are missing between it and the rest.
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.messageAt(0).entry.number, quint64(5));
        QCOMPARE(model.droppedRows(), quint64(4));
        model.append(batchOf(7, 1, QByteArray(1, 'x')));
        QCOMPARE(model.rowCount(), 3);
    }

    void clearIsAReset()
    {
        MessagesModel model({.maxRows = 2, .maxPayloadBytes = 1000});
        model.append(batchOf(1, 5));
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.clear();
        QCOMPARE(reset.size(), 1);
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.droppedRows(), quint64(0));
    }

    void previewMarksTruncation()
    {
        LogBatch batch = batchOf(1, 1);
        batch.entries[0].size = 1'200'000;
        MessagesModel model;
        model.append(batch);
        QVERIFY(cell(model, 0, MessagesModel::Preview).endsWith(u'…'));
        QCOMPARE(cell(model, 0, MessagesModel::Size), QStringLiteral("1.2 MB"));
    }
};

QTEST_MAIN(tst_MessagesModel)
#include "tst_messagesmodel.moc"
