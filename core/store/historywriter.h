#pragma once

#include "core/loop/ioloop.h"
#include "core/store/roomrecords.h"

#include <memory>
#include <vector>

namespace signalbox {

class Store;

//! A room whose state has to be written. Lives on its io thread, and outlives its place in the writer, see leave().
class WrittenRoom
{
public:
    virtual const StoredRoom &stored() const = 0;

protected:
    virtual ~WrittenRoom() = default; // virtual only because HistoryWriter is a friend and could delete one

private:
    friend class HistoryWriter;
    static constexpr std::size_t Nowhere = std::size_t(-1);
    std::size_t m_place = Nowhere; //!< in HistoryWriter::m_changed
};

//! Collects what the history of the rooms of one shard writes, and posts it to the Store: after Delay, or when it is much. A
//! room that changes often is written once each time. Lives on the shard's io thread.
class HistoryWriter final
{
public:
    //! Both outlive it.
    HistoryWriter(IoLoop &loop, Store &store);
    //! Posts what is left.
    ~HistoryWriter() { flush(); }
    Q_DISABLE_COPY_MOVE(HistoryWriter)

    //! Writes \a message of \a room, and the room's state.
    void add(WrittenRoom &room, const std::shared_ptr<const RoomMessage> &message);
    //! Writes the state of \a room as it will be then, and removes its messages below StoredRoom::oldest.
    void change(WrittenRoom &room);
    //! \a room ends now: its state is written as it is.
    void leave(WrittenRoom &room);
    //! Removes all of a room, after what was added before.
    void remove(qint64 room);
    //! Posts what was collected.
    void flush();

    //! Removes messages whose room is not in the file: a process was killed before it had removed them all. In slices, on the
    //! thread of \a store.
    static void removeOrphans(Store &store);

    static constexpr Milliseconds Delay{50};
    static constexpr std::size_t MaxMessages = 2000;
    static constexpr qint64 MaxBytes = 512 * 1024;

private:
    struct Batch;
    void begin();

    IoLoop &m_loop;
    Store &m_store;
    std::shared_ptr<Batch> m_batch;       //!< null: nothing is collected
    std::vector<WrittenRoom *> m_changed; //!< null: it has ended
    WheelTimer m_due;
};

} // namespace signalbox
