#include "core/hub/roommessage.h"

#include "core/base/allocation.h"
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
    if (m_envelope.isNull())
        m_envelope = PreparedMessage(Opcode::Text, envelopeText(room), publishedSize());
    return m_envelope;
}

QByteArray RoomMessage::envelopeText(QStringView room) const
{
    if (!m_content.json.isEmpty())
        return envelope::message({room, m_user, m_client, m_content, m_seq, m_time});
    const PublishedContent content = published();
    QByteArray json = envelope::messageHead(room, m_user, m_client);
    appendJson(json, content);
    return json.append(envelope::messageTail(content.encoding, m_seq, m_time));
}

PublishedContent RoomMessage::published() const
{
    using Form = PublishedContent::Form;
    if (!m_content.json.isEmpty())
        return {m_content.json, Form::Json, m_content.encoding};
    if (m_plain.opcode() == Opcode::Text)
        return {m_plain.payload(), Form::Text, ContentEncoding::Json};
    return {m_plain.payload(), Form::Binary, ContentEncoding::Base64};
}

void RoomMessage::dropConverted()
{
    m_envelope = {};
    if (m_content.json.isEmpty())
        m_plain.dropDeflated();
    else
        m_plain = {};
}

qint64 RoomMessage::bytes() const
{
    return m_plain.frame().memory() + allocatedBytes(m_content.json) + m_envelope.frame().memory() +
           allocatedBytes(m_user);
}

} // namespace signalbox
