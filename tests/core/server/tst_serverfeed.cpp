// What the console's tests do not see: a feed without a server, and across a stop and a start.

#include "core/server/commanddispatcher.h"
#include "core/server/server.h"
#include "core/server/serverfeed.h"

#include "tests/core/server/threadrows.h"
#include "tests/core/wire/clientframe.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <algorithm>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

//! Everything a feed says.
struct Reader
{
    explicit Reader(Server &server)
        : feed(server.feed())
        , commands(server.commands())
    {
        QObject::connect(&feed, &ServerFeed::connectionsReset, &feed, [this] {
            ++resets;
            rows.clear();
        });
        QObject::connect(&feed, &ServerFeed::connectionsChanged, &feed, [this](const ConnectionDelta &delta) {
            ++deltas;
            for (const ConnectionSnapshot &added : delta.added)
                rows.push_back(added.info.id);
            for (const ConnectionRemoval &removed : delta.removed)
                std::erase(rows, removed.id);
        });
        QObject::connect(&feed, &ServerFeed::messagesLogged, &feed, [this](const LogBatch &batch) {
            for (const LogEntry &entry : batch.entries) {
                messages.append(entry.payload);
                numbers.push_back(entry.number);
            }
        });
        QObject::connect(&feed, &ServerFeed::statsMeasured, &feed,
                         [this](const ServerStats &measured) { stats.push_back(measured); });
        QObject::connect(&commands, &CommandDispatcher::finished, &commands,
                         [this](const ActionReport &report) { reports.push_back(report); });
    }

    ActionId run(const CommandBody &body) { return commands.run({{}, body}); }

    ServerFeed &feed;
    CommandDispatcher &commands;
    int resets = 0;
    int deltas = 0;
    std::vector<ConnectionId> rows;
    QByteArrayList messages;
    std::vector<quint64> numbers;
    std::vector<ServerStats> stats;
    std::vector<ActionReport> reports;
};

//! Answers the first ping \a client has heard, if it has.
bool answerPing(RawClient &client)
{
    for (const HeardFrame &heard : client.frames()) {
        if (heard.opcode == int(Opcode::Ping))
            return client.say(frame(Opcode::Pong, heard.payload)) > 0;
    }
    return false;
}

//! Answers a Close and has nothing more to say.
bool saysGoodbye(RawClient &client)
{
    const std::vector<HeardFrame> frames = client.frames();
    if (frames.empty() || frames.back().opcode != int(Opcode::Close))
        return false;
    client.say(frame(Opcode::Close, frames.back().payload));
    client.finish();
    return true;
}

RawClient connectTo(const Server &server)
{
    RawClient client = RawClient::connectTo(server.endpoints().front().port);
    client.say(upgradeHead());
    waitUntil([&] { return !client.takeHead().isEmpty(); });
    return client;
}

} // namespace

class TestServerFeed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addThreadRows({1, 2, 4}); }
    void everyCommandEndsOnceEvenWithoutAServer()
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
    void measuresWithAndWithoutAServer()
    {
        Server server(anyPort());
        Reader reader(server);
        reader.feed.requestStats();
        reader.feed.requestStats(); // one answer
        QVERIFY(waitUntil([&] { return !reader.stats.empty(); }));
        QVERIFY(server.start());
        RawClient client = connectTo(server);
        client.say(frame(Opcode::Text, "12345"));
        QVERIFY(waitUntil([&] { return client.frames().size() == 1; }));
        QCOMPARE(reader.stats.size(), std::size_t(1));
        reader.feed.requestStats();
        QVERIFY(waitUntil([&] { return reader.stats.size() == 2; }));
        const ServerStats &stats = reader.stats[1];
        QCOMPARE(stats.connections, 1u);
        QCOMPARE(stats.accepted, 1u);
        QCOMPARE(stats.messagesIn, 1u);
        QCOMPARE(stats.messagesOut, 1u);
        QCOMPARE(stats.bytesIn, 5u);
        QCOMPARE(stats.bytesOut, 5u);
        QVERIFY(!stats.medianLatency);
    }
    void watchesGoOnAfterAStart()
    {
        Server server(anyPort());
        Reader reader(server);
        reader.feed.watchConnections(true); // before there is a server
        reader.feed.watchMessages(true);
        QVERIFY(server.start());
        RawClient client = connectTo(server);
        client.say(frame(Opcode::Text, "first run"));
        QVERIFY(waitUntil([&] { return reader.rows.size() == 1 && reader.messages.size() == 1; }));
        const ConnectionId first = reader.rows[0];
        server.stop();
        client.say(frame(Opcode::Close));
        QVERIFY(waitUntil([&] { return server.state() == Server::State::Stopped; }));
        QVERIFY(reader.rows.empty());
        QVERIFY(server.start());
        const int resets = reader.resets;
        RawClient again = connectTo(server);
        again.say(frame(Opcode::Text, "second run"));
        QVERIFY(waitUntil([&] { return reader.rows.size() == 1 && reader.messages.size() == 2; }));
        QVERIFY(reader.rows[0] > first); // no id is used twice
        QCOMPARE(reader.resets, resets);
    }
    void oneAnswerForAllThreads()
    {
        Server server(anyPort());
        Reader reader(server);
        QVERIFY(server.start());
        reader.feed.watchConnections(true);
        std::vector<RawClient> clients;
        for (int i = 0; i < 8; ++i)
            clients.push_back(connectTo(server));
        QVERIFY(waitUntil([&] { return reader.rows.size() == clients.size(); }));
        std::ranges::sort(reader.rows);
        reader.feed.requestStats();
        QVERIFY(waitUntil([&] { return reader.stats.size() == 1; }));
        QCOMPARE(reader.stats[0].connections, 8u);
        QCOMPARE(reader.stats[0].accepted, 8u);

        const ActionId all = reader.run(Send{AllConnections(), MessageType::Text, "all"});
        QVERIFY(waitUntil([&] { return reader.reports.size() == 1; }));
        QCOMPARE(reader.reports[0].action, all);
        QCOMPARE(reader.reports[0].delivered, 8u);
        QVERIFY(reader.reports[0].outcomes.empty());

        std::vector<ConnectionId> some(reader.rows.begin(), reader.rows.begin() + 6);
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
        reader.feed.requestStats();
        QVERIFY(waitUntil([&] { return reader.stats.size() == 2; }));
        QVERIFY(reader.stats[1].medianLatency);

        reader.run(Kick{some});
        reader.run(Close{AllConnections()});
        for (RawClient &client : clients)
            QVERIFY(waitUntil([&] { return saysGoodbye(client); }));
        QVERIFY(waitUntil([&] { return reader.reports.size() == 5 && reader.rows.empty(); }));
        for (const ActionReport &report : reader.reports) {
            for (const ActionOutcome &outcome : report.outcomes)
                QVERIFY(outcome.outcome != Outcome::NoAnswer);
        }
    }
    void numbersTheLogInOneRow()
    {
        Server server(anyPort());
        Reader reader(server);
        reader.feed.watchMessages(true);
        QVERIFY(server.start());
        std::vector<RawClient> clients;
        for (int i = 0; i < 4; ++i)
            clients.push_back(connectTo(server));
        for (RawClient &client : clients) {
            for (int i = 0; i < 25; ++i)
                client.say(frame(Opcode::Text, "x"));
        }
        QVERIFY(waitUntil([&] { return reader.numbers.size() == 100; }));
        reader.run(Send{AllConnections(), MessageType::Text, "to all"});
        QVERIFY(waitUntil([&] { return reader.messages.contains("to all"); }));
        for (std::size_t i = 0; i < reader.numbers.size(); ++i)
            QCOMPARE(reader.numbers[i], quint64(i + 1));
        QCOMPARE(reader.messages.count("to all"), 1); // said once, whatever the number of threads
    }
    void whatWaitsWhenTheServerStopsIsAnswered()
    {
        Server server(anyPort());
        Reader reader(server);
        QVERIFY(server.start());
        reader.feed.watchConnections(true);
        RawClient silent = connectTo(server);
        QVERIFY(waitUntil([&] { return reader.rows.size() == 1; }));
        reader.run(Ping{std::vector{reader.rows[0], ConnectionId(77)}});
        server.stop();
        // Whatever the moment: each ends once.
        std::size_t asked = 1;
        const auto ask = [&] {
            reader.run(Close{std::vector{ConnectionId(77), ConnectionId(78)}});
            reader.run(Send{AllConnections(), MessageType::Text, "x"});
            asked += 2;
        };
        QVERIFY(waitUntil([&] {
            ask();
            return server.state() == Server::State::Stopped;
        }));
        QVERIFY(waitUntil([&] { return reader.reports.size() == asked; }));
        std::ranges::sort(reader.reports, {}, &ActionReport::action);
        for (std::size_t i = 0; i < asked; ++i)
            QCOMPARE(reader.reports[i].action, ActionId(i + 1));
    }
    void aSecondWatchBeginsAnew()
    {
        Server server(anyPort());
        Reader reader(server);
        QVERIFY(server.start());
        const RawClient client = connectTo(server);
        for (int i = 1; i <= 5; ++i) {
            reader.feed.watchConnections(true);
            QCOMPARE(reader.resets, i);
            QVERIFY(reader.rows.empty());
        }
        QVERIFY(waitUntil([&] { return reader.rows.size() == 1; }));
        const int deltas = reader.deltas;
        QCOMPARE(deltas, 1); // those of the watches before were for nobody
        reader.feed.watchConnections(false);
        const RawClient another = connectTo(server);
        const TimePoint end = Clock::now() + 150ms;
        QVERIFY(waitUntil([&] { return Clock::now() >= end; }));
        QCOMPARE(reader.deltas, deltas);
    }
};

QTEST_GUILESS_MAIN(TestServerFeed)
#include "tst_serverfeed.moc"
