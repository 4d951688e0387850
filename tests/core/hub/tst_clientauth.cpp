#include "core/hub/clientauth.h"

#include "tests/core/hub/hubfixture.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

//! Knows tokens by heart; while isLate it answers when the test wants it to.
class ScriptedAuthenticator final : public Authenticator
{
public:
    PendingAuth authenticate(const AuthRequest &request, Done done) override
    {
        asked.push_back(request);
        if (!isLate) {
            done(resultOf(request.token));
            return {};
        }
        m_late = [this, token = request.token, done = std::move(done)] { done(resultOf(token)); };
        return PendingAuth([this] {
            if (std::exchange(m_late, nullptr))
                ++cancelled;
        });
    }
    bool isWaiting() const { return bool(m_late); }
    void answer() { std::exchange(m_late, nullptr)(); }

    std::vector<AuthRequest> asked;
    bool isLate = false;
    int cancelled = 0;
    QHash<QByteArray, Identity> identities;
    QHash<QByteArray, int> failures; //!< statuses; 401 for others

private:
    AuthResult resultOf(const QByteArray &token) const
    {
        if (identities.contains(token))
            return identities[token];
        return AuthFailure{failures.value(token, 401), "scripted"};
    }

    std::function<void()> m_late;
};

Identity user(const QString &name, std::optional<WallTime> expires = {})
{
    Identity identity;
    identity.user = name;
    identity.expires = expires;
    return identity;
}

std::shared_ptr<const Grants> grants(const QStringList &join, const QStringList &publish)
{
    return std::make_shared<const Grants>(Grants{RoomPatterns(join), RoomPatterns(publish)});
}

HubRules rulesWith(Milliseconds auth)
{
    HubRules rules;
    rules.limits.auth = auth;
    return rules;
}

QByteArray authWith(const QByteArray &token, int id = 1)
{
    return "{\"type\":\"auth\",\"id\":" + QByteArray::number(id) + ",\"token\":\"" + token + "\"}";
}

struct Scene : Hubs
{
    explicit Scene(const HubRules &rules = {})
        : Hubs(2, rules)
    {
        authenticator->identities[QByteArrayLiteral("good")] = user(u"ann"_s);
        for (const auto &hub : hubs) {
            hub->setAuth({.authenticator = [this](AuthMode) { return authenticator; },
                          .failed = [this](const Connection &,
                                           const AuthFailure &failure) { failed += failure.status; },
                          .check = [this](const Connection &, const Identity &) { return denial; }});
            QObject::connect(
                &hub->clients(), &LocalClients::roomRefused, &peers.upgradeHandler,
                [this](Connection *, const char *limit) { limits += QString::fromLatin1(limit); });
            QObject::connect(&hub->clients(), &LocalClients::identityChanged, &peers.upgradeHandler,
                             [this](Connection *connection, const QString &former) {
                                 changes += former + u">"_s + connection->info().user;
                             });
        }
    }
    //! Clients need a place from now on.
    void usePlaces()
    {
        for (const auto &hub : hubs) {
            hub->setAuth({.authenticator = [this](AuthMode) { return authenticator; },
                          .takePlace =
                              [this](const Connection &, const Identity &identity,
                                     std::function<void(std::optional<ClientAuth::Denial>)> done) {
                                  placesFor += identity.user;
                                  if (!arePlacesLate) {
                                      done(placeDenial);
                                      return PendingAuth();
                                  }
                                  takePlace = [this, done = std::move(done)] { done(placeDenial); };
                                  return PendingAuth([this] { takePlace = nullptr; });
                              }});
        }
    }
    Peer &anonymous(const QByteArray &target = "/")
    {
        peers.areAnonymous = true;
        Peer &peer = connectEnvelope(0, target);
        peers.areAnonymous = false;
        passAll();
        return peer;
    }
    //! The types of the messages that \a peer has received; of an error its code.
    static QStringList heard(Peer &peer)
    {
        QStringList types;
        for (const QByteArray &message : peer.received()) {
            const QJsonObject object = json(message);
            const QString type = object[u"type"].toString();
            types += type == u"error"_s ? object[u"code"].toString() : type;
        }
        return types;
    }
    bool hears(Peer &peer, const QStringList &types)
    {
        return passUntil([&] { return heard(peer).size() >= types.size(); }) && heard(peer) == types;
    }
    //! What was sent before has been handled, as far as it will be.
    bool settles()
    {
        for (int turn = 0; turn < 5; ++turn) {
            if (!peers.turn())
                return false;
            passAll();
        }
        return true;
    }
    bool say(const QString &room)
    {
        hubs[1]->sendToRoom(room, PreparedMessage(Opcode::Text, QByteArray("news")));
        return settles();
    }

    bool arePlacesLate = false;
    QStringList placesFor; //!< users
    std::optional<ClientAuth::Denial> placeDenial;
    std::function<void()> takePlace; //!< the place that is waited for
    std::shared_ptr<ScriptedAuthenticator> authenticator = std::make_shared<ScriptedAuthenticator>();
    std::optional<ClientAuth::Denial> denial;
    QStringList limits; //!< that were named as reasons
    QList<int> failed;
    QStringList changes;
};

} // namespace

class TestClientAuth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFirstMessageMakesAClientOfItsUser()
    {
        Scene scene;
        Peer &reader = scene.connectEnvelope(1, "/room/blue?user=bob");
        Peer &client = scene.anonymous("/room/blue");
        QVERIFY(scene.say(u"blue"_s));
        QCOMPARE(
            scene.hubs[0]->sendTo(client.connection->id(), PreparedMessage(Opcode::Text, QByteArray("x"))),
            false);
        QVERIFY(!scene.hubs[0]->putIntoRoom(client.connection->id(), u"red"_s));
        QVERIFY(!client.connection->rooms().isNull()); // it is shown in no room
        QVERIFY(client.connection->rooms().list().empty());
        QCOMPARE(client.connection->info().user, QString());
        QVERIFY(scene.settles());
        QCOMPARE(Scene::heard(client), QStringList());
        QCOMPARE(heardOf(reader, u"joined"_s).size(), std::size_t(0));

        const WallTime expires = scene.peers.loop.wallNow() + 1h;
        scene.authenticator->identities[QByteArrayLiteral("good")] = user(u"ann"_s, expires);
        client.send(Opcode::Text, authWith("good"));
        QVERIFY(scene.hears(client, {u"ack"_s, u"welcome"_s}));
        const QJsonObject ack = heardOf(client, u"ack"_s)[0];
        QCOMPARE(ack[u"id"].toInt(), 1);
        QCOMPARE(ack[u"user"].toString(), u"ann"_s);
        QVERIFY(ack[u"expires"].isString());
        const QJsonObject welcome = heardOf(client, u"welcome"_s)[0];
        QCOMPARE(welcome[u"user"].toString(), u"ann"_s);
        QCOMPARE(welcome[u"room"].toString(), u"blue"_s);
        QVERIFY(scene.passUntil([&] { return heardOf(reader, u"joined"_s).size() == 1; }));
        QCOMPARE(heardOf(reader, u"joined"_s)[0][u"user"].toString(), u"ann"_s);
        QCOMPARE(scene.changes, QStringList{u">ann"_s});
        QCOMPARE(client.connection->info().expires, std::optional(expires));
        QCOMPARE(client.connection->rooms().list().size(), std::size_t(1));
        reader.send(Opcode::Text, R"({"type":"direct","to":"ann","content":1})");
        QVERIFY(scene.hears(client, {u"ack"_s, u"welcome"_s, u"direct"_s}));
        QCOMPARE(scene.authenticator->asked.size(), std::size_t(1));
        QCOMPARE(scene.authenticator->asked[0].room, u"blue"_s);
        QCOMPARE(scene.authenticator->asked[0].token, "good");
    }
    void aTokenWithoutAUserMakesAGuest()
    {
        Scene scene;
        scene.authenticator->identities[QByteArrayLiteral("good")] = user({});
        Peer &client = scene.anonymous();
        client.send(Opcode::Text, authWith("good"));
        QVERIFY(scene.hears(client, {u"ack"_s, u"welcome"_s}));
        QCOMPARE(heardOf(client, u"ack"_s)[0][u"user"].toString(), guestName(client.connection->id()));
    }
    void nothingElseIsAccepted_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QString>("code");
        for (const char *type : {"message", "join", "leave", "presence", "history", "ping"})
            QTest::newRow(type) << "{\"type\":\"" + QByteArray(type) + "\",\"content\":1}" << u"forbidden"_s;
        QTest::newRow("direct") << QByteArray(R"({"type":"direct","to":"bob","content":1})")
                                << u"forbidden"_s;
        QTest::newRow("no JSON") << QByteArray("x") << u"bad_json"_s;
        QTest::newRow("no token") << QByteArray(R"({"type":"auth"})") << u"bad_envelope"_s;
    }
    void nothingElseIsAccepted()
    {
        QFETCH(const QByteArray, request);
        QFETCH(const QString, code);
        Scene scene;
        Peer &bob = scene.connectEnvelope(1, "/?user=bob");
        Peer &client = scene.anonymous();
        client.send(Opcode::Text, request);
        QVERIFY(scene.hears(client, {code}));
        QVERIFY(client.connection->isOpen());
        QVERIFY(heardOf(bob, u"message"_s).empty());
        for (int i = 0; i < 9; ++i)
            client.send(Opcode::Text, request);
        QVERIFY(scene.passUntil([&] { return client.receivedClose() == 4400; }));
    }
    void aRefusedFirstTokenCloses_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        QTest::addColumn<int>("close");
        QTest::newRow("not known") << 401 << u"bad_token"_s << 3000;
        QTest::newRow("not wanted") << 403 << u"forbidden"_s << 3003;
        QTest::newRow("nobody knows") << 503 << u"internal"_s << 1011;
    }
    void aRefusedFirstTokenCloses()
    {
        QFETCH(const int, status);
        QFETCH(const QString, code);
        QFETCH(const int, close);
        Scene scene;
        scene.authenticator->failures[QByteArrayLiteral("bad")] = status;
        Peer &client = scene.anonymous();
        client.send(Opcode::Text, authWith("bad"));
        QVERIFY(scene.passUntil([&] { return client.receivedClose() == close; }));
        QCOMPARE(Scene::heard(client), QStringList{code});
        QCOMPARE(scene.failed, QList<int>{status});
        QCOMPARE(scene.changes, QStringList());
    }
    void theRoomOfThePathHasToBeGranted()
    {
        Scene scene;
        scene.authenticator->identities[QByteArrayLiteral("good")].grants = grants({u"red"_s}, {u"*"_s});
        Peer &client = scene.anonymous("/room/blue");
        client.send(Opcode::Text, authWith("good"));
        QVERIFY(scene.passUntil([&] { return client.receivedClose() == 3003; }));
        QCOMPARE(Scene::heard(client), QStringList{u"forbidden"_s});
        QCOMPARE(scene.roomCount(), std::size_t(0));
    }
    void otherChecksAreAskedAsWell()
    {
        Scene scene;
        scene.denial = ClientAuth::Denial{CloseReason::of(Cause::Banned)};
        Peer &client = scene.anonymous();
        client.send(Opcode::Text, authWith("good"));
        QVERIFY(scene.passUntil([&] { return client.receivedClose() == 4403; }));
        QCOMPARE(scene.changes, QStringList());
        QCOMPARE(scene.limits, QStringList());
    }
    void aLimitIsNamedAndMayBeTriedAgain()
    {
        Scene scene;
        scene.denial = ClientAuth::Denial{CloseReason::of(Cause::Overloaded), "user_cap"};
        Peer &client = scene.anonymous();
        client.send(Opcode::Text, authWith("good"));
        QVERIFY(scene.passUntil([&] { return client.receivedClose() == 1013; }));
        QCOMPARE(Scene::heard(client), QStringList{u"rate_limited"_s});
        QVERIFY(json(client.received().front())[u"retry"].toInt() > 0);
        QCOMPARE(scene.limits, QStringList{u"user_cap"_s});
        QCOMPARE(client.connection->evidence().detail, "user_cap");
        QCOMPARE(scene.changes, QStringList());
    }
    void aPlaceMayBeWaitedFor_data()
    {
        QTest::addColumn<bool>("isLate");
        QTest::addColumn<bool>("isRefused");
        QTest::newRow("at once") << false << false;
        QTest::newRow("at once, none") << false << true;
        QTest::newRow("late") << true << false;
        QTest::newRow("late, none") << true << true;
    }
    void aPlaceMayBeWaitedFor()
    {
        QFETCH(const bool, isLate);
        QFETCH(const bool, isRefused);
        Scene scene;
        scene.usePlaces();
        scene.arePlacesLate = isLate;
        if (isRefused)
            scene.placeDenial = ClientAuth::Denial{CloseReason::of(Cause::Overloaded), "user_cap"};
        Peer &client = scene.anonymous();
        client.send(Opcode::Text, authWith("good"));
        client.send(Opcode::Text, R"({"type":"ping","id":2})"); // is not read before the answer
        if (isLate) {
            QVERIFY(scene.passUntil([&] { return bool(scene.takePlace); }));
            QVERIFY(scene.settles());
            QCOMPARE(Scene::heard(client), QStringList());
            QVERIFY(!client.connection->isIdentified());
            std::exchange(scene.takePlace, nullptr)();
        }
        if (isRefused) {
            QVERIFY(scene.passUntil([&] { return client.receivedClose() == 1013; }));
            QCOMPARE(Scene::heard(client), QStringList{u"rate_limited"_s});
            QCOMPARE(scene.limits, QStringList{u"user_cap"_s});
        } else {
            QVERIFY(scene.hears(client, {u"ack"_s, u"welcome"_s, u"pong"_s}));
        }
        QCOMPARE(scene.placesFor, QStringList{u"ann"_s});
    }
    void whoLeavesDoesNotWaitForAPlace()
    {
        Scene scene;
        scene.usePlaces();
        scene.arePlacesLate = true;
        Peer &client = scene.anonymous();
        client.send(Opcode::Text, authWith("good"));
        QVERIFY(scene.passUntil([&] { return bool(scene.takePlace); }));
        client.client.reset();
        QVERIFY(scene.passUntil([&] { return !client.endings.empty(); }));
        QVERIFY(!scene.takePlace); // it was cancelled
        QCOMPARE(scene.changes, QStringList());
    }
    void aRenewalIsNotChecked()
    {
        Scene scene;
        Peer &client = scene.anonymous();
        client.send(Opcode::Text, authWith("good"));
        QVERIFY(scene.hears(client, {u"ack"_s, u"welcome"_s}));
        scene.denial = ClientAuth::Denial{CloseReason::of(Cause::Overloaded), "user_cap"};
        client.send(Opcode::Text, authWith("good", 2));
        QVERIFY(scene.hears(client, {u"ack"_s, u"welcome"_s, u"ack"_s}));
        QCOMPARE(scene.limits, QStringList());
    }
    void whoSendsNoTokenInTimeIsClosed()
    {
        Scene scene(rulesWith(60ms));
        Peer &silent = scene.anonymous();
        Peer &good = scene.anonymous();
        good.send(Opcode::Text, authWith("good"));
        QVERIFY(scene.hears(good, {u"ack"_s, u"welcome"_s}));
        QVERIFY(scene.passUntil([&] { return silent.receivedClose() == 3008; }));
        QCOMPARE(silent.connection->evidence().cause, Cause::AuthTimeout);
        QVERIFY(good.connection->isOpen());
    }
    void aSlowAnswerDoesNotExtendTheTime()
    {
        Scene scene(rulesWith(60ms));
        scene.authenticator->isLate = true;
        Peer &client = scene.anonymous();
        client.send(Opcode::Text, authWith("good"));
        QVERIFY(scene.passUntil([&] { return client.receivedClose() == 3008; }));
        QCOMPARE(scene.authenticator->cancelled, scene.authenticator->isWaiting() ? 0 : 1);
    }
    void whatFollowsWaitsForTheAnswer()
    {
        Scene scene;
        scene.authenticator->isLate = true;
        Peer &client = scene.anonymous();
        client.client.send(frame(Opcode::Text, authWith("good")) +
                           frame(Opcode::Text, R"({"type":"message","id":2,"content":"a"})") +
                           frame(Opcode::Text, R"({"type":"message","id":3,"content":"b"})"));
        QVERIFY(scene.passUntil([&] { return scene.authenticator->isWaiting(); }));
        client.send(Opcode::Text, R"({"type":"ping","id":4})");
        QVERIFY(scene.settles());
        QCOMPARE(Scene::heard(client), QStringList());
        scene.authenticator->answer();
        QVERIFY(scene.passUntil([&] { return heardOf(client, u"pong"_s).size() == 1; }));
        QStringList contents;
        for (const QJsonObject &message : heardOf(client, u"message"_s))
            contents += message[u"content"].toString();
        QCOMPARE(contents, (QStringList{u"a"_s, u"b"_s}));
        QCOMPARE(Scene::heard(client).first(2), (QStringList{u"ack"_s, u"welcome"_s}));
        QVERIFY(heardOf(client, u"error"_s).empty());
    }
    void aClientThatLeavesCancels()
    {
        Scene scene;
        scene.authenticator->isLate = true;
        Peer &client = scene.anonymous();
        client.send(Opcode::Text, authWith("good"));
        QVERIFY(scene.passUntil([&] { return scene.authenticator->isWaiting(); }));
        client.socket->abort(CloseReason::of(Cause::Shutdown));
        QVERIFY(scene.passUntil([&] { return !client.endings.empty(); }));
        QVERIFY(!scene.authenticator->isWaiting());
        QCOMPARE(scene.authenticator->cancelled, 1);
    }
    void littleIsHeldBefore()
    {
        Scene scene;
        Peer &client = scene.anonymous();
        client.send(Opcode::Text, authWith(QByteArray(4096, 'x')));
        QVERIFY(scene.passUntil([&] { return client.receivedClose() == 1009; }));

        Peer &good = scene.anonymous();
        good.send(Opcode::Text, authWith("good"));
        QVERIFY(scene.hears(good, {u"ack"_s, u"welcome"_s}));
        good.send(Opcode::Text,
                  "{\"type\":\"message\",\"id\":2,\"content\":\"" + QByteArray(20'000, 'x') + "\"}");
        QVERIFY(scene.passUntil([&] { return heardOf(good, u"ack"_s).size() == 2; }));
    }
    void aLaterTokenRenews()
    {
        Scene scene;
        scene.authenticator->identities[QByteArrayLiteral("less")] = user(u"ann"_s);
        scene.authenticator->identities[QByteArrayLiteral("less")].grants = grants({u"*"_s}, {u"red"_s});
        scene.authenticator->identities[QByteArrayLiteral("bob")] = user(u"bob"_s);
        Peer &client = scene.anonymous("/room/blue");
        client.send(Opcode::Text, authWith("good"));
        QVERIFY(scene.hears(client, {u"ack"_s, u"welcome"_s}));
        client.send(Opcode::Text, R"({"type":"message","content":1})");
        QVERIFY(scene.hears(client, {u"ack"_s, u"welcome"_s, u"message"_s}));
        client.send(Opcode::Text, authWith("wrong"));
        client.send(Opcode::Text, authWith("bob"));
        client.send(Opcode::Text, R"({"type":"message","content":2})");
        QVERIFY(scene.hears(client, {u"ack"_s, u"welcome"_s, u"message"_s, u"bad_token"_s, u"forbidden"_s,
                                     u"message"_s})); // nothing has changed
        client.send(Opcode::Text, authWith("less"));
        client.send(Opcode::Text, R"({"type":"message","content":3})");
        QVERIFY(scene.passUntil([&] { return Scene::heard(client).size() == 8; }));
        QCOMPARE(Scene::heard(client).last(2), (QStringList{u"ack"_s, u"forbidden"_s}));
        QVERIFY(client.connection->isOpen());
        QCOMPARE(scene.changes, (QStringList{u">ann"_s, u"ann>ann"_s}));
        QCOMPARE(scene.failed, QList<int>{401});
    }
    //! What a token has opened must not outlive it.
    void aRenewalEndsWhatItDoesNotGrant()
    {
        Scene scene;
        scene.authenticator->identities[QByteArrayLiteral("less")] = user(u"ann"_s);
        scene.authenticator->identities[QByteArrayLiteral("less")].grants =
            grants({u"green"_s, u"lobby"_s}, {u"*"_s});
        Peer &client = scene.anonymous();
        client.send(Opcode::Text, authWith("good"));
        QVERIFY(scene.hears(client, {u"ack"_s, u"welcome"_s}));
        for (const char *room : {"red", "green"}) {
            client.send(Opcode::Text, "{\"type\":\"join\",\"id\":2,\"room\":\"" + QByteArray(room) + "\"}");
            QVERIFY(scene.settles());
        }
        QVERIFY(scene.hubs[0]->putIntoRoom(client.connection->id(), u"blue"_s));
        QVERIFY(scene.settles());
        QCOMPARE(client.connection->rooms().list().size(), std::size_t(4));

        client.send(Opcode::Text, authWith("less", 3));
        QVERIFY(scene.passUntil([&] { return heardOf(client, u"left"_s).size() == 1; }));
        QCOMPARE(heardOf(client, u"left"_s)[0][u"room"].toString(), u"red"_s);
        QVERIFY(scene.settles());
        QStringList rooms;
        for (const JoinedRoom &room : client.connection->rooms().list())
            rooms += room.name;
        QCOMPARE(rooms, (QStringList{u"lobby"_s, u"green"_s, u"blue"_s})); // an operator has put it into blue
        const int before = int(heardOf(client, u"message"_s).size());
        QVERIFY(scene.say(u"red"_s));
        QVERIFY(scene.say(u"green"_s));
        QCOMPARE(int(heardOf(client, u"message"_s).size()), before + 1);
        client.send(Opcode::Text, R"({"type":"join","id":4,"room":"red"})");
        QVERIFY(scene.passUntil([&] { return heardOf(client, u"error"_s).size() == 1; }));
        QCOMPARE(heardOf(client, u"error"_s)[0][u"code"].toString(), u"forbidden"_s);
        QVERIFY(client.connection->isOpen());
    }
    void aChangedTokenAppliesAtOnce()
    {
        Scene scene;
        Identity other = user(u"ann"_s, scene.peers.loop.wallNow() + 1h);
        other.grants = grants({u"lobby"_s}, {u"none"_s});
        Peer &client = scene.anonymous();
        client.send(Opcode::Text, authWith("good"));
        QVERIFY(scene.hears(client, {u"ack"_s, u"welcome"_s}));
        scene.hubs[0]->replaceIdentity(client.connection->id(), other);
        QCOMPARE(client.connection->info().expires, other.expires);
        client.send(Opcode::Text, R"({"type":"message","content":1})");
        QVERIFY(scene.hears(
            client, {u"ack"_s, u"welcome"_s, u"forbidden"_s})); // it gets no answer to what it has not asked

        other.expires = scene.peers.loop.wallNow() - 1h;
        scene.hubs[0]->replaceIdentity(client.connection->id(), other);
        QVERIFY(scene.passUntil([&] { return client.receivedClose() == 4401; }));
        scene.hubs[1]->replaceIdentity(client.connection->id(), other); // it is not on this thread
    }
    void aPlainClientWithoutItsRoomIsClosed()
    {
        Scene scene;
        scene.peers.onConnected = [&](Peer &peer) {
            peer.connection->setIdentity(user(u"ann"_s));
            scene.hubs[0]->add(peer.connection, termsOf(peer));
        };
        Peer &plain = scene.connect(0, "/room/blue");
        QVERIFY(scene.passUntil([&] { return plain.connection->rooms().list().size() == 1; }));
        Identity other = user(u"ann"_s);
        other.grants = grants({u"b*"_s}, {u"*"_s});
        scene.hubs[0]->replaceIdentity(plain.connection->id(), other);
        QVERIFY(scene.settles());
        QVERIFY(plain.connection->isOpen());
        other.grants = grants({u"red"_s}, {u"*"_s});
        scene.hubs[0]->replaceIdentity(plain.connection->id(), other);
        QVERIFY(scene.passUntil([&] { return plain.receivedClose() == 3003; }));
        QCOMPARE(plain.connection->evidence().cause, Cause::RoomForbidden);
    }
    void aServerWithoutAuthAsksForNoToken()
    {
        Scene scene;
        for (const auto &hub : scene.hubs)
            hub->setAuth({.authenticator = [](AuthMode) { return nullptr; }});
        Peer &client = scene.connectEnvelope(0, "/?user=ann");
        QVERIFY(scene.hears(client, {u"welcome"_s}));
        client.send(Opcode::Text, authWith("good"));
        QVERIFY(scene.hears(client, {u"welcome"_s, u"forbidden"_s}));
        QVERIFY(client.connection->isOpen());
    }
    void anExpiredTokenEndsTheConnection()
    {
        Scene scene;
        const WallTime expires = scene.peers.loop.wallNow() + 150ms;
        scene.authenticator->identities[QByteArrayLiteral("good")].expires = expires;
        scene.authenticator->identities[QByteArrayLiteral("longer")] = user(u"ann"_s, expires + 1h);
        Peer &ends = scene.anonymous();
        Peer &renews = scene.anonymous();
        ends.send(Opcode::Text, authWith("good"));
        renews.send(Opcode::Text, authWith("good"));
        renews.send(Opcode::Text, authWith("longer"));
        QVERIFY(scene.passUntil([&] { return ends.receivedClose() == 4401; }));
        QVERIFY(scene.peers.loop.wallNow() >= expires);
        QVERIFY(scene.settles());
        QVERIFY(renews.connection->isOpen());
        scene.authenticator->identities[QByteArrayLiteral("shorter")] =
            user(u"ann"_s, scene.peers.loop.wallNow() + 50ms);
        renews.send(Opcode::Text, authWith("shorter"));
        QVERIFY(scene.passUntil([&] { return renews.receivedClose() == 4401; }));
    }
    void aTokenOfTheHandshakeExpiresAsWell()
    {
        Scene scene;
        scene.peers.onConnected = [&](Peer &peer) {
            peer.connection->setIdentity(user(u"ann"_s, scene.peers.loop.wallNow() + 80ms));
            scene.hubs[0]->add(peer.connection, termsOf(peer));
        };
        Peer &plain = scene.connect(0, "/");
        QVERIFY(scene.passUntil([&] { return plain.receivedClose() == 4401; }));
        QCOMPARE(plain.connection->evidence().cause, Cause::TokenExpired);
    }
};

SIGNALBOX_IO_TEST_MAIN(TestClientAuth)
#include "tst_clientauth.moc"
