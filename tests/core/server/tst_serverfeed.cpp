// What the console's tests do not see: a feed without a server, and across a stop and a start.

#include "core/server/server.h"
#include "core/server/serverfeed.h"

#include "core/wire/preparedmessage.h"

#include "tests/core/wire/clientframe.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

Config anyPort()
{
    Config config;
    config.server.listen = {{QHostAddress(QHostAddress::LocalHost), 0}};
    config.limits.closing = 500ms;
    return config;
}

//! Everything a feed says.
struct Reader
{
    explicit Reader(Server &server)
        : feed(server.feed())
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
            for (const LogEntry &entry : batch.entries)
                messages.append(entry.payload);
        });
        QObject::connect(&feed, &ServerFeed::statsMeasured, &feed,
                         [this](const ServerStats &measured) { stats.push_back(measured); });
        QObject::connect(&feed, &ServerFeed::actionFinished, &feed,
                         [this](const ActionReport &report) { reports.push_back(report); });
    }

    ServerFeed &feed;
    int resets = 0;
    int deltas = 0;
    std::vector<ConnectionId> rows;
    QByteArrayList messages;
    std::vector<ServerStats> stats;
    std::vector<ActionReport> reports;
};

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
    void everyCommandEndsOnceEvenWithoutAServer()
    {
        Server server(anyPort());
        Reader reader(server);
        const std::vector<ConnectionId> ids = {ConnectionId(1), ConnectionId(2)};
        const PreparedMessage message(Opcode::Text, "x");
        std::vector<ActionId> actions = {
            reader.feed.kick(ids, CloseReason::of(Cause::Kicked)),
            reader.feed.close(ids),
            reader.feed.ping(ids),
            reader.feed.sendTo(ids, message),
            reader.feed.closeAll(),
            reader.feed.sendToAll(message),
            reader.feed.sendToRoom(QStringLiteral("lobby"), message),
        };
        QVERIFY(reader.reports.empty()); // never from within the call
        QVERIFY(waitUntil([&] { return reader.reports.size() == actions.size(); }));
        for (std::size_t i = 0; i < actions.size(); ++i) {
            QCOMPARE(reader.reports[i].action, actions[i]);
            QCOMPARE(reader.reports[i].outcomes.size(), i < 4 ? ids.size() : 0);
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
        server.stop();
        client.say(frame(Opcode::Close));
        QVERIFY(waitUntil([&] { return server.state() == Server::State::Stopped; }));
        QVERIFY(reader.rows.empty());
        QVERIFY(server.start());
        const int resets = reader.resets;
        RawClient again = connectTo(server);
        again.say(frame(Opcode::Text, "second run"));
        QVERIFY(waitUntil([&] { return reader.rows.size() == 1 && reader.messages.size() == 2; }));
        QCOMPARE(reader.rows[0], ConnectionId(2)); // no id is used twice
        QCOMPARE(reader.resets, resets);
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
