#pragma once

#include "core/hub/messagetap.h"
#include "core/model/messagelog.h"
#include "core/observe/batchpacer.h"

#include <functional>

namespace signalbox {

//! Collects the messages of one io thread into batches. Lossy and bounded: at most MaxEntries and MaxBytes a
//! batch, which may have to wait; what does not fit is counted. Install it in a hub only while the stream has
//! subscribers. Lives on its io thread.
class MessageCollector final : public MessageTap
{
public:
    using Send = std::function<void(LogBatch &&)>;

    MessageCollector(IoLoop &loop, Send send);

    //! Discards what was collected.
    void reset();
    //! The last batch has been handled.
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
    void send();

    IoLoop &m_loop;
    Send m_send;
    BatchPacer m_pacer;
    LogBatch m_batch;
    qint64 m_bytes = 0; //!< payload in m_batch
};

} // namespace signalbox
