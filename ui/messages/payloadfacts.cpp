#include "ui/messages/payloadfacts.h"

#include "ui/theme/format.h"
#include "ui/theme/peertext.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

struct Facts
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::PayloadFacts)
};

QString nameOf(PayloadKind kind)
{
    switch (kind) {
    case PayloadKind::Json:
        return Facts::tr("JSON");
    case PayloadKind::Binary:
        return Facts::tr("Binary");
    case PayloadKind::Text:
        break;
    }
    return Facts::tr("Text");
}

//! The first fact: what the message is.
QString kindOf(const PayloadContent &content)
{
    const LogEntry &entry = content.entry();
    const QString type = nameInText(QString::fromUtf8(entry.envelopeType));
    const QString code = nameInText(QString::fromUtf8(entry.code));
    switch (entry.kind) {
    case MessageKind::Control:
        if (entry.envelopeType == "close")
            return entry.code.isEmpty() ? Facts::tr("Close frame without a code")
                                        : Facts::tr("Close frame, code %1").arg(code);
        return entry.envelopeType == "ping" ? Facts::tr("Ping frame") : Facts::tr("Pong frame");
    case MessageKind::Answer:
        return Facts::tr("Answer: %1", "a type of the envelope").arg(type);
    case MessageKind::Error:
        return Facts::tr("Error: %1", "a code of the envelope").arg(code);
    case MessageKind::Data:
    case MessageKind::Gap:
        break;
    }
    return type.isEmpty() ? nameOf(content.kind)
                          : Facts::tr("%1: %2", "JSON: type of the envelope").arg(nameOf(content.kind), type);
}

QString whose(const LogEntry &entry)
{
    if (entry.connection.isNull())
        return Facts::tr("to %Ln recipient(s)", nullptr, int(entry.recipients));
    const QString who = u'#' + entry.connection.toString() +
                        (entry.user.isEmpty() ? QString() : u' ' + nameInText(entry.user));
    return entry.direction == Direction::In ? Facts::tr("from %1", "a connection").arg(who)
                                            : Facts::tr("to %1", "a connection").arg(who);
}

} // namespace

QStringList payloadFacts(const PayloadContent &content)
{
    const LogEntry &entry = content.entry();
    if (content.isGap()) {
        const quint64 missing = content.row.isGap() ? content.row.leftOut : entry.messages;
        return {Facts::tr("%Ln message(s) not shown", nullptr, int(missing))};
    }
    QStringList facts{kindOf(content), Format::bytes(entry.size)};
    if (!content.row.isPayloadKept)
        facts += Facts::tr("the log has dropped this payload for newer ones");
    else if (entry.isTruncated())
        facts += Facts::tr("only the first %1 kept").arg(Format::bytes(entry.payload.size()));
    facts += whose(entry);
    if (!entry.publisher.isNull()) {
        const QString name = entry.from.isEmpty() ? QString() : u' ' + nameInText(entry.from);
        facts += Facts::tr("from %1", "a connection").arg(u'#' + entry.publisher.toString() + name);
    }
    if (!entry.room.isEmpty())
        facts += Facts::tr("room %1").arg(nameInText(entry.room));
    if (entry.seq > 0)
        facts += Facts::tr("seq %1", "number of a message in its room").arg(entry.seq);
    facts += Format::dateTime(entry.time);
    return facts;
}

} // namespace signalbox
