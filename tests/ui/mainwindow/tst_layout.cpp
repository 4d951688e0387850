#include "tests/ui/mainwindow/mainwindowfixture.h"
#include "ui/mainwindow/inspector.h"
#include "ui/mainwindow/maintabs.h"
#include "ui/mainwindow/selectionbar.h"
#include "ui/messages/messagetable.h"
#include "ui/theme/elidedlabel.h"
#include "ui/theme/tabs.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace signalbox;
using namespace Qt::StringLiterals;
using Fixture = MainWindowFixture;

//! Where the window shows what: header, tabs, the bar of the selection, inspector, theme.
class tst_Layout : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everythingIsUsableAt900By600()
    {
        Fixture f;
        f.window->resize(900, 600);
        QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
        f.console.connections().add(sampleConnections(40));
        auto *connections = f.window->findChild<QTableView *>(u"connections"_s);
        connections->selectRow(2);
        QCoreApplication::processEvents();
        QCOMPARE(f.window->size(), QSize(900, 600));
        QVERIFY(connections->viewport()->height() >= 5 * connections->rowHeight(0));
        auto *log = f.window->findChild<MessageTable *>();
        QVERIFY(log->viewport()->height() >= 100);
        for (const QString &name : {u"kickActionButton"_s, u"startStopButton"_s, u"moreButton"_s}) {
            const auto *button = f.window->findChild<QToolButton *>(name);
            QVERIFY(button->isVisible());
            QCOMPARE(button->visibleRegion().boundingRect(), button->rect());
        }
        f.action(u"showInspector2"_s)->trigger();
        QPlainTextEdit *payload = nullptr;
        for (QPlainTextEdit *edit : f.window->findChildren<QPlainTextEdit *>())
            payload = edit->isVisible() ? edit : payload;
        QVERIFY(payload);
        QVERIFY(payload->height() >= 150 && payload->width() >= 200);
    }

    void columnsFitWhenTheListAppears_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::newRow("900 by 576") << QSize(900, 576);
        QTest::newRow("1280 by 800") << QSize(1280, 800);
        QTest::newRow("1920 by 1080") << QSize(1920, 1080);
    }
    void columnsFitWhenTheListAppears()
    {
        QFETCH(QSize, size);
        Fixture f;
        f.window->resize(size);
        QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
        auto *connections = f.window->findChild<QTableView *>(u"connections"_s);
        f.console.connections().emitReset();
        QTRY_VERIFY(!connections->isVisible()); // help is shown instead
        for (const int count : {1, 198}) {      // at first without a scroll bar
            f.console.connections().add(sampleConnections(count, count == 1 ? 1 : 10));
            QTRY_VERIFY(connections->isVisible());
            QCoreApplication::processEvents();
            QVERIFY2(connections->horizontalHeader()->length() <= connections->viewport()->width(),
                     qPrintable(QString::number(connections->horizontalHeader()->length())));
        }
    }

    void theBarFollowsTheVisibleList()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
        f.console.connections().add(sampleConnections(30));
        auto *bar = f.window->findChild<SelectionBar *>();
        const auto text = [bar] { return bar->findChild<ElidedLabel *>(u"selectionText"_s)->fullText(); };
        QVERIFY(!bar->isVisible());
        auto *connections = f.window->findChild<QTableView *>(u"connections"_s);
        connections->selectRow(1);
        QVERIFY(bar->isVisible());
        QCOMPARE(text(), u"bob (#2)"_s);
        connections->selectAll();
        QCOMPARE(text(), u"30 selected"_s);
        connections->setCurrentIndex(connections->model()->index(29, 1));
        QCoreApplication::processEvents();
        QVERIFY(connections->viewport()->rect().contains(
            connections->visualRect(connections->model()->index(29, 1)))); // not behind the bar

        f.action(u"showPane2"_s)->trigger();
        QVERIFY(!bar->isVisible());
        f.console.rooms().list({{u"attic"_s, 0}, {u"lobby"_s, 14}});
        auto *rooms = f.window->findChild<QTreeView *>(u"rooms"_s);
        rooms->setCurrentIndex(rooms->model()->index(0, 0));
        QCOMPARE(text(), u"attic (0 connections)"_s);
        const auto *kick = bar->findChild<QToolButton *>(u"kickActionButton"_s);
        QVERIFY(!kick->isEnabled());
        QCOMPARE(kick->toolTip(), u"Nobody is in the selected room"_s);
        rooms->setCurrentIndex(rooms->model()->index(1, 0));
        QCOMPARE(text(), u"lobby (14 connections)"_s);
        QVERIFY(kick->isEnabled());
        f.action(u"showPane1"_s)->trigger();
        QCOMPARE(text(),
                 u"#30"_s.prepend(connections->model()->index(29, 2).data().toString() + u" ("_s) + u')');
        QTest::mouseClick(bar->findChild<QToolButton *>(u"writeToSelectedActionButton"_s), Qt::LeftButton);
        QCOMPARE(f.window->findChild<Inspector *>()->page(), Inspector::Page::Send);
        QCOMPARE(QApplication::focusWidget()->accessibleName(), u"Message to send"_s);
    }

    void theInspectorShowsWhatIsSelected()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
        f.console.connections().add(sampleConnections(6));
        LogBatch batch;
        for (quint64 number : {1, 2})
            batch.entries.emplace_back().number = number;
        f.console.messages().emitLogged(batch);
        auto *inspector = f.window->findChild<Inspector *>();
        auto *connections = f.window->findChild<QTableView *>(u"connections"_s);
        auto *log = f.window->findChild<MessageTable *>();
        const QAction *shown = f.action(u"showInspector"_s);
        connections->setFocus();
        QTest::keyClick(connections, Qt::Key_Down);
        QCOMPARE(inspector->page(), Inspector::Page::Details);
        log->setFocus();
        log->selectRow(0);
        QCOMPARE(inspector->page(), Inspector::Page::Payload);
        QTest::keyClick(f.window.get(), Qt::Key_M, Qt::ControlModifier);
        QCOMPARE(inspector->page(), Inspector::Page::Send);
        log->selectRow(1); // who writes a message is not disturbed
        QCOMPARE(inspector->page(), Inspector::Page::Send);

        QTest::keyClick(f.window.get(), Qt::Key_F9);
        QVERIFY(!inspector->isVisible());
        QVERIFY(!shown->isChecked());
        connections->setFocus();
        QTest::keyClick(connections, Qt::Key_Return);
        QVERIFY(inspector->isVisible());
        QCOMPARE(inspector->page(), Inspector::Page::Details);
        QVERIFY(inspector->isAncestorOf(QApplication::focusWidget()));
        QTest::keyClick(f.window.get(), Qt::Key_2, Qt::AltModifier);
        QCOMPARE(inspector->page(), Inspector::Page::Payload);
    }

    void theThemeChangesAtRunTimeAndIsSaved()
    {
        Fixture f;
        const auto isWindowDark = [&f] { return isDark(f.window->findChild<QLabel *>()->palette()); };
        QVERIFY(f.action(u"theme_system"_s)->isChecked());
        f.action(u"theme_dark"_s)->trigger();
        QTRY_VERIFY(isWindowDark());
        QCOMPARE(f.settings->value(u"theme"_s).toString(), u"dark"_s);
        f.makeWindow();
        QVERIFY(f.action(u"theme_dark"_s)->isChecked());
        QTRY_VERIFY(isWindowDark());
        f.action(u"theme_light"_s)->trigger();
        QTRY_VERIFY(!isWindowDark());
        QVERIFY(!f.action(u"theme_dark"_s)->isChecked());
    }

    void theStateHasAWord_data()
    {
        QTest::addColumn<ServerStatus>("status");
        QTest::addColumn<QString>("word");
        ServerStatus draining = runningStatus(8080);
        draining.state = ServerState::Draining;
        ServerStatus without = runningStatus(8080);
        without.urls.clear();
        QTest::newRow("running") << runningStatus(9000) << u"Listening"_s;
        QTest::newRow("draining") << draining << u"Draining"_s;
        QTest::newRow("no address") << without << u"Not listening"_s;
        QTest::newRow("stopped") << ServerStatus{ServerState::Stopped, {}, {}, {u"127.0.0.1:8080"_s}, {}}
                                 << u"Stopped"_s;
    }
    void theStateHasAWord()
    {
        QFETCH(ServerStatus, status);
        QFETCH(QString, word);
        Fixture f;
        f.console.control().setStatus(status);
        QCOMPARE(f.label(u"serverState"_s), word);
        QCOMPARE(f.window->findChild<ElidedLabel *>(u"address"_s)->isVisible(), !status.urls.isEmpty());
    }

    void aFailedStartIsNotAStop()
    {
        Fixture f;
        f.console.control().setStatus({ServerState::Stopped, {}, {}, {u"127.0.0.1:8080"_s}, {}});
        f.console.control().failNextStart({Error::Code::AddressInUse, u"in use"_s}, {u"127.0.0.1:8080"_s});
        f.action(u"startStop"_s)->trigger();
        QTRY_COMPARE(f.label(u"serverState"_s), u"Not listening"_s);
        f.action(u"startStop"_s)->trigger();
        QTRY_COMPARE(f.label(u"serverState"_s), u"Listening"_s);
    }

    void tabsHaveCounts()
    {
        Fixture f;
        f.console.connections().add(sampleConnections(6));
        const TabRow &row = f.window->findChild<MainTabs *>()->findChild<Tabs *>()->row();
        QTRY_COMPARE(row.badge(0), u"6"_s);
        QTRY_COMPARE(row.badge(1), u"3"_s); // rooms with members, although the list is not watched
        QTRY_COMPARE(row.badge(2), u"6"_s);
        f.action(u"showPane2"_s)->trigger();
        f.console.rooms().list({{u"attic"_s, 0}, {u"lobby"_s, 14}}, 9);
        QTRY_COMPARE(row.badge(1), u"11"_s);
        f.console.connections().remove({ConnectionId(1)});
        QTRY_COMPARE(row.badge(0), u"5"_s);
    }
};

QTEST_MAIN(tst_Layout)
#include "tst_layout.moc"
