#include "core/session/latency.h"

#include <QRandomGenerator>
#include <QtEndian>

#include <chrono>
#include <cstring>

namespace signalbox {

namespace {

struct Stamp
{
    quint64 sentAt;
    quint64 nonce;
};
static_assert(sizeof(Stamp) == 16, "fits a control frame with room to spare");

quint64 nanoseconds(TimePoint time)
{
    return quint64(std::chrono::duration_cast<Nanoseconds>(time.time_since_epoch()).count());
}

LatencyReading updated(const LatencyReading &old, Nanoseconds sample)
{
    const Nanoseconds difference = sample > old.smoothed ? sample - old.smoothed : old.smoothed - sample;
    return {sample, (old.smoothed * 7 + sample) / 8, (old.jitter * 3 + difference) / 4};
}

} // namespace

QByteArray Latency::stamp(TimePoint now)
{
    m_sentAt = now;
    m_nonce = QRandomGenerator::global()->generate64();
    m_waiting = true;
    const Stamp stamp{qToBigEndian(nanoseconds(now)), qToBigEndian(m_nonce)};
    return QByteArray(reinterpret_cast<const char *>(&stamp), sizeof stamp);
}

bool Latency::take(QByteArrayView payload, TimePoint now)
{
    Stamp stamp{};
    if (!m_waiting || payload.size() != sizeof stamp)
        return false;
    std::memcpy(&stamp, payload.data(), sizeof stamp);
    if (qFromBigEndian(stamp.nonce) != m_nonce || qFromBigEndian(stamp.sentAt) != nanoseconds(m_sentAt))
        return false;
    m_waiting = false;
    const Nanoseconds sample = std::max(Nanoseconds(1), Nanoseconds(now - m_sentAt));
    m_reading = m_reading ? updated(*m_reading, sample) : LatencyReading{sample, sample, Nanoseconds(0)};
    return true;
}

} // namespace signalbox
