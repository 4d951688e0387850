#include "core/base/rfc3339.h"

#include <QDateTime>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace signalbox {

std::optional<WallTime> fromRfc3339(QStringView text)
{
    // QDateTime alone takes more: a time without an offset, a date alone, other separators.
    static const QRegularExpression shape(
        u"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})\\z"_s);
    const QRegularExpressionMatch match = shape.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    // Qt rounds a fraction, and may round into the next second.
    constexpr qsizetype WithoutFraction = 19; // characters
    QString plain = text.first(WithoutFraction).toString() + match.captured(2).toUpper();
    plain[10] = u'T';
    const QDateTime time = QDateTime::fromString(plain, Qt::ISODate);
    if (!time.isValid() || plain.mid(11, 2) == "24"_L1)
        return std::nullopt;
    const QString fraction = match.captured(1).mid(1, 3).leftJustified(3, u'0');
    return WallTime(Milliseconds(time.toMSecsSinceEpoch() + fraction.toInt()));
}

} // namespace signalbox
