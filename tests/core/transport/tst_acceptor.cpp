#include "core/transport/acceptor.h"

#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QRegularExpression>
#include <QTest>

#include <fcntl.h>
#include <sys/resource.h>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const Endpoint AnyPort{QHostAddress(QHostAddress::LocalHost), 0};

struct Accepted
{
    UniqueFd socket;
    Endpoint peer;
    Endpoint listener;
};

struct Doorkeeper
{
    explicit Doorkeeper(ListeningSocket listening)
        : endpoint(listening.endpoint)
        , acceptor(loop, std::move(listening),
                   [this](UniqueFd socket, const Endpoint &peer, const Endpoint &listener) {
                       accepted.push_back({std::move(socket), peer, listener});
                   })
    {
    }
    IoLoop loop;
    Endpoint endpoint;
    std::vector<Accepted> accepted;
    Acceptor acceptor;
};

ListeningSocket listenAnywhere()
{
    Result<ListeningSocket> socket = ListeningSocket::open(AnyPort);
    return socket ? std::move(*socket) : ListeningSocket{};
}

quint16 localPort(const RawClient &client)
{
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(client.descriptor(), reinterpret_cast<sockaddr *>(&address), &size);
    return ntohs(address.sin_port);
}

} // namespace

class TestAcceptor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhereItReallyListens()
    {
        const ListeningSocket socket = listenAnywhere();
        QVERIFY(socket.socket);
        QVERIFY(socket.endpoint.port != 0);
        QCOMPARE(socket.endpoint.address, AnyPort.address);
        QVERIFY((::fcntl(socket.socket.get(), F_GETFL) & O_NONBLOCK) != 0);
        QVERIFY((::fcntl(socket.socket.get(), F_GETFD) & FD_CLOEXEC) != 0);
    }
    void namesAnAddressInUse()
    {
        const ListeningSocket first = listenAnywhere();
        const Result<ListeningSocket> second = ListeningSocket::open(first.endpoint);
        QVERIFY(!second);
        QCOMPARE(int(second.error().code), int(Error::Code::AddressInUse));
        QVERIFY2(second.error().text.contains(first.endpoint.toString()), qPrintable(second.error().text));
    }
    void namesAnAddressThatIsNotOurs()
    {
        const Endpoint foreign{QHostAddress(QStringLiteral("192.0.2.1")), 0}; // RFC 5737: nobody's
        const Result<ListeningSocket> socket = ListeningSocket::open(foreign);
        QVERIFY(!socket);
        QVERIFY2(socket.error().text.contains(QStringLiteral("192.0.2.1")), qPrintable(socket.error().text));
    }
    void mayListenAgainAtOnce()
    {
        ListeningSocket first = listenAnywhere();
        const Endpoint endpoint = first.endpoint;
        const RawClient client = RawClient::connectTo(endpoint.port);
        QVERIFY(client.isConnected());
        first.socket.reset();
        QVERIFY(ListeningSocket::open(endpoint).isOk());
    }
    void handsOnWhoCameAndWhere()
    {
        Doorkeeper door(listenAnywhere());
        const RawClient client = RawClient::connectTo(door.endpoint.port);
        QVERIFY(waitUntil([&] { return door.accepted.size() == 1; }));
        const Accepted &accepted = door.accepted[0];
        QCOMPARE(accepted.peer.address, QHostAddress(QHostAddress::LocalHost));
        QCOMPARE(accepted.peer.port, localPort(client));
        QCOMPARE(accepted.listener, door.endpoint);
        QVERIFY((::fcntl(accepted.socket.get(), F_GETFL) & O_NONBLOCK) != 0);
        QVERIFY((::fcntl(accepted.socket.get(), F_GETFD) & FD_CLOEXEC) != 0);
    }
    void showsMappedAddressesAsIPv4()
    {
        Result<ListeningSocket> any = ListeningSocket::open({QHostAddress(QHostAddress::Any), 0});
        QVERIFY(any);
        Doorkeeper door(std::move(*any));
        const RawClient client = RawClient::connectTo(door.endpoint.port);
        QVERIFY(waitUntil([&] { return door.accepted.size() == 1; }));
        QCOMPARE(door.accepted[0].peer.address, QHostAddress(QHostAddress::LocalHost));
        QCOMPARE(door.accepted[0].peer.address.protocol(), QAbstractSocket::IPv4Protocol);
    }
    void losesNobodyInACrowd()
    {
        Doorkeeper door(listenAnywhere());
        std::vector<RawClient> crowd; // more than one turn takes
        for (int i = 0; i < 200; ++i)
            crowd.push_back(RawClient::connectTo(door.endpoint.port));
        QVERIFY(waitUntil([&] { return door.accepted.size() == 200; }));
    }
    void waitsForDescriptorsAndGoesOn()
    {
        Doorkeeper door(listenAnywhere());
        const RawClient client = RawClient::connectTo(door.endpoint.port);
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
        rlimit none = before;
        const UniqueFd lowest(::dup(client.descriptor()));
        none.rlim_cur = rlim_t(lowest.get()) + 1; // no new descriptor for anybody
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("accepting pauses")));
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &none), 0);
        const TimePoint paused = Clock::now();
        waitUntil([&] { return Clock::now() - paused > std::chrono::milliseconds(20); });
        const bool nobodyYet = door.accepted.empty();
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
        QVERIFY(nobodyYet);
        QVERIFY(waitUntil([&] { return door.accepted.size() == 1; }));
    }
    void aListenerThatCannotBeWatchedIsHarmless()
    {
        QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(QStringLiteral("cannot watch")));
        const Doorkeeper door(ListeningSocket{});
        QVERIFY(door.accepted.empty());
    }
    void endsWithItsAcceptor()
    {
        quint16 port = 0;
        {
            const Doorkeeper door(listenAnywhere());
            port = door.endpoint.port;
        }
        QVERIFY(!RawClient::connectTo(port).isConnected());
    }
};

QTEST_GUILESS_MAIN(TestAcceptor)
#include "tst_acceptor.moc"
