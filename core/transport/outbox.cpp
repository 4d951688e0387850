#include "core/transport/outbox.h"

#include <algorithm>
#include <array>

namespace signalbox {

namespace {

constexpr std::size_t MaxParts = 64;           // of one sendmsg
constexpr qint64 MaxBytesAFlush = 1024 * 1024; // so that one fast reader does not keep the others waiting

} // namespace

bool Outbox::pushData(const QByteArray &frame)
{
    if (m_closed)
        return true;
    if (m_hardLimit > 0 && cost() > m_hardLimit)
        return false;
    push(frame);
    return true;
}

void Outbox::pushControl(const QByteArray &frame)
{
    if (!m_closed)
        push(frame);
}

void Outbox::pushHandshake(const QByteArray &response)
{
    push(response);
    m_handshakes = m_frames.size();
}

bool Outbox::pushPong(const QByteArray &frame)
{
    if (m_closed)
        return true;
    const bool isUntouched = m_pongAt > m_first || m_firstSent == 0;
    if (m_blocked && m_pongAt != NoPong && isUntouched) {
        m_queuedBytes += frame.size() - m_frames[m_pongAt].size();
        m_frames[m_pongAt] = frame;
        return false;
    }
    m_pongAt = m_frames.size();
    push(frame);
    return true;
}

void Outbox::pushClose(const QByteArray &frame)
{
    pushControl(frame);
    m_closed = true;
}

void Outbox::push(const QByteArray &frame)
{
    m_frames.push_back(frame);
    m_queuedBytes += frame.size();
}

void Outbox::discardUnsent()
{
    if (m_closed)
        return;
    const std::size_t begun = m_first + (m_firstSent > 0 ? 1 : 0);
    m_frames.resize(std::min(std::max(begun, m_handshakes), m_frames.size()));
    if (m_pongAt != NoPong && m_pongAt >= m_frames.size())
        m_pongAt = NoPong;
    m_queuedBytes = -m_firstSent;
    for (std::size_t i = m_first; i < m_frames.size(); ++i)
        m_queuedBytes += m_frames[i].size();
}

Outbox::Status Outbox::flush(Channel &channel, qint64 &sent)
{
    sent = 0;
    m_blocked = false;
    while (m_queuedBytes > 0 || channel.holdsBytes()) {
        std::array<iovec, MaxParts> parts;
        std::size_t count = 0;
        for (std::size_t i = m_first; i < m_frames.size() && count < MaxParts; ++i, ++count) {
            const qint64 skip = i == m_first ? m_firstSent : 0;
            // writev(2) only reads
            parts[count] = {const_cast<char *>(m_frames[i].constData()) + skip,
                            std::size_t(m_frames[i].size() - skip)};
        }
        const IoResult result = channel.write({parts.data(), count});
        if (result.kind == IoResult::Kind::Reset)
            return Status::Broken;
        if (result.kind == IoResult::Kind::Bytes) {
            sent += result.bytes;
            drop(result.bytes);
        }
        const bool isUnfinished = m_queuedBytes > 0 || channel.holdsBytes();
        if (isUnfinished && (result.kind != IoResult::Kind::Bytes || sent >= MaxBytesAFlush)) {
            m_blocked = true;
            return Status::Blocked;
        }
    }
    return Status::Empty;
}

void Outbox::drop(qint64 bytes)
{
    m_queuedBytes -= bytes;
    while (bytes > 0) {
        const qint64 rest = m_frames[m_first].size() - m_firstSent;
        if (bytes < rest) {
            m_firstSent += bytes;
            break;
        }
        bytes -= rest;
        m_firstSent = 0;
        m_frames[m_first++] = QByteArray();
    }
    if (m_pongAt != NoPong && m_pongAt < m_first)
        m_pongAt = NoPong;
    if (m_queuedBytes == 0) {
        // An idle connection keeps nothing.
        std::vector<QByteArray>().swap(m_frames);
        m_first = 0;
        m_handshakes = 0;
    } else if (m_first >= MaxParts && m_first * 2 >= m_frames.size()) {
        m_frames.erase(m_frames.begin(), m_frames.begin() + std::ptrdiff_t(m_first));
        if (m_pongAt != NoPong)
            m_pongAt -= m_first;
        m_handshakes -= std::min(m_handshakes, m_first);
        m_first = 0;
    }
}

} // namespace signalbox
