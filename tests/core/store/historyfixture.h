#pragma once

#include "core/loop/ioloop.h"
#include "core/store/sqlitehistory.h"
#include "core/store/sqlitehistorystore.h"
#include "core/store/store.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace signalbox::test {

using namespace Qt::StringLiterals;

//! A shard's histories of rooms in a file, which can be closed cleanly or as by SIGKILL, and opened again.
struct HistoryFixture
{
    struct Room
    {
        std::unique_ptr<RoomHistory> history;
        RoomNumbering numbering;
    };

    HistoryFixture() { start(); }
    ~HistoryFixture() { stop(); }
    Q_DISABLE_COPY_MOVE(HistoryFixture)

    void start()
    {
        auto opened = Store::open(path);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().text));
        store = std::move(*opened);
        startShard();
    }
    void startShard()
    {
        auto loaded = SqliteHistory::load(*store);
        if (!loaded)
            qFatal("%s", qPrintable(loaded.error().text));
        shared = *loaded;
        rooms = std::make_unique<SqliteHistoryStore>(loop, rules, shared, isOwn, patience);
    }
    void stopShard()
    {
        rooms.reset();
        shared.reset();
    }
    //! Rooms are closed before.
    void stop()
    {
        stopShard();
        store.reset();
    }
    void restart()
    {
        stop();
        start();
    }
    //! The file is then as a killed process leaves it that has written everything.
    void crash()
    {
        (void)storedRooms();
        const QString copy = folder.filePath(QString::number(++crashes));
        for (const QString &suffix : {u""_s, u"-wal"_s, u"-shm"_s})
            QFile::copy(path + suffix, copy + suffix);
        stop();
        path = copy;
        start();
    }

    Room open(const QString &name = u"blue"_s)
    {
        Room room;
        int calls = 0;
        room.history = rooms->open(name, [&](const RoomNumbering &numbering) {
            room.numbering = numbering;
            ++calls;
        });
        if (calls != 1)
            qFatal("called back %d times", calls);
        return room;
    }
    void append(Room &room, int messages = 1, const QByteArray &text = "text",
                Milliseconds age = Milliseconds(0))
    {
        for (int i = 0; i < messages; ++i) {
            room.history->append(RoomMessage({PreparedMessage(Opcode::Text, text), {}}, ConnectionId(7),
                                             u"ann"_s, ++room.numbering.last.seq, wallNow() - age));
        }
    }
    //! Runs the loop until \a isDone.
    template <typename Condition>
    bool wait(Condition isDone)
    {
        return QTest::qWaitFor([&] {
            loop.turn(IoLoop::Wait::No);
            return isDone();
        });
    }
    HistorySlice read(Room &room, HistoryRange range = {})
    {
        HistorySlice result;
        int calls = 0;
        range.before = std::min(range.before, room.numbering.last.seq + 1);
        room.history->read(range, [&](HistorySlice &&slice) {
            result = std::move(slice);
            ++calls;
        });
        return wait([&] { return calls == 1; }) ? result : HistorySlice{{"no result"}, false};
    }
    std::vector<quint64> readBehind(Room &room, quint64 seq)
    {
        std::vector<quint64> seqs;
        bool isDone = false;
        room.history->readBehind(seq, 1'000'000, [&](StoredMessages &&messages) {
            for (const auto &message : messages)
                seqs.push_back(message->seq());
            isDone = true;
        });
        if (!wait([&] { return isDone; }))
            qFatal("no result");
        return seqs;
    }
    //! The result of a query, once all is written.
    qint64 query(const char *sql)
    {
        rooms->writer().flush();
        qint64 result = -1;
        (void)store->readBlocking([&](Database &database) { result = database.integerOf(sql); });
        return result;
    }
    qint64 storedMessages() { return query("SELECT count(*) FROM messages"); }
    qint64 storedRooms() { return query("SELECT count(*) FROM rooms"); }

    QTemporaryDir folder;
    QString path = folder.filePath(u"signalbox.db"_s);
    int crashes = 0;
    HubRules rules;
    Milliseconds patience = SqliteHistoryStore::LoadPatience;
    std::function<bool(QStringView)> isOwn = [](QStringView) { return true; };
    IoLoop loop;
    std::unique_ptr<Store> store;
    std::shared_ptr<SqliteHistory> shared;
    std::unique_ptr<SqliteHistoryStore> rooms;
};

} // namespace signalbox::test
