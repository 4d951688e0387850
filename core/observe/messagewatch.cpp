#include "core/observe/messagewatch.h"

#include "core/session/connection.h"

#include <algorithm>

namespace signalbox {

MessageWatch::MessageWatch(IoLoop &loop, Publish publish)
    : m_loop(loop)
    , m_publish(std::move(publish))
    , m_pacer(loop, [this] { this->publish(); })
{
}

void MessageWatch::reset()
{
    m_pacer.reset();
    m_batch = {};
    m_bytes = 0;
}

void MessageWatch::messageIn(const Connection &from, Opcode opcode, QByteArrayView payload,
                             quint32 recipients)
{
    LogEntry *entry = append(opcode, payload, recipients);
    if (!entry)
        return;
    entry->direction = Direction::In;
    entry->connection = from.id();
    entry->user = from.info().user;
    entry->room = from.info().room;
}

void MessageWatch::messageOut(const Connection *to, const QString &room, Opcode opcode,
                              QByteArrayView payload, quint32 recipients)
{
    LogEntry *entry = append(opcode, payload, recipients);
    if (!entry)
        return;
    entry->direction = Direction::Out;
    entry->room = room;
    if (to) {
        entry->connection = to->id();
        entry->user = to->info().user;
    }
}

LogEntry *MessageWatch::append(Opcode opcode, QByteArrayView payload, quint32 recipients)
{
    ++m_number;
    m_pacer.request();
    const qint64 kept = std::min<qint64>(payload.size(), MaxLoggedPayload);
    if (m_batch.entries.size() >= MaxEntries || m_bytes + kept > MaxBytes) {
        ++m_batch.leftOut;
        return nullptr;
    }
    m_bytes += kept;
    LogEntry &entry = m_batch.entries.emplace_back();
    entry.number = m_number;
    entry.time = m_loop.wallNow();
    entry.type = opcode == Opcode::Text ? MessageType::Text : MessageType::Binary;
    entry.recipients = recipients;
    entry.size = payload.size();
    entry.payload = payload.first(kept).toByteArray();
    return &entry;
}

void MessageWatch::publish()
{
    LogBatch batch = std::exchange(m_batch, {});
    m_bytes = 0;
    m_pacer.sent();
    m_publish(std::move(batch));
}

} // namespace signalbox
