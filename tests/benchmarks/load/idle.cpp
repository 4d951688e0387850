#include "idle.h"

#include <algorithm>

namespace load {

using namespace Qt::StringLiterals;

QJsonObject Idle::run()
{
    const ServerSample empty = m_probe.sample();
    if (!m_swarm.connectAll())
        return failure("not all clients could connect");
    m_swarm.serve(steadyNow() + seconds(m_options.warmUp));
    const quint64 pingsBefore = m_swarm.pingsSeen();
    m_measurement.begin();
    m_swarm.serve(steadyNow() + seconds(m_options.duration));
    m_measurement.finish();
    QJsonObject json = m_measurement.toJson();
    const double grown = double(m_measurement.after().resident - empty.resident);
    json.insert(u"rss_empty"_s, empty.resident);
    json.insert(u"rss_per_connection"_s, grown / double(m_swarm.size()));
    json.insert(u"server_pings_seen"_s, qint64(m_swarm.pingsSeen() - pingsBefore));
    json.insert(u"open_at_end"_s, qint64(std::ranges::count_if(m_swarm.clients(), &Client::isOpen)));
    json.insert(u"close_codes"_s, closeCodes());
    return json;
}

} // namespace load
