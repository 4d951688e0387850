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
    void setHandler(ClusterDirectoryHandler &eventHandler) override { handler = &eventHandler; }
    void addMember(const QString &room, ConnectionId client, const QString &user) override
    {
        members.push_back(u"+"_s + room + u" "_s + client.toString() + u" "_s + user);
    }
    void removeMember(const QString &room, ConnectionId client) override
    {
        members.push_back(u"-"_s + room + u" "_s + client.toString());
    }
    void findMembers(PresenceQuery &&query) override { queries.push_back(std::move(query)); }
    void addConnection(const QString &user, ConnectionId) override { users.push_back(u"+"_s + user); }
    void removeConnection(const QString &user, ConnectionId) override { users.push_back(u"-"_s + user); }
    void sendElsewhere(UserMessage &&message) override { sent.push_back(std::move(message)); }

    ClusterDirectoryHandler *handler = nullptr;
    QStringList members;
    QStringList users;
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
        hub.readHistory(blue, {}, keep);
        hub.deleteHistory(blue, keep);
        QCOMPARE(answers.size(), std::size_t(2));
        for (const RoomAnswer &answer : answers)
            QCOMPARE(answer.status, RoomAnswer::Status::NoSuchRoom);
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
