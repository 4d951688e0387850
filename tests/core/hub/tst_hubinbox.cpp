#include "core/hub/hubinbox.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <iterator>
#include <thread>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

//! Counts the messages by the number that they carry.
struct Receiver final : public HubMessageHandler
{
    void handle(ShardRequest &&) override { ++requests; }
    void handle(ClientDelivery &&delivery) override
    {
        numbers.push_back(std::get<ServerPublishResult>(delivery).number);
        if (onDelivery)
            onDelivery();
    }
    int requests = 0;
    std::vector<quint64> numbers;
    std::function<void()> onDelivery;
};

struct Fixture
{
    //! Runs as often as it wakes its owner: a run has limited time.
    void runAll()
    {
        for (int done = -1; done != wakeUps.load();) {
            done = wakeUps.load();
            inbox.run();
        }
    }
    void post(quint64 number) { inbox.post(ClientDelivery(ServerPublishResult{number, 0})); }

    Receiver receiver;
    std::atomic<int> wakeUps{0};
    HubInbox inbox{receiver, [this] { ++wakeUps; }};
};

} // namespace

class TestHubInbox : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsTheOrderAndWakesOnce()
    {
        Fixture fixture;
        for (quint64 number = 1; number <= 5; ++number)
            fixture.post(number);
        fixture.inbox.post(ShardRequest(ResumePublishing()));
        QCOMPARE(fixture.wakeUps.load(), 1);
        QVERIFY(fixture.receiver.numbers.empty()); // only when the owner runs it
        fixture.runAll();
        QCOMPARE(fixture.receiver.numbers, (std::vector<quint64>{1, 2, 3, 4, 5}));
        QCOMPARE(fixture.receiver.requests, 1);
        fixture.inbox.run();
        QCOMPARE(fixture.receiver.numbers.size(), std::size_t(5));
        const int wakeUps = fixture.wakeUps.load();
        fixture.post(6);
        QCOMPARE(fixture.wakeUps.load(), wakeUps + 1);
    }
    void whatIsPostedMeanwhileWaitsForTheNextRun()
    {
        Fixture fixture;
        fixture.receiver.onDelivery = [&] {
            if (fixture.receiver.numbers.size() == 1)
                fixture.post(2);
        };
        QVERIFY(fixture.inbox.isEmpty());
        fixture.post(1);
        QVERIFY(!fixture.inbox.isEmpty());
        fixture.inbox.run();
        QVERIFY(!fixture.inbox.isEmpty());
        QCOMPARE(fixture.receiver.numbers, (std::vector<quint64>{1}));
        QCOMPARE(fixture.wakeUps.load(), 2);
        fixture.inbox.run();
        QCOMPARE(fixture.receiver.numbers, (std::vector<quint64>{1, 2}));
    }
    void aLongRunIsCut()
    {
        Fixture fixture;
        fixture.receiver.onDelivery = [] {
            const TimePoint until = Clock::now() + 100us;
            while (Clock::now() < until) {
            }
        };
        std::vector<quint64> expected;
        for (quint64 number = 0; number < 100; ++number) {
            fixture.post(number);
            expected.push_back(number);
        }
        fixture.inbox.run();
        const std::size_t first = fixture.receiver.numbers.size();
        QVERIFY(first >= 2 && first <= 20);
        QCOMPARE(fixture.wakeUps.load(), 2); // for the rest
        fixture.post(100);                   // behind it
        expected.push_back(100);
        int runs = 1;
        while (fixture.receiver.numbers.size() < expected.size()) {
            const int wakeUps = fixture.wakeUps.load();
            fixture.inbox.run();
            QVERIFY(++runs < 100);
            QVERIFY(fixture.wakeUps.load() > wakeUps || fixture.receiver.numbers.size() >= 100);
        }
        QCOMPARE(fixture.receiver.numbers, expected);
    }
    void longMessagesEndARun()
    {
        Fixture fixture;
        fixture.receiver.onDelivery = [] {
            const TimePoint until = Clock::now() + 3ms; // the broadcast to a large room
            while (Clock::now() < until) {
            }
        };
        for (quint64 number = 0; number < 8; ++number)
            fixture.post(number);
        fixture.inbox.run();
        QCOMPARE(fixture.receiver.numbers.size(), std::size_t(1));
        fixture.runAll();
        QCOMPARE(fixture.receiver.numbers.size(), std::size_t(8));
    }
    void handlesABurst()
    {
        Fixture fixture;
        for (quint64 number = 0; number < 5000; ++number)
            fixture.post(number);
        fixture.runAll();
        QCOMPARE(fixture.receiver.numbers.size(), std::size_t(5000));
        fixture.post(5000);
        fixture.runAll();
        QCOMPARE(fixture.receiver.numbers.back(), quint64(5000));
    }
    void takesMessagesOfManyThreads()
    {
        Fixture fixture;
        std::vector<std::thread> threads;
        for (quint64 first : {0u, 1000u, 2000u}) {
            threads.emplace_back([&fixture, first] {
                for (quint64 number = first; number < first + 1000; ++number)
                    fixture.post(number);
            });
        }
        while (fixture.receiver.numbers.size() < 3000)
            fixture.inbox.run();
        for (std::thread &thread : threads)
            thread.join();
        for (quint64 first : {0u, 1000u, 2000u}) { // each in its own order
            std::vector<quint64> own;
            std::ranges::copy_if(fixture.receiver.numbers, std::back_inserter(own),
                                 [first](quint64 number) { return number / 1000 == first / 1000; });
            QCOMPARE(own.size(), std::size_t(1000));
            QVERIFY(std::ranges::is_sorted(own));
        }
    }
};

QTEST_APPLESS_MAIN(TestHubInbox)
#include "tst_hubinbox.moc"
