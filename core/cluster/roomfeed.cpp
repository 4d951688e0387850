#include "core/cluster/roomfeed.h"

#include <algorithm>
#include <utility>

namespace signalbox {

// ---- the subscription

bool RoomFeed::take(RoomNews &&news)
{
    const bool isCurrent = news.epoch == m_position.epoch;
    const bool isFormer = std::ranges::find(m_former, news.epoch) != m_former.end();
    if (const auto *cleared = std::get_if<RoomNews::Cleared>(&news.content)) {
        if (m_question != m_answer)
            m_cleared = std::max(m_cleared.value_or(0), cleared->seq);
        if (!isOpen())
            return false;
        if (isCurrent)
            clear(cleared->seq);
        return (isCurrent && cleared->seq > m_position.seq) || (!isCurrent && !isFormer);
    }
    if (std::holds_alternative<RoomNews::Renumbered>(news.content))
        return isOpen() && !isCurrent && !isFormer;
    auto &publication = std::get<ReceivedPublication>(news.content);
    const quint64 seq = publication.message.seq();
    if (isOpen() && ((isCurrent && seq <= m_position.seq) || isFormer))
        return false;
    if (isCurrent && seq == m_position.seq + 1) {
        deliver(std::move(publication));
        return deliverWaiting();
    }
    keep(std::move(news.epoch), std::move(publication));
    return isOpen();
}

//! What does not fit is read from the stream later.
void RoomFeed::keep(QString epoch, ReceivedPublication &&publication)
{
    if (m_waiting.size() >= MaxWaiting || m_waitingBytes + publication.size > MaxWaitingBytes)
        return;
    m_waitingBytes += publication.size;
    const quint64 seq = publication.message.seq();
    m_waiting.emplace(seq, Waiting{std::move(publication), std::move(epoch), m_question});
}

void RoomFeed::dropWaiting()
{
    m_waiting.clear();
    m_waitingBytes = 0;
}

void RoomFeed::deliver(ReceivedPublication &&publication)
{
    m_position.seq = publication.message.seq();
    m_lastId = publication.id;
    m_output.received(std::move(publication));
}

//! Returns whether publications are left that came behind the last question and do not follow the position: there is a gap.
bool RoomFeed::deliverWaiting()
{
    bool isGap = false;
    for (auto next = m_waiting.begin(); next != m_waiting.end();) {
        Waiting &waiting = next->second;
        const bool isCurrent = waiting.epoch == m_position.epoch;
        if (isCurrent && next->first == m_position.seq + 1) {
            deliver(std::move(waiting.publication));
        } else if (!(isCurrent && next->first <= m_position.seq) && waiting.question == m_question) {
            isGap = true;
            ++next;
            continue;
        } // else: the state did not confirm it, or has brought it
        m_waitingBytes -= waiting.publication.size;
        next = m_waiting.erase(next);
    }
    return isGap;
}

// ---- the state

bool RoomFeed::answered(RoomState &&state)
{
    m_answer = m_question;
    std::vector<ReceivedPublication> entries = std::move(state.entries);
    const bool isContinued = isOpen() && state.position.epoch == m_position.epoch;
    if (isContinued && state.position.seq < m_position.seq) {
        // A publication has overtaken the answer.
        m_cleared.reset();
        if (state.cleared > m_clearedBefore)
            clear(state.cleared);
        return deliverWaiting();
    }
    std::erase_if(entries, [&](const ReceivedPublication &entry) {
        return entry.message.seq() > state.position.seq ||
               (isContinued && entry.message.seq() <= m_position.seq);
    });
    // The news of a deletion may have been lost, as publications may. What is opened anew has nothing of it.
    if (!isContinued)
        m_clearedBefore = state.cleared;
    else if (state.cleared > m_clearedBefore)
        m_cleared = std::max(m_cleared.value_or(0), state.cleared);
    if (!isOpen()) {
        // Only what ends with the last publication, and has no gap.
        auto from = entries.end();
        for (quint64 seq = state.position.seq; from != entries.begin() && (from - 1)->message.seq() == seq;
             --seq)
            --from;
        const bool isWhole = state.isWhole && from == entries.begin();
        entries.erase(entries.begin(), from);
        if (!entries.empty())
            m_lastId = entries.back().id;
        open(state.position, std::move(entries), isWhole, state.now);
    } else {
        if (!isContinued && entries.empty())
            open(state.position, {}, false, state.now);
        else if (!isContinued)
            open({state.position.epoch, entries.front().message.seq() - 1}, {}, false, state.now);
        const bool isMore = isContinued && !state.isWhole && !entries.empty();
        deliverBehindGap(std::move(entries), state.now);
        if (isMore && m_position.seq < state.position.seq)
            return true;
        if (m_position.seq < state.position.seq) // they are not kept any more
            open(state.position, {}, false, state.now);
    }
    if (const std::optional<quint64> cleared = std::exchange(m_cleared, std::nullopt))
        clear(*cleared);
    return deliverWaiting();
}

void RoomFeed::clear(quint64 seq)
{
    m_clearedBefore = std::max(m_clearedBefore, seq);
    m_output.cleared(std::min(seq, m_position.seq));
}

void RoomFeed::deliverBehindGap(std::vector<ReceivedPublication> &&entries, WallTime now)
{
    for (ReceivedPublication &entry : entries) {
        if (entry.message.seq() != m_position.seq + 1)
            open({m_position.epoch, entry.message.seq() - 1}, {}, false, now);
        deliver(std::move(entry));
    }
}

void RoomFeed::open(const StreamPosition &position, std::vector<ReceivedPublication> &&tail, bool isWhole,
                    WallTime now)
{
    if (isOpen() && position.epoch != m_position.epoch) {
        m_former.push_back(m_position.epoch);
        if (m_former.size() > MaxFormer)
            m_former.pop_front();
    }
    std::erase(m_former, position.epoch);
    m_position = position;
    if (tail.empty())
        m_lastId = {};
    m_output.opened(position, std::move(tail), isWhole, now);
}

void RoomFeed::close()
{
    m_position = {};
    m_lastId = {};
    m_cleared.reset();
    m_clearedBefore = 0;
    dropWaiting();
}

} // namespace signalbox
