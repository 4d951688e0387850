#include "core/hub/servermessage.h"

#include "core/protocol/envelopewriter.h"
#include "core/protocol/jsontext.h"

#include <utility>

namespace signalbox {

ServerMessage::ServerMessage(PreparedMessage plain)
    : publication{std::move(plain), {}}
{
}

ServerMessage::ServerMessage(EnvelopeContent content, QString sender)
    : publication{{}, std::move(content)}
    , from(std::move(sender))
{
}

PreparedMessage ServerMessage::plain() const
{
    if (!publication.plain.isNull())
        return publication.plain;
    const PlainContent content = plainContent(publication.content);
    return PreparedMessage(content.isBinary ? Opcode::Binary : Opcode::Text, content.payload);
}

PreparedMessage ServerMessage::direct(WallTime time) const
{
    return PreparedMessage(Opcode::Text, envelope::direct(from, {}, content(), time), publication.size());
}

PreparedMessage ServerMessage::notice(WallTime time) const
{
    const bool isText = publication.plain.isNull() ? publication.content.encoding == ContentEncoding::Json &&
                                                         isJsonString(publication.content.json)
                                                   : publication.plain.opcode() == Opcode::Text;
    if (!isText)
        return direct(time);
    const PreparedMessage text = plain();
    const envelope::Notice notice{
        .kind = envelope::Notice::Kind::Admin, .text = QString::fromUtf8(text.payload()), .by = from};
    return PreparedMessage(Opcode::Text, envelope::notice(notice), publication.size());
}

EnvelopeContent ServerMessage::content() const
{
    return publication.plain.isNull() ? publication.content : contentOf(publication.plain);
}

} // namespace signalbox
