#include "ui/rooms/roomspanel.h"

#include "tests/ui/fakeconsole.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

struct Shown
{
    FakeConsole console;
    FakeRooms &rooms = console.rooms();
    RoomsPanel panel{console};
    bool isActive = false;
    QTreeView &tree = *panel.findChild<QTreeView *>(u"rooms"_s);

    Shown()
    {
        panel.resize(1000, 400);
        panel.show();
        isActive = QTest::qWaitForWindowActive(&panel); // shortcuts need an active window
        panel.setWatching(true);
        rooms.list({{u"lobby"_s, 2, 10, 5, 100}, {u"attic"_s, 1, 0, 0, 0}, {u"Trading"_s, 3, 4, 0, 0}});
    }
    QStringList shownRooms() const
    {
        QStringList names;
        for (int row = 0; row < tree.model()->rowCount(); ++row)
            names += tree.model()->index(row, 0).data().toString();
        return names;
    }
    void open(const QString &room)
    {
        rooms.takeRequests();
        for (int row = 0; row < tree.model()->rowCount(); ++row) {
            if (tree.model()->index(row, 0).data() == room)
                tree.expand(tree.model()->index(row, 0));
        }
        // The tree fetches the members during its layout.
        QVERIFY(QTest::qWaitFor([&] { return rooms.takeRequests().contains(room); }));
        rooms.listMembers({room, {{ConnectionId(3), u"alice"_s}, {ConnectionId(8), u"bob"_s}}, 2});
    }
    void click(const QModelIndex &index, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(tree.viewport(), Qt::LeftButton, modifiers, tree.visualRect(index).center());
    }
    QModelIndex room(int row) const { return tree.model()->index(row, 0); }
    QAction &action(const QString &name) { return *panel.findChild<QAction *>(name); }
    QString count() const { return panel.findChild<QLabel *>(u"roomsCount"_s)->text(); }
};

} // namespace

class tst_RoomsPanel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void watchesOnlyWhileVisible()
    {
        Shown shown;
        QVERIFY(shown.rooms.isWatched());
        shown.panel.hide();
        QVERIFY(!shown.rooms.isWatched());
        shown.panel.show();
        QVERIFY(shown.rooms.isWatched());
        shown.panel.setWatching(false);
        QVERIFY(!shown.rooms.isWatched());
        shown.panel.hide();
        shown.panel.show();
        QVERIFY(!shown.rooms.isWatched());
    }

    void sortsByColumn()
    {
        Shown shown;
        QCOMPARE(shown.shownRooms(), (QStringList{u"attic"_s, u"lobby"_s, u"Trading"_s}));
        shown.tree.sortByColumn(1, Qt::DescendingOrder);
        QCOMPARE(shown.shownRooms(), (QStringList{u"Trading"_s, u"lobby"_s, u"attic"_s}));
        shown.rooms.list({{u"lobby"_s, 12}, {u"attic"_s, 1}, {u"Trading"_s, 3}});
        QTRY_COMPARE(shown.shownRooms(), (QStringList{u"lobby"_s, u"Trading"_s, u"attic"_s}));
    }

    void expandsByTheKeyboard()
    {
        Shown shown;
        shown.rooms.takeRequests();
        shown.tree.setCurrentIndex(shown.room(1));
        QVERIFY(shown.tree.visualRect(shown.room(1)).isValid()); // forces the layout
        QTest::keyClick(&shown.tree, Qt::Key_Right);
        QCOMPARE(shown.rooms.takeRequests(), QStringList{u"lobby"_s});
        shown.rooms.listMembers({u"lobby"_s, {{ConnectionId(3), u"alice"_s}}, 1200});
        QVERIFY(shown.tree.isExpanded(shown.room(1)));
        QCOMPARE(shown.tree.model()->rowCount(shown.room(1)), 1);
        QVERIFY(shown.count().contains(u"1,199 more members"_s));
        QTest::keyClick(&shown.tree, Qt::Key_Left);
        shown.rooms.takeRequests();
        shown.rooms.list({{u"lobby"_s, 2}});
        QVERIFY(shown.rooms.takeRequests().isEmpty()); // no request for collapsed rooms
    }

    void filtersInTheViewAndOnTheServer()
    {
        Shown shown;
        shown.open(u"lobby"_s);
        auto *filter = shown.panel.findChild<QLineEdit *>(u"roomsFilter"_s);
        QTest::keyClicks(filter, u"LOB"_s);
        QTest::keyClick(filter, Qt::Key_Return);
        QCOMPARE(shown.shownRooms(), QStringList{u"lobby"_s});
        QCOMPARE(shown.tree.model()->rowCount(shown.room(0)), 2); // its members stay
        QVERIFY(shown.rooms.filter() == Query::parse(u"LOB", QueryList::Rooms).query);
        shown.rooms.list({{u"lobby"_s, 2}}, 4321);
        QVERIFY(shown.count().contains(u"4,321 more"_s));
    }

    void writesToARoomOrAMember()
    {
        Shown shown;
        QSignalSpy room(&shown.panel, &RoomsPanel::writeToRoomRequested);
        QSignalSpy user(&shown.panel, &RoomsPanel::writeToUserRequested);
        QSignalSpy log(&shown.panel, &RoomsPanel::messagesRequested);
        QVERIFY(!shown.action(u"writeToRoomAction"_s).isEnabled());
        shown.open(u"lobby"_s);
        shown.click(shown.room(1));
        shown.action(u"writeToRoomAction"_s).trigger();
        shown.action(u"showRoomMessagesAction"_s).trigger();
        QCOMPARE(room.takeFirst(), QVariantList{u"lobby"_s});
        QCOMPARE(log.takeFirst(), QVariantList{u"room=\"lobby\""_s});
        shown.click(shown.tree.model()->index(1, 0, shown.room(1)));
        shown.action(u"writeToRoomAction"_s).trigger();
        shown.action(u"showRoomMessagesAction"_s).trigger();
        QCOMPARE(user.takeFirst(), QVariantList{u"bob"_s});
        QCOMPARE(log.takeFirst(), QVariantList{u"user=\"bob\""_s});
        QVERIFY(room.isEmpty());
    }

    void targetsAreWhatIsSelected()
    {
        Shown shown;
        QVERIFY(shown.panel.targets().isEmpty());
        shown.open(u"lobby"_s);
        shown.click(shown.room(1));
        QCOMPARE(shown.panel.targets(),
                 (ActionTargets{.rooms = {u"lobby"_s}, .count = 2, .commonRoom = u"lobby"_s}));
        shown.click(shown.room(2), Qt::ControlModifier);
        QCOMPARE(shown.panel.targets(), (ActionTargets{.rooms = {u"lobby"_s, u"Trading"_s}, .count = 5}));
        shown.click(shown.tree.model()->index(0, 0, shown.room(1)));
        shown.click(shown.tree.model()->index(1, 0, shown.room(1)), Qt::ControlModifier);
        QCOMPARE(shown.panel.targets(), (ActionTargets{.connections = {ConnectionId(3), ConnectionId(8)},
                                                       .count = 2,
                                                       .commonRoom = u"lobby"_s}));
    }

    void reportsChangedMembersOfASelectedRoom()
    {
        Shown shown;
        shown.click(shown.room(0));
        quint64 count = 0;
        connect(&shown.panel, &GroupPage::selectionChanged, this,
                [&] { count = shown.panel.targets().count; });
        shown.rooms.list({{u"attic"_s, 7}, {u"lobby"_s, 2}});
        QCOMPARE(count, quint64(7));
    }

    void hasAContextMenu()
    {
        Shown shown;
        QAction more;
        shown.panel.addMenuActions({&more});
        shown.click(shown.room(0));
        Q_EMIT shown.tree.customContextMenuRequested(shown.tree.visualRect(shown.room(0)).center());
        auto *menu = shown.panel.findChild<QMenu *>();
        QVERIFY(menu);
        QVERIFY(menu->actions().contains(&shown.action(u"writeToRoomAction"_s)));
        QVERIFY(menu->actions().contains(&more));
        menu->close();
    }

    void restoresItsColumns()
    {
        QByteArray state;
        {
            Shown shown;
            shown.tree.setColumnWidth(1, 121);
            state = shown.panel.saveState();
        }
        Shown shown;
        QVERIFY(shown.panel.restoreState(state));
        QCOMPARE(shown.tree.columnWidth(1), 121);
        QVERIFY(!shown.panel.restoreState("nonsense"));
    }
};

QTEST_MAIN(tst_RoomsPanel)
#include "tst_roomspanel.moc"
