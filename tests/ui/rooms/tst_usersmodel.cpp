#include "ui/rooms/usersmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

ConnectionSnapshot connection(quint64 id, const QString &user, const QString &room = u"lobby"_s)
{
    ConnectionSnapshot snapshot;
    snapshot.info.id = ConnectionId(id);
    snapshot.info.user = user;
    snapshot.info.room = room;
    snapshot.info.peer = {QHostAddress(QHostAddress::LocalHost), quint16(4000 + id)};
    return snapshot;
}

struct Shown
{
    UsersModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};

    void add(std::vector<ConnectionSnapshot> added)
    {
        ConnectionDelta delta;
        delta.added = std::move(added);
        model.apply(delta);
    }
    void remove(std::initializer_list<int> ids)
    {
        ConnectionDelta delta;
        for (const int id : ids)
            delta.removed.push_back({ConnectionId(quint64(id)), {}});
        model.apply(delta);
    }
    //! User: connections.
    QStringList rows() const
    {
        QStringList rows;
        for (int row = 0; row < model.rowCount(); ++row) {
            const QModelIndex user = model.index(row, 0);
            QStringList connections;
            for (int child = 0; child < model.rowCount(user); ++child)
                connections += model.index(child, 0, user).data().toString();
            rows += user.data().toString() + u": "_s + connections.join(u' ');
        }
        rows.sort();
        return rows;
    }
};

} // namespace

class tst_UsersModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsRoomsThatAreJoinedLater()
    {
        Shown shown;
        shown.add({connection(4, u"ann"_s, u"hall"_s), connection(5, u"bob"_s), connection(6, u"bob"_s)});
        const auto setRooms = [&](quint64 id, const QStringList &names) {
            ConnectionDelta delta;
            delta.changed.push_back({ConnectionId(id), {}});
            for (const QString &name : names)
                delta.changed.back().activity.rooms.add(name, RoomEntry::Request);
            shown.model.apply(delta);
        };
        QSignalSpy changed(&shown.model, &QAbstractItemModel::dataChanged);
        setRooms(4, {u"hall"_s, u"cellar"_s});
        const QModelIndex ann = shown.model.indexOf(u"ann"_s).siblingAtColumn(UsersModel::Room);
        const QModelIndex annsOnly = shown.model.index(0, UsersModel::Room, shown.model.indexOf(u"ann"_s));
        QCOMPARE(ann.data().toString(), u"hall +1"_s);
        QCOMPARE(annsOnly.data().toString(), u"hall +1"_s);
        QCOMPARE(ann.data(Qt::ToolTipRole).toString(), u"hall\ncellar"_s);
        QCOMPARE(changed.size(), 2); // the user and its connection
        setRooms(4, {u"hall"_s, u"cellar"_s});
        QCOMPARE(changed.size(), 2);
        setRooms(6, {u"cellar"_s});
        const QModelIndex bob = shown.model.indexOf(u"bob"_s);
        QCOMPARE(shown.model.index(1, UsersModel::Room, bob).data().toString(), u"cellar"_s);
        QCOMPARE(shown.model.index(1, UsersModel::Room, bob).data(Qt::ToolTipRole).toString(), u"cellar"_s);
        QCOMPARE(bob.siblingAtColumn(UsersModel::Room).data().toString(), QString());

        const auto accepted = [&](const QString &text) {
            const Query query = Query::parse(text, QueryList::Users).query;
            return QList<bool>{shown.model.isAccepted(ann.row(), query),
                               shown.model.isAccepted(bob.row(), query)};
        };
        QCOMPARE(accepted(u"room:cellar"_s), (QList<bool>{true, true}));
        QCOMPARE(accepted(u"room:hall"_s), (QList<bool>{true, false}));
        QCOMPARE(accepted(u"room:lobby"_s), (QList<bool>{false, true}));
        setRooms(99, {u"unknown"_s});
        shown.remove({4});
        QCOMPARE(shown.rows(), QStringList{u"bob: #5 #6"_s});
    }

    void groupsConnectionsByUser()
    {
        Shown shown;
        shown.add({connection(7, u"bob"_s), connection(2, u"ann"_s, u"a"_s), connection(1, u"bob"_s)});
        QCOMPARE(shown.rows(), (QStringList{u"ann: #2"_s, u"bob: #1 #7"_s}));
        const QModelIndex ann = shown.model.indexOf(u"ann"_s);
        QCOMPARE(ann.siblingAtColumn(UsersModel::Connections).data().toString(), u"1"_s);
        QCOMPARE(ann.siblingAtColumn(UsersModel::Room).data().toString(), u"a"_s);
        QCOMPARE(ann.siblingAtColumn(UsersModel::Address).data().toString(), u"127.0.0.1:4002"_s);
        const QModelIndex bob = shown.model.indexOf(u"bob"_s);
        QCOMPARE(bob.siblingAtColumn(UsersModel::Room).data().toString(), QString());
        QCOMPARE(shown.model.index(1, UsersModel::Address, bob).data().toString(), u"127.0.0.1:4007"_s);
        QCOMPARE(shown.model.countOf(u"bob"_s), 2);
        QCOMPARE(shown.model.find(ConnectionId(2))->user, u"ann"_s);

        shown.add({connection(3, u"bob"_s), connection(4, u"eve"_s)});
        QCOMPARE(shown.rows(), (QStringList{u"ann: #2"_s, u"bob: #1 #3 #7"_s, u"eve: #4"_s}));
        shown.remove({1, 2, 99});
        QCOMPARE(shown.rows(), (QStringList{u"bob: #3 #7"_s, u"eve: #4"_s}));
        QVERIFY(!shown.model.find(ConnectionId(2)));
        QVERIFY(shown.model.countOf(u"ann"_s) == 0);
        shown.model.clear();
        QVERIFY(shown.rows().isEmpty());
    }

    void removedAndAddedInOneBatch()
    {
        Shown shown;
        shown.add({connection(1, u"ann"_s)});
        ConnectionDelta delta;
        delta.removed.push_back({ConnectionId(1), {}});
        delta.added.push_back(connection(2, u"ann"_s));
        shown.model.apply(delta);
        QCOMPARE(shown.rows(), QStringList{u"ann: #2"_s});
    }

    //! Thousands of users may be removed at once: a signal for each connection would block the window.
    void removesUsersWithTheirConnections()
    {
        Shown shown;
        shown.add({connection(1, u"ann"_s), connection(2, u"ann"_s), connection(3, u"bob"_s),
                   connection(4, u"eve"_s), connection(5, u"eve"_s)});
        QSignalSpy removals(&shown.model, &QAbstractItemModel::rowsRemoved);
        ConnectionDelta delta;
        for (const quint64 id : {2, 1, 3, 5, 5}) // a repeated id counts once
            delta.removed.push_back({ConnectionId(id), {}});
        shown.model.apply(delta);
        QCOMPARE(shown.rows(), QStringList{u"eve: #4"_s});
        const auto isOfUser = [](const QList<QVariant> &call) { return call[0].toModelIndex().isValid(); };
        QCOMPARE(std::ranges::count_if(removals, isOfUser), 1); // eve's
    }

    void ignoresConnectionsThatAreListed()
    {
        Shown shown;
        shown.add({connection(1, u"ann"_s)});
        shown.add({connection(1, u"ann"_s), connection(2, u"ann"_s)});
        QCOMPARE(shown.rows(), QStringList{u"ann: #1 #2"_s});
    }

    void manyRemovedUsersAreOneReset()
    {
        Shown shown;
        std::vector<ConnectionSnapshot> many;
        ConnectionDelta first; // neighbours in this order; in a proxy they may be anywhere
        for (quint64 id = 1; id <= 600; ++id) {
            many.push_back(connection(id, u"guest-%1"_s.arg(id)));
            if (id <= 400)
                first.removed.push_back({ConnectionId(id), {}});
        }
        for (const ConnectionSnapshot &one : many) // one by one, to have them in this order
            shown.add({one});
        QSignalSpy resets(&shown.model, &QAbstractItemModel::modelReset);
        QSignalSpy removals(&shown.model, &QAbstractItemModel::rowsRemoved);
        shown.model.apply(first);
        QCOMPARE(resets.count(), 1);
        QCOMPARE(removals.count(), 0);
        QCOMPARE(shown.model.rowCount(), 200);
        QCOMPARE(shown.model.indexOf(u"guest-600"_s).row(), 199);
    }

    void changedConnectionsOfOneUser_data()
    {
        QTest::addColumn<int>("every"); // which of 2000 connections is removed
        QTest::addColumn<int>("removals");
        QTest::addColumn<int>("insertions");
        QTest::newRow("three") << 700 << 2 << 1;
        QTest::newRow("many, far apart") << 2 << 1 << 1;
        QTest::newRow("many, and few ranges") << 1 << 1 << 1;
    }
    // A peer chooses how many connections have one name: the signals are few all the same.
    void changedConnectionsOfOneUser()
    {
        QFETCH(const int, every);
        QFETCH(const int, removals);
        QFETCH(const int, insertions);
        Shown shown;
        std::vector<ConnectionSnapshot> many;
        ConnectionDelta change;
        for (quint64 id = 1; id <= 2000; ++id) {
            many.push_back(connection(id, u"ann"_s));
            if (id % quint64(every) == 0 && id <= 1999)
                change.removed.push_back({ConnectionId(id), {}});
        }
        shown.add(std::move(many));
        const QModelIndex ann = shown.model.indexOf(u"ann"_s);
        QSignalSpy resets(&shown.model, &QAbstractItemModel::modelReset);
        QSignalSpy removed(&shown.model, &QAbstractItemModel::rowsRemoved);
        QSignalSpy inserted(&shown.model, &QAbstractItemModel::rowsInserted);
        change.added = {connection(2001, u"ann"_s), connection(2002, u"ann"_s)};
        const int expected = 2002 - int(change.removed.size());
        shown.model.apply(change);
        QCOMPARE(shown.model.rowCount(ann), expected);
        QCOMPARE(shown.model.index(expected - 1, 0, ann).data().toString(), u"#2002"_s);
        QCOMPARE(removed.count(), removals);
        QCOMPARE(inserted.count(), insertions);
        QCOMPARE(resets.count(), 0);
    }

    void showsUsersThatAuthenticateLater()
    {
        Shown shown;
        shown.add({connection(1, {}), connection(2, {}), connection(3, u"ann"_s)});
        QCOMPARE(shown.rows(), QStringList{u"ann: #3"_s});
        const auto identify = [&](std::vector<IdentityChange> identities,
                                  std::vector<ConnectionChange> changed) {
            ConnectionDelta delta;
            delta.changed = std::move(changed);
            delta.identities = std::move(identities);
            shown.model.apply(delta);
        };
        identify({}, {{ConnectionId(1), {}}}); // still nobody
        QCOMPARE(shown.rows(), QStringList{u"ann: #3"_s});
        identify({{ConnectionId(1), u"ann"_s}, {ConnectionId(9), u"eve"_s}}, {{ConnectionId(1), {}}});
        QCOMPARE(shown.rows(), QStringList{u"ann: #1 #3"_s});
        identify({{ConnectionId(2), u"bob"_s}, {ConnectionId(3), u"ann"_s, u"Ann Lee"_s}}, {});
        QCOMPARE(shown.rows(), (QStringList{u"ann: #1 #3"_s, u"bob: #2"_s}));
        QCOMPARE(shown.model.find(ConnectionId(3))->displayName, u"Ann Lee"_s);
        identify({{ConnectionId(1), u"bob"_s}, {ConnectionId(3), u"bob"_s}}, {});
        QCOMPARE(shown.rows(), QStringList{u"bob: #1 #2 #3"_s});
        shown.remove({1, 2, 3});
        QCOMPARE(shown.rows(), QStringList());
        shown.add({connection(4, {})});
        shown.remove({4});
        QCOMPARE(shown.rows(), QStringList());
    }

    void manyUsersAtOnce()
    {
        Shown shown;
        std::vector<ConnectionSnapshot> many;
        ConnectionDelta odd;
        for (quint64 id = 1; id <= 300; ++id) {
            many.push_back(connection(id, u"guest-%1"_s.arg(id)));
            if (id % 2 == 1)
                odd.removed.push_back({ConnectionId(id), {}});
        }
        shown.add(many);
        QCOMPARE(shown.model.rowCount(), 300);
        shown.model.apply(odd);
        QCOMPARE(shown.model.rowCount(), 150);
        QVERIFY(!shown.model.indexOf(u"guest-1"_s).isValid());
        QVERIFY(shown.model.indexOf(u"guest-300"_s).isValid());
    }
};

QTEST_GUILESS_MAIN(tst_UsersModel)
#include "tst_usersmodel.moc"
