#include "core/observe/messagewatch.h"

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

void MessageWatch::messageIn(const MessageContext &from, Opcode opcode, QByteArrayView payload,
                             quint32 recipients)
{
    append(Direction::In, from, opcode, payload, recipients);
}

void MessageWatch::messageOut(const MessageContext &to, Opcode opcode, QByteArrayView payload,
                              quint32 recipients)
{
    append(Direction::Out, to, opcode, payload, recipients);
}

void MessageWatch::append(Direction direction, const MessageContext &context, Opcode opcode,
                          QByteArrayView payload, quint32 recipients)
{
    ++m_number;
    m_pacer.request();
    const qint64 kept = std::min<qint64>(payload.size(), MaxLoggedPayload);
    if (m_batch.entries.size() >= MaxEntries || m_bytes + kept > MaxBytes) {
        ++m_batch.leftOut;
        return;
    }
    m_bytes += kept;
    LogEntry &entry = m_batch.entries.emplace_back();
    entry.number = m_number;
    entry.time = m_loop.wallNow();
    entry.direction = direction;
    entry.type = opcode == Opcode::Text ? MessageType::Text : MessageType::Binary;
    entry.connection = context.client;
    entry.user = context.user;
    entry.room = context.room;
    entry.seq = context.seq;
    entry.recipients = recipients;
    entry.size = payload.size();
    entry.payload = payload.first(kept).toByteArray();
}

void MessageWatch::publish()
{
    LogBatch batch = std::exchange(m_batch, {});
    m_bytes = 0;
    m_pacer.sent();
    m_publish(std::move(batch));
}

} // namespace signalbox
