#pragma once

#include "target.h"

#include <QStringList>

namespace load {

//! What one run does. Read from the command line; --help says what each option means.
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
    bool flood = false; //!< publishers wait for nothing but their socket
    int slow = 0;       //!< connections that do not read
    int slowBuffer = 16 * 1024;
    double duration = 5; //!< seconds
    double warmUp = 1;
    double drain = 10;       //!< at most, for what is still on its way
    double pingInterval = 0; //!< of our own pings; 0 = none
    int total = 1000;        //!< churn: connections altogether
    int levelAfter = 0;      //!< churn: take the memory's level after so many
    int serverPid = 0;
    double deadline = 120; //!< the program ends by itself after this, whatever happens

    //! An Error with a text for people, when the command line makes no sense.
    static signalbox::Result<Options> fromArguments(const QStringList &arguments);
};

} // namespace load
