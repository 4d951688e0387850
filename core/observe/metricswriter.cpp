#include "core/observe/metricswriter.h"

#include <QLocale>

namespace signalbox {

namespace {

QByteArray escaped(QByteArray value)
{
    return value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
}

QByteArray formatted(double value)
{
    return QByteArray::number(value, 'f', QLocale::FloatingPointShortest);
}

QByteArray seconds(Nanoseconds duration)
{
    return formatted(std::chrono::duration<double>(duration).count());
}

} // namespace

void MetricsWriter::family(const char *name, const char *type, const char *help, bool isOptional)
{
    m_name = name;
    m_head = QByteArray("# HELP ").append(name).append(' ').append(help).append('\n');
    m_head.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    if (!isOptional)
        m_text.append(std::exchange(m_head, {}));
}

void MetricsWriter::sample(MetricLabels labels, quint64 value)
{
    line("", labels, {}, QByteArray::number(value));
}

void MetricsWriter::sample(MetricLabels labels, qint64 value)
{
    line("", labels, {}, QByteArray::number(value));
}

void MetricsWriter::sample(MetricLabels labels, double value)
{
    line("", labels, {}, formatted(value));
}

void MetricsWriter::histogram(MetricLabels labels, const HistogramReading &reading)
{
    quint64 below = 0;
    for (std::size_t i = 0; i < reading.bounds.size(); ++i) {
        below += reading.counts[i];
        line("_bucket", labels, seconds(reading.bounds[i]), QByteArray::number(below));
    }
    line("_bucket", labels, "+Inf", QByteArray::number(reading.count()));
    line("_sum", labels, {}, seconds(reading.sum));
    line("_count", labels, {}, QByteArray::number(reading.count()));
}

void MetricsWriter::line(const char *suffix, MetricLabels labels, const QByteArray &bound,
                         const QByteArray &value)
{
    m_text.append(std::exchange(m_head, {})).append(m_name).append(suffix);
    char separator = '{';
    const auto add = [&](const char *name, const QByteArray &content) {
        m_text.append(separator).append(name).append("=\"").append(content).append('"');
        separator = ',';
    };
    for (const MetricLabel &label : labels)
        add(label.name, escaped(label.value));
    if (!bound.isEmpty())
        add("le", bound);
    if (separator == ',')
        m_text.append('}');
    m_text.append(' ').append(value).append('\n');
}

} // namespace signalbox
