#pragma once

#include "core/cluster/publishbudget.h"
#include "core/cluster/streamrequest.h"

#include <memory>
#include <optional>

namespace signalbox {

//! One room as this node takes part in it: the stream that an io thread has opened, the position up to which it has got the
//! publications, and the publications of this node that have not arrived yet. Lives on the thread of the broker.
//!
//!   Closed ── a shard opens the stream ──► Opening ── subscribed to, and the state is read ──► Open ── the shard closes it ──► Closed
class ClusterRoom final : public std::enable_shared_from_this<ClusterRoom>, private RoomFeed::Output
{
public:
    //! What all rooms share.
    class Host
    {
    public:
        virtual RoomCalls &calls() = 0;
        virtual TimePoint now() const = 0;
        //! ask() is called when it may ask.
        virtual void wantToAsk(ClusterRoom &room) = 0;
        //! The room waits until \a inbox is not full any more; then it wants to ask.
        virtual void waitFor(StreamInbox &inbox) = 0;
        //! A publication of this node is done, see RoomPublisher::Actions.
        virtual void finished(const QueuedPublish &publish, bool hasArrived) = 0;
        //! The room has got the answer to ask().
        virtual void hasAnswer() = 0;
        //! An inbox has something to send.
        virtual void eventAdded() = 0;
        //! Calls a function for \a room, as long as it exists.
        using Guard = std::function<void(const std::function<void(ClusterRoom &room)> &)>;
        virtual Guard guard(ClusterRoom &room) = 0;

    protected:
        ~Host() = default;
    };

    //! \a host outlives the room.
    ClusterRoom(Host &host, const QString &name, RoomKeys keys);
    ~ClusterRoom();
    Q_DISABLE_COPY_MOVE(ClusterRoom)

    const QString &name() const { return m_name; }
    const RoomKeys &keys() const { return m_keys; }
    bool hasStream() const { return m_stream.has_value(); }
    bool hasStreamOf(const StreamInbox *inbox) const { return m_stream && m_stream->inbox.get() == inbox; }
    //! When it had a stream last. Only while it has none.
    TimePoint closedAt() const { return m_closedAt; }

    //! Fails at \a deadline.
    void open(OpenStream &&request, TimePoint deadline);
    //! Has no effect if the stream is not \a stream any more.
    void close(quint64 stream);
    void publish(QueuedPublish &&publish);
    void read(quint64 number, const RoomCalls::Read &read);
    void clear(quint64 number, TimePoint deadline);

    //! The subscription is confirmed: what follows the state arrives by it.
    void subscribed();
    void take(RoomNews &&news);
    void linkUp();
    void linkDown();
    //! The io thread has caught up.
    void resume();
    //! Compares the position with that of Redis. As long as they are the same that is a read of it; each StateEvery-th time, and
    //! when they are not, the room asks for the state, which also keeps it alive in Redis.
    void check();
    //! Asks for the state; only when the host says so. False: it does not want to ask any more.
    [[nodiscard]] bool ask();

    void tick(TimePoint now);
    //! Whether tick() has something to do.
    bool isWaiting() const
    {
        return m_openDeadline || m_askAt || !m_deletions.empty() || !m_publisher.isEmpty();
    }

    //! Comparisons: less than RoomCalls::HashLife.
    static constexpr int StateEvery = 10;

private:
    enum class Question : quint8 { State, Position };
    struct Stream
    {
        quint64 number = 0;
        std::shared_ptr<StreamInbox> inbox;
    };

    struct Deletion
    {
        quint64 number = 0; //!< as in ClearStream
        TimePoint deadline;
    };

    void opened(const StreamPosition &position, std::vector<ReceivedPublication> &&tail, bool isWhole,
                WallTime now) override;
    void received(ReceivedPublication &&publication) override;
    void cleared(quint64 seq) override;

    void closeStream();
    void answered(std::optional<RoomState> &&state);
    void compare();
    void compared(const StreamPosition &asked, const std::optional<StreamPosition> &found);
    void wantToAsk(Question question = Question::State);
    void send(const QueuedPublish &publish);
    void sendClear();
    void finishDeletions(quint64 latest, const StreamPosition &position);
    void expireDeletions(TimePoint now);
    void emitEvent(StreamEvent::Content &&content, qint64 bytes = 0);
    void updateAllowed();

    Host &m_host;
    QString m_name;
    RoomKeys m_keys;
    std::optional<Stream> m_stream;
    HistorySettings m_limits;
    RoomFeed m_feed{*this};
    RoomPublisher m_publisher;
    std::optional<TimePoint> m_openDeadline;
    std::optional<TimePoint> m_askAt;  //!< the answer was an error
    std::vector<Deletion> m_deletions; //!< of the history, to be done, in their order
    TimePoint m_closedAt;
    bool m_isClearing = false; //!< the answer is to come
    bool m_isSubscribed = false;
    bool m_isConnected = false;
    int m_checks = 0;
    Question m_question = Question::State; //!< the next one
    bool m_isQueued = false;               //!< wants to ask
    bool m_isAsking = false;               //!< the answer is to come
    bool m_mustAsk = false;                //!< once more
    bool m_isStale = false;                //!< the answer that is to come is for a former stream
    bool m_isBehind = false;               //!< waits for the io thread
};

} // namespace signalbox
