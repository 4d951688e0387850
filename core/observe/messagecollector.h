#pragma once

#include "core/base/memorycounter.h"
#include "core/hub/messagetap.h"
#include "core/observe/batchpacer.h"
#include "core/observe/followedentries.h"
#include "core/observe/messagebacklog.h"
#include "core/observe/messagewatch.h"
#include "core/session/connectionwatcher.h"

#include <functional>
#include <memory>

namespace signalbox {

class ConnectionTable;

//! Collects the messages of one io thread into batches. Lossy and bounded: at most MaxEntries and MaxBytes a
//! batch, which may have to wait; what does not fit is counted. Those of followed connections wait in FollowedEntries.
//! Install it in a hub only while the stream has subscribers. Lives on its io thread.
class MessageCollector final : public MessageTap, private ConnectionWatcher
{
public:
    using Send = std::function<void(LogBatch &&)>;

    //! \a followedBytes: of the collectors of all io threads, see FollowedEntries; outlives this one. \a backlog: what is
    //! collected but not sent, for the one who gets it; null: nobody asks.
    MessageCollector(IoLoop &loop, Send send, MemoryCounter *followedBytes = nullptr,
                     std::shared_ptr<MessageBacklog> backlog = nullptr);

    //! Discards what was collected.
    void reset();
    //! Watches those connections of \a watch that are in \a connections, and no others.
    void watch(const MessageWatch &watch, const ConnectionTable &connections);
    //! Sends what is collected now, although the last batch may not have been handled.
    void flush();
    //! The last batch has been handled.
    void acknowledge() { m_pacer.acknowledge(); }

    bool wants(const Connection *client, qint64 size) override;
    void add(LogEntry &&entry) override;

    static constexpr std::size_t MaxEntries = 2000;
    static constexpr qint64 MaxBytes = 4 * 1024 * 1024;

private:
    void deliveryQueued(const Connection &connection, const PreparedMessage &message) override;
    void controlReceived(const Connection &connection, Opcode opcode, QByteArrayView payload,
                         std::optional<quint16> code) override;
    void controlQueued(const Connection &connection, Opcode opcode, QByteArrayView payload,
                       std::optional<quint16> code) override;
    void addControl(const Connection &connection, Direction direction, Opcode opcode, QByteArrayView payload,
                    std::optional<quint16> code);
    bool wantsFollowed(const Connection &client, qint64 size);
    void send();

    IoLoop &m_loop;
    Send m_send;
    std::shared_ptr<MessageBacklog> m_backlog;
    BatchPacer m_pacer;
    LogBatch m_batch;
    qint64 m_bytes = 0; //!< payload in m_batch
    FollowedEntries m_followed;
    MessageWatch m_watch; //!< of the connections of this thread
};

} // namespace signalbox
