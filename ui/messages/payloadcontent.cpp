#include "ui/messages/payloadcontent.h"

#include "ui/messages/payloadtext.h"

#include <limits>

namespace signalbox {

PayloadContent::PayloadContent(const MessageRow &message)
    : row(message)
    , text(decodeText(message.entry.payload))
    , check(checkJson(text, std::numeric_limits<qsizetype>::max()))
{
    const QStringView trimmed = QStringView(text).trimmed();
    const bool isStructured = trimmed.startsWith(u'{') || trimmed.startsWith(u'[');
    if (entry().type == MessageType::Binary)
        kind = PayloadKind::Binary;
    else if (isStructured && isJson()) // a number alone is better read as text
        kind = PayloadKind::Json;
}

bool PayloadContent::isJson() const
{
    const bool isCut = entry().isTruncated() && check.fault == JsonFault::UnexpectedEnd && check.offset > 0;
    return check.isOk() || isCut;
}

} // namespace signalbox
