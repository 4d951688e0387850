#include "ui/connections/actionrunner.h"

#include "tests/ui/connections/longactionsamples.h"
#include "ui/connections/longaction.h"

#include <QPointer>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_ActionRunner : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void reportsAWholeActionOnce()
    {
        FakeConsole console;
        ActionRunner runner(console);
        QSignalSpy started(&runner, &ActionRunner::started);
        QSignalSpy reported(&runner, &ActionRunner::reported);
        QPointer<LongAction> action = runner.run(Kick{}, targetsFrom(1, 1200), u"ann and 99 more"_s);
        QCOMPARE(started.size(), 1);
        QCOMPARE(console.commands().size(), std::size_t(3));
        finishCommand(console, 1);
        finishCommand(console, 0);
        QVERIFY(reported.isEmpty());
        finishCommand(console, 2, Outcome::NoAnswer);
        QCOMPARE(reported.size(), 1);
        QCOMPARE(reported[0][0].toString(),
                 u"1,200 kicked: 1,000 closed cleanly, 200 did not answer (ann and 99 more)"_s);
        QTRY_VERIFY(!action);
    }

    void saysHowManyWereNotSent()
    {
        FakeConsole console;
        ActionRunner runner(console);
        QSignalSpy reported(&runner, &ActionRunner::reported);
        LongAction *action = runner.run(Close{}, targetsFrom(1, 2700));
        action->cancel();
        for (std::size_t i = 0; i < 4; ++i)
            finishCommand(console, i);
        QCOMPARE(reported.size(), 1);
        QCOMPARE(reported[0][0].toString(), u"2,000 closed: 2,000 closed cleanly, 700 not sent, cancelled"_s);
    }

    void reportsCommandsOfOthers()
    {
        FakeConsole console;
        ActionRunner runner(console);
        QSignalSpy reported(&runner, &ActionRunner::reported);
        const Command kick{{Actor::Kind::Api, u"ops"_s}, Kick{}};
        console.finish({ActionId(77), kick, {{ConnectionId(1), Outcome::ClosedClean}}, 0});
        QCOMPARE(reported.size(), 1);
        QCOMPARE(reported[0][0].toString(), u"Kicked: closed cleanly"_s);
        console.finish({ActionId(78), {{}, Send{}}, {}, 5}); // which the composer reports
        QCOMPARE(reported.size(), 1);
    }

    void looksUpUsersBeforeTheyEnd()
    {
        FakeConsole console;
        ActionRunner runner(console);
        runner.setUserLookup([](const ActionTargets &targets) {
            return ActionRunner::Users{{targets.connections.front(), u"zoe"_s}};
        });
        const LongAction *action = runner.run(Ping{}, targetsFrom(5, 1));
        QCOMPARE(action->results().front().user, u"zoe"_s);
    }

    void tellsWhatWasSent()
    {
        FakeConsole console;
        ActionRunner runner(console);
        std::vector<std::size_t> sent;
        runner.run(Close{}, targetsFrom(1, 700), {},
                   [&sent](const std::vector<ConnectionId> &ids) { sent.push_back(ids.size()); });
        QCOMPARE(sent, (std::vector<std::size_t>{500, 200}));
    }

    void severalAtOnce()
    {
        FakeConsole console;
        ActionRunner runner(console);
        QSignalSpy reported(&runner, &ActionRunner::reported);
        runner.run(Kick{}, targetsFrom(1, 1));
        runner.run(Ping{}, targetsFrom(2, 1));
        finishCommand(console, 1, Outcome::Done);
        QCOMPARE(reported.size(), 1);
        QCOMPARE(reported[0][0].toString(), u"Ping answered"_s);
        finishCommand(console, 0);
        QCOMPARE(reported.size(), 2);
    }
};

QTEST_GUILESS_MAIN(tst_ActionRunner)
#include "tst_actionrunner.moc"
