#include "core/store/auditstore.h"

#include "core/store/store.h"
#include "tests/core/store/auditlogtest.h"

#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

struct Fixture
{
    Fixture() { open(); }
    void open()
    {
        audit.reset();
        store.reset();
        Result<std::unique_ptr<Store>> opened = Store::open(folder.filePath(u"signalbox.db"_s));
        if (!opened)
            qFatal("%s", qPrintable(opened.error().text));
        store = std::move(*opened);
        audit = std::make_unique<AuditStore>(*store);
    }
    qint64 count()
    {
        qint64 count = -1;
        (void)store->readBlocking(
            [&](Database &database) { count = database.integerOf("SELECT count(*) FROM audit"); });
        return count;
    }
    void execute(const char *sql)
    {
        store->write(Durability::Batched, 100, [sql](Database &database) { database.execute(sql); });
    }

    QTemporaryDir folder;
    AuditReader reader;
    std::unique_ptr<Store> store;
    std::unique_ptr<AuditStore> audit;
};

} // namespace

class TestAuditStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsEverythingOfAnEntry()
    {
        Fixture fixture;
        const AuditEntry entry{.time = wallNow(),
                               .who = u"Ann \U0001F408"_s,
                               .from = u"10.0.0.5"_s,
                               .action = u"kick"_s,
                               .target = u"connection 17"_s,
                               .outcome = u"closed"_s,
                               .detail = u"code 4100"_s};
        std::mutex mutex;
        bool isWritten = false;
        StoreReplies replies([&](const StoreReplies::Task &task) {
            const std::scoped_lock lock(mutex);
            task();
        });
        fixture.audit->append(entry, replies, [&] { isWritten = true; });
        QVERIFY(waitUntil([&] {
            const std::scoped_lock lock(mutex);
            return isWritten;
        }));
        fixture.open(); // it outlives the server
        const auto page = fixture.reader.list(*fixture.audit);
        QCOMPARE(page->rows.size(), std::size_t(1));
        AuditEntry expected = entry;
        expected.id = page->rows[0].id;
        QCOMPARE(page->rows[0], expected);
    }
    void listsTheNewestFirstInPages()
    {
        Fixture fixture;
        for (const QString &who : {u"ann"_s, u"bob"_s, u"ann"_s, u"eve"_s})
            QVERIFY(fixture.reader.append(*fixture.audit, who));
        const auto first = fixture.reader.list(*fixture.audit, {.limit = 3});
        QCOMPARE(first->matched, 4u);
        QCOMPARE(fixture.reader.names(*fixture.audit, {.limit = 3, .after = first->next}),
                 QStringList{u"ann"_s});
        QCOMPARE(fixture.reader.names(*fixture.audit, {.filter = u"who:ann"_s}).size(), 2);
        QCOMPARE(fixture.reader.names(*fixture.audit, {.sort = u"-who"_s}).front(), u"eve"_s);
    }
    void readsManyInPieces()
    {
        Fixture fixture;
        // 5,000 entries of the last hour.
        fixture.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
            "INSERT INTO audit (time, who, source, action, target, outcome, detail) "
            "SELECT unixepoch() * 1000 - 5000 + i, 'bot' || (i % 10), '', 'kick', '', '', '' FROM n");
        const auto page = fixture.reader.list(*fixture.audit, {.filter = u"who=bot3"_s, .limit = 1000});
        QCOMPARE(page->matched, 500u);
        QCOMPARE(page->rows.size(), std::size_t(500));
    }
    void removesWhatIsTooOld()
    {
        Fixture fixture;
        const WallTime old = wallNow() - AuditLog::MaxAge - std::chrono::hours(1);
        for (int i = 0; i < 3; ++i)
            QVERIFY(fixture.reader.append(*fixture.audit, u"old"_s, old));
        QVERIFY(fixture.reader.names(*fixture.audit).isEmpty()); // not shown, even before it is removed
        QCOMPARE(fixture.count(), 3);
        QVERIFY(fixture.reader.append(*fixture.audit, u"new"_s));
        QCOMPARE(fixture.count(), 2); // two for each
        fixture.open();
        QVERIFY(waitUntil([&] { return fixture.count() == 1; }));
        QCOMPARE(fixture.reader.names(*fixture.audit), QStringList{u"new"_s});
    }
    void writesLaterWhatCannotBeWrittenNow()
    {
        Fixture fixture;
        fixture.execute("PRAGMA max_page_count = 1"); // the file cannot grow
        int appended = 0;
        const auto failures = [&] {
            return fixture.store->stats().failures[std::size_t(StoreFailure::Full)];
        };
        while (failures() == 0 && ++appended < 1000)
            QVERIFY(
                fixture.reader.append(*fixture.audit, QString(200, u'x'))); // it has happened: it is answered
        QVERIFY(failures() > 0);
        QVERIFY(fixture.count() < appended);
        (void)fixture.store->readBlocking(
            [](Database &database) { database.execute("PRAGMA max_page_count = 100000"); });
        QVERIFY(waitUntil([&] { return fixture.count() == appended; }));
    }
};

QTEST_GUILESS_MAIN(TestAuditStore)
#include "tst_auditstore.moc"
