#pragma once

#include <QtGlobal>

#include <sys/types.h>

namespace load {

//! What a look at the server's process found.
struct ServerSample
{
    qint64 cpu = 0;      //!< nanoseconds of all its threads
    qint64 ioCpu = 0;    //!< of those that are Signalbox's io threads; 0 with a peer
    qint64 resident = 0; //!< bytes
    qint64 peak = 0;     //!< the most bytes that ever were resident
    int descriptors = 0;
    int threads = 0;
};

//! Reads /proc about another process. CPU comes from each thread's schedstat, which counts nanoseconds where
//! stat counts ticks of ten milliseconds.
class ServerProbe
{
public:
    //! 0: there is none to look at, and all samples are empty.
    explicit ServerProbe(pid_t pid)
        : m_pid(pid)
    {
    }
    ServerSample sample() const;

private:
    pid_t m_pid;
};

} // namespace load
