#include "ui/messages/payloadtext.h"

#include <QStringDecoder>

#include <algorithm>

namespace signalbox {

namespace {

constexpr char HexDigits[] = "0123456789abcdef";
constexpr qsizetype BytesPerLine = 16;

bool isDirectionControl(QChar c)
{
    const char16_t u = c.unicode();
    return u == 0x200E || u == 0x200F || u == 0x061C || (u >= 0x202A && u <= 0x202E) ||
           (u >= 0x2066 && u <= 0x2069);
}

bool isLineOrTab(QChar c)
{
    return c == u'\n' || c == u'\t';
}

void appendHex(QString &out, char byte)
{
    out.append(QLatin1Char(HexDigits[quint8(byte) >> 4]));
    out.append(QLatin1Char(HexDigits[quint8(byte) & 0x0F]));
}

} // namespace

QString decodeText(const QByteArray &payload)
{
    // A stateful decoder does not return an incomplete last character.
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::ConvertInitialBom);
    return decoder.decode(payload);
}

QString withVisibleControls(const QString &text, bool keepLines)
{
    QString out;
    out.reserve(text.size());
    for (const QChar c : text) {
        const char16_t u = c.unicode();
        if (keepLines && isLineOrTab(c))
            out.append(c);
        else if (u == u'\n')
            out.append(u'↵');
        else if (u == u'\t')
            out.append(u'⇥');
        else if (u < 0x20 || (u >= 0x7F && u < 0xA0) || isDirectionControl(c) || u == 0x2028 || u == 0x2029)
            out.append(QStringLiteral("\\u%1").arg(uint(u), 4, 16, QLatin1Char('0')));
        else
            out.append(c);
    }
    return out;
}

QString previewOf(const LogEntry &entry, int maxCharacters)
{
    bool more = entry.isTruncated();
    QString out;
    if (entry.type == MessageType::Binary) {
        const qsizetype shown = std::min<qsizetype>(entry.payload.size(), maxCharacters / 3);
        more = more || shown < entry.payload.size();
        for (qsizetype i = 0; i < shown; ++i) {
            if (i > 0)
                out.append(u' ');
            appendHex(out, entry.payload[i]);
        }
    } else {
        const QByteArray head =
            entry.payload.left(qsizetype(maxCharacters) * 4); // UTF-8 takes 4 bytes at most
        out = decodeText(head);
        more = more || head.size() < entry.payload.size();
        if (out.size() > maxCharacters) {
            out.truncate(out[maxCharacters - 1].isHighSurrogate() ? maxCharacters - 1 : maxCharacters);
            more = true;
        }
        out = withVisibleControls(out, false);
    }
    if (more)
        out.append(u'…');
    return out;
}

QString hexDump(const QByteArray &bytes)
{
    QString out;
    out.reserve((bytes.size() / BytesPerLine + 1) * 78);
    for (qsizetype offset = 0; offset < bytes.size(); offset += BytesPerLine) {
        const QByteArrayView line =
            QByteArrayView(bytes).sliced(offset, std::min(BytesPerLine, bytes.size() - offset));
        out.append(QStringLiteral("%1 ").arg(offset, 8, 16, QLatin1Char('0')));
        for (qsizetype i = 0; i < BytesPerLine; ++i) {
            out.append(i == BytesPerLine / 2 ? QStringLiteral("  ") : QStringLiteral(" "));
            if (i < line.size())
                appendHex(out, line[i]);
            else
                out.append(QStringLiteral("  "));
        }
        out.append(QStringLiteral("  "));
        for (const char byte : line)
            out.append(byte >= 0x20 && byte < 0x7F ? QLatin1Char(byte) : QLatin1Char('.'));
        out.append(u'\n');
    }
    out.chop(out.isEmpty() ? 0 : 1);
    return out;
}

} // namespace signalbox
