#include "core/cluster/accessservice.h"

#include "core/cluster/accessscripts.h"
#include "core/cluster/nodemessage.h"
#include "core/cluster/redisclient.h"

#include "tests/core/cluster/fakelink.h"
#include "tests/core/cluster/redisserver.h"

#include <map>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int Patience = 20000; // ms
using Kind = AccessOperation::Kind;
using Status = AccessResult::Status;

Ban ban(const QString &user, quint64 id = 0, WallTime created = wallNow())
{
    return {.id = BanId(id), .kind = BanKind::User, .value = user, .by = u"ops"_s, .created = created};
}

Revocation revocation(const QString &user, WallTime created, WallTime until)
{
    return {RevocationKind::User, user, created, until};
}

//! A node as its owner keeps it: what it has, and what it was told.
struct Keeper : public AccessListener
{
    void synced(const AccessPosition &now) override
    {
        position = now;
        isSynced = true;
        ++syncs;
    }
    void lost() override { isSynced = false; }
    void changed(AccessChanges &&changes) override
    {
        position.version = changes.version;
        origins.push_back(changes.origin);
        for (const AccessChange &change : changes.changes) {
            if (const auto *each = std::get_if<Ban>(&change.entry))
                set(bans, accessField(*each), *each, change.isRemoval);
            else if (const auto *token = std::get_if<Revocation>(&change.entry))
                set(revocations, accessField(*token), *token, change.isRemoval);
        }
    }
    void replaced(AccessContent &&content, OwnEntries own) override
    {
        ++replacements;
        lastOwn = own;
        bans.clear();
        for (const Ban &each : content.bans)
            bans[accessField(each)] = each;
        revocations.clear();
        for (const Revocation &each : content.revocations)
            revocations[accessField(each)] = each;
    }
    void wanted() override
    {
        ++wishes;
        if (restore)
            restore();
    }

    template <typename Map, typename Entry>
    static void set(Map &map, const QByteArray &field, const Entry &entry, bool isRemoval)
    {
        if (isRemoval)
            map.erase(field);
        else
            map[field] = entry;
    }
    AccessContent content() const
    {
        AccessContent all;
        for (const auto &[field, each] : bans)
            all.bans.push_back(each);
        for (const auto &[field, each] : revocations)
            all.revocations.push_back(each);
        return all;
    }
    QStringList users() const
    {
        QStringList names;
        for (const auto &[field, each] : bans)
            names += each.value;
        return names;
    }

    std::map<QByteArray, Ban> bans;
    std::map<QByteArray, Revocation> revocations;
    std::vector<AccessOrigin> origins;
    AccessPosition position;
    OwnEntries lastOwn = OwnEntries::Outdated;
    bool isSynced = false;
    int syncs = 0;
    int replacements = 0;
    int wishes = 0;
    std::function<void()> restore;
};

struct Node : public Keeper
{
    Node(const RedisServer &server, NodeNumber ownNumber, const AccessPosition &known = {})
        : number(ownNumber)
        , client(server.settings(), status)
        , service(client, {"test", number}, *this)
    {
        restore = [this] { service.restore(content()); };
        service.start(known);
        client.start();
    }
    ~Node() override { client.stop(); }
    Q_DISABLE_COPY_MOVE(Node)

    bool isUp()
    {
        return QTest::qWaitFor([this] { return isSynced; }, Patience);
    }
    bool isDown()
    {
        return QTest::qWaitFor([this] { return !isSynced && !status.get().isUp; }, Patience);
    }
    bool has(const QStringList &users)
    {
        return QTest::qWaitFor([&] { return this->users() == users; }, Patience);
    }
    AccessResult perform(const std::vector<AccessOperation> &operations)
    {
        std::optional<AccessResult> got;
        service.perform(operations, {number, u"n"_s, Actor{}},
                        [&](const AccessResult &result) { got = result; });
        if (!got && !QTest::qWaitFor([&] { return got.has_value(); }, Patience))
            qFatal("no result");
        return *got;
    }
    AccessResult add(const QString &user) { return perform({{Kind::Add, ban(user), false}}); }
    RedisResult call(std::vector<QByteArray> arguments)
    {
        std::optional<RedisResult> got;
        client.command(std::move(arguments), [&](const RedisResult &result) { got = result; });
        if (!QTest::qWaitFor([&] { return got.has_value(); }, Patience))
            qFatal("no reply");
        return *got;
    }
    const Ban &find(const QString &user) { return bans.at("user " + user.toUtf8()); }

    NodeNumber number;
    BrokerStatus status;
    RedisClient client;
    AccessService service;
};

RedisReply text(const QByteArray &bytes)
{
    return {.type = RedisReply::Type::String, .bytes = bytes};
}

RedisReply array(std::vector<RedisReply> elements)
{
    return {.type = RedisReply::Type::Array, .elements = std::move(elements)};
}

RedisReply meta(const QByteArray &epoch, int version)
{
    return array({text(epoch), text(QByteArray::number(version)), text("9"), text("")});
}

//! A node whose Redis is the test.
struct FakeNode : public Keeper
{
    explicit FakeNode(const AccessPosition &known = {})
        : service(link, {"test", 1}, *this)
    {
        service.start(known);
    }
    void connect()
    {
        link.setUp();
        while (!link.commands.empty())
            link.answer(text(""));
        link.handlers.front()->subscribed("test:access:changes");
    }
    void answerMeta(const RedisReply &reply)
    {
        lastMeta = reply;
        link.answer(reply);
    }
    //! The scans find nothing.
    void readNothing()
    {
        for (int i = 0; i < 2; ++i)
            link.answer(array({text("0"), array({})}));
        link.answer(lastMeta);
    }
    void change(const QByteArray &epoch, int version, const QString &user)
    {
        QByteArray bytes;
        for (const QByteArray &field :
             {epoch, QByteArray::number(version), encodeOrigin({2, u"south"_s, Actor{}}), QByteArray("+ban"),
              accessField(ban(user)), encodeEntry(ban(user, 7))})
            appendNetstring(bytes, field);
        link.handlers.front()->received("test:access:changes", bytes);
    }
    QByteArray asked() const
    {
        return link.commands.empty() ? QByteArray() : link.commands.front().arguments[0];
    }

    FakeLink link;
    RedisReply lastMeta;
    AccessService service;
};

} // namespace

class TestAccessService : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u"QObject|QTimer"_s)); }

    // ---- with a Redis that the test plays

    void readsBehindItsSubscription()
    {
        FakeNode node;
        node.link.setUp();
        QCOMPARE(node.link.channels, QByteArrayList{"+test:access:changes"});
        QCOMPARE(node.link.commands.size(), AccessScriptCount); // nothing is asked before
        while (!node.link.commands.empty())
            node.link.answer(text(""));
        node.link.handlers.front()->subscribed("test:access:changes");
        QCOMPARE(node.asked(), QByteArray("HMGET"));
        node.answerMeta(meta("e", 4));
        QCOMPARE(node.asked(), QByteArray("HSCAN"));
        const Ban ann = ban(u"ann"_s, 3);
        node.link.answer(array({text("17"), array({text("user ann"), text(encodeEntry(ann)), text("user bob"),
                                                   text("nonsense")})}));
        QCOMPARE(node.link.commands.front().arguments[2], QByteArray("17"));
        node.change("e", 5, u"cid"_s);
        node.link.answer(array({text("0"), array({text("user ann"), text(encodeEntry(ann))})})); // once more
        node.link.answer(array({text("0"), array({})}));
        QVERIFY(!node.isSynced);
        node.link.answer(meta("e", 5));
        QVERIFY(node.isSynced);
        QCOMPARE(node.replacements, 1);
        QCOMPARE(node.users(), (QStringList{u"ann"_s, u"cid"_s})); // what came meanwhile, too
        QCOMPARE(node.position.version, quint64(5));
    }
    void whatIsOfTheClusterAndWhatIsNot_data()
    {
        QTest::addColumn<QByteArray>("epoch");
        QTest::addColumn<int>("version");
        QTest::addColumn<OwnEntries>("own");
        QTest::newRow("it was away") << QByteArray("e") << 3 << OwnEntries::Outdated;
        QTest::newRow("a start: its file may be older than it says")
            << QByteArray("e") << 4 << OwnEntries::Outdated;
        QTest::newRow("an epoch before, as far as it was known")
            << QByteArray("d") << 7 << OwnEntries::Outdated;
        QTest::newRow("further than who has begun this epoch") << QByteArray("d") << 8 << OwnEntries::Missing;
        QTest::newRow("of another cluster") << QByteArray("x") << 1 << OwnEntries::Foreign;
        QTest::newRow("alone") << QByteArray() << 0 << OwnEntries::Foreign;
    }
    void whatIsOfTheClusterAndWhatIsNot()
    {
        QFETCH(QByteArray, epoch);
        QFETCH(int, version);
        QFETCH(OwnEntries, own);
        FakeNode node({.epoch = epoch, .version = quint64(version)});
        node.connect();
        node.answerMeta(array({text("e"), text("4"), text("9"), text("d:7")}));
        node.readNothing();
        QVERIFY(node.isSynced);
        QCOMPARE(node.replacements, 1);
        QVERIFY(node.lastOwn == own);
        QCOMPARE(node.wishes, 0);
    }
    void takesNothingOfARedisThatIsEmptiedMeanwhile_data()
    {
        QTest::addColumn<QByteArray>("epoch");
        QTest::addColumn<int>("version");
        QTest::newRow("emptied") << QByteArray() << 0;
        QTest::newRow("another epoch") << QByteArray("f") << 9;
        QTest::newRow("restored") << QByteArray("e") << 3;
    }
    void takesNothingOfARedisThatIsEmptiedMeanwhile()
    {
        QFETCH(QByteArray, epoch);
        QFETCH(int, version);
        FakeNode node({.epoch = "e", .version = 4});
        node.connect();
        node.answerMeta(meta("e", 4));
        node.lastMeta = meta(epoch, version);
        node.readNothing();
        QVERIFY(!node.isSynced);
        QCOMPARE(node.replacements, 0);
        QCOMPARE(node.asked(), QByteArray("HMGET"));
        node.answerMeta(meta(epoch, version));
        QCOMPARE(node.wishes, epoch == "f" ? 0 : 1);
    }
    void readsNothingAgainWhenItHasAll()
    {
        FakeNode node;
        node.connect();
        node.answerMeta(meta("e", 4));
        node.readNothing();
        node.link.setDown();
        QVERIFY(!node.isSynced);
        node.connect();
        node.answerMeta(meta("e", 4));
        QVERIFY(node.isSynced);
        QCOMPARE(node.replacements, 1);
    }
    void readsAgainAfterAGap()
    {
        FakeNode node;
        node.connect();
        node.answerMeta(meta("e", 4));
        node.readNothing();
        node.change("e", 5, u"ann"_s);
        node.change("e", 5, u"again"_s); // twice: no effect
        QCOMPARE(node.users(), QStringList{u"ann"_s});
        QVERIFY(node.link.commands.empty());
        node.change("e", 7, u"cid"_s);
        QCOMPARE(node.asked(), QByteArray("HMGET"));
        QCOMPARE(node.users(), QStringList{u"ann"_s});
        node.answerMeta(meta("e", 7));
        node.readNothing();
        QCOMPARE(node.position.version, quint64(7));
        node.change("other", 8, u"dan"_s); // an epoch has begun
        QCOMPARE(node.asked(), QByteArray("HMGET"));
    }
    void boundsWhatWaits()
    {
        FakeNode node;
        node.connect();
        node.answerMeta(meta("e", 4));
        for (int i = 0; i < 1000; ++i)
            node.change("e", 5 + i, u"u%1"_s.arg(i));
        node.readNothing();
        QCOMPARE(node.bans.size(), AccessService::MaxWaiting);
        node.change("e", 1005, u"last"_s);
        QCOMPARE(node.asked(), QByteArray("HMGET")); // the others are a gap
    }
    void performsNothingUnlessSynced()
    {
        FakeNode node;
        std::vector<Status> results;
        const auto perform = [&] {
            node.service.perform({{Kind::Add, ban(u"ann"_s), false}}, {1, {}, {}},
                                 [&](const AccessResult &result) { results.push_back(result.status); });
        };
        perform();
        node.connect();
        perform();
        QCOMPARE(results, (std::vector{Status::Lost, Status::Lost}));
        node.answerMeta(meta("e", 4));
        node.readNothing();
        perform();
        QCOMPARE(results.size(), 2u);
        node.link.fail("OOM command not allowed");
        QCOMPARE(results.back(), Status::Lost);
        perform();
        node.link.answer(array({text("epoch")})); // Redis has been emptied
        QCOMPARE(results.back(), Status::Lost);
        QCOMPARE(node.asked(), QByteArray("HMGET"));
        node.link.setDown();
        QCOMPARE(results.size(), 4u);
    }
    void aSecondDisconnectEndsWhatWasAsked()
    {
        FakeNode node;
        node.connect();
        const FakeLink::Command old = node.link.commands.front();
        node.link.setDown();
        node.connect();
        old.done(meta("old", 1)); // an answer of the connection before
        QCOMPARE(node.asked(), QByteArray("HMGET"));
        node.answerMeta(meta("e", 4));
        node.readNothing();
        QCOMPARE(node.position.epoch, QByteArray("e"));
    }

    // ---- with a real one

    void givesIdsAndTellsTheOthers()
    {
        RedisServer server;
        QVERIFY(server.start());
        Node north(server, 1);
        QVERIFY(north.isUp());
        Node south(server, 2);
        QVERIFY(south.isUp());
        const AccessResult added =
            north.perform({{Kind::Add, ban(u"ann"_s), false}, {Kind::Add, ban(u"bob"_s), false}});
        QCOMPARE(added.status, Status::Done);
        QCOMPARE(added.ids, (std::vector{BanId(1), BanId(2)}));
        QVERIFY(south.has({u"ann"_s, u"bob"_s}) && north.has({u"ann"_s, u"bob"_s}));
        QCOMPARE(added.version, south.position.version);
        QCOMPARE(south.find(u"bob"_s).id, BanId(2));
        QCOMPARE(south.origins.back().node, NodeNumber(1));

        // All or none.
        const AccessResult second =
            south.perform({{Kind::Add, ban(u"cid"_s), false}, {Kind::Add, ban(u"bob"_s), false}});
        QCOMPARE(second.status, Status::Exists);
        QCOMPARE(second.existing, BanId(2));
        QCOMPARE(second.index, 1u);
        QCOMPARE(south.add(u"cid"_s).ids, std::vector{BanId(3)});
        QVERIFY(north.has({u"ann"_s, u"bob"_s, u"cid"_s}));
    }
    void editsAndRemovesWhatIsMeant()
    {
        RedisServer server;
        QVERIFY(server.start());
        Node node(server, 1);
        QVERIFY(node.isUp());
        QCOMPARE(node.add(u"ann"_s).status, Status::Done);
        QVERIFY(node.has({u"ann"_s}));
        Ban edited = node.find(u"ann"_s);
        edited.reason = u"spam"_s;
        node.perform({{Kind::Set, edited, false}, {Kind::Set, ban(u"nobody"_s, 5), false}});
        QTRY_COMPARE(node.find(u"ann"_s).reason, u"spam"_s);
        QCOMPARE(node.users(), QStringList{u"ann"_s});

        const quint64 version = node.position.version;
        Ban other = ban(u"ann"_s, 99, WallTime(Milliseconds(5)));
        node.perform({{Kind::Drop, other, false}, {Kind::Set, other, false}});
        // It has ended for a node whose copy has the end before.
        edited.expires = wallNow() + 1h;
        node.perform({{Kind::Set, edited, false}});
        Ban ended = edited;
        ended.expires = wallNow();
        node.perform({{Kind::Drop, ended, true}});
        QTRY_COMPARE(node.position.version, version + 1);
        QVERIFY(node.has({u"ann"_s}));
        node.perform({{Kind::Drop, edited, true}});
        QVERIFY(node.has({}));
        // Of the same moment, with an id of the node's own: the reply to the first attempt was lost.
        node.add(u"bob"_s);
        QVERIFY(node.has({u"bob"_s}));
        Ban mine = node.find(u"bob"_s);
        mine.id = BanId(firstIdOf(1).value() + 5);
        node.perform({{Kind::Put, mine, false}});
        QTRY_COMPARE(node.find(u"bob"_s).id, mine.id);
        node.perform({{Kind::Put, ban(u"bob"_s, 77, WallTime(Milliseconds(5))), false}}); // another one
        node.perform({{Kind::Put, ban(u"cid"_s, firstIdOf(1).value() + 6), false}});
        QVERIFY(node.has({u"bob"_s, u"cid"_s}));
        QCOMPARE(node.find(u"bob"_s).id, mine.id);
        node.perform({{Kind::Drop, ban(u"bob"_s, 99, mine.created), false}}); // by its time
        QVERIFY(node.has({u"cid"_s}));
    }
    void replacesABanThatHasEnded()
    {
        RedisServer server;
        QVERIFY(server.start());
        Node node(server, 1);
        QVERIFY(node.isUp());
        Ban ended = ban(u"ann"_s);
        ended.expires = wallNow() - 1s;
        QCOMPARE(node.perform({{Kind::Add, ended, false}}).status, Status::Done);
        QCOMPARE(node.add(u"ann"_s).ids, std::vector{BanId(2)});
        QTRY_COMPARE(node.find(u"ann"_s).id, BanId(2));
    }
    void renewsRevocations()
    {
        RedisServer server;
        QVERIFY(server.start());
        Node node(server, 1);
        QVERIFY(node.isUp());
        const WallTime now(Milliseconds(1900000000000));
        node.perform({{Kind::Revoke, revocation(u"ann"_s, now, now + 10h), false}});
        node.perform({{Kind::Revoke, revocation(u"ann"_s, now + 1h, now + 2h), false}});
        QTRY_COMPARE(node.position.version, quint64(3));
        QCOMPARE(node.revocations.at("user ann"), revocation(u"ann"_s, now + 1h, now + 10h));
        node.perform({{Kind::Revoke, revocation(u"ann"_s, now, now + 2h), false}}); // nothing new
        node.perform({{Kind::Forget, revocation(u"ann"_s, now, now + 2h), true}});
        QCOMPARE(node.perform({}).version, quint64(3));
        node.perform({{Kind::Forget, revocation(u"ann"_s, now, now + 10h), true}});
        QTRY_VERIFY(node.revocations.empty());
    }
    void boundsTheNumberOfBans()
    {
        RedisServer server;
        QVERIFY(server.start());
        Node node(server, 1);
        QVERIFY(node.isUp());
        node.call({"EVAL",
                   "for i = 1, 99999 do redis.call('HSET', KEYS[1], 'user u' .. i, '7 5 -1 3:ops,0:,') end",
                   "1", "test:access:bans"});
        QCOMPARE(node.perform({{Kind::Add, ban(u"a"_s), false}, {Kind::Add, ban(u"b"_s), false}}).status,
                 Status::Full);
        QCOMPARE(node.add(u"a"_s).status, Status::Done);
        QCOMPARE(node.perform({{Kind::Put, ban(u"b"_s, 5), false}}).status, Status::Done);
        QCOMPARE(std::get<RedisReply>(node.call({"HLEN", "test:access:bans"})).integer, 100'000);
        Node late(server, 2); // reads them all
        QVERIFY(late.isUp());
        QCOMPARE(late.bans.size(), 100'000u);
    }
    // As many as one command may have: they are imported.
    void takesTenThousandAtOnce()
    {
        RedisServer server;
        QVERIFY(server.start());
        Node north(server, 1);
        Node south(server, 2);
        QVERIFY(north.isUp() && south.isUp());
        const int before = south.replacements;
        std::vector<AccessOperation> operations;
        for (int i = 0; i < 10'000; ++i) {
            Ban each = ban(u"user-%1"_s.arg(i));
            each.reason = QString(MaxBanReason, u'\u00e4');
            operations.push_back({Kind::Add, std::move(each), false});
        }
        const AccessResult added = north.perform(operations);
        QCOMPARE(added.status, Status::Done);
        QCOMPARE(added.ids.size(), 10'000u);
        QCOMPARE(added.ids.back(), BanId(10'000));
        QTRY_COMPARE_WITH_TIMEOUT(south.bans.size(), 10'000u, Patience);
        QCOMPARE(south.find(u"user-9999"_s).id, BanId(10'000));
        QCOMPARE(south.replacements, before); // nothing was lost on the way
        QCOMPARE(south.perform(operations).status, Status::Exists);
    }
    void putsBackWhatRedisHasLost()
    {
        RedisServer server;
        QVERIFY(server.start());
        Node north(server, 1);
        QVERIFY(north.isUp());
        Node south(server, 2);
        QVERIFY(south.isUp());
        north.add(u"ann"_s);
        north.perform({{Kind::Revoke, revocation(u"ann"_s, wallNow(), wallNow() + 1h), false}});
        QVERIFY(south.has({u"ann"_s}));
        QTRY_COMPARE(south.revocations.size(), 1u);
        const QByteArray before = south.position.epoch;
        server.kill();
        QVERIFY(north.isDown() && south.isDown());
        QVERIFY(server.start());
        QVERIFY(north.isUp() && south.isUp());
        QTRY_COMPARE(north.position.epoch, south.position.epoch);
        QVERIFY(north.position.epoch != before);
        QVERIFY(north.position.formers.contains(before));
        QCOMPARE(std::get<RedisReply>(north.call({"HLEN", "test:access:bans"})).integer, 1);
        QCOMPARE(std::get<RedisReply>(north.call({"PTTL", "test:access:bans"})).integer, -1);
        QCOMPARE(std::get<RedisReply>(north.call({"HLEN", "test:access:revocations"})).integer, 1);
        QVERIFY(north.has({u"ann"_s}) && south.has({u"ann"_s}));
        QCOMPARE(south.add(u"bob"_s).ids, std::vector{BanId(1 + AccessService::IdsLeftOut + 1)});
        QVERIFY(north.has({u"ann"_s, u"bob"_s}));
    }
    void takesANodeThatKnowsMoreForMore()
    {
        RedisServer server;
        QVERIFY(server.start());
        Node north(server, 1);
        QVERIFY(north.isUp());
        north.add(u"ann"_s);
        north.add(u"bob"_s);
        QVERIFY(north.has({u"ann"_s, u"bob"_s}));
        // Redis is restored from a time before bob.
        north.call({"HDEL", "test:access:bans", "user bob"});
        north.call({"HSET", "test:access:meta", "version", "2"});
        QCOMPARE(std::get<RedisReply>(north.call({"CLIENT", "KILL", "TYPE", "pubsub"})).integer, 1);
        QTRY_VERIFY(north.syncs == 2);
        QVERIFY(north.has({u"ann"_s, u"bob"_s}));
        QCOMPARE(std::get<RedisReply>(north.call({"HLEN", "test:access:bans"})).integer, 2);
        QCOMPARE(north.position.version, quint64(1));
    }
    void noticesThatRedisWasEmptied()
    {
        RedisServer server;
        QVERIFY(server.start());
        Node node(server, 1);
        QVERIFY(node.isUp());
        node.add(u"ann"_s);
        QVERIFY(node.has({u"ann"_s}));
        node.call({"FLUSHALL"});
        QCOMPARE(node.add(u"bob"_s).status, Status::Lost);
        QTRY_COMPARE(node.syncs, 2);
        QCOMPARE(node.add(u"bob"_s).status, Status::Done);
        QVERIFY(node.has({u"ann"_s, u"bob"_s}));
    }
    void doesNotAcceptAHalfOfWhatIsPutBack()
    {
        RedisServer server;
        QVERIFY(server.start());
        Node node(server, 1);
        QVERIFY(node.isUp());
        const RedisResult result = node.call({"EVAL", textOf(AccessScript::Restore), "5", "test:access:meta",
                                              "test:access:bans", "test:access:revocations", "x", "y",
                                              node.position.epoch, "1", "new", "", "0", "1", "0", "c", ""});
        QCOMPARE(std::get<RedisReply>(result).bytes, QByteArray("short"));
        const RedisResult late = node.call({"EVAL", textOf(AccessScript::Restore), "5", "test:access:meta",
                                            "test:access:bans", "test:access:revocations", "x", "y",
                                            node.position.epoch, "0", "new", "", "0", "0", "0", "c", ""});
        QCOMPARE(std::get<RedisReply>(late).bytes, QByteArray("changed"));
        QCOMPARE(node.perform({}).status, Status::Done);
    }
};

QTEST_GUILESS_MAIN(TestAccessService)
#include "tst_accessservice.moc"
