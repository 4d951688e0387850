#include "core/observe/recentlyclosed.h"

#include <QTest>

#include <thread>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

constexpr const char *Loopback = "127.0.0.1";

ClosedConnection closedOf(quint64 id, const char *address, Cause cause = Cause::ClosedByPeer)
{
    ClosedConnection closed;
    closed.info.id = ConnectionId(id);
    closed.info.peer = {QHostAddress(QString::fromLatin1(address)), 4711};
    closed.end.cause = cause;
    return closed;
}

EndEvidence evidenceOf(Cause cause)
{
    EndEvidence evidence;
    evidence.cause = cause;
    return evidence;
}

EndEvidence idleFor(Milliseconds idle)
{
    EndEvidence evidence = evidenceOf(Cause::ConnectionLost);
    evidence.sinceReceived = evidence.sinceTraffic = idle;
    evidence.kernel = KernelQueue();
    return evidence;
}

Verdict add(RecentlyClosed &closed, quint64 id, const char *address, Cause cause = Cause::ClosedByPeer)
{
    return closed.add(closedOf(id, address, cause), evidenceOf(cause));
}

//! Everything that is remembered.
std::vector<quint64> idsOf(const RecentlyClosed &closed)
{
    std::vector<quint64> ids;
    ClosedPosition position;
    for (;;) {
        ClosedBatch batch;
        closed.read(position, batch);
        if (batch.closed.empty())
            return ids;
        for (const ClosedConnection &connection : batch.closed)
            ids.push_back(connection.info.id.value());
    }
}

} // namespace

class TestRecentlyClosed final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void remembersTheNewest()
    {
        RecentlyClosed closed;
        closed.setLimits(3, false);
        for (quint64 id = 1; id <= 5; ++id)
            add(closed, id, "203.0.113.7");
        QCOMPARE(idsOf(closed), (std::vector<quint64>{3, 4, 5}));
        QCOMPARE(closed.addresses(), 1);
        closed.setLimits(1, false);
        QCOMPARE(idsOf(closed), std::vector<quint64>{5});
    }
    void forgetsAddressesWithTheirLastEnd()
    {
        RecentlyClosed closed;
        closed.setLimits(2, false);
        for (quint64 id = 1; id <= 40; ++id)
            add(closed, id, qPrintable(QStringLiteral("198.51.100.%1").arg(id)));
        QCOMPARE(closed.size(), 2u);
        QCOMPARE(closed.addresses(), 2);
    }
    void zeroIsNoLimit()
    {
        RecentlyClosed closed;
        closed.setLimits(0, false);
        for (quint64 id = 1; id <= quint64(RecentlyClosed::DefaultCapacity) + 5; ++id)
            add(closed, id, Loopback);
        QCOMPARE(closed.size(), quint64(RecentlyClosed::DefaultCapacity) + 5);
    }
    void oneAddressCannotFillIt_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("sameKey");
        QTest::addColumn<bool>("includeLoopback");
        QTest::addColumn<bool>("isBounded");
        QTest::newRow("IPv4") << "203.0.113.7"
                              << "::ffff:203.0.113.7" << false << true;
        QTest::newRow("IPv6, one /64") << "2001:db8:1:2::1"
                                       << "2001:db8:1:2:ffff::9" << false << true;
        QTest::newRow("IPv6, two of them") << "2001:db8:1:2::1"
                                           << "2001:db8:1:3::1" << false << false;
        QTest::newRow("loopback") << "127.0.0.1"
                                  << "127.0.0.1" << false << false;
        QTest::newRow("loopback 6") << "::1"
                                    << "::1" << false << false;
        QTest::newRow("loopback that counts") << "127.0.0.1"
                                              << "127.0.0.1" << true << true;
    }
    void oneAddressCannotFillIt()
    {
        QFETCH(const QString, address);
        QFETCH(const QString, sameKey);
        QFETCH(const bool, includeLoopback);
        QFETCH(const bool, isBounded);
        constexpr quint64 More = 7;
        constexpr quint64 Total = RecentlyClosed::MaxOfAddress + More;
        RecentlyClosed closed;
        closed.setLimits(5000, includeLoopback);
        add(closed, 1, "192.0.2.1");
        Verdict last;
        for (quint64 id = 2; id < 2 + Total; ++id)
            last = add(closed, id, qPrintable(id % 2 == 0 ? address : sameKey));
        add(closed, 2 + Total, "192.0.2.1");
        const std::vector<quint64> ids = idsOf(closed);
        QCOMPARE(ids.front(), 1u); // the others keep theirs
        QCOMPARE(ids.back(), 2 + Total);
        QCOMPARE(ids.size(), 2 + (isBounded ? RecentlyClosed::MaxOfAddress : Total));
        if (!isBounded)
            return;
        QCOMPARE(ids[1], 2 + More);                 // the newest of it
        QCOMPARE(last.evidence.addressEnds, Total); // older ones as a count
    }
    void boundOfAnAddressAppliesWhenLoopbackBeginsToCount()
    {
        RecentlyClosed closed;
        for (quint64 id = 1; id <= 1500; ++id)
            add(closed, id, Loopback);
        closed.setLimits(5000, true);
        QCOMPARE(closed.size(), RecentlyClosed::MaxOfAddress);
        QCOMPARE(idsOf(closed).front(), 501u);
    }
    void readsInBoundedBatchesThenWhatEndsLater()
    {
        constexpr quint64 Many = 2 * ClosedBatch::MaxClosed + 30;
        RecentlyClosed closed;
        for (quint64 id = 1; id <= Many; ++id)
            add(closed, id, Loopback);
        ClosedPosition position;
        std::vector<std::size_t> sizes;
        quint64 expected = 0;
        for (int i = 0; i < 4; ++i) {
            ClosedBatch batch;
            closed.read(position, batch);
            sizes.push_back(batch.closed.size());
            for (const ClosedConnection &connection : batch.closed)
                QCOMPARE(connection.info.id.value(), ++expected);
            QVERIFY(batch.moreClosed.empty());
        }
        QCOMPARE(sizes, (std::vector<std::size_t>{ClosedBatch::MaxClosed, ClosedBatch::MaxClosed, 30, 0}));
        add(closed, Many + 1, Loopback);
        ClosedBatch later;
        closed.read(position, later);
        QCOMPARE(later.closed.size(), std::size_t(1));
        QCOMPARE(later.closed[0].info.id.value(), Many + 1);
    }
    void countsWhatIsForgottenBeforeItIsRead()
    {
        RecentlyClosed closed;
        closed.setLimits(10, false);
        add(closed, 1, Loopback, Cause::Drain);
        ClosedPosition position;
        ClosedBatch first;
        closed.read(position, first);
        for (quint64 id = 2; id <= 8; ++id)
            add(closed, id, Loopback, Cause::NoPong);
        for (quint64 id = 9; id <= 21; ++id)
            add(closed, id, Loopback, Cause::Kicked);
        ClosedBatch batch;
        closed.read(position, batch);
        QCOMPARE(batch.closed.size(), std::size_t(10));
        QCOMPARE(batch.closed.front().info.id.value(), 12u);
        QCOMPARE(batch.moreClosed, (std::map<Cause, quint64>{{Cause::NoPong, 7}, {Cause::Kicked, 3}}));
        ClosedBatch none;
        closed.read(position, none);
        QVERIFY(none.isEmpty());
    }
    void newReaderIsNotToldOfWhatWasForgottenBefore()
    {
        RecentlyClosed closed;
        closed.setLimits(2, false);
        for (quint64 id = 1; id <= 9; ++id)
            add(closed, id, Loopback);
        ClosedPosition position;
        ClosedBatch batch;
        closed.read(position, batch);
        QCOMPARE(batch.closed.size(), std::size_t(2));
        QVERIFY(batch.moreClosed.empty());
    }
    void keepsAFewOfTheRooms_data()
    {
        QTest::addColumn<int>("rooms");
        QTest::addColumn<std::size_t>("kept");
        QTest::newRow("none") << 0 << std::size_t(0);
        QTest::newRow("all of few") << int(RecentlyClosed::MaxRooms) << RecentlyClosed::MaxRooms;
        QTest::newRow("the first of many") << 128 << RecentlyClosed::MaxRooms;
    }
    void keepsAFewOfTheRooms()
    {
        QFETCH(const int, rooms);
        RecentlyClosed closed;
        ClosedConnection connection = closedOf(1, Loopback);
        for (int i = 0; i < rooms; ++i)
            connection.activity.rooms.add(QStringLiteral("room %1").arg(i), RoomEntry::Request);
        closed.add(std::move(connection), {});
        ClosedPosition position;
        ClosedBatch batch;
        closed.read(position, batch);
        const std::span<const JoinedRoom> kept = batch.closed.at(0).activity.rooms.list();
        QTEST(kept.size(), "kept");
        if (!kept.empty())
            QCOMPARE(kept.front().name, QStringLiteral("room 0"));
    }
    void fullBatchIsLeftAlone()
    {
        RecentlyClosed closed;
        ClosedPosition position;
        ClosedBatch batch;
        batch.closed.resize(ClosedBatch::MaxClosed);
        add(closed, 1, Loopback);
        closed.read(position, batch);
        QCOMPARE(batch.closed.size(), ClosedBatch::MaxClosed);
        ClosedBatch next;
        closed.read(position, next);
        QCOMPARE(next.closed.size(), std::size_t(1));
    }
    void knowsIdleTimeoutsOfAProxy()
    {
        const auto behind = [](quint64 client, const char *proxy) {
            ClosedConnection closed = closedOf(client, "203.0.113.7", Cause::ConnectionLost);
            closed.info.peer.address = QHostAddress(quint32(0xC6336400 + client)); // 198.51.100.0/24
            closed.info.proxy = Endpoint{QHostAddress(QString::fromLatin1(proxy)), 50000};
            return closed;
        };
        RecentlyClosed closed;
        for (quint64 client = 1; client <= 4; ++client) {
            const Verdict verdict = closed.add(behind(client, "10.0.0.1"), idleFor(60s));
            QCOMPARE(verdict.kind == VerdictKind::IdleTimeout,
                     client >= 3); // though each is lost for the first time
            QCOMPARE(quint64(verdict.evidence.idleEnds), client);
            QCOMPARE(verdict.evidence.addressEnds, 1u);
        }
        QCOMPARE(closed.add(behind(1, "10.0.0.2"), idleFor(60s)).evidence.idleEnds, 1u); // another proxy
        closed.setLimits(1, false);
        QCOMPARE(closed.add(behind(9, "10.0.0.1"), idleFor(60s)).evidence.idleEnds, 5u);
    }
    void aProxyItselfIsNotBounded()
    {
        constexpr quint64 Total = RecentlyClosed::MaxOfAddress + 7;
        RecentlyClosed closed;
        closed.setLimits(5000, true);
        for (quint64 id = 1; id <= Total; ++id) {
            ClosedConnection one = closedOf(id, "10.0.0.1");
            one.info.isExempt = true;
            closed.add(std::move(one), evidenceOf(Cause::ClosedByPeer));
        }
        QCOMPARE(closed.size(), Total);
    }
    void knowsIdleTimeoutsOfAnAddress_data()
    {
        QTest::addColumn<QList<int>>("idle"); // ms, the last one is judged
        QTest::addColumn<quint32>("similar");
        QTest::addColumn<VerdictKind>("kind");
        QTest::newRow("two say nothing yet")
            << QList<int>{59'900, 60'000} << 2u << VerdictKind::EndedWithoutClose;
        QTest::newRow("seven") << QList<int>{59'900, 60'010, 60'000, 59'990, 60'200, 60'000, 60'000} << 7u
                               << VerdictKind::IdleTimeout;
        QTest::newRow("a few of other times")
            << QList<int>{350'100, 9000, 350'000, 31'000, 350'000} << 3u << VerdictKind::IdleTimeout;
        QTest::newRow("as many of other times, and more")
            << QList<int>{20'000, 9000, 31'000, 45'000, 20'300, 20'000} << 3u << VerdictKind::IdleTimeout;
        QTest::newRow("by chance among many")
            << QList<int>{2000, 9000, 31'000, 45'000, 20'300, 20'000, 14'000, 20'100} << 1u
            << VerdictKind::EndedWithoutClose;
        QTest::newRow("too short to be one")
            << QList<int>{900, 900, 900, 900} << 0u << VerdictKind::EndedWithoutClose;
        QTest::newRow("at least that") << QList<int>{1000, 1000, 1000} << 3u << VerdictKind::IdleTimeout;
        QTest::newRow("too far apart")
            << QList<int>{5000, 5501, 4499, 5000} << 2u << VerdictKind::EndedWithoutClose;
    }
    void knowsIdleTimeoutsOfAnAddress()
    {
        QFETCH(const QList<int>, idle);
        RecentlyClosed closed;
        Verdict verdict;
        for (const int ms : idle) {
            verdict =
                closed.add(closedOf(1, "203.0.113.7", Cause::ConnectionLost), idleFor(Milliseconds(ms)));
            closed.add(closedOf(2, "203.0.113.8", Cause::ConnectionLost), idleFor(60s)); // another address
        }
        QTEST(verdict.evidence.idleEnds, "similar");
        QTEST(verdict.kind, "kind");
    }
    void readersAndThreadsThatEndConnectionsMeet()
    {
        constexpr quint64 Ends = 3000;
        RecentlyClosed closed;
        closed.setLimits(500, false);
        std::vector<std::thread> threads;
        for (int i = 0; i < 2; ++i) {
            threads.emplace_back([&closed] {
                for (quint64 id = 1; id <= Ends; ++id)
                    add(closed, id, Loopback);
            });
        }
        ClosedPosition position;
        quint64 read = 0;
        quint64 counted = 0;
        const auto readAll = [&] {
            ClosedBatch batch;
            closed.read(position, batch);
            read += batch.closed.size();
            for (const auto &[cause, count] : batch.moreClosed)
                counted += count;
            return !batch.isEmpty();
        };
        ClosedBatch first;
        closed.read(position, first); // begins before the others, or a little later
        const quint64 before = first.closed.size();
        while (before + read + counted < 2 * Ends - 500 && readAll()) {
        }
        for (std::thread &thread : threads)
            thread.join();
        while (readAll()) {
        }
        QVERIFY(before + read + counted <= 2 * Ends);
        QCOMPARE(closed.size(), 500u);
    }
};

QTEST_GUILESS_MAIN(TestRecentlyClosed)
#include "tst_recentlyclosed.moc"
