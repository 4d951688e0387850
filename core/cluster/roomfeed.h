#pragma once

#include "core/cluster/publicationcodec.h"
#include "core/hub/historystore.h"

#include <QByteArray>

#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace signalbox {

//! What Redis answers when a node compares its position in a room, see roomscripts.h.
struct RoomState
{
    StreamPosition position;
    WallTime now;        //!< of Redis
    bool isWhole = true; //!< the answer has all that is kept; else the rest follows when it is asked again
    std::vector<ReceivedPublication> entries; //!< oldest first
    quint64 cleared = 0;                      //!< seq up to which messages were deleted
};

//! The publications of one room as this node delivers them: each once, in the order of the room, and without a gap that is
//! not announced. They come from two sides, the subscription and the stream in Redis, which overlap:
//!
//!   Closed ── the first state ──► Open ── a gap, another epoch, a reconnect, every 25 s ──► Open, and asks for the state
//!
//! While it asks, publications that do not follow the last one wait; the state fills the gap, or shows that it cannot be filled: then
//! the feed opens again, in front of what is left. Plain class; the thread of the broker.
class RoomFeed final
{
public:
    //! Gets what the feed delivers.
    class Output
    {
    public:
        //! Publications follow behind \a position. \a tail: what the room keeps up to it, of which older ones are in Redis unless
        //! \a isWhole. Called again when the numbering could not be continued: without a tail, and the position may have the
        //! epoch of before.
        virtual void opened(const StreamPosition &position, std::vector<ReceivedPublication> &&tail,
                            bool isWhole, WallTime now) = 0;
        virtual void received(ReceivedPublication &&publication) = 0;
        //! The history up to \a seq is deleted.
        virtual void cleared(quint64 seq) = 0;

    protected:
        ~Output() = default;
    };

    //! Outlives the feed.
    explicit RoomFeed(Output &output)
        : m_output(output)
    {
    }
    Q_DISABLE_COPY_MOVE(RoomFeed)

    bool isOpen() const { return !m_position.epoch.isEmpty(); }
    //! Of the last publication that was delivered. The epoch is empty until the feed is open.
    const StreamPosition &position() const { return m_position; }
    //! Of that publication; null counter: unknown.
    const PublicationId &lastId() const { return m_lastId; }
    //! The epochs before that of the position, the latest ones.
    const std::deque<QString> &formerEpochs() const { return m_former; }

    //! Takes what the subscription brought. True: the feed has to ask for the state now.
    [[nodiscard]] bool take(RoomNews &&news);
    //! The feed asks: called when the request is sent.
    void asked() { ++m_question; }
    //! Takes the answer. True: it has to ask again at once.
    [[nodiscard]] bool answered(RoomState &&state);
    //! The stream of the room is closed, and will be opened again: what was delivered is forgotten.
    void close();
    //! Publications could not be passed on: those behind the position have to come from the stream.
    void dropWaiting();

    static constexpr std::size_t MaxWaiting = 1000;           //!< publications
    static constexpr qsizetype MaxWaitingBytes = 1024 * 1024; //!< of payload
    static constexpr std::size_t MaxFormer = 8;

private:
    struct Waiting
    {
        ReceivedPublication publication;
        QString epoch;
        quint64 question; //!< the last one that was asked before it came
    };

    void open(const StreamPosition &position, std::vector<ReceivedPublication> &&tail, bool isWhole,
              WallTime now);
    void deliver(ReceivedPublication &&publication);
    void deliverBehindGap(std::vector<ReceivedPublication> &&entries, WallTime now);
    bool deliverWaiting();
    void keep(QString epoch, ReceivedPublication &&publication);
    void clear(quint64 seq);

    Output &m_output;
    StreamPosition m_position;
    PublicationId m_lastId;
    std::deque<QString> m_former;
    std::multimap<quint64, Waiting> m_waiting; //!< by seq
    qsizetype m_waitingBytes = 0;
    std::optional<quint64> m_cleared; //!< while it asks: the answer may have what was deleted meanwhile
    quint64 m_clearedBefore = 0;      //!< in the numbering of the position, as far as the output knows
    quint64 m_question = 0;
    quint64 m_answer = 0;
};

} // namespace signalbox
