#include "ui/messages/messagecells.h"

#include "ui/messages/payloadtext.h"
#include "ui/theme/format.h"
#include "ui/theme/peertext.h"

#include <QDateTime>
#include <QLocale>
#include <QSet>

#include <climits>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int ToolTipCharacters = 1000;
constexpr qsizetype PreviewCharacters = 240;
constexpr qsizetype CharactersBeforeMatch = 24;

QString timeText(WallTime time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count()).toString(u"HH:mm:ss.zzz"_s);
}

//! Whether \a type is a type of the envelope other than that of an ordinary message. A client may send any text.
bool isNamedInBadge(const QByteArray &type)
{
    static const QSet<QByteArray> types{"join", "leave",  "direct", "presence", "history", "auth",
                                        "ping", "joined", "left",   "welcome",  "notice"};
    return types.contains(type);
}

bool isBroadcast(const LogEntry &entry)
{
    return entry.direction == Direction::Out && entry.connection.isNull();
}

} // namespace

QString MessageCells::title(int column)
{
    switch (column) {
    case Bookmark:
        return u"★"_s;
    case Time:
        return tr("Time");
    case Interval:
        return tr("Δt", "time between two messages");
    case Kind:
        return tr("Kind");
    case Who:
        return tr("Who");
    case Room:
        return tr("Room");
    case Seq:
        return tr("Seq", "number of a message in its room");
    case Size:
        return tr("Size");
    case Message:
        return tr("Message");
    default:
        return {};
    }
}

QString MessageCells::gapText(const MessageRow &row, int column)
{
    if (column == Who && !row.entry.connection.isNull())
        return u'#' + row.entry.connection.toString();
    if (column == Size && row.entry.size > 0)
        return Format::bytes(row.entry.size);
    if (column != Message)
        return {};
    return tr("%Ln message(s) not shown", nullptr, int(std::min<quint64>(row.leftOut, INT_MAX)));
}

QString MessageCells::whoText(const LogEntry &entry)
{
    const int recipients = int(entry.recipients);
    if (isBroadcast(entry)) {
        return entry.user.isEmpty()
                   ? tr("to %Ln member(s)", nullptr, recipients)
                   : tr("to %1 (%L2)", "user, connections").arg(nameInText(entry.user)).arg(recipients);
    }
    const QString id = u'#' + entry.connection.toString();
    const QString name = entry.user.isEmpty() ? id : nameInText(entry.user) + u' ' + id;
    return entry.direction == Direction::In ? name : tr("to %1", "a recipient").arg(name);
}

QString MessageCells::text(const MessageRow &row, int column)
{
    const LogEntry &entry = row.entry;
    if (column == Time)
        return timeText(entry.time);
    if (row.isGap())
        return gapText(row, column);
    switch (column) {
    case Kind:
        return badge(row).text;
    case Who:
        return whoText(entry);
    case Room:
        return cellText(entry.room);
    case Seq:
        return entry.seq == 0 ? QString() : QString::number(entry.seq);
    case Size:
        return Format::bytes(entry.size);
    case Message:
        return row.isPayloadKept ? previewOf(entry, int(PreviewCharacters)) : tr("(payload no longer kept)");
    default:
        return {};
    }
}

QString MessageCells::preview(const MessageRow &row, const Query &query)
{
    const QString usual = text(row, Message);
    const QByteArray &payload = row.entry.payload;
    if (query.isEmpty() || row.isGap() || row.entry.type == MessageType::Binary ||
        payload.size() <= PreviewCharacters || !query.spansIn(usual, QueryField::Payload).empty())
        return usual;
    const QString whole = decodeText(payload.left(Query::MaxHighlighted));
    const std::vector<TextSpan> spans = query.spansIn(whole, QueryField::Payload);
    if (spans.empty())
        return usual;
    qsizetype begin = std::max<qsizetype>(0, spans.front().position - CharactersBeforeMatch);
    if (whole[begin].isLowSurrogate())
        ++begin;
    return visibleText(u"… "_s + elided(whole.sliced(begin), PreviewCharacters), PeerTextKind::Line);
}

QString MessageCells::verbatim(const MessageRow &row, int column)
{
    const LogEntry &entry = row.entry;
    if (!row.isGap() && column == Who && !entry.user.isEmpty())
        return entry.user;
    if (!row.isGap() && column == Room)
        return entry.room;
    if (!row.isGap() && column == Message && row.isPayloadKept && entry.type == MessageType::Text)
        return decodeText(entry.payload);
    return text(row, column);
}

QString MessageCells::toolTip(const MessageRow &row, int column)
{
    if (row.isGap())
        return tr("More arrived than the log can show. They were delivered; only the log left them out.");
    if (column == Message)
        return row.isPayloadKept
                   ? plainToolTip(previewOf(row.entry, ToolTipCharacters))
                   : tr("The log keeps a limited amount of payloads and drops the oldest ones first.");
    if (column == Size)
        return tr("%Ln byte(s)", nullptr, int(row.entry.size));
    if (column == Who && !row.entry.user.isEmpty())
        return plainToolTip(text(row, column));
    return {};
}

MessageCells::Badge MessageCells::badge(const MessageRow &row)
{
    if (row.isGap())
        return {};
    const LogEntry &entry = row.entry;
    if (isBroadcast(entry))
        return {u"▸ "_s + QLocale().toString(entry.recipients), Meaning::Out};
    const bool isIn = entry.direction == Direction::In;
    const QString arrow = isIn ? u"↓ "_s : u"↑ "_s;
    const QString name = QString::fromLatin1(entry.envelopeType);
    switch (entry.kind) {
    case MessageKind::Answer:
        return {arrow + name, Meaning::Answer};
    case MessageKind::Error:
        return {arrow + tr("error"), Meaning::Error};
    case MessageKind::Control:
        return {arrow + name + (entry.code.isEmpty() ? QString() : u' ' + QString::fromLatin1(entry.code)),
                Meaning::Control};
    case MessageKind::Data:
    case MessageKind::Gap:
        break;
    }
    const Meaning meaning = isIn ? Meaning::In : Meaning::Out;
    if (isNamedInBadge(entry.envelopeType))
        return {arrow + name, meaning};
    const QString content = entry.type == MessageType::Binary ? tr("bin", "binary message")
                            : row.isJson                      ? u"json"_s
                                                              : tr("text", "text message");
    return {arrow + content, meaning};
}

QString MessageCells::interval(Nanoseconds interval)
{
    constexpr auto shortest = std::chrono::microseconds(50);
    constexpr auto exact = std::chrono::milliseconds(10);
    const QLocale locale;
    const double ms = double(interval.count()) / 1e6;
    if (interval < shortest)
        return locale.toString(0);
    if (interval < std::chrono::seconds(1))
        return tr("%1 ms", "milliseconds").arg(locale.toString(ms, 'f', interval < exact ? 1 : 0));
    if (interval < std::chrono::minutes(1))
        return tr("%1 s", "seconds").arg(locale.toString(ms / 1e3, 'f', 1));
    return Format::duration(std::chrono::duration_cast<Milliseconds>(interval));
}

QString MessageCells::line(const MessageRow &row)
{
    QStringList cells;
    for (const int column : {Time, Kind, Who, Room, Seq, Size})
        cells += text(row, column);
    const bool isText = !row.isGap() && row.isPayloadKept && row.entry.type == MessageType::Text;
    cells += isText ? visibleText(decodeText(row.entry.payload), PeerTextKind::Line) : text(row, Message);
    return cells.join(u'\t');
}

} // namespace signalbox
