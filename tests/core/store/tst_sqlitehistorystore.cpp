#include "historyfixture.h"

#include <latch>

using namespace signalbox;
using namespace signalbox::test;

namespace {

using Seqs = std::vector<quint64>;

Seqs seqsOf(const HistorySlice &slice)
{
    Seqs seqs;
    for (const QByteArray &message : slice.messages) {
        const qsizetype at = message.indexOf("\"seq\":") + 6;
        seqs.push_back(message.mid(at, message.indexOf(',', at) - at).toULongLong());
    }
    return seqs;
}

Seqs range(quint64 first, quint64 last)
{
    Seqs seqs;
    for (quint64 seq = first; seq <= last; ++seq)
        seqs.push_back(seq);
    return seqs;
}

} // namespace

class TestSqliteHistoryStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNewRoomBeginsAnEpoch()
    {
        HistoryFixture fixture;
        auto blue = fixture.open(u"blue"_s);
        auto red = fixture.open(u"red"_s);
        QVERIFY(!blue.numbering.last.epoch.isEmpty());
        QVERIFY(blue.numbering.last.epoch != red.numbering.last.epoch);
        QCOMPARE(blue.numbering.last.seq, quint64(0));
        QVERIFY(blue.numbering.previous.epoch.isEmpty());
        QCOMPARE(blue.history->size(), HistorySize());
        blue.history.reset();
        QCOMPARE(fixture.storedRooms(), qint64(0)); // names that anybody invents leave nothing
    }
    void goesOnAfterACleanStop()
    {
        HistoryFixture fixture;
        auto room = fixture.open();
        fixture.append(room, 3);
        const StreamPosition last = room.numbering.last;
        room.history.reset();
        fixture.restart();
        room = fixture.open();
        QCOMPARE(room.numbering.last, last);
        QVERIFY(room.numbering.previous.epoch.isEmpty());
        QCOMPARE(room.history->size().elsewhere, std::size_t(3)); // known before it is loaded
        const HistorySlice slice = fixture.read(room);
        QCOMPARE(seqsOf(slice), range(1, 3));
        QVERIFY(slice.isComplete);
        QVERIFY(slice.messages[0].contains("\"text\""));
        QCOMPARE(room.history->size().messages, std::size_t(3));
        QCOMPARE(room.history->size().elsewhere, std::size_t(0));
        fixture.append(room);
        QCOMPARE(seqsOf(fixture.read(room)), range(1, 4));
    }
    void beginsANewEpochAfterAnUncleanStop()
    {
        HistoryFixture fixture;
        auto room = fixture.open();
        fixture.append(room, 3);
        const StreamPosition last = room.numbering.last;
        fixture.rooms->writer().flush();
        (void)fixture.storedRooms();
        room.history.reset();
        fixture.crash();
        room = fixture.open();
        QVERIFY(room.numbering.last.epoch != last.epoch);
        QCOMPARE(room.numbering.last.seq, quint64(3));
        QCOMPARE(room.numbering.previous, last);
        QCOMPARE(fixture.readBehind(room, 1), range(2, 3));
        fixture.append(room);
        QCOMPARE(seqsOf(fixture.read(room)), range(1, 4));
        // The new epoch is in the file: a clean stop continues it.
        const StreamPosition next = room.numbering.last;
        room.history.reset();
        fixture.restart();
        QCOMPARE(fixture.open().numbering.last, next);
    }
    void aRoomWithoutANewMessageKeepsItsNewEpoch()
    {
        HistoryFixture fixture;
        auto room = fixture.open();
        fixture.append(room, 3);
        room.history.reset();
        fixture.crash();
        const StreamPosition second = fixture.open().numbering.last; // told to a client, which then leaves
        fixture.restart();
        QCOMPARE(fixture.open().numbering.last, second);
    }
    void aRoomCanBePublishedToBeforeItIsLoaded()
    {
        HistoryFixture fixture;
        auto room = fixture.open();
        fixture.append(room, 3);
        room.history.reset();
        fixture.restart();
        room = fixture.open();
        fixture.append(room, 2);
        QCOMPARE(fixture.readBehind(room, 3), range(4, 5)); // in memory
        QCOMPARE(room.history->size().elsewhere, std::size_t(3));
        QCOMPARE(fixture.readBehind(room, 1), range(2, 5));
        QCOMPARE(room.history->size().messages, std::size_t(5));
    }
    void aReadDoesNotWaitForTheDisk()
    {
        HistoryFixture fixture;
        auto room = fixture.open();
        fixture.append(room, 3);
        room.history.reset();
        fixture.restart();
        room = fixture.open();
        std::latch release(1);
        fixture.store->write(Durability::Full, 1, [&](Database &) { release.wait(); });
        std::vector<int> order;
        room.history->read({4, {}, {}}, [&](HistorySlice &&slice) {
            QCOMPARE(slice.messages.size(), std::size_t(3));
            order.push_back(1);
        });
        room.history->readBehind(3, 1000, [&](StoredMessages &&) { order.push_back(2); }); // keeps its place
        fixture.append(room);
        fixture.loop.turn(IoLoop::Wait::No);
        QVERIFY(order.empty());
        release.count_down();
        QVERIFY(fixture.wait([&] { return order.size() == 2; }));
        QCOMPARE(order, (std::vector{1, 2}));
    }
    void aDiskThatHangsCountsAsNothingKept()
    {
        HistoryFixture fixture;
        auto room = fixture.open();
        fixture.append(room, 3);
        room.history.reset();
        fixture.stop();
        fixture.patience = Milliseconds(50);
        fixture.start();
        room = fixture.open();
        std::latch release(1);
        fixture.store->write(Durability::Full, 1, [&](Database &) { release.wait(); });
        const HistorySlice slice = fixture.read(room);
        QVERIFY(slice.messages.empty());
        QVERIFY(!slice.isComplete);
        fixture.append(room);
        QCOMPARE(seqsOf(fixture.read(room)), Seqs{4});
        release.count_down();
        room.history.reset();
        room = fixture.open(); // it is still in the file
        QCOMPARE(fixture.readBehind(room, 0), range(1, 4));
    }
    void aRoomMayBeClosedWhileItIsLoaded()
    {
        HistoryFixture fixture;
        auto room = fixture.open();
        fixture.append(room, 3);
        room.history.reset();
        fixture.restart();
        room = fixture.open();
        int calls = 0;
        room.history->readBehind(0, 1000, [&](StoredMessages &&) { ++calls; });
        room.history.reset();
        room = fixture.open();
        QCOMPARE(fixture.readBehind(room, 0), range(1, 3));
        QCOMPARE(calls, 0);
    }
    void aCallbackMayCloseTheRoom()
    {
        HistoryFixture fixture;
        auto room = fixture.open();
        fixture.append(room, 3);
        room.history.reset();
        fixture.restart();
        room = fixture.open();
        int calls = 0;
        for (int i = 0; i < 2; ++i) {
            room.history->readBehind(0, 1000, [&](StoredMessages &&) {
                ++calls;
                room.history.reset();
            });
        }
        QVERIFY(fixture.wait([&] { return calls > 0; }));
        QCOMPARE(calls, 1);
    }
    void aPageNamesTheNextOneAlsoIfThatIsNotInMemory()
    {
        HistoryFixture fixture;
        auto room = fixture.open();
        fixture.append(room, 5);
        room.history.reset();
        fixture.restart();
        room = fixture.open();
        fixture.append(room, 2);
        const HistorySlice newest = fixture.read(room, {8, 2, {}});
        QCOMPARE(seqsOf(newest), range(6, 7));
        QCOMPARE(room.history->size().elsewhere, std::size_t(5)); // nothing was loaded for it
        QCOMPARE(newest.next, std::optional(quint64(6)));
        const HistorySlice older = fixture.read(room, {6, 2, {}});
        QCOMPARE(seqsOf(older), range(4, 5));
        QCOMPARE(older.next, std::optional(quint64(4)));
    }
    void whatMemoryDropsIsLoadedAgain()
    {
        HistoryFixture fixture;
        auto room = fixture.open();
        fixture.append(room, 6);
        room.history->dropOldest(1);
        QCOMPARE(room.history->size().messages, std::size_t(5));
        QCOMPARE(room.history->size().elsewhere, std::size_t(1));
        QCOMPARE(fixture.readBehind(room, 0), range(1, 6));
        room.history->dropOldest(1'000'000);
        QCOMPARE(room.history->size().messages, std::size_t(0));
        fixture.append(room);
        QCOMPARE(fixture.readBehind(room, 0), range(1, 7));
        QVERIFY(fixture.read(room).isComplete);
    }
    void memoryMayBeDroppedWhileARoomIsLoaded()
    {
        HistoryFixture fixture;
        auto room = fixture.open();
        fixture.append(room, 6);
        room.history->dropOldest(1);
        Seqs seqs;
        room.history->readBehind(0, 1'000'000, [&](StoredMessages &&messages) {
            for (const auto &message : messages)
                seqs.push_back(message->seq());
        });
        room.history->dropOldest(1'000'000);
        fixture.append(room);
        QVERIFY(fixture.wait([&] { return !seqs.empty(); }));
        QCOMPARE(seqs, range(1, 7));
    }
    void theLimitOfMessagesHoldsInTheFile()
    {
        HistoryFixture fixture;
        fixture.rules.history.messages = 10;
        auto room = fixture.open();
        fixture.append(room, 25);
        QCOMPARE(fixture.storedMessages(), qint64(10));
        room.history.reset();
        fixture.restart();
        room = fixture.open();
        fixture.append(room, 4); // not loaded
        QCOMPARE(fixture.storedMessages(), qint64(10));
        QCOMPARE(fixture.readBehind(room, 0), range(20, 29));
        QVERIFY(!fixture.read(room).isComplete);
    }
    void theLimitOfBytesHoldsInTheFile()
    {
        HistoryFixture fixture;
        fixture.rules.history.bytes = 20'000;
        auto room = fixture.open();
        fixture.append(room, 100, QByteArray(1000, 'x'));
        const qint64 kept = qint64(room.history->size().messages);
        QVERIFY(kept > 5 && kept < 20);
        QCOMPARE(fixture.storedMessages(), kept);
    }
    void aLowerLimitAppliesToWhatIsLoaded()
    {
        HistoryFixture fixture;
        auto room = fixture.open();
        fixture.append(room, 50);
        room.history.reset();
        fixture.rules.history.messages = 10;
        fixture.restart();
        room = fixture.open();
        QCOMPARE(fixture.readBehind(room, 0), range(41, 50));
        QCOMPARE(fixture.storedMessages(), qint64(10));
    }
    void aMessageAboveTheLimitIsNumberedOnly()
    {
        HistoryFixture fixture;
        fixture.rules.history.bytes = 2000;
        auto room = fixture.open();
        fixture.append(room);
        fixture.append(room, 1, QByteArray(5000, 'x'));
        QCOMPARE(fixture.storedMessages(), qint64(0));
        const StreamPosition last = room.numbering.last;
        room.history.reset();
        fixture.restart();
        QCOMPARE(fixture.open().numbering.last, last);
    }
    void expiredMessagesAreNotLoaded()
    {
        HistoryFixture fixture;
        auto room = fixture.open();
        fixture.append(room, 3, "old", std::chrono::minutes(4));
        fixture.append(room, 2);
        room.history.reset();
        fixture.rules.history.age = std::chrono::minutes(3);
        fixture.restart();
        room = fixture.open();
        QCOMPARE(fixture.readBehind(room, 0), range(4, 5));
        QVERIFY(!fixture.read(room).isComplete);
        QCOMPARE(fixture.storedMessages(), qint64(2));
    }
    void aLoadedMessageExpiresByItsOwnAge()
    {
        HistoryFixture fixture;
        auto room = fixture.open();
        fixture.append(room, 1, "old", std::chrono::minutes(5) - Milliseconds(500));
        room.history.reset();
        fixture.restart();
        room = fixture.open();
        QCOMPARE(fixture.readBehind(room, 0), Seqs{1});
        QVERIFY(fixture.wait([&] { return fixture.readBehind(room, 0).empty(); }));
        QCOMPARE(fixture.storedMessages(), qint64(0));
    }
    void whatHasExpiredLeavesTheFile()
    {
        HistoryFixture fixture;
        fixture.rules.history.age = Milliseconds(300);
        fixture.stopShard();
        fixture.startShard(); // sweeps at that pace
        auto blue = fixture.open(u"blue"_s);
        auto red = fixture.open(u"red"_s);
        fixture.append(blue, 3);
        fixture.append(red, 3);
        red.history.reset();
        QCOMPARE(fixture.storedMessages(), qint64(6));
        QVERIFY(fixture.wait([&] { return fixture.storedMessages() == 0 && fixture.storedRooms() == 1; }));
        // An open room keeps its numbering, and so does one that was closed lately.
        const StreamPosition last = blue.numbering.last;
        blue.history.reset();
        blue = fixture.open(u"blue"_s);
        QCOMPARE(blue.numbering.last, last);
        red = fixture.open(u"red"_s);
        QCOMPARE(red.numbering.last.seq, quint64(0));
    }
    void aRoomMayHaveItsOwnAge()
    {
        HistoryFixture fixture;
        fixture.rules.history.age = Milliseconds(200);
        RoomSettings table;
        table.name = u"red"_s;
        table.historyAge = Milliseconds(3'600'000);
        fixture.rules.rooms = std::make_shared<const RoomPolicies>(std::vector{table});
        fixture.stopShard();
        fixture.startShard();
        auto red = fixture.open(u"red"_s);
        auto blue = fixture.open(u"blue"_s);
        fixture.append(red);
        fixture.append(blue);
        red.history.reset(); // closed first, and kept longer
        blue.history.reset();
        QVERIFY(fixture.wait([&] { return fixture.storedRooms() == 1; }));
        red = fixture.open(u"red"_s);
        QCOMPARE(fixture.readBehind(red, 0), Seqs{1});
    }
    void clearsTheFile()
    {
        HistoryFixture fixture;
        auto room = fixture.open();
        fixture.append(room, 3);
        room.history.reset();
        fixture.restart();
        room = fixture.open();
        int calls = 0;
        room.history->readBehind(0, 1000, [&](StoredMessages &&messages) {
            QVERIFY(messages.empty());
            ++calls;
        });
        room.history->clear(); // what waits is answered
        QCOMPARE(calls, 1);
        QCOMPARE(fixture.storedMessages(), qint64(0));
        const StreamPosition last = room.numbering.last;
        fixture.append(room);
        QCOMPARE(room.numbering.last, (StreamPosition{last.epoch, 4}));
        room.history.reset();
        fixture.restart();
        room = fixture.open();
        QCOMPARE(room.numbering.last, (StreamPosition{last.epoch, 4}));
        QCOMPARE(fixture.readBehind(room, 0), Seqs{4});
        QVERIFY(!fixture.read(room).isComplete);
    }
    void forgetsARoom()
    {
        HistoryFixture fixture;
        auto room = fixture.open();
        fixture.append(room, 3);
        const QString epoch = room.numbering.last.epoch;
        room.history->forget();
        room.history.reset();
        room = fixture.open();
        QVERIFY(room.numbering.last.epoch != epoch);
        QCOMPARE(room.numbering.last.seq, quint64(0));
        QCOMPARE(fixture.storedRooms(), qint64(0));
        QCOMPARE(fixture.storedMessages(), qint64(0));
        fixture.append(room);
        QCOMPARE(fixture.readBehind(room, 0), Seqs{1});
        room.history.reset();
        fixture.restart();
        QCOMPARE(fixture.open().numbering.last.seq, quint64(1));
    }
    void atMostMaxRoomsAreKept()
    {
        HistoryFixture fixture;
        fixture.rules.hub.maxRooms = 5;
        for (int i = 0; i < 12; ++i) {
            auto room = fixture.open(QString::number(i));
            fixture.append(room);
        }
        QCOMPARE(fixture.storedRooms(), qint64(5));
        QCOMPARE(fixture.storedMessages(), qint64(5));
        QCOMPARE(fixture.open(u"11"_s).numbering.last.seq, quint64(1));
        QCOMPARE(fixture.open(u"0"_s).numbering.last.seq, quint64(0)); // was closed first
        fixture.rules.hub.maxRooms = 2;
        fixture.restart();
        QCOMPARE(fixture.storedRooms(), qint64(2));
    }
    void eachShardHasItsRooms()
    {
        HistoryFixture fixture;
        for (const QString &name : {u"blue"_s, u"red"_s}) {
            auto room = fixture.open(name);
            fixture.append(room);
        }
        fixture.stopShard();
        fixture.isOwn = [](QStringView name) { return name == u"red"; };
        fixture.startShard();
        QCOMPARE(fixture.open(u"red"_s).numbering.last.seq, quint64(1));
        QCOMPARE(fixture.open(u"blue"_s).numbering.last.seq, quint64(0)); // another shard has it
        QCOMPARE(fixture.shared->take([](QStringView) { return true; }).size(), std::size_t(1));
    }
    //! Numbers that were given may not be in the file.
    void aShardThatStartsAfterALossBeginsNewEpochs()
    {
        HistoryFixture fixture;
        auto room = fixture.open();
        fixture.append(room, 3);
        const QString epoch = room.numbering.last.epoch;
        room.history.reset();
        fixture.stopShard();
        fixture.store->write(Durability::Batched, 1,
                             [](Database &database) { database.execute("nonsense"); });
        fixture.startShard();
        room = fixture.open();
        QVERIFY(room.numbering.last.epoch != epoch);
        QCOMPARE(room.numbering.last.seq, quint64(3));
        room.history.reset();
        const QString second = room.numbering.last.epoch;
        fixture.restart();
        QVERIFY(fixture.open().numbering.last.epoch != second); // the file was not cleanly closed
    }
    void historyThatIsNotUsedExpires()
    {
        HistoryFixture fixture;
        for (const QString &name : {u"old"_s, u"new"_s}) {
            auto room = fixture.open(name);
            fixture.append(room, 3);
        }
        (void)fixture.storedRooms();
        (void)fixture.store->readBlocking([](Database &database) {
            database.execute("UPDATE rooms SET used = used - 60000 WHERE name = 'old'");
        });
        SqliteHistory::removeExpired(*fixture.store, Milliseconds(0)); // no limit
        QCOMPARE(fixture.storedRooms(), qint64(2));
        SqliteHistory::removeExpired(*fixture.store, std::chrono::seconds(50));
        QCOMPARE(fixture.storedRooms(), qint64(1));
        QTRY_COMPARE(fixture.storedMessages(), qint64(3));
    }
    void longRoomsAreRemovedInSlices()
    {
        HistoryFixture fixture;
        fixture.rules.history.messages = 0;
        auto room = fixture.open();
        fixture.append(room, 3500);
        QCOMPARE(fixture.storedMessages(), qint64(3500));
        room.history->forget();
        room.history.reset();
        fixture.restart(); // the end of the store removes the rest
        QCOMPARE(fixture.storedMessages(), qint64(0));
    }
    void messagesOfNoRoomAreRemovedAfterAnUncleanStop()
    {
        HistoryFixture fixture;
        auto room = fixture.open();
        fixture.append(room, 3);
        room.history.reset();
        (void)fixture.storedRooms();
        fixture.store->write(Durability::Batched, 1, [](Database &database) {
            RoomRecords(database).addMessage(
                99, RoomMessage({PreparedMessage(Opcode::Text, "x"), {}}, ConnectionId(1), {}, 1, wallNow()));
        });
        QCOMPARE(fixture.storedMessages(), qint64(4));
        fixture.crash();
        QTRY_COMPARE(fixture.storedMessages(), qint64(3));
    }
};

QTEST_GUILESS_MAIN(TestSqliteHistoryStore)
#include "tst_sqlitehistorystore.moc"
