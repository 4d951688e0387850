#include "core/policy/unfinishedheads.h"

#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

namespace {

const QHostAddress Alice{u"192.0.2.1"_s};
const QHostAddress Bob{u"192.0.2.2"_s};
const QHostAddress Carol{u"192.0.2.3"_s};
const QHostAddress Local{QHostAddress::LocalHost};
const TimePoint Start = TimePoint() + 1000s;

using Heads = UnfinishedHeads;
using Tickets = std::vector<Heads::Ticket>;

//! The tickets that are evicted when \a peer is added.
Tickets add(Heads &heads, const QHostAddress &peer, qint64 limit, TimePoint now = Start)
{
    Tickets tickets;
    for (const Heads::Evicted &evicted : heads.add(peer, 0, now, limit).evicted)
        tickets.push_back(evicted.ticket);
    return tickets;
}

Tickets addMany(Heads &heads, const QHostAddress &peer, int count)
{
    Tickets tickets;
    for (int i = 0; i < count; ++i)
        tickets.push_back(heads.add(peer, 0, Start, 0).ticket);
    return tickets;
}

} // namespace

class TstUnfinishedHeads : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void evictsNobodyBelowTheLimit()
    {
        Heads heads;
        QCOMPARE(add(heads, Alice, 2), Tickets());
        QCOMPARE(add(heads, Alice, 2), Tickets());
        QCOMPARE(heads.size(), 2);
    }
    void zeroIsNoLimit()
    {
        Heads heads;
        for (int i = 0; i < 5000; ++i)
            QCOMPARE(add(heads, Alice, 0), Tickets());
        QCOMPARE(heads.size(), 5000);
    }
    void evictsTheOldestOfTheAddressWithTheMost()
    {
        Heads heads;
        const Tickets first = addMany(heads, Bob, 1);
        const Tickets many = addMany(heads, Alice, 3);
        addMany(heads, Carol, 2);
        QCOMPARE(add(heads, Bob, 6), Tickets{many[0]});
        QCOMPARE(add(heads, Local, 6), Tickets{first[0]}); // now each has two: the oldest of all
        QCOMPARE(heads.size(), 6);
    }
    void countsByAnotherAddress()
    {
        Heads heads;
        const Tickets many = addMany(heads, Alice, 4);
        heads.setAddress(many[0], Bob); // a proxy has named it
        heads.setAddress(many[2], Bob);
        heads.setAddress(many[3], Bob);
        heads.setAddress(12345, Bob); // it has gone
        QCOMPARE(heads.size(), 4);
        QCOMPARE(add(heads, Carol, 4), Tickets{many[0]}); // it is still the oldest, now of Bob
        QVERIFY(heads.remove(many[1]));
        heads.setAddress(many[1], Carol);
        QCOMPARE(heads.size(), 3);
        QCOMPARE(add(heads, Carol, 3), Tickets{many[2]}); // two each: the oldest of all
    }
    void thoseOfOneAddressDisplaceEachOther()
    {
        Heads heads;
        const Tickets local = addMany(heads, Local, 64);
        QCOMPARE(add(heads, Local, 64), Tickets{local[0]});
        QCOMPARE(add(heads, Local, 64), Tickets{local[1]});
    }
    void aFloodDoesNotDisplaceOthers()
    {
        Heads heads;
        const Tickets honest = addMany(heads, Bob, 2);
        for (int i = 0; i < 1000; ++i)
            add(heads, i % 2 == 0 ? Alice : Carol, 10);
        QCOMPARE(heads.size(), 10);
        QVERIFY(heads.remove(honest[0]));
        QVERIFY(heads.remove(honest[1]));
    }
    void theNewcomerStays()
    {
        Heads heads;
        const Heads::Added first = heads.add(Alice, 0, Start, 1);
        const Heads::Added second = heads.add(Bob, 0, Start, 1);
        QCOMPARE(second.evicted, (std::vector{Heads::Evicted{first.ticket, 0}}));
        QVERIFY(heads.remove(second.ticket));
    }
    void aLowerLimitEvictsSeveral()
    {
        Heads heads;
        const Tickets all = addMany(heads, Alice, 4);
        QCOMPARE(add(heads, Bob, 2), (Tickets{all[0], all[1], all[2]}));
        QCOMPARE(heads.size(), 2);
    }
    void namesTheThread()
    {
        Heads heads;
        const Heads::Added first = heads.add(Alice, 3, Start, 1);
        QCOMPARE(heads.add(Alice, 1, Start, 1).evicted, (std::vector{Heads::Evicted{first.ticket, 3}}));
    }
    void countsByAddress_data()
    {
        QTest::addColumn<QString>("one");
        QTest::addColumn<QString>("other");
        QTest::addColumn<bool>("together");
        QTest::newRow("two IPv4") << u"192.0.2.1"_s << u"192.0.2.9"_s << false;
        QTest::newRow("mapped IPv4") << u"192.0.2.1"_s << u"::ffff:192.0.2.1"_s << true;
        QTest::newRow("one /64") << u"2001:db8:0:1::1"_s << u"2001:db8:0:1:ffff::2"_s << true;
        QTest::newRow("two /64") << u"2001:db8:0:1::1"_s << u"2001:db8:0:2::1"_s << false;
    }
    void countsByAddress()
    {
        QFETCH(const QString, one);
        QFETCH(const QString, other);
        QFETCH(const bool, together);
        Heads heads;
        const Tickets old = addMany(heads, Bob, 2);
        const Heads::Ticket first = heads.add(QHostAddress(one), 0, Start, 0).ticket;
        heads.add(QHostAddress(other), 0, Start, 0);
        QCOMPARE(add(heads, QHostAddress(one), 4), Tickets{together ? first : old[0]});
    }
    void removedOnesAreNotEvicted()
    {
        Heads heads;
        const Tickets all = addMany(heads, Alice, 3);
        QVERIFY(heads.remove(all[0]));
        QVERIFY(!heads.remove(all[0]));
        QVERIFY(!heads.remove(0));
        QCOMPARE(add(heads, Alice, 2), Tickets{all[1]});
        QVERIFY(!heads.remove(all[1])); // its thread learns of it later
    }
    void evictsOnRequestOnlyTheOldOnes()
    {
        Heads heads;
        QVERIFY(!heads.evictAddedBy(Start + 1h));
        const Heads::Ticket lonely = heads.add(Bob, 0, Start, 0).ticket;
        const Heads::Ticket first = heads.add(Alice, 2, Start + 5s, 0).ticket;
        heads.add(Alice, 2, Start + 6s, 0);
        QVERIFY(!heads.evictAddedBy(Start + 5s - 1ns)); // it is the turn of the address with the most
        QCOMPARE(heads.evictAddedBy(Start + 5s), (std::optional(Heads::Evicted{first, 2})));
        QCOMPARE(heads.evictAddedBy(Start + 5s), (std::optional(Heads::Evicted{lonely, 0})));
        QVERIFY(!heads.evictAddedBy(Start + 5s));
        QCOMPARE(heads.size(), 1);
    }
    void manyThreads()
    {
        Heads heads;
        std::vector<std::thread> threads;
        for (quint32 thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&heads, thread] {
                for (quint32 i = 0; i < 5000; ++i) {
                    const Heads::Added added =
                        heads.add(QHostAddress(0x0A000000u + (i + thread) % 7), thread, Start, 50);
                    if (i % 3 != 0)
                        heads.remove(added.ticket);
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QVERIFY(heads.size() <= 50);
        while (heads.evictAddedBy(Start)) {
        }
        QCOMPARE(heads.size(), 0);
    }
    // The cost of an eviction does not grow with the number of addresses.
    void manyAddresses()
    {
        Heads heads;
        for (quint32 i = 0; i < 100'000; ++i)
            heads.add(QHostAddress(0x0A000000u + i), 0, Start, 1024);
        QCOMPARE(heads.size(), 1024);
    }
};

QTEST_GUILESS_MAIN(TstUnfinishedHeads)
#include "tst_unfinishedheads.moc"
