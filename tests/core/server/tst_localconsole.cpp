#include "core/server/localconsole.h"

#include "core/server/server.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QHash>
#include <QSignalSpy>
#include <QTest>

#include <QWebSocket>
#include <algorithm>

#include <memory>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

Config testConfig()
{
    Config config;
    config.server.listen = {{QHostAddress(QHostAddress::LocalHost), 0}};
    config.limits.closing = 300ms;
    return config;
}

//! What a window shows: built from the batches alone.
struct Screen
{
    explicit Screen(Console &owner)
        : console(owner)
    {
        QObject::connect(&console, &Console::actionFinished, &context,
                         [this](const ActionReport &report) { reports.push_back(report); });
    }
    void showConnections()
    {
        connections = console.connections().subscribe({});
        QObject::connect(connections.get(), &ConnectionsSubscription::reset, &context,
                         [this] { rows.clear(); });
        QObject::connect(connections.get(), &ConnectionsSubscription::changed, &context,
                         [this](const ConnectionDelta &delta) { apply(delta); });
    }
    void showMessages()
    {
        messages = console.messages().subscribe({});
        QObject::connect(messages.get(), &MessagesSubscription::logged, &context,
                         [this](const LogBatch &batch) {
                             log.insert(log.end(), batch.entries.begin(), batch.entries.end());
                             leftOut += batch.leftOut;
                         });
    }
    void apply(const ConnectionDelta &delta)
    {
        for (const ConnectionSnapshot &added : delta.added) {
            isConsistent = isConsistent && !rows.contains(added.info.id);
            rows.insert(added.info.id, added);
        }
        for (const ConnectionChange &change : delta.changed) {
            isConsistent = isConsistent && rows.contains(change.id);
            rows[change.id].activity = change.activity;
        }
        for (const ConnectionRemoval &removal : delta.removed) {
            isConsistent = isConsistent && rows.remove(removal.id) == 1;
            ends.insert(removal.id, removal.end);
        }
    }
    std::vector<ConnectionId> ids() const
    {
        std::vector<ConnectionId> ids(rows.keyBegin(), rows.keyEnd());
        std::sort(ids.begin(), ids.end());
        return ids;
    }

    Console &console;
    QObject context;
    std::unique_ptr<ConnectionsSubscription> connections;
    std::unique_ptr<MessagesSubscription> messages;
    QHash<ConnectionId, ConnectionSnapshot> rows;
    QHash<ConnectionId, ConnectionEnd> ends;
    std::vector<ActionReport> reports;
    std::vector<LogEntry> log;
    quint64 leftOut = 0;
    bool isConsistent = true; //!< nothing changed or was removed that was not there
};

std::unique_ptr<QWebSocket> connectTo(const Server &server, const QString &path = u"/"_s)
{
    auto socket = std::make_unique<QWebSocket>();
    socket->open(QUrl(server.urls().constFirst().chopped(1) + path));
    waitUntil([&] { return socket->state() == QAbstractSocket::ConnectedState; });
    return socket;
}

} // namespace

class TestLocalConsole : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsThePortThatTheAdminPortHas()
    {
        Config config = testConfig();
        config.server.adminListen = {QHostAddress(QHostAddress::LocalHost), 0};
        Server server(config);
        LocalConsole console(server);
        QCOMPARE(console.control().status().adminListener, u"127.0.0.1:0"_s);
        QVERIFY(server.start());
        QCOMPARE(console.control().status().adminListener, server.adminEndpoint()->toString());
        QVERIFY(!console.control().status().adminListener.endsWith(u":0"_s));
        server.stop();
        QVERIFY(waitUntil([&console] { return console.control().status().state == ServerState::Stopped; }));
        QCOMPARE(console.control().status().adminListener, u"127.0.0.1:0"_s);
    }
    void showsConnectionsAsTheyOpenAndClose()
    {
        Server server(testConfig());
        LocalConsole console(server);
        Screen screen(console);
        QVERIFY(server.start());
        const auto early = connectTo(server, u"/room/a?user=ann"_s);
        screen.showConnections();
        QVERIFY(waitUntil([&] { return screen.rows.size() == 1; }));
        QCOMPARE(screen.rows.begin()->info.user, u"ann"_s);
        auto late = connectTo(server, u"/room/a?user=bob"_s);
        QVERIFY(waitUntil([&] { return screen.rows.size() == 2; }));
        late->sendTextMessage(u"12345"_s);
        const ConnectionId ann = screen.ids()[0];
        const ConnectionId bob = screen.ids()[1];
        QVERIFY(waitUntil([&] { return screen.rows[ann].activity.traffic.bytesOut == 5; }));
        QVERIFY(waitUntil([&] { return screen.rows[bob].activity.traffic.messagesIn == 1; }));
        late->close();
        QVERIFY(waitUntil([&] { return screen.rows.size() == 1; }));
        QCOMPARE(screen.ends[bob].cause, Cause::ClosedByPeer);
        QVERIFY(screen.isConsistent);
        // A new subscription begins with all connections.
        screen.connections.reset();
        const auto unseen = connectTo(server);
        QCOMPARE(screen.rows.size(), 1);
        screen.showConnections();
        QVERIFY(waitUntil([&] { return screen.rows.size() == 2; }));
        QVERIFY(screen.isConsistent);
    }
    void showsLatency()
    {
        Server server(testConfig());
        LocalConsole console(server);
        Screen screen(console);
        QVERIFY(server.start());
        screen.showConnections();
        const auto client = connectTo(server);
        QVERIFY(waitUntil([&] { return screen.rows.size() == 1; }));
        const ActionId action = console.run(Ping{screen.ids()});
        QVERIFY(waitUntil([&] { return screen.rows.begin()->activity.latency.has_value(); }));
        QVERIFY(waitUntil([&] { return screen.reports.size() == 1; }));
        QCOMPARE(screen.reports[0].action, action);
        QCOMPARE(screen.reports[0].outcomes.front().outcome, Outcome::Done);
    }
    void reportsTheOutcomesOfAKick()
    {
        Server server(testConfig());
        LocalConsole console(server);
        Screen screen(console);
        QVERIFY(server.start());
        screen.showConnections();
        const auto answering = connectTo(server);
        test::RawClient silent = test::RawClient::connectTo(server.endpoints().front().port);
        silent.send("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        QVERIFY(waitUntil([&] { return screen.rows.size() == 2; }));
        std::vector<ConnectionId> ids = screen.ids();
        ids.push_back(ConnectionId(999));
        const ActionId action = console.run(Kick{ids, 4100, u"enough"_s});
        QVERIFY(waitUntil([&] { return screen.reports.size() == 1; }));
        const ActionReport &report = screen.reports[0];
        QCOMPARE(report.action, action);
        QHash<ConnectionId, Outcome> outcomes;
        for (const ActionOutcome &outcome : report.outcomes)
            outcomes.insert(outcome.connection, outcome.outcome);
        QCOMPARE(outcomes.size(), 3);
        QCOMPARE(outcomes[ids[0]], Outcome::ClosedClean);
        QCOMPARE(outcomes[ids[1]], Outcome::NoAnswer);
        QCOMPARE(outcomes[ids[2]], Outcome::AlreadyGone);
        QCOMPARE(int(answering->closeCode()), 4100);
        QCOMPARE(answering->closeReason(), u"enough"_s);
        QVERIFY(waitUntil([&] { return screen.rows.isEmpty(); }));
        QCOMPARE(screen.ends[ids[1]].cause, Cause::Kicked);
        QVERIFY(!screen.ends[ids[1]].clean);
    }
    void closesAll()
    {
        Server server(testConfig());
        LocalConsole console(server);
        Screen screen(console);
        QVERIFY(server.start());
        const auto one = connectTo(server);
        const auto two = connectTo(server);
        console.run(Close{AllConnections()});
        QVERIFY(waitUntil([&] { return screen.reports.size() == 1; }));
        QCOMPARE(screen.reports[0].outcomes.size(), 2u);
        QCOMPARE(one->closeCode(), QWebSocketProtocol::CloseCodeNormal);
    }
    void logsAndSends()
    {
        Server server(testConfig());
        LocalConsole console(server);
        Screen screen(console);
        QVERIFY(server.start());
        screen.showConnections();
        screen.showMessages();
        const auto ann = connectTo(server, u"/room/a?user=ann"_s);
        const auto bob = connectTo(server, u"/room/b"_s);
        QVERIFY(waitUntil([&] { return screen.rows.size() == 2; }));
        QSignalSpy annHears(ann.get(), &QWebSocket::textMessageReceived);
        QSignalSpy bobHears(bob.get(), &QWebSocket::binaryMessageReceived);
        ann->sendTextMessage(u"from ann"_s);
        QVERIFY(waitUntil([&] { return screen.log.size() == 2; }));
        QCOMPARE(screen.log[0].direction, Direction::In);
        QCOMPARE(screen.log[0].user, u"ann"_s);
        QCOMPARE(screen.log[0].room, u"a"_s);
        QCOMPARE(screen.log[0].payload, QByteArray("from ann"));
        QCOMPARE(screen.log[1].direction, Direction::Out);
        QCOMPARE(screen.log[1].from, u"ann"_s);
        QCOMPARE(screen.log[1].room, u"a"_s);
        QCOMPARE(screen.log[1].recipients, 1u);
        QCOMPARE(screen.log[1].payload, QByteArray("from ann"));

        console.run(Send{AllConnections(), MessageType::Text, "all"});
        console.run(Send{RoomTarget{u"b"_s}, MessageType::Binary, "room"});
        console.run(Send{RoomTarget{u"nowhere"_s}, MessageType::Text, "room"});
        console.run(Send{std::vector{screen.ids()[0], ConnectionId(77)}, MessageType::Text, "one"});
        QVERIFY(waitUntil([&] { return screen.reports.size() == 4 && screen.log.size() == 6; }));
        // Several io threads take part, in no order.
        std::ranges::sort(screen.reports, {}, &ActionReport::action);
        QCOMPARE(screen.reports[0].delivered, 2u);
        QCOMPARE(screen.reports[1].delivered, 1u);
        QCOMPARE(screen.reports[2].delivered, 0u);
        QCOMPARE(screen.reports[3].delivered, 1u);
        QCOMPARE(screen.reports[3].outcomes.size(), 2u);
        QCOMPARE(screen.log[2].direction, Direction::Out);
        QVERIFY(waitUntil([&] { return annHears.size() == 3 && bobHears.size() == 1; }));
        QCOMPARE(screen.leftOut, 0u);
    }
    void showsAndChangesRooms_data()
    {
        QTest::addColumn<int>("threads");
        QTest::newRow("1 thread") << 1;
        QTest::newRow("2 threads") << 2;
    }
    void showsAndChangesRooms()
    {
        QFETCH(int, threads);
        Config config = testConfig();
        config.server.threads = threads;
        Server server(config);
        LocalConsole console(server);
        Screen screen(console);
        QSignalSpy members(&console.rooms(), &RoomsApi::membersListed);
        QSignalSpy finished(&console, &Console::actionFinished);
        QVERIFY(server.start());
        screen.showMessages();
        const auto ann = connectTo(server, u"/room/a?user=ann"_s);
        const auto bob = connectTo(server, u"/room/a?user=bob"_s);
        const auto rooms = console.rooms().subscribe({});
        QSignalSpy listed(rooms.get(), &RoomsSubscription::listed);
        QVERIFY(waitUntil([&] { return listed.size() == 1; }));
        const RoomList list = listed[0][0].value<RoomReport>().list;
        QCOMPARE(list.rooms.size(), 1u);
        QCOMPARE(list.rooms[0].name, u"a"_s);
        QCOMPARE(list.rooms[0].members, 2u);
        console.rooms().requestMembers(u"a"_s);
        QVERIFY(waitUntil([&] { return members.size() == 1; }));
        const RoomMembers both = members[0][0].value<RoomMembers>();
        QCOMPARE(both.total, 2u);

        std::vector<ConnectionId> ids;
        for (const RoomMember &member : both.members)
            ids.push_back(member.client);
        const ActionId in = console.run(PutIntoRoom{ids, u"b"_s});
        QVERIFY(waitUntil([&] { return finished.size() == 1; }));
        QCOMPARE(finished[0][0].value<ActionReport>().action, in);
        console.run(TakeOutOfRoom{std::vector{ids[0]}, u"b"_s});
        QVERIFY(waitUntil([&] { return finished.size() == 2; })); // else the other thread may be faster
        console.run(Send{RoomTarget{u"b"_s}, MessageType::Text, "to b"});
        console.run(Send{UserTarget{u"bob"_s}, MessageType::Text, "to bob"});
        QVERIFY(waitUntil([&] { return finished.size() == 4 && screen.log.size() == 2; }));
        for (const LogEntry &entry : screen.log) {
            const bool isRoom = entry.payload == "to b";
            QCOMPARE(entry.room, isRoom ? u"b"_s : QString());
            QCOMPARE(entry.seq, isRoom ? 1u : 0u);
            QCOMPARE(entry.user, isRoom ? QString() : u"bob"_s);
            QCOMPARE(entry.recipients, 1u);
        }
        const ActionId kick = console.run(Kick{UserTarget{u"bob"_s}, 4100, u"enough"_s});
        QVERIFY(waitUntil([&] { return finished.size() == 5; }));
        QCOMPARE(screen.reports[4].action, kick);
        QCOMPARE(screen.reports[4].outcomes.size(), 1u);
        QCOMPARE(bob->closeReason(), u"enough"_s);
        QCOMPARE(ann->state(), QAbstractSocket::ConnectedState);
    }
    void measures()
    {
        Server server(testConfig());
        LocalConsole console(server);
        std::vector<ServerStats> ticks;
        const auto subscription = console.control().subscribeStats({});
        connect(subscription.get(), &StatsSubscription::measured, this,
                [&](const ServerStats &stats) { ticks.push_back(stats); });
        QVERIFY(server.start());
        const auto client = connectTo(server);
        client->sendTextMessage(u"abc"_s);
        QVERIFY(waitUntil(
            [&] { return !ticks.empty() && ticks.back().messagesIn == 1 && ticks.back().connections == 1; }));
        QCOMPARE(ticks.back().accepted, 1u);
        QCOMPARE(ticks.back().bytesIn, 3u);
        QCOMPARE(ticks.back().messagesOut, 1u);
    }
    void startsOnAnotherPortWhenTheAddressIsInUse()
    {
        Server first(testConfig());
        QVERIFY(first.start());
        Config config = testConfig();
        config.server.listen = {first.endpoints().front()};
        Server server(config);
        LocalConsole console(server);
        Screen screen(console);
        QSignalSpy failed(&console.control(), &ServerControlApi::startFailed);
        QSignalSpy status(&console.control(), &ServerControlApi::statusChanged);
        screen.showConnections();
        console.control().start({});
        QCOMPARE(failed.size(), 1);
        QCOMPARE(failed[0][0].value<Error>().code, Error::Code::AddressInUse);
        const auto failures = failed[0][1].value<ListenFailures>();
        QCOMPARE(failures.size(), 1u);
        QCOMPARE(failures[0].endpoint, first.endpoints().front());
        QVERIFY(status.isEmpty());
        console.control().start({u"nonsense"_s});
        QCOMPARE(failed.size(), 2);
        QVERIFY(failed[1][1].value<ListenFailures>().empty());
        // What did not work is not kept.
        const QString inUse = first.endpoints().front().toString();
        console.control().start({u"127.0.0.1:0"_s, inUse});
        QCOMPARE(failed.size(), 3);
        QCOMPARE(console.control().status().listeners, QStringList{inUse});
        console.control().start({u"127.0.0.1:0"_s});
        QCOMPARE(status.size(), 1);
        QCOMPARE(console.control().status().state, ServerState::Running);
        QCOMPARE(console.control().status().urls.size(), 1);
        QVERIFY(console.control().status().pageUrls.constFirst().startsWith(u"http://127.0.0.1:"_s));
        // A subscription begun before there was a server goes on, also after the next start.
        const auto client = connectTo(server);
        QVERIFY(waitUntil([&] { return screen.rows.size() == 1; }));
        console.control().stop();
        QCOMPARE(console.control().status().state, ServerState::Draining);
        QVERIFY(waitUntil([&] { return console.control().status().state == ServerState::Stopped; }));
        console.control().start({});
        const auto again = connectTo(server);
        QVERIFY(waitUntil([&] { return screen.rows.size() == 1; }));
        QVERIFY(screen.isConsistent);
    }
    void reportsCommandsWithoutAServer()
    {
        Server server(testConfig());
        LocalConsole console(server);
        Screen screen(console);
        console.run(Kick{std::vector{ConnectionId(1)}});
        console.run(Command{{Actor::Kind::Ctl, u"ops"_s}, Send{AllConnections(), MessageType::Text, "x"}});
        QVERIFY(waitUntil([&] { return screen.reports.size() == 2; }));
        QCOMPARE(screen.reports[0].outcomes.front().outcome, Outcome::AlreadyGone);
        QCOMPARE(screen.reports[0].command.actor, (Actor{Actor::Kind::Window, {}}));
        QCOMPARE(screen.reports[1].delivered, 0u);
        QCOMPARE(screen.reports[1].command.actor, (Actor{Actor::Kind::Ctl, u"ops"_s}));
    }
};

QTEST_GUILESS_MAIN(TestLocalConsole)
#include "tst_localconsole.moc"
