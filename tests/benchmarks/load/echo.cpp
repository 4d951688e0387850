#include "echo.h"

namespace load {

Echo::Echo(const Options &options)
    : Workload(options)
    , m_message(messageOfSize(options.size))
    , m_talks(std::size_t(options.connections))
{
}

QJsonObject Echo::run()
{
    if (!m_swarm.connectAll())
        return failure("not all clients could connect");
    if (!phase(m_options.warmUp))
        return failure("no answers while warming up");
    const bool isComplete = phase(m_options.duration);
    m_measurement.lost = isComplete ? 0 : m_outstanding;
    QJsonObject result = m_measurement.toJson();
    result.insert(QStringLiteral("close_codes"), closeCodes());
    return result;
}

//! Sends for \a length seconds, then waits for the answers.
bool Echo::phase(double length)
{
    m_measurement.begin();
    m_end = steadyNow() + seconds(length);
    if (m_options.rate > 0) {
        sendAtRate();
    } else {
        for (int i = 0; i < m_options.inFlight; ++i) {
            for (Client &client : m_swarm.clients())
                sendOne(client, steadyNow());
        }
    }
    const bool isComplete =
        m_swarm.serve(m_end + seconds(m_options.drain), [this] { return m_outstanding == 0; });
    m_measurement.finish();
    return isComplete;
}

void Echo::sendAtRate()
{
    const double interval = double(Second) / m_options.rate;
    const std::int64_t begin = steadyNow();
    std::int64_t due = begin;
    for (quint64 i = 0; due < m_end;) {
        for (; due <= steadyNow() && due < m_end; ++i, due = begin + std::int64_t(double(i) * interval))
            sendOne(m_swarm.at(i % m_swarm.size()), due);
        m_swarm.turn(due);
    }
}

void Echo::sendOne(Client &client, std::int64_t due)
{
    if (!client.isOpen())
        return;
    Talk &talk = m_talks[std::size_t(client.number())];
    Stamp{std::uint16_t(client.number()), talk.sent++, due}.write(m_message.data());
    ++m_measurement.sent;
    ++m_outstanding;
    client.send(m_message);
}

void Echo::message(Client &client, QByteArrayView payload)
{
    const std::int64_t now = steadyNow();
    const std::optional<Stamp> stamp = Stamp::read(payload);
    Talk &talk = m_talks[std::size_t(client.number())];
    if (!stamp || payload.size() != m_message.size() || stamp->sender != client.number() ||
        stamp->sequence != talk.received++) {
        ++m_measurement.outOfOrder;
        return;
    }
    --m_outstanding;
    ++m_measurement.received;
    m_measurement.latency.add(now - stamp->due);
    if (m_options.rate == 0 && now < m_end)
        sendOne(client, now);
}

} // namespace load
