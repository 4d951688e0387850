#pragma once

// What happened to the server as a whole, as values: refused requests, limits that were reached, reloads, commands of
// operators, the state of the admin port, certificates. What happened to one connection is in closedlog.h.
//
// To add an event: a struct here, listed in ServerEventBody, that is passed to EventLog where it happens; its level in
// eventlog.cpp if it is not Info; its text in ui/events/eventtext.cpp.

#include "core/base/clock.h"
#include "core/base/closereason.h"
#include "core/base/endpoint.h"
#include "core/model/command.h"

#include <QLatin1StringView>
#include <QString>
#include <QStringList>

#include <array>
#include <variant>
#include <vector>

namespace signalbox {

//! Identifies an event of a server; later events have higher ids.
using ServerEventId = Id<struct ServerEventTag>;

enum class EventLevel : quint8 {
    Info,
    Warning, //!< somebody is kept out, or something does not work
    Error,   //!< the server, or a part of it, does not work
};
inline constexpr int EventLevelCount = int(EventLevel::Error) + 1;

//! For machines and queries: info, warning, error. Owner: static storage.
const char *eventLevelName(EventLevel level);

// Name is stable: it is for machines and queries. Texts named `why` are plain English for people.

struct ServerStarted
{
    static constexpr const char *Name = "started";
    QStringList urls;

    friend bool operator==(const ServerStarted &, const ServerStarted &) = default;
};

struct ServerStartFailed
{
    static constexpr const char *Name = "start_failed";
    QString why;

    friend bool operator==(const ServerStartFailed &, const ServerStartFailed &) = default;
};

//! Connections are being closed: by Server::stop() (Cause::Shutdown) or Server::drain() (Cause::Drain).
struct ServerDraining
{
    static constexpr const char *Name = "draining";
    Cause cause = Cause::Shutdown;

    friend bool operator==(const ServerDraining &, const ServerDraining &) = default;
};

struct ServerStopped
{
    static constexpr const char *Name = "stopped";

    friend bool operator==(const ServerStopped &, const ServerStopped &) = default;
};

//! Another configuration is in effect. Keys are named as in the file.
struct ConfigurationReloaded
{
    static constexpr const char *Name = "reloaded";
    QStringList changed;      //!< keys
    QStringList needsRestart; //!< keys that are in effect at the next start only
    QStringList warnings;     //!< for people, one line each

    friend bool operator==(const ConfigurationReloaded &, const ConfigurationReloaded &) = default;
};

//! The configuration could not be reloaded and stays as it was.
struct ConfigurationRejected
{
    static constexpr const char *Name = "reload_failed";
    QString why;

    friend bool operator==(const ConfigurationRejected &, const ConfigurationRejected &) = default;
};

//! The server runs without the admin port that is configured.
struct AdminPortLost
{
    static constexpr const char *Name = "admin_port_lost";
    QString why;

    friend bool operator==(const AdminPortLost &, const AdminPortLost &) = default;
};

//! The admin port is open, and was not in the run before.
struct AdminPortBack
{
    static constexpr const char *Name = "admin_port_back";
    QString address; //!< ADDR:PORT

    friend bool operator==(const AdminPortBack &, const AdminPortBack &) = default;
};

//! Redis, which the nodes of a cluster share, cannot be reached.
struct BrokerLost
{
    static constexpr const char *Name = "broker_lost";
    QString why;

    friend bool operator==(const BrokerLost &, const BrokerLost &) = default;
};

//! It can be reached again.
struct BrokerBack
{
    static constexpr const char *Name = "broker_back";

    friend bool operator==(const BrokerBack &, const BrokerBack &) = default;
};

//! TLS uses a certificate from now on.
struct CertificateLoaded
{
    static constexpr const char *Name = "certificate_loaded";
    QString fingerprint; //!< SHA-256, as openssl prints it: AB:CD:...
    WallTime validUntil;

    friend bool operator==(const CertificateLoaded &, const CertificateLoaded &) = default;
};

//! The files of [tls] have changed and cannot be used: the certificate in use stays.
struct CertificateRejected
{
    static constexpr const char *Name = "certificate_rejected";
    QString why; //!< names key and file

    friend bool operator==(const CertificateRejected &, const CertificateRejected &) = default;
};

//! The certificate in use ends soon, or has ended.
struct CertificateEnding
{
    static constexpr const char *Name = "certificate_ending";
    WallTime validUntil;

    friend bool operator==(const CertificateEnding &, const CertificateEnding &) = default;
};

//! Requests that were refused for the same reason, with the same status and value.
struct RequestRefused
{
    static constexpr const char *Name = "refused";

    enum class Subject : quint8 {
        Address, //!< `value` is empty: ServerEvent::peer
        Origin,
        Host,
        Path,   //!< without the query, which may hold a token
        Server, //!< `value` is empty: the reason is nothing of the request
    };

    QLatin1StringView reason{}; //!< as in signalbox_connections_rejected_total. Owner: static storage
    int status = 0;             //!< of the HTTP answer; 0: none could be sent
    Subject subject = Subject::Address;
    QString value{};     //!< what a peer has sent; at most MaxRefusedText characters
    bool isRest = false; //!< requests with values that have no event of their own; `status` is one of theirs
    QLatin1StringView setting{}; //!< the configuration key that would allow it; empty: none
    QString entry{}; //!< what to add to the list `setting` to allow `value`; empty: nothing can be added
    BanId ban{};     //!< of the newest one that a ban kept out; null: none
    QLatin1StringView detail{}; //!< of the newest one: the error of TLS; empty: none. Owner: static storage

    friend bool operator==(const RequestRefused &, const RequestRefused &) = default;
};

//! Connections that were closed because they had reached a limit.
struct LimitReached
{
    static constexpr const char *Name = "limit";
    Cause cause = Cause::Overloaded;
    QLatin1StringView setting{}; //!< the configuration key of the limit; empty: none

    friend bool operator==(const LimitReached &, const LimitReached &) = default;
};

//! The requests of a connection had to wait because limits.work was used up, for longer than a moment.
struct WorkPaused
{
    static constexpr const char *Name = "work_paused";
    Milliseconds longest{}; //!< of the pauses
    bool isRest = false;    //!< of users who have no event of their own

    friend bool operator==(const WorkPaused &, const WorkPaused &) = default;
};

//! A connection has sent faster than limits.messages_per_second or limits.bytes_per_second allow.
struct RateExceeded
{
    static constexpr const char *Name = "rate_exceeded";
    QLatin1StringView setting{}; //!< the key of the rate. Owner: static storage
    bool isDropped = false;      //!< messages were dropped; else they had to wait

    friend bool operator==(const RateExceeded &, const RateExceeded &) = default;
};

//! No client could be accepted for a while; clients wait in the kernel.
struct AcceptingPaused
{
    static constexpr const char *Name = "accepting_paused";
    QString listener; //!< ADDR:PORT
    QString why;

    friend bool operator==(const AcceptingPaused &, const AcceptingPaused &) = default;
};

//! A command of a console, and how it ended.
struct CommandRun
{
    static constexpr const char *Name = "command";
    Actor actor{};
    //! Without its payload. Connections given by id: the first MaxConnections; `connections` counts all. Of bans behind the first
    //! MaxConnections only id and kind.
    CommandBody command{};
    std::array<quint64, OutcomeCount> outcomes{}; //!< connections, by Outcome
    quint64 connections =
        0;             //!< that have an outcome, or that a Send or Publish without outcomes was queued for
    QString failure{}; //!< as in ActionReport

    static constexpr std::size_t MaxConnections = 20;

    friend bool operator==(const CommandRun &, const CommandRun &) = default;
};

//! What an operator did to the server as a whole. What came of it are events of their own.
struct AdminAct
{
    static constexpr const char *Name = "act";
    enum class What : quint8 { Start, Stop, Reload, ReloadCertificates, Drain };

    Actor actor{};
    What what = What::Start;

    friend bool operator==(const AdminAct &, const AdminAct &) = default;
};

using ServerEventBody =
    std::variant<ServerStarted, ServerStartFailed, ServerDraining, ServerStopped, ConfigurationReloaded,
                 ConfigurationRejected, AdminPortLost, AdminPortBack, BrokerLost, BrokerBack,
                 CertificateLoaded, CertificateRejected, CertificateEnding, RequestRefused, LimitReached,
                 WorkPaused, RateExceeded, AcceptingPaused, CommandRun, AdminAct>;

inline const char *eventName(const ServerEventBody &body)
{
    return std::visit([](const auto &event) { return event.Name; }, body);
}

//! Something that happened, once or several times.
struct ServerEvent
{
    static constexpr std::size_t MaxAddresses = 8;

    ServerEventId id{};
    EventLevel level = EventLevel::Info;
    WallTime first{};  //!< when it happened first
    WallTime last{};   //!< and last
    quint64 count = 1; //!< how often
    ServerEventBody body{};
    // Of the last time; null and empty where no peer takes part.
    Endpoint peer{};
    ConnectionId connection{};
    QString user{};
    std::vector<QHostAddress> addresses{}; //!< of the peers, each once: the first ones
    bool hasMoreAddresses = false;

    friend bool operator==(const ServerEvent &, const ServerEvent &) = default;
};

//! Changes of the events that a subscriber knows.
struct ServerEventBatch
{
    std::vector<ServerEvent> events{}; //!< new, or changed since the subscriber was told; ascending ids
    std::vector<ServerEventId>
        forgotten{}; //!< that the subscriber was told of and that are not kept any more

    bool isEmpty() const { return events.empty() && forgotten.empty(); }
};

} // namespace signalbox
