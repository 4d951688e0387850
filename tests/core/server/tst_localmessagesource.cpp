#include "core/server/localmessagesource.h"
#include "core/server/serverstreams.h"
#include "core/worker/ownermailbox.h"
#include "core/worker/sharedstate.h"

#include "tests/support/iothread.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

LogBatch batch(const QByteArray &payload)
{
    LogEntry entry;
    entry.connection = ConnectionId(1);
    entry.payload = payload;
    entry.size = payload.size();
    return {{entry}, 0};
}

//! The thread of the test is the owner's and the admin thread.
struct Fixture
{
    Fixture()
    {
        source.start();
        source.attach(ioLoop());
    }
    ~Fixture()
    {
        source.stop();
        runUntilIdle();
    }

    MessageSource::Take taking()
    {
        return [this](LogBatch &&taken) {
            for (const LogEntry &entry : taken.entries)
                payloads += entry.payload;
        };
    }
    bool isSubscribed() { return streams.messages().hasSubscribers(); }
    //! What was posted to the owner up to now has run.
    bool ownerHasRun()
    {
        bool hasRun = false;
        mailbox.post([&hasRun] { hasRun = true; });
        return waitUntil([&hasRun] { return hasRun; });
    }

    SharedState shared{LimitSettings()};
    OwnerMailbox mailbox;
    ServerStreams streams{shared, mailbox};
    LocalMessageSource source{mailbox, streams};
    QByteArrayList payloads;
};

} // namespace

class tst_LocalMessageSource : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void subscribesOnlyWhileSomebodyReads()
    {
        Fixture fixture;
        QVERIFY(fixture.ownerHasRun());
        QVERIFY(!fixture.isSubscribed());
        fixture.source.begin(fixture.taking());
        QVERIFY(waitUntil([&] { return fixture.isSubscribed(); }));
        fixture.source.end();
        QVERIFY(waitUntil([&] { return !fixture.isSubscribed(); }));
    }

    void passesBatchesOn()
    {
        Fixture fixture;
        fixture.source.begin(fixture.taking());
        QVERIFY(waitUntil([&] { return fixture.isSubscribed(); }));
        fixture.streams.messages().take(0, batch("a"));
        QVERIFY(waitUntil([&] { return fixture.payloads == QByteArrayList{"a"}; }));
        fixture.streams.messages().take(0, batch("b")); // comes when the first one is acknowledged
        fixture.source.acknowledge();
        QVERIFY(waitUntil([&] { return fixture.payloads == QByteArrayList{"a", "b"}; }));
    }

    void anotherReaderMayFollow()
    {
        Fixture fixture;
        fixture.source.begin(fixture.taking());
        QVERIFY(waitUntil([&] { return fixture.isSubscribed(); }));
        fixture.source.end();
        fixture.source.begin(fixture.taking());
        QVERIFY(fixture.ownerHasRun());
        QVERIFY(fixture.isSubscribed());
        fixture.streams.messages().take(0, batch("a"));
        QVERIFY(waitUntil([&] { return fixture.payloads == QByteArrayList{"a"}; }));
    }

    void aRequestThatComesBehindTheStopHasNoEffect()
    {
        Fixture fixture;
        fixture.source.begin(fixture.taking());
        fixture.source.stop();
        QVERIFY(fixture.ownerHasRun());
        QVERIFY(!fixture.isSubscribed());
        fixture.source.start(); // the next run
        fixture.source.begin(fixture.taking());
        QVERIFY(waitUntil([&] { return fixture.isSubscribed(); }));
    }
};

SIGNALBOX_IO_TEST_MAIN(tst_LocalMessageSource)
#include "tst_localmessagesource.moc"
