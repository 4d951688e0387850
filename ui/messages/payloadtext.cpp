#include "ui/messages/payloadtext.h"

#include "ui/theme/peertext.h"

#include <QStringDecoder>

#include <algorithm>

namespace signalbox {

namespace {

constexpr char HexDigits[] = "0123456789abcdef";

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

FoldedText LineFolder::fold(QStringView part)
{
    FoldedText folded;
    folded.text.reserve(part.size());
    while (!part.isEmpty()) {
        const qsizetype feed = part.indexOf(u'\n');
        QStringView line = feed < 0 ? part : part.first(feed);
        part = part.sliced(feed < 0 ? part.size() : feed + 1);
        while (m_length + line.size() > m_maxLine) {
            const qsizetype room = m_maxLine - m_length;
            const qsizetype end = room < 2 ? 0 : wholeCharacters(line, room);
            folded.text.append(line.first(end)).append(FoldMark);
            folded.marks.append(folded.text.size() - 1);
            folded.text.append(u'\n');
            line = line.sliced(end);
            m_length = 0;
        }
        folded.text.append(line);
        m_length += line.size();
        if (feed >= 0) {
            folded.text.append(u'\n');
            m_length = 0;
        }
    }
    return folded;
}

} // namespace signalbox
