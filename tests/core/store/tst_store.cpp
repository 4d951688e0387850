#include "core/store/store.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <future>
#include <latch>
#include <mutex>
#include <vector>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

//! A thread's queue of results, run by the test.
struct Results
{
    void post(StoreReplies::Task task)
    {
        const std::scoped_lock lock(mutex);
        tasks.push_back(std::move(task));
    }
    //! Runs what has arrived. Returns how much that was.
    std::size_t run()
    {
        std::vector<StoreReplies::Task> arrived;
        {
            const std::scoped_lock lock(mutex);
            arrived.swap(tasks);
        }
        for (const StoreReplies::Task &task : arrived)
            task();
        return arrived.size();
    }
    std::mutex mutex;
    std::vector<StoreReplies::Task> tasks;
};

struct Fixture
{
    Fixture() { open(); }
    void open()
    {
        auto opened = Store::open(path);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().text));
        store = std::move(*opened);
        write("CREATE TABLE IF NOT EXISTS things (id INTEGER PRIMARY KEY, bytes BLOB)");
    }
    void write(const char *sql, Durability durability = Durability::Batched)
    {
        store->write(durability, 100, [sql](Database &database) { database.execute(sql); });
    }
    qint64 numberOfThings()
    {
        qint64 number = -1;
        const Result<void> read = store->readBlocking(
            [&](Database &database) { number = database.integerOf("SELECT count(*) FROM things"); });
        return read ? number : -2;
    }
    //! The file has no room for more than a few pages.
    void setFull(bool isFull)
    {
        (void)store->readBlocking([isFull](Database &database) {
            database.execute(isFull ? "PRAGMA max_page_count = 1" : "PRAGMA max_page_count = 100000");
        });
    }
    void writeMuch(Durability durability = Durability::Batched)
    {
        store->write(durability, 100, [](Database &database) {
            database.prepare("INSERT INTO things (bytes) VALUES (?)").bind(QByteArray(200'000, 'x')).run();
        });
    }

    QTemporaryDir folder;
    QString path = folder.filePath(u"state/signalbox.db"_s);
    std::unique_ptr<Store> store;
    Results results;
    std::optional<StoreReplies> replies{std::in_place, [this](auto task) { results.post(std::move(task)); }};
};

} // namespace

class TestStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyTheUserCanReadTheFile()
    {
        Fixture fixture;
        QCOMPARE(fixture.numberOfThings(), qint64(0));
        constexpr auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        for (const QString &suffix : {u""_s, u"-wal"_s, u"-shm"_s, u".lock"_s}) {
            const QFile::Permissions permissions = QFile::permissions(fixture.path + suffix);
            QVERIFY2(permissions & QFile::ReadOwner, qPrintable(suffix));
            QVERIFY2(!(permissions & others), qPrintable(suffix));
        }
        QVERIFY(!(QFile::permissions(QFileInfo(fixture.path).path()) & (others | QFile::ExeOther)));
    }
    void writesInTheOrderOfPosting()
    {
        Fixture fixture;
        for (int i = 0; i < 100; ++i) {
            fixture.store->write(Durability::Batched, 10, [i](Database &database) {
                database
                    .prepare("INSERT INTO things (id) SELECT count(*) FROM things WHERE ? = (SELECT count(*) "
                             "FROM things)")
                    .bind(qint64(i))
                    .run();
            });
        }
        QCOMPARE(fixture.numberOfThings(), qint64(100)); // reads come behind
    }
    void writesWhatWasPostedBeforeTheEnd()
    {
        Fixture fixture;
        for (int i = 0; i < 1000; ++i)
            fixture.write("INSERT INTO things DEFAULT VALUES");
        fixture.store.reset();
        fixture.open();
        QCOMPARE(fixture.numberOfThings(), qint64(1000));
        QVERIFY(fixture.store->isComplete());
    }
    void writesABatchWithoutBeingAsked()
    {
        Fixture fixture;
        fixture.write("INSERT INTO things DEFAULT VALUES");
        QTRY_COMPARE(fixture.store->stats().lag, Milliseconds(0));
        QVERIFY(fixture.store->isComplete());
    }
    void resultsArriveOnTheThreadThatAsked()
    {
        Fixture fixture;
        int reads = 0;
        int writes = 0;
        auto found = std::make_shared<qint64>(-1);
        fixture.store->write(
            Durability::Full, 10,
            [](Database &database) { database.execute("INSERT INTO things (id) VALUES (42)"); },
            *fixture.replies, [&](const Result<void> &result) { writes += result ? 1 : 100; });
        fixture.store->read(
            [found](Database &database) { *found = database.integerOf("SELECT max(id) FROM things"); },
            *fixture.replies,
            [&, found](const Result<void> &result) {
                QVERIFY(result);
                QCOMPARE(*found, qint64(42));
                ++reads;
            });
        QTRY_COMPARE((fixture.results.run(), reads), 1);
        QCOMPARE(writes, 1);
    }
    void resultsAreDroppedWhenTheirThreadHasEnded()
    {
        Fixture fixture;
        int calls = 0;
        const auto read = [&] {
            fixture.store->read([](Database &) {}, *fixture.replies, [&](const Result<void> &) { ++calls; });
        };
        read();
        (void)fixture.numberOfThings();
        read();
        fixture.replies.reset(); // one result waits in the queue of the thread
        (void)fixture.numberOfThings();
        QVERIFY(fixture.results.run() > 0);
        QCOMPARE(calls, 0);
    }
    void aFailedReadIsReported()
    {
        Fixture fixture;
        const Result<void> read = fixture.store->readBlocking(
            [](Database &database) { database.execute("SELECT * FROM nothing"); });
        QVERIFY(!read);
        QVERIFY2(read.error().text.startsWith(fixture.path), qPrintable(read.error().text));
        QCOMPARE(fixture.numberOfThings(), qint64(0));
    }
    void aWriteThatCannotSucceedDoesNotStopOthers()
    {
        Fixture fixture;
        fixture.write("INSERT INTO things (id) VALUES (1)");
        fixture.write("INSERT INTO nothing VALUES (1)");
        fixture.write("INSERT INTO things (id) VALUES (2)");
        QCOMPARE(fixture.numberOfThings(), qint64(2));
        QVERIFY(!fixture.store->isComplete());
        QCOMPARE(fixture.store->stats().lost, quint64(1));
        QVERIFY(fixture.store->stats().failures[std::size_t(StoreFailure::Other)] > 0);
    }
    void aFullDiskIsSurvived()
    {
        Fixture fixture;
        (void)fixture.numberOfThings();
        fixture.setFull(true);
        for (int i = 0; i < 3; ++i)
            fixture.writeMuch();
        QTRY_VERIFY(fixture.store->stats().failures[std::size_t(StoreFailure::Full)] > 0);
        QCOMPARE(fixture.numberOfThings(), qint64(0)); // reads go on
        int failed = 0;
        fixture.store->write(
            Durability::Full, 10,
            [](Database &database) {
                database.prepare("INSERT INTO things (bytes) VALUES (?)")
                    .bind(QByteArray(200'000, 'x'))
                    .run();
            },
            *fixture.replies, [&](const Result<void> &result) { failed += result ? 100 : 1; });
        QTRY_COMPARE((fixture.results.run(), failed), 1); // who waits for a write learns of it
        QVERIFY(fixture.store->stats().lag > Milliseconds(0));
        QVERIFY(fixture.store->isComplete()); // nothing is lost yet

        fixture.setFull(false);
        QTRY_COMPARE(fixture.numberOfThings(), qint64(3));
        QTRY_COMPARE(fixture.store->stats().lag, Milliseconds(0));
        QVERIFY(fixture.store->isComplete());
        QCOMPARE(fixture.store->stats().lost, quint64(0));
    }
    void whatDoesNotFitIntoTheQueueIsCounted()
    {
        Fixture fixture;
        std::latch reached(1);
        std::latch released(1);
        fixture.store->write(Durability::Full, 10, [&](Database &) { // keeps the thread busy
            reached.count_down();
            released.wait();
        });
        reached.wait();
        const qint64 bytes = Store::MaxQueuedBytes / 4;
        std::atomic<int> runs = 0;
        int refused = 0;
        for (int i = 0; i < 5; ++i)
            fixture.store->write(Durability::Batched, bytes, [&](Database &) { ++runs; });
        fixture.store->write(
            Durability::Full, bytes, [&](Database &) { ++runs; }, *fixture.replies,
            [&](const Result<void> &result) { refused += result ? 100 : 1; });
        QTRY_COMPARE((fixture.results.run(), refused), 1);
        QCOMPARE(fixture.store->stats().lost, quint64(2)); // of the batched ones
        QVERIFY(!fixture.store->isComplete());
        released.count_down();
        (void)fixture.numberOfThings();
        QCOMPARE(runs, 3);
    }
    void aSecondProcessCannotUseTheFile()
    {
        Fixture fixture;
        const auto second = Store::open(fixture.path);
        QVERIFY(!second);
        QCOMPARE(second.error().code, Error::Code::AddressInUse);
        QVERIFY2(
            second.error().text.contains(u"process %1 uses it"_s.arg(QCoreApplication::applicationPid())),
            qPrintable(second.error().text));
    }
};

QTEST_GUILESS_MAIN(TestStore)
#include "tst_store.moc"
