#pragma once

#include "core/wire/frame.h"

#include <memory>

namespace signalbox {

//! One data message, encoded once as the frame every recipient gets; copies share its bytes, and what they
//! were compressed to. Any thread, as long as nobody detaches.
class PreparedMessage
{
public:
    PreparedMessage() = default;
    //! \a opcode is Text or Binary. Text must be UTF-8; nobody checks it again.
    PreparedMessage(Opcode opcode, QByteArrayView payload);

    Opcode opcode() const { return m_opcode; }
    bool isNull() const { return m_frame.isEmpty(); }
    //! Header and payload, ready for the socket.
    const QByteArray &frame() const { return m_frame; }
    QByteArrayView payload() const { return QByteArrayView(m_frame).sliced(m_headerSize); }

    //! The frame of the message compressed on its own, referring to no other, within a window of 2 to the
    //! power of \a windowBits. Compressed when first asked for and then shared by all copies and everybody
    //! who asks for the same; \a level is of zlib, 1 to 9. Empty: it would not get smaller, or is shorter
    //! than MinDeflated.
    QByteArray deflatedFrame(int windowBits, int level) const;
    //! A shorter message gains nothing on its own, and should not pay for the place to keep its results in.
    static constexpr qsizetype MinDeflated = 128;

private:
    struct DeflatedFrames;

    QByteArray m_frame;
    Opcode m_opcode = Opcode::Text;
    quint8 m_headerSize = 0;
    std::shared_ptr<DeflatedFrames> m_deflated; //!< of all copies
};

} // namespace signalbox
