#include "core/server/certificatewatch.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;
using std::chrono::days;

namespace {

const WallTime Start{1'700'000'000'000ms};

struct Watched
{
    WallTime now = Start;
    std::vector<WallTime> notices;
    CertificateWatch watch{[this](WallTime validUntil) { notices.push_back(validUntil); },
                           [this] { return now; }};

    //! Lets \a time pass, with a check every 12 hours.
    std::size_t noticesIn(Milliseconds time)
    {
        const std::size_t before = notices.size();
        for (const WallTime end = now + time; now < end;) {
            now += std::min<Milliseconds>(12h, end - now);
            watch.check();
        }
        return notices.size() - before;
    }
};

} // namespace

class TestCertificateWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysInTimeThatACertificateEnds()
    {
        Watched f;
        f.watch.watch(Start + days(40));
        QCOMPARE(f.noticesIn(days(10) - 1ms), 0u);
        QCOMPARE(f.noticesIn(1ms), 1u);
        QCOMPARE(f.notices[0], Start + days(40));
        QCOMPARE(f.noticesIn(days(23) - 1ms), 0u);
        QCOMPARE(f.noticesIn(1ms), 1u);
        QCOMPARE(f.noticesIn(days(6) - 1ms), 0u);
        QCOMPARE(f.noticesIn(1ms), 1u);
        QCOMPARE(f.noticesIn(days(1) - 1ms), 0u);
        QCOMPARE(f.noticesIn(1ms), 1u);
        QCOMPARE(f.noticesIn(days(30)), 0u);
    }
    void saysAtOnceWhatIsLate_data()
    {
        QTest::addColumn<qint64>("leftMs");
        QTest::addColumn<int>("notices");
        const auto row = [](const char *name, Milliseconds left, int notices) {
            QTest::newRow(name) << qint64(left.count()) << notices;
        };
        row("31 days", days(31), 0);
        row("30 days", days(30), 1);
        row("2 days", days(2), 1);
        row("none", 0ms, 1);
        row("ended a year ago", -days(365), 1);
    }
    void saysAtOnceWhatIsLate()
    {
        QFETCH(const qint64, leftMs);
        QFETCH(const int, notices);
        Watched f;
        f.watch.watch(Start + Milliseconds(leftMs));
        QCOMPARE(int(f.notices.size()), notices);
        f.watch.check();
        QCOMPARE(int(f.notices.size()), notices);
    }
    void aNewCertificateStartsAgain()
    {
        Watched f;
        f.watch.watch(Start + days(1));
        QCOMPARE(f.notices.size(), std::size_t(1));
        f.watch.watch(Start + days(90));
        QCOMPARE(f.noticesIn(days(50)), 0u);
        f.watch.watch(std::nullopt);
        QCOMPARE(f.noticesIn(days(70)), 0u);
    }
    void aClockThatIsSetBackRepeatsNothing()
    {
        Watched f;
        f.watch.watch(Start + days(6));
        QCOMPARE(f.notices.size(), std::size_t(1));
        f.now -= days(20);
        f.watch.check();
        f.now += days(20);
        f.watch.check();
        QCOMPARE(f.notices.size(), std::size_t(1));
    }
    void checksByItself()
    {
        Watched f;
        f.watch.watch(Start + days(30) + 20ms);
        QVERIFY(f.notices.empty());
        f.now += 20ms;
        QTRY_COMPARE(f.notices.size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestCertificateWatch)
#include "tst_certificatewatch.moc"
