#include "ui/messages/messagesegment.h"

#include <QTest>

using namespace signalbox;

namespace {

void add(MessageSegment &segment, const QByteArray &payload, const RecipientList &recipients = {})
{
    segment.append({.seq = segment.end(), .size = payload.size()}, payload, recipients);
}

MessageSegment filled(int rows, qint64 chunkBytes, qsizetype payload)
{
    MessageSegment segment(chunkBytes);
    for (int i = 0; i < rows; ++i)
        add(segment, QByteArray(payload, char('a' + i % 26)));
    return segment;
}

RecipientList recipients(std::initializer_list<quint64> ids)
{
    std::vector<ConnectionId> list;
    for (const quint64 id : ids)
        list.push_back(ConnectionId(id));
    return std::make_shared<const std::vector<ConnectionId>>(list);
}

} // namespace

class tst_MessageSegment : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsRowsAndPayloads_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<qint64>("chunkBytes");
        QTest::newRow("none") << 0 << qint64(100);
        QTest::newRow("one") << 1 << qint64(100);
        QTest::newRow("a payload larger than a chunk") << 3 << qint64(1);
        QTest::newRow("chunks of ten rows") << 101 << qint64(100);
        QTest::newRow("as many rows as a chunk has") << int(MessageSegment::MaxChunkRows) << qint64(1 << 20);
        QTest::newRow("one more") << int(MessageSegment::MaxChunkRows) + 1 << qint64(1 << 20);
    }
    void keepsRowsAndPayloads()
    {
        QFETCH(int, rows);
        QFETCH(qint64, chunkBytes);
        const MessageSegment segment = filled(rows, chunkBytes, 10);
        QCOMPARE(segment.size(), quint64(rows));
        QCOMPARE(segment.bytes(), qint64(rows) * 10);
        for (int i = 0; i < rows; ++i) {
            QCOMPARE(segment.at(quint64(i)).seq, quint64(i));
            QCOMPARE(segment.payloadOf(quint64(i))->toByteArray(), QByteArray(10, char('a' + i % 26)));
        }
        QVERIFY(!segment.contains(quint64(rows)));
    }

    void dropsRowsAtTheFront()
    {
        MessageSegment segment = filled(25, 100, 10); // chunks of 10, 10, 5 rows
        for (int i = 0; i < 9; ++i)
            segment.dropFirst();
        QCOMPARE(segment.first(), quint64(9));
        QCOMPARE(segment.bytes(), 250); // with its chunk
        segment.dropFirst();
        QCOMPARE(segment.bytes(), 150);
        QVERIFY(!segment.contains(9));
        QCOMPARE(segment.payloadOf(10)->toByteArray(), QByteArray(10, 'k'));
        while (segment.size() > 0)
            segment.dropFirst();
        QCOMPARE(segment.bytes(), 0);
        add(segment, "again");
        QCOMPARE(segment.payloadOf(25)->toByteArray(), QByteArray("again"));
    }

    void dropsTheOldestPayloadsFirst()
    {
        MessageSegment segment = filled(25, 100, 10);
        QVERIFY(segment.dropOldestBytes());
        QCOMPARE(segment.bytes(), 150);
        QCOMPARE(segment.size(), quint64(25));
        QVERIFY(!segment.payloadOf(9));
        QCOMPARE(segment.at(9).seq, quint64(9));
        QVERIFY(segment.payloadOf(10));
        QVERIFY(segment.dropOldestBytes());
        QVERIFY(segment.dropOldestBytes());
        QVERIFY(!segment.dropOldestBytes());
        QCOMPARE(segment.bytes(), 0);
        QVERIFY(!segment.payloadOf(24));
        add(segment, "new"); // must not be taken for the payload of an older row
        QVERIFY(!segment.payloadOf(24));
        QCOMPARE(segment.payloadOf(25)->toByteArray(), QByteArray("new"));
        QVERIFY(segment.dropOldestBytes());
    }

    void anEmptyPayloadIsAlwaysKept()
    {
        MessageSegment segment(4);
        add(segment, "");
        QVERIFY(!segment.dropOldestBytes());
        add(segment, "abcd");
        QVERIFY(segment.dropOldestBytes());
        QVERIFY(segment.payloadOf(0));
        QVERIFY(segment.payloadOf(0)->isEmpty());
        QVERIFY(!segment.payloadOf(1));
    }

    void sharesListsOfRecipients()
    {
        MessageSegment segment(1000);
        const RecipientList list = recipients({2, 5, 8});
        add(segment, "a", list);
        add(segment, "b");
        add(segment, "c", list);
        add(segment, "d", recipients({2, 5, 8})); // another list
        QCOMPARE(segment.bytes(), 4 + 6 * qint64(sizeof(ConnectionId)));
        QCOMPARE(segment.recipientsOf(2), list);
        QVERIFY(!segment.recipientsOf(1));
        QCOMPARE(list.use_count(), 2);
        QVERIFY(segment.dropOldestBytes());
        QCOMPARE(segment.bytes(), 0);
        QCOMPARE(list.use_count(), 1);
        QVERIFY(!segment.recipientsOf(0));
    }

    void joinsWhatFollows()
    {
        MessageSegment first = filled(15, 100, 10);
        MessageSegment second(100);
        second.restart(15);
        for (int i = 0; i < 12; ++i)
            add(second, "later");
        QVERIFY(second.dropOldestBytes());
        first.append(std::move(second));
        QCOMPARE(first.size(), quint64(27));
        QCOMPARE(first.bytes(), 150);
        QVERIFY(first.payloadOf(14));
        QVERIFY(!first.payloadOf(20));
        add(first, "last");
        QCOMPARE(first.payloadOf(27)->toByteArray(), QByteArray("last"));
        QVERIFY(!first.payloadOf(26));
        for (int dropped = 0; dropped < 28; ++dropped)
            first.dropFirst();
        QCOMPARE(first.bytes(), 0);
    }
};

QTEST_GUILESS_MAIN(tst_MessageSegment)
#include "tst_messagesegment.moc"
