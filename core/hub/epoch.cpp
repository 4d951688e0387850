#include "core/hub/epoch.h"

#include <QRandomGenerator>

namespace signalbox {

QString newEpoch()
{
    return QString::number(QRandomGenerator::system()->generate64(), 36);
}

} // namespace signalbox
