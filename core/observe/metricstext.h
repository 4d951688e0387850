#pragma once

#include "core/observe/metricssnapshot.h"

#include <QByteArray>

namespace signalbox {

//! What metricsText() is, for Content-Type.
inline constexpr const char *MetricsContentType = "text/plain; version=0.0.4; charset=utf-8";

//! \a snapshot in the Prometheus text format 0.0.4. A new metric is a field of the snapshot, a family here
//! and a row in the README.
QByteArray metricsText(const MetricsSnapshot &snapshot);

} // namespace signalbox
