#include "ui/messages/recipientrows.h"

#include "tests/ui/messages/logsamples.h"

#include <QTest>

using namespace signalbox;

class tst_RecipientRows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lists_data()
    {
        QTest::addColumn<int>("listed"); // with the numbers 1, 2 ...
        QTest::addColumn<quint64>("notRecipient");
        QTest::addColumn<quint32>("recipients");
        QTest::addColumn<int>("rows");
        QTest::addColumn<QList<quint64>>("ids");
        QTest::newRow("all") << 3 << quint64(0) << quint32(3) << 3 << QList<quint64>{1, 2, 3};
        QTest::newRow("without the first") << 3 << quint64(1) << quint32(2) << 2 << QList<quint64>{2, 3};
        QTest::newRow("without the last") << 3 << quint64(3) << quint32(2) << 2 << QList<quint64>{1, 2};
        QTest::newRow("as many as are shown")
            << 4 << quint64(0) << quint32(4) << 4 << QList<quint64>{1, 2, 3, 4};
        QTest::newRow("one more") << 5 << quint64(0) << quint32(5) << 5 << QList<quint64>{1, 2, 3, 4, 0};
        QTest::newRow("one more, but not itself")
            << 5 << quint64(2) << quint32(4) << 4 << QList<quint64>{1, 3, 4, 5};
        QTest::newRow("more than are listed")
            << 2 << quint64(0) << quint32(9) << 3 << QList<quint64>{1, 2, 0};
    }
    void lists()
    {
        QFETCH(int, listed);
        QFETCH(quint64, notRecipient);
        QFETCH(quint32, recipients);
        QFETCH(int, rows);
        QFETCH(QList<quint64>, ids);
        LogEntry entry;
        entry.direction = Direction::Out;
        std::vector<ConnectionId> list;
        for (int i = 1; i <= listed; ++i)
            list.emplace_back(quint64(i));
        entry.recipientList = std::make_shared<const std::vector<ConnectionId>>(list);
        entry.notRecipient = ConnectionId(notRecipient);
        entry.recipients = recipients;
        constexpr int most = 4;
        QCOMPARE(recipientRows(entry, most), rows);
        for (int row = 0; row < rows; ++row)
            QCOMPARE(recipientInRow(entry, row, most), ConnectionId(ids[row]));
        QVERIFY(recipientInRow(entry, rows, most).isNull());
    }
    void othersHaveNone()
    {
        LogEntry entry = broadcastEntry(1, 1, 3);
        QCOMPARE(recipientRows(entry, 10), 3);
        entry.direction = Direction::In;
        QCOMPARE(recipientRows(entry, 10), 0);
        entry = broadcastEntry(1, 1, 3);
        entry.connection = ConnectionId(5);
        QCOMPARE(recipientRows(entry, 10), 0);
        entry = broadcastEntry(1, 1, 3);
        entry.recipientList.reset();
        QCOMPARE(recipientRows(entry, 10), 0);
        QVERIFY(recipientInRow(entry, 0, 10).isNull());
    }
};

QTEST_GUILESS_MAIN(tst_RecipientRows)
#include "tst_recipientrows.moc"
