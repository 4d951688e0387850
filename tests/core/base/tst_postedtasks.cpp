#include "core/base/postedtasks.h"

#include <QEventLoop>
#include <QTest>

#include <algorithm>
#include <memory>
#include <thread>
#include <vector>

using namespace signalbox;

class TestPostedTasks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsTasksOfAllThreadsInOrder()
    {
        constexpr int Threads = 4;
        constexpr int Tasks = 2000;
        QEventLoop loop;
        PostedTasks tasks;
        std::vector<std::vector<int>> order(Threads);
        int sum = 0;
        std::vector<std::thread> threads;
        for (int t = 0; t < Threads; ++t) {
            threads.emplace_back([&, t] {
                for (int i = 0; i < Tasks; ++i) {
                    tasks.post([&, t, i] {
                        order[std::size_t(t)].push_back(i);
                        if (++sum == Threads * Tasks)
                            loop.quit();
                    });
                }
            });
        }
        loop.exec();
        for (std::thread &thread : threads)
            thread.join();
        for (const std::vector<int> &each : order) {
            QCOMPARE(each.size(), std::size_t(Tasks));
            QVERIFY(std::ranges::is_sorted(each));
        }
    }
    void aTaskMayPostAnother()
    {
        QEventLoop loop;
        PostedTasks tasks;
        QString ran;
        tasks.post([&] {
            tasks.post([&] {
                ran += QLatin1Char('c');
                loop.quit();
            });
            ran += QLatin1Char('a');
        });
        tasks.post([&] { ran += QLatin1Char('b'); });
        loop.exec();
        QCOMPARE(ran, QStringLiteral("abc"));
    }
    void dropsWhatHasNotRun()
    {
        const auto held = std::make_shared<int>();
        bool hasRun = false;
        const QEventLoop loop;
        {
            PostedTasks tasks;
            tasks.post([held, &hasRun] { hasRun = true; });
            QCOMPARE(held.use_count(), 2);
        }
        QCOMPARE(held.use_count(), 1);
        QCoreApplication::processEvents();
        QVERIFY(!hasRun);
    }
};

QTEST_GUILESS_MAIN(TestPostedTasks)
#include "tst_postedtasks.moc"
