#include "core/wire/preparedmessage.h"

#include "core/wire/deflateoffer.h"
#include "core/wire/deflater.h"

#include <algorithm>
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
    FrameBuffer frame;   //!< null: not smaller
};

PreparedMessage::PreparedMessage(Opcode opcode, QByteArrayView payload)
    : m_frame(opcode, payload)
    , m_opcode(opcode)
    , m_headerSize(quint8(m_frame.size() - payload.size()))
{
    if (payload.size() >= MinDeflated)
        m_deflated = std::make_shared<DeflatedFrame>();
}

PreparedMessage::PreparedMessage(Opcode opcode, QByteArrayView payload, qint64 publishedSize)
    : PreparedMessage(opcode, payload)
{
    m_countedSize = quint32(std::min<qint64>(publishedSize, m_countedSize));
}

FrameBuffer PreparedMessage::deflatedFrame(int level) const
{
    if (!m_deflated)
        return {};
    std::call_once(m_deflated->once, [this, level] {
        if (const std::optional<QByteArray> compressed = threadDeflater(level).deflate(payload()))
            m_deflated->frame = FrameBuffer(m_opcode, *compressed, Compressed::Yes);
    });
    return m_deflated->frame;
}

} // namespace signalbox
