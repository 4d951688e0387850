#include "ui/rooms/groupproxymodel.h"

#include "ui/connections/nameorder.h"
#include "ui/rooms/usersmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

ConnectionSnapshot connection(quint64 id, const QString &user, const QString &address = u"10.0.0.1"_s,
                              const QString &room = u"lobby"_s)
{
    ConnectionSnapshot snapshot;
    snapshot.info.id = ConnectionId(id);
    snapshot.info.user = user;
    snapshot.info.room = room;
    snapshot.info.peer = {QHostAddress(address), 4000};
    return snapshot;
}

struct Shown
{
    UsersModel model;
    GroupProxyModel proxy{model};
    std::unique_ptr<QAbstractItemModelTester> tester = std::make_unique<QAbstractItemModelTester>(
        &proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);

    Shown() { proxy.sort(0); }
    void filter(const QString &text) { proxy.setFilter(Query::parse(text, QueryList::Users).query); }
    void add(std::vector<ConnectionSnapshot> added) { model.apply({std::move(added), {}, {}}); }
    QStringList names(const QModelIndex &parent = {}) const
    {
        QStringList names;
        for (int row = 0; row < proxy.rowCount(parent); ++row)
            names += proxy.index(row, 0, parent).data().toString();
        return names;
    }
    //! Adds users. A third of the names contains a 9, and these are in many ranges of the table.
    void addThousands()
    {
        tester.reset(); // it visits every row at every signal
        std::vector<ConnectionSnapshot> many;
        for (quint64 id = 1; id <= 5000; ++id)
            many.push_back(connection(id, u"guest-%1"_s.arg(id * 7919 % 10007)));
        add(std::move(many));
    }
};

} // namespace

class tst_GroupProxyModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sorts_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<QStringList>("ascending");
        QTest::newRow("name, without regard to case")
            << int(UsersModel::User) << QStringList{u"ann"_s, u"Bob"_s, u"carl"_s, u"dora"_s};
        QTest::newRow("connections, then name")
            << int(UsersModel::Connections) << QStringList{u"ann"_s, u"Bob"_s, u"dora"_s, u"carl"_s};
        // A user with two connections has no room and no address.
        QTest::newRow("room") << int(UsersModel::Room)
                              << QStringList{u"carl"_s, u"Bob"_s, u"ann"_s, u"dora"_s};
        QTest::newRow("address, by number")
            << int(UsersModel::Address) << QStringList{u"carl"_s, u"Bob"_s, u"dora"_s, u"ann"_s};
    }
    void sorts()
    {
        QFETCH(int, column);
        QFETCH(QStringList, ascending);
        Shown shown;
        shown.add({connection(1, u"carl"_s), connection(2, u"ann"_s, u"10.0.0.1"_s, u"Tea"_s),
                   connection(3, u"Bob"_s, u"9.0.0.1"_s), connection(4, u"carl"_s),
                   connection(5, u"dora"_s, u"9.0.0.2"_s, u"tea"_s)});
        shown.proxy.sort(column);
        QCOMPARE(shown.names(), ascending);
        shown.proxy.sort(column, Qt::DescendingOrder);
        QCOMPARE(shown.names(), QStringList(ascending.rbegin(), ascending.rend()));
    }

    void filtersNamesInAnyCaseWithAllTheirConnections()
    {
        Shown shown;
        shown.add({connection(1, u"ann"_s), connection(2, u"Joanna"_s), connection(3, u"bob"_s),
                   connection(4, u"Joanna"_s)});
        shown.filter(u"ANN"_s);
        QCOMPARE(shown.names(), (QStringList{u"ann"_s, u"Joanna"_s}));
        QCOMPARE(shown.names(shown.proxy.index(1, 0)), (QStringList{u"#2"_s, u"#4"_s}));
        shown.add({connection(5, u"Hanna"_s), connection(6, u"eve"_s)});
        QTRY_COMPARE(shown.names(), (QStringList{u"ann"_s, u"Hanna"_s, u"Joanna"_s}));
        shown.proxy.setFilter({});
        QCOMPARE(shown.names(), (QStringList{u"ann"_s, u"bob"_s, u"eve"_s, u"Hanna"_s, u"Joanna"_s}));
    }

    void filtersByRoomAndNumber()
    {
        Shown shown;
        shown.add({connection(1, u"ann"_s), connection(2, u"bob"_s, u"10.0.0.1"_s, u"Tea"_s),
                   connection(3, u"ann"_s, u"10.0.0.1"_s, u"tea"_s)});
        shown.filter(u"room:tea"_s);
        QCOMPARE(shown.names(), (QStringList{u"ann"_s, u"bob"_s}));
        shown.filter(u"connections>1"_s);
        QCOMPARE(shown.names(), QStringList{u"ann"_s});
        shown.add({connection(4, u"bob"_s)}); // what is filtered changes
        QTRY_COMPARE(shown.names(), (QStringList{u"ann"_s, u"bob"_s}));
        shown.filter(u"-room:lobby"_s);
        QCOMPARE(shown.names(), QStringList());
    }

    void newRowsAreSorted()
    {
        Shown shown;
        shown.proxy.sort(UsersModel::Connections, Qt::DescendingOrder);
        shown.add({connection(3, u"ann"_s), connection(5, u"ann"_s), connection(2, u"bob"_s)});
        QCOMPARE(shown.names(), (QStringList{u"ann"_s, u"bob"_s}));
        shown.add({connection(1, u"bob"_s), connection(7, u"bob"_s), connection(4, u"ann"_s)});
        // Equal numbers are sorted by name, also in descending order.
        QTRY_COMPARE(shown.names(), (QStringList{u"bob"_s, u"ann"_s}));
        QTRY_COMPARE(shown.names(shown.proxy.index(0, 0)), (QStringList{u"#7"_s, u"#2"_s, u"#1"_s}));
        QTRY_COMPARE(shown.names(shown.proxy.index(1, 0)), (QStringList{u"#5"_s, u"#4"_s, u"#3"_s}));
    }

    void persistentIndexesFollow()
    {
        Shown shown;
        shown.add({connection(1, u"ann"_s), connection(2, u"bob"_s), connection(3, u"eve"_s)});
        const QPersistentModelIndex bob = shown.proxy.index(1, 0);
        const QPersistentModelIndex connectionOfBob = shown.proxy.index(0, 0, bob);
        const QPersistentModelIndex eve = shown.proxy.index(2, 0);
        shown.filter(u"user:b"_s);
        QCOMPARE(bob.row(), 0);
        QCOMPARE(connectionOfBob.parent(), QModelIndex(bob));
        QVERIFY(!eve.isValid());
        shown.proxy.setFilter({});
        shown.proxy.sort(0, Qt::DescendingOrder);
        QCOMPARE(bob.row(), 1);
        QCOMPARE(bob.data().toString(), u"bob"_s);
    }

    //! The work of views for each range is proportional to the table: thousands of ranges would block the
    //! window for seconds.
    void aFilterIsOneChange()
    {
        Shown shown;
        shown.addThousands();
        QSignalSpy layouts(&shown.proxy, &QAbstractItemModel::layoutChanged);
        QSignalSpy removals(&shown.proxy, &QAbstractItemModel::rowsRemoved);
        QSignalSpy insertions(&shown.proxy, &QAbstractItemModel::rowsInserted);
        shown.filter(u"9"_s);
        shown.filter(u"9"_s);
        QVERIFY(shown.proxy.rowCount() > 500);
        QVERIFY(shown.proxy.rowCount() < 4000);
        shown.proxy.setFilter({});
        QCOMPARE(shown.proxy.rowCount(), 5000);
        QCOMPARE(layouts.count(), 2);
        QCOMPARE(removals.count() + insertions.count(), 0);
    }

    void newGroupsAreOneInsertion()
    {
        Shown shown;
        shown.addThousands();
        QSignalSpy insertions(&shown.proxy, &QAbstractItemModel::rowsInserted);
        std::vector<ConnectionSnapshot> some;
        for (quint64 id = 1; id <= 200; ++id) // in many ranges of the table
            some.push_back(connection(100'000 + id, u"guest-%1x"_s.arg(id * 37)));
        shown.add(std::move(some));
        QCOMPARE(insertions.count(), 1);
        const auto before = [](const QString &a, const QString &b) { return compareNames(a, b) < 0; };
        const auto isSorted = [&] {
            const QStringList names = shown.names();
            return std::ranges::is_sorted(names, before);
        };
        QTRY_VERIFY(isSorted());
    }
};

QTEST_GUILESS_MAIN(tst_GroupProxyModel)
#include "tst_groupproxymodel.moc"
