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
        QTest::newRow("an empty filter") << QString() << QByteArray("x") << true;
        QTest::newRow("payload") << QStringLiteral("price") << QByteArray("the price is") << true;
        QTest::newRow("another case") << QStringLiteral("PrIcE") << QByteArray("the pRICe is") << true;
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
        QTest::newRow("room term") << QStringLiteral("room:TRAD") << QByteArray() << true;
        QTest::newRow("room term, elsewhere") << QStringLiteral("room:alice") << QByteArray("alice") << false;
        QTest::newRow("exactly this room") << QStringLiteral("room=trading") << QByteArray() << true;
        QTest::newRow("exactly a part") << QStringLiteral("room=trad") << QByteArray() << false;
        QTest::newRow("exactly in another case") << QStringLiteral("room=Trading") << QByteArray() << false;
        QTest::newRow("room in quotes") << QStringLiteral("room=\"trading\"") << QByteArray() << true;
        QTest::newRow("quotes in quotes") << QStringLiteral("room=\"a \\\"b\"") << QByteArray() << false;
        QTest::newRow("user term") << QStringLiteral("User:ali") << QByteArray() << true;
        QTest::newRow("another user") << QStringLiteral("user:bob") << QByteArray("bob") << false;
        QTest::newRow("seq") << QStringLiteral("seq:41") << QByteArray() << true;
        QTest::newRow("another seq") << QStringLiteral("seq:4") << QByteArray() << false;
        QTest::newRow("range of seq") << QStringLiteral("seq:40-41") << QByteArray() << true;
        QTest::newRow("range before") << QStringLiteral("seq:1-40") << QByteArray() << false;
        QTest::newRow("range after") << QStringLiteral("seq:42-99") << QByteArray() << false;
        QTest::newRow("no number: text") << QStringLiteral("seq:x") << QByteArray("a seq:x b") << true;
        QTest::newRow("no number, no text") << QStringLiteral("seq:x") << QByteArray("a") << false;
        QTest::newRow("terms and text")
            << QStringLiteral("room:trad price seq:41") << QByteArray("Price") << true;
        QTest::newRow("one term false") << QStringLiteral("room:trad user:bob") << QByteArray("x") << false;
        QTest::newRow("text false") << QStringLiteral("room:trad order") << QByteArray("price") << false;
        QTest::newRow("text around a term")
            << QStringLiteral("the room:trad price") << QByteArray("the price") << true;
        QTest::newRow("no term within a word")
            << QStringLiteral("a/room:x") << QByteArray("a/room:x") << true;
        QTest::newRow("half a term") << QStringLiteral("room:") << QByteArray("room: 5") << true;
        QTest::newRow("part of a connection") << QStringLiteral("#1") << QByteArray() << false;
    }
    void text()
    {
        QFETCH(QString, text);
        QFETCH(QByteArray, payload);
        MessageRow row{textEntry(1, payload), 0};
        row.entry.user = QStringLiteral("alice");
        row.entry.room = QStringLiteral("trading");
        row.entry.seq = 41;
        row.entry.connection = ConnectionId(12);
        MessageFilter filter;
        filter.setText(text);
        QTEST(filter.accepts(row), "accepted");
        QCOMPARE(filter.isActive(), !text.isEmpty());
    }

    void connections()
    {
        const MessageRow row{textEntry(1), 0}; // from connection 2
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

    void bothMustMatch()
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
