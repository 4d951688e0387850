#include "churn.h"

namespace load {

using namespace Qt::StringLiterals;

Churn::Churn(const Options &options)
    : Workload(options)
    , m_message(messageOfSize(options.size))
    , m_begun(std::size_t(options.connections))
{
    for (int i = 0; i < options.connections; ++i)
        m_waiting.push_back(i);
}

QJsonObject Churn::run()
{
    const ServerSample empty = m_probe.sample();
    ServerSample level;
    m_measurement.begin();
    while (m_ended < quint64(m_options.total)) {
        const bool isLevelDue = m_options.levelAfter > 0 && level.resident == 0;
        if (isLevelDue && m_swarm.started() >= quint64(m_options.levelAfter)) {
            if (m_swarm.started() == m_ended)
                level = settled(empty); // no open connections, as at the end
        } else if (!startWaiting()) {
            return failure("no more descriptors or ports");
        }
        m_swarm.turn(steadyNow() + Second / 10);
    }
    m_measurement.finish();
    const ServerSample end = settled(empty);
    QJsonObject json = m_measurement.toJson();
    json.insert(u"close_codes"_s, closeCodes());
    json.insert(u"rss_empty"_s, empty.resident);
    json.insert(u"rss_level"_s, level.resident);
    json.insert(u"rss_end"_s, end.resident);
    json.insert(u"descriptors_empty"_s, empty.descriptors);
    json.insert(u"descriptors_end"_s, end.descriptors);
    return json;
}

bool Churn::startWaiting()
{
    for (const int number : std::exchange(m_waiting, {})) {
        if (m_swarm.started() == quint64(m_options.total))
            break;
        m_begun[std::size_t(number)] = steadyNow();
        if (!m_swarm.start(m_swarm.at(std::size_t(number))))
            return false;
        ++m_measurement.sent;
    }
    return true;
}

//! Takes a sample when the server has closed its connections, or after a few seconds.
ServerSample Churn::settled(const ServerSample &empty)
{
    const std::int64_t until = steadyNow() + 5 * Second;
    ServerSample sample = m_probe.sample();
    while (sample.descriptors > empty.descriptors && steadyNow() < until) {
        m_swarm.serve(steadyNow() + Second / 4);
        sample = m_probe.sample();
    }
    return sample;
}

void Churn::opened(Client &client)
{
    Stamp{std::uint16_t(client.number()), 0, m_begun[std::size_t(client.number())]}.write(m_message.data());
    client.send(m_message);
}

void Churn::message(Client &client, QByteArrayView payload)
{
    if (payload.size() != m_message.size())
        ++m_measurement.outOfOrder;
    client.close();
}

void Churn::ended(Client &client, int code)
{
    Workload::ended(client, code);
    ++m_ended;
    m_waiting.push_back(client.number());
    if (code == 1000) {
        ++m_measurement.received;
        m_measurement.latency.add(steadyNow() - m_begun[std::size_t(client.number())]);
    } else {
        ++m_measurement.lost;
    }
}

} // namespace load
