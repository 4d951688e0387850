#include "ui/connections/longaction.h"

#include "tests/ui/connections/longactionsamples.h"

#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

struct Fixture
{
    FakeConsole console;
    LongAction action;

    explicit Fixture(const ActionTargets &targets, const CommandBody &command = Kick{{}, 4100, u"bye"_s})
        : action(console, command, targets.all(), targets.count,
                 {{ConnectionId(1), u"ann"_s}, {ConnectionId(2), u"bob"_s}})
    {
        QObject::connect(&console, &Console::actionFinished, &action,
                         [this](const ActionReport &report) { action.take(report); });
    }
    std::size_t sizeOf(std::size_t command) const
    {
        return std::get<std::vector<ConnectionId>>(targetOf(console.commands()[command].body)).size();
    }
};

} // namespace

class tst_LongAction : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void slices_data()
    {
        QTest::addColumn<int>("connections");
        QTest::addColumn<QList<int>>("slices");
        QTest::newRow("one") << 1 << QList<int>{1};
        QTest::newRow("a whole slice") << 500 << QList<int>{500};
        QTest::newRow("one more") << 501 << QList<int>{500, 1};
        QTest::newRow("as many as may run") << 2000 << QList<int>{500, 500, 500, 500};
        QTest::newRow("more wait") << 5300 << QList<int>{500, 500, 500, 500};
    }
    void slices()
    {
        QFETCH(int, connections);
        QFETCH(QList<int>, slices);
        Fixture it(targetsFrom(1, connections));
        QCOMPARE(it.action.total(), connections);
        it.action.start();
        QList<int> sent;
        for (std::size_t i = 0; i < it.console.commands().size(); ++i)
            sent += int(it.sizeOf(i));
        QCOMPARE(sent, slices);
    }

    void eachReportSendsTheNextSlice()
    {
        Fixture it(targetsFrom(1, 2600));
        QSignalSpy progressed(&it.action, &LongAction::progressed);
        QSignalSpy finished(&it.action, &LongAction::finished);
        QSignalSpy sent(&it.action, &LongAction::sent);
        it.action.start();
        QCOMPARE(it.console.commands().size(), std::size_t(4));
        finishCommand(it.console, 2); // in any order
        QCOMPARE(it.console.commands().size(), std::size_t(5));
        QCOMPARE(it.action.done(), 500);
        for (const std::size_t index : {0, 1, 3, 4})
            finishCommand(it.console, index);
        QCOMPARE(finished.size(), 0);
        QCOMPARE(it.console.commands().size(), std::size_t(6));
        QCOMPARE(it.sizeOf(5), std::size_t(100));
        finishCommand(it.console, 5, Outcome::NoAnswer);
        QCOMPARE(finished.size(), 1);
        QCOMPARE(sent.size(), 6);
        QVERIFY(progressed.size() >= 6);
        QCOMPARE(it.action.count(Outcome::ClosedClean), 2500);
        QCOMPARE(it.action.count(Outcome::NoAnswer), 100);
        QCOMPARE(it.action.report().outcomes.size(), std::size_t(2600));
        QVERIFY(!it.action.isSuccess());
        // Each connection was addressed once.
        QSet<ConnectionId> addressed;
        for (const FakeCommand &command : it.console.commands()) {
            for (const ConnectionId id : std::get<std::vector<ConnectionId>>(targetOf(command.body)))
                addressed.insert(id);
            QCOMPARE(std::get<Kick>(command.body).reason, u"bye"_s);
        }
        QCOMPARE(addressed.size(), 2600);
    }

    void cancelStopsWhatWasNotSent()
    {
        Fixture it(targetsFrom(1, 5000));
        QSignalSpy finished(&it.action, &LongAction::finished);
        it.action.start();
        finishCommand(it.console, 0);
        it.action.cancel();
        it.action.cancel();
        QCOMPARE(it.action.notSent(), 2500);
        QVERIFY(!it.action.isFinished());
        for (const std::size_t index : {1, 2, 3, 4})
            finishCommand(it.console, index);
        QCOMPARE(it.console.commands().size(), std::size_t(5));
        QCOMPARE(finished.size(), 1);
        QCOMPARE(it.action.done(), 2500);
        QCOMPARE(it.action.notSent(), 2500);
        QVERIFY(!it.action.isSuccess());
        QVERIFY(!it.action.results().back().outcome);
        QVERIFY(it.action.results().front().outcome);
    }

    void cancelAfterTheEndDoesNothing()
    {
        Fixture it(targetsFrom(1, 2));
        QSignalSpy finished(&it.action, &LongAction::finished);
        it.action.start();
        finishCommand(it.console, 0);
        it.action.cancel();
        QVERIFY(!it.action.isCancelled());
        QVERIFY(it.action.isSuccess());
        QCOMPARE(finished.size(), 1);
    }

    void usersAndRoomsAreOneCommandEach()
    {
        Fixture it({.connections = idsFrom(1, 2), .users = {u"carl"_s}, .rooms = {u"attic"_s}, .count = 9},
                   Close{});
        QCOMPARE(it.action.total(), 9);
        it.action.start();
        QCOMPARE(it.console.commands().size(), std::size_t(3));
        it.console.finish({it.console.commands()[0].action,
                           {},
                           {{ConnectionId(7), Outcome::ClosedClean}, {ConnectionId(2), Outcome::ClosedClean}},
                           0});
        it.console.finish({it.console.commands()[1].action, {}, {{ConnectionId(8), Outcome::NoAnswer}}, 0});
        finishCommand(it.console, 2, Outcome::AlreadyGone); // 2 was ended by the room
        QVERIFY(it.action.isFinished());
        QCOMPARE(it.action.total(), 4);
        QCOMPARE(it.action.count(Outcome::ClosedClean), 2);
        QCOMPARE(it.action.count(Outcome::AlreadyGone), 1);
        QCOMPARE(it.action.count(Outcome::NoAnswer), 1);
        QCOMPARE(it.action.results()[0].user, u"ann"_s);
        QVERIFY(it.action.results().back().user.isEmpty());
    }

    void reportsOfOthersAreNotTaken()
    {
        Fixture it(targetsFrom(1, 2));
        it.action.start();
        QVERIFY(!it.action.take({ActionId(999), {}, {{ConnectionId(1), Outcome::Done}}, 0}));
        QCOMPARE(it.action.done(), 0);
        finishCommand(it.console, 0);
        const ActionReport again{it.console.commands()[0].action, {}, {}, 0};
        QVERIFY(!it.action.take(again));
        QCOMPARE(it.action.done(), 2);
    }
};

QTEST_GUILESS_MAIN(tst_LongAction)
#include "tst_longaction.moc"
