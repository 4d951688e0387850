#include "ui/rooms/roomactions.h"

#include "tests/ui/fakeconsole.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

struct Shown
{
    FakeConsole console;
    ActionRunner runner{console};
    QWidget window;
    RoomActions actions{runner, &window};

    Shown()
    {
        window.show();
        actions.setRooms({u"lobby"_s, u"trading"_s});
        actions.setTargets({.connections = {ConnectionId(4), ConnectionId(2)}, .count = 2});
    }
    RoomDialog *dialog() { return window.findChild<RoomDialog *>(); }
    QPushButton &ok() { return *dialog()->findChild<QPushButton *>(u"ok"_s); }
    QLineEdit &name() { return *dialog()->findChild<QComboBox *>(u"room"_s)->lineEdit(); }
};

} // namespace

class tst_RoomActions : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void needsASelection()
    {
        Shown shown;
        QVERIFY(shown.actions.putIn()->isEnabled());
        shown.actions.setTargets({});
        for (QAction *action : {shown.actions.putIn(), shown.actions.takeOut()}) {
            QVERIFY(!action->isEnabled());
            QCOMPARE(action->toolTip(), u"Select a connection, a user or a room first"_s);
            action->trigger();
        }
        shown.actions.setTargets({.rooms = {u"attic"_s}, .count = 0});
        QCOMPARE(shown.actions.takeOut()->toolTip(), u"Nobody is in the selected room"_s);
        QVERIFY(!shown.dialog());
    }

    void actsOnWholeRoomsAndUsers()
    {
        Shown shown;
        shown.actions.setTargets(
            {.connections = {ConnectionId(5)}, .users = {u"ann"_s}, .rooms = {u"attic"_s}, .count = 9});
        shown.actions.putIn()->trigger();
        QVERIFY(shown.dialog()->findChild<QLabel *>()->text().contains(u'9'));
        shown.ok().click();
        QCOMPARE(shown.console.commands().size(), std::size_t(3));
        QList<Target> targets;
        for (const FakeCommand &command : shown.console.commands()) {
            QCOMPARE(std::get<PutIntoRoom>(command.body).room, u"lobby"_s);
            targets += targetOf(command.body);
        }
        QCOMPARE(targets,
                 (QList<Target>{UserTarget{u"ann"_s}, RoomTarget{u"attic"_s}, std::vector{ConnectionId(5)}}));
    }

    void takesOutOfTheCommonRoom()
    {
        Shown shown;
        shown.actions.setTargets({.rooms = {u"attic"_s}, .count = 3, .commonRoom = u"attic"_s});
        shown.actions.takeOut()->trigger();
        QCOMPARE(shown.name().text(), u"attic"_s);
        shown.ok().click();
        QCOMPARE(shown.console.last<TakeOutOfRoom>(), (TakeOutOfRoom{RoomTarget{u"attic"_s}, u"attic"_s}));
    }

    void putsTheConnectionsFromBeforeTheDialogIntoARoom()
    {
        Shown shown;
        shown.actions.putIn()->trigger();
        QVERIFY(shown.dialog());
        QCOMPARE(shown.name().text(), u"lobby"_s);
        shown.name().selectAll();
        QTest::keyClicks(&shown.name(), u"attic"_s);
        shown.actions.setTargets({.connections = {ConnectionId(9)}, .count = 1});
        QTest::mouseClick(&shown.ok(), Qt::LeftButton);
        QCOMPARE(shown.console.commands().size(), std::size_t(1));
        QCOMPARE(shown.console.last<PutIntoRoom>(),
                 (PutIntoRoom{std::vector{ConnectionId(4), ConnectionId(2)}, u"attic"_s}));
    }

    void takesOut()
    {
        Shown shown;
        shown.actions.takeOut()->trigger();
        shown.ok().click();
        QCOMPARE(shown.console.last<TakeOutOfRoom>().room, u"lobby"_s);
    }

    void returnAcceptsOnce_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("room");
        QTest::newRow("the suggestion") << QString() << u"lobby"_s;
        QTest::newRow("a new room") << u"cellar"_s << u"cellar"_s;
        QTest::newRow("the beginning of a suggestion") << u"tra"_s << u"trading"_s; // completed
        QTest::newRow("a suggestion") << u"trading"_s << u"trading"_s;
    }
    void returnAcceptsOnce()
    {
        QFETCH(QString, typed);
        QFETCH(QString, room);
        Shown shown;
        shown.actions.putIn()->trigger();
        QVERIFY(QTest::qWaitForWindowActive(shown.dialog()));
        QVERIFY(QApplication::focusWidget());
        QTest::keyClicks(QApplication::focusWidget(), typed);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QTRY_VERIFY(!shown.dialog());
        QCOMPARE(shown.console.commands().size(), std::size_t(1));
        QCOMPARE(shown.console.last<PutIntoRoom>().room, room);
    }

    void returnDoesNotAcceptAnInvalidName()
    {
        Shown shown;
        shown.actions.putIn()->trigger();
        QVERIFY(QTest::qWaitForWindowActive(shown.dialog()));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Delete); // the suggestion is selected
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QVERIFY(shown.dialog()->isVisible());
        QVERIFY(shown.console.commands().empty());
    }

    void acceptsOnlyValidNames_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("possible");
        QTest::newRow("none") << QString() << false;
        QTest::newRow("one character") << u"a"_s << true;
        QTest::newRow("Chinese") << u"大厅"_s << true;
        QTest::newRow("the longest") << QString(128, u'x') << true;
        QTest::newRow("too long") << QString(129, u'x') << false;
    }
    void acceptsOnlyValidNames()
    {
        QFETCH(QString, name);
        Shown shown;
        shown.actions.putIn()->trigger();
        shown.name().setText(name);
        QTEST(shown.ok().isEnabled(), "possible");
    }
};

QTEST_MAIN(tst_RoomActions)
#include "tst_roomactions.moc"
