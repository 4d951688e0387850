#include "ui/messages/hextext.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qsizetype BytesPerLine = 12;

int digitOf(QChar c)
{
    if (c >= u'0' && c <= u'9')
        return c.unicode() - u'0';
    const QChar lower = c.toLower();
    return lower >= u'a' && lower <= u'f' ? lower.unicode() - u'a' + 10 : -1;
}

} // namespace

QString cArrayOf(QByteArrayView bytes)
{
    QString out = u"const unsigned char payload[%1] = {"_s.arg(bytes.size());
    out.reserve(out.size() + bytes.size() * 7);
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        out.append(i % BytesPerLine == 0 ? "\n    "_L1 : " "_L1);
        out.append("0x"_L1);
        out.append(QLatin1StringView(QByteArray(1, bytes[i]).toHex()));
        out.append(u',');
    }
    return out.append(bytes.isEmpty() ? "};\n"_L1 : "\n};\n"_L1);
}

std::optional<QByteArray> bytesOfHex(const QString &text)
{
    QByteArray bytes;
    for (const QString &part : text.split(u' ', Qt::SkipEmptyParts)) {
        if (part.size() % 2 != 0)
            return std::nullopt;
        for (qsizetype i = 0; i < part.size(); i += 2) {
            const int high = digitOf(part[i]);
            const int low = digitOf(part[i + 1]);
            if (high < 0 || low < 0)
                return std::nullopt;
            bytes.append(char(high * 16 + low));
        }
    }
    return bytes.isEmpty() ? std::nullopt : std::optional(bytes);
}

} // namespace signalbox
