#include "core/server/serverstreams.h"

#include "core/server/commanddispatcher.h"

#include "tests/core/server/streamreader.h"
#include "tests/core/server/threadrows.h"
#include "tests/support/testcertificates.h"

#include <QTest>

#include <map>
#include <set>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

constexpr auto Manual = SubscriptionOptions::Acknowledgement::Manual;

struct MessageReader
{
    explicit MessageReader(Server &server)
        : subscription(server.streams().messages().subscribe({}))
    {
        QObject::connect(subscription.get(), &MessagesSubscription::logged, subscription.get(),
                         [this](const LogBatch &batch) {
                             for (const LogEntry &entry : batch.entries) {
                                 payloads.append(entry.payload);
                                 numbers.push_back(entry.number);
                             }
                         });
    }

    QByteArrayList payloads;
    std::vector<quint64> numbers;
    std::unique_ptr<MessagesSubscription> subscription;
};

struct ClosedReader
{
    explicit ClosedReader(Server &server)
        : subscription(server.streams().closed().subscribe({}))
    {
        QObject::connect(subscription.get(), &ClosedSubscription::closed, subscription.get(),
                         [this](const ClosedBatch &batch) { all.add(ClosedBatch(batch)); });
    }

    ClosedBatch all;
    std::unique_ptr<ClosedSubscription> subscription;
};

struct RoomReader
{
    explicit RoomReader(Server &server)
        : streams(server.streams())
        , subscription(streams.rooms().subscribe({}))
    {
        QObject::connect(subscription.get(), &RoomsSubscription::listed, subscription.get(),
                         [this](const RoomReport &report) { reports.push_back(report); });
        QObject::connect(&streams, &ServerStreams::membersListed, subscription.get(),
                         [this](const RoomMembers &listed) { members.push_back(listed); });
    }
    //! Members by room, of the last report.
    std::map<QString, quint64> rooms() const
    {
        std::map<QString, quint64> rooms;
        if (!reports.empty()) {
            for (const RoomSnapshot &room : reports.back().list.rooms)
                rooms[room.name] = room.members;
        }
        return rooms;
    }
    bool sees(const std::map<QString, quint64> &wanted)
    {
        return waitUntil([&] { return !reports.empty() && rooms() == wanted; });
    }
    RoomMembers membersOf(const QString &room)
    {
        members.clear();
        streams.requestMembers(room);
        waitUntil([&] { return !members.empty(); });
        return members.empty() ? RoomMembers() : members.front();
    }

    ServerStreams &streams;
    std::vector<RoomReport> reports;
    std::vector<RoomMembers> members;
    std::unique_ptr<RoomsSubscription> subscription;
};

bool receives(RawClient &client, const QByteArray &payload)
{
    return waitUntil([&] {
        return std::ranges::any_of(client.frames(),
                                   [&](const ReceivedFrame &frame) { return frame.payload == payload; });
    });
}

bool passes(Milliseconds time)
{
    const TimePoint end = Clock::now() + time;
    return waitUntil([&] { return Clock::now() >= end; });
}

const std::map<QString, quint64> NoRooms;

} // namespace

class TestServerStreams : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addThreadRows({1, 2, 4}); }
    void everySubscriberSeesTheSameConnections()
    {
        Server server(anyPort());
        ConnectionReader early(server); // before there is a server
        QVERIFY(server.start());
        std::vector<RawClient> clients;
        for (int i = 0; i < 6; ++i)
            clients.push_back(connectTo(server));
        ConnectionReader late(server);
        ConnectionReader slow(server, {1000ms});
        for (int i = 0; i < 4; ++i)
            clients.push_back(connectTo(server));
        clients.erase(clients.begin(), clients.begin() + 3);
        QVERIFY(early.has(7) && late.has(7) && slow.has(7));
        for (ConnectionReader *reader : {&early, &late, &slow})
            std::ranges::sort(reader->ids);
        QCOMPARE(early.ids, late.ids);
        QCOMPARE(early.ids, slow.ids);
    }
    void theDetailsOfAConnection()
    {
        Server server(anyPort());
        ServerStreams &streams = server.streams();
        std::vector<ConnectionReport> reports;
        QObject::connect(&streams, &ServerStreams::detailsReported, &streams,
                         [&](const ConnectionReport &report) { reports.push_back(report); });
        const auto detailsOf = [&](ConnectionId id) {
            reports.clear();
            streams.requestDetails(id);
            const bool isAsync = reports.empty();
            return waitUntil([&] { return !reports.empty(); }) && isAsync ? reports.front()
                                                                          : ConnectionReport();
        };
        QCOMPARE(detailsOf(ConnectionId(5)).id, ConnectionId(5)); // of a server that is stopped
        QVERIFY(!reports.front().isFound);

        QVERIFY(server.start());
        ConnectionReader reader(server);
        RawClient client = RawClient::connectTo(server.endpoints().front().port);
        client.send(upgradeHead("/room/quay?user=mia&access_token=s3cr3t",
                                "Sec-WebSocket-Protocol: signalbox.v1.json, signalbox.bearer.s3cr3t\r\n"
                                "Cookie: sid=s3cr3t\r\nX-Trace: 4711\r\n"
                                "Sec-WebSocket-Extensions: permessage-deflate\r\n"));
        QVERIFY(reader.has(1));
        const ConnectionId id = reader.ids.front();
        client.send(frame(Opcode::Text, R"({"type":"join","id":1,"room":"mole"})"));
        client.send(frame(Opcode::Text, R"({"type":"mesage","content":"hi"})"));
        QVERIFY(waitUntil([&] { return detailsOf(id).events.size() == 2; }));
        const ConnectionReport report = reports.front();
        QVERIFY(report.isFound);
        QVERIFY2(report.requestHead.startsWith("GET /room/quay?user=mia&access_token=*** HTTP/1.1\n"),
                 report.requestHead.constData());
        QVERIFY(report.requestHead.contains("\nX-Trace: 4711"));
        QVERIFY(!report.requestHead.contains("s3cr3t"));
        QVERIFY(report.extensions.startsWith("permessage-deflate"));
        QVERIFY(!report.tls);
        QVERIFY(report.network && report.network->roundTrip > std::chrono::microseconds(0));
        QVERIFY(report.network->congestionWindow > 0);
        QVERIFY(report.network->sinceReceived < std::chrono::minutes(1));
        QVERIFY(report.heartbeat.untilPing && *report.heartbeat.untilPing <= report.heartbeat.interval);
        QVERIFY(!report.heartbeat.sincePong);
        QVERIFY(!report.pauses.inFlight && !report.pauses.work);
        QCOMPARE(report.activity.traffic.messagesIn, quint64(2));
        QCOMPARE(report.activity.rooms.list().size(), std::size_t(2));
        std::map<ConnectionEventKind, QString> events; // the join may come back from another thread
        for (const ConnectionEvent &event : report.events)
            events[event.kind] = event.text;
        QCOMPARE(events[ConnectionEventKind::Joined], QStringLiteral("mole"));
        QVERIFY(events[ConnectionEventKind::ErrorAnswered].contains(QStringLiteral("mesage")));

        QVERIFY(!detailsOf(ConnectionId(id.value() + 1000)).isFound);
        client.close();
        QVERIFY(reader.has(0));
        QVERIFY(!detailsOf(id).isFound);
    }
    void theKernelTellsWhatAClientDoesNotRead()
    {
        Server server(anyPort());
        QVERIFY(server.start());
        ConnectionReader reader(server);
        RawClient client = connectTo(server, "/echo"); // never reads
        QVERIFY(reader.has(1));
        std::optional<ConnectionReport> report;
        QObject::connect(&server.streams(), &ServerStreams::detailsReported, &server.streams(),
                         [&](const ConnectionReport &details) { report = details; });
        const auto isStuck = [&] {
            client.send(frame(Opcode::Binary, QByteArray(50'000, 'e')));
            server.streams().requestDetails(reader.ids.front());
            return report && report->network && report->network->unsent > 0 &&
                   report->activity.queuedBytes > 0 && report->heldBytes > 0;
        };
        QVERIFY(waitUntil(isStuck));
        QVERIFY(report->network->unacknowledged >= 0);
    }
    void theRoomsOfAConnectionFollowItsJoins()
    {
        Server server(anyPort());
        QVERIFY(server.start());
        std::map<ConnectionId, JoinedRooms> rooms;
        const auto subscription = server.streams().connections().subscribe({});
        QObject::connect(subscription.get(), &ConnectionsSubscription::changed, subscription.get(),
                         [&](const ConnectionDelta &delta) {
                             for (const ConnectionSnapshot &added : delta.added)
                                 rooms[added.info.id] = added.activity.rooms;
                             for (const ConnectionChange &change : delta.changed)
                                 rooms[change.id] = change.activity.rooms;
                         });
        RawClient client = RawClient::connectTo(server.endpoints().front().port);
        client.send(upgradeHead("/room/quay?user=mia", "Sec-WebSocket-Protocol: signalbox.v1.json\r\n"));
        const auto sees = [&](const QStringList &wanted) {
            return waitUntil([&] {
                QStringList names;
                for (const auto &[id, joined] : rooms) {
                    for (const JoinedRoom &room : joined.list())
                        names += room.name;
                }
                return names == wanted;
            });
        };
        QVERIFY(sees({QStringLiteral("quay")}));
        client.send(frame(Opcode::Text, R"({"type":"join","room":"mole"})"));
        QVERIFY(sees({QStringLiteral("quay"), QStringLiteral("mole")}));
        server.commands().run({{}, PutIntoRoom{std::vector{rooms.begin()->first}, QStringLiteral("pier")}});
        QVERIFY(sees({QStringLiteral("quay"), QStringLiteral("mole"), QStringLiteral("pier")}));
        client.send(frame(Opcode::Text, R"({"type":"leave","room":"quay"})"));
        QVERIFY(sees({QStringLiteral("mole"), QStringLiteral("pier")}));
        QVERIFY(rooms.begin()->second.list()[1].entry == RoomEntry::Operator);
    }
    void oneBatchATickWhateverTheNumberOfThreads()
    {
        Server server(anyPort());
        QVERIFY(server.start());
        ConnectionReader reader(server);
        std::vector<TimePoint> times;
        QObject::connect(reader.subscription.get(), &ConnectionsSubscription::changed, this,
                         [&](const ConnectionDelta &) { times.push_back(Clock::now()); });
        std::vector<RawClient> clients;
        for (int i = 0; i < 8; ++i)
            clients.push_back(connectTo(server));
        QVERIFY(waitUntil([&] {
            for (RawClient &client : clients)
                client.send(frame(Opcode::Text, "x"));
            return times.size() >= 6;
        }));
        for (std::size_t i = 1; i < times.size(); ++i)
            QVERIFY(settledTick(times[i]) > settledTick(times[i - 1]));
    }
    void subscriberThatDoesNotAcknowledgeDelaysNoOther()
    {
        Server server(anyPort());
        QVERIFY(server.start());
        ConnectionReader hanging(server, {0ms, Manual});
        ConnectionReader other(server);
        QVERIFY(waitUntil([&] { return hanging.resets == 1; }));
        std::vector<RawClient> clients;
        for (int i = 0; i < 5; ++i) {
            clients.push_back(connectTo(server));
            QVERIFY(other.has(clients.size()));
        }
        QCOMPARE(hanging.batches, 0); // it has the empty list, which it has not acknowledged
        clients.clear();
        QVERIFY(other.has(0));
        clients.push_back(connectTo(server));
        QVERIFY(other.has(1));
        hanging.subscription->acknowledge();
        QVERIFY(hanging.has(1));
        QCOMPARE(hanging.batches, 1);
    }
    void subscriptionsGoOnOverStopAndStart()
    {
        Server server(anyPort());
        ConnectionReader reader(server);
        MessageReader messages(server);
        QVERIFY(server.start());
        RawClient client = connectTo(server);
        client.send(frame(Opcode::Text, "first run"));
        QVERIFY(reader.has(1));
        QVERIFY(waitUntil([&] { return messages.payloads.size() == 2; })); // received, and sent
        const ConnectionId first = reader.ids[0];
        server.stop();
        client.send(frame(Opcode::Close));
        QVERIFY(waitUntil([&] { return server.state() == Server::State::Stopped; }));
        QVERIFY(reader.has(0));
        QVERIFY(server.start());
        RawClient again = connectTo(server);
        again.send(frame(Opcode::Text, "second run"));
        QVERIFY(reader.has(1));
        QVERIFY(waitUntil([&] { return messages.payloads.size() == 4; }));
        QVERIFY(reader.ids[0] > first); // no id is used twice
        QCOMPARE(messages.numbers, (std::vector<quint64>{1, 2, 1, 2}));
    }
    void endedSubscriptionGetsNothing()
    {
        Server server(anyPort());
        QVERIFY(server.start());
        ConnectionReader reader(server);
        const RawClient client = connectTo(server);
        QVERIFY(reader.has(1));
        reader.subscription.reset();
        const RawClient another = connectTo(server);
        QVERIFY(passes(250ms));
        QCOMPARE(reader.ids.size(), std::size_t(1));
        ConnectionReader again(server);
        QVERIFY(again.has(2));
    }
    void numbersTheMessagesOfAllThreadsInOneSequence()
    {
        Server server(anyPort());
        MessageReader reader(server);
        MessageReader another(server);
        QVERIFY(server.start());
        std::vector<RawClient> clients;
        for (int i = 0; i < 4; ++i)
            clients.push_back(connectTo(server));
        for (RawClient &client : clients) {
            for (int i = 0; i < 25; ++i)
                client.send(frame(Opcode::Text, "x"));
        }
        QVERIFY(waitUntil([&] { return reader.numbers.size() == 200; })); // received, and sent
        server.broadcast(QStringLiteral("to all"));
        QVERIFY(waitUntil([&] { return reader.payloads.contains("to all"); }));
        for (std::size_t i = 0; i < reader.numbers.size(); ++i)
            QCOMPARE(reader.numbers[i], quint64(i + 1));
        QCOMPARE(reader.payloads.count("to all"), 1); // once, whatever the number of threads
        QVERIFY(waitUntil([&] { return another.payloads == reader.payloads; }));
    }
    void reportsConnectionsShorterThanATickAndRefusedRequests()
    {
        Server server(anyPort());
        ClosedReader reader(server);
        QVERIFY(server.start());
        for (int i = 0; i < 8; ++i)
            connectTo(server, "/room/a?user=ann"); // and disconnects
        RawClient refused = RawClient::connectTo(server.endpoints().front().port);
        refused.send(upgradeHead("/nowhere?token=secret", "Origin: http://a.example\r\n"));
        QVERIFY(waitUntil([&] { return reader.all.closed.size() == 8 && reader.all.refused.size() == 1; }));
        for (const ClosedConnection &closed : reader.all.closed) {
            QCOMPARE(closed.info.user, QStringLiteral("ann"));
            QCOMPARE(closed.end.code, quint16(1006));
        }
        const RefusedRequest &request = reader.all.refused[0];
        QCOMPARE(request.path, QStringLiteral("/nowhere"));
        QCOMPARE(request.origin, QStringLiteral("http://a.example"));
        QCOMPARE(request.status, 404);
        QCOMPARE(QByteArray(request.reason), "path");
        QCOMPARE(request.listener.port, server.endpoints().front().port);
    }
    void reportsPeersThatTheLimitsReject()
    {
        Config config = anyPort();
        config.limits.maxConnections = 1;
        Server server(config);
        ClosedReader reader(server);
        QVERIFY(server.start());
        const RawClient client = connectTo(server);
        const RawClient rejected = connectTo(server);
        QVERIFY(waitUntil([&] { return reader.all.refused.size() == 1; }));
        QCOMPARE(QByteArray(reader.all.refused[0].reason), "server_full");
        QCOMPARE(reader.all.refused[0].status, 503);
        QVERIFY(reader.all.refused[0].path.isEmpty()); // nothing was read
    }
    void reportsFailedTlsHandshakes()
    {
        const TestCertificates certificates;
        QVERIFY(certificates.make(QStringLiteral("server")));
        Config config = anyPort();
        config.tls.certificate = certificates.path(QStringLiteral("server.crt"));
        config.tls.key = certificates.path(QStringLiteral("server.key"));
        Server server(config);
        ClosedReader reader(server);
        QVERIFY(server.start());
        {
            const RawClient silent = RawClient::connectTo(server.endpoints().front().port); // sends nothing
        }
        RawClient client = RawClient::connectTo(server.endpoints().front().port);
        client.send(QByteArray::fromHex("160301000401020304")); // a handshake record without a ClientHello
        QVERIFY(waitUntil([&] { return reader.all.refused.size() == 2; }));
        std::set<QByteArray> reasons;
        for (const RefusedRequest &request : reader.all.refused) {
            reasons.insert(request.reason);
            QCOMPARE(request.status, 0);
        }
        QCOMPARE(reasons, (std::set<QByteArray>{"left", "tls_handshake"}));
    }
    void reportsTheConnectionsThatEndWithTheServer()
    {
        Server server(anyPort());
        ClosedReader reader(server);
        QVERIFY(server.start());
        std::vector<RawClient> clients; // they do not answer the Close
        for (int i = 0; i < 5; ++i)
            clients.push_back(connectTo(server));
        server.stop();
        QVERIFY(waitUntil([&] { return server.state() == Server::State::Stopped; }));
        QVERIFY(waitUntil([&] { return reader.all.closed.size() == 5; }));
        for (const ClosedConnection &closed : reader.all.closed)
            QCOMPARE(int(closed.end.cause), int(Cause::Shutdown));
        QVERIFY(reader.all.moreClosed.empty());
    }
    void listsTheRoomsOfAllThreads()
    {
        Server server(anyPort());
        QVERIFY(server.start());
        RawClient ann = connectTo(server, "/room/a?user=ann");
        RawClient bob = connectTo(server, "/room/a?user=bob");
        const RawClient eve = connectTo(server, "/room/Bee?user=eve");
        ann.send(frame(Opcode::Text, "12345"));
        QVERIFY(receives(bob, "12345"));
        RoomReader reader(server);
        RoomReader filtered(server);
        filtered.subscription->setFilter(Query::parse(u"bE", QueryList::Rooms).query);
        QVERIFY(reader.sees({{u"a"_qs, 2}, {u"Bee"_qs, 1}}));
        QVERIFY(filtered.sees({{u"Bee"_qs, 1}}));
        const RoomList &list = reader.reports.back().list;
        const auto room = std::ranges::find(list.rooms, QStringLiteral("a"), &RoomSnapshot::name);
        QCOMPARE(room->published, 1u);
        QCOMPARE(room->historyMessages, 1u);
        QVERIFY(room->historyBytes >= 5);
        QCOMPARE(list.leftOut, 0u);
        filtered.subscription->setFilter({});
        const RawClient more = connectTo(server, "/room/c");
        QVERIFY(filtered.sees({{u"a"_qs, 2}, {u"Bee"_qs, 1}, {u"c"_qs, 1}}));
        QVERIFY(reader.sees({{u"a"_qs, 2}, {u"Bee"_qs, 1}, {u"c"_qs, 1}}));
        QVERIFY(reader.reports.back().at > reader.reports.front().at);
    }
    void listsMembersOnRequest()
    {
        Server server(anyPort());
        RoomReader reader(server);
        QVERIFY(reader.membersOf(QStringLiteral("a")).members.empty()); // without a server
        QVERIFY(server.start());
        const RawClient ann = connectTo(server, "/room/a?user=ann");
        const RawClient bob = connectTo(server, "/room/a?user=bob");
        const RoomMembers members = reader.membersOf(QStringLiteral("a"));
        QCOMPARE(members.total, 2u);
        QCOMPARE(members.members.size(), std::size_t(2));
        QVERIFY(members.members[0].client < members.members[1].client);
        QStringList users{members.members[0].user, members.members[1].user};
        users.sort();
        QCOMPARE(users, (QStringList{QStringLiteral("ann"), QStringLiteral("bob")}));
        QCOMPARE(reader.membersOf(QStringLiteral("nowhere")),
                 (RoomMembers{QStringLiteral("nowhere"), {}, 0}));
    }
    void roomsGoOnOverStopAndStart()
    {
        Server server(anyPort());
        RoomReader reader(server);
        QVERIFY(reader.sees(NoRooms));
        QVERIFY(server.start());
        RawClient client = connectTo(server, "/room/a");
        QVERIFY(reader.sees({{u"a"_qs, 1}}));
        server.stop();
        client.send(frame(Opcode::Close));
        QVERIFY(reader.sees(NoRooms));
        QVERIFY(server.start());
        const RawClient again = connectTo(server, "/room/b");
        QVERIFY(reader.sees({{u"b"_qs, 1}}));
    }
    void measuresAllThreads()
    {
        Server server(anyPort());
        std::vector<ServerStats> measured;
        const auto subscription = server.streams().stats().subscribe({});
        connect(subscription.get(), &StatsSubscription::measured, this,
                [&](const ServerStats &stats) { measured.push_back(stats); });
        QVERIFY(waitUntil([&] { return !measured.empty(); })); // without a server, too
        QVERIFY(server.start());
        std::vector<RawClient> clients;
        for (int i = 0; i < 8; ++i)
            clients.push_back(connectTo(server));
        clients[0].send(frame(Opcode::Text, "12345"));
        QVERIFY(
            waitUntil([&] { return measured.back().connections == 8 && measured.back().messagesIn == 1; }));
        QCOMPARE(measured.back().accepted, 8u);
        QCOMPARE(measured.back().bytesIn, 5u);
        QVERIFY(!measured.back().medianLatency);
    }
};

QTEST_GUILESS_MAIN(TestServerStreams)
#include "tst_serverstreams.moc"
