#include "ui/rooms/grouptree.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

std::vector<RoomMember> members(const QList<int> &ids)
{
    std::vector<RoomMember> list;
    for (const int id : ids)
        list.push_back({ConnectionId(quint64(id)), u"user%1"_s.arg(id % 3)});
    return list;
}

//! Groups with their names and the number of their connections.
class SampleTree final : public GroupTree
{
public:
    enum Column { Name, Size };

    void add(const QStringList &names)
    {
        std::vector<std::unique_ptr<Group>> groups;
        for (const QString &name : names)
            groups.push_back(std::make_unique<Group>(name));
        addGroups(std::move(groups));
    }
    void setMembersOf(const QString &name, const QList<int> &ids) { setMembers(*find(name), members(ids)); }
    QString nameOf(int row) const { return groupOf(index(row, 0))->name; }
    QStringList names() const
    {
        QStringList names;
        for (int row = 0; row < rowCount(); ++row)
            names += nameOf(row);
        return names;
    }
    QList<int> membersOf(const QString &name) const
    {
        QList<int> ids;
        for (const RoomMember &member : find(name)->members)
            ids += int(member.client.value());
        return ids;
    }
    //! Compares two rows of one level.
    int order(const QString &left, const QString &right, int column) const
    {
        return compare(indexOf(left).siblingAtColumn(column), indexOf(right).siblingAtColumn(column));
    }

    bool isAccepted(int, const Query &) const override { return true; }
    int columnCount(const QModelIndex & = {}) const override { return Size + 1; }
    bool isNumeric(int column) const override { return column == Size; }
    int width(int) const override { return 10; }

    using GroupTree::MaxRanges;
    using GroupTree::MaxRemovedInPlace;
    using GroupTree::removeAll;
    using GroupTree::removeGroups;
    using GroupTree::reportChanged;

private:
    QString title(int column) const override { return column == Name ? u"Name"_s : u"Size"_s; }
    QString groupText(const Group &group, int column) const override
    {
        return column == Name ? group.name : QString::number(group.members.size());
    }
    QString memberText(const RoomMember &member, int) const override { return member.user; }
    std::weak_ordering compareGroups(const Group &left, const Group &right, int) const override
    {
        return left.members.size() <=> right.members.size();
    }
};

struct Tested
{
    SampleTree tree;
    QAbstractItemModelTester tester{&tree, QAbstractItemModelTester::FailureReportingMode::QtTest};
    QSignalSpy inserted{&tree, &QAbstractItemModel::rowsInserted};
    QSignalSpy removed{&tree, &QAbstractItemModel::rowsRemoved};
    QSignalSpy changed{&tree, &QAbstractItemModel::dataChanged};
    QSignalSpy reset{&tree, &QAbstractItemModel::modelReset};
};

QStringList numbered(int count)
{
    QStringList names;
    for (int i = 0; i < count; ++i)
        names += u"g%1"_s.arg(i);
    return names;
}

} // namespace

class tst_GroupTree : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsGroupsAndConnections()
    {
        Tested t;
        t.tree.add({u"a"_s, u"b"_s});
        t.tree.setMembersOf(u"b"_s, {4, 7});
        QCOMPARE(t.tree.rowCount(), 2);
        const QModelIndex b = t.tree.indexOf(u"b"_s);
        QCOMPARE(b.row(), 1);
        QCOMPARE(t.tree.rowCount(b), 2);
        QCOMPARE(t.tree.rowCount(b.siblingAtColumn(SampleTree::Size)), 0); // only column 0 has children
        QCOMPARE(t.tree.groupOf(b)->name, u"b"_s);
        QVERIFY(!t.tree.memberAt(b));

        const QModelIndex member = t.tree.index(1, 0, b);
        QCOMPARE(member.parent(), b);
        QCOMPARE(t.tree.groupOf(member)->name, u"b"_s);
        QCOMPARE(t.tree.memberAt(member)->client, ConnectionId(7));
        QCOMPARE(t.tree.rowCount(member), 0);

        QVERIFY(!t.tree.indexOf(u"c"_s).isValid());
        QVERIFY(!t.tree.groupOf({}));
        QVERIFY(!t.tree.memberAt({}));
    }

    void showsTextsAndAlignments()
    {
        Tested t;
        t.tree.add({u"a"_s});
        t.tree.setMembersOf(u"a"_s, {4, 5});
        const QModelIndex a = t.tree.indexOf(u"a"_s);
        QCOMPARE(a.data().toString(), u"a"_s);
        QCOMPARE(a.siblingAtColumn(SampleTree::Size).data().toString(), u"2"_s);
        QCOMPARE(t.tree.index(1, 0, a).data().toString(), u"user2"_s);
        QCOMPARE(a.data(Qt::ToolTipRole).toString(), QString());
        QCOMPARE(t.tree.headerData(SampleTree::Size, Qt::Horizontal, Qt::DisplayRole).toString(), u"Size"_s);
        QVERIFY(!t.tree.headerData(0, Qt::Vertical, Qt::DisplayRole).isValid());
        for (const int column : {SampleTree::Name, SampleTree::Size}) {
            QCOMPARE(t.tree.headerData(column, Qt::Horizontal, Qt::TextAlignmentRole),
                     a.siblingAtColumn(column).data(Qt::TextAlignmentRole));
        }
    }

    void groupsAreInsertedAtTheEndInOneSignal()
    {
        Tested t;
        t.tree.add({u"a"_s});
        t.tree.add({u"c"_s, u"b"_s});
        t.tree.add({});
        QCOMPARE(t.inserted.size(), 2);
        QCOMPARE(t.tree.names(), (QStringList{u"a"_s, u"c"_s, u"b"_s}));
        QCOMPARE(t.tree.indexOf(u"b"_s).row(), 2);
    }

    void groupsAreRemoved_data()
    {
        QTest::addColumn<QList<int>>("rows");
        QTest::addColumn<QStringList>("left");
        QTest::addColumn<int>("signalCount");
        QTest::newRow("none") << QList<int>{} << QStringList{u"g0"_s, u"g1"_s, u"g2"_s, u"g3"_s} << 0;
        QTest::newRow("first") << QList<int>{0} << QStringList{u"g1"_s, u"g2"_s, u"g3"_s} << 1;
        QTest::newRow("last") << QList<int>{3} << QStringList{u"g0"_s, u"g1"_s, u"g2"_s} << 1;
        QTest::newRow("neighbours") << QList<int>{1, 2} << QStringList{u"g0"_s, u"g3"_s} << 1;
        QTest::newRow("two ranges") << QList<int>{0, 2, 3} << QStringList{u"g1"_s} << 2;
        QTest::newRow("all") << QList<int>{0, 1, 2, 3} << QStringList{} << 1;
    }
    void groupsAreRemoved()
    {
        QFETCH(QList<int>, rows);
        QFETCH(QStringList, left);
        QFETCH(int, signalCount);
        Tested t;
        t.tree.add(numbered(4));
        t.tree.setMembersOf(u"g2"_s, {1, 2});
        t.tree.removeGroups({rows.begin(), rows.end()});
        QCOMPARE(t.tree.names(), left);
        QCOMPARE(t.removed.size(), signalCount);
        QVERIFY(t.reset.isEmpty());
        for (const QString &name : left)
            QCOMPARE(t.tree.nameOf(t.tree.indexOf(name).row()), name);
        for (const int row : rows)
            QVERIFY(!t.tree.indexOf(u"g%1"_s.arg(row)).isValid());
    }

    void manyRemovalsAreAReset_data()
    {
        constexpr int Ranges = int(SampleTree::MaxRanges);
        constexpr int Rows = int(SampleTree::MaxRemovedInPlace);
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("step"); // from one removed row to the next
        QTest::addColumn<bool>("isReset");
        QTest::newRow("as many ranges as allowed") << Ranges << 2 << false;
        QTest::newRow("one range more") << Ranges + 1 << 2 << true;
        QTest::newRow("as many rows as allowed") << Rows << 1 << false;
        QTest::newRow("one row more") << Rows + 1 << 1 << true;
    }
    void manyRemovalsAreAReset()
    {
        QFETCH(int, count);
        QFETCH(int, step);
        QFETCH(bool, isReset);
        SampleTree tree; // without a model tester, which visits every row at every signal
        QSignalSpy removed(&tree, &QAbstractItemModel::rowsRemoved);
        QSignalSpy reset(&tree, &QAbstractItemModel::modelReset);
        const int total = count * step + 1;
        tree.add(numbered(total));
        std::vector<int> rows;
        for (int i = 0; i < count; ++i)
            rows.push_back(i * step);
        tree.removeGroups(rows);
        QCOMPARE(!reset.isEmpty(), isReset);
        QCOMPARE(removed.isEmpty(), isReset);
        QCOMPARE(tree.rowCount(), total - count);
        QVERIFY(!tree.indexOf(u"g0"_s).isValid());
        QCOMPARE(tree.indexOf(u"g%1"_s.arg(total - 1)).row(), total - count - 1);
    }

    void membersFollow_data()
    {
        QTest::addColumn<QList<int>>("before");
        QTest::addColumn<QList<int>>("after");
        QTest::addColumn<int>("removals");
        QTest::addColumn<int>("insertions");
        QTest::newRow("the same") << QList<int>{1, 2} << QList<int>{1, 2} << 0 << 0;
        QTest::newRow("the first ones") << QList<int>{} << QList<int>{1, 2} << 0 << 1;
        QTest::newRow("none any more") << QList<int>{1, 2} << QList<int>{} << 1 << 0;
        QTest::newRow("before, between and after") << QList<int>{2, 4} << QList<int>{1, 2, 3, 4, 5} << 0 << 3;
        QTest::newRow("removed around others") << QList<int>{1, 2, 3, 4, 5} << QList<int>{2, 4} << 3 << 0;
        QTest::newRow("all replaced") << QList<int>{1, 2} << QList<int>{3, 4} << 1 << 1;
    }
    void membersFollow()
    {
        QFETCH(QList<int>, before);
        QFETCH(QList<int>, after);
        Tested t;
        t.tree.add({u"a"_s, u"b"_s});
        t.tree.setMembersOf(u"b"_s, before);
        t.inserted.clear();
        t.tree.setMembersOf(u"b"_s, after);
        QCOMPARE(t.tree.membersOf(u"b"_s), after);
        QTEST(int(t.removed.size()), "removals");
        QTEST(int(t.inserted.size()), "insertions");
        QVERIFY(t.tree.membersOf(u"a"_s).isEmpty());
    }

    void indexesSurviveOtherChanges()
    {
        Tested t;
        t.tree.add(numbered(3));
        t.tree.setMembersOf(u"g2"_s, {3, 5});
        const QPersistentModelIndex group = t.tree.indexOf(u"g2"_s);
        const QPersistentModelIndex member = t.tree.index(1, 0, group);
        t.tree.removeGroups({0});
        t.tree.setMembersOf(u"g2"_s, {1, 5});
        QCOMPARE(group.row(), 1);
        QCOMPARE(member.row(), 1);
        QCOMPARE(t.tree.memberAt(member)->client, ConnectionId(5));
        QCOMPARE(QModelIndex(member).parent(), QModelIndex(group));
    }

    void reportsNeighboursInOneSignal()
    {
        Tested t;
        t.tree.add(numbered(5));
        t.tree.reportChanged({0, 1, 3});
        QCOMPARE(t.changed.size(), 2);
        QCOMPARE(t.changed[0][0].toModelIndex(), t.tree.index(0, SampleTree::Name));
        QCOMPARE(t.changed[0][1].toModelIndex(), t.tree.index(1, SampleTree::Size));
        t.changed.clear();
        t.tree.reportChanged({});
        QVERIFY(t.changed.isEmpty());
    }

    void compares()
    {
        SampleTree tree;
        tree.add({u"b"_s, u"A"_s, u"c"_s});
        tree.setMembersOf(u"c"_s, {2, 4, 5});
        QVERIFY(tree.order(u"A"_s, u"b"_s, SampleTree::Name) < 0); // without regard to case
        QVERIFY(tree.order(u"c"_s, u"b"_s, SampleTree::Size) > 0);
        QVERIFY(tree.order(u"A"_s, u"b"_s, SampleTree::Size) < 0); // equal sizes: by name
        QCOMPARE(tree.order(u"b"_s, u"b"_s, SampleTree::Size), 0);
    }

    void comparesConnections()
    {
        SampleTree tree;
        tree.add({u"a"_s});
        tree.setMembersOf(u"a"_s, {1, 3, 4}); // user1, user0, user1
        const QModelIndex a = tree.indexOf(u"a"_s);
        const auto order = [&](int left, int right, int column) {
            return tree.compare(tree.index(left, column, a), tree.index(right, column, a));
        };
        QVERIFY(order(0, 1, 0) < 0);                // column 0: by id
        QVERIFY(order(0, 1, SampleTree::Size) > 0); // other columns: by text
        QVERIFY(order(0, 2, SampleTree::Size) < 0); // equal texts: by id
        QCOMPARE(order(2, 2, SampleTree::Size), 0);
    }

    void isEmptied()
    {
        Tested t;
        t.tree.add(numbered(3));
        t.tree.setMembersOf(u"g1"_s, {1});
        t.tree.removeAll();
        QCOMPARE(t.reset.size(), 1);
        QCOMPARE(t.tree.rowCount(), 0);
        QVERIFY(!t.tree.indexOf(u"g1"_s).isValid());
    }

    void retranslates()
    {
        Tested t;
        QSignalSpy headers(&t.tree, &QAbstractItemModel::headerDataChanged);
        t.tree.retranslate();
        QCOMPARE(headers.size(), 1);
        QVERIFY(t.changed.isEmpty()); // there are no rows
        t.tree.add({u"a"_s, u"b"_s});
        t.tree.retranslate();
        QCOMPARE(t.changed.size(), 1);
        QCOMPARE(t.changed[0][1].toModelIndex(), t.tree.index(1, SampleTree::Size));
    }
};

QTEST_GUILESS_MAIN(tst_GroupTree)
#include "tst_grouptree.moc"
