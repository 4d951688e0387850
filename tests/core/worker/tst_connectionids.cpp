#include "core/worker/connectionids.h"

#include <QTest>

#include <thread>
#include <unordered_set>
#include <vector>

using namespace signalbox;

class TestConnectionIds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneThreadCountsFromOne()
    {
        ConnectionIds ids;
        for (quint64 i = 1; i <= 5; ++i)
            QCOMPARE(ids.next(0, 1), ConnectionId(i));
        QCOMPARE(ConnectionIds::threadOf(ConnectionId(5), 1), 0u);
    }
    void theThreadFollowsFromTheId_data()
    {
        QTest::addColumn<quint64>("threads");
        QTest::newRow("1") << quint64(1);
        QTest::newRow("2") << quint64(2);
        QTest::newRow("3") << quint64(3);
        QTest::newRow("256") << quint64(256);
    }
    void theThreadFollowsFromTheId()
    {
        QFETCH(quint64, threads);
        ConnectionIds ids;
        ConnectionId last;
        for (quint64 i = 0; i < 1000; ++i) {
            const std::size_t thread = i * i % threads;
            const ConnectionId id = ids.next(thread, threads);
            QVERIFY(id > last);
            QVERIFY(id.value() <= last.value() + threads); // leaves out no more than necessary
            QCOMPARE(ConnectionIds::threadOf(id, threads), thread);
            last = id;
        }
    }
    void continuesWithAnotherNumberOfThreads()
    {
        ConnectionIds ids;
        const ConnectionId before = ids.next(3, 4);
        const ConnectionId after = ids.next(0, 2);
        QVERIFY(after > before);
        QCOMPARE(ConnectionIds::threadOf(after, 2), 0u);
    }
    void idsAreUnique()
    {
        constexpr std::size_t Threads = 4;
        constexpr int Each = 20'000;
        ConnectionIds ids;
        std::vector<std::vector<ConnectionId>> given(Threads);
        std::vector<std::thread> threads;
        for (std::size_t thread = 0; thread < Threads; ++thread) {
            threads.emplace_back([&, thread] {
                for (int i = 0; i < Each; ++i)
                    given[thread].push_back(ids.next(thread, Threads));
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        std::unordered_set<ConnectionId> all;
        for (std::size_t thread = 0; thread < Threads; ++thread) {
            for (ConnectionId id : given[thread]) {
                QVERIFY(all.insert(id).second);
                QCOMPARE(ConnectionIds::threadOf(id, Threads), thread);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestConnectionIds)
#include "tst_connectionids.moc"
