#include "core/hub/backpressure.h"
#include "core/hub/enveloperequesthandler.h"
#include "core/hub/localclients.h"

#include "tests/core/hub/hubfixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const QString blue = QStringLiteral("blue");

//! Keeps what the clients of thread 0 ask of the shards, which the test answers.
struct Shards final : public HubMessageHandler, public HubBus
{
    void handle(ShardRequest &&request) override { requests.push_back(std::move(request)); }
    void handle(ClientDelivery &&) override {}
    std::size_t threadCount() const override { return 2; }
    bool hasQueued(std::size_t) const override { return false; }
    void post(std::size_t, HubMessage &&message) override
    {
        requests.push_back(std::get<ShardRequest>(std::move(message)));
    }

    template <typename Request>
    std::vector<Request> take()
    {
        std::vector<Request> found;
        std::erase_if(requests, [&](ShardRequest &request) {
            auto *content = std::get_if<Request>(&request);
            if (content)
                found.push_back(std::move(*content));
            return content != nullptr;
        });
        return found;
    }

    std::vector<ShardRequest> requests;
};

struct Fixture
{
    Fixture()
    {
        peers.onConnected = [this](Peer &peer) { clients.add(peer.connection, termsOf(peer)); };
    }
    ~Fixture() { peers.closeAll(); }
    Q_DISABLE_COPY_MOVE(Fixture)

    //! In room blue, as its shard has confirmed.
    Peer &connectMember(bool isEnvelope = false)
    {
        Peer &peer = isEnvelope ? peers.connectEnvelope("/room/blue") : peers.connect("/room/blue");
        const RoomJoin join = shards.take<RoomJoin>().at(0);
        clients.handle(JoinResult{join.requester, join.room, {QStringLiteral("epoch"), 7}, {}, join.isFirst});
        return peer;
    }
    static std::shared_ptr<RoomBroadcast> broadcastOf(const QByteArray &text)
    {
        auto broadcast = std::make_shared<RoomBroadcast>();
        broadcast->room = blue;
        broadcast->plain = PreparedMessage(Opcode::Text, text);
        broadcast->envelope = PreparedMessage(Opcode::Text, R"({"type":"message"})");
        return broadcast;
    }

    ServerCounters counters;
    HubRules rules;
    Peers peers;
    Shards shards;
    HubLink link{shards, 0, &shards};
    LocalClients clients{peers.events, link, rules, requestHandler, counters};
    EnvelopeRequestHandler requestHandler{peers.loop, link, rules, clients};
};

} // namespace

class TestLocalClients : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFloodOfNoticesClosesNobody()
    {
        Fixture fixture;
        Peer &slow = fixture.connectMember(true);
        const auto notice = std::make_shared<RoomBroadcast>();
        notice->room = blue;
        notice->envelope = PreparedMessage(Opcode::Text, QByteArray(300, 'j'));
        notice->isHint = true;
        for (int i = 0; i < 20'000; ++i) // without a turn in which something could be sent
            fixture.clients.handle(RoomDelivery{notice});
        QVERIFY(slow.connection->activity().queuedBytes <= 256 * 1024);
        QVERIFY(slow.connection->isOpen());
        QCOMPARE(slow.connection->activity().droppedMessages, quint64(0));
        QVERIFY(waitUntil([&] { return slow.received().size() > 500; })); // those that had room
        const std::shared_ptr<RoomBroadcast> message = Fixture::broadcastOf("last");
        message->seq = 1;
        fixture.clients.handle(RoomDelivery{message});
        QVERIFY(waitUntil([&] {
            return slow.received().contains(QByteArrayView(message->envelope.payload()).toByteArray());
        }));
        QVERIFY(slow.endings.empty());
    }
    void aNewClientIsReportedToItsShards()
    {
        Fixture fixture;
        Peer &alice = fixture.peers.connect("/room/blue?user=alice");
        QCOMPARE(fixture.shards.requests.size(), std::size_t(2));
        const UserConnected user = fixture.shards.take<UserConnected>().at(0);
        QCOMPARE(user.user, QStringLiteral("alice"));
        QCOMPARE(user.connection.client, alice.connection->id());
        const RoomJoin join = fixture.shards.take<RoomJoin>().at(0);
        QCOMPARE(join.room, blue);
        QVERIFY(join.isFirst);
        QVERIFY(!join.since);
        QCOMPARE(join.member.client, alice.connection->id());
        QCOMPARE(join.member.dialect, Dialect::Plain);
        QVERIFY(join.requester.credit > 0);
    }
    void anEchoClientIsInNoRoom()
    {
        Fixture fixture;
        Peer &echo = fixture.peers.connect("/echo");
        QCOMPARE(fixture.shards.take<UserConnected>().size(), std::size_t(1));
        echo.send(Opcode::Text, "x");
        QVERIFY(echo.receives({"x"}));
        QVERIFY(fixture.shards.requests.empty());
    }
    void messagesGoToTheShardOfTheRoom()
    {
        Fixture fixture;
        int taken = 0;
        QObject::connect(&fixture.clients, &LocalClients::messageTaken, &fixture.clients,
                         [&taken] { ++taken; });
        Peer &alice = fixture.connectMember();
        fixture.shards.requests.clear();
        alice.send(Opcode::Binary, "x");
        QVERIFY(waitUntil([&] { return !fixture.shards.requests.empty(); }));
        const RoomPublish publish = fixture.shards.take<RoomPublish>().at(0);
        QCOMPARE(publish.room, blue);
        QCOMPARE(publish.publication.plain.opcode(), Opcode::Binary);
        QCOMPARE(publish.publication.plain.payload().toByteArray(), QByteArray("x"));
        QCOMPARE(publish.requester.client, alice.connection->id());
        QCOMPARE(taken, 1);
        QCOMPARE(fixture.counters.in.messages(), quint64(1));
        QVERIFY(alice.received().isEmpty()); // only the shard delivers
    }
    void publicationsReachMembersOnly()
    {
        Fixture fixture;
        Peer &member = fixture.connectMember();
        Peer &pending = fixture.peers.connect("/room/blue"); // its join is not answered
        fixture.clients.handle(RoomDelivery{Fixture::broadcastOf("x")});
        QVERIFY(member.receives({"x"}));
        QVERIFY(fixture.peers.turn());
        QVERIFY(pending.received().isEmpty());
        QCOMPARE(fixture.counters.out.messages(), quint64(1));
    }
    void oneMemberIsExcepted()
    {
        Fixture fixture;
        Peer &alice = fixture.connectMember();
        Peer &bob = fixture.connectMember();
        const auto broadcast = Fixture::broadcastOf("x");
        broadcast->except = alice.connection->id();
        fixture.clients.handle(RoomDelivery{broadcast});
        QVERIFY(bob.receives({"x"}));
        QVERIFY(fixture.peers.turn());
        QVERIFY(alice.received().isEmpty());
    }
    void thePublisherGetsItsAckBehindTheMessage()
    {
        Fixture fixture;
        Peer &alice = fixture.connectMember(true);
        const auto broadcast = Fixture::broadcastOf("x");
        broadcast->seq = 8;
        broadcast->requester = {alice.connection->id(), 0, 100, "5", false};
        alice.connection->addInFlight(100);
        fixture.clients.handle(RoomDelivery{broadcast});
        QVERIFY(waitUntil([&] { return alice.received().size() == 3; }));
        QCOMPARE(json(alice.received()[0])[u"type"].toString(), QStringLiteral("welcome"));
        QCOMPARE(json(alice.received()[1])[u"type"].toString(), QStringLiteral("message"));
        QCOMPARE(json(alice.received()[2])[u"type"].toString(), QStringLiteral("ack"));
        QCOMPARE(json(alice.received()[2])[u"seq"].toInt(), 8);
    }
    void aPublisherOnAnotherThreadGetsNoAckHere()
    {
        Fixture fixture;
        Peer &alice = fixture.connectMember(true);
        const auto broadcast = Fixture::broadcastOf("x");
        broadcast->requester = {alice.connection->id(), 1, 100, "5", false};
        fixture.clients.handle(RoomDelivery{broadcast});
        QVERIFY(waitUntil([&] { return alice.received().size() == 2; }));
        QVERIFY(fixture.peers.turn());
        QVERIFY(heardOf(alice, QStringLiteral("ack")).empty());
    }
    void aReplayFollowsTheAckOfAJoin()
    {
        Fixture fixture;
        Peer &alice = fixture.connectMember(true);
        alice.send(Opcode::Text, R"({"type":"join","id":2,"room":"red","since":{"epoch":"e","seq":4}})");
        QVERIFY(waitUntil([&] { return !std::get_if<UserConnected>(&fixture.shards.requests.back()); }));
        const RoomJoin join = fixture.shards.take<RoomJoin>().at(0);
        QCOMPARE(join.since, std::optional(StreamPosition{QStringLiteral("e"), 4}));
        fixture.clients.handle(
            JoinResult{join.requester, join.room, {QStringLiteral("e"), 6}, ReplayStart{4, true}, false});
        QVERIFY(waitUntil([&] { return alice.received().size() == 2; }));
        QCOMPARE(json(alice.received()[1])[u"seq"].toInt(), 6);
        const ReplayRead read = fixture.shards.take<ReplayRead>().at(0);
        QCOMPARE(read.after, (StreamPosition{QStringLiteral("e"), 4}));
        fixture.clients.handle(ReplayChunk{read.client, read.replay, {}, true, true});
        QVERIFY(waitUntil([&] { return alice.received().size() == 3; }));
        QCOMPARE(alice.received()[2],
                 R"({"type":"history","id":2,"room":"red","epoch":"e","messages":[],"recovered":false})");
    }
    void withoutItsFirstRoomAConnectionIsClosed()
    {
        Fixture fixture;
        Peer &alice = fixture.peers.connect("/room/blue");
        const RoomJoin join = fixture.shards.take<RoomJoin>().at(0);
        fixture.clients.handle(JoinRejection{join.requester, join.room, EnvelopeErrorCode::RoomLimit,
                                             QStringLiteral("full"), true});
        QVERIFY(alice.receivesClose(1013));
        QVERIFY(alice.ends());
        QVERIFY(fixture.shards.take<RoomLeave>().empty()); // it was not in
    }
    void aRoomCountsForTheAddressOfItsCreator()
    {
        Fixture fixture;
        Peer &alice = fixture.connectMember(true);
        LocalClient &client = *fixture.clients.find(alice.connection->id());
        for (const bool isOperator : {false, true}) {
            fixture.shards.requests.clear();
            Requester requester = fixture.clients.makeRequester(client, 0);
            requester.isOperator = isOperator;
            fixture.clients.join(client, QStringLiteral("red"), std::move(requester), {}, false);
            const RoomJoin join = fixture.shards.take<RoomJoin>().at(0);
            QCOMPARE(join.creator, isOperator ? QHostAddress() : alice.connection->info().peer.address);
            QCOMPARE(join.creator.isNull(), isOperator);
        }
    }
    void limitsOfRoomsAreReported()
    {
        Fixture fixture;
        QByteArrayList limits;
        QObject::connect(&fixture.clients, &LocalClients::roomRefused, &fixture.clients,
                         [&limits](Connection *, const char *limit) { limits += limit; });
        fixture.peers.connect("/room/blue");
        const RoomJoin join = fixture.shards.take<RoomJoin>().at(0);
        fixture.clients.handle(
            JoinRejection{join.requester, join.room, EnvelopeErrorCode::Internal, {}, false});
        QCOMPARE(limits, QByteArrayList());
        fixture.clients.handle(
            JoinRejection{join.requester, join.room, EnvelopeErrorCode::RoomLimit, {}, true, "rooms_full"});
        QCOMPARE(limits, QByteArrayList{"rooms_full"});
    }
    void readersThatFallBehindAreReportedToTheirRooms()
    {
        Fixture fixture;
        Peer &alice = fixture.connectMember();
        LocalClient &client = *fixture.clients.find(alice.connection->id());
        fixture.clients.join(client, QStringLiteral("red"), fixture.clients.makeRequester(client, 0), {},
                             false);
        fixture.shards.requests.clear();
        Q_EMIT fixture.peers.events.behindChanged(alice.connection, true);
        Q_EMIT fixture.peers.events.behindChanged(alice.connection, false);
        const auto reports = fixture.shards.take<ReaderBehindChanged>();
        QCOMPARE(reports.size(), std::size_t(2)); // it is not in red yet
        for (const ReaderBehindChanged &report : reports) {
            QCOMPARE(report.client, alice.connection->id());
            QCOMPARE(report.room, blue);
        }
        QVERIFY(reports[0].isBehind);
        QVERIFY(!reports[1].isBehind);
    }
    void aReaderThatIsBehindWhenItJoinsIsReported()
    {
        Fixture fixture;
        Peer &alice = fixture.connectMember();
        QVERIFY(fixture.shards.take<ReaderBehindChanged>().empty());
        // More than the kernel takes for a client that does not read.
        const PreparedMessage large(Opcode::Binary, QByteArray(16 * 1024 * 1024, 'x'));
        alice.connection->send(large);
        QVERIFY(waitUntil([&] { return alice.connection->isBehind(); }));
        QCOMPARE(fixture.shards.take<ReaderBehindChanged>().size(), std::size_t(1));
        fixture.clients.handle(JoinResult{{alice.connection->id(), 0, 0, {}}, QStringLiteral("red"), {}, {}});
        const auto reports = fixture.shards.take<ReaderBehindChanged>();
        QCOMPARE(reports.size(), std::size_t(1));
        QCOMPARE(reports[0].room, QStringLiteral("red"));
        QVERIFY(reports[0].isBehind);
        QVERIFY(waitUntil([&] { return !alice.received().isEmpty() && !alice.connection->isBehind(); }));
    }
    void aRejectedJoinIsAnError()
    {
        Fixture fixture;
        Peer &alice = fixture.connectMember(true);
        alice.send(Opcode::Text, R"({"type":"join","id":2,"room":"red"})");
        QVERIFY(waitUntil([&] { return !std::get_if<UserConnected>(&fixture.shards.requests.back()); }));
        const RoomJoin join = fixture.shards.take<RoomJoin>().at(0);
        QVERIFY(fixture.clients.find(alice.connection->id())->hasRequested(join.room));
        fixture.clients.handle(JoinRejection{join.requester, join.room, EnvelopeErrorCode::RoomLimit,
                                             QStringLiteral("full"), false});
        QVERIFY(waitUntil([&] { return alice.received().size() == 2; }));
        const QJsonObject error = json(alice.received()[1]);
        QCOMPARE(error[u"code"].toString(), QStringLiteral("room_limit"));
        QCOMPARE(error[u"message"].toString(), QStringLiteral("full"));
        QCOMPARE(error[u"id"].toInt(), 2);
        QVERIFY(!fixture.clients.find(alice.connection->id())->hasRequested(join.room));
    }
    void afterALeaveNothingIsDelivered()
    {
        Fixture fixture;
        Peer &alice = fixture.connectMember();
        fixture.clients.handle(LeaveResult{{alice.connection->id(), 0, 0, {}, false}, blue});
        fixture.clients.handle(RoomDelivery{Fixture::broadcastOf("x")});
        QVERIFY(fixture.peers.turn());
        QVERIFY(alice.received().isEmpty());
    }
    void aClosedConnectionLeavesItsRoomsOnce()
    {
        Fixture fixture;
        int departed = 0;
        QObject::connect(&fixture.clients, &LocalClients::departed, &fixture.clients,
                         [&departed] { ++departed; });
        Peer &alice = fixture.connectMember();
        const ConnectionId id = alice.connection->id();
        fixture.shards.requests.clear();
        alice.client.reset();
        QVERIFY(alice.ends());
        const auto leaves = fixture.shards.take<RoomLeave>();
        QCOMPARE(leaves.size(), std::size_t(1));
        QCOMPARE(leaves[0].requester.client, id);
        QCOMPARE(fixture.shards.take<UserDisconnected>().size(), std::size_t(1));
        QCOMPARE(departed, 1);
        QVERIFY(!fixture.clients.find(id));
        // What is still on its way to it has no effect.
        fixture.clients.handle(RoomDelivery{Fixture::broadcastOf("x")});
        fixture.clients.handle(LeaveResult{leaves[0].requester, blue});
        fixture.clients.handle(Answer{leaves[0].requester, "{}"});
        QCOMPARE(fixture.counters.out.messages(), quint64(0));
    }
    void theRoomsOfAConnectionAreInItsActivity()
    {
        Fixture fixture;
        struct Listener final : ActivityListener
        {
            void activityChanged(Connection &) override { ++calls; }
            int calls = 0;
        } listener;
        Peer &alice = fixture.peers.connectEnvelope("/room/blue");
        const RoomJoin join = fixture.shards.take<RoomJoin>().at(0);
        QVERIFY(alice.connection->activity().rooms.isNull()); // the shard has not answered yet
        alice.connection->setActivityListener(&listener);
        fixture.clients.handle(JoinResult{join.requester, blue, {QStringLiteral("e"), 1}, {}, true});
        JoinedRooms expected;
        expected.add(blue, RoomEntry::Path);
        QVERIFY(alice.connection->activity().rooms == expected);

        const Requester own{alice.connection->id(), 0, 0, "1"};
        Requester operators = own;
        operators.isOperator = true;
        const auto changes = [&](const auto &delivery) {
            alice.connection->takeDirty();
            listener.calls = 0;
            auto copy = delivery;
            fixture.clients.handle(std::move(copy));
            return listener.calls == 1;
        };
        QVERIFY(changes(JoinResult{own, QStringLiteral("red"), {}, {}}));
        QVERIFY(changes(JoinResult{operators, QStringLiteral("green"), {}, {}}));
        changes(JoinResult{own, QStringLiteral("red"), {}, {}}); // once more: nothing new
        expected.add(QStringLiteral("red"), RoomEntry::Request);
        expected.add(QStringLiteral("green"), RoomEntry::Operator);
        QVERIFY(alice.connection->activity().rooms == expected);

        QVERIFY(changes(LeaveResult{own, blue}));
        expected.remove(blue);
        QVERIFY(alice.connection->activity().rooms == expected);
        changes(LeaveResult{own, QStringLiteral("never joined")});
        QVERIFY(alice.connection->activity().rooms == expected);
        QVERIFY(changes(JoinResult{own, blue, {}, {}})); // comes back, by request now
        expected.add(blue, RoomEntry::Request);
        QVERIFY(alice.connection->activity().rooms == expected);
    }
    void membersByPathShareOneList()
    {
        Fixture fixture;
        Peer &alice = fixture.connectMember();
        Peer &bob = fixture.connectMember(true);
        QCOMPARE(alice.connection->rooms().list().data(), bob.connection->rooms().list().data());
        fixture.clients.handle(JoinResult{{bob.connection->id(), 0, 0, {}}, QStringLiteral("red"), {}, {}});
        QCOMPARE(alice.connection->rooms().list().size(), std::size_t(1));
        QCOMPARE(bob.connection->rooms().list().size(), std::size_t(2));
    }
    void aVeryLongListOfRoomsIsCharged()
    {
        Fixture fixture;
        Peer &alice = fixture.connectMember();
        const auto joinRooms = [&](int first, int last) {
            for (int i = first; i <= last; ++i)
                fixture.clients.handle(
                    JoinResult{{alice.connection->id(), 0, 0, {}}, QString::number(i), {}, {}});
        };
        joinRooms(2, 128); // the default limit
        QCOMPARE(alice.connection->activity().work, qint64(0));
        joinRooms(129, 130);
        QCOMPARE(alice.connection->activity().work, qint64(129 + 130));
        fixture.clients.handle(LeaveResult{{alice.connection->id(), 0, 0, {}}, QString::number(7)});
        QCOMPARE(alice.connection->activity().work, qint64(129 + 130 + 129));
    }
    void aHandledBacklogLetsTheShardResume()
    {
        Fixture fixture;
        Backpressure backpressure;
        backpressure.add(Backpressure::Limit);
        backpressure.add(1);
        QVERIFY(backpressure.isBlocked());
        fixture.shards.requests.clear();
        fixture.clients.handle(RoomDelivery{Fixture::broadcastOf("x"), {&backpressure, 1, 1}});
        QVERIFY(fixture.shards.requests.empty()); // still too large
        const auto direct = std::make_shared<const DirectBroadcast>();
        fixture.clients.handle(DirectDelivery{direct, {&backpressure, Backpressure::Limit, 1}});
        QCOMPARE(fixture.shards.take<ResumePublishing>().size(), std::size_t(1));
        QCOMPARE(backpressure.bytes(), qint64(0));
    }
    void directMessagesReachTheListedClients()
    {
        Fixture fixture;
        Peer &plain = fixture.connectMember();
        Peer &envelope = fixture.connectMember(true);
        Peer &other = fixture.connectMember();
        auto broadcast = std::make_shared<DirectBroadcast>();
        broadcast->clients = {plain.connection->id(), envelope.connection->id(), ConnectionId(99)};
        broadcast->plain = PreparedMessage(Opcode::Text, "x");
        broadcast->envelope = PreparedMessage(Opcode::Text, R"({"type":"direct"})");
        fixture.clients.handle(DirectDelivery{broadcast});
        QVERIFY(plain.receives({"x"}));
        QVERIFY(waitUntil([&] { return !heardOf(envelope, QStringLiteral("direct")).empty(); }));
        QVERIFY(fixture.peers.turn());
        QVERIFY(other.received().isEmpty());
    }
    void theServerSendsToAll()
    {
        Fixture fixture;
        Peer &plain = fixture.connectMember();
        Peer &envelope = fixture.connectMember(true);
        Peer &echo = fixture.peers.connect("/echo");
        QCOMPARE(fixture.clients.sendToAll(PreparedMessage(Opcode::Text, "x")), quint32(3));
        QVERIFY(plain.receives({"x"}));
        QVERIFY(echo.receives({"x"}));
        QVERIFY(waitUntil([&] { return !heardOf(envelope, QStringLiteral("notice")).empty(); }));
        QVERIFY(!fixture.clients.sendTo(ConnectionId(99), PreparedMessage(Opcode::Text, "x")));
    }
};

SIGNALBOX_IO_TEST_MAIN(TestLocalClients)
#include "tst_localclients.moc"
