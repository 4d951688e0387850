#include "ui/messages/payloadtext.h"

#include "ui/theme/peertext.h"

#include <QStringDecoder>

#include <algorithm>

namespace signalbox {

namespace {

constexpr char HexDigits[] = "0123456789abcdef";
constexpr qsizetype BytesPerLine = 16;

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
        more = more && out.size() <= maxCharacters; // otherwise elided() adds the …
        out = visibleText(elided(out, maxCharacters), PeerTextKind::Line);
    }
    if (more)
        out.append(u'…');
    return out;
}

FoldedText foldLines(const QString &text, qsizetype maxLine)
{
    FoldedText folded;
    folded.text.reserve(text.size() + text.size() / maxLine * 2);
    for (QStringView rest = text; !rest.isEmpty();) {
        const qsizetype feed = rest.indexOf(u'\n');
        QStringView line = feed < 0 ? rest : rest.first(feed + 1);
        rest = rest.sliced(line.size());
        while (line.size() - (feed < 0 ? 0 : 1) > maxLine) {
            const qsizetype end = wholeCharacters(line, maxLine);
            folded.text.append(line.first(end)).append(FoldMark);
            folded.marks.append(folded.text.size() - 1);
            folded.text.append(u'\n');
            line = line.sliced(end);
        }
        folded.text.append(line);
    }
    return folded;
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
