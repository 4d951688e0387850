#include "ui/messages/messagering.h"

#include "tests/ui/messages/logsamples.h"

#include <QTest>

using namespace signalbox;

namespace {

std::vector<MessageRow> rowsOf(int count, qsizetype bytes)
{
    std::vector<MessageRow> rows;
    for (int i = 0; i < count; ++i)
        rows.push_back({textEntry(quint64(i), QByteArray(bytes, 'x')), 0});
    return rows;
}

} // namespace

class tst_MessageRing : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void computesTheEviction_data()
    {
        QTest::addColumn<int>("existing");
        QTest::addColumn<int>("incoming");
        QTest::addColumn<qsizetype>("incomingBytes");
        QTest::addColumn<qsizetype>("drop");
        QTest::addColumn<qsizetype>("skip");
        const auto row = [](const char *name, int existing, int incoming, qsizetype bytes, qsizetype drop,
                            qsizetype skip) {
            QTest::newRow(name) << existing << incoming << bytes << drop << skip;
        };
        row("empty", 0, 0, 10, 0, 0);
        row("fits", 4, 6, 10, 0, 0);
        row("one row too many", 4, 7, 10, 1, 0);
        row("as many as allowed", 4, 10, 10, 4, 0);
        row("more than allowed", 4, 13, 10, 4, 3);
        row("bytes fit exactly", 4, 1, 160, 0, 0);
        row("one byte too many", 4, 1, 161, 1, 0);
        row("all bytes for one", 4, 1, 200, 4, 0);
        row("one that never fits", 4, 1, 201, 4, 1);
        row("only the newest fits", 4, 3, 100, 4, 1);
    }
    void computesTheEviction()
    {
        QFETCH(int, existing);
        QFETCH(int, incoming);
        QFETCH(qsizetype, incomingBytes);
        MessageRing ring({.maxRows = 10, .maxPayloadBytes = 200});
        ring.append(rowsOf(existing, 10), 0);
        std::vector<MessageRow> rows = rowsOf(incoming, incomingBytes);
        const auto [drop, skip] = ring.evictionFor(rows);
        QTEST(drop, "drop");
        QTEST(skip, "skip");

        ring.dropOldest(drop);
        ring.append(std::move(rows), skip);
        QCOMPARE(ring.size(), existing - drop + incoming - skip);
        QCOMPARE(ring.payloadBytes(), (existing - drop) * 10 + (incoming - skip) * incomingBytes);
        QVERIFY(ring.size() <= 10);
        QVERIFY(ring.payloadBytes() <= 200);
    }

    void takesAll()
    {
        MessageRing ring({.maxRows = 10, .maxPayloadBytes = 200});
        ring.append(rowsOf(3, 10), 1);
        QCOMPARE(ring.takeAll().size(), std::size_t(2));
        QCOMPARE(ring.size(), 0);
        QCOMPARE(ring.payloadBytes(), 0);
        QVERIFY(ring.takeAll().empty());
    }

    void clearResetsTheBytes()
    {
        MessageRing ring({.maxRows = 10, .maxPayloadBytes = 200});
        ring.append(rowsOf(3, 10), 0);
        ring.clear();
        QCOMPARE(ring.size(), 0);
        QCOMPARE(ring.payloadBytes(), 0);
    }
};

QTEST_GUILESS_MAIN(tst_MessageRing)
#include "tst_messagering.moc"
