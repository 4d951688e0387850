#include "core/store/storedroomhistory.h"

#include "core/store/sqlitehistorystore.h"

#include <algorithm>
#include <utility>

namespace signalbox {

StoredRoomHistory::StoredRoomHistory(SqliteHistoryStore &store, StoredRoom &&room, bool isWritten)
    : m_store(store)
    , m_room(std::move(room))
    , m_state(m_room.oldest <= m_room.last.seq ? State::Elsewhere : State::Here)
    , m_isWritten(isWritten)
{
    m_store.add(*this);
}

StoredRoomHistory::~StoredRoomHistory()
{
    if (m_isDestroyed)
        *m_isDestroyed = true;
    m_store.remove(*this);
    if (m_isForgotten || (!m_isWritten && m_room.last.seq == 0))
        return; // a room that has had no message begins anew
    expire();
    m_room.used = m_store.wallNow();
    m_store.writer().change(*this);
    m_store.writer().leave(*this);
    if (m_room.oldest > m_room.last.seq && settings().age.count() == 0)
        m_store.writer().remove(m_room.id); // nothing is left, and it would never expire
    else
        m_store.addClosed(std::move(m_room));
}

HistorySettings StoredRoomHistory::settings() const
{
    const HubRules &rules = m_store.rules();
    return historyOf(m_policy.find(m_room.name, rules.rooms), rules.history);
}

void StoredRoomHistory::append(RoomMessage &&message)
{
    m_room.last.seq = message.seq();
    m_room.used = message.time();
    const std::size_t before = m_history.size().messages;
    m_history.add(std::move(message), m_store.now(), settings());
    m_isWritten = true;
    if (m_history.isEmpty()) // it is larger than the limit
        m_store.writer().change(*this);
    else
        m_store.writer().add(*this, m_history.newest());
    const qint64 most = settings().messages;
    if (m_history.size().messages <= before) // what is older than the messages in memory has to go first
        setOldest(oldestHere());
    else if (most > 0 && qint64(m_room.last.seq - m_room.oldest) >= most)
        setOldest(m_room.last.seq - quint64(most) + 1);
}

void StoredRoomHistory::setOldest(quint64 seq)
{
    if (seq <= m_room.oldest)
        return;
    m_room.oldest = seq;
    if (m_isWritten)
        m_store.writer().change(*this);
}

void StoredRoomHistory::expire()
{
    const Milliseconds age = settings().age;
    const std::size_t before = m_history.size().messages;
    m_history.expire(m_store.now(), settings());
    const bool haveAllExpired = age.count() > 0 && m_history.isEmpty() &&
                                m_store.wallNow() - m_room.used >= age && m_state != State::Loading;
    if (m_history.size().messages < before || haveAllExpired)
        setOldest(oldestHere());
    if (m_room.oldest >= oldestHere() && m_state == State::Elsewhere)
        m_state = State::Here;
}

// ---- reads

//! Whether messages from \a oldestWanted on are kept that are not in memory.
bool StoredRoomHistory::mustLoad(quint64 oldestWanted)
{
    return m_state != State::Here && std::max(oldestWanted, m_room.oldest) < oldestHere();
}

void StoredRoomHistory::read(const HistoryRange &range, Read read)
{
    expire();
    // The page of the newest messages is nearly always in memory.
    const quint64 oldestWanted = range.limit && range.before > *range.limit ? range.before - *range.limit : 1;
    if (m_waiting.empty() && !mustLoad(oldestWanted)) {
        perform(WaitingRead{range, std::move(read)});
        return;
    }
    m_waiting.emplace_back(WaitingRead{range, std::move(read)});
    load();
}

void StoredRoomHistory::readBehind(quint64 seq, qint64 maxBytes, ReadBehind read)
{
    expire();
    if (m_waiting.empty() && !mustLoad(seq + 1)) {
        perform(WaitingReadBehind{seq, maxBytes, std::move(read)});
        return;
    }
    m_waiting.emplace_back(WaitingReadBehind{seq, maxBytes, std::move(read)});
    load();
}

void StoredRoomHistory::perform(WaitingRead &&read)
{
    HistorySlice slice = m_history.read(read.range, m_room.name);
    if (!slice.next && !slice.messages.empty() && hasMoreElsewhere())
        slice.next = read.range.before - slice.messages.size();
    read.read(std::move(slice));
}

void StoredRoomHistory::perform(WaitingReadBehind &&read)
{
    read.read(m_history.readBehind(read.seq, read.maxBytes));
}

void StoredRoomHistory::load()
{
    if (m_state != State::Elsewhere)
        return;
    m_state = State::Loading;
    m_store.load(*this, m_room.oldest, oldestHere() - 1);
}

void StoredRoomHistory::loaded(std::optional<StoredMessages> &&messages)
{
    if (m_state != State::Loading)
        return;
    if (messages) {
        // Meanwhile the limits, or the memory of all rooms, may have dropped some.
        const quint64 next = messages->empty() ? oldestHere() : messages->back()->seq() + 1;
        if (next < oldestHere() && m_room.oldest < oldestHere()) {
            m_state = State::Elsewhere;
            load();
            return;
        }
        std::erase_if(*messages, [&](const auto &message) {
            return message->seq() < m_room.oldest || message->seq() >= oldestHere();
        });
        m_history.prepend(std::move(*messages), m_store.now(), m_store.wallNow(), settings());
        setOldest(oldestHere());
    }
    setHere();
}

//! Performs the reads that wait. A callback may close the room, or have messages dropped from memory again.
void StoredRoomHistory::setHere()
{
    m_state = State::Here;
    bool isDestroyed = false;
    bool *const outer = std::exchange(m_isDestroyed, &isDestroyed);
    while (!m_waiting.empty() && m_state == State::Here) {
        auto read = std::move(m_waiting.front());
        m_waiting.pop_front();
        std::visit([this](auto &&waiting) { perform(std::forward<decltype(waiting)>(waiting)); },
                   std::move(read));
        if (isDestroyed) {
            if (outer)
                *outer = true;
            return;
        }
    }
    m_isDestroyed = outer;
    if (!m_waiting.empty())
        load();
}

// ---- what is dropped

void StoredRoomHistory::dropOldest(qint64 bytes)
{
    m_history.dropOldest(bytes);
    if (m_state == State::Here && m_room.oldest < oldestHere())
        m_state = State::Elsewhere;
}

void StoredRoomHistory::clear()
{
    m_history.clear();
    setOldest(m_room.last.seq + 1);
    setHere();
}

void StoredRoomHistory::forget()
{
    m_isForgotten = true;
    m_history.clear();
    m_store.writer().leave(*this);
    if (m_isWritten)
        m_store.writer().remove(m_room.id);
}

HistorySize StoredRoomHistory::size() const
{
    const HistorySize here = m_history.size();
    return {here.messages, here.bytes, hasMoreElsewhere() ? std::size_t(oldestHere() - m_room.oldest) : 0};
}

} // namespace signalbox
