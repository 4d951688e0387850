#include "core/hub/room.h"

#include "core/base/allocation.h"

#include <utility>

namespace signalbox {

namespace {

// What belongs to a room elsewhere: its stream and its empty history, and its entries in the tables of rooms.
constexpr qint64 BytesBeside = 1650;
// A node of the map, whose user is shared with the connection; and the entries of LocalClients.
constexpr qint64 BytesOfMember = 216;

} // namespace

Room::Room(QString name, std::size_t threadCount, qint64 noticeRate)
    : noticeAccount(noticeRate, {})
    , m_name(std::move(name))
    , m_onThread(threadCount)
{
}

bool Room::add(const Membership &member)
{
    if (!m_members.try_emplace(member.client, member).second)
        return false;
    m_recipients = {};
    ++m_onThread[member.thread];
    ++m_ofDialect[std::size_t(member.dialect)];
    m_behind += member.isBehind ? 1 : 0;
    if (m_votes)
        m_votes->add(member);
    return true;
}

bool Room::remove(ConnectionId client)
{
    const auto found = m_members.find(client);
    if (found == m_members.end())
        return false;
    m_recipients = {};
    --m_onThread[found->second.thread];
    --m_ofDialect[std::size_t(found->second.dialect)];
    if (m_votes)
        m_votes->remove(found->second);
    m_behind -= found->second.isBehind ? 1 : 0;
    if (m_behind == 0)
        m_votes.reset();
    m_members.erase(found);
    return true;
}

RecipientList Room::recipients(bool isNotice, RecipientLists &lists, TimePoint now) const
{
    const bool isSome = isNotice && countOf(Dialect::Plain) > 0;
    std::weak_ptr<RecipientList::element_type> &made = m_recipients[std::size_t(isSome)];
    if (RecipientList list = made.lock())
        return list;
    RecipientList list = lists.make(m_members, now, [isSome](const Membership &member) {
        return !isSome || member.dialect == Dialect::Envelope;
    });
    made = list;
    return list;
}

bool Room::setBehind(ConnectionId client, bool isBehind)
{
    const auto found = m_members.find(client);
    if (found == m_members.end() || std::exchange(found->second.isBehind, isBehind) == isBehind)
        return false;
    isBehind ? ++m_behind : --m_behind;
    if (m_behind == 0)
        m_votes.reset();
    else if (m_votes)
        m_votes->update(found->second);
    return true;
}

// Counting costs less than the delivery of the publication for which it is asked, and is done only for the first of them.
bool Room::isMajorityBehind(ConnectionId publisher) const
{
    if (m_behind == 0)
        return false;
    if (!m_votes) {
        m_votes = std::make_unique<ReaderVotes>();
        for (const auto &[client, member] : m_members)
            m_votes->add(member);
    }
    return m_votes->isMajorityBehind(find(publisher));
}

const Membership *Room::find(ConnectionId client) const
{
    const auto found = m_members.find(client);
    return found == m_members.end() ? nullptr : &found->second;
}

RoomBytes Room::bytes() const
{
    return {m_stream->historySize().bytes, allocatedBytes(qint64(sizeof(Room))) + allocatedBytes(m_name) +
                                               BytesBeside + qint64(m_members.size()) * BytesOfMember};
}

} // namespace signalbox
