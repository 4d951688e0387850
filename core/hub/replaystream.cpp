#include "core/hub/replaystream.h"

#include "core/protocol/envelopewriter.h"

#include <algorithm>
#include <utility>

namespace signalbox {

ReplayStream::ReplayStream(ReplayHandler &handler, quint64 number, Requester requester, const QString &room,
                           const QString &epoch, const ReplayStart &start, bool isComplete)
    : m_handler(&handler)
    , m_number(number)
    , m_requester(std::move(requester))
    , m_room(room)
    , m_position{epoch, start.after}
    , m_isRecovered(start.isRecovered)
    , m_isComplete(isComplete)
{
}

ReplayStream::~ReplayStream()
{
    if (m_handler)
        m_handler->handleDestroyed(*this);
}

void ReplayStream::take(ReplayChunk &&chunk)
{
    m_isReading = false;
    if (m_isComplete)
        return; // the client has left the room meanwhile
    const bool isFirst = !std::exchange(m_hasRead, true);
    if (chunk.isGap) {
        m_isRecovered = false;
        if (!isFirst || chunk.messages.empty()) {
            m_isComplete = true;
            return;
        }
    }
    m_messages = std::move(chunk.messages); // all of the last chunk is written
    m_next = 0;
    if (!m_messages.empty())
        m_position.seq = m_messages.back()->seq();
    m_isComplete = chunk.isHead;
    if (m_limit)
        endAt(*m_limit);
}

void ReplayStream::limit(quint64 seq)
{
    m_limit = seq;
    endAt(seq);
}

//! Drops what is behind \a seq and not written yet.
void ReplayStream::endAt(quint64 seq)
{
    if (m_position.seq < seq)
        return;
    m_isComplete = true;
    const auto behind = std::find_if(m_messages.begin() + std::ptrdiff_t(m_next), m_messages.end(),
                                     [seq](const auto &message) { return message->seq() > seq; });
    m_messages.erase(behind, m_messages.end());
}

std::optional<FragmentSource::Fragment> ReplayStream::next()
{
    if (!m_handler || (!m_part && !beginPart()))
        return std::nullopt;
    Fragment fragment;
    fragment.text.reserve(MaxFragment);
    while (!fragment.isLast && m_part->appendTo(fragment.text, MaxFragment - fragment.text.size())) {
        m_part.reset();
        fragment.isLast = m_hasTail;
        if (!fragment.isLast && !beginPart())
            break;
    }
    m_produced += fragment.text.size();
    m_handler->handleProduced(*this, fragment);
    return fragment;
}

//! Returns whether a part of the text can be written: false until the shard has sent the next messages.
bool ReplayStream::beginPart()
{
    const auto hasContent = [this] { return m_next < m_messages.size() || m_isComplete; };
    if (!hasContent() && !(read() && hasContent()))
        return false;
    if (!std::exchange(m_hasHead, true)) {
        m_part.emplace(envelope::historyHead(m_requester.id, m_room, m_position.epoch));
    } else if (m_next < m_messages.size()) {
        const RoomMessage &message = *m_messages[m_next++];
        const PublishedContent content = message.published();
        QByteArray head = envelope::messageHead(m_room, message.user(), message.client());
        if (m_written++ > 0)
            head.prepend(',');
        m_part.emplace(std::move(head), content,
                       envelope::messageTail(content.encoding, message.seq(), message.time()));
    } else {
        m_hasTail = true;
        m_messages.clear();
        m_part.emplace(envelope::historyTail({}, m_isRecovered));
    }
    return true;
}

//! Returns whether the chunk has arrived already.
bool ReplayStream::read()
{
    if (m_isReading)
        return false;
    m_isReading = true;
    m_isInRead = true;
    m_handler->readReplay(*this);
    m_isInRead = false;
    return !m_isReading;
}

} // namespace signalbox
