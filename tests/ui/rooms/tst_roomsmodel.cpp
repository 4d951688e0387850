#include "ui/rooms/roomsmodel.h"

#include <QAbstractItemModelTester>
#include <QLocale>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

RoomReport report(std::vector<RoomSnapshot> rooms, std::chrono::seconds at = 0s)
{
    return {TimePoint(at), {std::move(rooms), 0}};
}

RoomMembers members(const QString &room, std::initializer_list<int> ids, quint64 total = 0)
{
    RoomMembers list{room, {}, total > 0 ? total : ids.size()};
    for (const int id : ids)
        list.members.push_back({ConnectionId(quint64(id)), u"user%1"_s.arg(id)});
    return list;
}

struct Shown
{
    RoomsModel model;
    std::optional<QAbstractItemModelTester> tester;
    QStringList wanted;

    //! The model tester fetches the members of all rooms.
    explicit Shown(bool isTested = true)
    {
        if (isTested)
            tester.emplace(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QObject::connect(&model, &RoomsModel::membersRequested, &model,
                         [this](const QString &room) { wanted += room; });
    }
    QString cell(const QString &room, RoomsModel::Column column) const
    {
        const QModelIndex index = model.indexOf(room);
        return index.siblingAtColumn(column).data().toString();
    }
    QStringList rooms() const
    {
        QStringList rooms;
        for (int row = 0; row < model.rowCount(); ++row)
            rooms += model.index(row, 0).data().toString();
        rooms.sort();
        return rooms;
    }
    QStringList membersOf(const QString &room) const
    {
        QStringList list;
        const QModelIndex parent = model.indexOf(room);
        for (int row = 0; row < model.rowCount(parent); ++row)
            list += model.index(row, 0, parent).data().toString();
        return list;
    }
    //! Fetches the members as a view does, unless the model tester has done so.
    void open(const QString &room)
    {
        if (model.canFetchMore(model.indexOf(room)))
            model.fetchMore(model.indexOf(room));
    }
};

} // namespace

class tst_RoomsModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void addsChangesAndRemovesRooms()
    {
        Shown shown;
        shown.model.apply(report({{u"a"_s, 2, 7, 5, 1200}, {u"b"_s, 1, 0, 0, 0}}));
        QCOMPARE(shown.rooms(), (QStringList{u"a"_s, u"b"_s}));
        QCOMPARE(shown.cell(u"a"_s, RoomsModel::Members), u"2"_s);
        QCOMPARE(shown.cell(u"a"_s, RoomsModel::Published), u"7"_s);
        QCOMPARE(shown.cell(u"a"_s, RoomsModel::History), u"5 · 1.2 kB"_s);
        QCOMPARE(shown.cell(u"a"_s, RoomsModel::Rate), QString()); // a rate needs two reports

        QSignalSpy reset(&shown.model, &QAbstractItemModel::modelReset);
        const QPersistentModelIndex b = shown.model.indexOf(u"b"_s);
        shown.model.apply(report({{u"c"_s, 3, 1, 0, 0}, {u"b"_s, 4, 10, 0, 0}}, 2s));
        QCOMPARE(shown.rooms(), (QStringList{u"b"_s, u"c"_s}));
        QVERIFY(b.isValid());
        QCOMPARE(shown.cell(u"b"_s, RoomsModel::Members), u"4"_s);
        QCOMPARE(shown.cell(u"b"_s, RoomsModel::Rate), u"5.0/s"_s);
        QVERIFY(reset.isEmpty());
        // The room was removed and created again in between: its numbers start from 1.
        shown.model.apply(report({{u"b"_s, 4, 1, 0, 0}}, 3s));
        QCOMPARE(shown.cell(u"b"_s, RoomsModel::Rate), QString());
        shown.model.apply(report({}));
        QCOMPARE(shown.model.rowCount(), 0);
    }

    void reportsOnlyChangedRooms()
    {
        Shown shown;
        shown.model.apply(report({{u"a"_s, 1}, {u"b"_s, 1}, {u"c"_s, 1}}));
        shown.model.apply(report({{u"a"_s, 1}, {u"b"_s, 1}, {u"c"_s, 1}}, 1s)); // now there is a rate
        QSignalSpy changed(&shown.model, &QAbstractItemModel::dataChanged);
        shown.model.apply(report({{u"a"_s, 1}, {u"b"_s, 1}, {u"c"_s, 1}}, 2s));
        QVERIFY(changed.isEmpty());
        shown.model.apply(report({{u"a"_s, 2}, {u"b"_s, 2}, {u"c"_s, 1}}, 3s));
        QCOMPARE(changed.size(), 1); // neighbours in one signal
    }

    void fetchesMembersOfExpandedRooms()
    {
        Shown shown(false);
        shown.model.apply(report({{u"a"_s, 2}, {u"b"_s, 1}, {u"empty"_s, 0}}));
        QVERIFY(shown.model.hasChildren(shown.model.indexOf(u"a"_s)));
        QVERIFY(!shown.model.hasChildren(shown.model.indexOf(u"empty"_s)));
        QVERIFY(!shown.model.canFetchMore(shown.model.indexOf(u"empty"_s)));
        shown.open(u"a"_s);
        QCOMPARE(shown.wanted, QStringList{u"a"_s});
        QVERIFY(!shown.model.canFetchMore(shown.model.indexOf(u"a"_s)));
        shown.model.setMembersOf(members(u"a"_s, {3, 5}));
        QCOMPARE(shown.membersOf(u"a"_s), (QStringList{u"user3 (#3)"_s, u"user5 (#5)"_s}));
        const QModelIndex member = shown.model.index(1, 0, shown.model.indexOf(u"a"_s));
        QCOMPARE(shown.model.memberAt(member)->client, ConnectionId(5));
        QCOMPARE(shown.model.groupOf(member)->name, u"a"_s);

        // Each report requests the members of expanded rooms again.
        shown.wanted.clear();
        shown.model.apply(report({{u"a"_s, 2}, {u"b"_s, 1}}, 1s));
        QCOMPARE(shown.wanted, QStringList{u"a"_s});
        shown.model.close(shown.model.indexOf(u"b"_s)); // is collapsed already
        shown.model.close(shown.model.indexOf(u"a"_s));
        QVERIFY(shown.membersOf(u"a"_s).isEmpty());
        shown.model.setMembersOf(members(u"a"_s, {3})); // too late
        QVERIFY(shown.membersOf(u"a"_s).isEmpty());
        shown.model.setMembersOf(members(u"nowhere"_s, {3}));
    }

    void replacesMembers_data()
    {
        QTest::addColumn<QList<int>>("before");
        QTest::addColumn<QList<int>>("after");
        QTest::newRow("first") << QList<int>{} << QList<int>{1};
        QTest::newRow("none") << QList<int>{1, 2} << QList<int>{};
        QTest::newRow("same") << QList<int>{1, 2} << QList<int>{1, 2};
        QTest::newRow("added before, between and after") << QList<int>{2, 4} << QList<int>{1, 2, 3, 4, 5};
        QTest::newRow("removed before, between and after") << QList<int>{1, 2, 3, 4, 5} << QList<int>{2, 4};
        QTest::newRow("all others") << QList<int>{1, 2} << QList<int>{3, 4};
        QTest::newRow("mixed") << QList<int>{1, 3, 5, 7, 9} << QList<int>{2, 3, 4, 7, 8, 10};
    }
    void replacesMembers()
    {
        QFETCH(QList<int>, before);
        QFETCH(QList<int>, after);
        Shown shown;
        shown.model.apply(report({{u"a"_s, 99}}));
        shown.open(u"a"_s);
        for (const QList<int> &ids : {before, after}) {
            RoomMembers list{u"a"_s, {}, 99};
            QStringList texts;
            for (const int id : ids) {
                list.members.push_back({ConnectionId(quint64(id)), u"u"_s});
                texts += u"u (#%1)"_s.arg(id);
            }
            shown.model.setMembersOf(list);
            QCOMPARE(shown.membersOf(u"a"_s), texts);
        }
    }

    void countsMembersThatAreNotListed()
    {
        Shown shown;
        shown.model.apply(report({{u"a"_s, 5000}}));
        QCOMPARE(shown.model.unlistedMembers(u"a"_s), 0u); // the room is not expanded
        shown.open(u"a"_s);
        shown.model.setMembersOf(members(u"a"_s, {1, 2}, 5001));
        QCOMPARE(shown.model.unlistedMembers(u"a"_s), 4999u);
        QCOMPARE(shown.cell(u"a"_s, RoomsModel::Members), u"5,001"_s);
        QCOMPARE(shown.model.unlistedMembers(u"nowhere"_s), 0u);
    }

    void removesManyAtOnce()
    {
        Shown shown;
        std::vector<RoomSnapshot> all;
        std::vector<RoomSnapshot> half;
        for (int i = 0; i < 500; ++i) {
            all.push_back({u"room%1"_s.arg(i), 1});
            if (i % 2 == 0)
                half.push_back(all.back());
        }
        shown.model.apply(report(all));
        shown.model.apply(report(half, 1s));
        QCOMPARE(shown.model.rowCount(), 250);
        QCOMPARE(shown.model.indexOf(u"room498"_s).row(), 249);
        QVERIFY(!shown.model.indexOf(u"room499"_s).isValid());
    }

    void hasATitleAndAnAlignmentForEveryColumn()
    {
        Shown shown;
        shown.model.apply(report({{u"a"_s, 1}}));
        for (int column = 0; column < RoomsModel::ColumnCount; ++column) {
            QVERIFY(!shown.model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
            QCOMPARE(shown.model.headerData(column, Qt::Horizontal, Qt::TextAlignmentRole),
                     shown.model.index(0, column).data(Qt::TextAlignmentRole));
        }
    }
};

QTEST_GUILESS_MAIN(tst_RoomsModel)
#include "tst_roomsmodel.moc"
