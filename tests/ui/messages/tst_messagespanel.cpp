#include "ui/messages/messagespanel.h"

#include "tests/ui/messages/panelfixture.h"

#include <QHeaderView>
#include <QSignalSpy>
#include <QToolButton>

using namespace signalbox;
using namespace Qt::StringLiterals;

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

    void acknowledgesABatchWhenAllOfItIsShown()
    {
        PanelFixture f;
        constexpr int many = 60'000; // more than one turn can append
        f.api.emitLogged(batchOf(1, many));
        QCOMPARE(f.api.acknowledged(), 0);
        QVERIFY(f.rows() < many);
        QTRY_COMPARE(f.api.acknowledged(), 1);
        QCOMPARE(f.rows(), many);
        QVERIFY(f.shows(u"60,000"_s));
    }
    void pauseLosesNothing()
    {
        PanelFixture f;
        f.api.emitLogged(batchOf(1, 3));
        f.panel.actions().pause->trigger();
        LogBatch batch = batchOf(4, 5);
        batch.leftOut = 10; // by the server
        f.api.emitLogged(batch);
        f.api.emitLogged(batchOf(9, 2));
        QCOMPARE(f.rows(), 3);
        QVERIFY(f.shows(u"7 waiting"_s));
        f.panel.actions().pause->trigger();
        QCOMPARE(f.rows(), 11); // and a row for the ten
        QVERIFY(f.shows(u"10 not shown"_s));
        QVERIFY(!f.shows(u"waiting"_s));
        f.api.emitLogged(batchOf(11, 1));
        QCOMPARE(f.rows(), 12);
    }

    void aPauseLongerThanTheLogKeepsTheNewest()
    {
        PanelFixture f({.maxRows = 10});
        f.api.emitLogged(batchOf(1, 8));
        f.panel.actions().pause->trigger();
        for (quint64 first = 9; first < 29; first += 4)
            f.api.emitLogged(batchOf(first, 4));
        f.panel.actions().pause->trigger();
        QCOMPARE(f.rows(), 10);
        QVERIFY(f.shows(u"18 older"_s));
        f.select(0);
        f.select(9);
        QCOMPARE(f.selected, (std::vector<quint64>{19, 28}));
    }

    void clearDuringAPauseRemovesWhatWaits()
    {
        PanelFixture f;
        f.panel.actions().pause->trigger();
        f.api.emitLogged(batchOf(1, 5));
        f.panel.actions().clear->trigger();
        f.panel.actions().pause->trigger();
        QCOMPARE(f.rows(), 0);
    }

    void selectingStopsFollowing()
    {
        PanelFixture f;
        f.show();
        f.api.emitLogged(batchOf(1, 100));
        QAction *scroll = f.panel.actions().scroll;
        QVERIFY(scroll->isChecked());
        const QModelIndex last = f.table.model()->index(99, 2);
        QTest::mouseClick(f.table.viewport(), Qt::LeftButton, {}, f.table.visualRect(last).center());
        QVERIFY(!scroll->isChecked());
        f.api.emitLogged(batchOf(101, 50));
        QVERIFY(f.table.viewport()->rect().contains(f.table.visualRect(last)));

        scroll->trigger();
        QVERIFY(scroll->isChecked());
        f.api.emitLogged(batchOf(151, 50));
        QVERIFY(scroll->isChecked()); // the selected row is no reason to stop again
        f.panel.setFilter(u"user3"_s);
        QVERIFY(scroll->isChecked());
    }

    void pauseWithoutTrafficAddsNoRow()
    {
        PanelFixture f;
        f.panel.actions().pause->trigger();
        f.panel.actions().pause->trigger();
        QCOMPARE(f.rows(), 0);
        QVERIFY(!f.shows(u"not shown"_s));
    }

    void showsWhatIsMissing()
    {
        PanelFixture f({.maxRows = 10});
        LogBatch batch = batchOf(1, 1);
        batch.leftOut = 1234;
        f.api.emitLogged(batch);
        QCOMPARE(f.rows(), 2);
        QVERIFY(f.shows(QLocale().toString(1234) + u" not shown"_s));
        f.api.emitLogged(batchOf(2, 10));
        QCOMPARE(f.rows(), 10);
        QVERIFY(f.shows(u"2 older"_s));
        f.panel.actions().clear->trigger();
        QCOMPARE(f.rows(), 0);
        QVERIFY(!f.shows(u"older"_s));
    }

    void filtersByText()
    {
        PanelFixture f;
        f.api.emitLogged(batchOf(1, 14));
        f.filter.setText(u" user:user3 "_s);
        QCOMPARE(f.rows(), 14); // not for each key
        QTRY_COMPARE(f.rows(), 2);
        QVERIFY(f.shows(u"2 of 14"_s));
        f.filter.clear();
        QTRY_COMPARE(f.rows(), 14);
        f.filter.setText(u"user:user4"_s);
        QTest::keyClick(&f.filter, Qt::Key_Return);
        QCOMPARE(f.rows(), 2); // at once
    }

    void filtersBySelection()
    {
        PanelFixture f;
        f.api.emitLogged(batchOf(1, 14));
        f.api.emitLogged(batchOf({broadcastEntry(15, 3, 3)}));
        f.panel.setSelectedConnections({ConnectionId(3)});
        QCOMPARE(f.rows(), 15);
        f.panel.actions().onlySelected->trigger();
        QCOMPARE(f.rows(), 3); // what it sent, and what it got
        f.panel.setSelectedConnections({ConnectionId(3), ConnectionId(4)});
        QCOMPARE(f.rows(), 5);
        f.panel.setSelectedConnections({});
        QCOMPARE(f.rows(), 15);
        f.panel.setSelectedConnections({ConnectionId(3)});
        f.panel.actions().onlySelected->trigger();
        QCOMPARE(f.rows(), 15);
    }

    void theSelectedMessageStaysSelected()
    {
        PanelFixture f;
        f.show();
        f.api.emitLogged(batchOf(1, 14));
        f.select(5);
        QCOMPARE(f.selected, std::vector<quint64>{6});
        f.panel.setFilter(u"id:7"_s);
        QCOMPARE(f.rows(), 2);
        QCOMPARE(f.table.currentIndex().row(), 0);
        QCOMPARE(f.selected.size(), std::size_t(1)); // it is no other one
        f.panel.setFilter(u"id:3"_s);
        QVERIFY(!f.table.currentIndex().isValid());
    }

    void theSelectedMessageIsFoundLater()
    {
        PanelFixture f;
        for (quint64 first = 1; first < 100'000; first += 10'000)
            f.api.emitLogged(batchOf(first, 10'000));
        f.select(3);
        f.panel.setFilter(u"re:\"h(e|a)l+o\""_s);
        QVERIFY(!f.table.currentIndex().isValid());
        QVERIFY(f.shows(u"searched "_s));
        QTRY_VERIFY_WITH_TIMEOUT(f.table.currentIndex().isValid(), 60'000);
        QCOMPARE(f.table.currentPosition(), std::optional(quint64(3)));
        QTRY_VERIFY_WITH_TIMEOUT(!f.shows(u"searched "_s), 60'000);
    }

    void saysWhatTheFilterDoesNotKnow()
    {
        PanelFixture f({.maxPayloadBytes = 160});
        LogEntry cut = textEntry(1, "beginning");
        cut.size = 70'000;
        f.api.emitLogged(batchOf({cut}));
        f.panel.setFilter(u"end"_s);
        QVERIFY2(f.notes().contains(u"1 message(s) are longer"), qPrintable(f.notes()));
        f.panel.setFilter(u"user:user2"_s);
        QCOMPARE(f.notes(), QString());
        f.api.emitLogged(batchOf(2, 1, QByteArray(160, 'x')));
        f.panel.setFilter(u"beg"_s);
        QVERIFY(f.notes().contains(u"no longer kept"));
        f.panel.setFilter({});
        QCOMPARE(f.notes(), QString());
    }

    void followsAConnectionAndGoesBack()
    {
        PanelFixture f;
        f.show();
        f.api.emitLogged(batchOf(1, 14));
        f.panel.setSelectedConnections({ConnectionId(4), ConnectionId(5)});
        f.panel.setFilter(u"size>2"_s);
        f.panel.actions().onlySelected->trigger();
        QCOMPARE(f.rows(), 4);
        f.select(0);
        QVERIFY(f.choose(u"messageFollow"_s));
        QCOMPARE(f.api.followed(), std::vector{ConnectionId(4)});
        QVERIFY(f.panel.isFollowing());
        QCOMPARE(f.filter.text(), QString());
        QCOMPARE(f.rows(), 2);
        QVERIFY(!f.panel.actions().onlySelected->isChecked());
        LogEntry received = outEntry(15, "offer");
        received.connection = ConnectionId(4);
        received.isFollowed = received.isDelivery = true;
        LogEntry gap = textEntry(16, {});
        gap.kind = MessageKind::Gap;
        gap.connection = ConnectionId(4);
        gap.messages = 33;
        LogEntry broadcast = broadcastEntry(17, 4, 4);
        broadcast.at = Clock::now() + std::chrono::hours(1);
        f.api.emitLogged(batchOf({received, gap, broadcast}));
        QCOMPARE(f.rows(), 4);
        QVERIFY(f.cell(3, MessageCells::Message).startsWith(u"33 "));
        f.panel.setFilter(u"offer"_s); // within what is followed
        QCOMPARE(f.rows(), 2);         // it may be in the gap

        f.panel.setWatching(false); // the window was hidden meanwhile
        f.panel.setWatching(true);
        QCOMPARE(f.api.followed(), std::vector{ConnectionId(4)});
        auto *stop = f.panel.findChild<QToolButton *>(u"stopFollowing"_s);
        QVERIFY(stop->isVisible());
        QTest::mouseClick(stop, Qt::LeftButton);
        QVERIFY(!f.panel.isFollowing());
        QVERIFY(!stop->isVisible());
        QVERIFY(f.api.followed().empty());
        QCOMPARE(f.filter.text(), u"size>2"_s);
        QVERIFY(f.panel.actions().onlySelected->isChecked());
        QCOMPARE(f.rows(), 5); // with the broadcast, without what was followed
    }

    void followsOnlySoMany()
    {
        PanelFixture f;
        QList<ConnectionId> ids;
        for (quint64 id = 1; id <= MessagesSubscription::MaxFollowed + 1; ++id)
            ids += ConnectionId(id);
        QSignalSpy reported(&f.panel, &MessagesPanel::actionReported);
        f.panel.followConnections({});
        QVERIFY(!f.panel.isFollowing());
        f.panel.followConnections(ids);
        QCOMPARE(f.api.followed().size(), MessagesSubscription::MaxFollowed);
        QCOMPARE(reported.size(), 1);
        f.panel.stopFollowing();
        f.panel.stopFollowing();
        QVERIFY(f.api.followed().empty());
    }

    void asksForControlFrames()
    {
        PanelFixture f;
        f.panel.setSelectedConnections({ConnectionId(2), ConnectionId(3)});
        QVERIFY(f.api.controlled().empty());
        f.panel.actions().controlFrames->trigger();
        QCOMPARE(f.api.controlled(), (std::vector{ConnectionId(2), ConnectionId(3)}));
        f.panel.setSelectedConnections({ConnectionId(4)});
        QCOMPARE(f.api.controlled(), std::vector{ConnectionId(4)});
        f.panel.followConnections({ConnectionId(9)});
        QCOMPARE(f.api.controlled(), std::vector{ConnectionId(9)});
        f.panel.stopFollowing();
        QCOMPARE(f.api.controlled(), std::vector{ConnectionId(4)});
        f.panel.actions().controlFrames->trigger();
        QVERIFY(f.api.controlled().empty());
    }

    void restoresItsColumns()
    {
        FakeMessages api;
        QByteArray state;
        {
            MessagesPanel panel(api);
            panel.setWatching(true);
            panel.findChild<QTableView *>()->setColumnWidth(MessageCells::Who, 173);
            state = panel.saveState();
        }
        MessagesPanel panel(api);
        panel.setWatching(true);
        QVERIFY(panel.restoreState(state));
        QCOMPARE(panel.findChild<QTableView *>()->columnWidth(MessageCells::Who), 173);
        QVERIFY(!panel.restoreState("rubbish"));
    }
};

QTEST_MAIN(tst_MessagesPanel)
#include "tst_messagespanel.moc"
