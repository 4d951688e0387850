#include "core/hub/tokenexpiry.h"

#include "tests/support/iothread.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

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
