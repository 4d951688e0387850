#include "ui/closed/closedmodel.h"

#include "tests/ui/closed/closedsamples.h"
#include "ui/closed/closedproxymodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <ctime>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

namespace {

ClosedBatch batchOf(quint64 first, quint64 count)
{
    ClosedBatch batch;
    for (quint64 id = first; id < first + count; ++id)
        batch.closed.push_back(closedSample(id, 1s));
    return batch;
}

//! Of this thread: what it has to wait for others is not its time.
Nanoseconds processorTime()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + Nanoseconds(time.tv_nsec);
}

struct Fixture
{
    explicit Fixture(std::size_t maxRows = ClosedModel::DefaultMaxRows)
        : model(nullptr, maxRows)
    {
    }
    QString text(int row, int column) const { return model.index(row, column).data().toString(); }
    QList<quint64> shown() const
    {
        QList<quint64> ids;
        for (int row = 0; row < proxy.rowCount(); ++row)
            ids += proxy.rowAt(row).connection.info.id.value();
        return ids;
    }

    ClosedModel model;
    ClosedProxyModel proxy{model};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
    QAbstractItemModelTester proxyTester{&proxy, QAbstractItemModelTester::FailureReportingMode::QtTest};
};

} // namespace

class TestClosedModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void texts()
    {
        Fixture f;
        ClosedBatch batch;
        batch.closed = {closedSample(5, 2s, Cause::QueueOverflow)};
        batch.closed[0].info.user = u"a\u202Eb"_s;
        batch.closed[0].verdict.kind = VerdictKind::ServerStopped;
        f.model.append(batch);
        QCOMPARE(f.text(0, ClosedModel::ClosedAt).size(), 8);
        QCOMPARE(f.text(0, ClosedModel::Id), u"5"_s);
        QCOMPARE(f.text(0, ClosedModel::User), u"a‹U+202E›b"_s);
        QCOMPARE(f.text(0, ClosedModel::Address), u"198.51.100.5:40005"_s);
        QCOMPARE(f.text(0, ClosedModel::Room), u"room-2"_s);
        QCOMPARE(f.text(0, ClosedModel::OpenFor), u"5 min"_s);
        QCOMPARE(f.text(0, ClosedModel::Code), u"4408"_s);
        QCOMPARE(f.text(0, ClosedModel::CauseColumn), u"Slow: too much queued"_s);
        QCOMPARE(f.text(0, ClosedModel::In), u"50"_s);
        QCOMPARE(f.text(0, ClosedModel::Out), u"500"_s);
        QCOMPARE(f.text(0, ClosedModel::Why), u"The server was stopped"_s);
    }
    void dropsTheOldest()
    {
        Fixture f(100);
        f.model.append(batchOf(1, 90));
        QSignalSpy reset(&f.model, &QAbstractItemModel::modelReset);
        f.model.append(batchOf(91, 20));
        QCOMPARE(reset.count(), 0); // a tenth more may be there
        QCOMPARE(f.model.rowCount(), 110);
        QCOMPARE(f.text(0, ClosedModel::Id), u"1"_s);
        f.model.append(batchOf(111, 1));
        QCOMPARE(reset.count(), 1);
        QCOMPARE(f.model.rowCount(), 100);
        QCOMPARE(f.text(0, ClosedModel::Id), u"12"_s);
        QCOMPARE(f.text(99, ClosedModel::Id), u"111"_s);
        f.model.append(batchOf(112, 80)); // many at once
        QCOMPARE(reset.count(), 2);
        QCOMPARE(f.model.rowCount(), 100);
        QCOMPARE(f.text(0, ClosedModel::Id), u"92"_s);
        f.model.append(batchOf(1000, 350)); // more than there is room for
        QCOMPARE(f.model.rowCount(), 100);
        QCOMPARE(f.text(0, ClosedModel::Id), u"1250"_s);
        QCOMPARE(f.text(99, ClosedModel::Id), u"1349"_s);
    }
    void findsRowsByNumber()
    {
        Fixture f(10);
        f.model.append(batchOf(1, 10));
        const quint64 third = f.model.rowAt(2).number;
        QCOMPARE(f.model.rowOf(third), 2);
        f.model.append(batchOf(11, 2));
        QCOMPARE(f.model.rowOf(third), 0);
        f.model.append(batchOf(13, 2));
        QCOMPARE(f.model.rowOf(third), -1);
        QCOMPARE(f.model.rowOf(0), -1);
    }
    void countsWhatWasLeftOut()
    {
        Fixture f;
        ClosedBatch batch = batchOf(1, 1);
        batch.moreClosed = {{Cause::GoingAway, 1200}, {Cause::NoPong, 34}};
        batch.refused.emplace_back();
        f.model.append(batch);
        QCOMPARE(f.model.rowCount(), 1);
        QCOMPARE(f.model.leftOut(), 1234u);
        f.model.clear();
        QCOMPARE(f.model.leftOut(), 0u);
        QCOMPARE(f.model.rowCount(), 0);
    }
    void sortsBy_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<QList<quint64>>("order");
        QTest::newRow("closed") << int(ClosedModel::ClosedAt) << QList<quint64>{12, 9, 2};
        QTest::newRow("id") << int(ClosedModel::Id) << QList<quint64>{2, 9, 12};
        QTest::newRow("user, by number") << int(ClosedModel::User) << QList<quint64>{2, 9, 12};
        QTest::newRow("address, by number") << int(ClosedModel::Address) << QList<quint64>{2, 9, 12};
        QTest::newRow("room, then as they came") << int(ClosedModel::Room) << QList<quint64>{9, 12, 2};
        QTest::newRow("open for") << int(ClosedModel::OpenFor) << QList<quint64>{2, 9, 12};
        QTest::newRow("code") << int(ClosedModel::Code) << QList<quint64>{9, 2, 12};
        QTest::newRow("in") << int(ClosedModel::In) << QList<quint64>{2, 9, 12};
        QTest::newRow("out") << int(ClosedModel::Out) << QList<quint64>{2, 9, 12};
    }
    void sortsBy()
    {
        QFETCH(const int, column);
        QFETCH(const QList<quint64>, order);
        Fixture f;
        ClosedBatch batch;
        batch.closed = {closedSample(9, 5s, Cause::GoingAway), closedSample(12, 50s),
                        closedSample(2, 1s, Cause::WriteStalled)};
        f.model.append(batch);
        f.proxy.sort(column, Qt::AscendingOrder);
        QCOMPARE(f.shown(), order);
    }
    void filters_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QList<quint64>>("shown");
        QTest::newRow("code") << u"code:4409"_s << QList<quint64>{2, 9};
        QTest::newRow("cause") << u"cause:slow"_s << QList<quint64>{5};
        QTest::newRow("user") << u"user-9"_s << QList<quint64>{9};
        QTest::newRow("network") << u"addr:198.51.100.0/29"_s << QList<quint64>{2, 5};
        QTest::newRow("lately") << u"closed<1min"_s << QList<quint64>{2, 5};
        QTest::newRow("negated") << u"-room:room-2"_s << QList<quint64>{9};
        QTest::newRow("id") << u"id:5"_s << QList<quint64>{5};
    }
    void filters()
    {
        QFETCH(const QString, text);
        QFETCH(const QList<quint64>, shown);
        Fixture f;
        ClosedBatch batch;
        batch.closed = {closedSample(2, 1s), closedSample(5, 2s, Cause::QueuedTooLong),
                        closedSample(9, 5min)};
        f.model.append(batch);
        const ParsedQuery parsed = Query::parse(text, QueryList::Closed);
        QVERIFY(parsed.isValid());
        f.proxy.setFilter(parsed.query);
        QCOMPARE(f.shown(), shown);
    }
    // A server with 19,000 connections may close all of them at once.
    void takesAMassLeaveInSmallTurns()
    {
        ClosedModel model;
        ClosedProxyModel proxy(model);
        proxy.sort(ClosedModel::ClosedAt, Qt::DescendingOrder);
        Nanoseconds longest{0};
        for (quint64 first = 1; first < 19'000; first += ClosedBatch::MaxClosed) {
            const ClosedBatch batch = batchOf(first, ClosedBatch::MaxClosed);
            const Nanoseconds before = processorTime();
            model.append(batch);
            longest = std::max(longest, processorTime() - before);
        }
        QVERIFY(model.rowCount() >= int(ClosedModel::DefaultMaxRows));
        QVERIFY(model.rowCount() <= int(ClosedModel::DefaultMaxRows * 11 / 10));
        QTRY_COMPARE(proxy.rowCount(), model.rowCount());
        QVERIFY2(longest < 50ms, qPrintable(QString::number(longest.count() / 1'000'000)));
    }
};

QTEST_MAIN(TestClosedModel)
#include "tst_closedmodel.moc"
