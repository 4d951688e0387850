#include "core/worker/gaterules.h"

#include "core/auth/authenticators.h"
#include "core/auth/roomgrant.h"
#include "core/config/config.h"
#include "core/loop/looppost.h"
#include "core/session/connection.h"
#include "core/worker/banchecks.h"
#include "core/worker/sharedstate.h"
#include "core/worker/usersessions.h"

namespace signalbox {

namespace {

constexpr const char *UserCap = "user_cap"; // limits.max_connections_per_user
constexpr const char *UserCapText = "this user has as many connections as are allowed";

//! How a connection ends that one of the checks would have refused before the upgrade.
CloseReason closeReasonOf(const Refusal &refusal)
{
    const bool isBanned = QByteArrayView(refusal.reason).startsWith("user_banned");
    return CloseReason::of(isBanned ? Cause::Banned : Cause::RoomForbidden);
}

Refusal userCapRefusal()
{
    Refusal refusal{HttpResponse::problem(429, UserCapText), UserCap};
    refusal.response.headers.emplace_back("Retry-After", "1");
    return refusal;
}

ClientAuth::Denial userCapDenial()
{
    const quint16 code = causeInfo(Cause::Overloaded).code;
    return {CloseReason::custom(Cause::Overloaded, code, QString::fromLatin1(UserCapText)), UserCap};
}

std::variant<UserPlace, Refusal> reservePlace(UserCaps &caps, const QString &user)
{
    if (std::optional<UserPlace> place = caps.reserve(user))
        return *std::move(place);
    return userCapRefusal();
}

ClaimPlace claimPlaces(const LoopPost &post)
{
    return
        [post](UserPlace &place, ConnectionId connection, std::function<void(std::optional<Refusal>)> done) {
            return place.claim(connection, [post, done = std::move(done)](bool isGranted) {
                post.post(
                    [done, isGranted] { done(isGranted ? std::nullopt : std::optional(userCapRefusal())); });
            });
        };
}

using PlaceTaken = std::function<void(std::optional<ClientAuth::Denial>)>;

//! Takes a place for \a client, which \a sessions hold then.
PendingAuth takePlace(UserCaps &caps, UserSessions &sessions, const LoopPost &post, ConnectionId client,
                      const QString &user, const PlaceTaken &done)
{
    if (user.isEmpty()) {
        done({});
        return {};
    }
    std::optional<UserPlace> reserved = caps.reserve(user);
    if (!reserved) {
        done(userCapDenial());
        return {};
    }
    const auto place = std::make_shared<UserPlace>(*std::move(reserved)); // null: cancelled
    const auto finish = [&sessions, client, place, done](bool isGranted) {
        if (isGranted)
            sessions.hold(client, std::move(*place));
        done(isGranted ? std::nullopt : std::optional(userCapDenial()));
    };
    const bool isAsked = place->claim(client, [post, place, finish](bool isGranted) {
        post.post([place, finish, isGranted] {
            if (!place->isNull())
                finish(isGranted);
        });
    });
    if (isAsked)
        return PendingAuth([place] { *place = {}; });
    finish(true);
    return {};
}

} // namespace

Gate::Rules gateRulesOf(const Config &config, SharedState &shared, IoLoop &loop, const LoopPost &post)
{
    const bool isLimited =
        shared.directory && config.userCap.maxConnections > 0 && config.userCap.policy == UserPolicy::Refuse;
    return {
        .authenticators = std::make_shared<Authenticators>(config.auth, shared.auth, loop),
        .earlyChecks = {originBanCheck(shared.bans)},
        .checks = {userBanCheck(shared.bans),
                   roomGrantCheck(std::make_shared<const RoomPolicies>(config.rooms))},
        .reservePlace = [&caps = shared.userCaps](const QString &user) { return reservePlace(caps, user); },
        .claimPlace = isLimited ? claimPlaces(post) : ClaimPlace(),
        .includeLoopback = config.limits.includeLoopback,
        .takesTokensLater = true};
}

ClientAuth::Context clientAuthOf(const Gate::Rules &rules, SharedState &shared, ServerCounters &counters,
                                 UserSessions &sessions, IoLoop &loop, const LoopPost &post)
{
    const auto isExempt = [includeLoopback = rules.includeLoopback](const Connection &client) {
        return client.info().isExempt || (!includeLoopback && isLoopback(client.info().peer.address));
    };
    return {.authenticator =
                [authenticators = rules.authenticators](AuthMode mode) {
                    return std::shared_ptr<Authenticator>(authenticators, authenticators->of(mode));
                },
            .isExempt = isExempt,
            .failed =
                [&shared, &counters, &loop, isExempt](const Connection &client, const AuthFailure &failure) {
                    counters.authFailures.add({failure.reason});
                    if (failure.status == 401 && !isExempt(client))
                        (void)shared.auth.failures.add(client.info().peer.address, loop.now());
                },
            .check = [checks = rules.checks, &shared](const Connection &client, const Identity &identity)
                -> std::optional<ClientAuth::Denial> {
                const EntryRequest request{identity, client.info().room, client.info().peer};
                for (const EntryCheck &check : checks) {
                    if (const std::optional<Refusal> refused = check(request)) {
                        shared.bans.current()->hit(refused->ban);
                        return ClientAuth::Denial{closeReasonOf(*refused)};
                    }
                }
                return std::nullopt;
            },
            .takePlace =
                [&caps = shared.userCaps, &sessions, post](const Connection &client, const Identity &identity,
                                                           const PlaceTaken &done) {
                    return takePlace(caps, sessions, post, client.id(), identity.user, done);
                }};
}

} // namespace signalbox
