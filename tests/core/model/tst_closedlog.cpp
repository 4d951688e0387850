#include "core/model/closedlog.h"

#include <QTest>

using namespace signalbox;

namespace {

ClosedConnection closedBy(Cause cause)
{
    ClosedConnection connection;
    connection.end.cause = cause;
    return connection;
}

RefusedRequest refusedFor(const char *reason)
{
    RefusedRequest request;
    request.reason = reason;
    return request;
}

ClosedBatch batchOf(std::size_t closed, std::size_t refused)
{
    ClosedBatch batch;
    for (std::size_t i = 0; i < closed; ++i)
        batch.add(closedBy(Cause::NoPong));
    for (std::size_t i = 0; i < refused; ++i)
        batch.add(refusedFor("path"));
    return batch;
}

} // namespace

class TestClosedLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void atMostAThousandRecordsATick() { QVERIFY(ClosedBatch::MaxClosed + ClosedBatch::MaxRefused <= 1000); }
    void isEmptyWithoutRecordsAndCounts()
    {
        QVERIFY(ClosedBatch().isEmpty());
        QVERIFY(!batchOf(1, 0).isEmpty());
        QVERIFY(!batchOf(0, 1).isEmpty());
        ClosedBatch onlyCount;
        onlyCount.moreRefused["path"] = 1;
        QVERIFY(!onlyCount.isEmpty());
    }
    void countsWhatDoesNotFit_data()
    {
        QTest::addColumn<std::size_t>("closed");
        QTest::addColumn<std::size_t>("refused");
        constexpr std::size_t Closed = ClosedBatch::MaxClosed;
        constexpr std::size_t Refused = ClosedBatch::MaxRefused;
        QTest::newRow("maximum") << Closed << Refused;
        QTest::newRow("one end more") << Closed + 1 << std::size_t(1);
        QTest::newRow("one refusal more") << std::size_t(1) << Refused + 1;
        QTest::newRow("twice as many") << 2 * Closed << 2 * Refused;
    }
    void countsWhatDoesNotFit()
    {
        QFETCH(const std::size_t, closed);
        QFETCH(const std::size_t, refused);
        const ClosedBatch batch = batchOf(closed, refused);
        QCOMPARE(batch.closed.size(), std::min(closed, ClosedBatch::MaxClosed));
        QCOMPARE(batch.refused.size(), std::min(refused, ClosedBatch::MaxRefused));
        const auto more = [](const auto &counts, const auto &key) {
            return counts.contains(key) ? counts.at(key) : 0;
        };
        QCOMPARE(batch.closed.size() + more(batch.moreClosed, Cause::NoPong), closed);
        QCOMPARE(batch.refused.size() + more(batch.moreRefused, QByteArray("path")), refused);
    }
    void mergesWithinTheBound()
    {
        ClosedBatch batch = batchOf(ClosedBatch::MaxClosed, ClosedBatch::MaxRefused + 3);
        ClosedBatch later = batchOf(2, ClosedBatch::MaxRefused + 1);
        later.add(closedBy(Cause::Kicked));
        batch.add(std::move(later));
        QCOMPARE(batch.closed.size(), ClosedBatch::MaxClosed);
        QCOMPARE(batch.refused.size(), ClosedBatch::MaxRefused);
        QCOMPARE(batch.moreClosed.at(Cause::NoPong), 2u);
        QCOMPARE(batch.moreClosed.at(Cause::Kicked), 1u);
        QCOMPARE(batch.moreRefused.at("path"), 3u + ClosedBatch::MaxRefused + 1u);
    }
};

QTEST_GUILESS_MAIN(TestClosedLog)
#include "tst_closedlog.moc"
