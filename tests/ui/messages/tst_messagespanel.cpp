#include "ui/messages/messagespanel.h"

#include "tests/ui/fakeconsole.h"
#include "tests/ui/messages/logsamples.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace signalbox;

namespace {

int rowsOf(const MessagesPanel &panel)
{
    return panel.findChild<QTableView *>()->model()->rowCount();
}

bool shows(const MessagesPanel &panel, const QString &text)
{
    for (const QLabel *label : panel.findChildren<QLabel *>()) {
        if (label->toolTip().contains(text)) // the text itself may be elided
            return true;
    }
    return false;
}

} // namespace

class tst_MessagesPanel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void watchesOnRequest()
    {
        FakeMessages api;
        MessagesPanel panel(api);
        QVERIFY(!api.isWatched());
        panel.setWatching(true);
        QVERIFY(api.isWatched());
        panel.setWatching(false);
        QVERIFY(!api.isWatched());
    }

    void pauseLosesNothing()
    {
        FakeMessages api;
        MessagesPanel panel(api);
        panel.setWatching(true);
        api.emitLogged(batchOf(1, 3));
        panel.pauseAction()->trigger();
        LogBatch batch = batchOf(4, 5);
        batch.leftOut = 10; // by the server
        api.emitLogged(batch);
        api.emitLogged(batchOf(9, 2));
        QCOMPARE(rowsOf(panel), 3);
        QVERIFY(shows(panel, QStringLiteral("7 waiting")));
        panel.pauseAction()->trigger();
        QCOMPARE(rowsOf(panel), 11); // and a row for the ten
        QVERIFY(shows(panel, QStringLiteral("10 not shown")));
        QVERIFY(!shows(panel, QStringLiteral("waiting")));
        api.emitLogged(batchOf(11, 1));
        QCOMPARE(rowsOf(panel), 12);
    }

    void aPauseLongerThanTheLogKeepsTheNewest()
    {
        FakeMessages api;
        MessagesPanel panel(api, {.maxRows = 10, .maxPayloadBytes = 1 << 20});
        panel.setWatching(true);
        api.emitLogged(batchOf(1, 8));
        panel.pauseAction()->trigger();
        for (quint64 first = 9; first < 29; first += 4)
            api.emitLogged(batchOf(first, 4));
        QCOMPARE(rowsOf(panel), 8);
        panel.pauseAction()->trigger();
        QCOMPARE(rowsOf(panel), 10);
        QVERIFY(shows(panel, QStringLiteral("18 older")));
        std::vector<quint64> numbers;
        connect(&panel, &MessagesPanel::messageSelected, this,
                [&numbers](const MessageRow &row) { numbers.push_back(row.entry.number); });
        auto *table = panel.findChild<QTableView *>();
        table->setCurrentIndex(table->model()->index(0, 0));
        table->setCurrentIndex(table->model()->index(9, 0));
        QCOMPARE(numbers, (std::vector<quint64>{19, 28}));
    }

    void clearDuringAPauseRemovesWhatWaits()
    {
        FakeMessages api;
        MessagesPanel panel(api);
        panel.setWatching(true);
        panel.pauseAction()->trigger();
        api.emitLogged(batchOf(1, 5));
        panel.clearAction()->trigger();
        panel.pauseAction()->trigger();
        QCOMPARE(rowsOf(panel), 0);
    }

    void selectingStopsFollowing()
    {
        FakeMessages api;
        MessagesPanel panel(api);
        panel.resize(900, 300);
        panel.setWatching(true);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        api.emitLogged(batchOf(1, 100));
        QVERIFY(panel.followAction()->isChecked());
        auto *table = panel.findChild<QTableView *>();
        const QModelIndex last = table->model()->index(99, 2);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(last).center());
        QVERIFY(!panel.followAction()->isChecked());
        api.emitLogged(batchOf(101, 50));
        QVERIFY(table->viewport()->rect().contains(table->visualRect(last)));

        panel.followAction()->trigger();
        QVERIFY(panel.followAction()->isChecked());
        api.emitLogged(batchOf(151, 50));
        QVERIFY(panel.followAction()->isChecked()); // the selected row is no reason to stop again
        panel.setFilter(QStringLiteral("user3"));
        QVERIFY(panel.followAction()->isChecked());
    }

    void pauseWithoutTrafficAddsNoRow()
    {
        FakeMessages api;
        MessagesPanel panel(api);
        panel.setWatching(true);
        panel.pauseAction()->trigger();
        panel.pauseAction()->trigger();
        QCOMPARE(rowsOf(panel), 0);
        QVERIFY(!shows(panel, QStringLiteral("not shown")));
    }

    void showsTheNumberLeftOut()
    {
        FakeMessages api;
        MessagesPanel panel(api);
        panel.setWatching(true);
        LogBatch batch = batchOf(1, 1);
        batch.leftOut = 1234;
        api.emitLogged(batch);
        QCOMPARE(rowsOf(panel), 2);
        QVERIFY(shows(panel, QLocale().toString(1234) + QStringLiteral(" not shown")));
    }

    void showsTheNumberDropped()
    {
        FakeMessages api;
        MessagesPanel panel(api, {.maxRows = 10, .maxPayloadBytes = 1 << 20});
        panel.setWatching(true);
        api.emitLogged(batchOf(1, 12));
        QCOMPARE(rowsOf(panel), 10);
        QVERIFY(shows(panel, QStringLiteral("2 older")));
    }

    void clears()
    {
        FakeMessages api;
        MessagesPanel panel(api);
        panel.setWatching(true);
        api.emitLogged(batchOf(1, 12));
        panel.clearAction()->trigger();
        QCOMPARE(rowsOf(panel), 0);
    }

    void filtersByText()
    {
        FakeMessages api;
        MessagesPanel panel(api);
        panel.setWatching(true);
        api.emitLogged(batchOf(1, 14));
        panel.findChild<QLineEdit *>()->setText(QStringLiteral(" user:user3 "));
        QTRY_COMPARE(rowsOf(panel), 2);
        QVERIFY(shows(panel, QStringLiteral("2 of 14")));
        panel.findChild<QLineEdit *>()->clear();
        QTRY_COMPARE(rowsOf(panel), 14);
    }

    void filtersAtOnceByReturn()
    {
        FakeMessages api;
        MessagesPanel panel(api);
        panel.setWatching(true);
        api.emitLogged(batchOf(1, 14));
        auto *filter = panel.findChild<QLineEdit *>();
        filter->setText(QStringLiteral("user:user3"));
        QCOMPARE(rowsOf(panel), 14); // not for each key
        QTest::keyClick(filter, Qt::Key_Return);
        QCOMPARE(rowsOf(panel), 2);
    }

    void filtersBySelection()
    {
        FakeMessages api;
        MessagesPanel panel(api);
        panel.setWatching(true);
        api.emitLogged(batchOf(1, 14));
        panel.setSelectedConnections({ConnectionId(3)});
        QCOMPARE(rowsOf(panel), 14);
        panel.onlySelectedAction()->trigger();
        QCOMPARE(rowsOf(panel), 2);
        panel.setSelectedConnections({ConnectionId(3), ConnectionId(4)});
        QCOMPARE(rowsOf(panel), 4);
        panel.setSelectedConnections({});
        QCOMPARE(rowsOf(panel), 14);
        panel.setSelectedConnections({ConnectionId(3)});
        panel.onlySelectedAction()->trigger();
        QCOMPARE(rowsOf(panel), 14);
    }

    void reportsTheSelectedMessage()
    {
        FakeMessages api;
        MessagesPanel panel(api);
        panel.setWatching(true);
        panel.show();
        api.emitLogged(batchOf(1, 14));
        std::vector<quint64> numbers;
        connect(&panel, &MessagesPanel::messageSelected, this,
                [&numbers](const MessageRow &row) { numbers.push_back(row.entry.number); });
        auto *table = panel.findChild<QTableView *>();
        table->setCurrentIndex(table->model()->index(5, 0));
        QCOMPARE(numbers, std::vector<quint64>{6});

        // The message stays selected if the new filter accepts it.
        panel.setSelectedConnections({ConnectionId(7)});
        panel.onlySelectedAction()->trigger();
        QCOMPARE(rowsOf(panel), 2);
        QCOMPARE(table->currentIndex().row(), 0);
        QCOMPARE(numbers.back(), quint64(6));
    }

    void restoresItsColumns()
    {
        FakeMessages api;
        QByteArray state;
        {
            MessagesPanel panel(api);
            panel.setWatching(true);
            panel.findChild<QTableView *>()->setColumnWidth(MessagesModel::User, 173);
            state = panel.saveState();
        }
        MessagesPanel panel(api);
        panel.setWatching(true);
        QVERIFY(panel.restoreState(state));
        QCOMPARE(panel.findChild<QTableView *>()->columnWidth(MessagesModel::User), 173);
        QVERIFY(!panel.restoreState("rubbish"));
    }
};

QTEST_MAIN(tst_MessagesPanel)
#include "tst_messagespanel.moc"
