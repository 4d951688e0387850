#include "core/hub/readervotes.h"

#include <QHostAddress>
#include <QTest>

#include <vector>

using namespace signalbox;

namespace {

//! A reader a character: upper case letters are behind; the letter is the address, a dot a reader of its own.
std::vector<Membership> readersOf(const QByteArray &letters)
{
    std::vector<Membership> readers;
    for (const char letter : letters) {
        Membership reader{ConnectionId(readers.size() + 1), {}, 0, Dialect::Plain};
        const char lower = char(letter | 0x20);
        reader.isBehind = letter >= 'A' && letter <= 'Z';
        if (letter == '!')
            reader.isBehind = true; // of its own, behind
        else if (letter != '.')
            reader.voter = {Voter::Kind::Ipv4, quint64(lower)};
        readers.push_back(reader);
    }
    return readers;
}

ReaderVotes votesOf(const std::vector<Membership> &readers)
{
    ReaderVotes votes;
    for (const Membership &reader : readers)
        votes.add(reader);
    return votes;
}

} // namespace

class TestReaderVotes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void moreThanHalfOfTheVotersDecide_data()
    {
        QTest::addColumn<QByteArray>("readers");
        QTest::addColumn<bool>("isBehind");
        QTest::newRow("nobody") << QByteArray() << false;
        QTest::newRow("one that reads") << QByteArray(".") << false;
        QTest::newRow("one behind") << QByteArray("!") << true;
        QTest::newRow("half") << QByteArray("!.") << false;
        QTest::newRow("four of ten") << QByteArray("!!!!......") << false;
        QTest::newRow("five of ten") << QByteArray("!!!!!.....") << false;
        QTest::newRow("nine of ten") << QByteArray("!!!!!!!!!.") << true;
        QTest::newRow("six of ten") << QByteArray("!!!!!!....") << true;
        QTest::newRow("two of three") << QByteArray("!!.") << true;
        QTest::newRow("an address with many has one vote") << QByteArray("AAAAAAAAbc") << false;
        QTest::newRow("two of three addresses") << QByteArray("AAAAAAAABc") << true;
        QTest::newRow("half of an address is not behind") << QByteArray("AAaa") << false;
        QTest::newRow("more than half of an address is") << QByteArray("AAAaa") << true;
        QTest::newRow("many that read have one vote, too") << QByteArray("aaaaaaaaaBC") << true;
        QTest::newRow("addresses and readers of their own") << QByteArray("AAb!.") << false;
        QTest::newRow("the same, more behind") << QByteArray("AAb!!.C") << true;
    }
    void moreThanHalfOfTheVotersDecide()
    {
        QFETCH(const QByteArray, readers);
        QFETCH(const bool, isBehind);
        const auto list = readersOf(readers);
        const ReaderVotes votes = votesOf(list);
        QCOMPARE(votes.isMajorityBehind(nullptr), isBehind);
        if (!votes.isMajorityBehindForAll())
            return;
        QVERIFY(isBehind);
        for (const Membership &reader : list)
            QVERIFY(votes.isMajorityBehind(&reader));
    }
    void thePublisherDoesNotCount_data()
    {
        QTest::addColumn<QByteArray>("readers"); // the first one is the publisher
        QTest::addColumn<bool>("isBehind");
        QTest::newRow("alone, behind") << QByteArray("!") << false;
        QTest::newRow("alone, address behind") << QByteArray("A") << false;
        QTest::newRow("behind, and one of two others") << QByteArray("!!.") << false;
        QTest::newRow("reads, the only other does not") << QByteArray(".!") << true;
        QTest::newRow("would be the majority") << QByteArray("!!..") << false;
        QTest::newRow("without it the address is behind") << QByteArray("aA") << true;
        QTest::newRow("without it the address is not behind") << QByteArray("AAaa") << false;
        QTest::newRow("without it the address of many is behind") << QByteArray("aAAa") << true;
        QTest::newRow("the rest of its address still votes") << QByteArray("aAB.") << true;
        QTest::newRow("its address has no other reader") << QByteArray("Ab!") << false;
    }
    void thePublisherDoesNotCount()
    {
        QFETCH(const QByteArray, readers);
        QFETCH(const bool, isBehind);
        const auto list = readersOf(readers);
        const ReaderVotes votes = votesOf(list);
        QCOMPARE(votes.isMajorityBehind(&list.front()), isBehind);
        // The same as if it were not there.
        QCOMPARE(votesOf({list.begin() + 1, list.end()}).isMajorityBehind(nullptr), isBehind);
    }
    void followsChanges()
    {
        auto readers = readersOf("aab.");
        ReaderVotes votes = votesOf(readers);
        const auto set = [&](std::size_t reader, bool isBehind) {
            readers[reader].isBehind = isBehind;
            votes.update(readers[reader]);
            QCOMPARE(votes.isMajorityBehind(nullptr), votesOf(readers).isMajorityBehind(nullptr));
        };
        set(0, true);
        set(2, true);
        QVERIFY(!votes.isMajorityBehind(nullptr)); // b of a, b and one
        set(1, true);
        QVERIFY(votes.isMajorityBehind(nullptr));
        votes.remove(readers[2]);
        QVERIFY(!votes.isMajorityBehind(nullptr)); // a of two
        votes.remove(readers[3]);
        QVERIFY(votes.isMajorityBehind(nullptr));
        votes.remove(readers[0]);
        votes.remove(readers[1]);
        QVERIFY(!votes.isMajorityBehind(nullptr)); // nobody is left
    }
    void votersAreAddresses_data()
    {
        QTest::addColumn<QString>("one");
        QTest::addColumn<QString>("other");
        QTest::addColumn<bool>("includeLoopback");
        QTest::addColumn<bool>("isSame");
        const auto row = [](const char *name, const char *one, const char *other, bool loopback, bool same) {
            QTest::newRow(name) << QString::fromLatin1(one) << QString::fromLatin1(other) << loopback << same;
        };
        row("IPv4", "192.0.2.7", "192.0.2.7", false, true);
        row("IPv4, neighbours", "192.0.2.7", "192.0.2.8", false, false);
        row("IPv4 mapped into IPv6", "192.0.2.7", "::ffff:192.0.2.7", false, true);
        row("one /64", "2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", false, true);
        row("another /64", "2001:db8:1:2::1", "2001:db8:1:3::1", false, false);
        row("an IPv6 prefix with the bits of an IPv4 address", "0:0:c000:207::1", "192.0.2.7", false, false);
        row("loopback, not by address", "127.0.0.1", "127.0.0.1", false, false);
        row("loopback of IPv6, not by address", "::1", "::1", false, false);
        row("loopback by address", "127.0.0.1", "127.0.0.1", true, true);
        row("loopback by address, others", "127.0.0.1", "127.0.0.2", true, false);
    }
    void votersAreAddresses()
    {
        QFETCH(const QString, one);
        QFETCH(const QString, other);
        QFETCH(const bool, includeLoopback);
        QFETCH(const bool, isSame);
        Membership first{ConnectionId(1), {}, 0, Dialect::Plain, true};
        Membership second{ConnectionId(2), {}, 0, Dialect::Plain, false};
        Membership third{ConnectionId(3), {}, 0, Dialect::Plain, true};
        first.voter = third.voter = voterOf(QHostAddress(one), includeLoopback);
        second.voter = voterOf(QHostAddress(other), includeLoopback);
        ReaderVotes votes = votesOf({first, second});
        QVERIFY(!votes.isMajorityBehind(nullptr)); // half, either way
        QCOMPARE(votes.isMajorityBehind(&second), true);
        votes.add(third);
        // One voter: two of three are behind. Two voters: one of them is. Each its own: two of three are behind.
        const bool isSingle = first.voter.kind == Voter::Kind::Connection;
        QCOMPARE(votes.isMajorityBehind(nullptr), isSame || isSingle);
    }
};

QTEST_GUILESS_MAIN(TestReaderVotes)
#include "tst_readervotes.moc"
