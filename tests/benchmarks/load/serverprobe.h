#pragma once

#include <QtGlobal>

#include <sys/types.h>

namespace load {

//! One sample of the process of the server.
struct ServerSample
{
    qint64 cpu = 0;      //!< nanoseconds, all threads
    qint64 ioCpu = 0;    //!< nanoseconds of the io threads of Signalbox; 0 for other servers
    qint64 resident = 0; //!< bytes
    qint64 peak = 0;     //!< bytes, maximum of resident so far
    int descriptors = 0;
    int threads = 0;
};

//! Reads /proc of another process. CPU time is read from schedstat of each thread, in nanoseconds; stat has only
//! ticks of ten milliseconds.
class ServerProbe
{
public:
    //! \a pid 0: all samples are empty.
    explicit ServerProbe(pid_t pid)
        : m_pid(pid)
    {
    }
    ServerSample sample() const;

private:
    pid_t m_pid;
};

} // namespace load
