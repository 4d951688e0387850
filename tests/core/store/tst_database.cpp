#include "core/store/database.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

struct Fixture
{
    Fixture()
    {
        auto opened = Database::open(path, Database::Access::Create);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().text));
        database = std::move(*opened);
        database->execute("CREATE TABLE things (id INTEGER PRIMARY KEY, text TEXT, bytes BLOB)");
    }
    QTemporaryDir folder;
    QString path = folder.filePath(u"a file.db"_s);
    std::unique_ptr<Database> database;
};

} // namespace

class TestDatabase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bindsAndReads_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("simple") << u"text"_s << QByteArray("bytes");
        QTest::newRow("empty") << u""_s << QByteArray("");
        QTest::newRow("NUL") << u"a\0b"_s << QByteArray("a\0b", 3);
        QTest::newRow("beyond ASCII") << u"Grüße 𝄞"_s << QByteArray("\xff\xfe\x00", 3);
        QTest::newRow("long") << QString(100'000, u'x') << QByteArray(100'000, 'y');
    }
    void bindsAndReads()
    {
        QFETCH(const QString, text);
        QFETCH(const QByteArray, bytes);
        Fixture fixture;
        for (const qint64 id : {1, 2})
            QVERIFY(fixture.database->prepare("INSERT INTO things VALUES (?, ?, ?)")
                        .bind(id)
                        .bind(text)
                        .bind(bytes)
                        .run());
        Statement row = fixture.database->prepare("SELECT id, text, bytes FROM things ORDER BY id");
        QVERIFY(row.next());
        QCOMPARE(row.integer(0), qint64(1));
        QCOMPARE(row.text(1), text);
        QCOMPARE(row.blob(2), bytes);
        QVERIFY(!row.isNull(2));
        QVERIFY(row.next());
        QCOMPARE(row.integer(0), qint64(2));
        QVERIFY(!row.next());
        QVERIFY(!fixture.database->hasFailed());
    }
    void bindsNull()
    {
        Fixture fixture;
        QVERIFY(fixture.database->prepare("INSERT INTO things VALUES (?, ?, ?)")
                    .bind(qint64(1))
                    .bindNull()
                    .bindNull()
                    .run());
        Statement row = fixture.database->prepare("SELECT text FROM things");
        QVERIFY(row.next());
        QVERIFY(row.isNull(0));
    }
    void aStatementThatIsLeftEarlyCanBeUsedAgain()
    {
        Fixture fixture;
        fixture.database->execute("INSERT INTO things (id) VALUES (1), (2)");
        for (int i = 0; i < 2; ++i) {
            Statement row = fixture.database->prepare("SELECT id FROM things ORDER BY id");
            QVERIFY(row.next());
            QCOMPARE(row.integer(0), qint64(1));
        }
        QVERIFY(fixture.database->execute("DROP TABLE things")); // no statement still reads
    }
    void whatFollowsAFailureHasNoEffect()
    {
        Fixture fixture;
        fixture.database->execute("INSERT INTO things (id) VALUES (1)");
        QVERIFY(!fixture.database->execute("INSERT INTO things (id) VALUES (1)"));
        QVERIFY(fixture.database->hasFailed());
        QVERIFY(!fixture.database->execute("INSERT INTO things (id) VALUES (2)"));
        QVERIFY(!fixture.database->prepare("INSERT INTO things (id) VALUES (3)").run());
        QCOMPARE(fixture.database->integerOf("SELECT count(*) FROM things"), qint64(0));
        const auto failure = fixture.database->takeFailure();
        QVERIFY(failure);
        QCOMPARE(failure->kind, StoreFailure::Other);
        QVERIFY2(failure->text.contains(u"UNIQUE"_s), qPrintable(failure->text)); // the first one
        QVERIFY(!fixture.database->takeFailure());
        QCOMPARE(fixture.database->integerOf("SELECT count(*) FROM things"), qint64(1));
    }
    void aWrongStatementFails()
    {
        Fixture fixture;
        QVERIFY(!fixture.database->prepare("SELECT nothing FROM nowhere").next());
        QCOMPARE(fixture.database->takeFailure()->kind, StoreFailure::Other);
        QVERIFY(fixture.database->prepare("SELECT 1").next());
    }
    void aFullFileIsReportedAsFull()
    {
        Fixture fixture;
        fixture.database->execute("PRAGMA max_page_count = 20");
        const QByteArray bytes(1'000'000, 'x');
        QVERIFY(!fixture.database->prepare("INSERT INTO things VALUES (1, NULL, ?)").bind(bytes).run());
        QCOMPARE(fixture.database->takeFailure()->kind, StoreFailure::Full);
    }
    void theNamesOfFailuresAreThoseOfTheMetrics_data()
    {
        QTest::addColumn<int>("failure");
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("full") << int(StoreFailure::Full) << QByteArray("full");
        QTest::newRow("io") << int(StoreFailure::Io) << QByteArray("io");
        QTest::newRow("busy") << int(StoreFailure::Busy) << QByteArray("busy");
        QTest::newRow("damaged") << int(StoreFailure::Damaged) << QByteArray("damaged");
        QTest::newRow("other") << int(StoreFailure::Other) << QByteArray("other");
    }
    void theNamesOfFailuresAreThoseOfTheMetrics()
    {
        QFETCH(const int, failure);
        QTEST(QByteArray(storeFailureName(StoreFailure(failure))), "name");
    }
    void anAbsentFolderIsAnError()
    {
        const auto opened = Database::open(u"/nonexistent/folder/file.db"_s, Database::Access::Create);
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, Error::Code::Io);
        QVERIFY2(opened.error().text.startsWith(u"/nonexistent/folder/file.db: "_s),
                 qPrintable(opened.error().text));
    }
    void lookingChangesNothing_data()
    {
        QTest::addColumn<bool>("hasWal");
        QTest::newRow("a file alone") << false;
        QTest::newRow("with a -wal file") << true;
    }
    void lookingChangesNothing()
    {
        QFETCH(const bool, hasWal);
        Fixture fixture;
        fixture.database->execute("PRAGMA journal_mode = WAL; INSERT INTO things (id) VALUES (7)");
        // A copy, as a killed process leaves it.
        QTemporaryDir copy;
        if (!hasWal)
            fixture.database->execute("PRAGMA wal_checkpoint(TRUNCATE)");
        for (const QString &suffix : {u""_s, u"-wal"_s, u"-shm"_s}) {
            if (suffix.isEmpty() || hasWal)
                QVERIFY(QFile::copy(fixture.path + suffix, copy.filePath(u"file.db"_s + suffix)));
        }
        const auto contents = [&] {
            QMap<QString, QByteArray> all;
            for (const QString &name : QDir(copy.path()).entryList(QDir::Files)) {
                QFile file(copy.filePath(name));
                if (file.open(QIODevice::ReadOnly))
                    all[name] = file.readAll();
            }
            return all;
        };
        const auto before = contents();
        {
            auto opened = Database::open(copy.filePath(u"file.db"_s),
                                         hasWal ? Database::Access::Look : Database::Access::LookAlone);
            QVERIFY(opened);
            QCOMPARE((*opened)->integerOf("SELECT id FROM things"), qint64(7));
            QVERIFY(!(*opened)->execute("INSERT INTO things (id) VALUES (8)"));
            QCOMPARE(contents(), before);
        }
        QCOMPARE(contents(), before);
    }
};

QTEST_GUILESS_MAIN(TestDatabase)
#include "tst_database.moc"
