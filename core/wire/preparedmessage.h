#pragma once

#include "core/wire/frame.h"

namespace signalbox {

//! One data message, encoded once as the frame every recipient gets; copies share its bytes.
//! Any thread, as long as nobody detaches.
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

private:
    QByteArray m_frame;
    Opcode m_opcode = Opcode::Text;
    quint8 m_headerSize = 0;
};

} // namespace signalbox
