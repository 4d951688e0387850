#pragma once

#include "core/wire/frame.h"

#include <memory>

namespace signalbox {

//! A data message, encoded once as a frame for all recipients. Copies share the frame and its compressed
//! forms. May be used on any thread.
class PreparedMessage
{
public:
    PreparedMessage() = default;
    //! \a opcode is Text or Binary. Text must be valid UTF-8; this is not checked.
    PreparedMessage(Opcode opcode, QByteArrayView payload);

    Opcode opcode() const { return m_opcode; }
    bool isNull() const { return m_frame.isEmpty(); }
    //! Returns header and payload.
    const QByteArray &frame() const { return m_frame; }
    QByteArrayView payload() const { return QByteArrayView(m_frame).sliced(m_headerSize); }

    //! Returns the frame of the message compressed without reference to other messages, with a window of at
    //! most 2 to the power of \a windowBits and zlib's \a level, 1 to 9. Compressed by the first call and
    //! shared by all copies. Empty if the message is shorter than MinDeflated or compression does not make it
    //! smaller.
    QByteArray deflatedFrame(int windowBits, int level) const;
    //! Shorter messages gain nothing by compression, and do not allocate the shared state for it.
    static constexpr qsizetype MinDeflated = 128;

private:
    struct DeflatedFrames;

    QByteArray m_frame;
    Opcode m_opcode = Opcode::Text;
    quint8 m_headerSize = 0;
    std::shared_ptr<DeflatedFrames> m_deflated; //!< shared by all copies
};

} // namespace signalbox
