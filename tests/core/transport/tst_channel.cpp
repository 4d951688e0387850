#include "core/transport/channel.h"

#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <netinet/tcp.h>

#include <array>

using namespace signalbox;
using namespace signalbox::test;
using Kind = IoResult::Kind;

class TestChannel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void setsNoDelay()
    {
        TcpPair pair;
        const TcpChannel channel(std::move(pair.ours));
        int value = 0;
        socklen_t size = sizeof value;
        QCOMPARE(::getsockopt(channel.descriptor(), IPPROTO_TCP, TCP_NODELAY, &value, &size), 0);
        QVERIFY(value != 0);
    }
    void boundsWhatTheKernelQueues()
    {
        TcpPair pair;
        const TcpChannel channel(std::move(pair.ours));
        int value = 0;
        socklen_t size = sizeof value;
        QCOMPARE(::getsockopt(channel.descriptor(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &value, &size), 0);
        QVERIFY(value > 0);
        QVERIFY(value <= 256 * 1024); // less than outbox_soft, or that would mean little
    }
    void readsWhatIsAvailableAndThenReturnsAgain()
    {
        TcpPair pair;
        TcpChannel channel(std::move(pair.ours));
        std::array<char, 4> buffer{};
        QCOMPARE(channel.read(buffer).kind, Kind::Again);
        pair.theirs.send("abcdef");
        IoResult result;
        QVERIFY(waitUntil([&] { return (result = channel.read(buffer)).kind != Kind::Again; }));
        QCOMPARE(result.kind, Kind::Bytes);
        QCOMPARE(result.bytes, 4);
        QCOMPARE(QByteArray(buffer.data(), 4), "abcd");
        QCOMPARE(channel.read(buffer).bytes, 2);
        QCOMPARE(channel.read(buffer).kind, Kind::Again);
    }
    void distinguishesAFinFromAReset()
    {
        TcpPair ended;
        TcpChannel first(std::move(ended.ours));
        ended.theirs.finish();
        std::array<char, 16> buffer{};
        IoResult result;
        QVERIFY(waitUntil([&] { return (result = first.read(buffer)).kind != Kind::Again; }));
        QCOMPARE(result.kind, Kind::End);

        TcpPair reset;
        TcpChannel second(std::move(reset.ours));
        reset.theirs.reset();
        QVERIFY(waitUntil([&] { return (result = second.read(buffer)).kind != Kind::Again; }));
        QCOMPARE(result.kind, Kind::Reset);
        iovec part{buffer.data(), 1};
        QCOMPARE(second.write({&part, 1}).kind, Kind::Reset); // and no SIGPIPE
    }
    void gathersInOneWrite()
    {
        TcpPair pair;
        TcpChannel channel(std::move(pair.ours));
        char first[] = "ab";
        char second[] = "cde";
        const iovec parts[] = {{first, 2}, {second, 3}};
        const IoResult result = channel.write(parts);
        QCOMPARE(result.kind, Kind::Bytes);
        QCOMPARE(result.bytes, 5);
        QVERIFY(waitUntil([&] { return pair.theirs.received() == "abcde"; }));
    }
    void returnsAgainWhenTheKernelIsFull()
    {
        TcpPair pair(4096, 4096);
        TcpChannel channel(std::move(pair.ours));
        QByteArray much(64 * 1024, 'x');
        const iovec part{much.data(), std::size_t(much.size())};
        IoResult result;
        qint64 total = 0;
        while ((result = channel.write({&part, 1})).kind == Kind::Bytes)
            total += result.bytes;
        QCOMPARE(result.kind, Kind::Again);
        QVERIFY(total > 0);
    }
    void knowsWhatThePeerHasAcknowledged()
    {
        TcpPair pair(4096, 4096);
        TcpChannel channel(std::move(pair.ours));
        QByteArray much(256 * 1024, 'x');
        const iovec part{much.data(), std::size_t(much.size())};
        quint64 written = 0;
        IoResult result;
        while ((result = channel.write({&part, 1})).kind == Kind::Bytes)
            written += quint64(result.bytes);
        QCOMPARE(channel.writtenBytes(), written);
        QCOMPARE(channel.streamEnd(), written);
        // The peer's kernel takes what it has room for, and no more before somebody reads.
        QVERIFY(waitUntil([&] { return channel.acknowledgedBytes() > 0; }));
        QVERIFY(channel.acknowledgedBytes() < written);
        QVERIFY(waitUntil([&] {
            pair.theirs.received();
            return channel.acknowledgedBytes() == written;
        }));
    }
    void knowsWhetherInputWaits()
    {
        TcpPair pair;
        TcpChannel channel(std::move(pair.ours));
        QVERIFY(channel.unreadBytes() == 0);
        pair.theirs.send("x");
        QVERIFY(waitUntil([&] { return channel.unreadBytes() > 0; }));
        std::array<char, 16> buffer{};
        QCOMPARE(channel.read(buffer).bytes, 1);
        QVERIFY(channel.unreadBytes() == 0);
    }
    void stillReceivesAfterFinishWriting()
    {
        TcpPair pair;
        TcpChannel channel(std::move(pair.ours));
        channel.finishWriting();
        QVERIFY(waitUntil([&] { return pair.theirs.hasEnded(); }));
        QVERIFY(!pair.theirs.wasReset());
        QCOMPARE(pair.theirs.send("late"), 4);
        std::array<char, 16> buffer{};
        IoResult result;
        QVERIFY(waitUntil([&] { return (result = channel.read(buffer)).kind != Kind::Again; }));
        QCOMPARE(result.bytes, 4);
    }
};

QTEST_GUILESS_MAIN(TestChannel)
#include "tst_channel.moc"
