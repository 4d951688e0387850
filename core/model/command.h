#pragma once

// The commands of a console as values, and how they ended. Window, admin API, command line and embedder use
// the same ones, in process and over the network.
//
// To add a command: a struct here, listed in CommandBody; CommandHandler::execute() for it in core/control;
// its text in ui/connections/actiontext.cpp.

#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/model/actor.h"
#include "core/model/ban.h"
#include "core/model/messagelog.h"
#include "core/model/revocation.h"

#include <QByteArray>
#include <QHostAddress>
#include <QString>

#include <optional>
#include <variant>
#include <vector>

namespace signalbox {

//! Every connection of the server.
struct AllConnections
{
    friend bool operator==(const AllConnections &, const AllConnections &) = default;
};

//! The connections that are members of a room.
struct RoomTarget
{
    QString room;

    friend bool operator==(const RoomTarget &, const RoomTarget &) = default;
};

//! The connections of a user.
struct UserTarget
{
    QString user;

    friend bool operator==(const UserTarget &, const UserTarget &) = default;
};

//! The connections a command applies to. Connections given by id have an outcome each, also those that are
//! gone.
using Target = std::variant<std::vector<ConnectionId>, AllConnections, RoomTarget, UserTarget>;

// Name is stable: it is the label in metrics and the action in the audit log.

//! Closes at once with `code` and `reason` (see CloseReason::kick()) and discards what is queued.
struct Kick
{
    static constexpr const char *Name = "kick";
    Target target{};
    quint16 code = 4100;
    QString reason{};

    friend bool operator==(const Kick &, const Kick &) = default;
};

//! Closes behind what is queued. `code` and `reason` as of Kick.
struct Close
{
    static constexpr const char *Name = "close";
    Target target{};
    quint16 code = 1000;
    QString reason{};

    friend bool operator==(const Close &, const Close &) = default;
};

//! Sends a ping now.
struct Ping
{
    static constexpr const char *Name = "ping";
    Target target{};

    friend bool operator==(const Ping &, const Ping &) = default;
};

//! Sends a message. To a room it becomes one of the room's messages: numbered and kept in its history.
struct Send
{
    static constexpr const char *Name = "send";
    Target target{};
    MessageType type = MessageType::Text;
    QByteArray payload{}; //!< UTF-8 for text

    friend bool operator==(const Send &, const Send &) = default;
};

//! Makes the connections members of a room, which is created if it does not exist. Done for those that are
//! members already.
struct PutIntoRoom
{
    static constexpr const char *Name = "put_into_room";
    Target target{};
    QString room{};

    friend bool operator==(const PutIntoRoom &, const PutIntoRoom &) = default;
};

//! Ends the membership of the connections in a room; they stay connected.
struct TakeOutOfRoom
{
    static constexpr const char *Name = "take_out_of_room";
    Target target{};
    QString room{};

    friend bool operator==(const TakeOutOfRoom &, const TakeOutOfRoom &) = default;
};

//! Publishes JSON in the name of the actor. To a room it becomes one of the room's messages; a room nobody is in is made for
//! it, and keeps it in its history.
struct Publish
{
    static constexpr const char *Name = "publish";
    Target target{};
    QByteArray content{};  //!< one valid JSON value, passed on as it is; UTF-8, without white space around it
    bool isBase64 = false; //!< `content` is a JSON string of base64: plain members get its bytes

    friend bool operator==(const Publish &, const Publish &) = default;
};

//! Deletes the messages that are kept of a room. Its numbering goes on.
struct DeleteHistory
{
    static constexpr const char *Name = "delete_history";
    Target target{}; //!< a RoomTarget

    friend bool operator==(const DeleteHistory &, const DeleteHistory &) = default;
};

//! Keeps out whom `bans` are about, and closes those who are in with 4403. All are added, or none: one that exists already,
//! with the same kind and value, makes it fail. Of each only kind, value, reason and end count; the report has the bans as
//! they were added.
struct AddBans
{
    static constexpr const char *Name = "ban";
    Target target{}; //!< unused
    std::vector<Ban> bans{};

    friend bool operator==(const AddBans &, const AddBans &) = default;
};

//! Changes reason and end of the ban with the id of `ban`.
struct EditBan
{
    static constexpr const char *Name = "edit_ban";
    Target target{}; //!< unused
    Ban ban{};

    friend bool operator==(const EditBan &, const EditBan &) = default;
};

//! Removes those of the bans that exist; fails if none does. The report has the bans that were removed.
struct RemoveBans
{
    static constexpr const char *Name = "remove_ban";
    Target target{};         //!< unused
    std::vector<Ban> bans{}; //!< only their ids count

    friend bool operator==(const RemoveBans &, const RemoveBans &) = default;
};

//! Accepts a token, or the tokens of a user, no more, and closes their connections with 3003. The report has `value` in its
//! one form, and `until`.
struct Revoke
{
    static constexpr const char *Name = "revoke";
    Target target{}; //!< unused
    RevocationKind kind = RevocationKind::TokenId;
    QString value{};
    std::optional<WallTime> until{}; //!< none: as long as the tokens that are known, see LatestExpiries

    friend bool operator==(const Revoke &, const Revoke &) = default;
};

using CommandBody = std::variant<Kick, Close, Ping, Send, PutIntoRoom, TakeOutOfRoom, Publish, DeleteHistory,
                                 AddBans, EditBan, RemoveBans, Revoke>;

//! Whether \a body changes the bans.
inline bool isAboutBans(const CommandBody &body)
{
    return std::holds_alternative<AddBans>(body) || std::holds_alternative<EditBan>(body) ||
           std::holds_alternative<RemoveBans>(body);
}

//! Whether \a body changes who may be connected: it is about no connections, and every io thread looks at all of them.
inline bool isAboutAccess(const CommandBody &body)
{
    return isAboutBans(body) || std::holds_alternative<Revoke>(body);
}

struct Command
{
    Actor actor{};
    CommandBody body{};
    QString filter{}; //!< the query that has chosen the connections of its target; for people

    friend bool operator==(const Command &, const Command &) = default;
};

inline const char *commandName(const CommandBody &body)
{
    return std::visit([](const auto &command) { return command.Name; }, body);
}

inline const Target &targetOf(const CommandBody &body)
{
    return std::visit([](const auto &command) -> const Target & { return command.target; }, body);
}

inline void setTarget(CommandBody &body, Target target)
{
    std::visit([&target](auto &command) { command.target = std::move(target); }, body);
}

//! How a command ended for one connection.
enum class Outcome : quint8 {
    Done, //!< queued (Send, Publish), answered (Ping), is or is not a member now (PutIntoRoom, TakeOutOfRoom)
    ClosedClean, //!< the peer answered our Close
    NoAnswer,    //!< the deadline passed: dropped (Kick, Close), or no pong (Ping)
    AlreadyGone, //!< it had ended before
    Rejected, //!< its queue is full (Send, Publish), the room is full (PutIntoRoom), no member (TakeOutOfRoom)
    Unknown,  //!< the link to the server was lost before the outcome arrived
};
inline constexpr int OutcomeCount = int(Outcome::Unknown) + 1;

//! For machines: metrics, JSON. Owner: static storage.
const char *outcomeName(Outcome outcome);

struct ActionOutcome
{
    ConnectionId connection;
    Outcome outcome = Outcome::Done;
    std::optional<Nanoseconds> latency = {}; //!< of the pong (Ping)

    friend bool operator==(const ActionOutcome &, const ActionOutcome &) = default;
};

//! The connection that a command for a single one was for, as it was then.
struct ActionSubject
{
    QString user;
    QHostAddress address;

    friend bool operator==(const ActionSubject &, const ActionSubject &) = default;
};

//! How a command ended; exactly one for each.
struct ActionReport
{
    ActionId action;
    Command command;
    //! In no order. A Send or Publish that is not to connections given by id has none, nor has a DeleteHistory or a command about access.
    std::vector<ActionOutcome> outcomes = {};
    quint64 delivered =
        0; //!< connections a Send or Publish was queued for, or that AddBans or Revoke has closed
    std::optional<quint64> seq = {}; //!< of a Publish to a room
    //! Why a command without outcomes had no effect, a sentence without a full stop; empty: it had.
    QString failure = {};
    std::optional<ActionSubject> subject = {}; //!< none: it was for several, or for one that was gone
};

//! Whether \a body is not about connections, so that it has a result of its own instead of outcomes.
inline bool isWithoutOutcomes(const CommandBody &body)
{
    const auto *ids = std::get_if<std::vector<ConnectionId>>(&targetOf(body));
    const bool isToIds = ids && !ids->empty();
    return std::holds_alternative<DeleteHistory>(body) || isAboutAccess(body) ||
           (!isToIds && (std::holds_alternative<Send>(body) || std::holds_alternative<Publish>(body)));
}

} // namespace signalbox
