#include "core/hub/clusterdirectory.h"

#include "tests/core/hub/hubfixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

const QString blue = u"blue"_s;

//! Keeps what the shards report and ask; the test answers.
struct Directory final : public ClusterDirectory
{
    Directory() = default;
    ~Directory() override
    {
        if (ended)
            *ended = members;
    }
    Q_DISABLE_COPY_MOVE(Directory)

    void setHandler(ClusterDirectoryHandler &eventHandler) override { handler = &eventHandler; }
    void addMember(const QString &room, ConnectionId client, const QString &user) override
    {
        members.push_back(u"+"_s + room + u" "_s + client.toString() + u" "_s + user);
    }
    void removeMember(const QString &room, ConnectionId client) override
    {
        members.push_back(u"-"_s + room + u" "_s + client.toString());
    }
    void claimMember(MemberClaim &&claim) override
    {
        members.push_back(u"?"_s + claim.room + u" "_s + claim.client.toString() + u" "_s + claim.user +
                          u" of "_s + QString::number(claim.most));
        claims.push_back(std::move(claim));
    }
    //! Answers the oldest claim.
    void answer(MemberClaimed::Result result)
    {
        const MemberClaim claim = std::move(claims.front());
        claims.pop_front();
        handler->handle(MemberClaimed{claim.room, claim.client, result});
    }
    void findMembers(PresenceQuery &&query) override { queries.push_back(std::move(query)); }
    void addConnection(const QString &user, ConnectionId) override { users.push_back(u"+"_s + user); }
    void removeConnection(const QString &user, ConnectionId) override { users.push_back(u"-"_s + user); }
    void sendElsewhere(UserMessage &&message) override { sent.push_back(std::move(message)); }

    ClusterDirectoryHandler *handler = nullptr;
    QStringList members;
    QStringList *ended = nullptr; //!< gets `members` at the end
    QStringList users;
    std::deque<MemberClaim> claims;
    std::vector<PresenceQuery> queries;
    std::vector<UserMessage> sent;
};

//! One io thread of a node.
struct Fixture
{
    explicit Fixture(const HubRules &rules = {})
        : hubs(1, rules, [this](IoLoop &, std::size_t) {
            auto made = std::make_unique<Directory>();
            directory = made.get();
            return made;
        })
    {
    }
    Peer &connect(const QByteArray &target)
    {
        Peer &peer = hubs.connectEnvelope(0, target);
        hubs.passAll();
        return peer;
    }
    //! The first message of \a type that \a peer gets.
    static QJsonObject heard(Peer &peer, const QString &type)
    {
        return waitUntil([&] { return !heardOf(peer, type).empty(); }) ? heardOf(peer, type)[0]
                                                                       : QJsonObject();
    }
    //! What \a peer sent before has been handled, as far as it will be.
    void settle(Peer &peer)
    {
        for (int turn = 0; turn < 5 && peer.connection; ++turn) {
            hubs.peers.turn();
            hubs.passAll();
        }
    }
    //! The types of the messages that \a peer has received; of an error its code.
    static QStringList types(Peer &peer)
    {
        QStringList found;
        for (const QByteArray &message : peer.received()) {
            const QJsonObject object = json(message);
            found += object[u"type"] == u"error"_s ? object[u"code"].toString() : object[u"type"].toString();
        }
        return found;
    }
    bool isAsked()
    {
        return waitUntil([&] { return !directory->queries.empty() || !directory->sent.empty(); });
    }

    Directory *directory = nullptr;
    Hubs hubs;
};

} // namespace

class TestClusterDirectory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theShardsReportMembersAndUsers()
    {
        Fixture fixture;
        Peer &alice = fixture.connect("/room/blue?user=alice");
        const QString id = alice.connection->id().toString();
        QCOMPARE(fixture.directory->members, QStringList{u"+blue "_s + id + u" alice"_s});
        QCOMPARE(fixture.directory->users, QStringList{u"+alice"_s});
        alice.send(Opcode::Text, R"({"type":"join","room":"blue"})"); // is a member already
        alice.send(Opcode::Text, R"({"type":"leave","room":"blue","id":1})");
        fixture.heard(alice, u"ack"_s);
        QVERIFY(waitUntil([&] { return fixture.directory->members.size() == 2; }));
        QCOMPARE(fixture.directory->members[1], u"-blue "_s + id);
        alice.client.reset();
        QVERIFY(alice.ends());
        QCOMPARE(fixture.directory->users, QStringList({u"+alice"_s, u"-alice"_s}));
        QCOMPARE(fixture.directory->members.size(), 2);
    }
    void aJoinOfALimitedRoomIsClaimed_data()
    {
        using Result = MemberClaimed::Result;
        QTest::addColumn<int>("result");
        QTest::addColumn<int>("membersHere"); // of 2
        QTest::addColumn<bool>("isIn");
        QTest::addColumn<QString>("told"); // to the directory then
        QTest::newRow("granted") << int(Result::Granted) << 1 << true << QString();
        QTest::newRow("refused") << int(Result::Refused) << 1 << false << QString();
        QTest::newRow("unknown") << int(Result::Unknown) << 1 << true << u"+"_s;
        QTest::newRow("unknown, full here") << int(Result::Unknown) << 2 << false << u"-"_s;
    }
    void aJoinOfALimitedRoomIsClaimed()
    {
        QFETCH(const int, result);
        QFETCH(const int, membersHere);
        QFETCH(const bool, isIn);
        QFETCH(const QString, told);
        Fixture fixture(HubRules{{.announce = false, .maxMembers = 2}, {}, {}});
        Directory &directory = *fixture.directory;
        std::vector<Peer *> others;
        for (int i = 0; i < membersHere; ++i)
            others.push_back(&fixture.connect("/room/red?user=bob"));
        Peer &ann = fixture.connect("/room/blue?user=ann");
        QCOMPARE(directory.claims.size(), others.size() + 1);
        for (std::size_t i = 0; i <= others.size(); ++i)
            directory.answer(MemberClaimed::Result::Granted);
        ann.send(Opcode::Text, R"({"type":"join","room":"red","id":1})");
        if (membersHere == 2) { // there is no need to ask, unless one of them is about to leave
            QCOMPARE(Fixture::heard(ann, u"error"_s)[u"code"].toString(), u"room_limit"_s);
            QVERIFY(directory.claims.empty());
            others[0]->send(Opcode::Text, R"({"type":"leave"})");
            Fixture::heard(*others[0], u"ack"_s);
            ann.send(Opcode::Text, R"({"type":"join","room":"red","id":1})");
        }
        QVERIFY(waitUntil([&] { return !directory.claims.empty(); }));
        if (membersHere == 2) { // and another one is faster
            others[0]->send(Opcode::Text, R"({"type":"join","id":2})");
            QVERIFY(waitUntil([&] { return directory.claims.size() == 2; }));
            std::swap(directory.claims[0], directory.claims[1]);
            directory.answer(MemberClaimed::Result::Granted);
        }
        QVERIFY(heardOf(ann, u"ack"_s).empty());
        directory.members.clear();
        const std::size_t errors = heardOf(ann, u"error"_s).size();
        directory.answer(MemberClaimed::Result(result));
        if (isIn) {
            QCOMPARE(Fixture::heard(ann, u"ack"_s)[u"id"].toInt(), 1);
        } else {
            QVERIFY(waitUntil([&] { return heardOf(ann, u"error"_s).size() == errors + 1; }));
            const QJsonObject error = heardOf(ann, u"error"_s).back();
            QCOMPARE(error[u"code"].toString(), u"room_limit"_s); // as without a cluster
            QVERIFY(error[u"message"].toString().contains(u"as many members as it may have"_s));
            QCOMPARE(error[u"field"].toString(), u"room"_s);
            QVERIFY(error[u"retry"].isNull());
        }
        QCOMPARE(directory.members.size(), told.isEmpty() ? 0 : 1);
        if (!told.isEmpty())
            QVERIFY(directory.members[0].startsWith(told + u"red "_s + ann.connection->id().toString()));
    }
    void whoIsRefusedInTheRoomOfItsPathIsClosed()
    {
        Fixture fixture(HubRules{{.maxMembers = 1}, {}, {}});
        Peer &ann = fixture.connect("/room/blue?user=ann");
        Peer &bob = fixture.hubs.connect(0, "/room/blue?user=bob"); // plain
        QCOMPARE(fixture.directory->claims.size(), std::size_t(2));
        fixture.directory->answer(MemberClaimed::Result::Refused);
        fixture.directory->answer(MemberClaimed::Result::Refused);
        QVERIFY(ann.receivesClose(1013));
        QVERIFY(bob.receivesClose(1013));
        QVERIFY(fixture.directory->claims.empty());
    }
    void theRequestsOfAClientWaitForItsClaimInTheirOrder()
    {
        Fixture fixture(HubRules{{.announce = false, .maxMembers = 9}, {}, {}});
        Directory &directory = *fixture.directory;
        Peer &bob = fixture.connect("/room/blue?user=bob");
        directory.answer(MemberClaimed::Result::Granted);
        Peer &ann = fixture.connect("/room/red?user=ann");
        directory.answer(MemberClaimed::Result::Granted);
        Fixture::heard(ann, u"welcome"_s);
        for (const char *request :
             {R"({"type":"join","room":"blue","id":1})",
              R"({"type":"message","room":"blue","content":1,"id":2})",
              R"({"type":"leave","room":"blue","id":3})", R"({"type":"join","room":"blue","id":5})",
              R"({"type":"message","room":"blue","content":3,"id":6})"})
            ann.send(Opcode::Text, request);
        QVERIFY(waitUntil([&] { return directory.claims.size() == 1; }));
        // Others do not wait, neither for their own messages nor for those of others.
        bob.send(Opcode::Text, R"({"type":"message","content":0,"id":1})");
        QVERIFY(Fixture::heard(bob, u"ack"_s)[u"seq"].toInt() == 1);
        fixture.settle(ann);
        QCOMPARE(Fixture::types(ann), QStringList{u"welcome"_s});
        QCOMPARE(directory.claims.size(), std::size_t(1));
        directory.answer(MemberClaimed::Result::Granted);
        QVERIFY(waitUntil([&] { return directory.claims.size() == 1; })); // that of the second join
        fixture.settle(ann);
        const QStringList before = Fixture::types(ann);
        directory.answer(MemberClaimed::Result::Granted);
        QVERIFY(waitUntil([&] { return heardOf(ann, u"message"_s).size() == 2; }));
        fixture.settle(ann);
        QCOMPARE(before, QStringList({u"welcome"_s, u"ack"_s, u"message"_s, u"ack"_s, u"ack"_s}));
        QCOMPARE(Fixture::types(ann), before + QStringList({u"ack"_s, u"message"_s, u"ack"_s}));
        const QString id = ann.connection->id().toString();
        QCOMPARE(directory.members.mid(2), QStringList({u"?blue "_s + id + u" ann of 9"_s, u"-blue "_s + id,
                                                        u"?blue "_s + id + u" ann of 9"_s}));
    }
    void whoDisconnectsMeanwhileGivesItsPlaceBack_data()
    {
        QTest::addColumn<int>("result");
        QTest::addColumn<int>("removals");
        QTest::newRow("granted") << int(MemberClaimed::Result::Granted) << 1;
        QTest::newRow("refused") << int(MemberClaimed::Result::Refused) << 0;
        QTest::newRow("unknown") << int(MemberClaimed::Result::Unknown) << 1;
    }
    void whoDisconnectsMeanwhileGivesItsPlaceBack()
    {
        QFETCH(const int, result);
        QFETCH(const int, removals);
        Fixture fixture(HubRules{{.maxMembers = 1}, {}, {}});
        Directory &directory = *fixture.directory;
        Peer &ann = fixture.connect("/room/blue?user=ann");
        const QString id = ann.connection->id().toString();
        ann.client.reset();
        QVERIFY(ann.ends());
        QCOMPARE(fixture.hubs.roomCount(), std::size_t(1));
        directory.answer(MemberClaimed::Result(result));
        QCOMPARE(directory.members.count(u"-blue "_s + id), removals);
        QCOMPARE(fixture.hubs.roomCount(), std::size_t(0));
        Peer &bob = fixture.connect("/room/blue?user=bob");
        directory.answer(MemberClaimed::Result::Unknown); // here there is a place
        QVERIFY(!Fixture::heard(bob, u"welcome"_s).isEmpty());
    }
    void aShardThatEndsGivesItsClaimsUp()
    {
        QStringList told;
        {
            Fixture fixture(HubRules{{.maxMembers = 1}, {}, {}});
            fixture.directory->ended = &told;
            fixture.connect("/room/blue?user=ann");
        }
        QCOMPARE(told.size(), 2);
        QVERIFY(told[1].startsWith(u"-blue "_s));
    }
    void aRoomWithoutALimitIsNotClaimed()
    {
        HubRules rules{{.announce = false, .maxMembers = 1}, {}, {}};
        RoomSettings unlimited;
        unlimited.name = u"free"_s;
        unlimited.maxMembers = 0;
        rules.rooms = std::make_shared<const RoomPolicies>(std::vector{unlimited});
        Fixture fixture(rules);
        Peer &ann = fixture.connect("/room/free?user=ann");
        QVERIFY(!Fixture::heard(ann, u"welcome"_s).isEmpty());
        QVERIFY(fixture.directory->claims.empty());
        QVERIFY(fixture.directory->members[0].startsWith(u"+free"_s));
    }
    void whoIsReplacedElsewhereIsNamed()
    {
        QList<quint64> closed;
        Directory *directory = nullptr;
        Hubs hubs(0);
        ServerCounters counters;
        Hub hub(hubs.peers.loop, hubs.peers.events, {}, hubs.ledger, hubs.memory, counters,
                HubContext{.directory =
                               [&](IoLoop &, std::size_t) {
                                   auto made = std::make_unique<Directory>();
                                   directory = made.get();
                                   return made;
                               },
                           .closeReplaced = [&](ConnectionId id) { closed += id.value(); }});
        directory->handler->handle(ConnectionReplaced{ConnectionId(7)});
        QCOMPARE(closed, QList<quint64>{7});
    }
    void presenceIsThatOfAllNodes()
    {
        Fixture fixture;
        Peer &alice = fixture.connect("/room/blue?user=alice");
        alice.send(Opcode::Text, R"({"type":"presence","id":4,"limit":1})");
        QVERIFY(fixture.isAsked());
        QVERIFY(heardOf(alice, u"presence"_s).empty());
        fixture.directory->handler->handle(MembersFound{
            fixture.directory->queries[0], PresencePage{{{u"zoe"_s, ConnectionId(99)}}, 7, true}});
        const QJsonObject presence = Fixture::heard(alice, u"presence"_s);
        QCOMPARE(presence[u"id"].toInt(), 4);
        QCOMPARE(presence[u"count"].toInt(), 7);
        QCOMPARE(presence[u"members"].toArray()[0][u"user"].toString(), u"zoe"_s);
        QVERIFY(presence.contains(u"next"));
    }
    void presenceIsUnavailableWithoutTheOtherNodes()
    {
        Fixture fixture;
        Peer &alice = fixture.connect("/room/blue?user=alice");
        alice.send(Opcode::Text, R"({"type":"presence","id":4})");
        QVERIFY(fixture.isAsked());
        fixture.directory->handler->handle(MembersFound{fixture.directory->queries[0], {}});
        const QJsonObject error = Fixture::heard(alice, u"error"_s);
        QCOMPARE(error[u"code"].toString(), u"unavailable"_s);
        QVERIFY(error[u"retry"].toInt() > 0);
        QCOMPARE(error[u"id"].toInt(), 4);
    }
    void aRoomWithMembersElsewhereOnlyIsFound()
    {
        Fixture fixture;
        std::vector<RoomAnswer> answers;
        const auto keep = [&](const RoomAnswer &answer) { answers.push_back(answer); };
        fixture.hubs.hubs[0]->listMembers(blue, {}, keep);
        fixture.hubs.hubs[0]->listMembers(blue, {}, keep);
        QCOMPARE(fixture.directory->queries.size(), std::size_t(2));
        fixture.directory->handler->handle(MembersFound{fixture.directory->queries[0], PresencePage()});
        fixture.directory->handler->handle(MembersFound{
            fixture.directory->queries[1], PresencePage{{{u"zoe"_s, ConnectionId(99)}}, 1, false}});
        QCOMPARE(answers.size(), std::size_t(2));
        QCOMPARE(answers[0].status, RoomAnswer::Status::NoSuchRoom);
        QCOMPARE(answers[1].status, RoomAnswer::Status::Found);
        QVERIFY(answers[1].json.contains("zoe"));
    }
    //! The server asks about rooms that nobody is in here; the broker has a history of them, or has not.
    void aDescriptionCountsTheMembersOfAllNodes()
    {
        Fixture fixture;
        std::vector<RoomAnswer> answers;
        const auto keep = [&](const RoomAnswer &answer) { answers.push_back(answer); };
        fixture.connect("/room/blue?user=alice");
        for (const QString &room : {blue, u"red"_s, u"green"_s, u"grey"_s})
            fixture.hubs.hubs[0]->describe(room, keep);
        std::vector<PresenceQuery> &queries = fixture.directory->queries;
        QCOMPARE(queries.size(), std::size_t(4));
        const std::array<std::optional<PresencePage>, 4> pages{
            PresencePage{{}, 5, true}, PresencePage{{}, 2, true}, PresencePage(), std::nullopt};
        for (std::size_t i = 0; i < pages.size(); ++i) {
            QCOMPARE(queries[i].request.limit, std::optional(0));
            fixture.directory->handler->handle(MembersFound{queries[i], pages[i]});
        }
        QCOMPARE(answers.size(), std::size_t(4));
        QCOMPARE(answers[0].room.members, 5u);
        QCOMPARE(answers[1].status, RoomAnswer::Status::Found);
        QCOMPARE(answers[1].room.name, u"red"_s);
        QCOMPARE(answers[1].room.members, 2u);
        QCOMPARE(answers[2].status, RoomAnswer::Status::NoSuchRoom);
        QCOMPARE(answers[3].status, RoomAnswer::Status::HistoryUnavailable);
        QCOMPARE(fixture.hubs.roomCount(), std::size_t(1)); // the others were there for the question only
    }
    void historyIsReadAndDeletedAlsoWhereNobodyIsIn()
    {
        Fixture fixture;
        Hub &hub = *fixture.hubs.hubs[0];
        std::vector<RoomAnswer> answers;
        const auto keep = [&](const RoomAnswer &answer) { answers.push_back(answer); };
        hub.deleteHistory(blue, keep);
        QCOMPARE(answers.size(), std::size_t(1));
        QCOMPARE(answers[0].status, RoomAnswer::Status::NoSuchRoom);
        QCOMPARE(fixture.hubs.roomCount(), std::size_t(0));
        // A room without messages exists where somebody is in it.
        for (int i = 0; i < 3; ++i)
            hub.readHistory(blue, {}, keep);
        std::vector<PresenceQuery> &queries = fixture.directory->queries;
        QCOMPARE(queries.size(), std::size_t(3));
        const std::array<std::optional<PresencePage>, 3> pages{PresencePage(), PresencePage{{}, 1, true},
                                                               std::nullopt};
        for (std::size_t i = 0; i < pages.size(); ++i)
            fixture.directory->handler->handle(MembersFound{queries[i], pages[i]});
        QCOMPARE(answers.size(), std::size_t(4));
        QCOMPARE(answers[1].status, RoomAnswer::Status::NoSuchRoom);
        QCOMPARE(answers[2].status, RoomAnswer::Status::Found);
        QCOMPARE(json(answers[2].json)[u"messages"].toArray().size(), 0);
        QCOMPARE(answers[3].status, RoomAnswer::Status::HistoryUnavailable);
        QCOMPARE(fixture.hubs.roomCount(), std::size_t(0));
    }
    void aPublicationOfTheServerCountsTheMembersOfAllNodes()
    {
        Fixture fixture;
        fixture.connect("/room/blue?user=alice");
        std::vector<ServerPublishResult> results;
        const auto keep = [&](const ServerPublishResult &result) { results.push_back(result); };
        const ServerMessage message = PreparedMessage(Opcode::Text, "hi");
        fixture.hubs.hubs[0]->publish(blue, message, keep);
        fixture.hubs.hubs[0]->publish(blue, message, keep);
        std::vector<PresenceQuery> &queries = fixture.directory->queries;
        QCOMPARE(queries.size(), std::size_t(2));
        QVERIFY(results.empty());
        fixture.directory->handler->handle(MembersFound{queries[0], PresencePage{{}, 5, true}});
        fixture.directory->handler->handle(MembersFound{queries[1], std::nullopt}); // those here, at least
        QCOMPARE(results.size(), std::size_t(2));
        QCOMPARE(results[0].recipients, 5u);
        QCOMPARE(results[0].seq, 1u);
        QCOMPARE(results[1].recipients, 1u);
        QCOMPARE(results[1].seq, 2u);
    }
    void membersOfOtherNodesAreAnnounced()
    {
        Fixture fixture;
        Peer &alice = fixture.connect("/room/blue?user=alice");
        ClusterDirectoryHandler &handler = *fixture.directory->handler;
        handler.handle(MemberElsewhere{u"red"_s, ConnectionId(98), u"yan"_s, true}); // nobody is in it here
        handler.handle(MemberElsewhere{blue, ConnectionId(99), u"zoe"_s, true});
        const QJsonObject joined = Fixture::heard(alice, u"joined"_s);
        QCOMPARE(joined[u"user"].toString(), u"zoe"_s);
        handler.handle(MemberElsewhere{blue, ConnectionId(99), u"zoe"_s, false});
        QCOMPARE(Fixture::heard(alice, u"left"_s)[u"user"].toString(), u"zoe"_s);
        QCOMPARE(heardOf(alice, u"joined"_s).size(), std::size_t(1));
    }
    void nobodyIsAnnouncedWhereThatIsOff()
    {
        Fixture fixture(HubRules{{.announce = false}, {}, {}});
        Peer &alice = fixture.connect("/room/blue?user=alice");
        fixture.directory->handler->handle(MemberElsewhere{blue, ConnectionId(99), u"zoe"_s, true});
        alice.send(Opcode::Text, R"({"type":"ping","id":1})");
        Fixture::heard(alice, u"pong"_s);
        QVERIFY(heardOf(alice, u"joined"_s).empty());
    }
    void aDirectMessageGoesToAllNodes_data()
    {
        QTest::addColumn<QString>("to");
        QTest::addColumn<int>("elsewhere"); // -1: not reached
        QTest::addColumn<QString>("answer");
        QTest::addColumn<int>("connections");
        QTest::addColumn<bool>("isDelivered");
        QTest::newRow("here and elsewhere") << u"bob"_s << 2 << u"ack"_s << 3 << true;
        QTest::newRow("here only") << u"bob"_s << 0 << u"ack"_s << 1 << true;
        QTest::newRow("elsewhere only") << u"zoe"_s << 1 << u"ack"_s << 1 << false;
        QTest::newRow("nowhere") << u"zoe"_s << 0 << u"error"_s << 0 << false;
        QTest::newRow("not reached") << u"bob"_s << -1 << u"error"_s << 0 << false;
    }
    void aDirectMessageGoesToAllNodes()
    {
        QFETCH(const QString, to);
        QFETCH(const int, elsewhere);
        QFETCH(const QString, answer);
        QFETCH(const int, connections);
        QFETCH(const bool, isDelivered);
        Fixture fixture;
        Peer &alice = fixture.connect("/room/blue?user=alice");
        Peer &bob = fixture.connect("/room/blue?user=bob");
        alice.send(Opcode::Text,
                   R"({"type":"direct","id":2,"content":"hi","to":"%"})"_ba.replace('%', to.toUtf8()));
        QVERIFY(fixture.isAsked());
        QVERIFY(heardOf(bob, u"direct"_s).empty()); // first it is known whether the others can be reached
        fixture.directory->handler->handle(
            SentElsewhere{std::move(fixture.directory->sent[0]),
                          elsewhere < 0 ? std::nullopt : std::optional(quint32(elsewhere))});
        const QJsonObject answered = Fixture::heard(alice, answer);
        QCOMPARE(answered[u"id"].toInt(), 2);
        QCOMPARE(answered[u"connections"].toInt(), connections);
        if (elsewhere < 0)
            QCOMPARE(answered[u"code"].toString(), u"unavailable"_s);
        if (isDelivered)
            QCOMPARE(Fixture::heard(bob, u"direct"_s)[u"content"].toString(), u"hi"_s);
        bob.send(Opcode::Text, R"({"type":"ping"})");
        Fixture::heard(bob, u"pong"_s);
        QCOMPARE(heardOf(bob, u"direct"_s).size(), std::size_t(isDelivered ? 1 : 0));
    }
    void aMessageOfTheServerGoesToAllNodes()
    {
        Fixture fixture;
        std::vector<quint32> counts;
        const auto count = [&](quint32 recipients) { counts.push_back(recipients); };
        fixture.hubs.hubs[0]->sendToUser(u"zoe"_s, PreparedMessage(Opcode::Text, "hi"), count);
        QVERIFY(counts.empty());
        fixture.directory->handler->handle(SentElsewhere{std::move(fixture.directory->sent[0]), 4});
        QCOMPARE(counts, std::vector<quint32>{4});
    }
    void aDirectMessageOfAnotherNodeIsDelivered()
    {
        Fixture fixture;
        Peer &bob = fixture.connect("/room/blue?user=bob");
        ClusterDirectoryHandler &handler = *fixture.directory->handler;
        handler.handle(DirectFromElsewhere{u"gone"_s, u"zoe"_s, ConnectionId(99), {"1"}});
        handler.handle(DirectFromElsewhere{u"bob"_s, u"zoe"_s, ConnectionId(99), {"[1.10]"}});
        const QJsonObject direct = Fixture::heard(bob, u"direct"_s);
        QCOMPARE(direct[u"from"].toString(), u"zoe"_s);
        QVERIFY(bob.received().last().contains(R"("content":[1.10])"));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestClusterDirectory)
#include "tst_clusterdirectory.moc"
