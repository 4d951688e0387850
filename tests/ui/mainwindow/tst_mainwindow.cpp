#include "ui/mainwindow/mainwindow.h"

#include "tests/ui/mainwindow/mainwindowfixture.h"
#include "ui/composer/composer.h"
#include "ui/connections/connectioncolumns.h"
#include "ui/connections/connectionspanel.h"
#include "ui/details/detailspane.h"
#include "ui/dialogs/endconnectionsdialog.h"
#include "ui/dialogs/kickdialog.h"
#include "ui/mainwindow/addressbutton.h"
#include "ui/mainwindow/emptystate.h"
#include "ui/mainwindow/inspector.h"
#include "ui/mainwindow/listenbanner.h"
#include "ui/mainwindow/maintabs.h"
#include "ui/mainwindow/statsbar.h"
#include "ui/messages/followstrip.h"
#include "ui/messages/messagespanel.h"
#include "ui/messages/messagetable.h"
#include "ui/messages/payloadpane.h"
#include "ui/rooms/roomdialog.h"
#include "ui/theme/elidedlabel.h"
#include "ui/theme/format.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFocusFrame>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>
#include <QSplitter>
#include <QTabBar>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QTreeView>
#include <QUrl>

#include <algorithm>
#include <functional>

using namespace signalbox;
using namespace Qt::StringLiterals;
using Fixture = MainWindowFixture;

class tst_MainWindow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void watchesWhileItIsOpen()
    {
        Fixture f;
        QVERIFY(f.console.connections().isWatched());
        QVERIFY(f.console.messages().isWatched());
        QVERIFY(f.console.control().isWatched());
        QVERIFY(f.window->close());
        QVERIFY(!f.console.connections().isWatched());
        QVERIFY(!f.console.messages().isWatched());
        QVERIFY(!f.console.control().isWatched());
        QVERIFY(f.asked.isEmpty());
        QCOMPARE(f.console.control().stopCount(), 0);
    }

    void watchesRoomsOnlyWhileTheyAreVisible()
    {
        Fixture f;
        QVERIFY(!f.console.rooms().isWatched());
        f.action(u"showPane2"_s)->trigger();
        QVERIFY(f.console.rooms().isWatched());
        f.action(u"showPane3"_s)->trigger();
        QVERIFY(!f.console.rooms().isWatched());
        f.action(u"showPane2"_s)->trigger();
        QVERIFY(f.window->close());
        QVERIFY(!f.console.rooms().isWatched());
        f.makeWindow(); // the current pane was saved
        QVERIFY(f.console.rooms().isWatched());
    }

    void aShownPaneHasTheFocus_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("view");
        QTest::newRow("connections") << u"showPane1"_s << u"connections"_s;
        QTest::newRow("rooms") << u"showPane2"_s << u"rooms"_s;
        QTest::newRow("users") << u"showPane3"_s << u"users"_s;
    }
    void aShownPaneHasTheFocus()
    {
        QFETCH(QString, action);
        QFETCH(QString, view);
        Fixture f;
        QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
        f.console.connections().add(sampleConnections(3));
        f.action(action)->trigger();
        auto *shown = f.window->findChild<QAbstractItemView *>(view);
        QCOMPARE(QApplication::focusWidget(), shown);
        f.console.rooms().list({{u"lobby"_s, 1}, {u"trading"_s, 1}});
        QTest::keyClick(shown, Qt::Key_Down);
        QVERIFY(shown->currentIndex().isValid());
    }

    void actsOnTheSelectionOfTheVisibleList()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
        f.console.connections().add(sampleConnections(3));
        f.window->findChild<QTableView *>(u"connections"_s)->selectRow(1);
        const QStringList names{u"kickAction"_s, u"closeAction"_s, u"pingAction"_s, u"putIntoRoomAction"_s,
                                u"takeOutOfRoomAction"_s};
        const auto areEnabled = [&](bool on) {
            return std::ranges::all_of(
                names, [&](const QString &name) { return f.action(name)->isEnabled() == on; });
        };
        QVERIFY(areEnabled(true));
        f.action(u"showPane2"_s)->trigger();
        QVERIFY(areEnabled(false)); // the selection of the invisible list does not count
        f.console.rooms().list({{u"attic"_s, 0}, {u"lobby"_s, 14}});
        auto *rooms = f.window->findChild<QTreeView *>(u"rooms"_s);
        rooms->setCurrentIndex(rooms->model()->index(0, 0));
        QVERIFY(areEnabled(false)); // nobody is in it
        rooms->setCurrentIndex(rooms->model()->index(1, 0));
        QVERIFY(areEnabled(true));
        QTest::keyClick(rooms, Qt::Key_Delete);
        auto *kick = f.window->findChild<KickDialog *>();
        QVERIFY(kick);
        QVERIFY(kick->findChild<QLabel *>(u"headline"_s)->text().contains(u"14 connections of lobby"_s));
        kick->accept();
        QCOMPARE(f.console.last<Kick>().target, Target(RoomTarget{u"lobby"_s}));
        f.console.finishLast({{ConnectionId(1), Outcome::ClosedClean}});
        QCOMPARE(f.notice(), u"Kicked: closed cleanly (lobby)"_s);

        f.action(u"showPane3"_s)->trigger();
        auto *users = f.window->findChild<QTreeView *>(u"users"_s);
        users->setCurrentIndex(users->model()->index(0, 0));
        f.action(u"pingAction"_s)->trigger();
        QCOMPARE(f.console.last<Ping>().target, Target(UserTarget{u"alice"_s}));
        f.action(u"showPane1"_s)->trigger();
        f.action(u"pingAction"_s)->trigger();
        QCOMPARE(f.console.last<Ping>().target, Target(std::vector{ConnectionId(2)}));

        f.action(u"putIntoRoomAction"_s)->trigger();
        auto *dialog = f.window->findChild<RoomDialog *>();
        QVERIFY(dialog);
        dialog->findChild<QComboBox *>(u"room"_s)->setEditText(u"attic"_s);
        dialog->accept();
        QCOMPARE(f.console.last<PutIntoRoom>().room, u"attic"_s);
    }

    void fromARoomToTheLogAndTheComposer()
    {
        Fixture f;
        f.action(u"showMessages"_s)->setChecked(false);
        f.action(u"showInspector"_s)->setChecked(false);
        f.action(u"showPane2"_s)->trigger();
        f.console.rooms().list({{u"lobby"_s, 1}, {u"trading"_s, 1}});
        auto *tree = f.window->findChild<QTreeView *>(u"rooms"_s);
        tree->setCurrentIndex(tree->model()->index(1, 0));
        f.action(u"showRoomMessagesAction"_s)->trigger();
        QVERIFY(f.action(u"showMessages"_s)->isChecked());
        LogBatch batch;
        for (const QString &room : {u"lobby"_s, u"trading"_s, u"trading"_s}) {
            LogEntry &entry = batch.entries.emplace_back();
            entry.number = batch.entries.size();
            entry.room = room;
        }
        f.console.messages().emitLogged(batch);
        QCOMPARE(f.window->findChild<MessageTable *>()->model()->rowCount(), 2);

        f.action(u"writeToRoomAction"_s)->trigger();
        QVERIFY(f.action(u"showInspector"_s)->isChecked());
        auto *composer = f.window->findChild<Composer *>();
        composer->findChild<QPlainTextEdit *>()->setPlainText(u"hi"_s);
        composer->findChild<QPushButton *>()->click();
        QCOMPARE(f.console.commands().size(), std::size_t(1));
        QCOMPARE(f.console.last<Send>().target, Target(RoomTarget{u"trading"_s}));
        f.console.finishLast({}, 12);
        QVERIFY(f.notice().contains(u"Sent to 12"_s));
    }

    void startsAndStops()
    {
        Fixture f;
        QCOMPARE(f.window->windowTitle(), u"Signalbox — ws://127.0.0.1:8080/"_s);
        f.action(u"startStop"_s)->trigger();
        QCOMPARE(f.console.control().stopCount(), 1);
        f.console.control().setStatus({ServerState::Stopped, {}, {}, {u"127.0.0.1:8080"_s}, {}});
        QVERIFY(f.window->windowTitle().contains(u"not listening"_s));
        QVERIFY(!f.action(u"openPage"_s)->isEnabled());
        QVERIFY(!f.action(u"copyAddress"_s)->isEnabled());
        f.action(u"startStop"_s)->trigger();
        QCOMPARE(f.console.control().starts().size(), std::size_t(1));
        QVERIFY(f.console.control().starts()[0].isEmpty()); // as configured
    }

    void stopAsksFirst()
    {
        Fixture f;
        f.console.connections().add(sampleConnections(5300));
        QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
        QTest::keyClick(f.window.get(), Qt::Key_F5);
        QCOMPARE(f.console.control().stopCount(), 0);
        QVERIFY(!f.window->findChild<EndConnectionsDialog *>());

        f.action(u"startStop"_s)->trigger();
        auto *dialog = f.window->findChild<EndConnectionsDialog *>();
        QVERIFY(dialog);
        QVERIFY(QTest::qWaitForWindowActive(dialog));
        QVERIFY(dialog->findChild<QLabel *>(u"question"_s)->text().contains(u"5,300"_s));
        QTest::keyClick(dialog, Qt::Key_Return); // Cancel is the default
        QVERIFY(!dialog->isVisible());
        QCOMPARE(f.console.control().stopCount(), 0);
        QTRY_VERIFY(!f.window->findChild<EndConnectionsDialog *>());

        f.action(u"startStop"_s)->trigger();
        dialog = f.window->findChild<EndConnectionsDialog *>();
        f.console.connections().remove({ConnectionId(7)});
        QVERIFY(dialog->findChild<QLabel *>(u"question"_s)->text().contains(u"5,299"_s));
        QTest::mouseClick(dialog->findChild<QPushButton *>(u"confirm"_s), Qt::LeftButton);
        QCOMPARE(f.console.control().stopCount(), 1);
    }

    void theQuestionDisappearsWhenTheServerStops()
    {
        Fixture f;
        f.console.connections().add(sampleConnections(3));
        f.action(u"startStop"_s)->trigger();
        QPointer<EndConnectionsDialog> dialog = f.window->findChild<EndConnectionsDialog *>();
        QVERIFY(dialog);
        f.console.control().setStatus({ServerState::Stopped, {}, {}, {u"127.0.0.1:8080"_s}, {}});
        QTRY_VERIFY(!dialog);
        QCOMPARE(f.console.control().stopCount(), 0);
    }

    void cannotStopTwice()
    {
        Fixture f;
        ServerStatus draining = runningStatus(8080);
        draining.state = ServerState::Draining;
        f.console.control().setStatus(draining);
        QVERIFY(!f.action(u"startStop"_s)->isEnabled());
    }

    void copiesTheAddress()
    {
        Fixture f;
        auto *address = f.window->findChild<AddressButton *>();
        QCOMPARE(f.window->findChild<ElidedLabel *>(u"address"_s)->fullText(), u"ws://127.0.0.1:8080/"_s);
        QCOMPARE(address->text(), u"Copy"_s);
        QTest::mouseClick(address, Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"ws://127.0.0.1:8080/"_s);
        QCOMPARE(address->text(), u"Copied"_s);
        QVERIFY(f.notice().contains(u"ws://127.0.0.1:8080/"_s));
        QTRY_COMPARE(address->text(), u"Copy"_s);
    }

    void opensTheTestPage()
    {
        Fixture f;
        f.action(u"openPage"_s)->trigger();
        QCOMPARE(f.opened, QList<QUrl>{QUrl(u"http://127.0.0.1:8080/"_s)});
    }

    void reloadsCertificates_data()
    {
        QTest::addColumn<CertificateReload>("result");
        QTest::addColumn<QString>("notice");
        const WallTime until{std::chrono::seconds(1'700'000'000)};
        QTest::newRow("new ones") << CertificateReload{{u"tls.certificate"_s}, {}, until}
                                  << u"New certificates in use, valid until "_s + Format::dateTime(until);
        QTest::newRow("the same") << CertificateReload{{}, {}, until}
                                  << u"The certificates have not changed, valid until "_s +
                                         Format::dateTime(until);
        QTest::newRow("bad ones") << CertificateReload{{}, u"key tls.key: /k: no"_s, until}
                                  << u"Certificates not reloaded: key tls.key: /k: no"_s;
    }
    void reloadsCertificates()
    {
        QFETCH(const CertificateReload, result);
        QFETCH(const QString, notice);
        Fixture f;
        QAction *reload = f.action(u"reloadCertificates"_s);
        QVERIFY(!reload->isEnabled()); // without TLS
        ServerStatus status = runningStatus(8443);
        status.urls = QStringList{u"wss://127.0.0.1:8443/"_s};
        f.console.control().setStatus(status);
        QVERIFY(reload->isEnabled());
        f.console.control().setCertificateReload(result);
        reload->trigger();
        QVERIFY2(f.notice().contains(notice), qPrintable(f.notice()));
    }

    void addressInUseOffersAnotherPort()
    {
        Fixture f;
        FakeControl &control = f.console.control();
        control.setStatus({ServerState::Stopped, {}, {}, {u"127.0.0.1:8080"_s, u"[::1]:8080"_s}, {}});
        control.failNextStart({Error::Code::AddressInUse, u"in use"_s}, {u"[::1]:8080"_s});
        f.action(u"startStop"_s)->trigger();
        auto *banner = f.window->findChild<ListenBanner *>();
        QTRY_VERIFY(banner->isVisible());
        QCOMPARE(banner->findChild<QSpinBox *>()->value(), 8081);
        banner->findChild<QSpinBox *>()->setValue(9000);
        QTest::mouseClick(f.button(u"Listen there"_s), Qt::LeftButton);
        QCOMPARE(control.starts().back(), (QStringList{u"127.0.0.1:8080"_s, u"[::1]:9000"_s}));
        QTRY_VERIFY(!banner->isVisible());

        // The next start uses the address that succeeded.
        control.setStatus({ServerState::Stopped, {}, {}, {u"127.0.0.1:8080"_s, u"[::1]:8080"_s}, {}});
        f.action(u"startStop"_s)->trigger();
        QCOMPARE(control.starts().back(), (QStringList{u"127.0.0.1:8080"_s, u"[::1]:9000"_s}));
    }

    void showsThatTheAdminPortIsLost()
    {
        Fixture f;
        auto *banner = f.window->findChild<ListenBanner *>();
        QVERIFY(!banner->isVisible());
        ServerStatus status = runningStatus(8080);
        status.adminFailure = u"another program uses 127.0.0.1:8081"_s;
        f.console.control().setStatus(status);
        QVERIFY(banner->isVisible());
        QVERIFY(banner->accessibleName().contains(status.adminFailure));
        f.console.control().setStatus(runningStatus(8080));
        QVERIFY(!banner->isVisible());
    }

    void addressesInUseAreReplacedOneByOne()
    {
        Fixture f;
        FakeControl &control = f.console.control();
        const QStringList configured{u"127.0.0.1:9000"_s, u"127.0.0.2:9001"_s, u"127.0.0.3:9002"_s};
        control.setStatus({ServerState::Stopped, {}, {}, configured, u"127.0.0.1:9003"_s});
        const Error inUse{Error::Code::AddressInUse, u"in use"_s};
        control.failNextStart(inUse, {u"127.0.0.1:9000"_s, u"127.0.0.3:9002"_s});
        f.action(u"startStop"_s)->trigger();
        auto *banner = f.window->findChild<ListenBanner *>();
        QTRY_VERIFY(banner->isVisible());
        QVERIFY(banner->accessibleName().contains(u"127.0.0.1:9000"_s));
        QVERIFY(!banner->accessibleName().contains(u"127.0.0.2:9001"_s));
        QVERIFY(banner->accessibleName().contains(u"127.0.0.3:9002"_s));
        QCOMPARE(banner->findChild<QSpinBox *>()->value(), 9004); // behind the others and the admin port
        control.failNextStart(inUse, {u"127.0.0.3:9002"_s});
        QTest::mouseClick(f.button(u"Listen there"_s), Qt::LeftButton);
        QCOMPARE(control.starts().back(), (QStringList{u"127.0.0.1:9004"_s, configured[1], configured[2]}));
        QVERIFY(banner->isVisible());
        QCOMPARE(banner->findChild<QSpinBox *>()->value(), 9005);
        QTest::mouseClick(f.button(u"Listen there"_s), Qt::LeftButton);
        QCOMPARE(control.starts().back(),
                 (QStringList{u"127.0.0.1:9004"_s, configured[1], u"127.0.0.3:9005"_s}));
        QTRY_VERIFY(!banner->isVisible());
    }

    void theStatusTipOfAButtonDoesNotHideTheOutcome()
    {
        Fixture f;
        f.console.connections().add(sampleConnections(3));
        f.window->findChild<QTableView *>(u"connections"_s)->selectRow(1);
        auto *strip = f.window->findChild<NoticeStrip *>();
        auto *button = f.window->findChild<QToolButton *>(u"pingActionButton"_s);
        QEnterEvent enter(QPointF(3, 3), QPointF(3, 3), QPointF(3, 3));
        QCoreApplication::sendEvent(button, &enter); // shows its status tip
        QVERIFY(strip->text().startsWith(u"Measure"_s));
        QTest::mouseClick(button, Qt::LeftButton);
        f.console.finishLast(Outcome::Done);
        QVERIFY(strip->isVisible());
        QCOMPARE(strip->text(), u"Ping answered (bob)"_s);
    }

    void languageSwitchesWhileRunning()
    {
        Fixture f;
        QAction *file = f.window->menuBar()->actions().constFirst();
        const QString english = file->text();
        const QString stopped = f.label(u"serverState"_s);
        f.action(u"language_zh_CN"_s)->trigger();
        QTRY_VERIFY(file->text() != english);
        QTRY_VERIFY(f.label(u"serverState"_s) != stopped);
        QCOMPARE(f.settings->value(u"language"_s).toString(), u"zh_CN"_s);
        f.action(u"language_en"_s)->trigger();
        QTRY_COMPARE(file->text(), english);
        QVERIFY(f.action(u"language_en"_s)->isChecked());
    }

    void ratesNeedTwoReports()
    {
        Fixture f;
        ServerStats stats;
        stats.at = TimePoint(std::chrono::seconds(100));
        stats.queuedBytes = 1234;
        stats.medianLatency = std::chrono::microseconds(2400);
        f.console.control().emitStats(stats);
        QCOMPARE(f.label(u"queuedBytes"_s), u"1.2 kB"_s);
        QVERIFY(f.label(u"medianLatency"_s).contains(u"2.4 ms"_s));
        QCOMPARE(f.label(u"p95Latency"_s), u"–"_s);
        stats.p95Latency = std::chrono::milliseconds(310);
        f.console.control().emitStats(stats);
        QCOMPARE(f.label(u"p95Latency"_s), u"310 ms"_s);
        stats.at += std::chrono::milliseconds(500);
        stats.messagesIn = 60;
        stats.messagesOut = 2400;
        stats.bytesIn = 6000;
        stats.bytesOut = 600'000;
        f.console.control().emitStats(stats);
        QCOMPARE(f.label(u"rateIn"_s), u"120/s"_s);
        QCOMPARE(f.label(u"byteRateIn"_s), u"12.0 kB/s"_s);
        QCOMPARE(f.label(u"rateOut"_s), u"4,800/s"_s);
        QCOMPARE(f.label(u"byteRateOut"_s), u"1.2 MB/s"_s);
    }

    void theStatusBarDoesNotMoveWhileFiguresChange()
    {
        Fixture f;
        const auto places = [&f] {
            QList<QRect> all;
            for (const QLabel *label : f.window->findChild<StatsBar *>()->findChildren<QLabel *>())
                all += QRect(label->mapTo(f.window.get(), QPoint()), label->size());
            return all;
        };
        ServerStats stats;
        f.console.control().emitStats(stats);
        QCoreApplication::processEvents();
        const QList<QRect> before = places();
        for (const quint64 messages : {1, 17, 480, 9'999, 400'000, 0}) {
            stats.at += std::chrono::seconds(5);
            stats.connections = messages / 20;
            stats.messagesIn += messages;
            stats.messagesOut += messages * 9;
            stats.bytesIn += messages * 83;
            stats.bytesOut += messages * 830;
            stats.medianLatency = std::chrono::microseconds(37 + messages);
            stats.p95Latency = 2 * *stats.medianLatency;
            f.console.control().emitStats(stats);
            QCoreApplication::processEvents();
            QCOMPARE(places(), before);
        }
        f.console.control().setStatus({ServerState::Stopped, {}, {}, {u"127.0.0.1:8080"_s}, {}});
        QCoreApplication::processEvents();
        QCOMPARE(places(), before);
    }

    void roomsAndUsersReachTheComposer()
    {
        Fixture f;
        f.console.connections().add(sampleConnections(6));
        const auto itemsOf = [&f](const QString &name) {
            const auto *box = f.window->findChild<QComboBox *>(name);
            QStringList all;
            for (int i = 0; i < box->count(); ++i)
                all += box->itemText(i);
            return all;
        };
        QTRY_COMPARE(itemsOf(u"composerRoom"_s), (QStringList{u"lobby"_s, u"support"_s, u"trading"_s}));
        QCOMPARE(itemsOf(u"composerUser"_s).size(), 6);
        QVERIFY(itemsOf(u"composerUser"_s).contains(u"alice"_s));
    }

    void asksOnceBeforeClosingConnections()
    {
        Fixture f;
        f.console.connections().add(sampleConnections(6));
        f.mayClose = false;
        QVERIFY(!f.window->close());
        QVERIFY(f.window->isVisible());
        QVERIFY(f.console.connections().isWatched());
        QCOMPARE(f.asked, QList<qsizetype>{6});
        f.mayClose = true;
        QVERIFY(f.window->close());
        QCOMPARE(f.asked.size(), 2);
    }

    void firstWindowFitsOnTheScreen_data()
    {
        QTest::addColumn<QSize>("available");
        QTest::addColumn<QSize>("size");
        QTest::newRow("large") << QSize(2560, 1400) << QSize(1280, 800);
        QTest::newRow("low") << QSize(1366, 720) << QSize(1280, 720);
        QTest::newRow("narrow") << QSize(1024, 1280) << QSize(1024, 800);
    }
    void firstWindowFitsOnTheScreen()
    {
        QFETCH(QSize, available);
        Fixture f;
        f.window.reset();
        f.settings->remove(u"geometry"_s);
        WindowServices services;
        services.settings = f.settings;
        services.availableSize = [available](const QWidget &) { return available; };
        const MainWindow window(f.console, services);
        QTEST(window.size(), "size");
    }
    void theDesktopKnowsTheSizeOfTheScreen()
    {
        const Fixture f;
        const QSize available = WindowServices::ofDesktop().availableSize(*f.window);
        const QSize screen = f.window->screen()->availableGeometry().size();
        QCOMPARE(available.width(), screen.width());
        QVERIFY(available.height() > screen.height() / 2 && available.height() <= screen.height());
    }

    void restoresItsGeometry()
    {
        Fixture f;
        f.window->resize(1111, 666);
        f.window->findChild<Inspector *>()->showPage(Inspector::Page::Payload);
        auto *rows = f.window->findChild<QSplitter *>(u"rows"_s);
        rows->setSizes({200, 300});
        const QList<int> sizes = rows->sizes();
        f.action(u"showInspector"_s)->trigger();
        QVERIFY(f.window->close());
        f.makeWindow();
        QCOMPARE(f.window->size(), QSize(1111, 666));
        QCOMPARE(f.window->findChild<QSplitter *>(u"rows"_s)->sizes(), sizes);
        QCOMPARE(f.window->findChild<Inspector *>()->page(), Inspector::Page::Payload);
        QVERIFY(!f.action(u"showInspector"_s)->isChecked());
        QVERIFY(!f.window->findChild<Inspector *>()->isVisible());
    }

    void savesEachChangeWhileItIsOpen_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<std::function<void(Fixture &)>>("change");
        const auto connections = [](Fixture &f) {
            return f.window->findChild<QTableView *>(u"connections"_s);
        };
        const auto row = [](const char *name, const QString &key,
                            const std::function<void(Fixture &)> &change) {
            QTest::newRow(name) << key << change;
        };
        row("size", u"geometry"_s, [](Fixture &f) { f.window->resize(1201, 733); });
        row("width of a column", u"columns/connections"_s,
            [=](Fixture &f) { connections(f)->setColumnWidth(3, 211); });
        row("hidden column", u"columns/connections"_s, [=](Fixture &f) { connections(f)->hideColumn(4); });
        row("moved column", u"columns/connections"_s,
            [=](Fixture &f) { connections(f)->horizontalHeader()->moveSection(2, 5); });
        row("sorting", u"columns/connections"_s,
            [=](Fixture &f) { connections(f)->sortByColumn(2, Qt::DescendingOrder); });
        row("width in the log", u"columns/log"_s,
            [](Fixture &f) { f.window->findChild<MessageTable *>()->setColumnWidth(3, 187); });
        row("width in the rooms", u"columns/rooms"_s, [](Fixture &f) {
            f.window->findChild<QTreeView *>(u"rooms"_s)->header()->resizeSection(2, 143);
        });
        row("list", u"list"_s, [](Fixture &f) { f.action(u"showPane3"_s)->trigger(); });
        row("view of payloads", u"payload"_s,
            [](Fixture &f) { f.window->findChild<PayloadPane *>()->setView(PayloadPane::View::Hex); });
        row("hidden log", u"pane/showMessages"_s, [](Fixture &f) { f.action(u"showMessages"_s)->trigger(); });
        row("splitter", u"splitter/rows"_s, [](Fixture &f) {
            QWidget *handle = f.window->findChild<QSplitter *>(u"rows"_s)->handle(1);
            QTest::mousePress(handle, Qt::LeftButton, {}, QPoint(50, 3));
            QTest::mouseMove(handle, QPoint(50, -40));
            QTest::mouseRelease(handle, Qt::LeftButton, {}, QPoint(50, -40));
        });
    }
    void savesEachChangeWhileItIsOpen()
    {
        QFETCH(QString, key);
        QFETCH(std::function<void(Fixture &)>, change);
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(f.window.get()));
        // In the file, not only in memory: the process may be killed.
        const auto written = [&f] {
            QFile file(f.settings->fileName());
            return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
        };
        QTRY_VERIFY(written().contains("splitter")); // showing the window was a change
        const QByteArray before = written();
        const QVariant valueBefore = f.settings->value(key);
        change(f);
        QTRY_VERIFY(written() != before);
        QVERIFY(f.settings->value(key) != valueBefore);
    }

    void keepsItsStateWithoutBeingClosed()
    {
        Fixture f;
        f.window->resize(1200, 700);
        f.window->findChild<QTableView *>(u"connections"_s)->setColumnWidth(3, 207);
        f.makeWindow(); // destroys the first one, as the program does at SIGTERM
        QCOMPARE(f.window->findChild<QTableView *>(u"connections"_s)->columnWidth(3), 207);
        QCOMPARE(f.window->size(), QSize(1200, 700));
    }

    void fitsASmallScreen()
    {
        Fixture f;
        QVERIFY2(f.window->minimumSizeHint().width() <= 900,
                 qPrintable(QString::number(f.window->minimumSizeHint().width())));
        QVERIFY2(f.window->minimumSizeHint().height() <= 600,
                 qPrintable(QString::number(f.window->minimumSizeHint().height())));
    }

    void focusableWidgetsHaveNames()
    {
        Fixture f;
        for (const QWidget *widget : f.window->findChildren<QWidget *>()) {
            if (widget->focusPolicy() == Qt::NoFocus || qobject_cast<const QMenuBar *>(widget) ||
                widget->focusProxy() || widget->inherits("QMenu") ||
                widget->objectName().startsWith("qt_"_L1))
                continue;
            const QVariant text = widget->property("text");
            const bool spoken = !widget->accessibleName().isEmpty() || !text.toString().isEmpty();
            const QWidget *parent = widget->parentWidget();
            const bool partOfAnother =
                parent && (QByteArray(parent->metaObject()->className()).startsWith("QComboBox") ||
                           parent->inherits("QAbstractSpinBox") || parent->inherits("QAbstractItemView") ||
                           parent->inherits("QLineEdit"));
            const bool frame =
                widget->inherits("QScrollArea") || widget->inherits("QComboBoxPrivateContainer");
            QVERIFY2(spoken || partOfAnother || frame, widget->metaObject()->className());
        }
    }

    void tabFollowsThePanels()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
        f.console.connections().add(sampleConnections(6));
        auto *filter = f.window->findChild<QLineEdit *>(u"filter"_s);
        filter->setFocus();
        QStringList names;
        for (int i = 0; i < 8; ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            const QString name = QApplication::focusWidget()->accessibleName();
            names += name.isEmpty() ? QApplication::focusWidget()->property("text").toString() : name;
        }
        QCOMPARE(names,
                 (QStringList{u"Connections"_s, u"Filter messages"_s, u"Highlight only"_s, u"Only selected"_s,
                              u"Auto-scroll"_s, u"Pause"_s, u"More actions"_s, u"Message log"_s}));
        for (int i = 0; i < 8; ++i)
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Backtab, Qt::ShiftModifier);
        QVERIFY(filter->hasFocus());
    }

    void tabLeadsFromTheTabsToTheFilter_data()
    {
        QTest::addColumn<int>("pane");
        QTest::addColumn<QString>("filter");
        QTest::newRow("connections") << 1 << u"filter"_s;
        QTest::newRow("rooms") << 2 << u"roomsFilter"_s;
        QTest::newRow("users") << 3 << u"usersFilter"_s;
    }
    void tabLeadsFromTheTabsToTheFilter()
    {
        QFETCH(int, pane);
        QFETCH(QString, filter);
        Fixture f;
        QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
        f.console.connections().add(sampleConnections(6));
        f.action(u"showPane%1"_s.arg(pane))->trigger();
        f.window->findChild<MainTabs *>()->findChild<QTabBar *>()->setFocus();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget()->objectName(), filter);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QVERIFY(qobject_cast<QAbstractItemView *>(QApplication::focusWidget()));
    }

    void findLeadsToTheFilter()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
        f.console.connections().add(sampleConnections(6));
        const auto press = [&f] {
            QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : f.window.get(),
                            Qt::Key_F, Qt::ControlModifier);
            return QApplication::focusWidget()->accessibleName();
        };
        f.window->findChild<QTableView *>(u"connections"_s)->setFocus();
        QCOMPARE(press(), u"Filter connections"_s);
        f.window->findChild<MessageTable *>()->setFocus();
        QCOMPARE(press(), u"Filter messages"_s);
        f.action(u"showPane2"_s)->trigger();
        QCOMPARE(press(), u"Name of a room"_s);
    }

    void escapeClearsAFilter_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("list");
        QTest::newRow("connections") << u"Filter connections"_s << u"Connections"_s;
        QTest::newRow("messages") << u"Filter messages"_s << u"Message log"_s;
    }
    void escapeClearsAFilter()
    {
        QFETCH(QString, filter);
        QFETCH(QString, list);
        Fixture f;
        QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
        f.console.connections().add(sampleConnections(6));
        for (QLineEdit *edit : f.window->findChildren<QLineEdit *>()) {
            if (edit->accessibleName() != filter)
                continue;
            edit->setFocus();
            QTest::keyClicks(edit, u"alice"_s);
            QTest::keyClick(edit, Qt::Key_Escape);
            QVERIFY(edit->text().isEmpty());
            QVERIFY(edit->hasFocus());
            QTest::keyClick(edit, Qt::Key_Escape);
            QCOMPARE(QApplication::focusWidget()->accessibleName(), list);
        }
    }

    void returnClicksTheButtonWithTheFocus()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
        f.console.connections().add(sampleConnections(1));
        auto *ring = f.window->findChild<QFocusFrame *>();
        QToolButton *pause = nullptr;
        for (QToolButton *button : f.window->findChildren<QToolButton *>())
            pause = button->text() == u"Pause"_s ? button : pause;
        QVERIFY(pause);
        pause->setFocus(Qt::TabFocusReason);
        QVERIFY(ring->isVisible());
        QCOMPARE(ring->widget(), pause);
        QTest::keyClick(pause, Qt::Key_Return);
        QVERIFY(pause->isChecked());
        QTest::keyClick(pause, Qt::Key_Enter, Qt::KeypadModifier);
        QVERIFY(!pause->isChecked());
        QTest::keyClick(pause, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(!pause->isChecked());
        f.window->findChild<QLineEdit *>(u"filter"_s)->setFocus(Qt::TabFocusReason);
        QVERIFY(!ring->isVisible());
    }

    void followsTheSelectedConnection()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
        f.action(u"showPane1"_s)->trigger();
        f.action(u"showMessages"_s)->setChecked(false);
        f.console.connections().add(sampleConnections(6));
        QVERIFY(!f.action(u"followSelectedAction"_s)->isEnabled());
        f.window->findChild<QTableView *>(u"connections"_s)->selectRow(1);
        QTRY_VERIFY(f.action(u"followSelectedAction"_s)->isEnabled());
        f.action(u"followSelectedAction"_s)->trigger();
        QVERIFY(f.action(u"showMessages"_s)->isChecked());
        QCOMPARE(f.console.messages().followed().size(), std::size_t(1));
        const QList<QLabel *> labels = f.window->findChild<FollowStrip *>()->findChildren<QLabel *>();
        const QString id = u'#' + f.console.messages().followed().front().toString();
        QVERIFY2(labels.front()->text().contains(u' ' + id), qPrintable(labels.front()->text()));
    }

    void sendsALoggedMessageAgain()
    {
        Fixture f;
        f.console.control().setStatus(runningStatus());
        auto *panel = f.window->findChild<MessagesPanel *>();
        const Send message{RoomTarget{u"trading"_s}, MessageType::Text, "{\"a\":1}"};
        Q_EMIT panel->resendRequested(message);
        QCOMPARE(f.console.last<Send>(), message);
        Q_EMIT panel->editRequested(message);
        auto *composer = f.window->findChild<Composer *>();
        QCOMPARE(composer->kind(), Composer::Kind::Json);
        auto *text = composer->findChild<QPlainTextEdit *>();
        QCOMPARE(text->toPlainText(), u"{\"a\":1}"_s);
        QVERIFY(composer->isVisible());
        text->setPlainText(u"{\"a\":2}"_s);
        composer->findChild<QPushButton *>()->click();
        QCOMPARE(f.console.last<Send>(), (Send{RoomTarget{u"trading"_s}, MessageType::Text, "{\"a\":2}"}));
    }

    void returnOnAMessageLeadsToItsPayload()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
        f.action(u"showInspector"_s)->setChecked(false);
        LogBatch batch;
        batch.entries.emplace_back().number = 1;
        f.console.messages().emitLogged(batch);
        auto *table = f.window->findChild<MessageTable *>();
        table->setFocus();
        table->selectRow(0);
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(QApplication::focusWidget()->accessibleName(), u"Payload of the selected message"_s);
    }

    void returnOnAMemberShowsItsConnection()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
        f.console.connections().add(sampleConnections(6));
        f.action(u"showPane3"_s)->trigger();
        auto *tree = f.window->findChild<QTreeView *>(u"users"_s);
        const QModelIndex alice = tree->model()->index(0, 0);
        tree->setCurrentIndex(alice);
        QTest::keyClick(tree, Qt::Key_Return);
        QVERIFY(tree->isExpanded(alice));
        QTest::keyClick(tree, Qt::Key_Down);
        QTest::keyClick(tree, Qt::Key_Return);
        auto *details = f.window->findChild<DetailsPane *>();
        QVERIFY(details);
        QVERIFY(details->isVisible());
        QVERIFY(details->findChild<ElidedLabel *>(u"headline"_s)->fullText().contains(u"alice"_s));
    }

    void returnOnAConnectionShowsItsDetails()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
        f.console.connections().add(sampleConnections(6));
        auto *details = f.window->findChild<DetailsPane *>();
        QVERIFY(f.console.connections().isWatchedForClosed());
        f.window->findChild<Inspector *>()->showPage(Inspector::Page::Send);
        QVERIFY(!details->isVisible());
        auto *table = f.window->findChild<QTableView *>(u"connections"_s);
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Home);
        QTest::keyClick(table, Qt::Key_Down);
        QTest::keyClick(table, Qt::Key_Return);
        QTRY_VERIFY(details->isVisible());
        const QString user =
            table->currentIndex().siblingAtColumn(int(ConnectionColumn::User)).data().toString();
        QCOMPARE(details->findChild<ElidedLabel *>(u"headline"_s)->fullText(), user);
        QVERIFY(details->isAncestorOf(f.window->focusWidget()));
        QCOMPARE(f.console.connections().takeDetailRequests().size(), std::size_t(1));

        table->setFocus();
        QTest::keyClick(table, Qt::Key_A, Qt::ControlModifier);
        QVERIFY(details->findChild<ElidedLabel *>(u"headline"_s)->fullText().startsWith(u"6 "_s));
    }

    void theEmptyStateStartsTheServer()
    {
        Fixture f;
        f.console.control().setStatus({ServerState::Stopped, {}, {}, {u"127.0.0.1:8080"_s}, {}});
        QPushButton *start = f.button(u"Start the server"_s);
        QVERIFY(start);
        QVERIFY(start->isVisible());
        QTest::mouseClick(start, Qt::LeftButton);
        QCOMPARE(f.console.control().starts().size(), std::size_t(1));
        QVERIFY(!start->isVisible());
    }
};

QTEST_MAIN(tst_MainWindow)
#include "tst_mainwindow.moc"
