#include "core/hub/tokenexpiry.h"

#include "tests/support/iothread.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

constexpr WallTime Now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 27);

struct Fixture
{
    IoLoop &loop = ioLoop();
    std::vector<quint64> expired;
    TokenExpiry expiry{loop, [this](ConnectionId client) { expired.push_back(client.value()); }};
};

} // namespace

class TestTokenExpiry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reportsEachOnceInTheOrderOfTime()
    {
        Fixture fixture;
        const WallTime now = fixture.loop.wallNow();
        fixture.expiry.add(ConnectionId(1), now + 120ms);
        fixture.expiry.add(ConnectionId(2), now + 40ms);
        fixture.expiry.add(ConnectionId(3), now + 3600s);
        QVERIFY(waitUntil([&] { return fixture.expired.size() == 2; }));
        QCOMPARE(fixture.expired, (std::vector<quint64>{2, 1}));
        QVERIFY(fixture.loop.wallNow() >= now + 120ms);
    }
    void whatHasExpiredBeforeIsReportedSoon()
    {
        Fixture fixture;
        fixture.expiry.add(ConnectionId(1), fixture.loop.wallNow() - 1h);
        QVERIFY(fixture.expired.empty()); // not within the call
        QVERIFY(waitUntil([&] { return fixture.expired.size() == 1; }));
    }
    void looksAtTheTimeAgain_data()
    {
        QTest::addColumn<WallTime>("due");
        QTest::addColumn<int>("ms");
        const auto endOf = [](int year) -> WallTime {
            return std::chrono::sys_days(std::chrono::year(year) / 12 / 31);
        };
        QTest::newRow("over") << Now - 1h << 0;
        QTest::newRow("long over") << endOf(0) << 0;
        QTest::newRow("now") << Now << 0;
        QTest::newRow("next") << Now + 1ms << 1;
        QTest::newRow("tick") << Now + 500ms << 500;
        QTest::newRow("later") << Now + 501ms << 500;
        for (const int year : {2300, 2400, 2700, 3000, 5000, 9999}) // nanoseconds would wrap differently
            QTest::addRow("%d", year) << endOf(year) << 500;
    }
    void looksAtTheTimeAgain()
    {
        QFETCH(const WallTime, due);
        QFETCH(const int, ms);
        QCOMPARE(TokenExpiry::untilNextLook(due, Now).count(), ms);
    }
    void whatIsRemovedIsNotReported()
    {
        Fixture fixture;
        const WallTime now = fixture.loop.wallNow();
        fixture.expiry.add(ConnectionId(1), now + 20ms);
        fixture.expiry.add(ConnectionId(2), now + 20ms);
        fixture.expiry.add(ConnectionId(3), now + 60ms);
        fixture.expiry.remove(ConnectionId(1), now + 20ms);
        fixture.expiry.remove(ConnectionId(9), now + 20ms);
        QVERIFY(waitUntil([&] { return fixture.expired.size() == 2; }));
        QCOMPARE(fixture.expired, (std::vector<quint64>{2, 3}));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestTokenExpiry)
#include "tst_tokenexpiry.moc"
