#include "ui/rooms/userspanel.h"

#include "tests/ui/fakeconsole.h"

#include <QAction>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

struct Shown
{
    FakeConsole console;
    FakeConnections &api = console.connections();
    UsersPanel panel{console};
    bool isActive = false;
    QTreeView &tree = *panel.findChild<QTreeView *>(u"users"_s);

    Shown()
    {
        panel.resize(1000, 400);
        panel.show();
        panel.setWatching(true);
        isActive = QTest::qWaitForWindowActive(&panel); // shortcuts need an active window
        std::vector<ConnectionSnapshot> peers = sampleConnections(3);
        for (ConnectionSnapshot &peer : peers)
            peer.info.user = peer.info.id == ConnectionId(2) ? u"bob"_s : u"alice"_s;
        api.add(peers); // alice: 1, 3; bob: 2
    }
    void click(const QModelIndex &index, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(tree.viewport(), Qt::LeftButton, modifiers, tree.visualRect(index).center());
    }
    QModelIndex user(int row) const { return tree.model()->index(row, 0); }
    QAction &action(const QString &name) { return *panel.findChild<QAction *>(name); }
};

} // namespace

class tst_UsersPanel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsUsersWithTheirConnections()
    {
        Shown shown;
        QCOMPARE(shown.tree.model()->rowCount(), 2);
        QCOMPARE(shown.user(0).data().toString(), u"alice"_s);
        QCOMPARE(shown.tree.model()->rowCount(shown.user(0)), 2);
        QCOMPARE(shown.panel.findChild<QLabel *>(u"usersCount"_s)->text(), u"2 user(s)"_s);
        shown.api.emitReset();
        QCOMPARE(shown.tree.model()->rowCount(), 0);
    }

    void writesToAUserAndShowsTheirMessages()
    {
        Shown shown;
        QSignalSpy addressed(&shown.panel, &UsersPanel::writeToUserRequested);
        QSignalSpy log(&shown.panel, &UsersPanel::messagesRequested);
        QVERIFY(!shown.action(u"writeToUserAction"_s).isEnabled());
        shown.click(shown.user(1));
        shown.action(u"writeToUserAction"_s).trigger();
        shown.action(u"showUserMessagesAction"_s).trigger();
        QCOMPARE(addressed.takeFirst(), QVariantList{u"bob"_s});
        QCOMPARE(log.takeFirst(), QVariantList{u"user=\"bob\""_s});
    }

    void targetsAreWhatIsSelected()
    {
        Shown shown;
        QVERIFY(shown.panel.targets().isEmpty());
        shown.tree.expandAll();
        shown.click(shown.user(0));
        QCOMPARE(shown.panel.targets(), (ActionTargets{.users = {u"alice"_s}, .count = 2}));
        shown.click(shown.tree.model()->index(0, 0, shown.user(0)), Qt::ControlModifier); // counts once
        QCOMPARE(shown.panel.targets(), (ActionTargets{.users = {u"alice"_s}, .count = 2}));
        shown.click(shown.tree.model()->index(0, 0, shown.user(1)), Qt::ControlModifier);
        QCOMPARE(shown.panel.targets(),
                 (ActionTargets{.connections = {ConnectionId(2)}, .users = {u"alice"_s}, .count = 3}));
        shown.click(shown.tree.model()->index(1, 0, shown.user(0)));
        QCOMPARE(shown.panel.targets(), (ActionTargets{.connections = {ConnectionId(3)}, .count = 1}));
    }
};

QTEST_MAIN(tst_UsersPanel)
#include "tst_userspanel.moc"
