#include "core/control/actiontracker.h"

#include <QTest>

using namespace signalbox;

class TestActionTracker : public QObject
{
    Q_OBJECT

private:
    std::vector<ActionPart> m_parts;
    ActionTracker makeTracker()
    {
        m_parts.clear();
        return ActionTracker([this](ActionPart &&part) { m_parts.push_back(std::move(part)); });
    }

private Q_SLOTS:
    void reportsAtOnceWithoutConnectionsToWaitFor()
    {
        ActionTracker tracker = makeTracker();
        tracker.begin({ActionId(1), {{ConnectionId(7), Outcome::AlreadyGone}}}, ActionTracker::Event::Closed,
                      {});
        QCOMPARE(m_parts.size(), 1u);
        QCOMPARE(m_parts[0].action, ActionId(1));
        QCOMPARE(m_parts[0].outcomes.size(), 1u);
        QCOMPARE(m_parts[0].outcomes[0].outcome, Outcome::AlreadyGone);
    }
    void reportsOnceWithTheLastOfMany()
    {
        ActionTracker tracker = makeTracker();
        tracker.begin({ActionId(1), {{ConnectionId(3), Outcome::AlreadyGone}}}, ActionTracker::Event::Closed,
                      {ConnectionId(1), ConnectionId(2)});
        tracker.connectionEnded(ConnectionId(2), true);
        tracker.connectionEnded(ConnectionId(9), true); // no action waits for it
        QVERIFY(m_parts.empty());
        tracker.connectionEnded(ConnectionId(1), false);
        QCOMPARE(m_parts.size(), 1u);
        QCOMPARE(m_parts[0].outcomes.size(), 3u);
        QCOMPARE(m_parts[0].outcomes[1].outcome, Outcome::ClosedClean);
        QCOMPARE(m_parts[0].outcomes[2].outcome, Outcome::NoAnswer);
        tracker.connectionEnded(ConnectionId(1), false);
        QCOMPARE(m_parts.size(), 1u);
    }
    void aPongEndsOnlyPings()
    {
        ActionTracker tracker = makeTracker();
        tracker.begin({ActionId(1)}, ActionTracker::Event::Closed, {ConnectionId(1)});
        tracker.begin({ActionId(2)}, ActionTracker::Event::Ponged, {ConnectionId(1)});
        tracker.begin({ActionId(3)}, ActionTracker::Event::Ponged, {ConnectionId(1), ConnectionId(2)});
        tracker.pinged(ConnectionId(1), Milliseconds(7));
        QCOMPARE(m_parts.size(), 1u);
        QCOMPARE(m_parts[0].action, ActionId(2));
        QCOMPARE(m_parts[0].outcomes[0].outcome, Outcome::Done);
        QVERIFY(m_parts[0].outcomes[0].latency == Nanoseconds(Milliseconds(7)));
        tracker.pinged(ConnectionId(2), {});
        QCOMPARE(m_parts.size(), 2u);
        QCOMPARE(m_parts[1].outcomes[1].outcome, Outcome::NoAnswer);
        tracker.connectionEnded(ConnectionId(1), true);
        QCOMPARE(m_parts.size(), 3u);
        QCOMPARE(m_parts[2].action, ActionId(1));
    }
    void theEndOfAConnectionEndsItsPings()
    {
        ActionTracker tracker = makeTracker();
        tracker.begin({ActionId(1)}, ActionTracker::Event::Ponged, {ConnectionId(1)});
        tracker.connectionEnded(ConnectionId(1), true);
        QCOMPARE(m_parts.size(), 1u);
        QCOMPARE(m_parts[0].outcomes[0].outcome, Outcome::NoAnswer);
    }
    void twoCommandsForOneConnectionAreBothReported()
    {
        ActionTracker tracker = makeTracker();
        tracker.begin({ActionId(1)}, ActionTracker::Event::Closed, {ConnectionId(1)});
        tracker.begin({ActionId(2)}, ActionTracker::Event::Closed, {ConnectionId(1)});
        tracker.connectionEnded(ConnectionId(1), true);
        QCOMPARE(m_parts.size(), 2u);
    }
};

QTEST_APPLESS_MAIN(TestActionTracker)
#include "tst_actiontracker.moc"
