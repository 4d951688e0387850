#include "core/server/commanddispatcher.h"
#include "core/server/server.h"
#include "core/server/serverfeed.h"

#include "tests/core/server/threadrows.h"
#include "tests/core/wire/clientframe.h"
#include "tests/support/rawclient.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <algorithm>
#include <map>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

struct Watcher
{
    explicit Watcher(Server &server)
        : feed(server.feed())
        , commands(server.commands())
    {
        QObject::connect(&feed.rooms(), &RoomsFeed::listed, &context,
                         [this](const RoomReport &report) { reports.push_back(report); });
        QObject::connect(&feed.rooms(), &RoomsFeed::membersListed, &context,
                         [this](const RoomMembers &listed) { members.push_back(listed); });
        QObject::connect(&commands, &CommandDispatcher::finished, &context,
                         [this](const ActionReport &report) { actions.push_back(report); });
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
        return waitUntil([&] { return rooms() == wanted; });
    }
    RoomMembers membersOf(const QString &room)
    {
        members.clear();
        feed.rooms().requestMembers(room);
        waitUntil([&] { return !members.empty(); });
        return members.empty() ? RoomMembers() : members.front();
    }
    //! How the action ended for each, in the order of their ids.
    std::vector<Outcome> outcomesOf(ActionId action)
    {
        std::vector<ActionOutcome> all;
        waitUntil([&] {
            const auto found = std::ranges::find(actions, action, &ActionReport::action);
            if (found != actions.end())
                all = found->outcomes;
            return found != actions.end();
        });
        std::ranges::sort(all, {}, &ActionOutcome::connection);
        std::vector<Outcome> outcomes;
        for (const ActionOutcome &outcome : all)
            outcomes.push_back(outcome.outcome);
        return outcomes;
    }

    ActionId run(const CommandBody &body) { return commands.run({{}, body}); }

    ServerFeed &feed;
    CommandDispatcher &commands;
    QObject context;
    std::vector<RoomReport> reports;
    std::vector<RoomMembers> members;
    std::vector<ActionReport> actions;
};

RawClient connectTo(const Server &server, const QByteArray &target)
{
    RawClient client = RawClient::connectTo(server.endpoints().front().port);
    client.say(upgradeHead(target));
    waitUntil([&] { return !client.takeHead().isEmpty(); });
    return client;
}

bool hears(RawClient &client, const QByteArray &payload)
{
    return waitUntil([&] {
        return std::ranges::any_of(client.frames(),
                                   [&](const HeardFrame &heard) { return heard.payload == payload; });
    });
}

const std::map<QString, quint64> None;

} // namespace

class TestRoomsFeed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addThreadRows({1, 2}); }
    void showsTheRoomsOfAllThreads()
    {
        Server server(anyPort());
        Watcher watcher(server);
        QVERIFY(server.start());
        RawClient ann = connectTo(server, "/room/a?user=ann");
        RawClient bob = connectTo(server, "/room/a?user=bob");
        const RawClient eve = connectTo(server, "/room/Bee?user=eve");
        ann.say(frame(Opcode::Text, "12345"));
        QVERIFY(hears(bob, "12345"));
        QVERIFY(watcher.reports.empty()); // nobody watches
        watcher.feed.rooms().watch(true);
        QVERIFY(watcher.sees({{u"a"_qs, 2}, {u"Bee"_qs, 1}}));
        const RoomList &list = watcher.reports.back().list;
        const auto room = std::ranges::find(list.rooms, QStringLiteral("a"), &RoomSnapshot::name);
        QCOMPARE(room->published, 1u);
        QCOMPARE(room->historyMessages, 1u);
        QVERIFY(room->historyBytes >= 5);
        QCOMPARE(list.leftOut, 0u);

        watcher.feed.rooms().setFilter(QStringLiteral("bE"));
        QVERIFY(watcher.sees({{u"Bee"_qs, 1}}));
        watcher.feed.rooms().setFilter({});
        const RawClient more = connectTo(server, "/room/c");
        QVERIFY(watcher.sees({{u"a"_qs, 2}, {u"Bee"_qs, 1}, {u"c"_qs, 1}}));
        QVERIFY(watcher.reports.back().at > watcher.reports.front().at);
    }
    void listsMembersOnDemand()
    {
        Server server(anyPort());
        Watcher watcher(server);
        QVERIFY(server.start());
        const RawClient ann = connectTo(server, "/room/a?user=ann");
        const RawClient bob = connectTo(server, "/room/a?user=bob");
        const RoomMembers members = watcher.membersOf(QStringLiteral("a"));
        QCOMPARE(members.total, 2u);
        QCOMPARE(members.members.size(), std::size_t(2));
        QVERIFY(members.members[0].client < members.members[1].client);
        QStringList users{members.members[0].user, members.members[1].user};
        users.sort();
        QCOMPARE(users, (QStringList{QStringLiteral("ann"), QStringLiteral("bob")}));
        QCOMPARE(watcher.membersOf(QStringLiteral("nowhere")),
                 (RoomMembers{QStringLiteral("nowhere"), {}, 0}));
    }
    void putsInAndTakesOut()
    {
        Config config = anyPort();
        config.hub.maxMembers = 2;
        Server server(config);
        Watcher watcher(server);
        QVERIFY(server.start());
        RawClient ann = connectTo(server, "/room/a?user=ann");
        RawClient bob = connectTo(server, "/room/a?user=bob");
        const RawClient eve = connectTo(server, "/room/b?user=eve");
        std::vector<ConnectionId> ids;
        for (const RoomMember &member : watcher.membersOf(QStringLiteral("a")).members)
            ids.push_back(member.client);
        QCOMPARE(ids.size(), std::size_t(2));
        std::vector<ConnectionId> withGone = ids;
        withGone.push_back(ConnectionId(1'000'000));

        using enum Outcome;
        const QString c = QStringLiteral("c");
        QCOMPARE(watcher.outcomesOf(watcher.run(PutIntoRoom{withGone, c})),
                 (std::vector{Done, Done, AlreadyGone}));
        QCOMPARE(watcher.membersOf(c).total, 2u);
        QCOMPARE(watcher.outcomesOf(watcher.run(PutIntoRoom{ids, c})), (std::vector{Done, Done}));
        watcher.run(Send{RoomTarget{c}, MessageType::Text, "to c"});
        QVERIFY(hears(ann, "to c"));
        QVERIFY(hears(bob, "to c"));
        // One of them finds a place in b.
        std::vector<Outcome> outcomes =
            watcher.outcomesOf(watcher.run(PutIntoRoom{ids, QStringLiteral("b")}));
        std::ranges::sort(outcomes);
        QCOMPARE(outcomes, (std::vector{Done, Rejected}));
        QCOMPARE(watcher.outcomesOf(watcher.run(PutIntoRoom{ids, QString(129, u'x')})),
                 (std::vector{Rejected, Rejected}));

        QCOMPARE(watcher.outcomesOf(watcher.run(TakeOutOfRoom{withGone, c})),
                 (std::vector{Done, Done, AlreadyGone}));
        QCOMPARE(watcher.outcomesOf(watcher.run(TakeOutOfRoom{ids, c})), (std::vector{Rejected, Rejected}));
        QCOMPARE(watcher.membersOf(c).total, 0u);
    }
    void sendsToAndKicksAUser()
    {
        Server server(anyPort());
        Watcher watcher(server);
        QVERIFY(server.start());
        RawClient phone = connectTo(server, "/room/a?user=ann");
        RawClient requestHandler = connectTo(server, "/room/b?user=ann");
        RawClient bob = connectTo(server, "/room/a?user=bob");
        watcher.run(Send{UserTarget{QStringLiteral("ann")}, MessageType::Text, "to ann"});
        QVERIFY(hears(phone, "to ann"));
        QVERIFY(hears(requestHandler, "to ann"));
        QVERIFY(waitUntil([&] { return watcher.actions.size() == 1; }));
        QCOMPARE(watcher.actions[0].delivered, 2u);
        QVERIFY(bob.frames().empty());

        const ActionId kick =
            watcher.run(Kick{UserTarget{QStringLiteral("ann")}, 4100, QStringLiteral("enough")});
        for (RawClient *client : {&phone, &requestHandler}) {
            QVERIFY(waitUntil([&] {
                const std::vector<HeardFrame> frames = client->frames();
                return !frames.empty() && frames.back().opcode == int(Opcode::Close);
            }));
            client->say(frame(Opcode::Close, client->frames().back().payload));
            client->finish();
        }
        QCOMPARE(watcher.outcomesOf(kick), (std::vector{Outcome::ClosedClean, Outcome::ClosedClean}));
        QVERIFY(bob.frames().empty());
        QVERIFY(watcher.outcomesOf(watcher.run(Kick{UserTarget{QStringLiteral("nobody")}})).empty());
    }
    void goesOnOverStopAndStart()
    {
        Server server(anyPort());
        Watcher watcher(server);
        watcher.feed.rooms().watch(true); // before there is a server
        QVERIFY(waitUntil([&] { return watcher.reports.size() == 1; }));
        QVERIFY(watcher.membersOf(QStringLiteral("a")).members.empty());
        QVERIFY(server.start());
        RawClient client = connectTo(server, "/room/a");
        QVERIFY(watcher.sees({{u"a"_qs, 1}}));
        server.stop();
        client.say(frame(Opcode::Close));
        QVERIFY(watcher.sees(None));
        QVERIFY(server.start());
        const RawClient again = connectTo(server, "/room/b");
        QVERIFY(watcher.sees({{u"b"_qs, 1}}));
        watcher.feed.rooms().watch(false);
        const std::size_t before = watcher.reports.size();
        watcher.membersOf(QStringLiteral("b")); // the way there and back
        QCOMPARE(watcher.reports.size(), before);
    }
};

QTEST_GUILESS_MAIN(TestRoomsFeed)
#include "tst_roomsfeed.moc"
