#pragma once

#include "core/hub/messagetap.h"
#include "core/model/messagelog.h"
#include "core/observe/batchpacer.h"

#include <functional>

namespace signalbox {

//! Collects what is said into batches for a console. Lossy and bounded: at most MaxEntries and MaxBytes a
//! batch; what does not fit is counted. Give it to a hub only while somebody watches. Lives on its io thread.
class MessageWatch final : public MessageTap
{
public:
    using Publish = std::function<void(LogBatch &&)>;

    MessageWatch(IoLoop &loop, Publish publish);

    //! Forgets what is collected, for a watcher that begins or ends.
    void reset();
    void acknowledge() { m_pacer.acknowledge(); }

    void messageIn(const MessageContext &from, Opcode opcode, QByteArrayView payload,
                   quint32 recipients) override;
    void messageOut(const MessageContext &to, Opcode opcode, QByteArrayView payload,
                    quint32 recipients) override;

    static constexpr std::size_t MaxEntries = 2000;
    static constexpr qint64 MaxBytes = 4 * 1024 * 1024;

private:
    void append(Direction direction, const MessageContext &context, Opcode opcode, QByteArrayView payload,
                quint32 recipients);
    void publish();

    IoLoop &m_loop;
    Publish m_publish;
    BatchPacer m_pacer;
    LogBatch m_batch;
    qint64 m_bytes = 0;
    quint64 m_number = 0;
};

} // namespace signalbox
