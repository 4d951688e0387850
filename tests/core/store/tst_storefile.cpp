#include "core/store/storefile.h"

#include "core/store/roomrecords.h"
#include "core/store/schema.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

const WallTime noon{Milliseconds(1'800'000'000'000)};

struct Fixture
{
    std::unique_ptr<StoreFile> open()
    {
        auto opened = StoreFile::open(path);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().text));
        return std::move(*opened);
    }
    Error refusal()
    {
        const auto opened = StoreFile::open(path);
        return opened ? Error{Error::Code::AddressInUse, u"it was opened"_s} : opened.error();
    }
    //! A file with a room and \a messages messages, not cleanly closed and with a -wal file, as after SIGKILL; or clean.
    void make(int messages, bool isClean = false)
    {
        QTemporaryDir elsewhere;
        const QString name = elsewhere.filePath(u"signalbox.db"_s);
        auto opened = StoreFile::open(name);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().text));
        Database &database = (*opened)->database();
        database.execute("BEGIN");
        RoomRecords records(database);
        records.put({1, u"blue"_s, {u"first"_s, quint64(messages)}, {}, 1, noon});
        for (int seq = 1; seq <= messages; ++seq)
            records.addMessage(1, RoomMessage({PreparedMessage(Opcode::Text, QByteArray(200, 'x')), {}},
                                              ConnectionId(1), u"ann"_s, quint64(seq), noon));
        database.execute("COMMIT");
        if (database.hasFailed())
            qFatal("%s", qPrintable(database.takeFailure()->text));
        if (isClean) {
            if (!(*opened)->close())
                qFatal("not closed");
            opened->reset();
        }
        for (const QString &suffix : {u""_s, u"-wal"_s, u"-shm"_s})
            QFile::copy(name + suffix, path + suffix);
    }
    QMap<QString, QByteArray> contents() const
    {
        QMap<QString, QByteArray> all;
        for (const QString &name : QDir(folder.path()).entryList({u"signalbox.db*"_s}, QDir::Files)) {
            QFile file(folder.filePath(name));
            if (!name.endsWith(u".lock"_s) && file.open(QIODevice::ReadOnly))
                all[name] = file.readAll();
        }
        return all;
    }
    void patch(qint64 offset, const QByteArray &bytes, const QString &suffix = {})
    {
        QFile file(path + suffix);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.seek(offset));
        QCOMPARE(file.write(bytes), bytes.size());
    }

    QTemporaryDir folder;
    QString path = folder.filePath(u"signalbox.db"_s);
};

StoredRoom roomOf(StoreFile &file)
{
    return RoomRecords(file.database()).rooms().at(0);
}

} // namespace

class TestStoreFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesAFile()
    {
        Fixture fixture;
        const auto file = fixture.open();
        Database &database = file->database();
        QCOMPARE(database.integerOf("PRAGMA application_id"), StoreApplicationId);
        QCOMPARE(database.integerOf("PRAGMA user_version"), qint64(storeVersion()));
        QCOMPARE(database.integerOf("PRAGMA auto_vacuum"), qint64(2)); // incremental
        QVERIFY(RoomRecords(database).rooms().empty());
        QVERIFY(!database.hasFailed());
    }
    void aCleanCloseKeepsTheNumbering()
    {
        Fixture fixture;
        fixture.make(3, true);
        QCOMPARE(fixture.contents().keys(), QStringList{u"signalbox.db"_s});
        const auto file = fixture.open();
        QCOMPARE(roomOf(*file).last, (StreamPosition{u"first"_s, 3}));
        QVERIFY(roomOf(*file).previous.epoch.isEmpty());
    }
    void anUncleanCloseBeginsANewNumbering()
    {
        Fixture fixture;
        fixture.make(3);
        QString second;
        {
            const auto file = fixture.open();
            second = roomOf(*file).last.epoch;
            QVERIFY(second != u"first"_s);
            QCOMPARE(roomOf(*file).last.seq, quint64(3));
            QCOMPARE(roomOf(*file).previous, (StreamPosition{u"first"_s, 3}));
        }
        {
            const auto file = fixture.open(); // the one before was not closed either
            QVERIFY(roomOf(*file).last.epoch != second);
            second = roomOf(*file).last.epoch;
            QVERIFY(file->close());
        }
        QCOMPARE(roomOf(*fixture.open()).last.epoch, second);
    }
    //! The mark that the file is in use cannot be lost with the -wal file.
    void theMarkIsInTheFileItself()
    {
        Fixture fixture;
        fixture.make(3, true);
        const auto file = fixture.open();
        QTemporaryDir copy;
        QVERIFY(QFile::copy(fixture.path, copy.filePath(u"signalbox.db"_s)));
        const auto opened = StoreFile::open(copy.filePath(u"signalbox.db"_s));
        QVERIFY(opened);
        QVERIFY(roomOf(**opened).last.epoch != u"first"_s);
    }
    void aFileThatItsMakerHadJustBegunIsMadeAgain()
    {
        Fixture fixture;
        {
            auto database = Database::open(fixture.path, Database::Access::Create);
            QVERIFY((*database)->execute("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL"));
        }
        QVERIFY(RoomRecords(fixture.open()->database()).rooms().empty());
    }
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QString>("text");
        QTest::newRow("newer") << QByteArray("PRAGMA user_version = 99")
                               << u"newer Signalbox: found schema 99"_s;
        QTest::newRow("of another program")
            << QByteArray("PRAGMA application_id = 17") << u"another program"_s;
        QTest::newRow("of no program") << QByteArray("PRAGMA application_id = 0") << u"another program"_s;
        QTest::newRow("without a table") << QByteArray("DROP TABLE server_state") << u"server_state"_s;
    }
    void refuses()
    {
        QFETCH(const QByteArray, sql);
        QFETCH(const QString, text);
        for (const bool isInFile : {true, false}) {
            Fixture fixture;
            fixture.make(3, true);
            // As another process leaves it: in the file, or in the -wal file only.
            QTemporaryDir elsewhere;
            const QString name = elsewhere.filePath(u"signalbox.db"_s);
            QVERIFY(QFile::rename(fixture.path, name));
            auto database = Database::open(name, Database::Access::Create);
            QVERIFY((*database)->execute(sql.constData()));
            if (isInFile)
                QVERIFY((*database)->execute("PRAGMA wal_checkpoint(TRUNCATE)"));
            for (const QString &suffix : {u""_s, u"-wal"_s, u"-shm"_s})
                QVERIFY(QFile::copy(name + suffix, fixture.path + suffix));
            const auto before = fixture.contents();
            const Error error = fixture.refusal();
            QCOMPARE(error.code, Error::Code::Invalid);
            QVERIFY2(error.text.startsWith(fixture.path) && error.text.contains(text),
                     qPrintable(error.text));
            QCOMPARE(fixture.contents(), before);
        }
    }
    void refusesDamage_data()
    {
        QTest::addColumn<bool>("isClean");
        QTest::addColumn<qint64>("size"); // -1: as it is
        QTest::addColumn<qint64>("offset");
        QTest::newRow("magic") << true << qint64(-1) << qint64(3);
        QTest::newRow("magic, unclean") << false << qint64(-1) << qint64(3);
        QTest::newRow("shorter than a header") << true << qint64(20) << qint64(-1);
        QTest::newRow("truncated") << true << qint64(5 * 4096) << qint64(-1);
        QTest::newRow("truncated within a page") << true << qint64(5 * 4096 + 100) << qint64(-1);
    }
    void refusesDamage()
    {
        QFETCH(const bool, isClean);
        QFETCH(const qint64, size);
        QFETCH(const qint64, offset);
        Fixture fixture;
        fixture.make(1000, isClean);
        if (size >= 0)
            QVERIFY(QFile::resize(fixture.path, size));
        if (offset >= 0)
            fixture.patch(offset, "\xff");
        const auto before = fixture.contents();
        const Error error = fixture.refusal();
        QCOMPARE(error.code, Error::Code::Invalid);
        QVERIFY2(error.text.startsWith(fixture.path), qPrintable(error.text));
        QVERIFY2(error.text.contains(u"move them away"_s), qPrintable(error.text));
        QCOMPARE(fixture.contents(), before);
    }
    void checksEverythingAfterAnUncleanStop()
    {
        for (const bool isClean : {false, true}) {
            Fixture fixture;
            fixture.make(1000, true);
            if (!isClean) {
                (void)fixture.open(); // not closed
                QVERIFY(fixture.contents().value(u"signalbox.db-wal"_s).isEmpty());
            }
            const qint64 pages = QFile(fixture.path).size() / 4096;
            fixture.patch((pages - 2) * 4096, QByteArray(64, '\xff')); // the beginning of a page in use
            const auto opened = StoreFile::open(fixture.path);
            QCOMPARE(bool(opened), isClean);
        }
    }
    void refusesAWalFileWithoutItsFile()
    {
        Fixture fixture;
        fixture.make(3);
        QVERIFY(QFile::remove(fixture.path));
        const auto before = fixture.contents();
        QCOMPARE(fixture.refusal().code, Error::Code::Invalid);
        QCOMPARE(fixture.contents(), before);
    }
    void refusesWhatIsNoFile()
    {
        Fixture fixture;
        QVERIFY(QDir().mkpath(fixture.path));
        QCOMPARE(fixture.refusal().code, Error::Code::Io);
    }
    void isLocked()
    {
        Fixture fixture;
        auto file = fixture.open();
        QCOMPARE(fixture.refusal().code, Error::Code::AddressInUse);
        const QString link = fixture.folder.filePath(u"link.db"_s);
        QVERIFY(QFile::link(fixture.path, link));
        const auto second = StoreFile::open(link);
        QVERIFY(!second);
        QCOMPARE(second.error().code, Error::Code::AddressInUse);
        file.reset();
        (void)fixture.open();
    }
};

QTEST_GUILESS_MAIN(TestStoreFile)
#include "tst_storefile.moc"
