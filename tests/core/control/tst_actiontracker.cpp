#include "core/control/actiontracker.h"

#include <QTest>

using namespace signalbox;

class TestActionTracker : public QObject
{
    Q_OBJECT

private:
    std::vector<ActionReport> m_reports;
    ActionTracker makeTracker()
    {
        m_reports.clear();
        return ActionTracker([this](ActionReport &&report) { m_reports.push_back(std::move(report)); });
    }

private Q_SLOTS:
    void reportsAtOnceWhenNobodyIsWaitedFor()
    {
        ActionTracker tracker = makeTracker();
        tracker.begin(ActionId(1), ActionKind::Kick, {}, {{ConnectionId(7), Outcome::AlreadyGone}});
        QCOMPARE(m_reports.size(), 1u);
        QCOMPARE(m_reports[0].action, ActionId(1));
        QCOMPARE(m_reports[0].outcomes.size(), 1u);
        QCOMPARE(m_reports[0].outcomes[0].outcome, Outcome::AlreadyGone);
    }
    void reportsOnceWithTheLastOfMany()
    {
        ActionTracker tracker = makeTracker();
        tracker.begin(ActionId(1), ActionKind::Kick, {ConnectionId(1), ConnectionId(2)},
                      {{ConnectionId(3), Outcome::AlreadyGone}});
        tracker.connectionEnded(ConnectionId(2), true);
        tracker.connectionEnded(ConnectionId(9), true); // nobody waits for it
        QVERIFY(m_reports.empty());
        tracker.connectionEnded(ConnectionId(1), false);
        QCOMPARE(m_reports.size(), 1u);
        QCOMPARE(m_reports[0].outcomes.size(), 3u);
        QCOMPARE(m_reports[0].outcomes[1].outcome, Outcome::ClosedClean);
        QCOMPARE(m_reports[0].outcomes[2].outcome, Outcome::NoAnswer);
        tracker.connectionEnded(ConnectionId(1), false);
        QCOMPARE(m_reports.size(), 1u);
    }
    void aPongEndsAPingAndNothingElse()
    {
        ActionTracker tracker = makeTracker();
        tracker.begin(ActionId(1), ActionKind::Kick, {ConnectionId(1)}, {});
        tracker.begin(ActionId(2), ActionKind::Ping, {ConnectionId(1)}, {});
        tracker.begin(ActionId(3), ActionKind::Ping, {ConnectionId(1), ConnectionId(2)}, {});
        tracker.pinged(ConnectionId(1), true);
        QCOMPARE(m_reports.size(), 1u);
        QCOMPARE(m_reports[0].action, ActionId(2));
        QCOMPARE(m_reports[0].outcomes[0].outcome, Outcome::Done);
        tracker.pinged(ConnectionId(2), false);
        QCOMPARE(m_reports.size(), 2u);
        QCOMPARE(m_reports[1].outcomes[1].outcome, Outcome::NoAnswer);
        tracker.connectionEnded(ConnectionId(1), true);
        QCOMPARE(m_reports.size(), 3u);
        QCOMPARE(m_reports[2].kind, ActionKind::Kick);
    }
    void anEndAnswersAPingToo()
    {
        ActionTracker tracker = makeTracker();
        tracker.begin(ActionId(1), ActionKind::Ping, {ConnectionId(1)}, {});
        tracker.connectionEnded(ConnectionId(1), true);
        QCOMPARE(m_reports.size(), 1u);
        QCOMPARE(m_reports[0].outcomes[0].outcome, Outcome::NoAnswer);
    }
    void twoCommandsForOneConnectionAreBothReported()
    {
        ActionTracker tracker = makeTracker();
        tracker.begin(ActionId(1), ActionKind::Close, {ConnectionId(1)}, {});
        tracker.begin(ActionId(2), ActionKind::Kick, {ConnectionId(1)}, {});
        tracker.connectionEnded(ConnectionId(1), true);
        QCOMPARE(m_reports.size(), 2u);
    }
};

QTEST_APPLESS_MAIN(TestActionTracker)
#include "tst_actiontracker.moc"
