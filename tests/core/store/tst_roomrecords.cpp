#include "core/store/roomrecords.h"

#include "core/store/database.h"
#include "core/store/schema.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

const WallTime noon{Milliseconds(1'800'000'000'000)};

struct Fixture
{
    Fixture()
    {
        auto opened = Database::open(folder.filePath(u"file.db"_s), Database::Access::Create);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().text));
        database = std::move(*opened);
        migrateStore(*database, 0);
        database->execute("BEGIN"); // not each row to the disk
    }
    RoomRecords records() { return RoomRecords(*database); }
    void add(qint64 room, quint64 seq, WallTime time = noon)
    {
        records().addMessage(room, RoomMessage({PreparedMessage(Opcode::Text, "text"), {}}, ConnectionId(9),
                                               u"ann"_s, seq, time));
    }
    static StoredRoom room(qint64 id, const QString &name, quint64 seq)
    {
        return {id, name, {u"epoch-"_s + name, seq}, {}, 1, noon};
    }
    std::vector<quint64> seqs(qint64 id, quint64 oldest, quint64 last, WallTime since = {}, qint64 most = 0,
                              qint64 bytes = 0)
    {
        std::vector<quint64> found;
        for (const auto &message : records().messages(id, oldest, last, since, most, bytes))
            found.push_back(message->seq());
        return found;
    }
    QTemporaryDir folder;
    std::unique_ptr<Database> database;
};

using Seqs = std::vector<quint64>;

} // namespace

class TestRoomRecords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsRooms()
    {
        Fixture fixture;
        QVERIFY(fixture.records().rooms().empty());
        QCOMPARE(fixture.records().nextId(), qint64(1));
        StoredRoom blue = Fixture::room(1, u"blue"_s, 5);
        const StoredRoom red = Fixture::room(7, u"Grün 𝄞"_s, 0);
        fixture.records().put(blue);
        fixture.records().put(red);
        blue.last.seq = 9;
        blue.previous = StreamPosition{u"before"_s, 4};
        blue.oldest = 3;
        fixture.records().put(blue);
        const std::vector<StoredRoom> rooms = fixture.records().rooms();
        QCOMPARE(rooms.size(), std::size_t(2));
        QCOMPARE(rooms[rooms[0].id == 1 ? 0 : 1], blue);
        QCOMPARE(rooms[rooms[0].id == 1 ? 1 : 0], red);
        QCOMPARE(fixture.records().nextId(), qint64(8));
        fixture.records().remove(7);
        QCOMPARE(fixture.records().rooms(), std::vector{blue});
        QVERIFY(!fixture.database->hasFailed());
    }
    void idsOfMessagesThatAreLeftAreNotUsedAgain()
    {
        Fixture fixture;
        fixture.add(12, 1);
        QCOMPARE(fixture.records().nextId(), qint64(13));
    }
    void aDamagedRoomIsAsIfItWereNotThere_data()
    {
        QTest::addColumn<QByteArray>("damage");
        QTest::newRow("seq") << QByteArray("UPDATE rooms SET seq = 4");
        QTest::newRow("epoch") << QByteArray("UPDATE rooms SET epoch = 'other'");
        QTest::newRow("name") << QByteArray("UPDATE rooms SET name = 'other'");
        QTest::newRow("oldest") << QByteArray("UPDATE rooms SET oldest = 2");
        QTest::newRow("previous") << QByteArray("UPDATE rooms SET previous_epoch = 'x'");
        QTest::newRow("id") << QByteArray("UPDATE rooms SET id = 2");
        QTest::newRow("checksum") << QByteArray("UPDATE rooms SET checksum = 1");
    }
    void aDamagedRoomIsAsIfItWereNotThere()
    {
        QFETCH(const QByteArray, damage);
        Fixture fixture;
        fixture.records().put(Fixture::room(1, u"blue"_s, 5));
        QVERIFY(fixture.database->execute(damage.constData()));
        QVERIFY(fixture.records().rooms().empty());
        fixture.records().renumber();
        QCOMPARE(fixture.database->integerOf("SELECT count(*) FROM rooms"), qint64(0));
    }
    void renumberingKeepsTheNumberAndTheEpochBefore()
    {
        Fixture fixture;
        const StoredRoom before = Fixture::room(1, u"blue"_s, 5);
        fixture.records().put(before);
        fixture.records().renumber();
        const StoredRoom room = fixture.records().rooms().at(0);
        QVERIFY(!room.last.epoch.isEmpty());
        QVERIFY(room.last.epoch != before.last.epoch);
        QCOMPARE(room.last.seq, quint64(5));
        QCOMPARE(room.previous, before.last);
        fixture.records().renumber();
        QCOMPARE(fixture.records().rooms().at(0).previous, room.last);
    }
    void keepsMessagesAsTheyWerePublished_data()
    {
        QTest::addColumn<QByteArray>("plain");
        QTest::addColumn<bool>("isBinary");
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<bool>("isBase64");
        QTest::newRow("text") << QByteArray("Grüße") << false << QByteArray() << false;
        QTest::newRow("empty text") << QByteArray("") << false << QByteArray() << false;
        QTest::newRow("binary") << QByteArray("\0\xff", 2) << true << QByteArray() << false;
        QTest::newRow("JSON") << QByteArray() << false << QByteArray(R"({"b":1.10,"a":"\u00e4"})") << false;
        QTest::newRow("base64") << QByteArray() << false << QByteArray(R"("AAH/")") << true;
    }
    void keepsMessagesAsTheyWerePublished()
    {
        QFETCH(const QByteArray, plain);
        QFETCH(const bool, isBinary);
        QFETCH(const QByteArray, json);
        QFETCH(const bool, isBase64);
        Publication publication;
        if (json.isEmpty())
            publication.plain = PreparedMessage(isBinary ? Opcode::Binary : Opcode::Text, plain);
        else
            publication.content = {json, isBase64 ? ContentEncoding::Base64 : ContentEncoding::Json};
        const RoomMessage message(Publication(publication), ConnectionId(77), u"Jürgen"_s, 3, noon);
        Fixture fixture;
        fixture.records().addMessage(1, message);
        const StoredMessages stored = fixture.records().messages(1, 1, 3, {}, 0, 0);
        QCOMPARE(stored.size(), std::size_t(1));
        QCOMPARE(stored[0]->envelopeText(u"blue"), message.envelopeText(u"blue"));
        QCOMPARE(stored[0]->published().bytes, message.published().bytes);
        QCOMPARE(stored[0]->published().form, message.published().form);
        QCOMPARE(stored[0]->published().encoding, message.published().encoding);
        QCOMPARE(stored[0]->time(), noon);
    }
    void readsTheNewestWithoutAGap()
    {
        Fixture fixture;
        for (const quint64 seq : {1, 2, 4, 5, 6})
            fixture.add(1, seq, noon + Milliseconds(seq));
        fixture.add(2, 3);
        QCOMPARE(fixture.seqs(1, 1, 6), (Seqs{4, 5, 6}));
        QCOMPARE(fixture.seqs(1, 5, 6), (Seqs{5, 6}));
        QCOMPARE(fixture.seqs(1, 1, 2), (Seqs{1, 2}));
        QCOMPARE(fixture.seqs(1, 1, 7), Seqs()); // the last one is missing
        QCOMPARE(fixture.seqs(1, 1, 3), Seqs());
        QCOMPARE(fixture.seqs(1, 1, 6, noon + Milliseconds(5)), (Seqs{5, 6}));
        QCOMPARE(fixture.seqs(1, 1, 6, {}, 2), (Seqs{5, 6}));
        QCOMPARE(fixture.seqs(1, 1, 6, {}, 0, 8), (Seqs{5, 6})); // bytes of content
        QCOMPARE(fixture.seqs(3, 1, 6), Seqs());
    }
    void aDamagedMessageEndsWhatIsRead_data()
    {
        QTest::addColumn<QByteArray>("damage");
        QTest::newRow("content") << QByteArray("UPDATE messages SET content = x'01' WHERE seq = 2");
        QTest::newRow("user") << QByteArray("UPDATE messages SET user = 'x' WHERE seq = 2");
        QTest::newRow("time") << QByteArray("UPDATE messages SET time = time + 1 WHERE seq = 2");
        QTest::newRow("client") << QByteArray("UPDATE messages SET client = 1 WHERE seq = 2");
        QTest::newRow("form") << QByteArray("UPDATE messages SET form = 1 WHERE seq = 2");
        QTest::newRow("of another room")
            << QByteArray("UPDATE messages SET (room, checksum) = (SELECT 1, checksum FROM messages WHERE "
                          "room = 2) WHERE seq = 2 AND room = 1");
    }
    void aDamagedMessageEndsWhatIsRead()
    {
        QFETCH(const QByteArray, damage);
        Fixture fixture;
        for (const quint64 seq : {1, 2, 3})
            fixture.add(1, seq);
        fixture.add(2, 2);
        QVERIFY(fixture.database->execute(damage.constData()));
        QCOMPARE(fixture.seqs(1, 1, 3), Seqs{3});
    }
    void removesMessagesInSlices()
    {
        Fixture fixture;
        for (quint64 seq = 11; seq <= 30; ++seq)
            fixture.add(1, seq);
        fixture.add(2, 1);
        QVERIFY(fixture.records().removeMessages(1, 25, 10)); // 11 to 20
        QCOMPARE(fixture.seqs(1, 1, 30).front(), quint64(21));
        QVERIFY(!fixture.records().removeMessages(1, 25, 10));
        QCOMPARE(fixture.seqs(1, 1, 30).front(), quint64(25));
        QVERIFY(!fixture.records().removeMessages(1, 25, 10));
        QVERIFY(!fixture.records().removeMessages(3, 25, 10));
        QCOMPARE(fixture.seqs(2, 1, 1), Seqs{1});
    }
};

QTEST_GUILESS_MAIN(TestRoomRecords)
#include "tst_roomrecords.moc"
