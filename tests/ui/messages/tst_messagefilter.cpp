#include "ui/messages/messagefilter.h"

#include "tests/ui/messages/logsamples.h"

#include <QTest>

using namespace signalbox;

class tst_MessageFilter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void text_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("nothing wanted") << QString() << QByteArray("x") << true;
        QTest::newRow("payload") << QStringLiteral("price") << QByteArray("the price is") << true;
        QTest::newRow("any case") << QStringLiteral("PrIcE") << QByteArray("the pRICe is") << true;
        QTest::newRow("at the end") << QStringLiteral("is") << QByteArray("the price is") << true;
        QTest::newRow("one byte short") << QStringLiteral("prices") << QByteArray("price") << false;
        QTest::newRow("first letter twice") << QStringLiteral("aab") << QByteArray("aaaAab") << true;
        QTest::newRow("digits") << QStringLiteral("42") << QByteArray("414243424") << true;
        QTest::newRow("empty payload") << QStringLiteral("x") << QByteArray() << false;
        QTest::newRow("zero bytes") << QStringLiteral("b") << QByteArray("a\0b", 3) << true;
        QTest::newRow("Chinese") << QString::fromUtf8("消息") << QByteArray("新消息") << true;
        QTest::newRow("Umlaut in another case")
            << QString::fromUtf8("ÄRGER") << QByteArray("kein ärger") << true;
        QTest::newRow("not there") << QString::fromUtf8("连接") << QByteArray("新消息") << false;
        QTest::newRow("user") << QStringLiteral("ALICE") << QByteArray() << true;
        QTest::newRow("room") << QStringLiteral("trad") << QByteArray() << true;
        QTest::newRow("connection") << QStringLiteral("#12") << QByteArray() << true;
        QTest::newRow("part of a connection") << QStringLiteral("#1") << QByteArray() << false;
    }
    void text()
    {
        QFETCH(QString, text);
        QFETCH(QByteArray, payload);
        MessageRow row{textEntry(1, payload), 0};
        row.entry.user = QStringLiteral("alice");
        row.entry.room = QStringLiteral("trading");
        row.entry.connection = ConnectionId(12);
        MessageFilter filter;
        filter.setText(text);
        QTEST(filter.accepts(row), "accepted");
        QCOMPARE(filter.isActive(), !text.isEmpty());
    }

    void connections()
    {
        const MessageRow row{textEntry(1), 0}; // of connection 2
        MessageRow broadcast = row;
        broadcast.entry.connection = ConnectionId();
        MessageFilter filter;
        filter.setConnections(QSet<ConnectionId>{ConnectionId(2), ConnectionId(9)});
        QVERIFY(filter.isActive());
        QVERIFY(filter.accepts(row));
        QVERIFY(!filter.accepts(broadcast));
        filter.setConnections(QSet<ConnectionId>{ConnectionId(9)});
        QVERIFY(!filter.accepts(row));
        filter.setConnections(QSet<ConnectionId>{});
        QVERIFY(!filter.accepts(row));
        filter.setConnections(std::nullopt);
        QVERIFY(filter.accepts(broadcast));
    }

    void bothMustHold()
    {
        const MessageRow row{textEntry(1, "abc"), 0};
        MessageFilter filter;
        filter.setText(QStringLiteral("abc"));
        filter.setConnections(QSet<ConnectionId>{ConnectionId(2)});
        QVERIFY(filter.accepts(row));
        filter.setText(QStringLiteral("abd"));
        QVERIFY(!filter.accepts(row));
    }

    void gapsAreHiddenByAnyFilter()
    {
        MessageRow gap;
        gap.leftOut = 3;
        MessageFilter filter;
        QVERIFY(filter.accepts(gap));
        filter.setText(QStringLiteral("a"));
        QVERIFY(!filter.accepts(gap));
    }
};

QTEST_GUILESS_MAIN(tst_MessageFilter)
#include "tst_messagefilter.moc"
