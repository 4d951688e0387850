#pragma once

// The bans and revocations that the nodes of a cluster share, as they are in Redis and travel between nodes. Both are hashes:
//
//   bans          field `KIND VALUE`, for example `user ann`     value `ID CREATED EXPIRES` and two netstrings: by, reason
//   revocations   field `jti VALUE` or `user VALUE`              value `0 CREATED UNTIL`
//
// Times are milliseconds since 1970; EXPIRES is -1 for never.

#include "core/cluster/noderange.h"
#include "core/model/accessposition.h"
#include "core/model/actor.h"
#include "core/model/ban.h"
#include "core/model/revocation.h"

#include <QByteArray>

#include <optional>
#include <variant>
#include <vector>

namespace signalbox {

//! What a ban or a revocation is about, as a field of the hashes: it names at most one of each.
QByteArray accessField(const Ban &ban);
QByteArray accessField(const Revocation &revocation);

//! A change that a node wants.
struct AccessOperation
{
    enum class Kind : quint8 {
        Add, //!< a new ban, whose id Redis gives; fails if there is one about the same
        Put, //!< a ban of this node that Redis may lack: nothing happens if there is another one about the same
        Set,    //!< a ban that exists has changed
        Drop,   //!< a ban is removed: the one with this id, or made at the same time
        Revoke, //!< a revocation, which renews one about the same
        Forget, //!< a revocation has ended
    };
    Kind kind = Kind::Add;
    std::variant<Ban, Revocation> entry{};
    //! (Drop) Removed only if it ends no later: an operator may have given it a later end.
    bool hasEnded = false;
};

//! Who has wanted changes.
struct AccessOrigin
{
    NodeNumber node = 0;
    QString name{};               //!< of the node
    std::optional<Actor> actor{}; //!< none: nobody; something has ended

    friend bool operator==(const AccessOrigin &, const AccessOrigin &) = default;
};

//! A change that has happened. Of an entry that was removed only what it is about is known.
struct AccessChange
{
    bool isRemoval = false;
    std::variant<Ban, Revocation> entry{};

    friend bool operator==(const AccessChange &, const AccessChange &) = default;
};

//! Changes that were made together.
struct AccessChanges
{
    QByteArray epoch{};
    quint64 version = 0; //!< with them
    AccessOrigin origin{};
    std::vector<AccessChange> changes{};
};

struct AccessContent
{
    std::vector<Ban> bans{};
    std::vector<Revocation> revocations{};
};

//! Appends an operation as the script takes it: name, field, value.
void appendOperation(std::vector<QByteArray> &arguments, const AccessOperation &operation);
QByteArray encodeOrigin(const AccessOrigin &origin);
QByteArray encodeEntry(const Ban &ban);
QByteArray encodeEntry(const Revocation &revocation);

// Return nothing if the bytes are not as written here, or break the rules of bans and revocations.
std::optional<Ban> parseBan(QByteArrayView field, QByteArrayView value);
std::optional<Revocation> parseRevocation(QByteArrayView field, QByteArrayView value);
//! Changes that cannot be read are left out.
std::optional<AccessChanges> parseAccessChanges(QByteArrayView bytes);

} // namespace signalbox
