#include "core/auth/failedauth.h"

#include <QTest>

#include <thread>

using namespace signalbox;

class TestFailedAuth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsForAllThreads()
    {
        FailedAuth failures;
        const QHostAddress address(QStringLiteral("192.0.2.1"));
        const TimePoint now = Clock::now();
        std::vector<std::thread> threads;
        for (int i = 0; i < 2; ++i) {
            threads.emplace_back([&] {
                for (int n = 0; n < WrongTokens::MaxAttempts / 2; ++n) {
                    if (failures.add(address, now))
                        qFatal("too early");
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(failures.add(address, now), std::optional(WrongTokens::Window));
        QVERIFY(!failures.add(QHostAddress(QStringLiteral("192.0.2.2")), now));
        QVERIFY(!failures.add(address, now + WrongTokens::Window));
    }
};

QTEST_GUILESS_MAIN(TestFailedAuth)
#include "tst_failedauth.moc"
