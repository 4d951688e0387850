#include "core/store/revocationstore.h"

#include "core/store/banstore.h"
#include "core/store/store.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

std::unique_ptr<Store> openStore(const QTemporaryDir &folder)
{
    Result<std::unique_ptr<Store>> opened = Store::open(folder.filePath(u"signalbox.db"_s));
    if (!opened)
        qFatal("%s", qPrintable(opened.error().text));
    return std::move(*opened);
}

struct Fixture
{
    void execute(const QByteArray &sql)
    {
        const Result<void> done =
            store->readBlocking([sql](Database &database) { database.execute(sql.constData()); });
        if (!done)
            qFatal("%s", qPrintable(done.error().text));
    }
    std::vector<Revocation> load()
    {
        std::vector<Revocation> all = *revocations.load();
        std::ranges::sort(all, {}, &Revocation::value);
        return all;
    }

    QTemporaryDir folder;
    std::unique_ptr<Store> store = openStore(folder);
    std::shared_ptr<Revocations> latest = std::make_shared<Revocations>();
    StoreReplies replies{[](const StoreReplies::Task &task) { task(); }}; //!< on the thread of the store
    RevocationStore revocations{*store, replies, latest};
};

Revocation revocation(const QString &value, qint64 until, RevocationKind kind = RevocationKind::TokenId)
{
    return {kind, value, WallTime(Milliseconds(1900000000000)), WallTime(Milliseconds(until))};
}

} // namespace

class TestRevocationStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsEverythingOfARevocation()
    {
        Fixture fixture;
        const QString odd = u"a'\u0000\n\u202e\U0001F600"_s;
        const std::vector all{revocation(odd, 1900000000001), revocation(u"b"_s, 2),
                              revocation(u"b"_s, 3, RevocationKind::User)};
        for (const Revocation &each : all)
            fixture.revocations.write(each);
        QCOMPARE(fixture.load(), all);
        fixture.revocations.write(revocation(u"b"_s, 9)); // renewed
        QCOMPARE(fixture.load()[1].until, WallTime(Milliseconds(9)));
        // What was renewed after it had ended is not removed.
        fixture.revocations.remove({revocation(u"b"_s, 2), revocation(odd, 1900000000001)});
        QCOMPARE(fixture.load(), (std::vector{revocation(u"b"_s, 9), all[2]}));
    }
    void writesWhatIsInEffectWhenAChangeWasNotWritten()
    {
        Fixture fixture;
        fixture.execute("CREATE TRIGGER full BEFORE INSERT ON revocations WHEN NEW.value = 'a' "
                        "BEGIN SELECT RAISE(ABORT, 'x'); END");
        fixture.latest->set(std::make_shared<const RevocationList>(std::vector{revocation(u"b"_s, 5)}));
        fixture.revocations.write(revocation(u"a"_s, 5)); // fails; meanwhile there is another one
        QTRY_COMPARE(fixture.load(), (std::vector{revocation(u"b"_s, 5)}));
    }
    void migratesAFileWithoutThem()
    {
        Fixture fixture;
        BanStore bans(*fixture.store, fixture.replies, std::make_shared<const Bans>());
        bans.write({{.id = BanId(3), .value = u"eve"_s}});
        // As the version before has left it.
        for (const char *table : {"revocations", "access_position", "access_unsent"})
            fixture.execute(QByteArray("DROP TABLE ") + table);
        fixture.execute("PRAGMA user_version = 3");
        fixture.store.reset();

        const std::unique_ptr<Store> store = openStore(fixture.folder);
        RevocationStore revocations(*store, fixture.replies, fixture.latest);
        QVERIFY(revocations.load()->empty());
        revocations.write(revocation(u"a"_s, 5));
        QCOMPARE(*revocations.load(), std::vector{revocation(u"a"_s, 5)});
        QCOMPARE(BanStore(*store, fixture.replies, std::make_shared<const Bans>()).load()->bans.size(), 1u);
    }
};

QTEST_GUILESS_MAIN(TestRevocationStore)
#include "tst_revocationstore.moc"
