#include "core/hub/shard.h"

#include <QTest>

#include <set>

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
};

QTEST_APPLESS_MAIN(TestRoomHome)
#include "tst_shard.moc"
