#include "core/server/roomsfeed.h"

#include "core/hub/shard.h"
#include "core/worker/ioworkerpool.h"
#include "core/worker/ownermailbox.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

constexpr std::chrono::milliseconds Pause{1000};
// There may be very many rooms: the next question waits this many times as long as the last took.
constexpr int Moderation = 20;

} // namespace

RoomsFeed::RoomsFeed(OwnerMailbox &mailbox)
    : m_mailbox(mailbox)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &RoomsFeed::ask);
}

RoomsFeed::~RoomsFeed() = default;

void RoomsFeed::watch(bool on)
{
    m_isWatched = on;
    ++m_question; // what is on its way is not for this watch
    m_timer.stop();
    if (on)
        ask();
}

void RoomsFeed::setFilter(const QString &part)
{
    if (part == m_part)
        return;
    m_part = part;
    if (m_isWatched)
        ask();
}

void RoomsFeed::setPool(IoWorkerPool *pool)
{
    m_pool = pool;
    if (m_isWatched)
        ask();
}

void RoomsFeed::ask()
{
    const quint64 question = ++m_question;
    m_timer.stop();
    m_answer = {};
    if (!m_pool) {
        m_mailbox.post([this, question] {
            if (question == m_question && m_isWatched)
                Q_EMIT listed({Clock::now(), {}});
        });
        return;
    }
    m_unanswered = m_pool->size();
    m_askedAt = Clock::now();
    m_pool->postToAll([this, question, part = m_part](WorkerCore &core) {
        m_mailbox.post(
            [this, question, list = core.hub().roomShard().rooms().list(part, MaxRooms)]() mutable {
                take(question, std::move(list));
            });
    });
}

void RoomsFeed::take(quint64 question, RoomList &&part)
{
    if (question != m_question)
        return;
    m_answer.add(std::move(part), MaxRooms);
    if (--m_unanswered > 0)
        return;
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - m_askedAt);
    m_timer.start(std::max(Pause, Moderation * took));
    Q_EMIT listed({Clock::now(), std::exchange(m_answer, {})});
}

void RoomsFeed::requestMembers(const QString &room)
{
    if (!m_pool) {
        m_mailbox.post([this, room] { Q_EMIT membersListed({room, {}, 0}); });
        return;
    }
    m_pool->post(shardOf(room, m_pool->size()), [this, room](WorkerCore &core) {
        m_mailbox.post([this, members = core.hub().roomShard().membersOf(room, MaxMembers)] {
            Q_EMIT membersListed(members);
        });
    });
}

} // namespace signalbox
