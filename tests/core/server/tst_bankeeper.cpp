#include "core/server/bankeeper.h"

#include "core/store/store.h"
#include "core/worker/ownermailbox.h"

#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Ban ban(BanKind kind, const QString &value, std::optional<WallTime> expires = {})
{
    return {.kind = kind, .value = value, .expires = expires};
}

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
        bans.set(std::make_shared<const BanList>());
        keeper = std::make_unique<BanKeeper>(bans, mailbox);
        open();
    }
    Result<CommandBody> run(const CommandBody &body)
    {
        return keeper->run({{Actor::Kind::Api, u"ops"_s, {}}, body, {}});
    }
    std::vector<Ban> list() const { return bans.current()->bans(); }

    QTemporaryDir folder;
    Bans bans;
    OwnerMailbox mailbox;
    std::unique_ptr<Store> store;
    std::unique_ptr<BanKeeper> keeper = std::make_unique<BanKeeper>(bans, mailbox);
};

} // namespace

class TestBanKeeper : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addsBansInTheirOneForm()
    {
        Fixture fixture;
        const Result<CommandBody> done = fixture.run(
            AddBans{{}, {ban(BanKind::Address, u"10.9.8.7/8"_s), ban(BanKind::User, u"a\u0308"_s)}});
        QVERIFY(done);
        const auto &added = std::get<AddBans>(*done);
        QCOMPARE(added.bans, fixture.list());
        QCOMPARE(added.bans[0].value, u"10.0.0.0/8"_s);
        QCOMPARE(added.bans[1].value, u"ä"_s);
        QCOMPARE(added.bans[0].by, u"ops"_s);
        QVERIFY(added.bans[0].id < added.bans[1].id && !added.bans[0].id.isNull());
    }
    void addsAllOrNone_data()
    {
        QTest::addColumn<Ban>("second");
        QTest::newRow("there is one") << ban(BanKind::User, u"Ann"_s);
        QTest::newRow("twice in the command") << ban(BanKind::User, u"Bob"_s);
        QTest::newRow("no address") << ban(BanKind::Address, u"10.0.0.0/33"_s);
        QTest::newRow("it has ended") << ban(BanKind::User, u"Cid"_s, wallNow());
    }
    void addsAllOrNone()
    {
        QFETCH(Ban, second);
        Fixture fixture;
        QVERIFY(fixture.run(AddBans{{}, {ban(BanKind::User, u"Ann"_s)}}));
        QVERIFY(!fixture.run(AddBans{{}, {ban(BanKind::User, u"Bob"_s), second}}));
        QCOMPARE(fixture.list().size(), 1u);
        QVERIFY(fixture.run(AddBans{{}, {ban(BanKind::Address, u"10.0.0.1"_s)}})); // of another kind
    }
    void boundsTheirNumber()
    {
        Fixture fixture;
        AddBans many;
        for (quint32 i = 0; i < BanKeeper::MaxBansACommand; ++i)
            many.bans.push_back(ban(BanKind::Address, QHostAddress(0x0A000000 + i).toString()));
        QVERIFY(fixture.run(many));
        many.bans.push_back(ban(BanKind::Address, u"192.0.2.1"_s));
        const Result<CommandBody> refused = fixture.run(many);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, Error::Code::TooBig);
        QCOMPARE(fixture.list().size(), BanKeeper::MaxBansACommand);
    }
    void editsAndRemoves()
    {
        Fixture fixture;
        QVERIFY(fixture.run(AddBans{{}, {ban(BanKind::User, u"Ann"_s), ban(BanKind::User, u"Bob"_s)}}));
        Ban ann = fixture.list().front();
        const WallTime later = wallNow() + 1h;
        QVERIFY(fixture.run(
            EditBan{{}, {.id = ann.id, .value = u"Eve"_s, .reason = u"spam"_s, .expires = later}}));
        ann.reason = u"spam"_s;
        ann.expires = later;
        QCOMPARE(fixture.list().front(), ann); // kind and value stay
        QVERIFY(!fixture.run(EditBan{{}, {.id = ann.id, .expires = wallNow() - 1s}}));
        QVERIFY(!fixture.run(EditBan{{}, {.id = BanId(99)}}));

        const Result<CommandBody> removed = fixture.run(RemoveBans{{}, {{.id = ann.id}, {.id = BanId(99)}}});
        QVERIFY(removed);
        QCOMPARE(std::get<RemoveBans>(*removed).bans, std::vector{ann});
        QCOMPARE(fixture.list().size(), 1u);
        const Result<CommandBody> again = fixture.run(RemoveBans{{}, {{.id = ann.id}}});
        QVERIFY(!again);
        QCOMPARE(again.error().code, Error::Code::NotFound);
    }
    void removesWhatHasEnded()
    {
        Fixture fixture(true);
        QVERIFY(fixture.run(
            AddBans{{}, {ban(BanKind::User, u"Ann"_s, wallNow() + 50ms), ban(BanKind::User, u"Bob"_s)}}));
        QTRY_COMPARE(fixture.list().size(), 1u);
        QCOMPARE(fixture.list().front().value, u"Bob"_s);
        QVERIFY(fixture.run(AddBans{{}, {ban(BanKind::User, u"Ann"_s)}})); // it may be banned again
        fixture.restart();
        QVERIFY(fixture.keeper->load());
        QCOMPARE(fixture.list().size(), 2u);
    }
    void keepsThemInTheStore()
    {
        Fixture fixture(true);
        QVERIFY(fixture.run(AddBans{{},
                                    {ban(BanKind::User, u"Ann"_s, wallNow() + 1h),
                                     ban(BanKind::User, u"Bob"_s), ban(BanKind::Origin, u"null"_s)}}));
        const std::vector<Ban> before = fixture.list();
        QVERIFY(fixture.run(RemoveBans{{}, {before[2]}}));
        fixture.bans.current()->hit(before[0].id);
        fixture.restart();
        QVERIFY(fixture.list().empty());
        QVERIFY(fixture.keeper->load());
        std::vector<Ban> expected{before[0], before[1]};
        expected[0].hits = 1;
        QCOMPARE(fixture.list(), expected);
        // An id is never used again.
        QVERIFY(fixture.run(AddBans{{}, {ban(BanKind::User, u"Cid"_s)}}));
        QVERIFY(fixture.list().back().id > before[2].id);
    }
    void knowsTheStoredOnesBeforeItChangesThem()
    {
        Fixture fixture(true);
        QVERIFY(fixture.run(AddBans{{}, {ban(BanKind::User, u"Ann"_s)}}));
        fixture.restart();
        QVERIFY(fixture.run(AddBans{{}, {ban(BanKind::User, u"Bob"_s)}})); // before the server is started
        QCOMPARE(fixture.list().size(), 2u);
        fixture.restart();
        QVERIFY(fixture.keeper->load());
        QCOMPARE(fixture.list().size(), 2u);
    }
};

QTEST_GUILESS_MAIN(TestBanKeeper)
#include "tst_bankeeper.moc"
