#include "core/wire/preparedmessage.h"

namespace signalbox {

PreparedMessage::PreparedMessage(Opcode opcode, QByteArrayView payload)
    : m_frame(encodeFrame(opcode, payload))
    , m_opcode(opcode)
    , m_headerSize(quint8(m_frame.size() - payload.size()))
{
}

} // namespace signalbox
