#include "core/hub/shard.h"

#include <QTest>

#include <set>
#include <vector>

using namespace signalbox;

class TestRoomHome : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isOneOfTheThreads_data()
    {
        QTest::addColumn<int>("threads");
        for (const int threads : {1, 2, 3, 8, 64})
            QTest::addRow("%d", threads) << threads;
    }
    void isOneOfTheThreads()
    {
        QFETCH(const int, threads);
        std::set<std::size_t> roomShard;
        for (int i = 0; i < 2000; ++i) {
            const QString name = QStringLiteral("room %1").arg(i);
            const std::size_t home = shardOf(name, std::size_t(threads));
            QVERIFY(home < std::size_t(threads));
            QCOMPARE(shardOf(name, std::size_t(threads)), home);
            roomShard.insert(home);
        }
        QCOMPARE(roomShard.size(), std::size_t(threads)); // nobody is left without rooms
    }
    void isAnotherOneWithAnotherSeed_data()
    {
        QTest::addColumn<int>("threads");
        for (const int threads : {2, 3, 8, 64})
            QTest::addRow("%d", threads) << threads;
    }
    // Names that are chosen for one thread are distributed over all of them by another seed.
    void isAnotherOneWithAnotherSeed()
    {
        QFETCH(const int, threads);
        const auto count = std::size_t(threads);
        for (const std::size_t known : {0, 7}) {
            std::vector<int> ofSeed(count);
            std::vector<int> ofProcess(count);
            int names = 0;
            for (int i = 0; names < 100 * threads; ++i) {
                const QString name = QStringLiteral("room %1").arg(i);
                if (shardOf(name, count, NameHash(known)) != 0)
                    continue;
                ++names;
                ++ofSeed[shardOf(name, count, NameHash(known + 1))];
                ++ofProcess[shardOf(name, count)];
            }
            for (std::size_t thread = 0; thread < count; ++thread) {
                QVERIFY(ofSeed[thread] > 40 && ofSeed[thread] < 200); // 100 on average
                QVERIFY(ofProcess[thread] > 40 && ofProcess[thread] < 200);
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestRoomHome)
#include "tst_shard.moc"
