#pragma once

#include "target.h"

#include <QStringList>

namespace load {

//! The options of one run, from the command line; --help describes them.
struct Options
{
    enum class Workload { Echo, FanOut, Idle, Churn };

    Workload workload = Workload::Echo;
    Target target;
    int connections = 100;
    qsizetype size = 64;
    bool binary = false;
    bool deflate = false;
    double rate = 0; //!< messages a second, of all connections (echo) or publishers together; 0 = closed loop
    int inFlight = 1;
    int publishers = 1;
    bool flood = false; //!< publishers send as fast as their sockets accept data
    int slow = 0;       //!< connections that do not read
    int slowBuffer = 16 * 1024;
    double duration = 5; //!< seconds
    double warmUp = 1;
    double drain = 10;       //!< time for messages in flight at the end
    double pingInterval = 0; //!< seconds between pings of the clients; 0 = none
    int total = 1000;        //!< churn: total number of connections
    int levelAfter = 0;      //!< churn: sample the memory after this many connections
    int serverPid = 0;
    double deadline = 120; //!< seconds after which the program ends in any case

    //! Fails with a text for the user when the command line is invalid.
    static signalbox::Result<Options> fromArguments(const QStringList &arguments);
};

} // namespace load
