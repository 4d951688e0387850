#pragma once

// What an operator can configure about who may connect and what limits apply. Plain values with the defaults
// of a server without configuration; key names and bounds are in core/config/configkeys.cpp. 0 = no limit.

#include "core/base/relativesize.h"
#include "core/base/units.h"
#include "core/policy/authsettings.h"

#include <QStringList>

#include <optional>
#include <vector>

namespace signalbox {

using namespace std::chrono_literals;

enum class RouteKind : quint8 { Room, Echo };

//! What happens to a peer that does not read fast enough.
enum class OutboxPolicy : quint8 {
    Close,      //!< it is closed with 4408
    DropOldest, //!< the oldest messages are dropped
};
//! Returns the name used in configuration and metrics. Owner: static storage.
const char *outboxPolicyName(OutboxPolicy policy);

//! What happens to a peer that sends faster than its rate.
enum class RatePolicy : quint8 {
    Pause, //!< it is not read for a while
    Drop,  //!< its messages beyond the rate have no effect
    Close, //!< it is closed with 4429
};
inline constexpr int RatePolicyCount = int(RatePolicy::Close) + 1;
//! Returns the name used in configuration and metrics. Owner: static storage.
const char *ratePolicyName(RatePolicy policy);

//! The compression settings of a route.
struct RouteDeflate
{
    bool enabled = true;
    std::optional<int> level; //!< none: deflate.level

    friend bool operator==(const RouteDeflate &, const RouteDeflate &) = default;
};

struct RouteSettings
{
    QString path; //!< exact, or with one {room} as a whole segment
    RouteKind kind = RouteKind::Room;
    QString room;             //!< fixed room; empty with {room} in the path or for echo
    QStringList subprotocols; //!< plain ones accepted by name
    bool envelope = true;     //!< also accepts the envelope's subprotocol; ignored for echo
    bool requireSubprotocol = false;
    std::optional<qint64> maxMessage;                        //!< bytes; none: limits.max_message
    std::optional<RouteDeflate> deflate = std::nullopt;      //!< none: as deflate.enabled says
    std::optional<OutboxPolicy> outboxPolicy = std::nullopt; //!< none: limits.outbox_policy
    std::optional<AuthMode> auth = std::nullopt;             //!< none: auth.mode

    bool speaksEnvelope() const { return envelope && kind == RouteKind::Room; }

    friend bool operator==(const RouteSettings &, const RouteSettings &) = default;
};

//! Who may publish to a room.
enum class RoomPublishing : quint8 {
    Members, //!< its members
    Granted, //!< those of its members whose token grants it
    Server,  //!< the server only: the admin API, the window, the program that embeds it
};

//! Who may join a room.
enum class RoomJoining : quint8 {
    Anyone,
    Granted, //!< those whose token grants it
};

//! The rules of some rooms, [[room]]. What has no value is as for all rooms.
struct RoomSettings
{
    QString name; //!< of the room; `*` stands for any characters
    RoomPublishing publish = RoomPublishing::Members;
    RoomJoining join = RoomJoining::Anyone;
    std::optional<bool> echoToSender = std::nullopt;       //!< hub.echo_to_sender
    std::optional<bool> announce = std::nullopt;           //!< hub.announce
    std::optional<qint64> maxMembers = std::nullopt;       //!< hub.max_members
    std::optional<int> historyMessages = std::nullopt;     //!< history.messages
    std::optional<Milliseconds> historyAge = std::nullopt; //!< history.age
    std::optional<OutboxPolicy> outboxPolicy =
        std::nullopt; //!< of connections whose path has the room; also before that of the route

    friend bool operator==(const RoomSettings &, const RoomSettings &) = default;
};

//! `/` and `/ws` → lobby, `/room/{room}`, `/echo`.
std::vector<RouteSettings> builtInRoutes();

struct HeartbeatSettings
{
    Milliseconds interval = 25s; //!< 0: no heartbeat
    Milliseconds timeout = 10s;

    friend bool operator==(const HeartbeatSettings &, const HeartbeatSettings &) = default;
};

struct LimitSettings
{
    qint64 maxConnections = 10000;
    qint64 maxConnectionsPerAddress = 1000;
    qint64 maxRoomsPerAddress = 10000; //!< that were created from one address, as long as they exist
    qint64 connectsPerSecondPerAddress = 200;
    bool includeLoopback = false;
    qint64 maxMessage = 64 * 1024;
    qint64 maxHead = 16 * 1024;
    qint64 unfinishedHeads = 1024;
    Milliseconds handshake = 5s;
    Milliseconds auth = 10s; //!< for the first message of a client that has shown no token
    Milliseconds closing = 3s;
    qint64 outboxHard = 1024 * 1024;
    qint64 work = 8 * 1024 * 1024; //!< bytes of amplification a second and connection
    qint64 outboxSoft = 256 * 1024;
    Milliseconds outboxSoftFor = 30s;
    Milliseconds writeStall = 30s;
    OutboxPolicy outboxPolicy = OutboxPolicy::Close;
    qint64 messagesPerSecond = 0; //!< of a connection, as the next
    qint64 bytesPerSecond = 0;
    RatePolicy ratePolicy = RatePolicy::Pause;
    Milliseconds maxLifetime = 0ms; //!< of a connection
    RelativeSize memory =
        RelativeSize::percent(25); //!< of memoryCapacity(); in bytes after withMemoryInBytes()

    friend bool operator==(const LimitSettings &, const LimitSettings &) = default;
};

//! Whether clients of the listeners need a certificate of their own. It is verified wherever one is shown.
enum class TlsClientAuth : quint8 {
    Off, //!< they are not asked for one
    Optional,
    Required,
};

//! Certificate and key or neither: with them the listeners use TLS.
struct TlsSettings
{
    QString certificate;                           //!< PEM: the certificate, then its chain
    QString key;                                   //!< PEM: its private key
    QString keyPassphraseFile;                     //!< empty: the key is not encrypted
    QString clientCa{};                            //!< PEM: the authorities of clients; empty: none
    TlsClientAuth clientAuth = TlsClientAuth::Off; //!< otherwise with clientCa

    bool isEnabled() const { return !certificate.isEmpty(); }

    friend bool operator==(const TlsSettings &, const TlsSettings &) = default;
};

struct DeflateSettings
{
    bool enabled = true;
    int level = 1;         //!< 1 (fast) to 9 (small)
    qint64 minSize = 1024; //!< bytes; smaller messages are sent as they are
    bool contextTakeover = false;

    friend bool operator==(const DeflateSettings &, const DeflateSettings &) = default;
};

//! Whether connections from trusted proxies begin with a PROXY header.
enum class ProxyProtocol : quint8 {
    Off,
    Optional,
    Required, //!< and all others are refused
};

struct PolicySettings
{
    //! scheme://host[:port], lower case; the host may begin with `*.`, the port may be `*`. Also `null`, and
    //! `*`, which allows every origin.
    QStringList origins;
    bool allowMissingOrigin = true;
    QStringList hosts;          //!< as normalisedHost() returns them; empty: any
    QStringList trustedProxies; //!< as Network::toString() writes them
    ProxyProtocol proxyProtocol = ProxyProtocol::Off;

    friend bool operator==(const PolicySettings &, const PolicySettings &) = default;
};

} // namespace signalbox
