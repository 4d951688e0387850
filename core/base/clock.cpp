#include "core/base/clock.h"

#include <QDateTime>
#include <QTimeZone>

namespace signalbox {

QString toRfc3339(WallTime time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC)
        .toString(Qt::ISODateWithMs);
}

} // namespace signalbox
