#include "core/server/commanddispatcher.h"
#include "tests/core/server/streamreader.h"
#include "tests/core/server/threadrows.h"

#include <QTest>

#include <algorithm>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

//! Subscribes to the connections and takes the reports of commands.
struct Reader
{
    explicit Reader(Server &server)
        : streams(server.streams())
        , commands(server.commands())
        , connections(server)
    {
        QObject::connect(&commands, &CommandDispatcher::finished, &context,
                         [this](const ActionReport &report) { reports.push_back(report); });
        QObject::connect(&streams, &ServerStreams::membersListed, &context,
                         [this](const RoomMembers &listed) { members.push_back(listed); });
    }

    ActionId run(const CommandBody &body) { return commands.run({{}, body}); }
    RoomMembers membersOf(const QString &room)
    {
        members.clear();
        streams.requestMembers(room);
        waitUntil([&] { return !members.empty(); });
        return members.empty() ? RoomMembers() : members.front();
    }
    //! The outcomes of \a action, in the order of the ids.
    std::vector<Outcome> outcomesOf(ActionId action)
    {
        std::vector<ActionOutcome> all;
        waitUntil([&] {
            const auto found = std::ranges::find(reports, action, &ActionReport::action);
            if (found != reports.end())
                all = found->outcomes;
            return found != reports.end();
        });
        std::ranges::sort(all, {}, &ActionOutcome::connection);
        std::vector<Outcome> outcomes;
        for (const ActionOutcome &outcome : all)
            outcomes.push_back(outcome.outcome);
        return outcomes;
    }

    ServerStreams &streams;
    CommandDispatcher &commands;
    ConnectionReader connections;
    std::vector<ActionReport> reports;
    std::vector<RoomMembers> members;
    QObject context;
};

bool receives(RawClient &client, const QByteArray &payload)
{
    return waitUntil([&] {
        return std::ranges::any_of(client.frames(),
                                   [&](const ReceivedFrame &frame) { return frame.payload == payload; });
    });
}

//! Answers the first ping that \a client has received, if any.
bool answerPing(RawClient &client)
{
    for (const ReceivedFrame &received : client.frames()) {
        if (received.opcode == int(Opcode::Ping))
            return client.send(frame(Opcode::Pong, received.payload)) > 0;
    }
    return false;
}

//! Answers a Close and ends its sending side.
bool answersClose(RawClient &client)
{
    const std::vector<ReceivedFrame> frames = client.frames();
    if (frames.empty() || frames.back().opcode != int(Opcode::Close))
        return false;
    client.send(frame(Opcode::Close, frames.back().payload));
    client.finish();
    return true;
}

} // namespace

class TestCommandDispatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addThreadRows({1, 2, 4}); }
    void everyCommandIsReportedOnceWithoutAServer()
    {
        Server server(anyPort());
        Reader reader(server);
        const std::vector<ConnectionId> ids = {ConnectionId(1), ConnectionId(2)};
        const QString room = QStringLiteral("lobby");
        const QString user = QStringLiteral("ann");
        const std::vector<ActionId> actions = {
            reader.run(Kick{ids}),
            reader.run(Close{ids}),
            reader.run(Ping{ids}),
            reader.run(Send{ids, MessageType::Text, "x"}),
            reader.run(PutIntoRoom{ids, room}),
            reader.run(TakeOutOfRoom{ids, room}),
            reader.run(Close{AllConnections()}),
            reader.run(Send{AllConnections(), MessageType::Text, "x"}),
            reader.run(Send{RoomTarget{room}, MessageType::Text, "x"}),
            reader.run(Send{UserTarget{user}, MessageType::Text, "x"}),
            reader.run(Kick{UserTarget{user}}),
        };
        QVERIFY(reader.reports.empty()); // never from within the call
        QVERIFY(waitUntil([&] { return reader.reports.size() == actions.size(); }));
        for (std::size_t i = 0; i < actions.size(); ++i) {
            QCOMPARE(reader.reports[i].action, actions[i]);
            QCOMPARE(reader.reports[i].outcomes.size(), i < 6 ? ids.size() : 0);
            for (const ActionOutcome &outcome : reader.reports[i].outcomes)
                QCOMPARE(int(outcome.outcome), int(Outcome::AlreadyGone));
        }
    }
    void oneReportForAllThreads()
    {
        Server server(anyPort());
        Reader reader(server);
        QVERIFY(server.start());
        std::vector<RawClient> clients;
        for (int i = 0; i < 8; ++i)
            clients.push_back(connectTo(server));
        QVERIFY(reader.connections.has(clients.size()));
        std::ranges::sort(reader.connections.ids);
        const ActionId all = reader.run(Send{AllConnections(), MessageType::Text, "all"});
        QVERIFY(waitUntil([&] { return reader.reports.size() == 1; }));
        QCOMPARE(reader.reports[0].action, all);
        QCOMPARE(reader.reports[0].delivered, 8u);
        QVERIFY(reader.reports[0].outcomes.empty());

        std::vector<ConnectionId> some(reader.connections.ids.begin(), reader.connections.ids.begin() + 6);
        some.push_back(ConnectionId(1'000'000));
        reader.run(Send{some, MessageType::Text, "some"});
        reader.run(Ping{some});
        std::vector<bool> answered(clients.size());
        QVERIFY(waitUntil([&] {
            for (std::size_t i = 0; i < clients.size(); ++i)
                answered[i] = answered[i] || answerPing(clients[i]);
            return reader.reports.size() == 3;
        }));
        QCOMPARE(std::ranges::count(answered, true), 6);
        QCOMPARE(reader.reports[1].delivered, 6u);
        for (const ActionReport &report : {reader.reports[1], reader.reports[2]}) {
            QCOMPARE(report.outcomes.size(), some.size());
            for (const ActionOutcome &outcome : report.outcomes) {
                const bool isKnown = outcome.connection != some.back();
                QCOMPARE(int(outcome.outcome), int(isKnown ? Outcome::Done : Outcome::AlreadyGone));
            }
        }
        reader.run(Kick{some});
        reader.run(Close{AllConnections()});
        for (RawClient &client : clients)
            QVERIFY(waitUntil([&] { return answersClose(client); }));
        QVERIFY(waitUntil([&] { return reader.reports.size() == 5 && reader.connections.ids.empty(); }));
        for (const ActionReport &report : reader.reports) {
            for (const ActionOutcome &outcome : report.outcomes)
                QVERIFY(outcome.outcome != Outcome::NoAnswer);
        }
    }
    void outstandingCommandsAreReportedWhenTheServerStops()
    {
        Server server(anyPort());
        Reader reader(server);
        QVERIFY(server.start());
        RawClient client = connectTo(server);
        QVERIFY(reader.connections.has(1));
        reader.run(Ping{std::vector{reader.connections.ids[0], ConnectionId(77)}});
        server.stop();
        // Whatever the moment: each is reported once.
        std::size_t sent = 1;
        const auto runTwo = [&] {
            reader.run(Close{std::vector{ConnectionId(77), ConnectionId(78)}});
            reader.run(Send{AllConnections(), MessageType::Text, "x"});
            sent += 2;
        };
        QVERIFY(waitUntil([&] {
            runTwo();
            return server.state() == Server::State::Stopped;
        }));
        QVERIFY(waitUntil([&] { return reader.reports.size() == sent; }));
        std::ranges::sort(reader.reports, {}, &ActionReport::action);
        for (std::size_t i = 0; i < sent; ++i)
            QCOMPARE(reader.reports[i].action, ActionId(i + 1));
    }
    void putsIntoRoomsAndTakesOut()
    {
        Config config = anyPort();
        config.hub.maxMembers = 2;
        Server server(config);
        Reader reader(server);
        QVERIFY(server.start());
        RawClient ann = connectTo(server, "/room/a?user=ann");
        RawClient bob = connectTo(server, "/room/a?user=bob");
        const RawClient eve = connectTo(server, "/room/b?user=eve");
        std::vector<ConnectionId> ids;
        for (const RoomMember &member : reader.membersOf(QStringLiteral("a")).members)
            ids.push_back(member.client);
        QCOMPARE(ids.size(), std::size_t(2));
        std::vector<ConnectionId> withGone = ids;
        withGone.push_back(ConnectionId(1'000'000));

        using enum Outcome;
        const QString c = QStringLiteral("c");
        QCOMPARE(reader.outcomesOf(reader.run(PutIntoRoom{withGone, c})),
                 (std::vector{Done, Done, AlreadyGone}));
        QCOMPARE(reader.membersOf(c).total, 2u);
        QCOMPARE(reader.outcomesOf(reader.run(PutIntoRoom{ids, c})), (std::vector{Done, Done}));
        reader.run(Send{RoomTarget{c}, MessageType::Text, "to c"});
        QVERIFY(receives(ann, "to c"));
        QVERIFY(receives(bob, "to c"));
        // There is one place left in b.
        std::vector<Outcome> outcomes = reader.outcomesOf(reader.run(PutIntoRoom{ids, QStringLiteral("b")}));
        std::ranges::sort(outcomes);
        QCOMPARE(outcomes, (std::vector{Done, Rejected}));
        QCOMPARE(reader.outcomesOf(reader.run(PutIntoRoom{ids, QString(129, u'x')})),
                 (std::vector{Rejected, Rejected}));

        QCOMPARE(reader.outcomesOf(reader.run(TakeOutOfRoom{withGone, c})),
                 (std::vector{Done, Done, AlreadyGone}));
        QCOMPARE(reader.outcomesOf(reader.run(TakeOutOfRoom{ids, c})), (std::vector{Rejected, Rejected}));
        QCOMPARE(reader.membersOf(c).total, 0u);
    }
    void sendsToAndKicksAUser()
    {
        Server server(anyPort());
        Reader reader(server);
        QVERIFY(server.start());
        RawClient phone = connectTo(server, "/room/a?user=ann");
        RawClient desk = connectTo(server, "/room/b?user=ann");
        RawClient bob = connectTo(server, "/room/a?user=bob");
        reader.run(Send{UserTarget{QStringLiteral("ann")}, MessageType::Text, "to ann"});
        QVERIFY(receives(phone, "to ann"));
        QVERIFY(receives(desk, "to ann"));
        QVERIFY(waitUntil([&] { return reader.reports.size() == 1; }));
        QCOMPARE(reader.reports[0].delivered, 2u);
        QVERIFY(bob.frames().empty());

        const ActionId kick =
            reader.run(Kick{UserTarget{QStringLiteral("ann")}, 4100, QStringLiteral("enough")});
        for (RawClient *client : {&phone, &desk}) {
            QVERIFY(waitUntil([&] {
                const std::vector<ReceivedFrame> frames = client->frames();
                return !frames.empty() && frames.back().opcode == int(Opcode::Close);
            }));
            client->send(frame(Opcode::Close, client->frames().back().payload));
            client->finish();
        }
        QCOMPARE(reader.outcomesOf(kick), (std::vector{Outcome::ClosedClean, Outcome::ClosedClean}));
        QVERIFY(bob.frames().empty());
        QVERIFY(reader.outcomesOf(reader.run(Kick{UserTarget{QStringLiteral("nobody")}})).empty());
    }
};

QTEST_GUILESS_MAIN(TestCommandDispatcher)
#include "tst_commanddispatcher.moc"
