#pragma once

#include "core/base/histogram.h"

#include <QByteArray>

#include <initializer_list>

namespace signalbox {

struct MetricLabel
{
    const char *name;
    QByteArray value;
};
using MetricLabels = std::initializer_list<MetricLabel>;

//! Writes the Prometheus text format 0.0.4: family(), then its samples.
class MetricsWriter
{
public:
    //! \a type is counter, gauge or histogram. Without samples its two lines are written all the same, unless
    //! \a isOptional.
    void family(const char *name, const char *type, const char *help, bool isOptional = false);
    void sample(MetricLabels labels, quint64 value);
    void sample(MetricLabels labels, qint64 value);
    void sample(MetricLabels labels, double value);
    void histogram(MetricLabels labels, const HistogramReading &reading);

    QByteArray take() { return std::move(m_text); }

private:
    //! \a bound: upper, of a bucket; empty for everything else.
    void line(const char *suffix, MetricLabels labels, const QByteArray &bound, const QByteArray &value);

    QByteArray m_text;
    QByteArray m_head; //!< of an optional family that has no sample yet
    const char *m_name = "";
};

} // namespace signalbox
