#pragma once

#include "core/model/roomlist.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace signalbox {

class IoWorkerPool;
class OwnerMailbox;

//! The rooms of a server, for consoles: asked for on every io thread about once a second while somebody
//! watches, less often when that takes long, and never again before the last answer was taken. Part of a
//! ServerFeed; lives on its thread.
class RoomsFeed final : public QObject
{
    Q_OBJECT
public:
    static constexpr std::size_t MaxRooms = 2000;   //!< in a report
    static constexpr std::size_t MaxMembers = 1000; //!< listed of a room

    //! \a mailbox is the owner's and outlives it.
    explicit RoomsFeed(OwnerMailbox &mailbox);
    ~RoomsFeed() override;

    //! One watcher; begins with a report at once.
    void watch(bool on);
    //! Only rooms with \a part in their names; empty: all.
    void setFilter(const QString &part);
    //! membersListed() follows.
    void requestMembers(const QString &room);

    //! Null: the server has stopped, there are no rooms.
    void setPool(IoWorkerPool *pool);

Q_SIGNALS:
    //! Of more than MaxRooms the fullest.
    void listed(const signalbox::RoomReport &report);
    void membersListed(const signalbox::RoomMembers &members);

private:
    void ask();
    void take(quint64 question, RoomList &&part);

    OwnerMailbox &m_mailbox;
    IoWorkerPool *m_pool = nullptr;
    QTimer m_timer; //!< to the next question
    QString m_part;
    bool m_isWatched = false;
    quint64 m_question = 0;       //!< answers to an earlier one are late
    std::size_t m_unanswered = 0; //!< io threads
    TimePoint m_askedAt;
    RoomList m_answer;
};

} // namespace signalbox
