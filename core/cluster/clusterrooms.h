#pragma once

#include "core/base/histogram.h"
#include "core/base/namehash.h"
#include "core/cluster/channelsubscriptions.h"
#include "core/cluster/clusterroom.h"
#include "core/cluster/redislink.h"

#include <QHash>

#include <deque>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace signalbox {

//! The rooms of this node that have members, at the broker in Redis. Lives on the thread of the broker.
class ClusterRooms final : public RedisLinkHandler, private ClusterRoom::Host
{
public:
    struct Context
    {
        RedisLink &link;
        RoomCalls &calls;
        QByteArray prefix; //!< cluster.prefix
        PublishBudget &budget;
        Histogram &
            publishTimes; //!< from the receipt of a publication of this node to its arrival; written by this thread
        std::function<void()> scheduleFlush; //!< flush() has to be called soon; called once until then
        std::function<TimePoint()> now = [] { return Clock::now(); };
        Milliseconds openTimeout{2000}; //!< cluster.publish_wait
    };
    explicit ClusterRooms(Context context);
    ~ClusterRooms();
    Q_DISABLE_COPY_MOVE(ClusterRooms)

    void handle(std::vector<StreamRequest> &&requests);
    //! The io thread of \a inbox has caught up.
    void resume(const StreamInbox *inbox);
    //! Called all TickEvery.
    void tick();
    //! Sends the events of this turn to the io threads.
    void flush();

    void linkUp() override;
    void linkDown() override;
    void subscribed(const QByteArray &channel) override;
    void unsubscribed(const QByteArray &channel) override;
    void received(const QByteArray &channel, const QByteArray &payload) override;

    std::size_t size() const { return m_rooms.size(); }

    static constexpr Milliseconds TickEvery{50};
    //! A gap shows only with the next publication: positions are compared that often, too.
    static constexpr Milliseconds CheckEvery{25'000};
    //! How long a room stays subscribed to when its stream is closed.
    static constexpr Milliseconds Linger{3'000};
    //! Questions under way: after a reconnect all rooms have one.
    static constexpr int MaxQuestions = 64;

private:
    RoomCalls &calls() override { return m_context.calls; }
    TimePoint now() const override { return m_context.now(); }
    void wantToAsk(ClusterRoom &room) override;
    void hasAnswer() override;
    void waitFor(StreamInbox &inbox) override { m_fullInboxes.insert(&inbox); }
    void eventAdded() override;
    void finished(const QueuedPublish &publish, bool hasArrived) override;
    Guard guard(ClusterRoom &room) override;

    void handle(OpenStream &&request);
    void handle(CloseStream &&request);
    void handle(PublishToStream &&request);
    void handle(ReadStream &&request);
    void handle(ClearStream &&request);
    void handle(LookUpRoom &&request);
    void addInbox(const std::shared_ptr<StreamInbox> &inbox);
    ClusterRoom *roomOf(quint64 stream) const;
    ClusterRoom &makeRoom(const QString &name);
    void askNext();
    void checkPositions(TimePoint now);
    void removeIfUnused(ClusterRoom &room, TimePoint now);

    Context m_context;
    ChannelSubscriptions m_subscriptions;
    PublicationDecoder m_decoder;
    NameMap<std::shared_ptr<ClusterRoom>> m_rooms;
    QHash<QByteArray, ClusterRoom *> m_byChannel;
    std::unordered_map<quint64, ClusterRoom *> m_byStream;
    std::unordered_set<ClusterRoom *> m_watched; //!< tick() may have something to do
    std::deque<std::pair<TimePoint, std::weak_ptr<ClusterRoom>>>
        m_checks;                                       //!< when positions are compared next
    std::deque<std::weak_ptr<ClusterRoom>> m_questions; //!< rooms that want to ask
    int m_asking = 0;
    std::unordered_set<const StreamInbox *> m_fullInboxes;
    std::vector<std::shared_ptr<StreamInbox>> m_inboxes; //!< of all io threads
    bool m_isFlushScheduled = false;
};

} // namespace signalbox
