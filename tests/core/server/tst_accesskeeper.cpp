#include "core/server/accesskeeper.h"

#include "core/auth/authservices.h"
#include "core/server/bankeeper.h"
#include "core/server/revocationkeeper.h"
#include "core/store/store.h"
#include "core/worker/ownermailbox.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <deque>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Kind = AccessOperation::Kind;
using Status = AccessResult::Status;

//! A cluster whose answers the test gives.
struct FakePort final : public AccessPort
{
    struct Call
    {
        std::vector<AccessOperation> operations;
        AccessOrigin origin;
        Done done;
    };

    NodeNumber node() const override { return 5; }
    void start(const AccessPosition &known) override { started = known; }
    void perform(std::vector<AccessOperation> operations, AccessOrigin origin, Done done) override
    {
        calls.push_back({std::move(operations), std::move(origin), std::move(done)});
    }
    void restore(AccessContent content) override { restored = std::move(content); }

    void answer(const AccessResult &result)
    {
        const Call call = std::move(calls.front());
        calls.pop_front();
        call.done(result);
    }
    void done(quint64 version, std::vector<BanId> ids = {})
    {
        answer({.status = Status::Done, .version = version, .ids = std::move(ids)});
    }
    //! What the oldest call wants, for example `drop ann 7, put ann 8`.
    QString wanted() const
    {
        if (calls.empty())
            return {};
        constexpr std::array Names{"add", "put", "set", "drop", "revoke", "forget"};
        QStringList all;
        for (const AccessOperation &operation : calls.front().operations) {
            const QString name = QString::fromLatin1(Names[std::size_t(operation.kind)]);
            if (const auto *ban = std::get_if<Ban>(&operation.entry))
                all += u"%1 %2 %3"_s.arg(name, ban->value, nameOf(ban->id));
            else
                all += u"%1 %2"_s.arg(name, std::get<Revocation>(operation.entry).value);
        }
        return all.join(u", "_s);
    }
    static QString nameOf(BanId id) { return id.value() >> ConnectionBits == 5 ? u"own"_s : id.toString(); }

    std::optional<AccessPosition> started;
    std::deque<Call> calls;
    std::optional<AccessContent> restored;
};

Ban ban(const QString &user, quint64 id = 0, WallTime created = wallNow())
{
    return {.id = BanId(id), .kind = BanKind::User, .value = user, .by = u"else"_s, .created = created};
}

struct Fixture
{
    explicit Fixture(bool withStore = false)
    {
        if (withStore)
            open();
    }
    void open()
    {
        Result<std::unique_ptr<Store>> opened = Store::open(folder.filePath(u"signalbox.db"_s));
        if (!opened)
            qFatal("%s", qPrintable(opened.error().text));
        store = std::move(*opened);
        server->access.setStore(store.get());
        if (!server->access.load())
            qFatal("load");
    }
    void restart()
    {
        server.reset();
        store.reset();
        server = std::make_unique<Server>();
        port = {};
        open();
    }
    //! As a node of a cluster that has the same.
    void join(const AccessPosition &position = {.epoch = "e", .version = 10, .lastId = 20})
    {
        server->access.join(port, u"north"_s);
        server->access.synced(position);
    }
    //! Returns the sentence of a failure; null while there is no result; empty: it was done.
    std::shared_ptr<QString> run(const CommandBody &body)
    {
        auto outcome = std::make_shared<QString>();
        server->access.run({{Actor::Kind::Api, u"ops"_s, {}}, body, {}},
                           [this, outcome](Result<CommandBody> &&done) {
                               *outcome = done ? u""_s : done.error().text;
                               if (done)
                                   last = *done;
                           });
        return outcome;
    }
    std::shared_ptr<QString> add(const QString &user) { return run(AddBans{{}, {Ban{.value = user}}}); }
    QString remove(BanId id) { return *run(RemoveBans{{}, {Ban{.id = id}}}); }
    BanId idOf(const QString &user) const
    {
        for (const Ban &each : server->bans.bans()) {
            if (each.value == user)
                return each.id;
        }
        return {};
    }
    //! For example `ann 7, bob own`.
    QString list() const
    {
        QStringList all;
        for (const Ban &each : server->bans.bans())
            all += each.value + u' ' + FakePort::nameOf(each.id);
        all.sort();
        return all.join(u", "_s);
    }
    void tell(quint64 version, std::vector<AccessChange> changes, NodeNumber from = 6)
    {
        server->access.changed(
            {"e", version, {from, u"south"_s, Actor{Actor::Kind::Api, u"eve"_s, {}}}, std::move(changes)});
    }

    struct Server
    {
        Bans shared;
        AuthServices auth;
        OwnerMailbox mailbox;
        BanKeeper bans{shared, mailbox};
        RevocationKeeper revocations{auth, mailbox};
        AccessKeeper access{bans, revocations};
    };
    QTemporaryDir folder;
    std::unique_ptr<Store> store;
    std::unique_ptr<Server> server = std::make_unique<Server>();
    FakePort port;
    CommandBody last;
};

} // namespace

class TestAccessKeeper : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aloneItDoesEverythingAtOnce()
    {
        Fixture fixture(true);
        QCOMPARE(*fixture.add(u"ann"_s), u""_s);
        QCOMPARE(*fixture.run(Revoke{{}, RevocationKind::User, u"bob"_s, {}}), u""_s);
        QCOMPARE(fixture.list(), u"ann 1"_s);
        QCOMPARE(fixture.remove(BanId(1)), u""_s);
        QVERIFY(!fixture.add(u" "_s)->isEmpty());
        fixture.restart();
        fixture.join(); // nothing of it was noted: there was no cluster
        QVERIFY(fixture.port.calls.empty());
    }
    void redisDecidesWhetherABanIsNew()
    {
        Fixture fixture;
        fixture.join();
        const auto outcome = fixture.add(u"ann"_s);
        QCOMPARE(fixture.port.wanted(), u"add ann 1"_s);
        QCOMPARE(fixture.port.calls.front().origin,
                 (AccessOrigin{5, u"north"_s, Actor{Actor::Kind::Api, u"ops"_s, {}}}));
        QVERIFY(outcome->isNull());
        QCOMPARE(fixture.list(), QString());
        fixture.port.done(11, {BanId(21)});
        QVERIFY(!outcome->isNull() && outcome->isEmpty());
        QCOMPARE(fixture.list(), u"ann 21"_s);
        QCOMPARE(std::get<AddBans>(fixture.last).bans.front().id, BanId(21));

        // Its own message: no second time.
        fixture.tell(11, {{false, std::get<AddBans>(fixture.last).bans.front()}}, 5);
        QVERIFY(fixture.add(u"ann"_s)->contains(u"id 21"_s)); // known here
        QVERIFY(fixture.port.calls.empty());
        const auto second = fixture.add(u"bob"_s);
        fixture.port.answer({.status = Status::Exists, .existing = BanId(30)});
        QVERIFY(second->contains(u"user bob, id 30"_s));
        const auto third = fixture.add(u"bob"_s);
        fixture.port.answer({.status = Status::Full});
        QVERIFY(third->contains(u"100000"_s));
        QCOMPARE(fixture.list(), u"ann 21"_s);
        QVERIFY(fixture.port.calls.empty());
    }
    // The reply comes by another connection than the changes.
    void whatWasRemovedBeforeTheReplyStaysRemoved()
    {
        Fixture fixture;
        fixture.join();
        const auto outcome = fixture.add(u"ann"_s);
        fixture.tell(11, {{false, ban(u"ann"_s, 21)}}, 5);
        fixture.tell(12, {{true, Ban{.value = u"ann"_s}}});
        fixture.port.done(11, {BanId(21)});
        QVERIFY(!outcome->isNull() && outcome->isEmpty());
        QCOMPARE(fixture.list(), QString());
    }
    void withoutAnAnswerItIsDoneHere()
    {
        Fixture fixture;
        fixture.join();
        const auto outcome = fixture.add(u"ann"_s);
        fixture.port.answer({});
        QVERIFY(!outcome->isNull() && outcome->isEmpty());
        QCOMPARE(fixture.list(), u"ann own"_s);
        QCOMPARE(fixture.port.wanted(), u"put ann own"_s); // at once: perhaps only one reply was lost
        fixture.port.answer({});
        QVERIFY(fixture.port.calls.empty());
        fixture.server->access.lost();
        fixture.server->access.synced({.epoch = "e", .version = 10});
        QCOMPARE(fixture.port.wanted(), u"put ann own"_s);
        fixture.port.done(11);
        fixture.server->access.synced({.epoch = "e", .version = 11});
        QVERIFY(fixture.port.calls.empty());
    }
    void anAnswerIsNotWaitedForForEver()
    {
        Fixture fixture;
        fixture.join();
        const auto outcome = fixture.add(u"ann"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!outcome->isNull(), 10000);
        QVERIFY(outcome->isEmpty());
        const BanId id = fixture.idOf(u"ann"_s);
        QCOMPARE(fixture.list(), u"ann own"_s);
        // It has been done all the same: the id that was told stays.
        fixture.tell(11, {{false, ban(u"ann"_s, 21, fixture.server->bans.bans().front().created)}}, 5);
        fixture.port.done(11, {BanId(21)});
        fixture.port.done(12); // the put
        fixture.server->access.synced({.epoch = "e", .version = 12});
        QCOMPARE(fixture.idOf(u"ann"_s), id);
        QVERIFY(fixture.port.calls.empty());
    }
    void aReplyAloneMayBeLost()
    {
        Fixture fixture;
        fixture.join();
        const auto outcome = fixture.add(u"ann"_s);
        Ban made = std::get<Ban>(fixture.port.calls.front().operations.front().entry);
        made.id = BanId(21);
        fixture.tell(11, {{false, made}}, 5);
        fixture.port.answer({});
        QVERIFY(!outcome->isNull() && outcome->isEmpty());
        QCOMPARE(std::get<AddBans>(fixture.last).bans, std::vector{made});
        QVERIFY(fixture.port.calls.empty());
    }
    void tellsLaterWhatWasDoneWithoutRedis()
    {
        Fixture fixture(true);
        fixture.join();
        fixture.tell(11,
                     {{false, ban(u"old"_s, 1)}, {false, ban(u"edited"_s, 2)}, {false, ban(u"again"_s, 3)}});
        QTRY_COMPARE(fixture.list(), u"again 3, edited 2, old 1"_s);
        fixture.server->access.lost();
        QCOMPARE(fixture.remove(BanId(1)), u""_s);
        QCOMPARE(*fixture.run(EditBan{{}, {.id = BanId(2), .reason = u"spam"_s}}), u""_s);
        QCOMPARE(fixture.remove(BanId(3)), u""_s);
        QCOMPARE(*fixture.add(u"again"_s), u""_s);
        QCOMPARE(*fixture.add(u"short"_s), u""_s);
        QCOMPARE(fixture.remove(fixture.idOf(u"short"_s)), u""_s);
        QCOMPARE(*fixture.run(Revoke{{}, RevocationKind::User, u"bob"_s, {}}), u""_s);
        QVERIFY(fixture.port.calls.empty());
        QCOMPARE(fixture.list(), u"again own, edited 2"_s);

        // Also after a restart, and behind what the cluster has.
        fixture.restart();
        QCOMPARE(fixture.list(), u"again own, edited 2"_s);
        fixture.server->access.join(fixture.port, u"north"_s);
        QCOMPARE(fixture.port.started,
                 std::optional(AccessPosition{.epoch = "e", .version = 11, .lastId = 20}));
        const WallTime created = fixture.server->bans.bans().front().created;
        fixture.server->access.replaced(
            {{ban(u"old"_s, 1), ban(u"edited"_s, 2, created), ban(u"again"_s, 3), ban(u"new"_s, 4)}, {}},
            OwnEntries::Outdated);
        QCOMPARE(fixture.list(), u"again own, edited 2, new 4"_s);
        fixture.server->access.synced({.epoch = "e", .version = 15});
        QCOMPARE(fixture.port.wanted(),
                 u"drop again 3, put again own, set edited 2, drop old 1, drop short own, revoke bob"_s);
        QCOMPARE(std::get<Ban>(fixture.port.calls.front().operations[2].entry).reason, u"spam"_s);
        fixture.port.done(16);
        fixture.restart();
        fixture.server->access.join(fixture.port, u"north"_s);
        fixture.server->access.synced({.epoch = "e", .version = 16});
        QVERIFY(fixture.port.calls.empty());
    }
    void theBanOfAnotherNodeStays()
    {
        Fixture fixture;
        fixture.join();
        fixture.server->access.lost();
        fixture.add(u"ann"_s);
        fixture.server->access.synced({.epoch = "e", .version = 10});
        fixture.tell(11, {{false, ban(u"ann"_s, 21, WallTime(Milliseconds(5)))}});
        QTRY_COMPARE(fixture.list(), u"ann 21"_s);
        fixture.port.done(11);
        QCOMPARE(fixture.list(), u"ann 21"_s);
    }
    // The changes of others that come while an own one is under way, in the order of Redis.
    void orderIsThatOfRedis_data()
    {
        QTest::addColumn<quint64>("ownVersion");
        QTest::addColumn<QString>("list");
        QTest::newRow("behind the removal by another node") << quint64(13) << u"ann own"_s;
        QTest::newRow("before it") << quint64(11) << QString();
    }
    void orderIsThatOfRedis()
    {
        QFETCH(quint64, ownVersion);
        QFETCH(QString, list);
        Fixture fixture;
        fixture.join();
        fixture.server->access.lost();
        fixture.add(u"ann"_s);
        fixture.server->access.synced({.epoch = "e", .version = 10});
        fixture.tell(12, {{true, Ban{.value = u"ann"_s}}});
        fixture.server->access.wanted(); // applies what has come
        QCOMPARE(fixture.list(), u"ann own"_s);
        fixture.port.done(ownVersion);
        QCOMPARE(fixture.list(), list);
    }
    void whatOthersDoIsDoneHere()
    {
        Fixture fixture;
        fixture.join();
        QSignalSpy events(&fixture.server->access, &AccessKeeper::ranElsewhere);
        QSignalSpy closings(&fixture.server->access, &AccessKeeper::changedElsewhere);
        Ban ann = ban(u"ann"_s, 21);
        fixture.tell(11, {{false, ann}, {false, ban(u"bob"_s, 22)}});
        ann.reason = u"spam"_s;
        fixture.tell(12, {{false, Revocation{RevocationKind::User, u"cid"_s, wallNow(), wallNow() + 1h}}});
        QTRY_COMPARE(fixture.list(), u"ann 21, bob 22"_s);
        QCOMPARE(closings.size(), 2); // one look at the connections for each kind, however many there were
        QVERIFY(fixture.server->revocations.find(RevocationKind::User, u"cid"_s));
        fixture.server->shared.current()->hit(BanId(21));
        fixture.tell(13, {{false, ann}, {true, Ban{.value = u"bob"_s}}});
        QTRY_COMPARE(fixture.list(), u"ann 21"_s);
        QCOMPARE(fixture.server->bans.bans().front().reason, u"spam"_s);
        QCOMPARE(fixture.server->bans.bans().front().hits, quint64(1)); // of each node
        QStringList told;
        for (const QList<QVariant> &event : events) {
            const auto report = event.front().value<ActionReport>();
            QCOMPARE(report.command.actor.name, u"eve at south"_s);
            told += QString::fromLatin1(commandName(report.command.body));
        }
        QCOMPARE(told, (QStringList{u"ban"_s, u"revoke"_s, u"edit_ban"_s, u"remove_ban"_s}));
    }
    void whatWasRemovedElsewhereDoesNotComeBack_data()
    {
        QTest::addColumn<OwnEntries>("own");
        QTest::addColumn<QString>("list");
        QTest::addColumn<QString>("wanted");
        QTest::newRow("while it was away") << OwnEntries::Outdated << u"bob 7"_s << QString();
        QTest::newRow("Redis has lost it")
            << OwnEntries::Missing << u"ann 3, bob 7"_s << u"put ann 3, revoke cid"_s;
        QTest::newRow("of another cluster, or alone")
            << OwnEntries::Foreign << u"ann own, bob 7"_s << u"put ann own, revoke cid"_s;
    }
    void whatWasRemovedElsewhereDoesNotComeBack()
    {
        QFETCH(OwnEntries, own);
        QFETCH(QString, list);
        QFETCH(QString, wanted);
        Fixture fixture(true);
        fixture.join();
        fixture.tell(11, {{false, ban(u"ann"_s, 3)},
                          {false, ban(u"bob"_s, 4)},
                          {false, Revocation{RevocationKind::User, u"cid"_s, wallNow(), wallNow() + 1h}}});
        QTRY_COMPARE(fixture.list(), u"ann 3, bob 4"_s);
        fixture.server->access.replaced({{ban(u"bob"_s, 7, WallTime(Milliseconds(5)))}, {}}, own);
        QCOMPARE(fixture.list(), list);
        QCOMPARE(fixture.server->revocations.revocations().size(), wanted.isEmpty() ? 0u : 1u);
        fixture.server->access.synced({.epoch = "f", .version = 3});
        QCOMPARE(fixture.port.wanted(), wanted);
        fixture.restart();
        QCOMPARE(fixture.list(), list);
    }
    void putsBackAllThatIsInEffect()
    {
        Fixture fixture;
        fixture.join();
        Ban ended = ban(u"ended"_s, 4);
        ended.expires = wallNow() + 1ms;
        fixture.tell(11, {{false, ban(u"ann"_s, 3)}, {false, ended}});
        QTRY_VERIFY(wallNow() > ended.expires);
        fixture.server->access.wanted();
        QVERIFY(fixture.port.restored);
        QCOMPARE(fixture.port.restored->bans.size(), 1u);
    }
    void removesWhatHasEndedInRedisToo()
    {
        Fixture fixture;
        fixture.join();
        Ban short_ = ban(u"ann"_s, 3);
        short_.expires = wallNow() + 100ms;
        fixture.tell(11, {{false, short_}});
        QTRY_COMPARE(fixture.port.wanted(), u"drop ann 3"_s);
        QVERIFY(fixture.port.calls.front().operations.front().hasEnded);
        QVERIFY(!fixture.port.calls.front().origin.actor);
        QCOMPARE(fixture.list(), QString());
    }
    void aStopDoesHereWhatWaits()
    {
        Fixture fixture;
        fixture.join();
        const auto outcome = fixture.add(u"ann"_s);
        fixture.server->access.leave();
        QVERIFY(!outcome->isNull() && outcome->isEmpty());
        QCOMPARE(fixture.list(), u"ann own"_s);
        fixture.port.done(11, {BanId(21)}); // too late
        QCOMPARE(fixture.list(), u"ann own"_s);
        fixture.tell(12, {{true, Ban{.value = u"ann"_s}}}); // of the run before
        fixture.join();
        fixture.tell(11, {{false, ban(u"bob"_s, 21)}});
        QTRY_COMPARE(fixture.list(), u"ann own, bob 21"_s);
    }
    void whatIsDoneOutsideOfTheClusterIsToldToIt()
    {
        Fixture fixture(true);
        fixture.join();
        fixture.tell(11, {{false, ban(u"ann"_s, 3)}});
        QTRY_COMPARE(fixture.list(), u"ann 3"_s);
        fixture.server->access.leave();
        fixture.restart(); // with another configuration
        QCOMPARE(*fixture.add(u"bob"_s), u""_s);
        QCOMPARE(fixture.remove(BanId(3)), u""_s);
        QCOMPARE(fixture.list(), u"bob 4"_s);
        fixture.restart();
        fixture.server->access.join(fixture.port, u"north"_s);
        fixture.server->access.replaced({{ban(u"ann"_s, 3), ban(u"cid"_s, 4)}, {}}, OwnEntries::Outdated);
        QCOMPARE(fixture.list(), u"bob own, cid 4"_s); // another one has the id
        fixture.server->access.synced({.epoch = "e", .version = 12});
        QCOMPARE(fixture.port.wanted(), u"drop ann 3, put bob own"_s);
    }
};

QTEST_GUILESS_MAIN(TestAccessKeeper)
#include "tst_accesskeeper.moc"
