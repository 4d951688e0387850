#include "ui/events/eventspanel.h"

#include "tests/ui/fakeconsole.h"

#include <QAction>
#include <QClipboard>
#include <QDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

namespace {

ServerEvent origin(quint64 id, quint64 count = 1, Milliseconds ago = 0ms)
{
    ServerEvent event;
    event.id = ServerEventId(id);
    event.level = EventLevel::Warning;
    event.first = event.last = wallNow() - ago;
    event.count = count;
    const QString value = u"https://o%1.example"_s.arg(id);
    event.body = RequestRefused{.reason = "origin"_L1,
                                .status = 403,
                                .subject = RequestRefused::Subject::Origin,
                                .value = value,
                                .setting = "policy.origins"_L1,
                                .entry = value};
    return event;
}

ServerEvent limit(quint64 id, quint64 connection)
{
    ServerEvent event = origin(id);
    event.connection = ConnectionId(connection);
    event.user = u"eve"_s;
    event.body = LimitReached{Cause::QueueOverflow, "limits.outbox_hard"_L1};
    return event;
}

struct Fixture
{
    Fixture()
    {
        panel.resize(900, 400);
        panel.setWatching(true);
    }
    void show()
    {
        panel.show();
        panel.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&panel));
    }
    void emitEvents(std::vector<ServerEvent> events)
    {
        console.control().emitEvents({std::move(events), {}});
    }
    QTableView &table() { return *panel.findChild<QTableView *>(u"events"_s); }
    QLineEdit &filter() { return *panel.findChild<QLineEdit *>(u"eventsFilter"_s); }
    QString count() { return panel.findChild<QLabel *>(u"eventsCount"_s)->text(); }
    QDialog *dialog() { return panel.findChild<QDialog *>(); }
    void click(int row)
    {
        const QRect cell = table().visualRect(table().model()->index(row, 2));
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, cell.center());
    }

    FakeConsole console;
    EventsPanel panel{console.control()};
};

} // namespace

class TestEventsPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void watchesTheServer()
    {
        Fixture f;
        QVERIFY(f.console.control().isWatchedForEvents());
        f.panel.setWatching(false);
        QVERIFY(!f.console.control().isWatchedForEvents());
    }
    void showsTheNewestFirst()
    {
        Fixture f;
        f.show();
        f.emitEvents({origin(1, 1, 3s), origin(2, 1, 1s), limit(3, 31)});
        QTRY_COMPARE(f.table().model()->index(0, 2).data().toString(), u"4408 Closed: too much was queued"_s);
        QCOMPARE(f.table().model()->index(2, 2).data().toString(), u"403 Origin https://o1.example"_s);
        f.emitEvents({origin(1, 214, -2s)});
        QTRY_COMPARE(f.table().model()->index(0, 2).data().toString(), u"403 Origin https://o1.example"_s);
        QCOMPARE(f.table().model()->index(0, 3).data().toString(), u"214"_s);
        QVERIFY(f.count().startsWith("3 event"_L1));
    }
    void theBadgeCountsUntilTheUserLooks()
    {
        Fixture f;
        QSignalSpy changed(&f.panel, &ListPane::badgeChanged);
        QCOMPARE(f.panel.badge(), QString());
        ServerEvent info = origin(9);
        info.level = EventLevel::Info;
        f.emitEvents({origin(1), limit(2, 4), origin(3), info});
        QCOMPARE(f.panel.badge(), u"3 new"_s);
        f.emitEvents({origin(1, 5)});
        QCOMPARE(f.panel.badge(), u"3 new"_s);
        f.show();
        QCOMPARE(f.panel.badge(), QString());
        f.emitEvents({origin(1, 6), origin(4)}); // the user looks
        QCOMPARE(f.panel.badge(), QString());
        f.panel.hide();
        f.emitEvents({origin(1, 7)});
        QCOMPARE(f.panel.badge(), u"1 new"_s);
        QVERIFY(changed.count() >= 3);
    }
    void aNewSubscriptionIsNotNews()
    {
        Fixture f;
        f.emitEvents({origin(1), origin(2)});
        f.show();
        f.panel.hide();
        f.panel.setWatching(false);
        f.panel.setWatching(true);
        f.emitEvents({origin(2), origin(3)}); // 1 was forgotten meanwhile
        QCOMPARE(f.panel.badge(), u"1 new"_s);
        QCOMPARE(f.table().model()->rowCount(), 2);
    }
    void returnShowsWhatToAddForAnOrigin()
    {
        Fixture f;
        f.show();
        f.emitEvents({origin(7)});
        f.panel.activateList();
        QTest::keyClick(&f.table(), Qt::Key_Home);
        QVERIFY(f.panel.allowAction()->isEnabled());
        QTest::keyClick(&f.table(), Qt::Key_Return);
        QVERIFY(f.dialog());
        QTRY_VERIFY(f.dialog()->isVisible());
        QCOMPARE(f.dialog()->findChild<QLabel *>(u"headline"_s)->text(), u"403 Origin https://o7.example"_s);
        QVERIFY(f.dialog()->findChild<QWidget *>(u"configuration"_s));
        QTest::keyClick(f.dialog(), Qt::Key_Escape);
        QTRY_VERIFY(!f.dialog());
    }
    void aDoubleClickDoesTheSame()
    {
        Fixture f;
        f.show();
        f.emitEvents({limit(7, 31)});
        f.click(0);
        const QRect cell = f.table().visualRect(f.table().model()->index(0, 2));
        QTest::mouseDClick(f.table().viewport(), Qt::LeftButton, {}, cell.center());
        QTRY_VERIFY(f.dialog() && f.dialog()->isVisible());
        QVERIFY(!f.dialog()->findChild<QWidget *>(u"configuration"_s));
    }
    void actionsFollowTheSelection()
    {
        Fixture f;
        f.show();
        for (const QAction *action : f.panel.barActions())
            QVERIFY(!action->isEnabled() && !action->toolTip().isEmpty());
        ServerEvent odd = origin(3);
        std::get<RequestRefused>(odd.body).entry.clear();
        f.emitEvents({origin(1, 1, 2s), limit(2, 31), odd});
        QTRY_COMPARE(f.table().model()->rowCount(), 3);

        const auto rowOf = [&f](const QString &text) {
            for (int row = 0; row < f.table().model()->rowCount(); ++row) {
                if (f.table().model()->index(row, 2).data().toString().contains(text))
                    return row;
            }
            return -1;
        };
        f.click(rowOf(u"o1.example"_s));
        QVERIFY(f.panel.allowAction()->isEnabled());
        QVERIFY(!f.panel.messagesAction()->isEnabled());
        QCOMPARE(f.panel.selectionText(), u"403 Origin https://o1.example"_s);
        f.click(rowOf(u"queued"_s));
        QVERIFY(!f.panel.allowAction()->isEnabled());
        QVERIFY(f.panel.messagesAction()->isEnabled());
        f.click(rowOf(u"o3.example"_s));
        QVERIFY(!f.panel.allowAction()->isEnabled());
        QVERIFY(f.panel.detailsAction()->isEnabled());
        QTest::keyClick(&f.table(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(f.panel.selectionText(), u"3 selected"_s);
        QVERIFY(!f.panel.detailsAction()->isEnabled());
        QVERIFY(f.panel.copyAction()->isEnabled());
    }
    void asksForTheMessagesOfTheConnection()
    {
        Fixture f;
        f.show();
        f.emitEvents({limit(2, 31)});
        f.click(0);
        QSignalSpy requested(&f.panel, &EventsPanel::messagesRequested);
        f.panel.messagesAction()->trigger();
        QCOMPARE(requested.count(), 1);
        QCOMPARE(requested[0][0].toString(), u"id:31"_s);
    }
    void copiesTheSelectedRows()
    {
        Fixture f;
        f.show();
        f.emitEvents({origin(1, 12, 2s), limit(2, 31)});
        QTRY_COMPARE(f.table().model()->rowCount(), 2);
        f.panel.activateList();
        QTest::keyClick(&f.table(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(&f.table(), Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n');
        QCOMPARE(lines.size(), 2);
        QVERIFY2(lines.join(u'\n').contains("Warning\t403 Origin https://o1.example\t12\t"_L1),
                 qPrintable(lines.join(u'\n')));
    }
    void filters()
    {
        Fixture f;
        f.show();
        f.emitEvents({origin(1), limit(2, 31)});
        f.panel.activateFilter();
        QTest::keyClicks(&f.filter(), u"user:eve"_s);
        QTest::keyClick(&f.filter(), Qt::Key_Return);
        QTRY_COMPARE(f.table().model()->rowCount(), 1);
        QCOMPARE(f.count(), u"1 of 2 shown"_s);
    }
    void keepsTheSelectionWhileRowsMove()
    {
        Fixture f;
        f.show();
        std::vector<ServerEvent> events;
        for (quint64 id = 1; id <= 60; ++id)
            events.push_back(origin(id, 1, Milliseconds(1000 * (61 - id))));
        f.emitEvents(events);
        QTRY_COMPARE(f.table().model()->index(0, 2).data().toString(), u"403 Origin https://o60.example"_s);
        f.click(1);
        QCOMPARE(f.panel.selectionText(), u"403 Origin https://o59.example"_s);
        f.emitEvents({origin(5, 2), origin(61)});
        QTRY_COMPARE(f.table().model()->index(3, 2).data().toString(), u"403 Origin https://o59.example"_s);
        QCOMPARE(f.panel.selectionText(), u"403 Origin https://o59.example"_s);
    }
    void savesItsColumns()
    {
        Fixture f;
        f.show();
        f.table().sortByColumn(3, Qt::AscendingOrder);
        const QByteArray state = f.panel.saveState();
        Fixture other;
        QVERIFY(other.panel.restoreState(state));
        QCOMPARE(other.panel.saveState(), state);
        QVERIFY(!other.panel.restoreState("x"));
        QVERIFY(!other.panel.restoreState(state.left(state.size() - 1)));
        QCOMPARE(other.panel.saveState(), state);
    }
    void hasAContextMenu()
    {
        Fixture f;
        f.show();
        f.emitEvents({origin(1)});
        f.click(0);
        Q_EMIT f.table().customContextMenuRequested(
            f.table().visualRect(f.table().model()->index(0, 2)).center());
        auto *menu = f.panel.findChild<QMenu *>();
        QVERIFY(menu);
        QVERIFY(menu->actions().contains(f.panel.allowAction()));
        menu->close();
    }
};

QTEST_MAIN(TestEventsPanel)
#include "tst_eventspanel.moc"
