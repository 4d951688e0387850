#include "core/observe/processreading.h"

#include "core/base/uniquefd.h"

#include <QDateTime>
#include <QTest>
#include <QThread>

#include <fcntl.h>

#include <vector>

using namespace signalbox;

class TstProcessReading : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasEveryValue()
    {
        const ProcessReading reading = ProcessReading::now();
        QVERIFY(reading.residentBytes && *reading.residentBytes > 1'000'000);
        QVERIFY(reading.virtualBytes && *reading.virtualBytes >= *reading.residentBytes);
        QVERIFY(reading.cpuSeconds && *reading.cpuSeconds > 0 && *reading.cpuSeconds < 3600);
        QVERIFY(reading.maxDescriptors && *reading.maxDescriptors >= 3);
        QVERIFY(reading.startedAt);
        const double age = double(QDateTime::currentMSecsSinceEpoch()) / 1000 - *reading.startedAt;
        QVERIFY2(age > -2 && age < 3600, qPrintable(QString::number(age)));
    }
    void countsDescriptors()
    {
        const auto before = ProcessReading::now().openDescriptors;
        QVERIFY(before);
        std::vector<UniqueFd> more;
        for (int i = 0; i < 20; ++i)
            more.emplace_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        QCOMPARE(*ProcessReading::now().openDescriptors, *before + 20);
        more.clear();
        QCOMPARE(*ProcessReading::now().openDescriptors, *before);
    }
    void countsThreads()
    {
        const auto before = ProcessReading::now().threads;
        QVERIFY(before);
        QThread thread;
        thread.start();
        QCOMPARE(*ProcessReading::now().threads, *before + 1);
        thread.quit();
        QVERIFY(thread.wait());
    }
    void usesTimeWhileItWorks()
    {
        const double before = *ProcessReading::now().cpuSeconds;
        QTRY_VERIFY(*ProcessReading::now().cpuSeconds > before);
    }
};

QTEST_GUILESS_MAIN(TstProcessReading)
#include "tst_processreading.moc"
