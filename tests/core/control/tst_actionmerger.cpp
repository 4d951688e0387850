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
        Desk desk;
        desk.merger.begin(First, ActionKind::Kick, {Ann, Bob}, 2);
        desk.merger.take({First, ActionKind::Kick, {{Bob, Outcome::ClosedClean}}, 0});
        QVERIFY(desk.reports.empty());
        desk.merger.take({First, ActionKind::Kick, {{Ann, Outcome::AlreadyGone}}, 0});
        QCOMPARE(desk.reports.size(), 1u);
        const ActionReport &report = desk.reports[0];
        QCOMPARE(report.action, First);
        QCOMPARE(int(report.kind), int(ActionKind::Kick));
        QCOMPARE(report.outcomes.size(), 2u);
        QCOMPARE(report.outcomes[0].connection, Bob);
        QCOMPARE(report.outcomes[1].connection, Ann);
        desk.merger.giveUp();
        QCOMPARE(desk.reports.size(), 1u);
    }
    void addsUpWhatWasDelivered()
    {
        Desk desk;
        desk.merger.begin(First, ActionKind::Send, {}, 3);
        for (quint64 delivered : {5, 0, 7})
            desk.merger.take({First, ActionKind::Send, {}, delivered});
        QCOMPARE(desk.reports.size(), 1u);
        QCOMPARE(desk.reports[0].delivered, 12u);
        QVERIFY(desk.reports[0].outcomes.empty());
    }
    void keepsActionsApart()
    {
        Desk desk;
        desk.merger.begin(First, ActionKind::Ping, {Ann}, 1);
        desk.merger.begin(Second, ActionKind::Close, {Bob}, 1);
        desk.merger.take({Second, ActionKind::Close, {{Bob, Outcome::NoAnswer}}, 0});
        QCOMPARE(desk.reports.size(), 1u);
        QCOMPARE(desk.reports[0].action, Second);
    }
    void givenUpMeansGone()
    {
        Desk desk;
        desk.merger.begin(Second, ActionKind::Send, {}, 2);
        desk.merger.begin(First, ActionKind::Kick, {Ann, Bob, Ann}, 2);
        desk.merger.take({First, ActionKind::Kick, {{Bob, Outcome::ClosedClean}}, 0});
        desk.merger.giveUp();
        QCOMPARE(desk.reports.size(), 2u);
        QCOMPARE(desk.reports[0].action, First);
        QCOMPARE(desk.reports[0].outcomes.size(), 2u); // each connection once
        QCOMPARE(int(desk.reports[0].outcomes[0].outcome), int(Outcome::ClosedClean));
        QCOMPARE(desk.reports[0].outcomes[1].connection, Ann);
        QCOMPARE(int(desk.reports[0].outcomes[1].outcome), int(Outcome::AlreadyGone));
        QCOMPARE(desk.reports[1].action, Second);
        desk.merger.take({First, ActionKind::Kick, {{Ann, Outcome::ClosedClean}}, 0}); // too late
        QCOMPARE(desk.reports.size(), 2u);
    }
};

QTEST_GUILESS_MAIN(TestActionMerger)
#include "tst_actionmerger.moc"
