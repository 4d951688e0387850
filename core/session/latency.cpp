#include "core/session/latency.h"

#include <QRandomGenerator>

#include <algorithm>
#include <cstring>

namespace signalbox {

namespace {

LatencyReading updated(const LatencyReading &old, Nanoseconds sample)
{
    const Nanoseconds difference = sample > old.smoothed ? sample - old.smoothed : old.smoothed - sample;
    return {sample, (old.smoothed * 7 + sample) / 8, (old.jitter * 3 + difference) / 4};
}

} // namespace

QByteArray Latency::nextPayload()
{
    if (m_isLastOutstanding) {
        if (m_earlier.size() + 1 == MaxOutstanding)
            m_earlier.erase(m_earlier.begin());
        m_earlier.push_back(m_last);
    }
    m_last = {QRandomGenerator::global()->generate64(), {}, 0};
    m_isLastOutstanding = true;
    return QByteArray(reinterpret_cast<const char *>(&m_last.nonce), sizeof m_last.nonce);
}

void Latency::sent(TimePoint now, quint64 streamEnd)
{
    m_last.sentAt = now;
    m_last.streamEnd = streamEnd;
}

std::optional<quint64> Latency::take(QByteArrayView payload, TimePoint now)
{
    quint64 nonce = 0;
    if (payload.size() != sizeof nonce)
        return std::nullopt;
    std::memcpy(&nonce, payload.data(), sizeof nonce);
    const auto isAnswered = [nonce](const Ping &ping) { return ping.nonce == nonce && ping.streamEnd > 0; };

    Ping answered;
    if (m_isLastOutstanding && isAnswered(m_last)) {
        answered = m_last;
        m_isLastOutstanding = false;
        std::vector<Ping>().swap(m_earlier);
    } else {
        const auto found = std::ranges::find_if(m_earlier, isAnswered);
        if (found == m_earlier.end())
            return std::nullopt;
        answered = *found;
        m_earlier.erase(m_earlier.begin(), found + 1);
    }
    const Nanoseconds sample = std::max(Nanoseconds(1), Nanoseconds(now - answered.sentAt));
    m_reading = m_reading ? updated(*m_reading, sample) : LatencyReading{sample, sample, Nanoseconds(0)};
    return answered.streamEnd;
}

} // namespace signalbox
