#include "core/hub/broadcastlog.h"

#include "core/hub/messageentries.h"
#include "core/hub/messagetap.h"

namespace signalbox {

void BroadcastLog::addPublication(const Room &room, const RoomBroadcast &broadcast,
                                  const RoomMessage &message, TimePoint now)
{
    if (m_tap)
        add(room, broadcast, &message, now);
}

void BroadcastLog::addNotice(const Room &room, const RoomBroadcast &broadcast, TimePoint now)
{
    if (m_tap)
        add(room, broadcast, nullptr, now);
}

void BroadcastLog::addToNobody(const QString &room, const PreparedMessage &message)
{
    if (!m_tap || !m_tap->wants(nullptr, message.payload().size()))
        return;
    LogEntry entry = broadcastEntry(message, 0, false);
    entry.room = room;
    m_tap->add(std::move(entry));
}

//! \a message null: \a broadcast is a notice.
void BroadcastLog::add(const Room &room, const RoomBroadcast &broadcast, const RoomMessage *message,
                       TimePoint now)
{
    const bool isEnvelope = !broadcast.envelope.isNull();
    const PreparedMessage &sent = isEnvelope ? broadcast.envelope : broadcast.plain;
    const Membership *except = room.find(broadcast.except);
    const bool isExcepted = except && (message || except->dialect == Dialect::Envelope);
    const std::size_t members = message ? room.size() : room.countOf(Dialect::Envelope);
    const auto recipients = quint32(members - (isExcepted ? 1 : 0));
    const bool isToNobody =
        recipients == 0 && (!message || room.size() > 0); // its sender alone is in the room
    if (isToNobody || !m_tap->wants(nullptr, sent.payload().size()))
        return;
    LogEntry entry = broadcastEntry(sent, recipients, isEnvelope);
    entry.room = room.name();
    entry.seq = broadcast.seq;
    entry.recipientList = room.recipients(!message, m_recipientLists, now);
    if (isExcepted)
        entry.notRecipient = broadcast.except;
    if (message) {
        entry.publisher = message->client();
        entry.from = message->user();
    }
    m_tap->add(std::move(entry));
}

} // namespace signalbox
