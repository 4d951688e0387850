#include "core/worker/workercore.h"

#include "core/auth/tokencache.h"
#include "core/hub/hubbus.h"
#include "core/wire/closepayload.h"
#include "core/worker/drainratelimiter.h"

#include "tests/core/wire/clientframe.h"
#include "tests/support/iothread.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <optional>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

class NoBus final : public HubBus
{
public:
    std::size_t threadCount() const override { return 1; }
    void post(std::size_t, HubMessage &&) override {}
    bool hasQueued(std::size_t) const override { return false; }
};

//! The core of worker \a index of \a workers, on the test's thread. Everything it reports is recorded.
struct Fixture
{
    explicit Fixture(const Config &initial = {}, std::size_t index = 0, std::size_t workers = 1)
        : config(std::make_shared<const Config>(initial))
        , shared(config->limits)
        , loadBalancer(workers)
    {
        shared.counters.provide(workers);
        WorkerReports reports;
        reports.events = [this](std::vector<EmbedderEvent> &&batch) {
            for (EmbedderEvent &event : batch)
                events.push_back(std::move(event));
        };
        reports.snapshot = [this](quint64 request, ConnectionDelta &&snapshot) {
            snapshots.emplace_back(request, std::move(snapshot));
        };
        reports.delta = [this](ConnectionDelta &&delta) { deltas.push_back(std::move(delta)); };
        reports.log = [this](LogBatch &&batch) { logged += batch.entries.size(); };
        reports.refused = [this](ClosedBatch &&batch) { refused += batch.refused.size(); };
        reports.action = [this](ActionPart &&part) { parts.push_back(std::move(part)); };
        reports.drained = [this] {
            ++drained;
            eventsWhenDrained = events.size();
        };
        core.emplace(loop,
                     WorkerContext{index, bus, loadBalancer,
                                   [this](std::size_t worker, std::shared_ptr<AcceptedSocket> socket) {
                                       handedOver.emplace_back(worker, std::move(socket));
                                   },
                                   [this](const UnfinishedHeads::Evicted &peer) { evicted.push_back(peer); }},
                     config, nullptr, shared, std::move(reports));
    }
    ~Fixture()
    {
        core->end();
        runUntilIdle();
    }
    Q_DISABLE_COPY_MOVE(Fixture)

    void listen()
    {
        Result<ListeningSocket> socket = ListeningSocket::open({QHostAddress(QHostAddress::LocalHost), 0});
        QVERIFY(socket);
        port = socket->endpoint.port;
        std::vector<ListeningSocket> sockets;
        sockets.push_back(std::move(*socket));
        core->listen(std::move(sockets));
    }
    RawClient connect(const QByteArray &target = "/room/a")
    {
        RawClient client = RawClient::connectTo(port);
        client.send(upgradeHead(target));
        return client;
    }
    RawClient connectAndUpgrade(const QByteArray &target = "/room/a")
    {
        RawClient client = connect(target);
        waitUntil([&] { return !client.takeHead().isEmpty(); });
        return client;
    }
    template <typename Event>
    std::vector<Event> eventsOf() const
    {
        std::vector<Event> found;
        for (const EmbedderEvent &event : events) {
            if (const auto *wanted = std::get_if<Event>(&event))
                found.push_back(*wanted);
        }
        return found;
    }

    std::shared_ptr<const Config> config;
    IoLoop &loop = ioLoop();
    NoBus bus;
    SharedState shared;
    LoadBalancer loadBalancer;
    std::vector<EmbedderEvent> events;
    std::vector<std::pair<quint64, ConnectionDelta>> snapshots;
    std::vector<ConnectionDelta> deltas;
    std::size_t refused = 0;
    std::vector<ActionPart> parts;
    std::vector<std::pair<std::size_t, std::shared_ptr<AcceptedSocket>>> handedOver;
    std::vector<UnfinishedHeads::Evicted> evicted; //!< of other workers
    std::size_t logged = 0;
    std::size_t drained = 0;
    std::size_t eventsWhenDrained = 0;
    quint16 port = 0;
    std::optional<WorkerCore> core;
};

//! Returns the code of the Close that \a client has received; 0: none.
int closeCodeOf(RawClient &client)
{
    const std::vector<ReceivedFrame> frames = client.frames();
    if (frames.empty() || frames.back().opcode != int(Opcode::Close))
        return 0;
    const auto payload = parseClosePayload(frames.back().payload);
    return std::get<ClosePayload>(payload).code.value_or(0);
}

bool answerClose(RawClient &client)
{
    const std::vector<ReceivedFrame> frames = client.frames();
    if (frames.empty() || frames.back().opcode != int(Opcode::Close))
        return false;
    client.send(frame(Opcode::Close, frames.back().payload));
    client.finish();
    return true;
}

} // namespace

class TestWorkerCore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reportsTheLifeOfAConnection()
    {
        Fixture fixture;
        fixture.shared.connectedSignals.opened = fixture.shared.connectedSignals.closed = true;
        fixture.shared.connectedSignals.messages = true;
        fixture.listen();
        RawClient client = fixture.connectAndUpgrade("/room/a?user=ann");
        client.send(frame(Opcode::Text, "hello"));
        client.send(frame(Opcode::Close, encodeClosePayload(1000, {})));
        client.finish();
        QVERIFY(waitUntil([&] { return fixture.events.size() == 3; }));
        const ConnectionInfo opened = std::get<OpenedEvent>(fixture.events[0]).info;
        QCOMPARE(opened.user, QStringLiteral("ann"));
        QCOMPARE(opened.room, QStringLiteral("a"));
        const auto &message = std::get<ReceivedMessage>(fixture.events[1]);
        QCOMPARE(message.connection, opened.id);
        QCOMPARE(message.payload, QByteArray("hello"));
        const auto &closed = std::get<ClosedEvent>(fixture.events[2]);
        QCOMPARE(closed.info.id, opened.id);
        QCOMPARE(int(closed.end.cause), int(Cause::ClosedByPeer));
        const ServerCounters &counters = fixture.shared.counters.of(0);
        QCOMPARE(counters.accepted.total(), 1u);
        QCOMPARE(counters.ended.total(), 1u);
        QVERIFY(waitUntil([&] { return fixture.shared.ledger.peers() == 0; }));
        QCOMPARE(fixture.drained, 0u); // nobody asked it to drain
    }
    void collectsOnlyWhatIsWanted()
    {
        Fixture fixture;
        fixture.listen();
        RawClient client = fixture.connectAndUpgrade();
        client.send(frame(Opcode::Text, "hello"));
        QVERIFY(waitUntil([&] { return client.frames().size() == 1; }));
        client.reset();
        QVERIFY(waitUntil([&] { return fixture.shared.ledger.peers() == 0; }));
        QVERIFY(fixture.events.empty());
        QVERIFY(fixture.snapshots.empty());
        QVERIFY(fixture.deltas.empty());
        QCOMPARE(fixture.logged, 0u);
        QCOMPARE(fixture.refused, 0u);
        QCOMPARE(fixture.shared.recentlyClosed.size(), 1u); // whether anybody looks or not
    }
    void collectsForConsoles()
    {
        Fixture fixture;
        fixture.listen();
        RawClient client = fixture.connectAndUpgrade();
        fixture.core->sendSnapshot(7);
        fixture.core->collectMessages(true);
        fixture.core->collectRefused(true);
        QCOMPARE(fixture.snapshots.size(), 1u);
        QCOMPARE(fixture.snapshots[0].first, 7u);
        QCOMPARE(fixture.snapshots[0].second.added.size(), 1u);
        client.send(frame(Opcode::Text, "hello"));
        QVERIFY(waitUntil([&] { return !fixture.deltas.empty() && fixture.logged == 2; })); // in and out
        const WorkerStats stats = fixture.core->measure();
        QCOMPARE(stats.connections, 1u);
        QCOMPARE(stats.queuedBytes, 0);
        client.reset();
        const RawClient refused = fixture.connect("/nowhere");
        QVERIFY(waitUntil([&] { return fixture.refused == 1; }));
        QCOMPARE(fixture.shared.recentlyClosed.size(), 1u); // a refused request is not in it
    }
    void readinessFollowsItsState()
    {
        Fixture fixture;
        QCOMPARE(int(fixture.shared.readiness.load()), int(Readiness::NotListening));
        fixture.listen();
        QCOMPARE(int(fixture.shared.readiness.load()), int(Readiness::Ready));
        fixture.core->drain(CloseReason::of(Cause::Drain), 0ms);
        QCOMPARE(int(fixture.shared.readiness.load()), int(Readiness::Draining));
    }
    void drainClosesAndReportsOnce()
    {
        Config config;
        config.limits.closing = 10s;
        Fixture fixture(config);
        fixture.shared.connectedSignals.closed = true;
        fixture.listen();
        RawClient first = fixture.connectAndUpgrade();
        RawClient second = fixture.connectAndUpgrade();
        const RawClient unfinished = RawClient::connectTo(fixture.port); // no handshake
        fixture.shared.drainRateLimiter.begin(0, Clock::now());
        fixture.core->drain(CloseReason::of(Cause::Drain), 10s);
        QVERIFY(waitUntil([&] { return answerClose(first); }));
        QVERIFY(waitUntil([&] { return fixture.eventsOf<ClosedEvent>().size() == 1; }));
        QCOMPARE(fixture.drained, 0u); // one is left
        QVERIFY(waitUntil([&] { return answerClose(second); }));
        QVERIFY(waitUntil([&] { return fixture.drained == 1; }));
        QCOMPARE(fixture.eventsWhenDrained, 2u); // the events come before it
        for (const ClosedEvent &closed : fixture.eventsOf<ClosedEvent>())
            QCOMPARE(int(closed.end.cause), int(Cause::Drain));
        fixture.core->abortAll();
        QCOMPARE(fixture.drained, 1u);
    }
    void drainWithoutConnectionsReportsAtOnce()
    {
        Fixture fixture;
        fixture.listen();
        fixture.core->drain(CloseReason::of(Cause::Shutdown), 10s);
        QCOMPARE(fixture.drained, 1u);
    }
    void drainEndsAtItsBound()
    {
        Config config;
        config.limits.closing = 0ms; // no deadline of its own
        Fixture fixture(config);
        fixture.shared.connectedSignals.closed = true;
        fixture.listen();
        const RawClient silent = fixture.connectAndUpgrade();
        fixture.shared.drainRateLimiter.begin(0, Clock::now());
        fixture.core->drain(CloseReason::of(Cause::Shutdown), 100ms);
        QVERIFY(waitUntil([&] { return fixture.drained == 1; }));
        QVERIFY(waitUntil([&] { return fixture.eventsOf<ClosedEvent>().size() == 1; }));
        QVERIFY(!fixture.eventsOf<ClosedEvent>()[0].end.clean);
    }
    void acceptsNothingWhileDraining()
    {
        Fixture fixture;
        fixture.listen();
        const auto peer = Endpoint{QHostAddress(QHostAddress::LocalHost), 1};
        TcpPair pair;
        QCOMPARE(int(fixture.shared.ledger.admit(peer.address, Clock::now())), int(Admission::Admitted));
        const auto late = std::make_shared<AcceptedSocket>(
            AcceptedClient{std::move(pair.ours), peer, peer}, 0, fixture.shared.ledger,
            fixture.shared.unfinishedHeads, fixture.loadBalancer.of(0));
        fixture.core->drain(CloseReason::of(Cause::Drain), 0ms);
        fixture.core->take(late);
        QCOMPARE(fixture.drained, 1u);
        QVERIFY(late->takeClient().socket); // it was not taken
        fixture.shared.ledger.release(peer.address, false);
    }
    void handsSocketsToTheOtherWorkers()
    {
        Fixture fixture({}, 0, 2);
        fixture.listen();
        const RawClient first = fixture.connect();
        const RawClient second = fixture.connect();
        QVERIFY(waitUntil([&] { return fixture.core->measure().connections == 1; }));
        QVERIFY(waitUntil([&] { return fixture.handedOver.size() == 1; }));
        QCOMPARE(fixture.handedOver[0].first, 1u);
        QCOMPARE(fixture.shared.ledger.peers(), 2);
        fixture.handedOver.clear(); // a socket that does not arrive
        QCOMPARE(fixture.shared.ledger.peers(), 1);
    }
    void evictsUnfinishedHeadsOfEveryWorker()
    {
        Config config;
        config.limits.unfinishedHeads = 2;
        Fixture fixture(config, 0, 2);
        fixture.listen();
        std::vector<RawClient> clients; // they send nothing; every other one is for worker 1
        for (int i = 0; i < 4; ++i)
            clients.push_back(RawClient::connectTo(fixture.port));
        QVERIFY(waitUntil([&] { return clients[0].hasEnded() && fixture.evicted.size() == 1; }));
        QVERIFY(clients[0].received().startsWith("HTTP/1.1 503"));
        QCOMPARE(fixture.evicted[0].worker, 1u); // it closes the second one
        QCOMPARE(fixture.shared.unfinishedHeads.size(), 2);
        QVERIFY(!clients[2].hasEnded());
    }
    void aFullServerCountsConnectionsOnly()
    {
        Config config;
        config.limits.maxConnections = 1;
        Fixture fixture(config);
        fixture.listen();
        RawClient silent = RawClient::connectTo(fixture.port);
        RawClient open = fixture.connect();
        QVERIFY(waitUntil([&] { return open.received().startsWith("HTTP/1.1 101"); }));
        silent.send(upgradeHead());
        QVERIFY(waitUntil([&] { return silent.received().startsWith("HTTP/1.1 503"); }));
        RawClient late = RawClient::connectTo(fixture.port); // its request is not waited for
        QVERIFY(waitUntil([&] { return late.received().startsWith("HTTP/1.1 503"); }));
    }
    void rejectsWhatTheLedgerDoesNotAdmit()
    {
        Config config;
        config.limits.maxConnections = 1;
        Fixture fixture(config);
        fixture.listen();
        const RawClient first = fixture.connectAndUpgrade();
        RawClient second = fixture.connect();
        QVERIFY(waitUntil([&] { return second.takeHead().startsWith("HTTP/1.1 503 "); }));
        QCOMPARE(fixture.core->measure().connections, 1u);
        QCOMPARE(fixture.shared.counters.of(0).rejected.total(), 1u);
        config.limits.maxConnections = 2;
        fixture.shared.setLimits(config.limits, {}, RecentlyClosed::DefaultCapacity, {});
        fixture.core->setConfig(std::make_shared<const Config>(config));
        RawClient third = fixture.connect();
        QVERIFY(waitUntil([&] { return third.takeHead().startsWith("HTTP/1.1 101 "); }));
    }
    void changedTokensApplyToThoseInside()
    {
        const auto head = [](const QByteArray &token) {
            return upgradeHead("/room/a", "Authorization: Bearer " + token + "\r\n");
        };
        const auto table = [](const QByteArray &token, const QString &user) {
            return AuthTokenSettings{.name = user, .user = user, .sha256 = tokenHash(token)};
        };
        Config config;
        config.auth.mode = AuthMode::Token;
        config.auth.tokens = {table("kept", u"ann"_s),     table("removed", u"bob"_s),
                              table("moved", u"cy"_s),     table("lessened", u"dan"_s),
                              table("silenced", u"eve"_s), table("ended", u"fay"_s)};
        Fixture fixture(config);
        fixture.listen();
        std::vector<RawClient> clients;
        for (const char *token : {"kept", "removed", "moved", "lessened", "silenced", "ended"}) {
            clients.push_back(RawClient::connectTo(fixture.port));
            clients.back().send(head(token));
            QVERIFY(waitUntil([&] { return clients.back().takeHead().startsWith("HTTP/1.1 101 "); }));
        }
        const auto closedWith = [&clients](std::size_t client) { return closeCodeOf(clients[client]); };
        config.auth.tokens.erase(config.auth.tokens.begin() + 1);
        config.auth.tokens[1].user = u"mallory"_s;
        config.auth.tokens[2].join = RoomPatterns({u"b"_s});
        config.auth.tokens[3].publish = RoomPatterns({u"b"_s});
        config.auth.tokens[4].expires = wallNow() - 1h;
        fixture.core->setConfig(std::make_shared<const Config>(config));
        QVERIFY(waitUntil([&] { return closedWith(1) == 3003 && closedWith(2) == 3003; }));
        QVERIFY(waitUntil([&] { return closedWith(3) == 3003; }));
        QVERIFY(waitUntil([&] { return closedWith(5) == 4401; }));
        clients[4].send(frame(Opcode::Text, "hello"));
        QVERIFY(waitUntil([&] { return closedWith(4) == 1008; }));
        clients[0].send(frame(Opcode::Text, "hello"));
        QVERIFY(waitUntil([&] { return clients[0].frames().size() == 1; }));
        QCOMPARE(clients[0].frames()[0].payload, QByteArray("hello"));
    }
    //! Also when that happens between the decision about its request and Qt's part of the handshake, which is queued.
    void aTokenMayBeRemovedWhileItsClientComesIn()
    {
        Config config;
        config.auth.mode = AuthMode::Token;
        config.auth.tokens = {{.name = u"a"_s, .user = u"ann"_s, .sha256 = tokenHash("good")}};
        int refused = 0;
        int closed = 0;
        for (int turns = 0; turns < 10; ++turns) {
            Fixture fixture(config);
            fixture.listen();
            RawClient client = RawClient::connectTo(fixture.port);
            client.send(upgradeHead("/room/a", "Authorization: Bearer good\r\n"));
            for (int turn = 0; turn < turns; ++turn)
                QCoreApplication::processEvents();
            Config without = config;
            without.auth.tokens.clear();
            fixture.core->setConfig(std::make_shared<const Config>(without));
            QByteArray head;
            QVERIFY(waitUntil([&] { return !(head = client.takeHead()).isEmpty(); }));
            if (head.startsWith("HTTP/1.1 401 ")) {
                ++refused;
                continue;
            }
            QVERIFY(waitUntil([&] { return closeCodeOf(client) == 3003; }));
            ++closed;
        }
        QVERIFY(refused > 0);
        QVERIFY(closed > 0);
    }
    void runsCommands()
    {
        Fixture fixture;
        fixture.listen();
        RawClient client = fixture.connectAndUpgrade();
        fixture.core->commands().run({ActionId(3), {{}, Close{AllConnections()}}, {}, {}});
        QVERIFY(waitUntil([&] { return answerClose(client); }));
        QVERIFY(waitUntil([&] { return fixture.parts.size() == 1; }));
        QCOMPARE(fixture.parts[0].action, ActionId(3));
        QCOMPARE(fixture.parts[0].outcomes.size(), 1u);
        QCOMPARE(int(fixture.parts[0].outcomes[0].outcome), int(Outcome::ClosedClean));
    }
    void aKickEndsAtOnceAndItsOutcomeFollows_data()
    {
        QTest::addColumn<int>("closing"); // ms
        QTest::addColumn<bool>("answers");
        QTest::newRow("answered") << 10'000 << true;
        QTest::newRow("answered, no limit") << 0 << true;
        QTest::newRow("not answered") << 200 << false;
        QTest::newRow("not answered, no limit") << 0 << false;
    }
    void aKickEndsAtOnceAndItsOutcomeFollows()
    {
        QFETCH(const int, closing);
        QFETCH(const bool, answers);
        Config config;
        config.limits.closing = Milliseconds(closing);
        Fixture fixture(config);
        fixture.shared.connectedSignals.closed = true;
        fixture.listen();
        RawClient client = fixture.connectAndUpgrade("/room/a?user=ann");
        RawClient other = fixture.connectAndUpgrade("/room/a?user=bob");
        fixture.core->sendSnapshot(1);
        const Target ann = UserTarget{QStringLiteral("ann")};
        fixture.core->commands().run({ActionId(3), {{}, Kick{ann, 4100, {}}}, {}, {}});
        QCOMPARE(fixture.core->measure().connections, 1u);
        QVERIFY(waitUntil([&] { return fixture.eventsOf<ClosedEvent>().size() == 1; }));
        QVERIFY(fixture.parts.empty());
        QCOMPARE(fixture.shared.ledger.peers(), 2); // its descriptor still counts
        fixture.core->sendSnapshot(2);
        QCOMPARE(fixture.snapshots[1].second.added.size(), 1u);
        fixture.core->commands().run({ActionId(4), {{}, Kick{ann, 4100, {}}}, {}, {}});
        QCOMPARE(fixture.parts.size(), 1u); // there is no such user any more
        QVERIFY(fixture.parts[0].outcomes.empty());
        if (answers)
            QVERIFY(waitUntil([&] { return answerClose(client); }));
        QVERIFY(waitUntil([&] { return fixture.parts.size() == 2; }));
        QCOMPARE(fixture.parts[1].action, ActionId(3));
        QCOMPARE(int(fixture.parts[1].outcomes.at(0).outcome),
                 int(answers ? Outcome::ClosedClean : Outcome::NoAnswer));
        QVERIFY(waitUntil([&] { return fixture.shared.ledger.peers() == 1; }));
        QCOMPARE(fixture.eventsOf<ClosedEvent>().size(), 1u);
        QCOMPARE(fixture.shared.counters.of(0).ended.total(), 1u);
    }
    void aDrainEndsKickedConnectionsToo()
    {
        Config config;
        config.limits.closing = 60s;
        Fixture fixture(config);
        fixture.listen();
        RawClient client = fixture.connectAndUpgrade();
        fixture.core->commands().run({ActionId(3), {{}, Kick{AllConnections(), 4100, {}}}, {}, {}});
        fixture.shared.drainRateLimiter.begin(0, Clock::now());
        fixture.core->drain(CloseReason::of(Cause::Drain), 100ms);
        QCOMPARE(fixture.drained, 0u);
        QVERIFY(waitUntil([&] { return fixture.drained == 1; }));
        QCOMPARE(int(fixture.parts.at(0).outcomes.at(0).outcome), int(Outcome::NoAnswer));
        QVERIFY(waitUntil([&] { return client.hasEnded(); }));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestWorkerCore)
#include "tst_workercore.moc"
