#include "core/cluster/directoryclaims.h"

#include "core/cluster/nodemessage.h"
#include "core/cluster/redisclient.h"

#include "tests/core/cluster/fakelink.h"
#include "tests/core/cluster/redisserver.h"

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

using Outcome = DirectoryClaims::Result;

constexpr int Patience = 20000; // ms
constexpr NodeNumber Node = 3;
const QString blue = u"blue"_s;

ConnectionId client(quint64 number, NodeNumber node = Node)
{
    return ConnectionId(firstIdOf(node).value() + number);
}

//! A node whose Redis is the test.
struct Scripted
{
    explicit Scripted(bool isUp = true)
    {
        if (isUp)
            link.setUp();
    }
    void claim(quint64 number)
    {
        claims.claim(rooms, MemberClaim{blue, client(number), u"ann"_s, 3},
                     [this](Outcome result) { results += int(result); });
    }
    //! The names of the scripts that were called and have no answer.
    QList<DirectoryScript> called() const
    {
        QList<DirectoryScript> scripts;
        for (const FakeLink::Command &command : link.commands) {
            for (std::size_t script = 0; script < DirectoryScriptCount; ++script) {
                if (command.arguments[1] == digestOf(DirectoryScript(script)) ||
                    command.arguments[1] == textOf(DirectoryScript(script)))
                    scripts += DirectoryScript(script);
            }
        }
        return scripts;
    }
    //! Of the last SetEntries: how many entries it says there are in its first range.
    QByteArray entriesToldLast() const { return link.commands.back().arguments[10]; }

    FakeLink link;
    DirectoryKeys keys{"test"};
    DirectorySync rooms{link, keys, DirectoryKind::Room, Node};
    QList<bool> locals;
    DirectoryClaims claims{link, keys, Node, [this](bool isLocal) { locals += isLocal; }};
    QList<int> results;
};

const QList<int> granted{int(Outcome::Granted)};
const QList<int> refused{int(Outcome::Refused)};
const QList<int> unknown{int(Outcome::Unknown)};

//! A node with a real Redis.
struct RealNode
{
    RealNode(const RedisServer &server, NodeNumber ownNumber)
        : number(ownNumber)
        , redis(server.settings(), status)
        , rooms(redis, keys, DirectoryKind::Room, ownNumber)
        , places(redis, keys, DirectoryKind::Place, ownNumber)
        , claims(redis, keys, ownNumber, {})
    {
        redis.start();
    }
    ~RealNode() { redis.stop(); }
    Q_DISABLE_COPY_MOVE(RealNode)

    bool isUp()
    {
        if (!QTest::qWaitFor([this] { return redis.isUp(); }, Patience))
            return false;
        for (std::size_t script = 0; script < DirectoryScriptCount; ++script) // as the DirectoryService does
            redis.command({"SCRIPT", "LOAD", textOf(DirectoryScript(script))}, [](const RedisResult &) {});
        return true;
    }
    void join(quint64 local, qint64 most)
    {
        claims.claim(rooms, MemberClaim{blue, client(local, number), u"ann"_s, most},
                     [this](Outcome result) { results += int(result); });
    }
    void enter(quint64 local, qint64 most, UserPolicy policy)
    {
        claims.claim(places, u"ann"_s, client(local, number), most, policy,
                     [this](Outcome result) { results += int(result); });
    }
    bool has(qsizetype count)
    {
        return QTest::qWaitFor([&] { return results.size() == count; }, Patience);
    }
    //! The entries of \a key; -1: no answer.
    qint64 count(const QByteArray &key)
    {
        std::optional<qint64> found;
        redis.command({"ZCARD", key}, [&](const RedisResult &result) {
            found = replyOf(result) ? replyOf(result)->integer : -1;
        });
        return QTest::qWaitFor([&] { return found.has_value(); }, Patience) ? *found : -1;
    }

    NodeNumber number;
    BrokerStatus status;
    RedisClient redis;
    DirectoryKeys keys{"test"};
    DirectorySync rooms;
    DirectorySync places;
    DirectoryClaims claims;
    QList<int> results;
};

} // namespace

class TestDirectoryClaims : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatRedisAnswersIsTheResult_data()
    {
        QTest::addColumn<int>("answer");
        QTest::addColumn<QList<int>>("results");
        QTest::addColumn<bool>("isIn"); // the mirror
        QTest::newRow("granted") << 1 << granted << true;
        QTest::newRow("refused") << 0 << refused << false;
    }
    void whatRedisAnswersIsTheResult()
    {
        QFETCH(const int, answer);
        QFETCH(const QList<int>, results);
        QFETCH(const bool, isIn);
        Scripted node;
        node.claim(1);
        QVERIFY(node.results.isEmpty());
        QCOMPARE(node.called(), QList{DirectoryScript::ClaimMember});
        node.link.answer(answer);
        QCOMPARE(node.results, results);
        QCOMPARE(node.rooms.has(blue, client(1)), isIn);
        QVERIFY(node.rooms.isDone()); // nothing more is told
        QVERIFY(node.link.commands.empty());
        QCOMPARE(node.locals, QList<bool>({true, false}));
    }
    void whatWasReportedBeforeComesBefore()
    {
        Scripted node;
        node.rooms.add(blue, client(1), u"ann"_s);
        node.claim(2);
        QCOMPARE(node.called(), QList({DirectoryScript::SetEntries, DirectoryScript::ClaimMember}));
    }
    void aPlaceThatIsGivenBackMeanwhileIsRemovedBehindTheClaim()
    {
        for (const int answer : {1, 0}) {
            Scripted node;
            node.claim(1);
            node.rooms.remove(blue, client(1));
            node.rooms.send();
            QCOMPARE(node.called(), QList({DirectoryScript::ClaimMember, DirectoryScript::SetEntries}));
            QCOMPARE(node.entriesToldLast(), "0"_ba);
            node.link.answer(answer);
            QVERIFY(!node.rooms.has(blue, client(1)));
            node.link.answer(1);
            QVERIFY(node.link.commands.empty() && node.rooms.isDone());
        }
    }
    void whatIsToldOfAllEntriesMeanwhileIsMended_data()
    {
        QTest::addColumn<int>("answer");
        QTest::addColumn<QByteArray>("count");
        QTest::newRow("granted") << 1 << "1"_ba;
        QTest::newRow("refused") << 0 << "0"_ba;
    }
    void whatIsToldOfAllEntriesMeanwhileIsMended()
    {
        QFETCH(const int, answer);
        QFETCH(const QByteArray, count);
        Scripted node;
        node.rooms.add(blue, client(7), u"bob"_s);
        node.rooms.send();
        node.link.answer(1);
        node.claim(1);
        node.rooms.restart(); // it was taken for dead
        node.rooms.send();
        node.link.answer(answer);
        while (!node.link.commands.empty() && node.called().isEmpty())
            node.link.answer(RedisReply{}); // the scan
        // With the entry in it, whatever the claim's result is. So it is told of once more.
        QCOMPARE(node.called(), QList({DirectoryScript::SetEntries, DirectoryScript::SetEntries}));
        QCOMPARE(node.entriesToldLast(), count);
    }
    void withoutRedisTheResultIsUnknownAtOnce()
    {
        Scripted node(false);
        node.claim(1);
        QCOMPARE(node.results, unknown);
        QVERIFY(node.rooms.has(blue, client(1))); // to be told, unless it is removed
        QVERIFY(!node.rooms.isDone());
        QCOMPARE(node.locals, QList{true});
    }
    void aLinkThatIsLostMakesTheResultUnknown()
    {
        Scripted node;
        node.claims.heartbeat();
        node.claim(1);
        node.claim(2);
        node.link.setDown();
        QCOMPARE(node.results, unknown + unknown);
        QCOMPARE(node.locals, QList<bool>({true, false, true}));
        QVERIFY(!node.rooms.isDone());
    }
    void anErrorMakesTheResultUnknown()
    {
        Scripted node;
        node.claim(1);
        node.link.fail("OOM command not allowed");
        QCOMPARE(node.results, unknown);
        QCOMPARE(node.locals, QList{true});
        QCOMPARE(node.called(), QList{DirectoryScript::SetEntries}); // what the mirror has
        QCOMPARE(node.entriesToldLast(), "1"_ba);
    }
    void aSlowRedisIsWaitedForInLimitedTime()
    {
        Scripted node;
        node.claim(1);
        node.claim(2);
        node.link.answer(1);
        QCOMPARE(node.results, granted);
        QVERIFY(QTest::qWaitFor([&] { return node.results.size() == 2; }, Patience));
        QCOMPARE(node.results, granted + unknown);
        QCOMPARE(node.locals, QList<bool>({true, false, true}));
        QCOMPARE(node.called(), QList({DirectoryScript::ClaimMember, DirectoryScript::SetEntries}));
        node.claims.heartbeat(); // its answer has overtaken none: there is a late one
        QCOMPARE(node.locals.back(), true);
        node.rooms.remove(blue, client(2)); // the shard has refused it
        node.rooms.send();
        QCOMPARE(node.entriesToldLast(), "0"_ba);
        node.link.answer(1); // too late
        QCOMPARE(node.results.size(), 2);
        QVERIFY(!node.rooms.has(blue, client(2)));
        node.claims.heartbeat();
        QCOMPARE(node.locals.back(), false);
    }
    void anUnknownScriptIsSentAsText()
    {
        Scripted node;
        node.claim(1);
        node.link.fail("NOSCRIPT No matching script");
        QVERIFY(node.results.isEmpty());
        QCOMPARE(node.link.commands[0].arguments[0], "EVAL"_ba);
        QCOMPARE(node.called(), QList{DirectoryScript::ClaimMember});
        node.link.answer(1);
        QCOMPARE(node.results, granted);
    }
    void anUnknownScriptIsNotSentAgainForAPlaceThatWasGivenBack()
    {
        Scripted node;
        node.claim(1);
        node.rooms.remove(blue, client(1));
        node.rooms.send();
        node.link.fail("NOSCRIPT No matching script");
        QCOMPARE(node.results, unknown);
        QVERIFY(!node.called().contains(DirectoryScript::ClaimMember));
    }
    void noMoreThanTheLimitAreInAtAllNodes()
    {
        RedisServer server;
        QVERIFY(server.start());
        RealNode first(server, 1);
        RealNode second(server, 2);
        QVERIFY(first.isUp() && second.isUp());
        for (quint64 local = 1; local <= 50; ++local) {
            first.join(local, 10);
            second.join(local, 10);
        }
        QVERIFY(first.has(50) && second.has(50));
        QCOMPARE(first.results.count(int(Outcome::Granted)) + second.results.count(int(Outcome::Granted)),
                 10);
        QCOMPARE(first.results.count(int(Outcome::Unknown)) + second.results.count(int(Outcome::Unknown)), 0);
        QCOMPARE(first.count("test:members:blue"), 10);
        // Whoever is in is granted its place again, and gives it back once.
        RealNode &one = first.results.contains(int(Outcome::Granted)) ? first : second;
        const quint64 in = quint64(one.results.indexOf(int(Outcome::Granted))) + 1;
        one.join(in, 10);
        QVERIFY(one.has(51));
        QCOMPARE(one.results.back(), int(Outcome::Granted));
        one.rooms.remove(blue, client(in, one.number));
        one.rooms.send();
        QCOMPARE(one.count("test:members:blue"), 9);
        const qsizetype before = second.results.size();
        second.join(99, 10);
        second.join(98, 10);
        QVERIFY(second.has(before + 2));
        QCOMPARE(second.results.mid(before), granted + refused);
    }
    void aUserHasNoMorePlacesThanTheLimit()
    {
        RedisServer server;
        QVERIFY(server.start());
        RealNode first(server, 1);
        RealNode second(server, 2);
        QVERIFY(first.isUp() && second.isUp());
        for (quint64 local = 1; local <= 20; ++local) {
            first.enter(local, 3, UserPolicy::Refuse);
            second.enter(local, 3, UserPolicy::Refuse);
        }
        QVERIFY(first.has(20) && second.has(20));
        QCOMPARE(first.results.count(int(Outcome::Granted)) + second.results.count(int(Outcome::Granted)), 3);
        QCOMPARE(first.count("test:places:ann"), 3);
    }
    void theOldestArePutOut()
    {
        RedisServer server;
        QVERIFY(server.start());
        RealNode first(server, 1);
        RealNode second(server, 2);
        QVERIFY(first.isUp() && second.isUp());
        struct Ears final : RedisLinkHandler
        {
            void linkUp() override {}
            void linkDown() override {}
            void subscribed(const QByteArray &) override { ++subscriptions; }
            void unsubscribed(const QByteArray &) override {}
            void received(const QByteArray &channel, const QByteArray &payload) override
            {
                const auto message = parseNodeMessage(payload);
                const auto *replaced = message ? std::get_if<UserReplaced>(&*message) : nullptr;
                heard += replaced ? channel + ' ' + replaced->user.toUtf8() + ' ' +
                                        QByteArray::number(replaced->client.value() & 0xff)
                                  : "?"_ba;
            }
            int subscriptions = 0;
            QByteArrayList heard;
        } ears;
        first.redis.addHandler(ears);
        first.redis.subscribe("test:node:1");
        first.redis.subscribe("test:node:2");
        QVERIFY(QTest::qWaitFor([&] { return ears.subscriptions == 2; }, Patience));
        // Older than all others, whatever its id: a node tells of it that was away.
        second.places.add(u"ann"_s, client(77, 2), u"5"_s);
        second.places.send();
        QCOMPARE(second.count("test:places:ann"), 1);
        const auto enter = [](RealNode &node, quint64 local) {
            node.enter(local, 2, UserPolicy::Replace);
            return node.has(node.results.size() + 1);
        };
        QVERIFY(enter(second, 9));
        QCOMPARE(ears.heard, QByteArrayList());
        QVERIFY(enter(first, 1));
        QVERIFY(enter(first, 2));
        QVERIFY(enter(second, 1));
        QVERIFY(enter(second, 9)); // is the newest now
        const QByteArrayList expected{"test:node:2 ann 77", "test:node:2 ann 9", "test:node:1 ann 1",
                                      "test:node:1 ann 2"};
        QVERIFY(QTest::qWaitFor([&] { return ears.heard.size() >= expected.size(); }, Patience));
        QCOMPARE(ears.heard, expected);
        QCOMPARE(first.count("test:places:ann"), 2);
        // What was put out is told again by its node, and stays too many until somebody comes.
        first.places.tell(u"ann"_s, client(1, 1));
        QCOMPARE(first.count("test:places:ann"), 3);
        QVERIFY(enter(first, 3));
        QVERIFY(QTest::qWaitFor([&] { return ears.heard.size() == expected.size() + 2; }, Patience));
        QCOMPARE(first.count("test:places:ann"), 2);
    }
};

QTEST_GUILESS_MAIN(TestDirectoryClaims)
#include "tst_directoryclaims.moc"
