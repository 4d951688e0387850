#include "core/control/actionmerger.h"

#include <QTest>

using namespace signalbox;

namespace {

struct Desk
{
    std::vector<ActionReport> reports;
    ActionMerger merger{[this](const ActionReport &report) { reports.push_back(report); }};
};

constexpr ActionId First(1);
constexpr ActionId Second(2);
constexpr ConnectionId Ann(10);
constexpr ConnectionId Bob(11);

} // namespace

class TestActionMerger : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reportsOnceAllHaveSpoken()
    {
        Desk requestHandler;
        requestHandler.merger.begin(First, ActionKind::Kick, {Ann, Bob}, 2);
        requestHandler.merger.take({First, ActionKind::Kick, {{Bob, Outcome::ClosedClean}}, 0});
        QVERIFY(requestHandler.reports.empty());
        requestHandler.merger.take({First, ActionKind::Kick, {{Ann, Outcome::AlreadyGone}}, 0});
        QCOMPARE(requestHandler.reports.size(), 1u);
        const ActionReport &report = requestHandler.reports[0];
        QCOMPARE(report.action, First);
        QCOMPARE(int(report.kind), int(ActionKind::Kick));
        QCOMPARE(report.outcomes.size(), 2u);
        QCOMPARE(report.outcomes[0].connection, Bob);
        QCOMPARE(report.outcomes[1].connection, Ann);
        requestHandler.merger.giveUp();
        QCOMPARE(requestHandler.reports.size(), 1u);
    }
    void addsUpWhatWasDelivered()
    {
        Desk requestHandler;
        requestHandler.merger.begin(First, ActionKind::Send, {}, 3);
        for (quint64 delivered : {5, 0, 7})
            requestHandler.merger.take({First, ActionKind::Send, {}, delivered});
        QCOMPARE(requestHandler.reports.size(), 1u);
        QCOMPARE(requestHandler.reports[0].delivered, 12u);
        QVERIFY(requestHandler.reports[0].outcomes.empty());
    }
    void keepsActionsApart()
    {
        Desk requestHandler;
        requestHandler.merger.begin(First, ActionKind::Ping, {Ann}, 1);
        requestHandler.merger.begin(Second, ActionKind::Close, {Bob}, 1);
        requestHandler.merger.take({Second, ActionKind::Close, {{Bob, Outcome::NoAnswer}}, 0});
        QCOMPARE(requestHandler.reports.size(), 1u);
        QCOMPARE(requestHandler.reports[0].action, Second);
    }
    void givenUpMeansGone()
    {
        Desk requestHandler;
        requestHandler.merger.begin(Second, ActionKind::Send, {}, 2);
        requestHandler.merger.begin(First, ActionKind::Kick, {Ann, Bob, Ann}, 2);
        requestHandler.merger.take({First, ActionKind::Kick, {{Bob, Outcome::ClosedClean}}, 0});
        requestHandler.merger.giveUp();
        QCOMPARE(requestHandler.reports.size(), 2u);
        QCOMPARE(requestHandler.reports[0].action, First);
        QCOMPARE(requestHandler.reports[0].outcomes.size(), 2u); // each connection once
        QCOMPARE(int(requestHandler.reports[0].outcomes[0].outcome), int(Outcome::ClosedClean));
        QCOMPARE(requestHandler.reports[0].outcomes[1].connection, Ann);
        QCOMPARE(int(requestHandler.reports[0].outcomes[1].outcome), int(Outcome::AlreadyGone));
        QCOMPARE(requestHandler.reports[1].action, Second);
        requestHandler.merger.take({First, ActionKind::Kick, {{Ann, Outcome::ClosedClean}}, 0}); // too late
        QCOMPARE(requestHandler.reports.size(), 2u);
    }
};

QTEST_GUILESS_MAIN(TestActionMerger)
#include "tst_actionmerger.moc"
