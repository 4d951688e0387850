#include "core/hub/roomhome.h"

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
        std::set<std::size_t> homes;
        for (int i = 0; i < 2000; ++i) {
            const QString name = QStringLiteral("room %1").arg(i);
            const std::size_t home = homeOf(name, std::size_t(threads));
            QVERIFY(home < std::size_t(threads));
            QCOMPARE(homeOf(name, std::size_t(threads)), home);
            homes.insert(home);
        }
        QCOMPARE(homes.size(), std::size_t(threads)); // nobody is left without rooms
    }
};

QTEST_APPLESS_MAIN(TestRoomHome)
#include "tst_roomhome.moc"
