#pragma once

#include "dialect.h"
#include "target.h"

#include <QStringList>

#include <vector>

namespace load {

//! The options of one run, from the command line; --help describes them.
struct Options
{
    enum class Workload { Echo, FanOut, Idle, Churn, Rooms };

    Workload workload = Workload::Echo;
    std::vector<Target> targets; //!< the connections are distributed to them in turn
    Dialect::Kind dialect = Dialect::Kind::Plain;
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
    int rooms = 1000;        //!< rooms: their number
    int members = 10;        //!< rooms: of each room
    bool pauses = false;     //!< rooms: wait for the runner between the phases
    std::vector<pid_t> serverPids;
    pid_t brokerPid = 0;   //!< of the process that the servers share
    double deadline = 120; //!< seconds after which the program ends in any case

    //! Fails with a text for the user when the command line is invalid.
    static signalbox::Result<Options> fromArguments(const QStringList &arguments);
};

} // namespace load
