#include "core/base/servercounters.h"

#include <QTest>

#include <thread>

using namespace signalbox;

namespace {

using FewNames = KeyedCounters<StaticName, 2>;

std::vector<std::pair<QByteArray, quint64>> listed(const FewNames &counters)
{
    std::vector<std::pair<QByteArray, quint64>> list;
    for (const auto &[name, count] : counters.values())
        list.emplace_back(name.text, count);
    return list;
}

} // namespace

class TstCounters : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countersGrow()
    {
        Counter counter;
        QCOMPARE(counter.value(), 0u);
        counter.add();
        counter.add(41);
        counter.add(0);
        QCOMPARE(counter.value(), 42u);
    }
    void gaugesGoUpAndDown()
    {
        Gauge gauge;
        gauge.add(5);
        gauge.add(-7);
        QCOMPARE(gauge.value(), -2);
        gauge.set(3);
        QCOMPARE(gauge.value(), 3);
    }
    void keysAreFoundAgainByTheirLetters()
    {
        FewNames counters;
        const QByteArray again("one"); // another address
        counters.add({"one"});
        counters.add({"two"}, 2);
        counters.add({again.constData()}, 10);
        QCOMPARE(listed(counters), (std::vector<std::pair<QByteArray, quint64>>{{"one", 11}, {"two", 2}}));
        QCOMPARE(counters.other(), 0u);
        QCOMPARE(counters.total(), 13u);
    }
    void keysAreBounded()
    {
        FewNames counters;
        for (const char *name : {"a", "b", "c", "d", "c", "a"})
            counters.add({name});
        QCOMPARE(listed(counters), (std::vector<std::pair<QByteArray, quint64>>{{"a", 2}, {"b", 1}}));
        QCOMPARE(counters.other(), 3u);
        QCOMPARE(counters.total(), 6u);
    }
    void readersSeeWholeKeys()
    {
        KeyedCounters<Endpoint, 64> counters;
        std::thread writer([&counters] {
            for (int round = 0; round < 50; ++round) {
                for (quint16 port = 1; port <= 80; ++port)
                    counters.add({QHostAddress(QHostAddress::LocalHost), port});
            }
        });
        quint64 seen = 0;
        const quint64 all = 50 * 80;
        while (seen < all) {
            quint16 expected = 0;
            for (const auto &[listener, count] : counters.values()) {
                QCOMPARE(listener.port, ++expected);
                QCOMPARE(listener.address, QHostAddress(QHostAddress::LocalHost));
                QVERIFY(count > 0);
            }
            const quint64 total = counters.total();
            QVERIFY(total >= seen);
            seen = total;
        }
        writer.join();
        QCOMPARE(counters.values().size(), std::size_t(64));
        QCOMPARE(counters.other(), quint64(50 * 16));
    }
    void messagesCountByTypeAndRecipient()
    {
        MessageCounters counters;
        counters.add(true, 10);
        counters.add(false, 3, 4);
        counters.add(true, 100, 0); // no recipient
        QCOMPARE(counters.text.value(), 1u);
        QCOMPARE(counters.binary.value(), 4u);
        QCOMPARE(counters.bytes.value(), 22u);
        QCOMPARE(counters.messages(), 5u);
    }
    void aPeerCannotMakeDisconnectsGrow()
    {
        ServerCounters counters;
        for (int code = 3000; code <= 4999; ++code) {
            counters.disconnects.add(
                DisconnectKey::of({Cause::ClosedByPeer, quint16(code), {}, Initiator::Client, true}));
        }
        QCOMPARE(counters.disconnects.total(), 2000u);
        QCOMPARE(counters.disconnects.other(), 0u);
        QVERIFY(counters.disconnects.values().size() < 20);
    }
    void allWaysToEndFindAPlace()
    {
        ServerCounters counters;
        for (int i = 0; i < CauseCount; ++i) {
            for (const Initiator initiator : {Initiator::Server, Initiator::Client, Initiator::Network})
                counters.disconnects.add(
                    DisconnectKey::of({Cause(i), causeInfo(Cause(i)).code, {}, initiator, true}));
        }
        QCOMPARE(counters.disconnects.other(), 0u);
    }
    void setsGoOnWhenThereAreMore()
    {
        CounterSets sets;
        sets.provide(2);
        sets.of(1).pingsSent.add(5);
        const ServerCounters *second = &sets.of(1);
        sets.provide(4);
        sets.provide(1); // a later start with fewer threads keeps all counts
        QCOMPARE(sets.all().size(), std::size_t(4));
        QCOMPARE(&sets.of(1), second);
        QCOMPARE(sets.of(1).pingsSent.value(), 5u);
        QVERIFY(reinterpret_cast<quintptr>(second) % 64 == 0);
    }
};

QTEST_GUILESS_MAIN(TstCounters)
#include "tst_counters.moc"
