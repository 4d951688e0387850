#include "core/server/revocationkeeper.h"

#include "core/store/store.h"
#include "core/worker/ownermailbox.h"

#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct Fixture
{
    //! \a withStore: as a server that has been started.
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
        keeper->setStore(store.get());
    }
    void restart()
    {
        keeper.reset();
        store.reset();
        auth.revocations.set(std::make_shared<const RevocationList>());
        keeper = std::make_unique<RevocationKeeper>(auth, mailbox);
        open();
    }
    Result<CommandBody> run(RevocationKind kind, const QString &value, std::optional<WallTime> until = {})
    {
        return keeper->run({{Actor::Kind::Api, u"ops"_s, {}}, Revoke{{}, kind, value, until}, {}});
    }
    Result<CommandBody> revokeUser(const QString &user, std::optional<WallTime> until = {})
    {
        return run(RevocationKind::User, user, until);
    }
    const Revocation *find(const QString &user)
    {
        list = auth.revocations.current();
        return list->find(RevocationKind::User, user);
    }
    std::size_t size() const { return auth.revocations.current()->size(); }

    QTemporaryDir folder;
    AuthServices auth;
    OwnerMailbox mailbox;
    std::shared_ptr<const RevocationList> list;
    std::unique_ptr<Store> store;
    std::unique_ptr<RevocationKeeper> keeper = std::make_unique<RevocationKeeper>(auth, mailbox);
};

//! Whether \a time is \a expected, which was computed a moment ago or will be.
bool isAbout(WallTime time, WallTime expected)
{
    return time > expected - 1min && time < expected + 1min;
}

} // namespace

class TestRevocationKeeper : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void putsIntoEffect()
    {
        Fixture fixture;
        const WallTime until = wallNow() + 1h;
        const Result<CommandBody> done = fixture.revokeUser(u"a\u0308"_s, until);
        QVERIFY(done);
        QCOMPARE(*done, CommandBody(Revoke{{}, RevocationKind::User, u"ä"_s, until}));
        QCOMPARE(fixture.find(u"ä"_s)->until, until);
        QVERIFY(isAbout(fixture.find(u"ä"_s)->created, wallNow()));
        QVERIFY(fixture.auth.revocations.current()->isRevoked({.user = u"ä"_s}, wallNow()));
    }
    void endsWithTheTokensThatAreKnown()
    {
        Fixture fixture;
        const WallTime expires = wallNow() + 5h;
        QVERIFY(
            fixture.auth.acceptToken({.user = u"ann"_s, .expires = expires, .tokenId = u"7"_s}, wallNow()));
        QVERIFY(fixture.revokeUser(u"ann"_s));
        QCOMPARE(fixture.find(u"ann"_s)->until, expires);
        QCOMPARE(std::get<Revoke>(*fixture.run(RevocationKind::TokenId, u"7"_s)).until, expires);
        QVERIFY(fixture.revokeUser(u"bob"_s));
        QVERIFY(isAbout(fixture.find(u"bob"_s)->until, wallNow() + 24h * 30));
    }
    void renewsAndNeverShortens()
    {
        Fixture fixture;
        const WallTime late = wallNow() + 10h;
        QVERIFY(fixture.revokeUser(u"ann"_s, late));
        const WallTime created = fixture.find(u"ann"_s)->created;
        QTRY_VERIFY(wallNow() > created);
        const Result<CommandBody> done = fixture.revokeUser(u"ann"_s, wallNow() + 1h);
        QVERIFY(done);
        QCOMPARE(std::get<Revoke>(*done).until, late);
        QCOMPARE(fixture.size(), 1u);
        QVERIFY(fixture.find(u"ann"_s)->created > created);
    }
    void refuses_data()
    {
        QTest::addColumn<RevocationKind>("kind");
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("isPast");
        QTest::newRow("no jti") << RevocationKind::TokenId << QString() << false;
        QTest::newRow("a long jti") << RevocationKind::TokenId << QString(257, u'x') << false;
        QTest::newRow("no name") << RevocationKind::User << u" "_s << false;
        QTest::newRow("it has ended") << RevocationKind::User << u"ann"_s << true;
    }
    void refuses()
    {
        QFETCH(RevocationKind, kind);
        QFETCH(QString, value);
        QFETCH(bool, isPast);
        Fixture fixture;
        const Result<CommandBody> done =
            fixture.run(kind, value, isPast ? std::optional(wallNow()) : std::nullopt);
        QVERIFY(!done);
        QCOMPARE(done.error().code, Error::Code::Invalid);
        QCOMPARE(fixture.size(), 0u);
    }
    void boundsTheirNumber()
    {
        Fixture fixture;
        std::vector<Revocation> many;
        const WallTime end = wallNow() + 1h;
        for (std::size_t i = 0; i < RevocationKeeper::MaxRevocations; ++i)
            many.push_back({RevocationKind::TokenId, QString::number(i), wallNow(), end});
        fixture.auth.revocations.set(std::make_shared<const RevocationList>(many));
        const Result<CommandBody> refused = fixture.revokeUser(u"ann"_s);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, Error::Code::TooBig);
        QVERIFY(refused.error().text.contains(u"100000"_s));
        QVERIFY(fixture.run(RevocationKind::TokenId, u"7"_s)); // renews one
        QCOMPARE(fixture.size(), RevocationKeeper::MaxRevocations);
    }
    void forgetsWhatHasEnded()
    {
        Fixture fixture(true);
        QVERIFY(fixture.revokeUser(u"ann"_s, wallNow() + 50ms));
        QVERIFY(fixture.revokeUser(u"bob"_s, wallNow() + 1h));
        QTRY_COMPARE(fixture.size(), 1u);
        QVERIFY(fixture.find(u"bob"_s));
        QVERIFY(fixture.revokeUser(u"ann"_s));
        fixture.restart();
        QVERIFY(fixture.keeper->load());
        QCOMPARE(fixture.size(), 2u);
    }
    void keepsThemInTheStore()
    {
        Fixture fixture(true);
        const WallTime end = wallNow() + 200ms;
        QVERIFY(fixture.revokeUser(u"ann"_s));
        QVERIFY(fixture.run(RevocationKind::TokenId, u"7"_s));
        const Revocation ann = *fixture.find(u"ann"_s);
        QVERIFY(fixture.revokeUser(u"bob"_s, end));
        fixture.restart();
        QCOMPARE(fixture.size(), 0u);
        QTRY_VERIFY(wallNow() > end);
        QVERIFY(fixture.keeper->load());
        QCOMPARE(*fixture.find(u"ann"_s), ann);
        QVERIFY(!fixture.find(u"bob"_s)); // it ended while nothing ran
        QCOMPARE(fixture.size(), 2u);
        QVERIFY(fixture.keeper->load()); // once
        QCOMPARE(fixture.size(), 2u);
        fixture.restart();
        qint64 rows = 0;
        QVERIFY(fixture.store->readBlocking(
            [&rows](Database &database) { rows = database.integerOf("SELECT count(*) FROM revocations"); }));
        QCOMPARE(rows, 2);
    }
    void knowsTheStoredOnesBeforeItAddsOne()
    {
        Fixture fixture(true);
        QVERIFY(fixture.revokeUser(u"ann"_s));
        fixture.restart();
        QVERIFY(fixture.revokeUser(u"bob"_s)); // before the server is started
        QCOMPARE(fixture.size(), 2u);
    }
};

QTEST_GUILESS_MAIN(TestRevocationKeeper)
#include "tst_revocationkeeper.moc"
