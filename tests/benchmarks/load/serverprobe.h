#pragma once

#include <QtGlobal>

#include <sys/types.h>

#include <vector>

namespace load {

//! One sample of the processes of the server, which are several in a cluster: the sums.
struct ServerSample
{
    qint64 cpu = 0;      //!< nanoseconds, all threads
    qint64 ioCpu = 0;    //!< nanoseconds of the io threads of Signalbox; 0 for other servers
    qint64 resident = 0; //!< bytes
    qint64 peak = 0;     //!< bytes, maximum of resident so far
    int descriptors = 0;
    int threads = 0;
    qint64 linkCpu = 0;   //!< nanoseconds of the threads of Signalbox that speak with Redis
    qint64 brokerCpu = 0; //!< nanoseconds of the process that all servers use
};

//! Reads /proc of other processes. CPU time is read from schedstat of each thread, in nanoseconds; stat has only
//! ticks of ten milliseconds.
class ServerProbe
{
public:
    //! No pids: all samples are empty. \a broker 0: there is none.
    ServerProbe(std::vector<pid_t> pids, pid_t broker)
        : m_pids(std::move(pids))
        , m_broker(broker)
    {
    }
    ServerSample sample() const;

private:
    static void addProcess(pid_t pid, ServerSample &sample);

    std::vector<pid_t> m_pids;
    pid_t m_broker;
};

} // namespace load
