#include "core/control/actionmerger.h"

#include <QTest>

using namespace signalbox;

namespace {

struct Fixture
{
    std::vector<ActionReport> reports;
    ActionMerger merger{[this](const ActionReport &report) { reports.push_back(report); }};
};

constexpr ActionId First(1);
constexpr ActionId Second(2);
constexpr ConnectionId Ann(10);
constexpr ConnectionId Bob(11);

Command kick(const std::vector<ConnectionId> &connections)
{
    return {{Actor::Kind::Api, QStringLiteral("ops")}, Kick{connections, 4100, QStringLiteral("enough")}};
}

} // namespace

class TestActionMerger : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reportsOnceAfterTheLastPart()
    {
        Fixture fixture;
        fixture.merger.begin(First, kick({Ann, Bob}), 2);
        fixture.merger.take({First, {{Bob, Outcome::ClosedClean}}, 0});
        QVERIFY(fixture.reports.empty());
        fixture.merger.take({First, {{Ann, Outcome::AlreadyGone}}, 0});
        QCOMPARE(fixture.reports.size(), 1u);
        const ActionReport &report = fixture.reports[0];
        QCOMPARE(report.action, First);
        QCOMPARE(report.command, kick({Ann, Bob}));
        QCOMPARE(report.outcomes.size(), 2u);
        QCOMPARE(report.outcomes[0].connection, Bob);
        QCOMPARE(report.outcomes[1].connection, Ann);
        fixture.merger.abandon();
        QCOMPARE(fixture.reports.size(), 1u);
    }
    void addsUpDeliveries()
    {
        Fixture fixture;
        fixture.merger.begin(First, {{}, Send{AllConnections(), MessageType::Text, "x"}}, 3);
        for (quint64 delivered : {5, 0, 7})
            fixture.merger.take({First, {}, delivered});
        QCOMPARE(fixture.reports.size(), 1u);
        QCOMPARE(fixture.reports[0].delivered, 12u);
        QVERIFY(fixture.reports[0].outcomes.empty());
    }
    void mergesWhatOnePartKnows()
    {
        Fixture fixture;
        fixture.merger.begin(First, {{}, Publish{RoomTarget{QStringLiteral("a")}, "1"}}, 2);
        fixture.merger.take({.action = First, .seq = 7});
        fixture.merger.take({.action = First});
        QCOMPARE(fixture.reports[0].seq, std::optional<quint64>(7));
        fixture.merger.begin(Second, {{}, DeleteHistory{RoomTarget{QStringLiteral("a")}}}, 2);
        fixture.merger.take({.action = Second, .failure = QStringLiteral("no room")});
        fixture.merger.take({.action = Second});
        QCOMPARE(fixture.reports[1].failure, QStringLiteral("no room"));
    }
    void namesTheConnectionOnlyIfItIsTheOnlyOne()
    {
        Fixture fixture;
        const ActionSubject ann{QStringLiteral("ann"), QHostAddress(QHostAddress::LocalHost)};
        fixture.merger.begin(First, kick({Ann}), 1);
        fixture.merger.take({.action = First, .outcomes = {{Ann, Outcome::ClosedClean}}, .subject = ann});
        QCOMPARE(fixture.reports[0].subject, std::optional(ann));
        fixture.merger.begin(Second, kick({Ann, Bob}), 2); // each thread has one of the two
        fixture.merger.take({.action = Second, .outcomes = {{Ann, Outcome::ClosedClean}}, .subject = ann});
        fixture.merger.take({.action = Second, .outcomes = {{Bob, Outcome::ClosedClean}}});
        QVERIFY(!fixture.reports[1].subject);
    }
    void reportsAtADeadlineWhatIsKnown()
    {
        Fixture fixture;
        fixture.merger.begin(First, kick({Ann, Bob}), 2);
        fixture.merger.take({First, {{Bob, Outcome::ClosedClean}}, 0});
        fixture.merger.expire(Second); // not pending
        QVERIFY(fixture.reports.empty());
        fixture.merger.expire(First);
        QCOMPARE(fixture.reports.size(), 1u);
        QCOMPARE(fixture.reports[0].outcomes.size(), 2u);
        QCOMPARE(fixture.reports[0].outcomes[1], (ActionOutcome{Ann, Outcome::NoAnswer}));
        fixture.merger.take({First, {{Ann, Outcome::ClosedClean}}, 0}); // too late
        fixture.merger.expire(First);
        QCOMPARE(fixture.reports.size(), 1u);
    }
    void keepsActionsApart()
    {
        Fixture fixture;
        fixture.merger.begin(First, {{}, Ping{std::vector{Ann}}}, 1);
        fixture.merger.begin(Second, {{}, Close{std::vector{Bob}}}, 1);
        fixture.merger.take({Second, {{Bob, Outcome::NoAnswer}}, 0});
        QCOMPARE(fixture.reports.size(), 1u);
        QCOMPARE(fixture.reports[0].action, Second);
    }
    void abandonedConnectionsAreGone()
    {
        Fixture fixture;
        fixture.merger.begin(Second, {{}, Send{AllConnections(), MessageType::Text, "x"}}, 2);
        fixture.merger.begin(First, kick({Ann, Bob, Ann}), 2);
        fixture.merger.take({First, {{Bob, Outcome::ClosedClean}}, 0});
        fixture.merger.abandon();
        QCOMPARE(fixture.reports.size(), 2u);
        QCOMPARE(fixture.reports[0].action, First);
        QCOMPARE(fixture.reports[0].outcomes.size(), 2u); // each connection once
        QCOMPARE(int(fixture.reports[0].outcomes[0].outcome), int(Outcome::ClosedClean));
        QCOMPARE(fixture.reports[0].outcomes[1].connection, Ann);
        QCOMPARE(int(fixture.reports[0].outcomes[1].outcome), int(Outcome::AlreadyGone));
        QCOMPARE(fixture.reports[1].action, Second);
        fixture.merger.take({First, {{Ann, Outcome::ClosedClean}}, 0}); // too late
        QCOMPARE(fixture.reports.size(), 2u);
    }
};

QTEST_GUILESS_MAIN(TestActionMerger)
#include "tst_actionmerger.moc"
