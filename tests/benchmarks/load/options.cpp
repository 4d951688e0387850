#include "options.h"

#include "stamp.h"

#include <QCommandLineParser>

#include <map>
#include <optional>

namespace load {

using namespace Qt::StringLiterals;
using signalbox::Error;
using signalbox::Result;

namespace {

const std::map<QString, Options::Workload> workloads{{u"echo"_s, Options::Workload::Echo},
                                                     {u"fanout"_s, Options::Workload::FanOut},
                                                     {u"idle"_s, Options::Workload::Idle},
                                                     {u"churn"_s, Options::Workload::Churn},
                                                     {u"rooms"_s, Options::Workload::Rooms}};

const std::map<QString, Dialect::Kind> dialects{{u"plain"_s, Dialect::Kind::Plain},
                                                {u"envelope"_s, Dialect::Kind::Envelope},
                                                {u"socket.io"_s, Dialect::Kind::SocketIo}};

struct NumberOption
{
    const char *name;
    const char *help;
    std::variant<int Options::*, double Options::*, qsizetype Options::*> field;
    double least;
};

const NumberOption numbers[] = {
    {"connections", "connections at a time", &Options::connections, 1},
    {"size", "bytes of a message; the stamp takes 28 of them", &Options::size, Stamp::Size},
    {"rate", "messages a second of all together; 0: closed loop", &Options::rate, 0},
    {"in-flight", "closed loop: messages on their way, of each sender", &Options::inFlight, 1},
    {"publishers", "fanout: how many of the connections send", &Options::publishers, 1},
    {"slow", "fanout: how many of the connections do not read", &Options::slow, 0},
    {"slow-buffer", "bytes of the receive buffer of those", &Options::slowBuffer, 1024},
    {"duration", "seconds of measuring", &Options::duration, 0.01},
    {"warm-up", "seconds before", &Options::warmUp, 0},
    {"drain", "seconds to wait for what is on its way", &Options::drain, 0},
    {"ping", "seconds between pings of ours; 0: none", &Options::pingInterval, 0},
    {"total", "churn: connections altogether", &Options::total, 1},
    {"level-after", "churn: take the memory's level after so many", &Options::levelAfter, 0},
    {"rooms", "rooms: their number", &Options::rooms, 1},
    {"members", "rooms: of each room", &Options::members, 1},
    {"broker-pid", "the process that all servers use; its CPU time is counted apart", &Options::brokerPid, 0},
    {"deadline", "seconds after which the program ends, whatever happens", &Options::deadline, 1},
};

std::optional<QString> readNumber(const NumberOption &number, const QString &text, Options &options)
{
    bool isNumber = false;
    const double value = text.toDouble(&isNumber);
    if (!isNumber || value < number.least)
        return u"--%1: found %2, allowed: a number from %3"_s.arg(QLatin1StringView(number.name), text)
            .arg(number.least);
    std::visit([&](auto field) { options.*field = std::remove_cvref_t<decltype(options.*field)>(value); },
               number.field);
    return std::nullopt;
}

} // namespace

Result<Options> Options::fromArguments(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Loads a WebSocket server on this machine and prints the measurement as JSON."_s);
    parser.addPositionalArgument(u"workload"_s, u"echo, fanout, idle, churn or rooms"_s);
    parser.addPositionalArgument(u"url"_s,
                                 u"ws://127.0.0.1:PORT/PATH, or wss://; several with commas between"_s);
    parser.addHelpOption();
    for (const NumberOption &number : numbers)
        parser.addOption({QString::fromLatin1(number.name), QString::fromLatin1(number.help), u"number"_s});
    parser.addOption({u"binary"_s, u"binary messages instead of text"_s});
    parser.addOption({u"deflate"_s, u"offer permessage-deflate, and compress"_s});
    parser.addOption({u"flood"_s, u"fanout: publishers send as fast as their sockets accept data"_s});
    parser.addOption(
        {u"server-pid"_s, u"the processes whose CPU and memory to read, with commas between"_s, u"pid"_s});
    parser.addOption({u"dialect"_s, u"fanout, rooms: plain, envelope or socket.io"_s, u"name"_s, u"plain"_s});
    parser.addOption(
        {u"pauses"_s, u"rooms: print the name of each phase that has ended, and wait for a line"_s});
    parser.process(arguments);

    Options options;
    const QStringList positional = parser.positionalArguments();
    if (positional.size() != 2 || !workloads.contains(positional[0]))
        return Error{Error::Code::Invalid,
                     u"expected echo, fanout, idle, churn or rooms, and a URL; see --help"_s};
    options.workload = workloads.at(positional[0]);
    for (const QString &url : positional[1].split(u',')) {
        Result<Target> target = Target::fromUrl(url);
        if (!target)
            return target.error();
        options.targets.push_back(*target);
    }
    if (!dialects.contains(parser.value(u"dialect"_s)))
        return Error{Error::Code::Invalid, u"expected the dialect plain, envelope or socket.io"_s};
    options.dialect = dialects.at(parser.value(u"dialect"_s));
    for (const QString &pid : parser.value(u"server-pid"_s).split(u',', Qt::SkipEmptyParts))
        options.serverPids.push_back(pid.toInt());
    options.pauses = parser.isSet(u"pauses"_s);
    for (const NumberOption &number : numbers) {
        const QString name = QString::fromLatin1(number.name);
        if (!parser.isSet(name))
            continue;
        if (const std::optional<QString> wrong = readNumber(number, parser.value(name), options))
            return Error{Error::Code::Invalid, *wrong};
    }
    options.binary = parser.isSet(u"binary"_s);
    options.deflate = parser.isSet(u"deflate"_s);
    options.flood = parser.isSet(u"flood"_s);
    if (options.publishers + options.slow > options.connections)
        return Error{Error::Code::Invalid, u"more publishers and slow readers than connections"_s};
    return options;
}

} // namespace load
