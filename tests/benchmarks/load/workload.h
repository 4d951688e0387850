#pragma once

#include "measurement.h"
#include "swarm.h"

#include <QJsonObject>

#include <map>
#include <memory>

namespace load {

//! One kind of load: the actions of the clients and the measurement.
class Workload : protected ClientEvents
{
public:
    virtual ~Workload() = default;
    //! Runs the workload and returns the figures, or "error" when the server could not be loaded.
    virtual QJsonObject run() = 0;

    static std::unique_ptr<Workload> make(const Options &options);

protected:
    explicit Workload(const Options &options)
        : m_options(options)
        , m_probe(options.serverPids, options.brokerPid)
        , m_measurement(m_probe)
        , m_swarm(m_options, *this)
    {
    }
    void opened(Client &) override {}
    void message(Client &, QByteArrayView) override {}
    void ponged(Client &, QByteArrayView) override {}
    void ended(Client &, int code) override { ++m_closeCodes[code]; }

    //! Returns the close codes so far, with their counts.
    QJsonObject closeCodes() const;
    static QJsonObject failure(const char *what);

    const Options m_options;
    ServerProbe m_probe;
    Measurement m_measurement;
    Swarm m_swarm;

private:
    std::map<int, qint64> m_closeCodes;
};

} // namespace load
