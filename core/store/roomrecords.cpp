#include "core/store/roomrecords.h"

#include "core/hub/epoch.h"
#include "core/store/checksum.h"
#include "core/store/database.h"

#include <QHash>

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

//! The column `form`.
enum class StoredForm : quint8 { Text = 0, Binary = 1, Json = 2, Base64 = 3 };

StoredForm formOf(const PublishedContent &content)
{
    switch (content.form) {
    case PublishedContent::Form::Text:
        return StoredForm::Text;
    case PublishedContent::Form::Binary:
        return StoredForm::Binary;
    case PublishedContent::Form::Json:
        break;
    }
    return content.encoding == ContentEncoding::Base64 ? StoredForm::Base64 : StoredForm::Json;
}

Publication publicationOf(StoredForm form, const QByteArray &content)
{
    switch (form) {
    case StoredForm::Text:
        return {PreparedMessage(Opcode::Text, content), {}};
    case StoredForm::Binary:
        return {PreparedMessage(Opcode::Binary, content), {}};
    case StoredForm::Json:
        break;
    case StoredForm::Base64:
        return {{}, {content, ContentEncoding::Base64}};
    }
    return {{}, {content, ContentEncoding::Json}};
}

qint64 millisecondsOf(WallTime time)
{
    return qint64(time.time_since_epoch().count());
}

WallTime timeOf(qint64 milliseconds)
{
    return WallTime(Milliseconds(milliseconds));
}

quint32 checksumOf(const StoredRoom &room)
{
    Checksum sum;
    sum.add(quint64(room.id)).add(room.name.toUtf8()).add(room.last.epoch.toUtf8()).add(room.last.seq);
    sum.add(room.previous.epoch.toUtf8()).add(room.previous.seq);
    return sum.add(room.oldest).add(quint64(millisecondsOf(room.used))).value();
}

//! A row of the table of messages.
struct Row
{
    qint64 room;
    quint64 seq;
    qint64 time;
    quint64 client;
    QByteArrayView user; //!< UTF-8
    qint64 form;
    QByteArrayView content;
};

quint32 checksumOf(const Row &row)
{
    return Checksum()
        .add(quint64(row.room))
        .add(row.seq)
        .add(quint64(row.time))
        .add(row.client)
        .add(row.user)
        .add(quint64(row.form))
        .add(row.content)
        .value();
}

//! None: the row is damaged.
std::optional<StoredRoom> roomOf(const Statement &row)
{
    StoredRoom room{row.integer(0), row.text(1), {row.text(2), quint64(row.integer(3))}};
    room.previous = StreamPosition{row.text(4), quint64(row.integer(5))};
    room.oldest = quint64(row.integer(6));
    room.used = timeOf(row.integer(7));
    return row.integer(8) == checksumOf(room) ? std::optional(std::move(room)) : std::nullopt;
}

constexpr const char *SelectRooms = "SELECT id, name, epoch, seq, previous_epoch, previous_seq, oldest, "
                                    "used, checksum FROM rooms ORDER BY id";

} // namespace

std::vector<StoredRoom> RoomRecords::rooms()
{
    QHash<QString, StoredRoom> byName;
    Statement row = m_database.prepare(SelectRooms);
    while (row.next()) {
        if (std::optional<StoredRoom> room = roomOf(row))
            byName.insert(room->name, std::move(*room)); // ascending ids: the newer one stays
    }
    std::vector<StoredRoom> rooms;
    rooms.reserve(std::size_t(byName.size()));
    for (StoredRoom &room : byName)
        rooms.push_back(std::move(room));
    return rooms;
}

qint64 RoomRecords::nextId()
{
    return std::max(m_database.integerOf("SELECT max(id) FROM rooms"),
                    m_database.integerOf("SELECT max(room) FROM messages")) +
           1;
}

bool RoomRecords::contains(qint64 room)
{
    Statement found = m_database.prepare("SELECT 1 FROM rooms WHERE id = ?");
    return found.bind(room).next();
}

std::optional<qint64> RoomRecords::roomWithMessages(qint64 room)
{
    Statement found = m_database.prepare("SELECT room FROM messages WHERE room > ? ORDER BY room LIMIT 1");
    return found.bind(room).next() ? std::optional(found.integer(0)) : std::nullopt;
}

void RoomRecords::put(const StoredRoom &room)
{
    Statement put = m_database.prepare(
        "INSERT INTO rooms (id, name, epoch, seq, previous_epoch, previous_seq, oldest, used, checksum) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (id) DO UPDATE SET epoch = ?3, seq = ?4, "
        "previous_epoch = ?5, previous_seq = ?6, oldest = ?7, used = ?8, checksum = ?9");
    put.bind(room.id).bind(room.name).bind(room.last.epoch).bind(qint64(room.last.seq));
    put.bind(room.previous.epoch).bind(qint64(room.previous.seq));
    put.bind(qint64(room.oldest)).bind(millisecondsOf(room.used)).bind(qint64(checksumOf(room))).run();
}

void RoomRecords::remove(qint64 room)
{
    m_database.prepare("DELETE FROM rooms WHERE id = ?").bind(room).run();
}

void RoomRecords::removeUsedBefore(WallTime time)
{
    m_database.prepare("DELETE FROM rooms WHERE used < ?").bind(millisecondsOf(time)).run();
}

void RoomRecords::renumber()
{
    std::vector<StoredRoom> all;
    std::vector<qint64> damaged;
    {
        Statement row = m_database.prepare(SelectRooms);
        while (row.next()) {
            if (std::optional<StoredRoom> room = roomOf(row))
                all.push_back(std::move(*room));
            else
                damaged.push_back(row.integer(0));
        }
    }
    for (StoredRoom &room : all) {
        room.previous = room.last;
        room.last.epoch = newEpoch();
        put(room);
    }
    for (const qint64 room : damaged)
        remove(room);
}

void RoomRecords::addMessage(qint64 room, const RoomMessage &message)
{
    const PublishedContent content = message.published();
    const QByteArray user = message.user().toUtf8();
    const Row row{room,
                  message.seq(),
                  millisecondsOf(message.time()),
                  message.client().value(),
                  user,
                  qint64(formOf(content)),
                  content.bytes};
    m_database
        .prepare("INSERT OR REPLACE INTO messages (room, seq, time, client, user, form, content, checksum) "
                 "VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(row.room)
        .bind(qint64(row.seq))
        .bind(row.time)
        .bind(qint64(row.client))
        .bind(message.user())
        .bind(row.form)
        .bind(row.content)
        .bind(qint64(checksumOf(row)))
        .run();
}

StoredMessages RoomRecords::messages(qint64 room, quint64 oldest, quint64 last, WallTime since, qint64 most,
                                     qint64 maxBytes)
{
    StoredMessages messages;
    Statement found =
        m_database.prepare("SELECT seq, time, client, user, form, content, checksum FROM messages "
                           "WHERE room = ? AND seq BETWEEN ? AND ? ORDER BY seq DESC");
    found.bind(room).bind(qint64(oldest)).bind(qint64(last));
    qint64 bytes = 0;
    QString user; // most messages of a room come from few users: they share the names
    while (found.next()) {
        const QByteArray name = found.blob(3);
        const QByteArray content = found.blob(5);
        const Row row{room, quint64(found.integer(0)), found.integer(1), quint64(found.integer(2)),
                      name, found.integer(4),          content};
        bytes += content.size();
        if (row.seq != last - messages.size() || found.integer(6) != checksumOf(row) ||
            timeOf(row.time) < since || (most > 0 && qint64(messages.size()) >= most) ||
            (maxBytes > 0 && bytes > maxBytes))
            break;
        if (user.toUtf8() != name)
            user = QString::fromUtf8(name);
        messages.push_back(std::make_shared<const RoomMessage>(publicationOf(StoredForm(row.form), content),
                                                               ConnectionId(row.client), user, row.seq,
                                                               timeOf(row.time)));
    }
    std::ranges::reverse(messages);
    return messages;
}

bool RoomRecords::removeMessages(qint64 room, quint64 below, qint64 most)
{
    // By their seqs: a LIMIT of DELETE is not compiled into every SQLite.
    qint64 end = qint64(below);
    {
        Statement first =
            m_database.prepare("SELECT seq FROM messages WHERE room = ? AND seq < ? ORDER BY seq LIMIT 1");
        if (!first.bind(room).bind(end).next())
            return false;
        end = std::min(end, first.integer(0) + most);
    }
    m_database.prepare("DELETE FROM messages WHERE room = ? AND seq < ?").bind(room).bind(end).run();
    return end < qint64(below);
}

} // namespace signalbox
