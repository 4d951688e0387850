#pragma once

#include <QString>

namespace signalbox {

//! Returns a term of MessageFilter that matches exactly \a value: `room="my lobby"`.
inline QString logTerm(const QString &field, QString value)
{
    value.replace(u'\\', QStringLiteral("\\\\")).replace(u'"', QStringLiteral("\\\""));
    return field + QStringLiteral("=\"") + value + u'"';
}

} // namespace signalbox
