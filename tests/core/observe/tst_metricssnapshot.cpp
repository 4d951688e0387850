#include "core/observe/metricssnapshot.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

Endpoint listener(quint16 port)
{
    return {QHostAddress(QHostAddress::LocalHost), port};
}

} // namespace

class TstMetricsSnapshot : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isEmptyBeforeAnythingHappened()
    {
        const MetricsSnapshot snapshot = MetricsSnapshot::of({}, {listener(8080)});
        QCOMPARE(snapshot.listeners.size(), std::size_t(1));
        QCOMPARE(snapshot.listeners[0].address, "127.0.0.1:8080");
        QCOMPARE(snapshot.listeners[0].accepted, 0u);
        QVERIFY(snapshot.loopLag.empty());
        QCOMPARE(snapshot.pingRtt.count(), 0u);
        QVERIFY(!snapshot.certificateExpiry);
    }
    void addsUpAllThreads()
    {
        CounterSets sets;
        sets.provide(2);
        ServerCounters &first = sets.of(0);
        ServerCounters &second = sets.of(1);
        first.accepted.add(listener(1), 3);
        second.accepted.add(listener(2), 5);
        second.accepted.add(listener(1), 10);
        second.ended.add(listener(1), 4);
        first.rejected.add({"origin"}, 2);
        second.rejected.add({"path"});
        second.rejected.add({"origin"});
        const DisconnectKey kicked{closeCodeLabel(4100), Initiator::Server, Cause::Kicked};
        const DisconnectKey lost{closeCodeLabel(1006), Initiator::Network, Cause::ConnectionLost};
        first.disconnects.add(kicked);
        second.disconnects.add(kicked, 2);
        second.disconnects.add(lost);
        first.dropped.add({"close"}, 7);
        first.in.add(true, 10);
        second.in.add(false, 5);
        first.out.add(true, 10, 3);
        second.pingsSent.add(1);
        second.pingsReceived.add(2);
        second.pongsSent.add(3);
        second.pongsSuperseded.add(4);
        first.pingRtt.record(1ms);
        second.pingRtt.record(2ms);
        second.fanout.record(1us);
        first.loopLag.record(1ms);
        first.rooms.set(2);
        first.users.set(5);
        second.users.set(6);
        second.rooms.set(1);
        sets.actions().add({{"kick"}, {"closed_clean"}}, 2);
        first.queuedBytes.set(100);
        second.queuedBytes.set(11);

        const MetricsSnapshot sum = MetricsSnapshot::of(sets, {listener(2), listener(3)});
        QCOMPARE(sum.listeners.size(), std::size_t(3)); // those that listen now, then those of before
        QCOMPARE(sum.listeners[0].address, "127.0.0.1:2");
        QCOMPARE(sum.listeners[0].accepted, 5u);
        QCOMPARE(sum.listeners[1].address, "127.0.0.1:3");
        QCOMPARE(sum.listeners[1].accepted, 0u);
        QCOMPARE(sum.listeners[2].address, "127.0.0.1:1");
        QCOMPARE(sum.listeners[2].accepted, 13u);
        QCOMPARE(sum.listeners[2].ended, 4u);
        QCOMPARE(sum.rejected.size(), std::size_t(2));
        QCOMPARE(sum.rejected[0].name, "origin");
        QCOMPARE(sum.rejected[0].count, 3u);
        QCOMPARE(sum.rejected[1].count, 1u);
        QCOMPARE(sum.disconnects.size(), std::size_t(2));
        QCOMPARE(sum.disconnects[0].key, kicked);
        QCOMPARE(sum.disconnects[0].count, 3u);
        QCOMPARE(sum.disconnects[1].count, 1u);
        QCOMPARE(sum.otherDisconnects, 0u);
        QCOMPARE(sum.dropped[0].count, 7u);
        QCOMPARE(sum.in.text, 1u);
        QCOMPARE(sum.in.binary, 1u);
        QCOMPARE(sum.in.bytes, 15u);
        QCOMPARE(sum.out.text, 3u);
        QCOMPARE(sum.out.bytes, 30u);
        QCOMPARE(sum.pingsSent, 1u);
        QCOMPARE(sum.pingsReceived, 2u);
        QCOMPARE(sum.pongsSent, 3u);
        QCOMPARE(sum.pongsSuperseded, 4u);
        QCOMPARE(sum.pingRtt.count(), 2u);
        QCOMPARE(sum.pingRtt.sum, Nanoseconds(3ms));
        QCOMPARE(sum.fanout.count(), 1u);
        QCOMPARE(sum.loopLag.size(), std::size_t(2)); // not added: a slow thread shall be seen
        QCOMPARE(sum.loopLag[0].count(), 1u);
        QCOMPARE(sum.loopLag[1].count(), 0u);
        QCOMPARE(sum.rooms, 3);
        QCOMPARE(sum.users, 11);
        QCOMPARE(sum.queuedBytes, 111);
        QCOMPARE(sum.actions.size(), std::size_t(1));
        QCOMPARE(sum.actions[0].action, "kick");
        QCOMPARE(sum.actions[0].result, "closed_clean");
        QCOMPARE(sum.actions[0].count, 2u);
    }
    void whatFoundNoPlaceIsOther()
    {
        CounterSets sets;
        sets.provide(1);
        for (quint16 port = 1; port <= ServerCounters::MaxListeners + 2; ++port)
            sets.of(0).accepted.add(listener(port));
        const MetricsSnapshot snapshot = MetricsSnapshot::of(sets, {});
        QCOMPARE(snapshot.listeners.size(), ServerCounters::MaxListeners + 1);
        QCOMPARE(snapshot.listeners.back().address, "other");
        QCOMPARE(snapshot.listeners.back().accepted, 2u);
    }
};

QTEST_GUILESS_MAIN(TstMetricsSnapshot)
#include "tst_metricssnapshot.moc"
