#include "core/control/actioncounters.h"
#include "core/model/actions.h"

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
                            ActionKind::Kick,
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
        countActions(sets, {ActionId(1), ActionKind::Send, {}, 1000});
        QCOMPARE(countOf(sets, "send", "done"), 1u);
        QCOMPARE(sets.actions().total(), 1u);
    }
    void countsNothingWhereNobodyWas()
    {
        CounterSets sets;
        countActions(sets, {ActionId(1), ActionKind::Close, {}, 0});
        QCOMPARE(sets.actions().total(), 0u);
    }
    void allFindAPlace()
    {
        CounterSets sets;
        for (const ActionKind kind : {ActionKind::Kick, ActionKind::Close, ActionKind::Ping, ActionKind::Send,
                                      ActionKind::PutIntoRoom, ActionKind::TakeOutOfRoom}) {
            for (const Outcome outcome : {Outcome::Done, Outcome::ClosedClean, Outcome::NoAnswer,
                                          Outcome::AlreadyGone, Outcome::Rejected})
                countActions(sets, {ActionId(1), kind, {{ConnectionId(1), outcome}}, 0});
        }
        QCOMPARE(sets.actions().values().size(), std::size_t(30));
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
