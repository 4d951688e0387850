#include "ui/rooms/userspanel.h"

#include "tests/ui/fakeconsole.h"
#include "ui/dialogs/kickdialog.h"

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
    KickDialog *askToKick()
    {
        tree.setFocus();
        QTest::keyClick(&tree, Qt::Key_Delete);
        return panel.findChild<KickDialog *>();
    }
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

    void kicksAllConnectionsOfAUser()
    {
        Shown shown;
        QVERIFY(shown.isActive);
        shown.click(shown.user(0));
        KickDialog *dialog = shown.askToKick();
        QVERIFY(dialog);
        dialog->accept();
        QCOMPARE(shown.console.commands().size(), std::size_t(1));
        QCOMPARE(shown.console.last<Kick>().target, Target(UserTarget{u"alice"_s}));
    }

    void kicksOneConnection()
    {
        Shown shown;
        shown.tree.expandAll();
        shown.click(shown.tree.model()->index(1, 0, shown.user(0)));
        KickDialog *dialog = shown.askToKick();
        QVERIFY(dialog);
        dialog->reject();
        QVERIFY(shown.console.commands().empty());
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        dialog = shown.askToKick();
        QVERIFY(dialog);
        dialog->accept();
        QCOMPARE(shown.console.commands().size(), std::size_t(1));
        QCOMPARE(shown.console.last<Kick>().target, Target(std::vector{ConnectionId(3)}));
    }

    void requestsARoomForAllSelected()
    {
        Shown shown;
        std::vector<ConnectionId> asked;
        connect(&shown.panel, &UsersPanel::putIntoRoomRequested, this,
                [&](const std::vector<ConnectionId> &ids) { asked = ids; });
        shown.tree.expandAll();
        shown.click(shown.user(0));
        shown.click(shown.tree.model()->index(0, 0, shown.user(0)), Qt::ControlModifier); // counts once
        shown.action(u"putUserIntoRoomAction"_s).trigger();
        QCOMPARE(asked, (std::vector{ConnectionId(1), ConnectionId(3)}));
    }
};

QTEST_MAIN(tst_UsersPanel)
#include "tst_userspanel.moc"
