// Every action of the bar of the selection and of the menus can be reached by mouse and by keyboard.

#include "tests/ui/bans/bansamples.h"
#include "tests/ui/closed/closedsamples.h"
#include "tests/ui/mainwindow/mainwindowfixture.h"
#include "tests/ui/nodes/nodesamples.h"
#include "ui/mainwindow/selectionbar.h"
#include "ui/messages/messagecommands.h"
#include "ui/messages/messagespanel.h"
#include "ui/messages/messagetable.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QMenu>
#include <QMenuBar>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <functional>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

enum class Way : quint8 { Mouse, Keyboard };

const QStringList Panes{u"connections"_s, u"rooms"_s, u"users"_s, u"closed"_s,
                        u"events"_s,      u"bans"_s,  u"nodes"_s};

struct Fixture : MainWindowFixture
{
    Fixture()
    {
        // Wide and high enough for all buttons and menus.
        window->resize(1600, 1000);
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get())); // for shortcuts
        console.connections().emitReset();
        console.connections().add(sampleConnections(3));
        ClosedBatch closed;
        closed.closed = {closedSample(17, 10s)};
        console.connections().emitClosed(closed);
        ServerEvent event;
        event.id = ServerEventId(1);
        event.connection = ConnectionId(2);
        event.body = RequestRefused{.status = 403,
                                    .subject = RequestRefused::Subject::Origin,
                                    .value = u"https://shop.example"_s,
                                    .setting = "policy.origins"_L1,
                                    .entry = u"https://shop.example"_s};
        console.control().emitEvents({{event}, {}});
        console.bans().list({banSample(1, BanKind::User, u"eve"_s)});
        console.nodes().report(clusterSample());
        LogEntry entry;
        entry.number = 1;
        entry.connection = ConnectionId(2);
        entry.payload = "{}";
        entry.size = 2;
        LogBatch batch;
        batch.entries = {entry, entry};
        batch.entries[1].number = 2;
        console.messages().emitLogged(batch);
        window->findChild<MessagesPanel *>()->commands().setFileChooser([] { return QString(); });
        // A dialog that runs its own event loop.
        QObject::connect(&m_closer, &QTimer::timeout, &m_closer, [] {
            if (auto *dialog = qobject_cast<QDialog *>(QApplication::activeModalWidget()))
                dialog->reject();
        });
    }

    void select(int pane)
    {
        QTest::keyClick(window.get(), Qt::Key(Qt::Key_1 + pane), Qt::ControlModifier);
        if (Panes[pane] == "rooms"_L1) // are listed while the tab is visible
            console.rooms().list({{u"quay"_s, 2, 1, 1, 10}});
        auto *view = window->findChild<QAbstractItemView *>(Panes[pane]);
        QVERIFY(view->model()->rowCount() > 0);
        QTest::keyClick(view, Qt::Key_Home);
        if (view->selectionModel()->selectedRows().empty())
            QTest::keyClick(view, Qt::Key_Space);
        QVERIFY(bar().isVisible());
    }
    SelectionBar &bar() const { return *window->findChild<SelectionBar *>(); }

    //! Runs \a act, and returns how often it has triggered \a action.
    int triggersOf(QAction *action, const std::function<void()> &act)
    {
        int count = 0;
        const auto counter = QObject::connect(action, &QAction::triggered, action, [&count] { ++count; });
        m_closer.start(50ms);
        act();
        QCoreApplication::processEvents();
        m_closer.stop();
        QObject::disconnect(counter);
        for (QDialog *dialog : window->findChildren<QDialog *>())
            dialog->reject();
        return count;
    }

private:
    QTimer m_closer;
};

//! Returns the actions of \a menu and its submenus, each with the menu that shows it.
QList<std::pair<QMenu *, QAction *>> entriesOf(QMenu *menu)
{
    QList<std::pair<QMenu *, QAction *>> entries;
    for (QAction *action : menu->actions()) {
        if (action->menu())
            entries += entriesOf(action->menu());
        else if (!action->isSeparator())
            entries += std::pair{menu, action};
    }
    return entries;
}

QList<std::pair<QMenu *, QAction *>> entriesOf(const QMenuBar &bar)
{
    QList<std::pair<QMenu *, QAction *>> entries;
    for (const QAction *action : bar.actions())
        entries += entriesOf(action->menu());
    return entries;
}

void addWays(const QString &name, int index, int other = 0)
{
    for (const Way way : {Way::Mouse, Way::Keyboard}) {
        QTest::newRow(qPrintable(name + (way == Way::Mouse ? u", mouse"_s : u", keyboard"_s)))
            << index << other << way;
    }
}

void addColumns()
{
    QTest::addColumn<int>("index");
    QTest::addColumn<int>("other");
    QTest::addColumn<Way>("way");
}

} // namespace

class tst_ActionWays : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void buttonsOfTheBar_data()
    {
        addColumns();
        Fixture f;
        for (int pane = 0; pane < Panes.size(); ++pane) {
            f.select(pane);
            const auto buttons = f.bar().findChildren<QToolButton *>(Qt::FindDirectChildrenOnly);
            for (int i = 0; i < buttons.size(); ++i) {
                if (buttons[i]->defaultAction() && buttons[i]->isVisible())
                    addWays(Panes[pane] + u": "_s + buttons[i]->defaultAction()->objectName(), pane, i);
            }
        }
    }
    void buttonsOfTheBar()
    {
        QFETCH(int, index);
        QFETCH(int, other);
        QFETCH(Way, way);
        Fixture f;
        f.select(index);
        QToolButton *button = f.bar().findChildren<QToolButton *>(Qt::FindDirectChildrenOnly).at(other);
        QVERIFY2(button->isEnabled(), "with one row selected all of them apply");
        const int count = f.triggersOf(button->defaultAction(), [button, way] {
            if (way == Way::Mouse) {
                QTest::mouseClick(button, Qt::LeftButton);
                return;
            }
            QVERIFY(button->focusPolicy() & Qt::TabFocus);
            button->setFocus(Qt::TabFocusReason);
            QTest::keyClick(button, Qt::Key_Return);
        });
        QCOMPARE(count, 1);
    }

    void entriesOfTheMenus_data()
    {
        addColumns();
        Fixture f;
        f.select(0);
        const auto entries = entriesOf(*f.window->menuBar());
        QVERIFY(entries.size() > 30);
        for (int i = 0; i < entries.size(); ++i)
            addWays(u"%1 %2"_s.arg(i).arg(entries[i].second->text().remove(u'&')), i);
    }
    void entriesOfTheMenus()
    {
        QFETCH(int, index);
        QFETCH(Way, way);
        Fixture f;
        f.select(0);
        auto *log = f.window->findChild<MessageTable *>();
        log->setCurrentIndex(log->model()->index(0, 0));
        const auto [menu, action] = entriesOf(*f.window->menuBar()).at(index);
        if (!action->isEnabled()) // it needs something else, and says what
            QVERIFY2(!action->toolTip().isEmpty(), qPrintable(action->text()));
        const bool isEnabled = action->isEnabled();
        const int count = f.triggersOf(action, [menu = menu, action = action, way] {
            menu->popup({});
            if (way == Way::Mouse) {
                QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
            } else {
                menu->setActiveAction(action);
                QTest::keyClick(menu, Qt::Key_Return);
            }
        });
        QCOMPARE(count, isEnabled ? 1 : 0);
    }
};

QTEST_MAIN(tst_ActionWays)
#include "tst_actionways.moc"
