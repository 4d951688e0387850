#include "core/transport/readingmeter.h"

namespace signalbox {

namespace {

qint64 perSecond(quint64 before, quint64 now, Milliseconds time)
{
    return now <= before ? 0 : qint64(double(now - before) * 1000 / double(time.count()));
}

} // namespace

ReadingMeter::Sample ReadingMeter::Sample::of(TimePoint now, const Channel &channel, qint64 queuedBytes)
{
    return {now, channel.acknowledgedBytes(), channel.streamEnd() + quint64(queuedBytes)};
}

void ReadingMeter::take(TimePoint now, const Channel &channel, qint64 queuedBytes)
{
    if (!m_samples || now - m_samples->newer.at > MaxGap) {
        const Sample sample = Sample::of(now, channel, queuedBytes);
        m_samples = std::make_unique<Samples>(Samples{sample, sample});
    } else if (now - m_samples->newer.at >= Step) {
        m_samples->older = std::exchange(m_samples->newer, Sample::of(now, channel, queuedBytes));
    }
}

std::optional<ReadingRate> ReadingMeter::rate(TimePoint now, const Channel &channel, qint64 queuedBytes) const
{
    if (!m_samples)
        return std::nullopt;
    const Sample &since = m_samples->older;
    const auto window = std::chrono::duration_cast<Milliseconds>(now - since.at);
    if (window < Shortest)
        return std::nullopt;
    const Sample end = Sample::of(now, channel, queuedBytes);
    return ReadingRate{perSecond(since.acknowledged, end.acknowledged, window),
                       perSecond(since.offered, end.offered, window), window};
}

} // namespace signalbox
