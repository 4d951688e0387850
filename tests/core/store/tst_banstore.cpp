#include "core/store/banstore.h"

#include "core/store/store.h"

#include <QTemporaryDir>
#include <QTest>

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
    void execute(const char *sql)
    {
        store->write(Durability::Batched, 100, [sql](Database &database) { database.execute(sql); });
    }

    QTemporaryDir folder;
    std::unique_ptr<Store> store = openStore(folder);
    std::shared_ptr<Bans> latest = std::make_shared<Bans>();
    StoreReplies replies{[](const StoreReplies::Task &task) { task(); }}; //!< on the thread of the store
    BanStore bans{*store, replies, latest};
};

Ban ban(quint64 id, const QString &value)
{
    return {.id = BanId(id),
            .kind = BanKind::Origin,
            .value = value,
            .reason = u"why"_s,
            .by = u"ops"_s,
            .created = WallTime(Milliseconds(1900000000000)),
            .expires = WallTime(Milliseconds(1900000000001)),
            .hits = 5};
}

} // namespace

class TestBanStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsEverythingOfABan()
    {
        Fixture fixture;
        fixture.bans.write({ban(3, u"null"_s), ban(7, u"https://a.example"_s)});
        fixture.bans.remove({BanId(7)});
        Ban hit = ban(3, u"null"_s);
        hit.hits = 6;
        fixture.bans.writeHits({hit});
        const Result<BanStore::Content> content = fixture.bans.load();
        QVERIFY(content);
        QCOMPARE(content->bans, std::vector{hit});
        QCOMPARE(content->lastId, 7u);
    }
    void writesWhatIsInEffectWhenAChangeWasNotWritten()
    {
        Fixture fixture;
        fixture.execute(
            "CREATE TRIGGER full BEFORE INSERT ON bans WHEN NEW.id = 1 BEGIN SELECT RAISE(ABORT, 'x'); END");
        fixture.latest->set(std::make_shared<const BanList>(std::vector{ban(2, u"https://b.example"_s)}));
        fixture.bans.write({ban(1, u"null"_s)}); // fails; meanwhile it was removed, and another one added
        QTRY_COMPARE(fixture.bans.load()->bans, (std::vector{ban(2, u"https://b.example"_s)}));
    }
};

QTEST_GUILESS_MAIN(TestBanStore)
#include "tst_banstore.moc"
