#include "ui/connections/connectionsproxymodel.h"

#include "tests/ui/fakeconsole.h"
#include "ui/connections/connectionsmodel.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <numeric>

using namespace signalbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

using Ids = QList<int>;

class tst_ConnectionsProxyModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void sortsByRawValue_data();
    void sortsByRawValue();
    void equalRowsAreSortedById();
    void filters();
    void newRowsAreSorted();
    void newRowsOfLargeTablesAreSorted();
    void newRowsAreFiltered();
    void changedRowsAreSortedLater();
    void unchangedOrderEmitsNothing();
    void changedRowsAreFilteredOut();
    void followsTheRooms();
    void removals_data();
    void removals();
    void survivesAReset();
    void persistentIndexesFollow();
    void twentyThousand();

private:
    Ids shown() const;
    void setFilter(const QString &text)
    {
        m_proxy->setFilter(Query::parse(text, QueryList::Connections).query);
    }
    void sortBy(ConnectionColumn column, Qt::SortOrder order = Qt::AscendingOrder)
    {
        m_proxy->sort(int(column), order);
    }
    void setLatency(quint64 id, Nanoseconds latency);

    WallTime m_now{Milliseconds(1'760'000'000'000)};
    std::unique_ptr<ConnectionsModel> m_model;
    std::unique_ptr<ConnectionsProxyModel> m_proxy;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void tst_ConnectionsProxyModel::init()
{
    m_model = std::make_unique<ConnectionsModel>(nullptr, [this] { return m_now; });
    m_proxy = std::make_unique<ConnectionsProxyModel>(*m_model);
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_proxy.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
}

void tst_ConnectionsProxyModel::cleanup()
{
    m_tester.reset();
    m_proxy.reset();
    m_model.reset();
}

Ids tst_ConnectionsProxyModel::shown() const
{
    Ids ids;
    for (int row = 0; row < m_proxy->rowCount(); ++row) {
        const ConnectionId id = m_proxy->idAt(row);
        Q_ASSERT(m_proxy->rowOf(id) == row);
        ids += int(id.value());
    }
    return ids;
}

void tst_ConnectionsProxyModel::setLatency(quint64 id, Nanoseconds latency)
{
    ConnectionDelta delta;
    Activity activity;
    activity.latency = LatencyReading{latency, latency, 0ns};
    delta.changed.push_back({ConnectionId(id), activity});
    m_model->apply(delta);
}

void tst_ConnectionsProxyModel::sortsByRawValue_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<Ids>("ascending");
    // Ids 9, 10, 11; as text 10 would come before 9, and 1.5 s before 200 ms.
    QTest::newRow("id") << int(ConnectionColumn::Id) << Ids{9, 10, 11};
    QTest::newRow("address") << int(ConnectionColumn::Address) << Ids{10, 9, 11};
    QTest::newRow("latency") << int(ConnectionColumn::Latency) << Ids{11, 10, 9};
    QTest::newRow("bytes out") << int(ConnectionColumn::BytesOut) << Ids{10, 11, 9};
    QTest::newRow("user, without regard to case") << int(ConnectionColumn::User) << Ids{11, 9, 10};
    QTest::newRow("connected: the longest last") << int(ConnectionColumn::Connected) << Ids{10, 9, 11};
}

void tst_ConnectionsProxyModel::sortsByRawValue()
{
    QFETCH(int, column);
    QFETCH(Ids, ascending);
    std::vector<ConnectionSnapshot> three = sampleConnections(3, 9, m_now);
    const auto set = [&](std::size_t i, const QString &address, Nanoseconds latency, quint64 bytes,
                         const QString &user, std::chrono::minutes age) {
        three[i].info.peer.address = QHostAddress(address);
        three[i].activity.latency = LatencyReading{latency, latency, 0ns};
        three[i].activity.traffic.bytesOut = bytes;
        three[i].info.user = user;
        three[i].info.connectedAt = m_now - age;
    };
    set(0, u"10.0.0.1"_s, 1500ms, 1'000'000, u"bob"_s, 5min);
    set(1, u"9.0.0.1"_s, 200ms, 999, u"Carol"_s, 1min);
    set(2, u"::1"_s, 350us, 20'000, u"Alice"_s, 90min);
    m_model->apply({three, {}, {}});

    sortBy(ConnectionColumn(column));
    QCOMPARE(shown(), ascending);
    sortBy(ConnectionColumn(column), Qt::DescendingOrder);
    QCOMPARE(shown(), Ids(ascending.rbegin(), ascending.rend()));
}

void tst_ConnectionsProxyModel::equalRowsAreSortedById()
{
    std::vector<ConnectionSnapshot> rows = sampleConnections(6, 1, m_now);
    std::ranges::reverse(rows);
    for (ConnectionSnapshot &row : rows)
        row.info.room = u"lobby"_s;
    m_model->apply({rows, {}, {}});
    sortBy(ConnectionColumn::Room);
    QCOMPARE(shown(), (Ids{1, 2, 3, 4, 5, 6}));
}

void tst_ConnectionsProxyModel::filters()
{
    m_model->apply({sampleConnections(9, 1, m_now), {}, {}}); // rooms lobby, trading, support, lobby …
    sortBy(ConnectionColumn::Id, Qt::DescendingOrder);
    setFilter(u"room:trading"_s);
    QCOMPARE(shown(), (Ids{8, 5, 2}));
    QCOMPARE(m_proxy->rowOf(ConnectionId(1)), -1);
    setFilter(u"room:trading id:5"_s);
    QCOMPARE(shown(), (Ids{5}));
    setFilter(u"room:nowhere"_s);
    QCOMPARE(shown(), Ids());
    setFilter(QString());
    QCOMPARE(shown(), (Ids{9, 8, 7, 6, 5, 4, 3, 2, 1}));
}

void tst_ConnectionsProxyModel::newRowsAreSorted()
{
    sortBy(ConnectionColumn::Id, Qt::DescendingOrder);
    m_model->apply({sampleConnections(3, 1, m_now), {}, {}});
    m_model->apply({sampleConnections(2, 4, m_now), {}, {}});
    QTRY_COMPARE(shown(), (Ids{5, 4, 3, 2, 1}));
}

void tst_ConnectionsProxyModel::newRowsOfLargeTablesAreSorted()
{
    m_tester.reset(); // it visits every row at every signal
    sortBy(ConnectionColumn::Id);
    std::vector<ConnectionSnapshot> odd;
    std::vector<ConnectionSnapshot> even;
    for (const ConnectionSnapshot &row : sampleConnections(5000, 1, m_now))
        (row.info.id.value() % 2 == 1 ? odd : even).push_back(row);
    m_model->apply({odd, {}, {}});
    m_model->apply({even, {}, {}});
    Ids sorted(5000, 0);
    std::iota(sorted.begin(), sorted.end(), 1);
    QTRY_COMPARE(shown(), sorted);
}

void tst_ConnectionsProxyModel::newRowsAreFiltered()
{
    setFilter(u"room:lobby"_s);
    m_model->apply({sampleConnections(3, 1, m_now), {}, {}});
    m_model->apply({sampleConnections(3, 4, m_now), {}, {}});
    QCOMPARE(shown(), (Ids{1, 4}));
}

void tst_ConnectionsProxyModel::changedRowsAreSortedLater()
{
    m_model->apply({sampleConnections(3, 1, m_now), {}, {}});
    for (const quint64 id : {1, 2, 3})
        setLatency(id, id * 10ms);
    sortBy(ConnectionColumn::Latency);
    QCOMPARE(shown(), (Ids{1, 2, 3}));
    setLatency(1, 99ms);
    QCOMPARE(shown(), (Ids{1, 2, 3})); // rows do not move at every delta
    QTRY_COMPARE(shown(), (Ids{2, 3, 1}));
}

void tst_ConnectionsProxyModel::unchangedOrderEmitsNothing()
{
    m_model->apply({sampleConnections(3, 1, m_now), {}, {}});
    for (const quint64 id : {1, 2, 3})
        setLatency(id, id * 10ms);
    sortBy(ConnectionColumn::Latency);
    QSignalSpy layouts(m_proxy.get(), &QAbstractItemModel::layoutChanged);
    setLatency(2, 21ms);
    m_proxy->refresh();
    QCOMPARE(layouts.count(), 0);
    setLatency(2, 31ms);
    m_proxy->refresh();
    QCOMPARE(layouts.count(), 1);
    QCOMPARE(shown(), (Ids{1, 3, 2}));
}

void tst_ConnectionsProxyModel::changedRowsAreFilteredOut()
{
    m_model->apply({sampleConnections(3, 1, m_now), {}, {}});
    for (const quint64 id : {1, 2, 3})
        setLatency(id, id * 10ms);
    setFilter(u"latency>15ms"_s);
    QCOMPARE(shown(), (Ids{2, 3}));
    setLatency(2, 1ms);
    setLatency(1, 20ms);
    QTRY_COMPARE(shown(), (Ids{1, 3}));
}

void tst_ConnectionsProxyModel::followsTheRooms()
{
    std::vector<ConnectionSnapshot> rows = sampleConnections(3, 1, m_now); // lobby, trading, support
    m_model->apply({rows, {}, {}});
    const auto join = [&](std::size_t row, const QString &room) {
        JoinedRooms &rooms = rows[row].activity.rooms;
        if (rooms.isNull())
            rooms.add(rows[row].info.room, RoomEntry::Path);
        rooms.add(room, RoomEntry::Request);
        m_model->apply({{}, {{rows[row].info.id, rows[row].activity}}, {}});
    };
    sortBy(ConnectionColumn::Id);
    setFilter(u"room:attic"_s);
    QCOMPARE(shown(), Ids());
    join(2, u"attic"_s);
    QTRY_COMPARE(shown(), (Ids{3}));
    setFilter(u"-attic"_s);
    QCOMPARE(shown(), (Ids{1, 2}));
    join(0, u"attic"_s);
    QTRY_COMPARE(shown(), (Ids{2}));

    setFilter({});
    sortBy(ConnectionColumn::Room);
    QCOMPARE(shown(), (Ids{1, 3, 2}));
    rows[0].activity.rooms.remove(u"lobby"_s);
    rows[0].activity.rooms.remove(u"attic"_s);
    join(0, u"zoo"_s);
    QTRY_COMPARE(shown(), (Ids{3, 2, 1}));
}

void tst_ConnectionsProxyModel::removals_data()
{
    QTest::addColumn<int>("step");
    QTest::newRow("one by one") << 50;
    QTest::newRow("as a reset") << 2;
}

void tst_ConnectionsProxyModel::removals()
{
    QFETCH(int, step);
    m_model->apply({sampleConnections(400, 1, m_now), {}, {}});
    sortBy(ConnectionColumn::BytesOut, Qt::DescendingOrder);
    setFilter(u"room:lobby"_s);
    Ids expected = shown();
    ConnectionDelta delta;
    for (int id = step; id <= 400; id += step) {
        delta.removed.push_back({ConnectionId(quint64(id)), {}});
        expected.removeAll(id);
    }
    m_model->apply(delta);
    QCOMPARE(shown(), expected);
}

void tst_ConnectionsProxyModel::survivesAReset()
{
    sortBy(ConnectionColumn::Id, Qt::DescendingOrder);
    m_model->apply({sampleConnections(3, 1, m_now), {}, {}});
    m_model->reset();
    QCOMPARE(shown(), Ids());
    m_model->apply({sampleConnections(3, 7, m_now), {}, {}});
    QTRY_COMPARE(shown(), (Ids{9, 8, 7}));
}

void tst_ConnectionsProxyModel::persistentIndexesFollow()
{
    m_model->apply({sampleConnections(6, 1, m_now), {}, {}});
    sortBy(ConnectionColumn::Id);
    const QPersistentModelIndex four = m_proxy->index(3, 0);
    const QPersistentModelIndex five = m_proxy->index(4, 0);
    sortBy(ConnectionColumn::Id, Qt::DescendingOrder);
    QCOMPARE(four.row(), 2);
    setFilter(u"room:lobby"_s); // 1 and 4
    QCOMPARE(four.row(), 0);
    QVERIFY(!five.isValid());
}

void tst_ConnectionsProxyModel::twentyThousand()
{
    m_tester.reset(); // it visits every row at every signal
    m_model->apply({sampleConnections(20'000, 1, m_now), {}, {}});
    QElapsedTimer timer;
    for (const ConnectionColumn column : {ConnectionColumn::Latency, ConnectionColumn::User,
                                          ConnectionColumn::Address, ConnectionColumn::Room}) {
        timer.start();
        sortBy(column);
        qInfo("sort 20,000 by %s: %lld ms", qPrintable(ConnectionColumns::title(column)), timer.elapsed());
    }
    for (const auto &text : {u"firefox"_s, u"room:lobby latency>100ms"_s, QString()}) {
        timer.start();
        setFilter(text);
        qInfo("filter 20,000 by '%s': %lld ms, %d left", qPrintable(text), timer.elapsed(),
              m_proxy->rowCount());
    }
    timer.start();
    m_proxy->refresh();
    qInfo("nothing to refresh: %lld ms", timer.elapsed());
    QCOMPARE(m_proxy->rowCount(), 20'000);
}

QTEST_GUILESS_MAIN(tst_ConnectionsProxyModel)
#include "tst_connectionsproxymodel.moc"
