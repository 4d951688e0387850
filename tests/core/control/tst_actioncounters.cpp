#include "core/control/actioncounters.h"

#include <QTest>

using namespace signalbox;

class TstActions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsForEachConnection()
    {
        CounterSets sets;
        countActions(sets, {ActionId(1),
                            {{}, Kick()},
                            {{ConnectionId(1), Outcome::ClosedClean},
                             {ConnectionId(2), Outcome::NoAnswer},
                             {ConnectionId(3), Outcome::ClosedClean}},
                            0});
        QCOMPARE(countOf(sets, "kick", "closed_clean"), 2u);
        QCOMPARE(countOf(sets, "kick", "no_answer"), 1u);
        QCOMPARE(sets.actions().total(), 3u);
    }
    void countsASendToAllAsOne()
    {
        CounterSets sets;
        countActions(sets, {ActionId(1), {{}, Send()}, {}, 1000});
        QCOMPARE(countOf(sets, "send", "done"), 1u);
        QCOMPARE(sets.actions().total(), 1u);
    }
    void countsWhatIsNotAboutConnections()
    {
        CounterSets sets;
        const Target room = RoomTarget{QStringLiteral("a")};
        countActions(sets, {.action = ActionId(1), .command = {{}, DeleteHistory{room}}});
        countActions(sets, {.action = ActionId(2),
                            .command = {{}, DeleteHistory{room}},
                            .failure = QStringLiteral("there is no such room")});
        countActions(sets, {.action = ActionId(3), .command = {{}, Publish{room, "1"}}, .seq = 1});
        QCOMPARE(countOf(sets, "delete_history", "done"), 1u);
        QCOMPARE(countOf(sets, "delete_history", "rejected"), 1u);
        QCOMPARE(countOf(sets, "publish", "done"), 1u);
    }
    void countsNothingWhereNobodyWas()
    {
        CounterSets sets;
        countActions(sets, {ActionId(1), {{}, Close()}, {}, 0});
        QCOMPARE(sets.actions().total(), 0u);
    }
    void allFindAPlace()
    {
        CounterSets sets;
        const std::vector<CommandBody> bodies{Kick(),        Close(),         Ping(),       Send(),
                                              PutIntoRoom(), TakeOutOfRoom(), Publish(),    DeleteHistory(),
                                              AddBans(),     EditBan(),       RemoveBans(), Revoke()};
        QCOMPARE(bodies.size(), std::variant_size_v<CommandBody>);
        for (const CommandBody &body : bodies) {
            if (isAboutAccess(body) || std::holds_alternative<DeleteHistory>(body)) {
                countActions(sets, {.action = ActionId(1), .command = {{}, body}});
                countActions(sets,
                             {.action = ActionId(1), .command = {{}, body}, .failure = QStringLiteral("no")});
                continue;
            }
            for (int outcome = 0; outcome < OutcomeCount; ++outcome)
                countActions(sets, {ActionId(1), {{}, body}, {{ConnectionId(1), Outcome(outcome)}}, 0});
        }
        QCOMPARE(sets.actions().values().size(), std::size_t(7 * OutcomeCount + 5 * 2));
        QCOMPARE(sets.actions().other(), 0u);
    }

private:
    static quint64 countOf(const CounterSets &sets, const QByteArray &action, const QByteArray &result)
    {
        for (const auto &[key, count] : sets.actions().values()) {
            if (action == key.action.text && result == key.result.text)
                return count;
        }
        return 0;
    }
};

QTEST_GUILESS_MAIN(TstActions)
#include "tst_actioncounters.moc"
