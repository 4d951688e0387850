#include "core/cluster/directoryservice.h"

#include "core/cluster/redisclient.h"

#include "tests/core/cluster/redisserver.h"

#include <QRegularExpression>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int Patience = 20000; // ms
const QString blue = u"blue"_s;

//! A node of a cluster with one io thread, whose part the test plays.
struct Node
{
    Node(const RedisServer &server, NodeNumber ownNumber, Milliseconds timeout = Milliseconds(8000))
        : number(ownNumber)
        , client(server.settings(), status)
        , service(client, nodes,
                  {"test",
                   {number, QByteArray::number(number) + "-run", Milliseconds(100), timeout},
                   1,
                   [this] { return "{\"node\":\"n" + QByteArray::number(number) + "\",\"connections\":7}"; },
                   [this](bool isLocal) { locals += isLocal; }})
    {
        service.connect(0, [this](std::vector<DirectoryEvent> &&happened) {
            std::ranges::move(happened, std::back_inserter(events));
        });
        client.start();
    }
    ~Node() { client.stop(); }
    Q_DISABLE_COPY_MOVE(Node)

    ConnectionId id(quint64 local) const { return ConnectionId(firstIdOf(number).value() + local); }
    void ask(DirectoryRequest &&request)
    {
        std::vector<DirectoryRequest> requests;
        requests.push_back(std::move(request));
        service.handle(0, std::move(requests));
    }
    void join(quint64 local, const QString &user, const QString &room = blue)
    {
        ask(EntryAdded{DirectoryKind::Room, room, id(local), user});
    }
    void leave(quint64 local, const QString &room = blue)
    {
        ask(EntryRemoved{DirectoryKind::Room, room, id(local)});
    }
    bool isUp()
    {
        return QTest::qWaitFor([this] { return client.isUp() && !nodes.list().empty(); }, Patience);
    }
    //! The next event of a type.
    template <typename Event>
    std::optional<Event> take()
    {
        std::optional<Event> found;
        const bool isThere = QTest::qWaitFor(
            [&] {
                const auto event = std::ranges::find_if(
                    events, [](const DirectoryEvent &each) { return std::holds_alternative<Event>(each); });
                if (event == events.end())
                    return false;
                found = std::get<Event>(*event);
                events.erase(event);
                return true;
            },
            Patience);
        return isThere ? found : std::nullopt;
    }
    std::optional<PresencePage> members(const PresenceRequest &request = {})
    {
        ask(PresenceQuery{{}, blue, request});
        const auto found = take<MembersFound>();
        return found ? found->page : std::nullopt;
    }
    //! The value of a key; empty: there is none.
    QByteArray valueOf(const QByteArray &key)
    {
        std::optional<QByteArray> value;
        client.command({"GET", key}, [&](const RedisResult &result) {
            const RedisReply *reply = replyOf(result);
            value = reply ? reply->bytes : QByteArray("lost");
        });
        return QTest::qWaitFor([&] { return value.has_value(); }, Patience) ? *value : "no answer";
    }
    QStringList users(const PresenceRequest &request = {})
    {
        QStringList names;
        const std::optional<PresencePage> page = members(request);
        if (!page)
            return {u"none"_s};
        for (const envelope::LocalClient &member : page->members)
            names.append(member.user);
        return names;
    }
    //! Asks until these are the members.
    bool hasUsers(const QStringList &expected)
    {
        return QTest::qWaitFor([&] { return users() == expected; }, Patience);
    }
    //! `+user` and `-user` of those announced so far.
    QStringList announced() const
    {
        QStringList names;
        for (const DirectoryEvent &event : events) {
            if (const auto *change = std::get_if<MemberElsewhere>(&event))
                names.append((change->hasJoined ? u"+"_s : u"-"_s) + change->user);
        }
        return names;
    }
    bool hears(const QStringList &expected)
    {
        return QTest::qWaitFor([&] { return announced() == expected; }, Patience);
    }
    std::optional<quint32> direct(const QString &to, const QByteArray &json)
    {
        ask(UserMessage(DirectPublish{Requester{id(1), 0, 0, {}}, u"ann"_s, to, {json}}));
        const auto sent = take<SentElsewhere>();
        return sent ? sent->connections : std::nullopt;
    }

    //! The entries of \a key; -1: no answer.
    qint64 count(const QByteArray &key)
    {
        std::optional<qint64> found;
        client.command({"ZCARD", key}, [&](const RedisResult &result) {
            found = replyOf(result) ? replyOf(result)->integer : -1;
        });
        return QTest::qWaitFor([&] { return found.has_value(); }, Patience) ? *found : -1;
    }

    NodeNumber number;
    QList<bool> locals; //!< whether caps are
    BrokerStatus status;
    ClusterNodes nodes;
    RedisClient client;
    std::vector<DirectoryEvent> events;
    DirectoryService service;
};

} // namespace

class TestDirectoryService : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theMembersOfAllNodesAreFoundInOrder()
    {
        RedisServer server;
        QVERIFY(server.start());
        Node first(server, 1);
        Node second(server, 2);
        QVERIFY(first.isUp() && second.isUp());
        second.join(1, u"zoe"_s);
        first.join(2, u"ann lee"_s);
        first.join(1, u"bob"_s);
        QCOMPARE(second.users(),
                 QStringList({u"bob"_s, u"ann lee"_s, u"zoe"_s})); // includes what was just reported
        const std::optional<PresencePage> page = first.members({{}, 1, {}});
        QVERIFY(page);
        QCOMPARE(page->count, 3);
        QVERIFY(page->isMore);
        QCOMPARE(page->members.size(), std::size_t(1));
        QCOMPARE(page->members[0].client, first.id(1));
        const std::optional<PresencePage> rest = first.members({{}, {}, first.id(2)});
        QVERIFY(rest && !rest->isMore);
        QCOMPARE(rest->members.size(), std::size_t(1));
        first.leave(1);
        first.leave(2);
        second.leave(1);
        QVERIFY(second.hasUsers({}));
    }
    void changesAreAnnouncedToOtherNodesOnly()
    {
        RedisServer server;
        QVERIFY(server.start());
        Node first(server, 1);
        Node second(server, 2);
        QVERIFY(first.isUp() && second.isUp());
        first.join(1, u"ann"_s);
        QVERIFY(second.hasUsers({u"ann"_s}));
        QVERIFY(second.announced().isEmpty()); // nobody is in the room there
        second.join(1, u"zoe"_s);
        QVERIFY(first.hears({u"+zoe"_s}));
        first.join(2, u"bob"_s);
        first.leave(2);
        QVERIFY(second.hears({u"+bob"_s, u"-bob"_s}));
        QVERIFY(first.hears({u"+zoe"_s}));
    }
    void aDeadNodeLeavesOnce()
    {
        RedisServer server;
        QVERIFY(server.start());
        auto dead = std::make_unique<Node>(server, 1, Milliseconds(800));
        Node second(server, 2, Milliseconds(800));
        Node third(server, 3, Milliseconds(800));
        QVERIFY(dead->isUp() && second.isUp() && third.isUp());
        second.join(1, u"zoe"_s);
        third.join(1, u"yan"_s);
        for (quint64 local = 1; local <= 1200; ++local) // more than one script removes at a time
            dead->join(local, u"x"_s);
        QVERIFY(QTest::qWaitFor([&] { return second.members()->count == 1202; }, Patience));
        QVERIFY(QTest::qWaitFor([&] { return second.nodes.list().size() == 3; }, Patience));
        dead.reset();
        QVERIFY(QTest::qWaitFor([&] { return second.members()->count == 2; }, Patience));
        QVERIFY(QTest::qWaitFor([&] { return third.announced().count(u"-x"_s) == 1200; }, Patience));
        QVERIFY(QTest::qWaitFor([&] { return second.nodes.list().size() == 2; }, Patience));
        QCOMPARE(second.announced().count(u"-x"_s), 1200);
        QCOMPARE(third.announced().count(u"-x"_s), 1200);
        QCOMPARE(second.users(), QStringList({u"zoe"_s, u"yan"_s}));
    }
    void theLastPlaceOfARoomIsGivenOnce()
    {
        RedisServer server;
        QVERIFY(server.start());
        Node first(server, 1);
        Node second(server, 2);
        QVERIFY(first.isUp() && second.isUp());
        first.join(7, u"bob"_s); // counts
        using Result = MemberClaimed::Result;
        const auto claim = [](Node &node, quint64 local) {
            node.ask(MemberClaim{blue, node.id(local), u"ann"_s, 3});
        };
        claim(first, 1);
        const auto granted = first.take<MemberClaimed>();
        QVERIFY(granted && granted->result == Result::Granted);
        QCOMPARE(granted->room, blue);
        QCOMPARE(granted->client, first.id(1));
        claim(first, 2);
        claim(second, 1);
        const auto one = first.take<MemberClaimed>();
        const auto other = second.take<MemberClaimed>();
        QVERIFY(one && other);
        QCOMPARE(int(one->result == Result::Granted) + int(other->result == Result::Granted), 1);
        QCOMPARE(first.members()->count, 3);
        QVERIFY(!first.locals.back());
        Node &winner = one->result == Result::Granted ? first : second;
        const quint64 place = one->result == Result::Granted ? 2 : 1;
        winner.leave(place); // gives it back
        QVERIFY(QTest::qWaitFor([&] { return first.members()->count == 2; }, Patience));
        claim(second, 9);
        QCOMPARE(int(second.take<MemberClaimed>()->result), int(Result::Granted));
        first.join(8, u"late"_s); // without a claim: Redis could not be asked, for example
        QVERIFY(QTest::qWaitFor([&] { return first.members()->count == 4; }, Patience));
        server.kill();
        claim(first, 11);
        const auto unknown = first.take<MemberClaimed>();
        QVERIFY(unknown && unknown->result == Result::Unknown);
        QVERIFY(QTest::qWaitFor([&] { return first.locals.back(); }, Patience));
        first.leave(11); // the shard has refused it
        QVERIFY(server.start());
        QVERIFY(QTest::qWaitFor([&] { return !first.locals.back() && !second.locals.back(); }, Patience));
        QVERIFY(QTest::qWaitFor([&] { return first.members() && first.members()->count == 4; }, Patience));
    }
    void aDeadNodeGivesItsPlacesBack()
    {
        RedisServer server;
        QVERIFY(server.start());
        auto dead = std::make_unique<Node>(server, 1, Milliseconds(800));
        Node second(server, 2, Milliseconds(800));
        QVERIFY(dead->isUp() && second.isUp());
        const auto enters = [](Node &node, quint64 local) {
            std::optional<bool> result;
            node.service.claimPlace(u"ann"_s, node.id(local), 2, UserPolicy::Refuse,
                                    [&](bool isGranted) { result = isGranted; });
            return QTest::qWaitFor([&] { return result.has_value(); }, Patience) && *result;
        };
        QVERIFY(enters(*dead, 1) && enters(*dead, 2));
        QVERIFY(!enters(second, 1));
        dead->service.removePlace(u"ann"_s, dead->id(1));
        QVERIFY(enters(second, 2));
        QVERIFY(!enters(second, 3));
        QVERIFY(QTest::qWaitFor([&] { return second.nodes.list().size() == 2; }, Patience));
        dead.reset();
        QVERIFY(QTest::qWaitFor([&] { return enters(second, 4); }, Patience));
        QVERIFY(!enters(second, 5));
    }
    void whoIsReplacedIsToldToItsNode()
    {
        RedisServer server;
        QVERIFY(server.start());
        Node first(server, 1);
        Node second(server, 2);
        QVERIFY(first.isUp() && second.isUp());
        first.service.addPlaces({{u"ann"_s, first.id(1)}});
        QVERIFY(QTest::qWaitFor([&] { return first.count("test:places:ann") == 1; }, Patience));
        second.service.claimPlace(u"ann"_s, second.id(1), 1, UserPolicy::Replace, {});
        const auto replaced = first.take<ConnectionReplaced>();
        QVERIFY(replaced);
        QCOMPARE(replaced->client, first.id(1));
        first.service.removePlace(u"ann"_s, first.id(1));
        QCOMPARE(second.count("test:places:ann"), 1);
        second.service.removePlace(u"ann"_s, second.id(1));
        QCOMPARE(second.count("test:places:ann"), 0);
        QVERIFY(std::ranges::none_of(second.events, [](const DirectoryEvent &event) {
            return std::holds_alternative<ConnectionReplaced>(event);
        }));
    }
    void aNodeThatWasAwayComesBack()
    {
        RedisServer server;
        QVERIFY(server.start());
        Node first(server, 1);
        Node second(server, 2);
        QVERIFY(first.isUp() && second.isUp());
        first.join(1, u"ann"_s);
        second.join(1, u"zoe"_s);
        QVERIFY(first.hasUsers({u"ann"_s, u"zoe"_s}));
        server.kill(); // keeps nothing
        QVERIFY(QTest::qWaitFor([&] { return !first.client.isUp() && !second.client.isUp(); }, Patience));
        QVERIFY(!first.members());
        QVERIFY(!first.direct(u"zoe"_s, "1"));
        first.join(2, u"bob"_s);
        second.leave(1);
        second.join(2, u"yan"_s);
        QVERIFY(server.start());
        QVERIFY(first.isUp() && second.isUp());
        QVERIFY(first.hasUsers({u"ann"_s, u"bob"_s, u"yan"_s}));
    }
    void aFlushedRedisIsFilledAgain()
    {
        RedisServer server;
        QVERIFY(server.start());
        Node first(server, 1);
        Node second(server, 2);
        QVERIFY(first.isUp() && second.isUp());
        first.join(1, u"ann"_s);
        second.join(1, u"zoe"_s);
        QVERIFY(first.hasUsers({u"ann"_s, u"zoe"_s}));
        first.client.command({"FLUSHALL"}, [](const RedisResult &) {});
        first.client.command({"SCRIPT", "FLUSH"}, [](const RedisResult &) {});
        // Empty at first, and filled with the next heartbeat of each.
        QVERIFY(second.hasUsers({u"ann"_s, u"zoe"_s}));
    }
    void aLossOfDataBeginsOneGeneration()
    {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"Redis has lost data"_s));
        RedisServer server;
        QVERIFY(server.start());
        Node first(server, 1);
        Node second(server, 2);
        QVERIFY(first.isUp() && second.isUp());
        const auto beats = [&] { // of both, with an answer
            for (Node *node : {&first, &second}) {
                node->nodes.set({});
                QVERIFY(QTest::qWaitFor([&] { return node->nodes.list().size() == 2; }, Patience));
            }
        };
        beats();
        QCOMPARE(first.valueOf("test:generation"), QByteArray());
        std::vector<int> numbers;
        for (const QByteArray &generation : {QByteArray("1"), QByteArray("2")}) {
            first.client.command({"FLUSHALL"}, [](const RedisResult &) {});
            beats();
            beats();
            QCOMPARE(first.valueOf("test:generation"), generation);
            numbers.push_back(first.valueOf("test:nodes:last").toInt());
        }
        // Which numbers are in use is not known: they go on anywhere.
        QVERIFY(numbers[0] > 2 || numbers[1] > 2);
    }
    void aNodeThatWasAwayBeginsNoGeneration()
    {
        RedisServer server;
        QVERIFY(server.start());
        Node node(server, 1);
        QVERIFY(node.isUp());
        for (const QByteArray &command : {QByteArray("ZREM"), QByteArray("HDEL")}) // it was forgotten
            node.client.command({command, command == "ZREM" ? "test:nodes" : "test:nodes:info", "1"},
                                [](const RedisResult &) {});
        node.nodes.set({});
        QVERIFY(QTest::qWaitFor([&] { return node.nodes.list().size() == 1; }, Patience));
        QCOMPARE(node.valueOf("test:generation"), QByteArray());
    }
    void staleEntriesOfAFormerRunAreRemoved()
    {
        RedisServer server;
        QVERIFY(server.start());
        {
            Node former(server, 1);
            QVERIFY(former.isUp());
            former.join(1, u"ann"_s);
            former.join(1, u"ann"_s, u"red"_s);
            QCOMPARE(former.users(), QStringList{u"ann"_s});
            former.service.leave([] {});
            QVERIFY(QTest::qWaitFor([&] { return former.client.isUp(); }, Patience));
            former.members();
        }
        Node again(server, 1);
        QVERIFY(again.isUp());
        QVERIFY(again.hasUsers({}));
    }
    void aNodeLeavesWhenItsEntriesAreGone()
    {
        RedisServer server;
        QVERIFY(server.start());
        Node leaving(server, 1);
        Node second(server, 2);
        QVERIFY(leaving.isUp() && second.isUp());
        constexpr quint64 Rooms = 500; // more than are told at a time
        for (quint64 room = 0; room < Rooms; ++room)
            leaving.join(1, u"ann"_s, QString::number(room));
        for (quint64 room = 0; room < Rooms; ++room)
            leaving.leave(1, QString::number(room));
        std::optional<qint64> left; // rooms with entries of it then
        leaving.service.leave([&] {
            leaving.client.command({"SCARD", "test:node:1:rooms"}, [&](const RedisResult &result) {
                left = replyOf(result) ? replyOf(result)->integer : -1;
            });
        });
        QVERIFY(QTest::qWaitFor([&] { return left.has_value(); }, Patience));
        QCOMPARE(*left, 0);
        QVERIFY(QTest::qWaitFor([&] { return second.nodes.list().size() == 1; }, Patience));
    }
    void messagesReachAUserAtOtherNodes()
    {
        RedisServer server;
        QVERIFY(server.start());
        Node first(server, 1);
        Node second(server, 2);
        Node third(server, 3);
        QVERIFY(first.isUp() && second.isUp() && third.isUp());
        second.ask(EntryAdded{DirectoryKind::User, u"zoe"_s, second.id(1), u"zoe"_s});
        second.ask(EntryAdded{DirectoryKind::User, u"zoe"_s, second.id(2), u"zoe"_s});
        third.ask(EntryAdded{DirectoryKind::User, u"zoe"_s, third.id(1), u"zoe"_s});
        first.ask(EntryAdded{DirectoryKind::User, u"zoe"_s, first.id(1), u"zoe"_s});
        QVERIFY(QTest::qWaitFor([&] { return first.direct(u"zoe"_s, "[1.10]") == 3u; }, Patience));
        QCOMPARE(first.direct(u"nobody"_s, "1"), std::optional(0u));
        for (Node *node : {&second, &third}) {
            const auto got = node->take<DirectFromElsewhere>();
            QVERIFY(got);
            QCOMPARE(got->to, u"zoe"_s);
            QCOMPARE(got->from, u"ann"_s);
            QCOMPARE(got->client, first.id(1));
            QCOMPARE(got->content.json, "[1.10]"_ba);
        }
        QVERIFY(std::ranges::none_of(first.events, [](const DirectoryEvent &event) {
            return std::holds_alternative<DirectFromElsewhere>(event);
        }));
    }
    void nodesKnowEachOther()
    {
        RedisServer server;
        QVERIFY(server.start());
        Node first(server, 1);
        Node second(server, 2);
        QVERIFY(QTest::qWaitFor([&] { return first.nodes.list().size() == 2; }, Patience));
        const std::vector<ClusterNode> nodes = first.nodes.list();
        QCOMPARE(nodes[0].name, u"n1"_s);
        QVERIFY(nodes[0].isThis && !nodes[1].isThis);
        QCOMPARE(nodes[1].number, NodeNumber(2));
        QCOMPARE(nodes[1].connections, 7);
        second.service.leave([] {});
        QVERIFY(QTest::qWaitFor([&] { return first.nodes.list().size() == 1; }, Patience));
    }
};

QTEST_GUILESS_MAIN(TestDirectoryService)
#include "tst_directoryservice.moc"
