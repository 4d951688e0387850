#pragma once

#include <QString>

namespace signalbox {

//! A term for the filter of the message log that means exactly \a value: `room="my lobby"`.
inline QString logTerm(const QString &field, QString value)
{
    value.replace(u'\\', QStringLiteral("\\\\")).replace(u'"', QStringLiteral("\\\""));
    return field + QStringLiteral("=\"") + value + u'"';
}

} // namespace signalbox
