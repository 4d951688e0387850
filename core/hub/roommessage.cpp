#include "core/hub/roommessage.h"

#include "core/protocol/envelopewriter.h"

namespace signalbox {

EnvelopeContent contentOf(const PreparedMessage &plain)
{
    return plain.opcode() == Opcode::Text ? contentOfText(plain.payload()) : contentOfBinary(plain.payload());
}

const PreparedMessage &RoomMessage::plain()
{
    if (m_plain.isNull()) {
        const PlainContent content = plainContent(m_content);
        m_plain = PreparedMessage(content.isBinary ? Opcode::Binary : Opcode::Text, content.payload);
    }
    return m_plain;
}

const PreparedMessage &RoomMessage::envelope(QStringView room)
{
    if (m_envelope.isNull()) {
        const EnvelopeContent content = m_content.json.isEmpty() ? contentOf(m_plain) : m_content;
        m_envelope = PreparedMessage(Opcode::Text,
                                     envelope::message({room, m_user, m_client, content, m_seq, m_time}));
    }
    return m_envelope;
}

qint64 RoomMessage::bytes() const
{
    return qint64(sizeof *this) + m_plain.frame().size() + m_content.json.size() + m_envelope.frame().size();
}

} // namespace signalbox
