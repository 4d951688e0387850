#include "core/cluster/redisbroker.h"

#include "core/cluster/redisstream.h"

#include <QRandomGenerator>

#include <algorithm>
#include <atomic>
#include <iterator>
#include <utility>

namespace signalbox {

namespace {

quint64 nextStreamNumber()
{
    static std::atomic<quint64> last{0};
    return ++last;
}

} // namespace

RedisBroker::RedisBroker(IoLoop &loop, const HubRules &rules, Context context)
    : m_loop(loop)
    , m_rules(rules)
    , m_context(std::move(context))
    , m_inbox(std::make_shared<StreamInbox>(
          loop, QRandomGenerator::system()->generate64(),
          StreamInbox::Handlers{[this](std::vector<StreamEvent> &&events) { add(std::move(events)); },
                                [this] { m_context.resume(m_inbox.get()); }}))
{
}

RedisBroker::~RedisBroker()
{
    postRequests(); // the streams that were closed last
    m_inbox->close();
}

std::unique_ptr<RoomStream> RedisBroker::open(const QString &room)
{
    return std::make_unique<RedisStream>(*this, nextStreamNumber(), room);
}

void RedisBroker::lookUp(RoomQuery &&query)
{
    const quint64 number = ++m_lastLookUp;
    add(LookUpRoom{number, roomOf(query), m_inbox});
    m_lookUps.emplace(number, std::move(query));
}

void RedisBroker::finish(const StreamEvent::LookedUp &event)
{
    auto found = m_lookUps.extract(event.number);
    if (!found)
        return;
    RoomQuery query = std::move(found.mapped());
    const QString room = roomOf(query);
    m_handler->handle(RoomLookedUp{room, event.isKnown, std::move(query)});
}

void RedisBroker::add(StreamRequest &&request)
{
    m_loop.scheduleFlush(this);
    m_requests.push_back(std::move(request));
}

void RedisBroker::add(std::vector<StreamEvent> &&events)
{
    m_loop.scheduleFlush(this);
    std::ranges::move(events, std::back_inserter(m_events));
}

void RedisBroker::flush()
{
    handleEvents();
    postRequests();
    if (!m_events.empty())
        m_loop.scheduleFlush(this);
}

void RedisBroker::postRequests()
{
    if (!m_requests.empty())
        m_context.post(std::exchange(m_requests, {}));
}

void RedisBroker::handle(StreamEvent &&event)
{
    if (const auto *lookedUp = std::get_if<StreamEvent::LookedUp>(&event.content)) {
        finish(*lookedUp);
        return;
    }
    const auto stream = m_streams.find(event.stream);
    if (stream == m_streams.end()) // closed meanwhile
        return;
    std::visit(
        [stream = stream->second](auto &&content) {
            if constexpr (requires { stream->handle(std::forward<decltype(content)>(content)); })
                stream->handle(std::forward<decltype(content)>(content));
        },
        std::move(event.content));
}

//! What takes too long continues when the other flushes have had their turn.
void RedisBroker::handleEvents()
{
    constexpr Milliseconds MostTime{1};
    constexpr int EventsAClock = 16;
    const TimePoint end = Clock::now() + MostTime;
    for (int count = 1; !m_events.empty(); ++count) {
        StreamEvent event = std::move(m_events.front());
        m_events.pop_front();
        const qint64 bytes = event.bytes;
        handle(std::move(event));
        m_inbox->remove(bytes);
        if (count % EventsAClock == 0 && Clock::now() >= end)
            break;
    }
}

} // namespace signalbox
