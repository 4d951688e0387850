// Each kind of verdict: what causes it is done on real sockets, and the numbers are those of that.

#include "core/server/localconsole.h"

#include "tests/core/server/streamreader.h"
#include "tests/support/testcertificates.h"

#include <QRegularExpression>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTest>

#include <dirent.h>
#include <linux/filter.h>
#include <netinet/tcp.h>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

constexpr qint64 KiB = 1024;
constexpr const char *Envelope = "Sec-WebSocket-Protocol: signalbox.v1.json\r\n";

//! A server whose ends are observed.
struct Scene
{
    explicit Scene(Config config = {})
        : server([&config] {
            config.server.listen = {{QHostAddress(QHostAddress::LocalHost), 0}};
            config.server.threads = 2;
            config.limits.closing = 200ms; // for clients that do not answer
            return config;
        }())
        , subscription(server.streams().closed().subscribe({}))
    {
        QObject::connect(subscription.get(), &ClosedSubscription::closed, subscription.get(),
                         [this](const ClosedBatch &batch) {
                             closed.insert(closed.end(), batch.closed.begin(), batch.closed.end());
                         });
        started = bool(server.start());
    }
    RawClient open(const QByteArray &target = "/room/blue", const QByteArray &more = {},
                   int receiveBuffer = 0)
    {
        RawClient client = RawClient::connectTo(server.endpoints().front().port, receiveBuffer);
        client.send(upgradeHead(target, more));
        waitUntil([&] { return !client.takeHead().isEmpty(); });
        return client;
    }
    //! Whether as many have ended; the last one is judged.
    bool ends(std::size_t count = 1)
    {
        return waitUntil([&] { return closed.size() >= count; }) && closed.size() == count;
    }
    const Verdict &verdict() const { return closed.back().verdict; }
    const EndEvidence &evidence() const { return verdict().evidence; }
    bool says(const char *pattern) const
    {
        const QString text = verdictText(verdict());
        const QRegularExpression expected(QRegularExpression::anchoredPattern(QString::fromUtf8(pattern)));
        if (expected.match(text).hasMatch())
            return true;
        qWarning("said: %s", qPrintable(text));
        return false;
    }

    Server server;
    std::vector<ClosedConnection> closed;
    std::unique_ptr<ClosedSubscription> subscription;
    bool started = false;
};

Config withHeartbeat()
{
    Config config;
    config.heartbeat = {150ms, 300ms};
    return config;
}

Config withoutHeartbeat()
{
    Config config;
    config.heartbeat = {0ms, 0ms};
    return config;
}

//! From now on no packet reaches \a client, not even its kernel: as if its network were gone.
bool cutOff(const RawClient &client)
{
    sock_filter dropAll = BPF_STMT(BPF_RET | BPF_K, 0);
    const sock_fprog program{1, &dropAll};
    return ::setsockopt(client.descriptor(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

//! Has the kernel give up on the connections that \a server accepts later when it waits for so long.
bool setUserTimeout(const Server &server, Milliseconds timeout)
{
    DIR *folder = ::opendir("/proc/self/fd");
    bool isSet = false;
    while (const dirent *entry = ::readdir(folder)) {
        const int descriptor = std::atoi(entry->d_name);
        int isListening = 0;
        socklen_t size = sizeof isListening;
        sockaddr_in address{};
        socklen_t addressSize = sizeof address;
        if (::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &size) != 0 ||
            isListening == 0 ||
            ::getsockname(descriptor, reinterpret_cast<sockaddr *>(&address), &addressSize) != 0 ||
            ntohs(address.sin_port) != server.endpoints().front().port)
            continue;
        const unsigned ms = unsigned(timeout.count());
        isSet = ::setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof ms) == 0;
    }
    ::closedir(folder);
    return isSet;
}

} // namespace

class TestVerdicts final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void networkThatIsGone()
    {
        Scene scene(withHeartbeat());
        const RawClient client = scene.open();
        QVERIFY(cutOff(client));
        QVERIFY(scene.ends());
        QCOMPARE(scene.verdict().kind, VerdictKind::NetworkSilent);
        const EndEvidence &evidence = scene.evidence();
        QVERIFY(evidence.sincePong >= 450ms);
        QVERIFY(evidence.sinceReceived >= *evidence.sincePong);
        QVERIFY(evidence.kernel->unacknowledged > 0);
        QVERIFY(evidence.kernel->unacknowledged < 100); // pings
        QVERIFY(
            scene.says("no pong for [\\d.]+ m?s, the last byte came [\\d.]+ m?s ago, the kernel had \\d+ B "
                       "unacknowledged: the network or the client's machine"));
        QCOMPARE(scene.closed.back().end.code, quint16(4409));
    }
    void networkThatIsGoneUnderLoad()
    {
        Scene scene(withHeartbeat());
        const RawClient client = scene.open("/room/blue", {}, 4096);
        QVERIFY(cutOff(client));
        scene.server.broadcast(QByteArray(300 * KiB, 'x'));
        QVERIFY(scene.ends());
        QCOMPARE(scene.verdict().kind, VerdictKind::NetworkSilent);
        const KernelQueue &kernel = *scene.evidence().kernel;
        QVERIFY(kernel.unsent > 64 * KiB);
        QVERIFY(kernel.unsent + kernel.unacknowledged + scene.evidence().queuedBytes >= 300 * KiB);
        QVERIFY(scene.says(
            "no pong for .+, the kernel had \\d+ KiB unsent and \\d+ (KiB|B) unacknowledged: the network "
            "or the client's machine"));
    }
    void programThatHangs()
    {
        Scene scene(withHeartbeat());
        const RawClient client = scene.open(); // reads nothing, as one that is stopped
        QVERIFY(scene.ends());
        QCOMPARE(scene.verdict().kind, VerdictKind::ProgramSilent);
        QVERIFY(scene.evidence().sincePong >= 450ms);
        QCOMPARE(scene.evidence().kernel->unacknowledged, 0);
        QVERIFY(scene.says(
            "no pong for .+, but the client's kernel acknowledged everything: the client's program hangs, "
            "or answers no pings"));
    }
    void programThatHangsUnderLoad()
    {
        Scene scene(withHeartbeat());
        const RawClient client = scene.open("/room/blue", {}, 4096);
        scene.server.broadcast(QByteArray(500 * KiB, 'x'));
        QVERIFY(scene.ends());
        QCOMPARE(scene.verdict().kind, VerdictKind::ProgramSilent);
        QVERIFY(scene.evidence().kernel->unsent > 64 * KiB);
        QVERIFY(scene.says(
            "no pong for .+, the kernel had \\d+ KiB unsent, but the client's kernel acknowledged all that "
            "was sent: the client's program hangs, or answers no pings"));
    }
    void userWhoIsBackAlready()
    {
        Scene scene(withHeartbeat());
        const RawClient lost = scene.open("/room/blue?user=Ann");
        QVERIFY(cutOff(lost));
        const TimePoint later = Clock::now() + 20ms; // evidence is in whole milliseconds
        waitUntil([&] { return Clock::now() >= later; });
        RawClient back = scene.open("/room/green?user=Ann");
        // The new one answers its pings.
        QVERIFY(waitUntil([&] {
            const std::vector<ReceivedFrame> frames = back.frames();
            if (!frames.empty()) {
                back.send(frame(Opcode::Pong, frames.back().payload));
                back.consume(back.received().size());
            }
            return !scene.closed.empty();
        }));
        QCOMPARE(scene.closed[0].info.room, QStringLiteral("blue"));
        QCOMPARE(scene.verdict().kind, VerdictKind::UserCameBack);
        QVERIFY(*scene.evidence().userCameBack > 0ms);
        QVERIFY(*scene.evidence().userCameBack <= *scene.evidence().sinceReceived);
        QVERIFY(scene.says(
            "the last byte came .+ ago, and its user connected again .+ after it: the client changed its "
            "network or was restarted"));
    }
    void readerThatIsTooSlow_data()
    {
        QTest::addColumn<bool>("hard");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("pattern");
        QTest::newRow("hard limit")
            << true << QByteArray("/room/blue")
            << QByteArray("4408: read \\d+ k?B/s while its room said \\d+ kB/s, over [\\d.]+ "
                          "m?s; \\d\\d\\d KiB was queued \\(limits.outbox_hard\\)");
        QTest::newRow("soft limit")
            << false << QByteArray("/room/blue")
            << QByteArray("4408: read \\d+ k?B/s while its room said \\d+ kB/s, over [\\d.]+ "
                          "m?s; .+ was queued \\(limits.outbox_soft_for\\)");
        QTest::newRow("no room")
            << true << QByteArray("/echo")
            << QByteArray("4408: read \\d+ k?B/s while \\d+ kB/s came for it, over [\\d.]+ m?s; "
                          "\\d\\d\\d KiB was queued \\(limits.outbox_hard\\)");
    }
    void readerThatIsTooSlow()
    {
        QFETCH(const bool, hard);
        QFETCH(const QByteArray, target);
        QFETCH(const QByteArray, pattern);
        Config config = withoutHeartbeat();
        config.limits.outboxHard = hard ? 300 * KiB : 0;
        config.limits.outboxSoft = hard ? 0 : 20 * KiB;
        config.limits.outboxSoftFor = 500ms;
        Scene scene(config);
        const RawClient client = scene.open(target, {}, 4096);
        TimePoint next = Clock::now();
        qint64 read = 0;
        QVERIFY(waitUntil([&] {
            if (Clock::now() >= next) {
                next = Clock::now() + 20ms;
                scene.server.broadcast(QByteArray(8 * KiB, 'x'));
                char some[100];
                read += ::recv(client.descriptor(), some, sizeof some, MSG_DONTWAIT) > 0 ? 1 : 0;
            }
            return !scene.closed.empty();
        }));
        QVERIFY(read > 0);
        QCOMPARE(scene.verdict().kind, VerdictKind::SlowReader);
        const ReadingRate &reading = *scene.evidence().reading;
        QVERIFY(reading.offered > 4 * reading.read);
        QVERIFY(reading.offered < 500'000); // of 400 kB/s, on a machine that may be busy
        QVERIFY(reading.window >= 100ms);
        QVERIFY(scene.evidence().queuedBytes > (hard ? 280 : 20) * KiB); // FrameCost counts, too
        QVERIFY(scene.says(pattern.constData()));
    }
    void readerThatStopped_data()
    {
        QTest::addColumn<bool>("isCutOff");
        QTest::addColumn<VerdictKind>("kind");
        QTest::addColumn<QByteArray>("conclusion");
        QTest::newRow("does not read")
            << false << VerdictKind::ReaderStopped << QByteArray("unsent: the client does not read");
        QTest::newRow("does not hear")
            << true << VerdictKind::NetworkStalled
            << QByteArray("unsent and \\d+ (KiB|B) unacknowledged: the network or the client's "
                          "machine");
    }
    void readerThatStopped()
    {
        QFETCH(const bool, isCutOff);
        QFETCH(const QByteArray, conclusion);
        Config config = withoutHeartbeat();
        config.limits.writeStall = 400ms;
        Scene scene(config);
        const RawClient client = scene.open("/room/blue", {}, 4096);
        if (isCutOff)
            QVERIFY(cutOff(client));
        scene.server.broadcast(QByteArray(900 * KiB, 'x'));
        QVERIFY(scene.ends());
        QTEST(scene.verdict().kind, "kind");
        QVERIFY(scene.evidence().kernel->unsent > 64 * KiB);
        QCOMPARE(scene.evidence().kernel->unacknowledged > 0, isCutOff);
        QCOMPARE(scene.evidence().limit, 400);
        const QByteArray pattern =
            "4408: took nothing for 400 ms \\(limits.write_stall\\) while \\d+ KiB was queued, the "
            "kernel had \\d+ KiB " +
            conclusion;
        QVERIFY(scene.says(pattern.constData()));
    }
    void messageThatIsTooBig_data()
    {
        QTest::addColumn<QByteArrayList>("bytes");
        QTest::addColumn<qint64>("size");
        QTest::newRow("announced") << QByteArrayList{frame(Opcode::Text, QByteArray(1001, 'x')).left(8)}
                                   << qint64(1001);
        QTest::newRow("three fragments")
            << QByteArrayList{frame(Opcode::Text, QByteArray(600, 'x'), false),
                              frame(Opcode::Continuation, QByteArray(300, 'x'), false),
                              frame(Opcode::Continuation, QByteArray(250, 'x'), true)}
            << qint64(1150);
    }
    void messageThatIsTooBig()
    {
        QFETCH(const QByteArrayList, bytes);
        QFETCH(const qint64, size);
        Config config;
        config.limits.maxMessage = 1000;
        Scene scene(config);
        RawClient client = scene.open();
        client.send(bytes.join());
        QVERIFY(scene.ends());
        QCOMPARE(scene.verdict().kind, VerdictKind::MessageTooBig);
        QCOMPARE(*scene.evidence().size, size);
        QVERIFY(scene.says(qPrintable(
            QStringLiteral("sent a message of at least %1 bytes, the limit is 1000 \\(limits.max_message\\)")
                .arg(size))));
    }
    void limitOfTheRoute()
    {
        Config config;
        config.routes[0].maxMessage = 10;
        Scene scene(config);
        RawClient client = scene.open("/");
        client.send(frame(Opcode::Binary, QByteArray(11, 'x')));
        QVERIFY(scene.ends());
        QVERIFY(scene.says(
            "sent a message of at least 11 bytes, the limit is 10 \\(max_message of its route\\)"));
    }
    void brokenRules_data()
    {
        QTest::addColumn<QByteArray>("protocol");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<VerdictKind>("kind");
        QTest::addColumn<QByteArray>("pattern");
        QTest::newRow("no mask")
            << QByteArray() << QByteArray("\x81\x01x") << VerdictKind::ProtocolBroken
            << QByteArray("broke a rule of the protocol, frame without mask \\(RFC 6455 section "
                          "5.1\\): the client's WebSocket code, or something in between");
        QTest::newRow("opcode") << QByteArray() << QByteArray("\x8b\x80xxxx") << VerdictKind::ProtocolBroken
                                << QByteArray("broke a rule of the protocol, reserved opcode .+");
        QTest::newRow("text") << QByteArray() << frame(Opcode::Text, "caf\xe9 ") << VerdictKind::BadText
                              << QByteArray("sent text that is not UTF-8 \\(RFC 6455 section 8.1\\)");
        QTest::newRow("close reason")
            << QByteArray() << frame(Opcode::Close, QByteArray("\x0f\xa1\xff", 3)) << VerdictKind::BadText
            << QByteArray("sent close reason that is not UTF-8 \\(RFC 6455 section 5.5.1\\)");
        QTest::newRow("binary") << QByteArray(Envelope) << frame(Opcode::Binary, "12345")
                                << VerdictKind::BinaryRefused
                                << QByteArray("sent a binary message of 5 bytes, but the envelope is text");
        QTest::newRow("envelopes")
            << QByteArray(Envelope)
            << frame(Opcode::Text, "no JSON").repeated(9) + frame(Opcode::Text, R"({"type":"?"})")
            << VerdictKind::BadEnvelopes
            << QByteArray("sent 10 bad envelopes within a minute, the last one was unknown_type");
    }
    void brokenRules()
    {
        QFETCH(const QByteArray, protocol);
        QFETCH(const QByteArray, bytes);
        QFETCH(const QByteArray, pattern);
        Scene scene;
        RawClient client = scene.open("/room/blue", protocol);
        client.send(bytes);
        QVERIFY(scene.ends());
        QTEST(scene.verdict().kind, "kind");
        QVERIFY(scene.says(pattern.constData()));
    }
    void proxyThatEndsIdleConnections()
    {
        constexpr Milliseconds Idle{1250};
        Scene scene(withoutHeartbeat());
        std::vector<RawClient> clients;
        for (int i = 0; i < 4; ++i)
            clients.push_back(scene.open());
        clients.push_back(scene.open());
        clients.back().reset(); // was not idle
        QVERIFY(scene.ends(1));
        const TimePoint end = Clock::now() + Idle;
        waitUntil([&] { return Clock::now() >= end; });
        clients.pop_back();
        for (std::size_t ended = 2; !clients.empty(); ++ended) {
            clients.pop_back();
            QVERIFY(scene.ends(ended));
            QCOMPARE(scene.verdict().kind,
                     ended < 4 ? VerdictKind::EndedWithoutClose : VerdictKind::IdleTimeout);
            QCOMPARE(scene.evidence().idleEnds, quint32(ended - 1));
        }
        QVERIFY(*scene.evidence().sinceTraffic >= Idle);
        QCOMPARE(scene.evidence().addressEnds, 5u);
        QVERIFY(scene.says("closed [1-9][\\d.]+ s after the last traffic, four times from this address or "
                           "its proxy: a proxy's idle "
                           "timeout; set heartbeat.interval below \\d+s"));
    }
    void programThatEnds()
    {
        Scene scene;
        RawClient client = scene.open();
        client.close();
        QVERIFY(scene.ends());
        QCOMPARE(scene.verdict().kind, VerdictKind::EndedWithoutClose);
        QVERIFY(scene.says(
            "the TCP connection ended without a Close frame, .+ after the last byte: the client's program "
            "ended, or something in between closed it"));
    }
    void reset()
    {
        Scene scene;
        RawClient client = scene.open();
        client.reset();
        QVERIFY(scene.ends());
        QCOMPARE(scene.verdict().kind, VerdictKind::Reset);
        QVERIFY(scene.says(
            "the TCP connection was reset \\(ECONNRESET\\), the last byte came .+ ago: the client's "
            "program ended, or something in between cut the connection"));
    }
    void resetWithBytesOnTheirWay()
    {
        Scene scene(withoutHeartbeat());
        ConnectionId id;
        QObject::connect(&scene.server, &Server::connectionOpened, &scene.server,
                         [&id](const ConnectionInfo &connection) { id = connection.id; });
        RawClient client = scene.open("/room/blue", {}, 4096);
        QVERIFY(waitUntil([&] { return !id.isNull(); }));
        scene.server.broadcast(QByteArray(200 * KiB, 'x'));
        // The first byte arrives while the io thread still writes: the kernel may not have taken the rest.
        qint64 inKernel = 0;
        QObject::connect(&scene.server.streams(), &ServerStreams::detailsReported, &scene.server,
                         [&inKernel](const ConnectionReport &report) {
                             if (report.network)
                                 inKernel = report.network->unsent + report.network->unacknowledged;
                         });
        QVERIFY(waitUntil([&] {
            scene.server.streams().requestDetails(id);
            return inKernel > 64 * KiB;
        }));
        client.reset();
        QVERIFY(scene.ends());
        QCOMPARE(scene.verdict().kind, VerdictKind::Reset);
        QVERIFY(scene.evidence().kernel->unsent + scene.evidence().kernel->unacknowledged > 64 * KiB);
        QVERIFY(scene.says("the TCP connection was reset .+ \\d+ KiB did not get there: .+"));
    }
    void kernelThatGivesUp()
    {
        Scene scene(withoutHeartbeat());
        QVERIFY(setUserTimeout(scene.server, 300ms));
        const RawClient client = scene.open();
        QVERIFY(cutOff(client));
        scene.server.broadcast(QByteArray(2000, 'x'));
        QVERIFY(scene.ends());
        QCOMPARE(scene.verdict().kind, VerdictKind::NetworkTimedOut);
        QCOMPARE(scene.evidence().error, ETIMEDOUT);
        QVERIFY(scene.evidence().kernel->retransmissions > 0);
        QVERIFY(scene.says(
            "the kernel gave up \\(ETIMEDOUT\\) after \\d+ retransmissions, the last byte came .+ ago, the "
            "kernel had 2 KiB unacknowledged: the network or the client's machine"));
    }
    void bytesThatWereChangedBelowTls()
    {
        const TestCertificates certificates;
        QVERIFY(certificates.make(QStringLiteral("server")));
        Config config;
        config.tls.certificate = certificates.path(QStringLiteral("server.crt"));
        config.tls.key = certificates.path(QStringLiteral("server.key"));
        Scene scene(config);
        QVERIFY(scene.started);
        QSslSocket client;
        client.setPeerVerifyMode(QSslSocket::VerifyNone);
        client.connectToHostEncrypted(QStringLiteral("127.0.0.1"), scene.server.endpoints().front().port);
        QVERIFY(waitUntil([&] { return client.isEncrypted(); }));
        client.write(upgradeHead("/room/blue"));
        QByteArray answer;
        QVERIFY(waitUntil([&] { return (answer += client.readAll()).contains("\r\n\r\n"); }));
        const QByteArray record("\x17\x03\x03\x00\x20"
                                "0123456789abcdef0123456789abcdef",
                                37);
        QCOMPARE(::send(int(client.socketDescriptor()), record.constData(), std::size_t(record.size()), 0),
                 37);
        QVERIFY(scene.ends());
        QCOMPARE(scene.verdict().kind, VerdictKind::TlsFailed);
        QVERIFY(scene.says(
            "TLS failed \\(.*bad record mac\\): the client's TLS code, or something in between changed the "
            "bytes"));
    }
    void endsThatTheClientWanted_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<VerdictKind>("kind");
        QTest::addColumn<QByteArray>("pattern");
        QTest::newRow("page left") << encodeClosePayload(1001, {}) << VerdictKind::PageLeft
                                   << QByteArray(
                                          "the client closed with 1001: its page was left or reloaded");
        QTest::newRow("own code") << encodeClosePayload(4321, "secret") << VerdictKind::ClosedByClient
                                  << QByteArray("the client closed with 4321");
        QTest::newRow("no code") << QByteArray() << VerdictKind::ClosedByClient
                                 << QByteArray("the client closed without a code");
    }
    void endsThatTheClientWanted()
    {
        QFETCH(const QByteArray, payload);
        QFETCH(const QByteArray, pattern);
        Scene scene;
        RawClient client = scene.open();
        client.send(frame(Opcode::Close, payload));
        QVERIFY(scene.ends());
        QTEST(scene.verdict().kind, "kind");
        QVERIFY(scene.says(pattern.constData()));
    }
    void actsOfAnOperator_data()
    {
        QTest::addColumn<bool>("isKick");
        QTest::addColumn<Actor>("actor");
        QTest::addColumn<QByteArray>("pattern");
        QTest::newRow("kick in the window")
            << true << Actor{Actor::Kind::Window, {}} << QByteArray("kicked with 4150 by the window");
        QTest::newRow("kick by a token") << true << Actor{Actor::Kind::Api, QStringLiteral("night shift")}
                                         << QByteArray("kicked with 4150 by the admin API \\(night shift\\)");
        QTest::newRow("close in the window") << false << Actor{Actor::Kind::Window, QStringLiteral("eve")}
                                             << QByteArray("closed by the window \\(eve\\)");
        QTest::newRow("close by the program") << false << Actor{Actor::Kind::Embedder, {}}
                                              << QByteArray("closed by the program that embeds the server");
    }
    void actsOfAnOperator()
    {
        QFETCH(const bool, isKick);
        QFETCH(const Actor, actor);
        QFETCH(const QByteArray, pattern);
        Scene scene;
        LocalConsole console(scene.server, actor);
        RawClient client = scene.open();
        if (isKick)
            console.run(Kick{AllConnections(), 4150, QStringLiteral("enough")});
        else
            console.run(Close{AllConnections()});
        QVERIFY(waitUntil([&] { return !client.frames().empty(); }));
        client.close();
        QVERIFY(scene.ends());
        QCOMPARE(scene.verdict().kind, isKick ? VerdictKind::Kicked : VerdictKind::ClosedByOperator);
        QCOMPARE(scene.evidence().actor, std::optional(actor));
        QVERIFY(scene.says(pattern.constData()));
    }
    void serverThatEnds_data()
    {
        QTest::addColumn<bool>("isDrain");
        QTest::addColumn<VerdictKind>("kind");
        QTest::newRow("stop") << false << VerdictKind::ServerStopped;
        QTest::newRow("drain") << true << VerdictKind::ServerDrained;
    }
    void serverThatEnds()
    {
        QFETCH(const bool, isDrain);
        Scene scene;
        RawClient client = scene.open();
        isDrain ? scene.server.drain() : scene.server.stop();
        QVERIFY(waitUntil([&] { return !client.frames().empty(); }));
        client.close();
        QVERIFY(scene.ends());
        QTEST(scene.verdict().kind, "kind");
        QVERIFY(scene.says(isDrain ? "the server closed its connections for a restart \\(drain\\)"
                                   : "the server was stopped"));
        // It is remembered when the server has ended, too.
        const auto later = scene.server.streams().closed().subscribe({});
        std::size_t remembered = 0;
        connect(later.get(), &ClosedSubscription::closed, this,
                [&](const ClosedBatch &batch) { remembered += batch.closed.size(); });
        QVERIFY(waitUntil([&] { return remembered == 1; }));
    }
    void serverThatNeedsMemory()
    {
        Config config = withoutHeartbeat();
        config.limits.memory = RelativeSize::bytes(2 * KiB * KiB);
        config.limits.outboxHard = 0;
        config.limits.outboxSoft = 0;
        config.history.messages = 1;
        Scene scene(config);
        const RawClient client = scene.open("/room/blue", {}, 4096);
        QVERIFY(waitUntil([&] {
            if (scene.closed.empty())
                scene.server.broadcast(QByteArray(64 * KiB, 'x'));
            return !scene.closed.empty();
        }));
        QCOMPARE(scene.verdict().kind, VerdictKind::MemoryFull);
        QVERIFY(scene.evidence().heldBytes > KiB * KiB);
        QVERIFY(scene.says(
            "the server needed memory \\(limits.memory\\), and [\\d.]+ MiB was held for this client"));
    }
    void roomThatIsFull()
    {
        Config config;
        config.hub.maxMembers = 1;
        Scene scene(config);
        const RawClient first = scene.open();
        const RawClient second = scene.open();
        QVERIFY(scene.ends());
        QCOMPARE(scene.verdict().kind, VerdictKind::RoomRefused);
        QVERIFY(scene.says("could not be in the room of its path: hub.max_members \\(1\\) was reached"));
    }
    void stateOfTheEndIsComplete()
    {
        Config config = withoutHeartbeat();
        config.limits.outboxHard = 200 * KiB;
        Scene scene(config);
        RawClient client = scene.open("/room/blue?user=ann", {}, 4096);
        client.send(frame(Opcode::Text, "hello"));
        QVERIFY(waitUntil([&] {
            if (scene.closed.empty())
                scene.server.broadcast(QByteArray(50 * KiB, 'x'));
            return !scene.closed.empty();
        }));
        const ClosedConnection &closed = scene.closed[0];
        QCOMPARE(closed.activity.traffic.messagesIn, 1u);
        QVERIFY(closed.activity.traffic.bytesOut >= 200 * quint64(KiB));
        QVERIFY(closed.activity.queuedBytes >= 200 * KiB); // as it was when the end began
        QVERIFY(closed.activity.droppedMessages > 0);      // by it
        QVERIFY(closed.closedAt >= closed.info.connectedAt);
    }
};

QTEST_GUILESS_MAIN(TestVerdicts)
#include "tst_verdicts.moc"
