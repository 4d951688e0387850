#include "core/transport/acceptor.h"

#include "tests/support/iothread.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QRegularExpression>
#include <QTest>
#include <QTimer>

#include <fcntl.h>
#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace signalbox::test;

namespace {

const Endpoint AnyPort{QHostAddress(QHostAddress::LocalHost), 0};

struct AcceptedLog
{
    explicit AcceptedLog(ListeningSocket listening, Milliseconds calm = std::chrono::minutes(1))
        : endpoint(listening.endpoint)
        , acceptor(
              loop, std::move(listening),
              [this](AcceptedClient &&client) {
                  if (closesAtOnce)
                      client.socket.reset();
                  accepted.push_back(std::move(client));
              },
              [this](const Endpoint &listener, const QString &why) {
                  pauses += listener.toString() + u": "_s + why;
              },
              calm)
    {
    }
    IoLoop &loop = ioLoop();
    Endpoint endpoint;
    bool closesAtOnce = false;
    std::vector<AcceptedClient> accepted;
    QStringList pauses; //!< that were reported
    Acceptor acceptor;
};

ListeningSocket listenAnywhere()
{
    Result<ListeningSocket> socket = ListeningSocket::open(AnyPort);
    return socket ? std::move(*socket) : ListeningSocket{};
}

//! How many descriptors this process may still open.
class DescriptorLimit
{
public:
    DescriptorLimit() { ::getrlimit(RLIMIT_NOFILE, &m_before); }
    ~DescriptorLimit() { restore(); }
    Q_DISABLE_COPY_MOVE(DescriptorLimit)

    void leave(int count)
    {
        restore();
        std::vector<UniqueFd> next(std::size_t(count) + 1); // the descriptors that are opened next
        for (UniqueFd &descriptor : next)
            descriptor = UniqueFd(::dup(0));
        rlimit limit = m_before;
        limit.rlim_cur = rlim_t(next.back().get());
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
    void restore() { ::setrlimit(RLIMIT_NOFILE, &m_before); }

private:
    rlimit m_before{};
};

//! Counts the log lines of the acceptor while it exists. One instance at a time.
struct LogCapture
{
    LogCapture()
    {
        pauses = resumed = 0;
        m_before =
            qInstallMessageHandler([](QtMsgType type, const QMessageLogContext &, const QString &line) {
                pauses += type == QtWarningMsg && line.contains(QStringLiteral(" pauses: "));
                resumed += type == QtInfoMsg && line.contains(QStringLiteral(" goes on without pauses"));
            });
    }
    ~LogCapture() { qInstallMessageHandler(m_before); }
    Q_DISABLE_COPY_MOVE(LogCapture)

    static inline int pauses = 0;
    static inline int resumed = 0;

private:
    QtMessageHandler m_before = nullptr;
};

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
    void initTestCase()
    {
        // UndefinedBehaviorSanitizer opens a pipe to check the first object of each class that it meets. It
        // has to meet a QTimerEvent before a test leaves the process no descriptors.
        bool fired = false;
        QTimer::singleShot(1, this, [&fired] { fired = true; });
        QVERIFY(waitUntil([&fired] { return fired; }));
    }
    void hasItsActualAddress()
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
        const Endpoint foreign{QHostAddress(QStringLiteral("192.0.2.1")),
                               0}; // RFC 5737: a documentation address
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
    void passesDescriptorPeerAndListener()
    {
        AcceptedLog log(listenAnywhere());
        const RawClient client = RawClient::connectTo(log.endpoint.port);
        QVERIFY(waitUntil([&] { return log.accepted.size() == 1; }));
        const AcceptedClient &accepted = log.accepted[0];
        QCOMPARE(accepted.peer.address, QHostAddress(QHostAddress::LocalHost));
        QCOMPARE(accepted.peer.port, localPort(client));
        QCOMPARE(accepted.listener, log.endpoint);
        QCOMPARE(accepted.supply, DescriptorSupply::Plenty);
        QVERIFY((::fcntl(accepted.socket.get(), F_GETFL) & O_NONBLOCK) != 0);
        QVERIFY((::fcntl(accepted.socket.get(), F_GETFD) & FD_CLOEXEC) != 0);
    }
    void showsMappedAddressesAsIPv4()
    {
        Result<ListeningSocket> any = ListeningSocket::open({QHostAddress(QHostAddress::Any), 0});
        QVERIFY(any);
        AcceptedLog log(std::move(*any));
        const RawClient client = RawClient::connectTo(log.endpoint.port);
        QVERIFY(waitUntil([&] { return log.accepted.size() == 1; }));
        QCOMPARE(log.accepted[0].peer.address, QHostAddress(QHostAddress::LocalHost));
        QCOMPARE(log.accepted[0].peer.address.protocol(), QAbstractSocket::IPv4Protocol);
    }
    void acceptsManyAtOnce()
    {
        AcceptedLog log(listenAnywhere());
        std::vector<RawClient> clients; // more than one turn takes
        for (int i = 0; i < 200; ++i)
            clients.push_back(RawClient::connectTo(log.endpoint.port));
        QVERIFY(waitUntil([&] { return log.accepted.size() == 200; }));
    }
    void tellsThatOnlyTheReserveIsLeft()
    {
        AcceptedLog log(listenAnywhere());
        DescriptorLimit limit;
        std::vector<RawClient> clients;
        for (int i = 0; i < 2; ++i)
            clients.push_back(RawClient::connectTo(log.endpoint.port));
        limit.leave(5); // fewer than the reserve
        QVERIFY(waitUntil([&] { return log.accepted.size() == 2; }));
        limit.restore();
        QCOMPARE(log.accepted[0].supply, DescriptorSupply::Reserve);
        QCOMPARE(log.accepted[1].supply, DescriptorSupply::Reserve);
        const RawClient later = RawClient::connectTo(log.endpoint.port);
        QVERIFY(waitUntil([&] { return log.accepted.size() == 3; }));
        QCOMPARE(log.accepted[2].supply, DescriptorSupply::Plenty);
    }
    void acceptsWithItsLastDescriptor()
    {
        AcceptedLog log(listenAnywhere());
        log.closesAtOnce = true;
        std::vector<RawClient> clients;
        for (int i = 0; i < 100; ++i) // more than one turn takes
            clients.push_back(RawClient::connectTo(log.endpoint.port));
        LogCapture capture;
        DescriptorLimit limit;
        limit.leave(0);
        const bool areAccepted = waitUntil([&] { return log.accepted.size() == clients.size(); });
        limit.restore();
        QVERIFY(areAccepted);
        QCOMPARE(capture.pauses, 0);
        for (const AcceptedClient &client : log.accepted)
            QCOMPARE(client.supply, DescriptorSupply::Last);
        for (RawClient &client : clients)
            QVERIFY(waitUntil([&] { return client.hasEnded(); }));
    }
    void pausesWithoutDescriptorsAndResumes()
    {
        AcceptedLog log(listenAnywhere());
        std::vector<RawClient> clients;
        for (int i = 0; i < 2; ++i)
            clients.push_back(RawClient::connectTo(log.endpoint.port));
        DescriptorLimit limit;
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("accepting on .* pauses")));
        limit.leave(0);
        const TimePoint paused = Clock::now();
        waitUntil([&] { return Clock::now() - paused > std::chrono::milliseconds(20); });
        const std::size_t early = log.accepted.size();
        limit.restore();
        QCOMPARE(early, 1u); // with the last descriptor, which is in use now
        QCOMPARE(log.accepted[0].supply, DescriptorSupply::Last);
        QVERIFY(waitUntil([&] { return log.accepted.size() == 2; }));
        QCOMPARE(log.accepted[1].supply, DescriptorSupply::Plenty);
    }
    // At its limit a server takes one whenever one leaves, and pauses again: one trouble, one line.
    void logsAPauseOnceUntilCalm()
    {
        AcceptedLog log(listenAnywhere(), std::chrono::seconds(2));
        DescriptorLimit limit;
        std::vector<RawClient> clients;
        for (int i = 0; i < 4; ++i)
            clients.push_back(RawClient::connectTo(log.endpoint.port));
        LogCapture capture;
        for (std::size_t room = 0; room < 3; ++room) {
            limit.leave(room == 0 ? 0 : 1); // one more
            QVERIFY(waitUntil([&] { return capture.pauses > 0 && log.accepted.size() == room + 1; }));
        }
        limit.restore();
        QVERIFY(waitUntil([&] { return log.accepted.size() == 4; }));
        QCOMPARE(capture.pauses, 1);
        QCOMPARE(log.pauses, QStringList(log.endpoint.toString() + u": Too many open files"_s));
        QCOMPARE(capture.resumed, 0);
        QVERIFY(waitUntil([&] { return capture.resumed == 1; }));

        for (int i = 0; i < 2; ++i)
            clients.push_back(RawClient::connectTo(log.endpoint.port)); // another trouble
        limit.leave(0);
        QVERIFY(waitUntil([&] { return capture.pauses == 2; }));
        limit.restore();
        QCOMPARE(log.pauses.size(), 2);
        QVERIFY(waitUntil([&] { return log.accepted.size() == 6; }));
        QCOMPARE(capture.resumed, 1);
    }
    void aListenerThatCannotBeWatchedIsHarmless()
    {
        QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(QStringLiteral("cannot watch")));
        const AcceptedLog log(ListeningSocket{});
        QVERIFY(log.accepted.empty());
    }
    void endsWithItsAcceptor()
    {
        quint16 port = 0;
        {
            const AcceptedLog log(listenAnywhere());
            port = log.endpoint.port;
        }
        QVERIFY(!RawClient::connectTo(port).isConnected());
    }
};

SIGNALBOX_IO_TEST_MAIN(TestAcceptor)
#include "tst_acceptor.moc"
