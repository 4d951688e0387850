#include "ui/closed/closedpanel.h"

#include "tests/ui/closed/closedsamples.h"
#include "tests/ui/fakeconsole.h"

#include <QAction>
#include <QClipboard>
#include <QDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

namespace {

struct Fixture
{
    Fixture()
    {
        panel.resize(1200, 400);
        panel.setWatching(true);
        panel.show();
        panel.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&panel));
    }
    void close(std::vector<ClosedConnection> connections)
    {
        ClosedBatch batch;
        batch.closed = std::move(connections);
        console.connections().emitClosed(batch);
    }
    QTableView &table() { return *panel.findChild<QTableView *>(u"closed"_s); }
    QLineEdit &filter() { return *panel.findChild<QLineEdit *>(u"closedFilter"_s); }
    QString count() { return panel.findChild<QLabel *>(u"closedCount"_s)->text(); }
    QDialog *dialog() { return panel.findChild<QDialog *>(); }
    QString idAt(int row) { return table().model()->index(row, 1).data().toString(); }
    void click(int row)
    {
        const QRect cell = table().visualRect(table().model()->index(row, 1));
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, cell.center());
    }

    FakeConsole console;
    ClosedPanel panel{console.connections()};
};

} // namespace

class TestClosedPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void showsTheLastOneFirst()
    {
        Fixture f;
        QVERIFY(f.console.connections().isWatchedForClosed());
        QCOMPARE(f.panel.badge(), QString());
        f.close({closedSample(1, 9s), closedSample(2, 5s)});
        f.close({closedSample(3, 1s)});
        QTRY_COMPARE(f.idAt(0), u"3"_s);
        QCOMPARE(f.idAt(2), u"1"_s);
        QCOMPARE(f.panel.badge(), u"3"_s);
        QVERIFY(f.count().startsWith("3 closed"_L1));
        f.panel.setWatching(false);
        QVERIFY(!f.console.connections().isWatchedForClosed());
    }
    void aNewSubscriptionReplacesTheRows()
    {
        Fixture f;
        f.close({closedSample(1, 9s), closedSample(2, 5s)});
        f.panel.setWatching(false);
        f.panel.setWatching(true);
        f.close({closedSample(1, 9s), closedSample(2, 5s), closedSample(3, 1s)}); // what is remembered
        QTRY_COMPARE(f.table().model()->rowCount(), 3);
    }
    void showsTheMessagesOfAConnection()
    {
        Fixture f;
        f.close({closedSample(41, 9s), closedSample(42, 5s)});
        QTRY_COMPARE(f.idAt(0), u"42"_s);
        QSignalSpy requested(&f.panel, &ClosedPanel::messagesRequested);
        f.panel.activateList();
        QTest::keyClick(&f.table(), Qt::Key_End);
        f.panel.messagesAction()->trigger();
        QCOMPARE(requested.count(), 1);
        QCOMPARE(requested[0][0].toString(), u"id:41"_s);
    }
    void writesToTheUserAgain()
    {
        Fixture f;
        ClosedConnection connection = closedSample(1, 9s);
        connection.info.user = u"Ann \"Lee\""_s;
        f.close({connection});
        f.click(0);
        QSignalSpy requested(&f.panel, &ClosedPanel::writeToUserRequested);
        f.panel.writeAction()->trigger();
        QCOMPARE(requested.count(), 1);
        QCOMPARE(requested[0][0].toString(), u"Ann \"Lee\""_s);
    }
    void returnShowsAllThatIsKnown()
    {
        Fixture f;
        ClosedConnection connection = closedSample(17, 9s);
        connection.info.userAgent = u"<b>wscat</b>\u202E"_s;
        connection.verdict.kind = VerdictKind::ServerDrained;
        f.close({connection});
        f.panel.activateList();
        QTest::keyClick(&f.table(), Qt::Key_Home);
        QTest::keyClick(&f.table(), Qt::Key_Return);
        QTRY_VERIFY(f.dialog() && f.dialog()->isVisible());
        QCOMPARE(f.dialog()->findChild<QLabel *>(u"headline"_s)->text(), u"user-17 (#17)"_s);
        QStringList values;
        for (const QLabel *value : f.dialog()->findChildren<QLabel *>(u"value"_s)) {
            QCOMPARE(value->textFormat(), Qt::PlainText);
            values += value->text();
        }
        QVERIFY(values.contains(u"The server closed its connections for a restart (drain)"_s));
        QVERIFY(values.contains(u"<b>wscat</b>‹U+202E›"_s));
        QVERIFY(values.contains(u"4409"_s));
        QSignalSpy requested(&f.panel, &ClosedPanel::messagesRequested);
        QTest::mouseClick(f.dialog()->findChild<QPushButton *>(u"showMessages"_s), Qt::LeftButton);
        QCOMPARE(requested.count(), 1);
        QTRY_VERIFY(!f.dialog());
    }
    void aDoubleClickDoesTheSame()
    {
        Fixture f;
        f.close({closedSample(17, 9s)});
        f.click(0);
        QTest::mouseDClick(f.table().viewport(), Qt::LeftButton, {},
                           f.table().visualRect(f.table().model()->index(0, 1)).center());
        QTRY_VERIFY(f.dialog() && f.dialog()->isVisible());
        QSignalSpy requested(&f.panel, &ClosedPanel::writeToUserRequested);
        QTest::mouseClick(f.dialog()->findChild<QPushButton *>(u"writeAgain"_s), Qt::LeftButton);
        QCOMPARE(requested.count(), 1);
    }
    void actionsFollowTheSelection()
    {
        Fixture f;
        for (const QAction *action : f.panel.barActions())
            QVERIFY(!action->isEnabled() && !action->toolTip().isEmpty());
        f.close({closedSample(1, 9s), closedSample(2, 5s)});
        f.click(0);
        for (const QAction *action : f.panel.barActions())
            QVERIFY(action->isEnabled());
        QTest::keyClick(&f.table(), Qt::Key_A, Qt::ControlModifier);
        QVERIFY(!f.panel.messagesAction()->isEnabled());
        QVERIFY(!f.panel.writeAction()->isEnabled());
        QCOMPARE(f.panel.selectionText(), u"2 selected"_s);
        QTest::keyClick(&f.table(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text().split(u'\n').size(), 2);
    }
    void filters()
    {
        Fixture f;
        f.close(
            {closedSample(1, 9s), closedSample(2, 5s, Cause::Kicked), closedSample(3, 4s, Cause::GoingAway)});
        f.panel.activateFilter();
        QTest::keyClicks(&f.filter(), u"cause:kicked"_s);
        QTest::keyClick(&f.filter(), Qt::Key_Return);
        QTRY_COMPARE(f.table().model()->rowCount(), 1);
        QCOMPARE(f.idAt(0), u"2"_s);
        QCOMPARE(f.count(), u"1 of 3 shown"_s);
        QCOMPARE(f.panel.badge(), u"3"_s);
    }
    void keepsTheSelectionWhenOldRowsAreDropped()
    {
        Fixture f;
        std::vector<ClosedConnection> many;
        for (quint64 id = 1; id <= 10'000; ++id)
            many.push_back(closedSample(id, Milliseconds(2'000'000 - id * 100)));
        f.close(many);
        QTRY_COMPARE_WITH_TIMEOUT(f.idAt(0), u"10000"_s, 20'000);
        f.click(2);
        QCOMPARE(f.panel.selectionText(), u"user-9998 (#9998)"_s);
        many.clear();
        for (quint64 id = 10'001; id <= 11'100;
             ++id) // more than a tenth: the oldest are dropped with a reset
            many.push_back(closedSample(id, 1s));
        f.close(many);
        QCOMPARE(f.table().model()->rowCount(), 10'000);
        QCOMPARE(f.panel.selectionText(), u"user-9998 (#9998)"_s);
    }
    void savesItsColumns()
    {
        Fixture f;
        f.table().sortByColumn(2, Qt::AscendingOrder);
        const QByteArray state = f.panel.saveState();
        Fixture other;
        QVERIFY(other.panel.restoreState(state));
        QCOMPARE(other.panel.saveState(), state);
        QVERIFY(!other.panel.restoreState("SBLT"));
    }
    void hasAContextMenu()
    {
        Fixture f;
        f.close({closedSample(1, 9s)});
        f.click(0);
        Q_EMIT f.table().customContextMenuRequested(
            f.table().visualRect(f.table().model()->index(0, 1)).center());
        auto *menu = f.panel.findChild<QMenu *>();
        QVERIFY(menu);
        for (QAction *action : f.panel.barActions())
            QVERIFY(menu->actions().contains(action));
        menu->close();
    }
};

QTEST_MAIN(TestClosedPanel)
#include "tst_closedpanel.moc"
