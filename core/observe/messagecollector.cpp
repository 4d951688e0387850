#include "core/observe/messagecollector.h"

#include <algorithm>

namespace signalbox {

MessageCollector::MessageCollector(IoLoop &loop, Send send)
    : m_loop(loop)
    , m_send(std::move(send))
    , m_pacer(loop, [this] { this->send(); })
{
}

void MessageCollector::reset()
{
    m_pacer.reset();
    m_batch = {};
    m_bytes = 0;
}

void MessageCollector::messageIn(const MessageContext &from, Opcode opcode, QByteArrayView payload,
                                 quint32 recipients)
{
    append(Direction::In, from, opcode, payload, recipients);
}

void MessageCollector::messageOut(const MessageContext &to, Opcode opcode, QByteArrayView payload,
                                  quint32 recipients)
{
    append(Direction::Out, to, opcode, payload, recipients);
}

void MessageCollector::append(Direction direction, const MessageContext &context, Opcode opcode,
                              QByteArrayView payload, quint32 recipients)
{
    m_pacer.request();
    const qint64 kept = std::min<qint64>(payload.size(), MaxLoggedPayload);
    if (m_batch.entries.size() >= MaxEntries || m_bytes + kept > MaxBytes) {
        ++m_batch.leftOut;
        return;
    }
    m_bytes += kept;
    LogEntry &entry = m_batch.entries.emplace_back();
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

void MessageCollector::send()
{
    LogBatch batch = std::exchange(m_batch, {});
    m_bytes = 0;
    m_pacer.sent();
    m_send(std::move(batch));
}

} // namespace signalbox
