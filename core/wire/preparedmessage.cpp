#include "core/wire/preparedmessage.h"

#include "core/wire/deflateoffer.h"
#include "core/wire/deflater.h"

#include <mutex>

namespace signalbox {

namespace {

//! Returns this thread's deflater for messages without context takeover, which refers to nothing.
Deflater &threadDeflater(int level)
{
    thread_local Deflater deflater({MaxWindowBits, level});
    deflater.reset(level);
    return deflater;
}

} // namespace

struct PreparedMessage::DeflatedFrame
{
    std::once_flag once; //!< a second thread waits for the result instead of compressing again
    QByteArray frame;    //!< empty: not smaller
};

PreparedMessage::PreparedMessage(Opcode opcode, QByteArrayView payload)
    : m_frame(encodeFrame(opcode, payload))
    , m_opcode(opcode)
    , m_headerSize(quint8(m_frame.size() - payload.size()))
{
    if (payload.size() >= MinDeflated)
        m_deflated = std::make_shared<DeflatedFrame>();
}

QByteArray PreparedMessage::deflatedFrame(int level) const
{
    if (!m_deflated)
        return {};
    std::call_once(m_deflated->once, [this, level] {
        if (const std::optional<QByteArray> compressed = threadDeflater(level).deflate(payload()))
            m_deflated->frame = encodeFrame(m_opcode, *compressed, Compressed::Yes);
    });
    return m_deflated->frame;
}

} // namespace signalbox
