#include "core/hub/localbroker.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

class LocalStream final : public RoomStream
{
public:
    LocalStream(const QString &room, IoLoop &loop, HistoryStore &store, BrokerEventHandler &handler)
        : m_room(room)
        , m_loop(loop)
        , m_handler(handler)
        , m_history(store.open(room, [this](const RoomNumbering &numbering) { open(numbering); }))
    {
    }
    Q_DISABLE_COPY_MOVE(LocalStream)

    void publish(RoomPublish &&publish, const QString &user) override;
    void readHistory(const HistoryFilter &filter, HistoryQuery &&query) override;
    void readReplay(ReplayRead &&read) override;
    void dropHistory(qint64 bytes) override { m_history->dropOldest(bytes); }
    void clearHistory(HistoryDeletion &&deletion) override;
    void forget() override { m_history->forget(); }
    HistorySize historySize() const override { return m_history->size(); }

private:
    void open(const RoomNumbering &numbering)
    {
        m_position = numbering.last;
        m_handler.handle(StreamOpened{m_room, m_position, numbering.previous});
    }

    QString m_room;
    IoLoop &m_loop;
    BrokerEventHandler &m_handler;
    StreamPosition m_position; //!< of the last publication
    std::unique_ptr<RoomHistory> m_history;
};

void LocalStream::publish(RoomPublish &&publish, const QString &user)
{
    const ConnectionId client = publish.requester.client;
    PublicationReceived event{
        std::move(publish.room),
        RoomMessage(std::move(publish.publication), client, user, ++m_position.seq, m_loop.wallNow()),
        PublishOrigin{std::move(publish.requester), publish.receivedAt, std::move(publish.server)}};
    m_handler.handle(event);
    // Behind the event: members on other threads share the published form with the history.
    m_history->append(std::move(event.message));
}

void LocalStream::readHistory(const HistoryFilter &filter, HistoryQuery &&query)
{
    HistoryRange range{m_position.seq + 1, filter.limit, filter.maxBytes};
    if (filter.before)
        range.before = std::min(*filter.before, range.before);
    m_history->read(
        range, [this, position = m_position, query = std::move(query)](HistorySlice &&slice) mutable {
            m_handler.handle(HistoryReadDone{m_room, position, std::move(slice), std::move(query)});
        });
}

void LocalStream::readReplay(ReplayRead &&read)
{
    const quint64 after = read.after.seq;
    m_history->readBehind(
        after, MaxReplayChunk, [this, read = std::move(read)](StoredMessages &&messages) mutable {
            m_handler.handle(ReplayReadDone{m_room, m_position, std::move(messages), std::move(read)});
        });
}

void LocalStream::clearHistory(HistoryDeletion &&deletion)
{
    m_history->clear();
    m_handler.handle(HistoryCleared{m_room, std::move(deletion)});
}

} // namespace

std::unique_ptr<RoomStream> LocalBroker::open(const QString &room)
{
    return std::make_unique<LocalStream>(room, m_loop, m_store, *m_handler);
}

void LocalBroker::lookUp(RoomQuery &&query)
{
    m_handler->handle(RoomLookedUp{QString(roomOf(query)), true, std::move(query)});
}

} // namespace signalbox
