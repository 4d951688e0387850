#pragma once

#include "core/wire/framebuffer.h"

#include <limits>
#include <memory>

namespace signalbox {

//! A data message, encoded once as a frame for all recipients. Copies share the frame and its compressed
//! form. May be used on any thread.
class PreparedMessage
{
public:
    PreparedMessage() = default;
    //! \a opcode is Text or Binary. Text must be valid UTF-8; this is not checked.
    PreparedMessage(Opcode opcode, QByteArrayView payload);
    //! A message whose \a payload the server made of something else, of \a publishedSize bytes.
    PreparedMessage(Opcode opcode, QByteArrayView payload, qint64 publishedSize);

    Opcode opcode() const { return m_opcode; }
    bool isNull() const { return m_frame.isNull(); }
    //! Returns header and payload.
    const FrameBuffer &frame() const { return m_frame; }
    QByteArrayView payload() const { return QByteArrayView(m_frame).sliced(m_headerSize); }

    //! What it counts for the limits of an outbox, at most: nobody has less room because of the form in which the server
    //! sends a message.
    quint32 countedSize() const { return m_countedSize; }

    //! See FrameBuffer::setKept().
    void setKept(bool kept) const { m_frame.setKept(kept); }

    //! Returns the frame of the message compressed without reference to other messages, for a peer whose
    //! window is the maximum or holds the whole message. There is one such frame, shared by all copies: the
    //! first call compresses, with zlib's \a level, 1 to 9, and later calls return the same frame whatever
    //! their level. Empty if the message is shorter than MinDeflated, if compression does not make it
    //! smaller, or after dropDeflated().
    FrameBuffer deflatedFrame(int level) const;
    //! Leaves the compressed frame to the other copies. For a copy that is kept, but not sent.
    void dropDeflated() { m_deflated.reset(); }
    //! Shorter messages gain nothing by compression, and do not allocate the shared state for it.
    static constexpr qsizetype MinDeflated = 128;

private:
    struct DeflatedFrame;

    FrameBuffer m_frame;
    quint32 m_countedSize = std::numeric_limits<quint32>::max();
    Opcode m_opcode = Opcode::Text;
    quint8 m_headerSize = 0;
    std::shared_ptr<DeflatedFrame> m_deflated; //!< shared by all copies
};

} // namespace signalbox
