#pragma once

#include "core/base/clock.h"
#include "core/policy/roompatterns.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>

namespace signalbox {

//! Which rooms a client may join and publish to, as its token says. None: the token does not limit it, and rooms whose
//! policy is `granted` are closed to it.
struct Grants
{
    std::optional<RoomPatterns> join = std::nullopt;
    std::optional<RoomPatterns> publish = std::nullopt;

    friend bool operator==(const Grants &, const Grants &) = default;
};

//! Who a client is, and what it may do. A value.
struct Identity
{
    QString user{};                         //!< empty: a guest, named by its connection
    QString displayName{};                  //!< the claim `name`; empty: none
    std::shared_ptr<const Grants> grants{}; //!< null: as without limits. Shared: many clients, few sets
    std::optional<WallTime> expires =
        std::nullopt;       //!< when its connection ends, leeway included; none: never
    QByteArray tokenHash{}; //!< of a token of [[auth.token]]: its SHA-256, shared; empty: another kind
    QString tokenId{};      //!< the claim `jti`; empty: none
    std::optional<WallTime> issuedAt = std::nullopt; //!< the claim `iat`
};

} // namespace signalbox
