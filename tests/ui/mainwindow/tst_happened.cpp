// What happened, in the window as a whole: the tabs Closed and Events, and their ways to the other parts.

#include "tests/ui/closed/closedsamples.h"
#include "tests/ui/fakeconsole.h"
#include "ui/composer/composer.h"
#include "ui/connections/filteredit.h"
#include "ui/details/detailspane.h"
#include "ui/mainwindow/inspector.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/messages/messagespanel.h"
#include "ui/theme/elidedlabel.h"
#include "ui/theme/tabs.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

namespace {

enum Pane { ConnectionsPane, RoomsPane, UsersPane, ClosedPane, EventsPane };

void selectByKey(QTableView &table)
{
    QTest::keyClick(&table, Qt::Key_Home);
    if (table.selectionModel()->selectedRows().empty())
        QTest::keyClick(&table, Qt::Key_Space);
}

struct Fixture
{
    Fixture()
    {
        WindowServices services;
        services.settings =
            std::make_shared<QSettings>(folder.filePath(u"window.ini"_s), QSettings::IniFormat);
        services.settings->setValue(u"language"_s, u"en"_s);
        services.openUrl = [](const QUrl &) { return true; };
        services.confirmClose = [](QWidget *, qsizetype) { return true; };
        console.control().setStatus(runningStatus(8080));
        window = std::make_unique<MainWindow>(console, services);
        window->show();
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
    }
    void showPane(Pane pane)
    {
        QTest::keyClick(window.get(), Qt::Key(Qt::Key_1 + int(pane)), Qt::ControlModifier);
        QVERIFY(table(pane == ClosedPane ? u"closed"_s : u"events"_s).isVisible());
    }
    QTableView &table(const QString &name) { return *window->findChild<QTableView *>(name); }
    QAction *action(const QString &name) { return window->findChild<QAction *>(name); }
    TabRow &tabs()
    {
        for (TabRow *row : window->findChildren<TabRow *>()) {
            if (row->count() > EventsPane)
                return *row;
        }
        qFatal("no tabs");
    }
    QString messageFilter()
    {
        return window->findChild<MessagesPanel *>()->findChild<FilterEdit *>()->text();
    }
    void close(const ClosedConnection &connection)
    {
        ClosedBatch batch;
        batch.closed = {connection};
        console.connections().emitClosed(batch);
    }

    QTemporaryDir folder;
    FakeConsole console;
    std::unique_ptr<MainWindow> window;
};

} // namespace

class TestHappened : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheLastMessagesOfAConnectionThatHasEnded()
    {
        Fixture f;
        f.close(closedSample(17, 10s));
        QCOMPARE(f.tabs().badge(ClosedPane), u"1"_s);
        f.showPane(ClosedPane);
        QTest::keyClick(&f.table(u"closed"_s), Qt::Key_Home);
        QTest::keyClick(&f.table(u"closed"_s), Qt::Key_Space);
        f.action(u"closedMessagesAction"_s)->trigger();
        QCOMPARE(f.messageFilter(), u"id:17"_s);
        QVERIFY(f.window->findChild<MessagesPanel *>()->isVisible());
    }
    void writesToItsUser()
    {
        Fixture f;
        f.close(closedSample(17, 10s));
        f.showPane(ClosedPane);
        QTableView &table = f.table(u"closed"_s);
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {},
                          table.visualRect(table.model()->index(0, 1)).center());
        f.action(u"writeAgainAction"_s)->trigger();
        auto *composer = f.window->findChild<Composer *>();
        QVERIFY(composer->isVisible());
        QVERIFY(composer->isAncestorOf(f.window->focusWidget()));
        QCOMPARE(composer->findChild<QComboBox *>(u"composerUser"_s)->currentText(), u"user-17"_s);
    }
    void eventsAreAnnouncedUntilTheUserLooks()
    {
        Fixture f;
        ServerEvent event;
        event.id = ServerEventId(1);
        event.level = EventLevel::Warning;
        event.connection = ConnectionId(23);
        event.body = LimitReached{Cause::MessageTooBig, "limits.max_message"_L1};
        f.console.control().emitEvents({{event}, {}});
        QCOMPARE(f.tabs().badge(EventsPane), u"1 new"_s);
        f.showPane(EventsPane);
        QCOMPARE(f.tabs().badge(EventsPane), QString());
        QTableView &table = f.table(u"events"_s);
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {},
                          table.visualRect(table.model()->index(0, 2)).center());
        f.action(u"eventMessagesAction"_s)->trigger();
        QCOMPARE(f.messageFilter(), u"id:23"_s);
    }
    void aSelectedRowShowsItsDetails_data()
    {
        QTest::addColumn<bool>("byKey");
        QTest::newRow("mouse") << false;
        QTest::newRow("keyboard") << true;
    }
    void aSelectedRowShowsItsDetails()
    {
        QFETCH(bool, byKey);
        Fixture f;
        f.console.connections().emitReset();
        f.console.connections().add(sampleConnections(3));
        f.close(closedSample(17, 10s));
        ServerEvent event;
        event.id = ServerEventId(1);
        event.body = LimitReached{Cause::MessageTooBig, "limits.max_message"_L1};
        f.console.control().emitEvents({{event}, {}});
        auto *inspector = f.window->findChild<Inspector *>();
        auto *details = f.window->findChild<DetailsPane *>();
        const auto select = [&](Pane pane, const QString &name) {
            inspector->showPage(Inspector::Page::Payload);
            QTest::keyClick(f.window.get(), Qt::Key(Qt::Key_1 + int(pane)), Qt::ControlModifier);
            QTableView &table = f.table(name);
            if (byKey)
                selectByKey(table);
            else
                QTest::mouseClick(table.viewport(), Qt::LeftButton, {},
                                  table.visualRect(table.model()->index(0, 1)).center());
            return details->findChild<ElidedLabel *>(u"headline"_s)->fullText();
        };
        QVERIFY(select(ClosedPane, u"closed"_s).contains(u"(#17)"_s));
        QCOMPARE(inspector->page(), Inspector::Page::Details);
        QVERIFY(details->findChild<QLabel *>(u"why"_s)->isVisible());
        const QString headline = select(EventsPane, u"events"_s);
        QVERIFY(!headline.isEmpty());
        QCOMPARE(headline, f.table(u"events"_s).model()->index(0, 2).data().toString());
        QCOMPARE(inspector->page(), Inspector::Page::Details);
        QVERIFY(!details->findChild<QLabel *>(u"why"_s)->isVisible());
        QCOMPARE(select(ConnectionsPane, u"connections"_s), sampleConnections(3)[0].info.user);
    }
    void aRowThatEndsSaysWhy()
    {
        Fixture f;
        f.console.connections().emitReset();
        f.console.connections().add(sampleConnections(3));
        ClosedConnection closed = closedSample(2, 0s);
        closed.verdict.kind = VerdictKind::ServerDrained;
        f.close(closed);
        f.console.connections().remove({ConnectionId(2)}, closed.end);
        QTableView &table = f.table(u"connections"_s);
        QCOMPARE(table.model()->rowCount(), 3);
        QCOMPARE(table.model()->index(1, 0).data().toString(), u"Ended"_s);
        QCOMPARE(table.model()->index(1, 0).data(Qt::ToolTipRole).toString().contains("restart (drain)"_L1),
                 true);
        QCOMPARE(f.tabs().badge(ConnectionsPane), u"2"_s);
        QTRY_COMPARE(table.model()->rowCount(), 2);
    }
    void watchesOnlyWhileItIsOpen()
    {
        Fixture f;
        QVERIFY(f.console.connections().isWatchedForClosed());
        QVERIFY(f.console.control().isWatchedForEvents());
        QVERIFY(f.window->close());
        QVERIFY(!f.console.connections().isWatchedForClosed());
        QVERIFY(!f.console.control().isWatchedForEvents());
    }
};

QTEST_MAIN(TestHappened)
#include "tst_happened.moc"
