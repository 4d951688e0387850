#include "core/control/commandhandler.h"

#include "tests/core/hub/hubfixture.h"

#include <QTest>

#include <algorithm>

using namespace signalbox;
using namespace signalbox::test;
using namespace std::chrono_literals;

namespace {

constexpr ActionId Action(7);
constexpr ConnectionId Gone(1'000);

PreparedMessage text(QByteArrayView payload)
{
    return PreparedMessage(Opcode::Text, payload);
}

//! The command handler of one of \a threads io threads, on which all connections are unless told otherwise.
struct Fixture
{
    explicit Fixture(std::size_t threads = 1, const HubRules &rules = {})
        : hubs(threads, rules)
    {
        hubs.peers.ownsConnections = false;
        hubs.peers.settings.closing = 200ms;
        hubs.peers.onConnected = [this](Peer &peer) {
            hubs.hubs[hubs.nextThread]->add(peer.connection, termsOf(peer));
            table.add(std::unique_ptr<Connection>(peer.connection));
        };
        QObject::connect(&hubs.peers.events, &ConnectionEvents::closed, &hubs.peers.upgradeHandler,
                         [this](Connection *connection) { table.setClosed(*connection); });
        QObject::connect(&hubs.peers.events, &ConnectionEvents::ended, &hubs.peers.upgradeHandler,
                         [this](Connection *connection, bool clean) {
                             handler.tracker().connectionEnded(connection->id(), clean);
                             table.release(*connection);
                         });
        QObject::connect(&hubs.peers.events, &ConnectionEvents::pinged, &hubs.peers.upgradeHandler,
                         [this](Connection *connection, bool answered) {
                             const auto reading = connection->activity().latency;
                             handler.tracker().pinged(connection->id(),
                                                      answered ? std::optional(reading->last) : std::nullopt);
                         });
    }
    ~Fixture() { hubs.peers.closeAll(); }

    void run(const CommandBody &body, const ServerMessage &message = {}, ActionId action = Action)
    {
        handler.run({action, {{}, body}, message, std::make_shared<CompletionCounter>(1)});
    }
    bool hasReported(std::size_t count = 1)
    {
        return hubs.passUntil([&] { return parts.size() == count; });
    }
    //! Of the part reported last, in the order of the connections.
    std::vector<Outcome> outcomes() const
    {
        std::vector<ActionOutcome> sorted = parts.back().outcomes;
        std::ranges::sort(sorted, {}, &ActionOutcome::connection);
        std::vector<Outcome> outcomes;
        for (const ActionOutcome &outcome : sorted)
            outcomes.push_back(outcome.outcome);
        return outcomes;
    }

    ConnectionTable table;
    Hubs hubs;
    std::vector<ActionPart> parts;
    Bans bans;
    Revocations revocations;
    CommandHandler handler{hubs.peers.loop, table,
                           *hubs.hubs[0],   bans,
                           revocations,     [this](ActionPart &&part) { parts.push_back(std::move(part)); }};
};

std::vector<ConnectionId> ids(std::initializer_list<const Peer *> peers)
{
    std::vector<ConnectionId> ids;
    for (const Peer *peer : peers)
        ids.push_back(peer->connection->id());
    return ids;
}

std::vector<ConnectionId> withGone(std::vector<ConnectionId> ids)
{
    ids.push_back(Gone);
    return ids;
}

using enum Outcome;
using Outcomes = std::vector<Outcome>;

} // namespace

class TestCommandHandler : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void targets_data()
    {
        QTest::addColumn<Target>("target");
        QTest::addColumn<QList<int>>("closed"); // of ann in a, bob in b, ann in b
        QTest::newRow("no connection") << Target() << QList<int>{};
        QTest::newRow("a connection that is gone") << Target(std::vector{Gone}) << QList<int>{};
        QTest::newRow("a connection") << Target(std::vector{ConnectionId(2)}) << QList<int>{1};
        QTest::newRow("all") << Target(AllConnections()) << QList<int>{0, 1, 2};
        QTest::newRow("a user") << Target(UserTarget{QStringLiteral("ann")}) << QList<int>{0, 2};
        QTest::newRow("an unknown user") << Target(UserTarget{QStringLiteral("eve")}) << QList<int>{};
        QTest::newRow("a room") << Target(RoomTarget{QStringLiteral("b")}) << QList<int>{1, 2};
        QTest::newRow("an unknown room") << Target(RoomTarget{QStringLiteral("c")}) << QList<int>{};
    }
    void targets()
    {
        QFETCH(Target, target);
        QFETCH(QList<int>, closed);
        Fixture fixture;
        const std::vector<Peer *> peers = {&fixture.hubs.connect(0, "/room/a?user=ann"),
                                           &fixture.hubs.connect(0, "/room/b?user=bob"),
                                           &fixture.hubs.connect(0, "/room/b?user=ann")};
        fixture.hubs.passAll();
        fixture.run(Close{target});
        for (int i = 0; i < int(peers.size()); ++i)
            QCOMPARE(peers[std::size_t(i)]->connection->isOpen(), !closed.contains(i));
    }
    void kicksWithCodeAndReason_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("sent");
        QTest::newRow("chosen") << 4403 << 4403;
        QTest::newRow("not sendable") << 1005 << 4100;
    }
    void kicksWithCodeAndReason()
    {
        QFETCH(int, code);
        QFETCH(int, sent);
        Fixture fixture;
        Peer &polite = fixture.hubs.connect(0);
        Peer &silent = fixture.hubs.connect(0);
        fixture.run(Kick{withGone(ids({&polite, &silent})), quint16(code), QStringLiteral("enough")});
        QVERIFY(fixture.parts.empty()); // the outcomes are not known yet
        QVERIFY(polite.receivesClose(sent));
        QCOMPARE(polite.client.frames().back().payload.mid(2), QByteArray("enough"));
        polite.sendClose(quint16(sent));
        QVERIFY(fixture.hasReported());
        QCOMPARE(fixture.parts[0].action, Action);
        QCOMPARE(fixture.outcomes(), (Outcomes{ClosedClean, NoAnswer, AlreadyGone}));
        QCOMPARE(silent.endings[0].cause, Cause::Kicked);
    }
    void kicksManyInSlices()
    {
        Fixture fixture;
        std::vector<Peer *> peers;
        for (std::size_t i = 0; i <= CommandHandler::ClosedAtOnce; ++i)
            peers.push_back(&fixture.hubs.connect(0));
        fixture.hubs.passAll();
        fixture.run(Kick{AllConnections()});
        QVERIFY(peers.front()->connection->isOpen()); // the first slice comes with the next turn
        peers.back()->client.reset();                 // it ends by itself
        for (Peer *peer : peers) {
            if (peer == peers.back())
                continue;
            QVERIFY(peer->receivesClose(4100));
            peer->sendClose(4100);
        }
        QVERIFY(fixture.hasReported());
        QCOMPARE(fixture.parts[0].outcomes.size(), peers.size());
        QCOMPARE(std::size_t(std::ranges::count(fixture.outcomes(), ClosedClean)), peers.size() - 1);
    }
    void pings()
    {
        Fixture fixture;
        Peer &peer = fixture.hubs.connect(0);
        fixture.run(Ping{withGone(ids({&peer}))});
        QVERIFY(waitUntil([&] { return !peer.client.frames().empty(); }));
        QCOMPARE(peer.client.frames().back().opcode, int(Opcode::Ping));
        QVERIFY(fixture.parts.empty());
        peer.send(Opcode::Pong, peer.client.frames().back().payload);
        QVERIFY(fixture.hasReported());
        QCOMPARE(fixture.outcomes(), (Outcomes{Done, AlreadyGone}));
        QCOMPARE(fixture.parts[0].outcomes[0].latency.has_value(),
                 fixture.parts[0].outcomes[0].outcome == Done);
        QVERIFY(!fixture.parts[0].subject); // two were addressed
    }
    void namesTheOnlyConnection()
    {
        Fixture fixture;
        Peer &ann = fixture.hubs.connect(0, "/?user=ann");
        fixture.run(Send{ids({&ann}), MessageType::Text, "x"}, text("x"));
        QVERIFY(fixture.parts[0].subject.has_value());
        QCOMPARE(fixture.parts[0].subject->user, QStringLiteral("ann"));
        QCOMPARE(fixture.parts[0].subject->address, QHostAddress(QHostAddress::LocalHost));
        fixture.run(Send{std::vector{Gone}, MessageType::Text, "x"}, text("x"));
        QVERIFY(!fixture.parts[1].subject);
    }
    void closesWithCodeAndReason_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<int>("sent");
        QTest::newRow("as usual") << 1000 << QString() << 1000;
        QTest::newRow("chosen") << 3000 << QStringLiteral("bye") << 3000;
        QTest::newRow("a reason alone") << 1000 << QStringLiteral("bye") << 1000;
        QTest::newRow("not sendable") << 1006 << QStringLiteral("bye") << 1000;
    }
    void closesWithCodeAndReason()
    {
        QFETCH(int, code);
        QFETCH(QString, reason);
        QFETCH(int, sent);
        Fixture fixture;
        Peer &peer = fixture.hubs.connect(0);
        fixture.run(Close{ids({&peer}), quint16(code), reason});
        QVERIFY(peer.receivesClose(sent));
        if (!reason.isEmpty())
            QCOMPARE(peer.client.frames().back().payload.mid(2), reason.toUtf8());
        peer.sendClose(quint16(sent));
        QVERIFY(fixture.hasReported());
        QCOMPARE(fixture.outcomes(), Outcomes{ClosedClean});
        QCOMPARE(peer.endings[0].cause, Cause::ClosedByServer);
    }
    void publishesAndDeletesHistory()
    {
        Fixture fixture;
        const Target room = RoomTarget{QStringLiteral("news")};
        const ServerMessage message({R"({"a": 1.0})", ContentEncoding::Json}, QStringLiteral("ops"));
        fixture.run(DeleteHistory{room});
        QVERIFY(fixture.hasReported(1));
        QVERIFY(!fixture.parts[0].failure.isEmpty());
        fixture.run(Publish{room, R"({"a": 1.0})"}, message);
        QVERIFY(fixture.hasReported(2));
        QCOMPARE(fixture.parts[1].seq, std::optional<quint64>(1));
        QCOMPARE(fixture.parts[1].delivered, 0u);
        fixture.run(DeleteHistory{room});
        QVERIFY(fixture.hasReported(3));
        QVERIFY(fixture.parts[2].failure.isEmpty());
        Peer &plain = fixture.hubs.connect(0, "/room/news?user=ann");
        fixture.hubs.passAll();
        fixture.run(Publish{room, R"({"a": 1.0})"}, message);
        fixture.run(Publish{UserTarget{QStringLiteral("ann")}, R"({"a": 1.0})"}, message);
        fixture.run(Publish{ids({&plain}), R"({"a": 1.0})"}, message);
        fixture.run(Publish{AllConnections(), R"({"a": 1.0})"}, message);
        QVERIFY(fixture.hasReported(7));
        QCOMPARE(fixture.parts[3].seq, std::optional<quint64>(2));
        for (std::size_t i = 3; i < 7; ++i)
            QCOMPARE(fixture.parts[i].delivered, 1u);
        QCOMPARE(fixture.outcomes(), Outcomes());
        const QByteArray content = R"({"a": 1.0})";
        QVERIFY(plain.receives({content, content, content, content}));
    }
    void saysWhyItDidNotPublish()
    {
        HubRules rules;
        rules.hub.maxRooms = 1;
        Fixture fixture(1, rules);
        fixture.hubs.connect(0, "/room/a");
        fixture.run(Publish{RoomTarget{QStringLiteral("b")}, "1"},
                    ServerMessage({"1", ContentEncoding::Json}, {}));
        QVERIFY(fixture.hasReported(1));
        QVERIFY(!fixture.parts[0].failure.isEmpty());
        QVERIFY(!fixture.parts[0].seq);
    }
    void sendsToConnections()
    {
        Fixture fixture;
        Peer &ann = fixture.hubs.connect(0);
        Peer &bob = fixture.hubs.connect(0);
        fixture.run(Send{withGone(ids({&ann})), MessageType::Text, "x"}, text("x"));
        QVERIFY(ann.receives({"x"}));
        QCOMPARE(fixture.parts.size(), 1u);
        QCOMPARE(fixture.parts[0].delivered, 1u);
        QCOMPARE(fixture.outcomes(), (Outcomes{Done, AlreadyGone}));
        QVERIFY(bob.received().isEmpty());
    }
    void sendsToAll()
    {
        Fixture fixture;
        Peer &ann = fixture.hubs.connect(0);
        Peer &echo = fixture.hubs.connect(0, "/echo");
        fixture.run(Send{AllConnections(), MessageType::Text, "x"}, text("x"));
        QVERIFY(ann.receives({"x"}));
        QVERIFY(echo.receives({"x"}));
        QCOMPARE(fixture.parts.size(), 1u);
        QCOMPARE(fixture.parts[0].delivered, 2u);
        QVERIFY(fixture.parts[0].outcomes.empty());
    }
    void onlyTheShardSendsToARoomOrUser_data()
    {
        QTest::addColumn<bool>("isRoom");
        QTest::newRow("room") << true;
        QTest::newRow("user") << false;
    }
    void onlyTheShardSendsToARoomOrUser()
    {
        QFETCH(bool, isRoom);
        Fixture fixture(2);
        // A name for each of the two threads.
        for (const std::size_t thread : {0u, 1u}) {
            QString name = QStringLiteral("a");
            while (fixture.hubs.shardOf(name) != thread)
                name += u'a';
            Peer &peer = fixture.hubs.connect(thread, isRoom ? "/room/" + name.toUtf8()
                                                             : "/room/b?user=" + name.toUtf8());
            fixture.hubs.passAll();
            fixture.parts.clear();
            const Target target = isRoom ? Target(RoomTarget{name}) : Target(UserTarget{name});
            fixture.run(Send{target, MessageType::Text, "x"}, text("x"));
            QVERIFY(fixture.hasReported());
            QCOMPARE(fixture.parts[0].delivered, thread == 0 ? 1u : 0u);
            QVERIFY(fixture.parts[0].outcomes.empty());
            QCOMPARE(peer.received().size(), 0);
            QVERIFY(fixture.hubs.passUntil([&] { return peer.received().size() == (thread == 0 ? 1 : 0); }));
        }
    }
    void putsIntoARoomAndTakesOut()
    {
        HubRules rules;
        rules.hub.maxMembers = 2;
        Fixture fixture(2, rules);
        Peer &ann = fixture.hubs.connect(0, "/room/a?user=ann");
        Peer &bob = fixture.hubs.connect(0, "/room/a?user=bob");
        Peer &eve = fixture.hubs.connect(0, "/room/a2?user=eve");
        fixture.hubs.passAll();
        const QString room = QStringLiteral("b");
        fixture.run(PutIntoRoom{withGone(ids({&ann, &bob})), room});
        QVERIFY(fixture.hasReported(1));
        QCOMPARE(fixture.outcomes(), (Outcomes{Done, Done, AlreadyGone}));
        fixture.run(PutIntoRoom{ids({&ann}), room});
        QVERIFY(fixture.hasReported(2));
        QCOMPARE(fixture.outcomes(), Outcomes{Done}); // it was a member
        fixture.run(PutIntoRoom{ids({&eve}), room});
        QVERIFY(fixture.hasReported(3));
        QCOMPARE(fixture.outcomes(), Outcomes{Rejected}); // the room is full
        fixture.run(PutIntoRoom{ids({&eve}), QString(129, u'x')});
        QVERIFY(fixture.hasReported(4));
        QCOMPARE(fixture.outcomes(), Outcomes{Rejected}); // not a name of a room
        fixture.run(PutIntoRoom{ids({&eve}), QStringLiteral("a\u2060")});
        QVERIFY(fixture.hasReported(5));
        QCOMPARE(fixture.outcomes(), Outcomes{Rejected}); // looks like another
        fixture.run(TakeOutOfRoom{withGone(ids({&ann, &eve})), room});
        QVERIFY(fixture.hasReported(6));
        QCOMPARE(fixture.outcomes(), (Outcomes{Done, Rejected, AlreadyGone}));
        fixture.run(PutIntoRoom{ids({&eve}), room});
        QVERIFY(fixture.hasReported(7));
        QCOMPARE(fixture.outcomes(), Outcomes{Done}); // there is a place again
    }
    void closesWhoIsBanned()
    {
        Fixture fixture;
        Peer &ann = fixture.hubs.connectEnvelope(0, "/room/a?user=ann");
        Peer &bob = fixture.hubs.connect(0, "/room/a?user=bob");
        Peer &eve = fixture.hubs.connect(0, "/room/a?user=eve");
        const std::vector bans{Ban{.id = BanId(1), .kind = BanKind::User, .value = QStringLiteral("ann")},
                               Ban{.id = BanId(2), .kind = BanKind::User, .value = QStringLiteral("bob")}};
        fixture.bans.set(std::make_shared<const BanList>(bans));
        fixture.run(AddBans{{}, bans});
        QVERIFY(fixture.hasReported());
        QCOMPARE(fixture.parts[0].delivered, 2u);
        QVERIFY(
            fixture.hubs.passUntil([&] { return !ann.connection->isOpen() && !bob.connection->isOpen(); }));
        QVERIFY(eve.connection->isOpen());
        QCOMPARE(fixture.bans.current()->bans()[0].hits, 1u);
        fixture.run(AddBans{{}, bans});
        QVERIFY(fixture.hasReported(2));
        QCOMPARE(fixture.parts[1].delivered, 0u); // they are closing already
        fixture.hubs.passAll();
        QCOMPARE(fixture.bans.current()->bans()[0].hits, 1u);
    }
    void closesWhoseTokenIsRevoked()
    {
        Fixture fixture;
        const WallTime now = wallNow();
        const auto connect = [&](const Identity &identity) -> Peer & {
            Peer &peer = fixture.hubs.connectEnvelope(0, "/room/a?user=ann");
            peer.connection->setIdentity(identity);
            return peer;
        };
        const QString ann = QStringLiteral("ann");
        Peer &old = connect({.user = ann, .issuedAt = now - 10s});
        Peer &undated = connect({.user = ann});
        Peer &fresh = connect({.user = ann, .issuedAt = now + 10s});
        Peer &byId = connect({.user = QStringLiteral("bob"), .tokenId = QStringLiteral("7")});
        Peer &named = fixture.hubs.connect(0, "/room/a?user=ann"); // has shown no token
        const Revoke revoke{{}, RevocationKind::User, ann, {}};
        fixture.run(revoke);
        QVERIFY(fixture.hasReported());
        QCOMPARE(fixture.parts[0].delivered, 0u); // it is the list that counts
        fixture.revocations.set(std::make_shared<const RevocationList>(
            std::vector<Revocation>{{RevocationKind::User, ann, now, now + 1h},
                                    {RevocationKind::TokenId, QStringLiteral("7"), now, now + 1h}}));
        fixture.run(revoke);
        QVERIFY(fixture.hasReported(2));
        QCOMPARE(fixture.parts[1].delivered, 3u);
        for (Peer *peer : {&old, &undated, &byId})
            QVERIFY(peer->receivesClose(3003));
        QVERIFY(fresh.connection->isOpen() && named.connection->isOpen());
        fixture.run(revoke);
        QVERIFY(fixture.hasReported(3));
        QCOMPARE(fixture.parts[2].delivered, 0u); // they are closing already
        QVERIFY(!fixture.handler.closeIfUnwanted(*fresh.connection));
    }
    void closesWhoWasLetInBeforeItsTokenWasRevoked()
    {
        Fixture fixture;
        fixture.revocations.set(std::make_shared<const RevocationList>(std::vector<Revocation>{
            {RevocationKind::TokenId, QStringLiteral("7"), wallNow(), wallNow() + 1h}}));
        Peer &peer = fixture.hubs.connect(0, "/room/a?user=ann");
        QVERIFY(!fixture.handler.closeIfUnwanted(*peer.connection));
        peer.connection->setIdentity({.user = QStringLiteral("ann"), .tokenId = QStringLiteral("7")});
        QVERIFY(fixture.handler.closeIfUnwanted(*peer.connection));
        QVERIFY(peer.receivesClose(3003));
    }
    void reportsOnceWithoutConnections_data()
    {
        QTest::addColumn<CommandBody>("body");
        for (const CommandBody &body :
             {CommandBody(Kick()), CommandBody(Close()), CommandBody(Ping()), CommandBody(Send()),
              CommandBody(PutIntoRoom()), CommandBody(TakeOutOfRoom()), CommandBody(Publish()),
              CommandBody(DeleteHistory()), CommandBody(AddBans()), CommandBody(EditBan()),
              CommandBody(RemoveBans()), CommandBody(Revoke())}) {
            for (const auto &[name, target] :
                 {std::pair("nobody", Target()), std::pair("gone", Target(std::vector{Gone})),
                  std::pair("all", Target(AllConnections())), std::pair("user", Target(UserTarget()))}) {
                CommandBody row = body;
                setTarget(row, target);
                QTest::addRow("%s, %s", commandName(row), name) << row;
            }
        }
    }
    void reportsOnceWithoutConnections()
    {
        QFETCH(CommandBody, body);
        Fixture fixture;
        fixture.run(body, text("x"));
        QVERIFY(fixture.hasReported());
        fixture.hubs.passAll();
        QCOMPARE(fixture.parts.size(), 1u);
        QCOMPARE(fixture.parts[0].action, Action);
        const bool isGone = targetOf(body) == Target(std::vector{Gone}) &&
                            !std::holds_alternative<DeleteHistory>(body) && !isAboutAccess(body);
        QCOMPARE(fixture.outcomes(), isGone ? Outcomes{AlreadyGone} : Outcomes());
    }
    void doesNotReportWithoutAnAction()
    {
        Fixture fixture;
        Peer &ann = fixture.hubs.connect(0, "/room/a?user=ann");
        Peer &bob = fixture.hubs.connect(0, "/room/a?user=bob");
        const std::vector<ConnectionId> both = ids({&ann, &bob});
        const QString room = QStringLiteral("b");
        for (const CommandBody &body :
             {CommandBody(Send{both, MessageType::Text, "x"}),
              CommandBody(Send{AllConnections(), MessageType::Text, "x"}),
              CommandBody(Send{RoomTarget{QStringLiteral("a")}, MessageType::Text, "x"}),
              CommandBody(PutIntoRoom{both, room}), CommandBody(TakeOutOfRoom{both, room}),
              CommandBody(Ping{both})})
            fixture.run(body, text("x"), {});
        for (Peer *peer : {&ann, &bob})
            QVERIFY(fixture.hubs.passUntil([&] { return peer->received().size() == 3; }));
        fixture.run(Kick{both}, {}, {});
        for (Peer *peer : {&ann, &bob}) {
            QVERIFY(peer->receivesClose(4100));
            peer->sendClose(4100);
            QVERIFY(peer->ends());
        }
        QVERIFY(fixture.parts.empty());
    }
};

SIGNALBOX_IO_TEST_MAIN(TestCommandHandler)
#include "tst_commandhandler.moc"
