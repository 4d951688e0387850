#include "core/worker/gaterules.h"

#include "core/auth/authenticators.h"
#include "core/auth/roomgrant.h"
#include "core/config/config.h"
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

std::variant<UserPlace, Refusal> reservePlace(UserCaps &caps, const QString &user)
{
    if (std::optional<UserPlace> place = caps.reserve(user))
        return *std::move(place);
    Refusal refusal{HttpResponse::problem(429, UserCapText), UserCap};
    refusal.response.headers.emplace_back("Retry-After", "1");
    return refusal;
}

} // namespace

Gate::Rules gateRulesOf(const Config &config, SharedState &shared, IoLoop &loop)
{
    return {
        .authenticators = std::make_shared<Authenticators>(config.auth, shared.auth, loop),
        .earlyChecks = {originBanCheck(shared.bans)},
        .checks = {userBanCheck(shared.bans),
                   roomGrantCheck(std::make_shared<const RoomPolicies>(config.rooms))},
        .reservePlace = [&caps = shared.userCaps](const QString &user) { return reservePlace(caps, user); },
        .includeLoopback = config.limits.includeLoopback,
        .takesTokensLater = true};
}

ClientAuth::Context clientAuthOf(const Gate::Rules &rules, SharedState &shared, ServerCounters &counters,
                                 UserSessions &sessions, IoLoop &loop)
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
            .check = [checks = rules.checks, &shared,
                      &sessions](const Connection &client,
                                 const Identity &identity) -> std::optional<ClientAuth::Denial> {
                const EntryRequest request{identity, client.info().room, client.info().peer};
                for (const EntryCheck &check : checks) {
                    if (const std::optional<Refusal> refused = check(request)) {
                        shared.bans.current()->hit(refused->ban);
                        return ClientAuth::Denial{closeReasonOf(*refused)};
                    }
                }
                if (identity.user.isEmpty())
                    return std::nullopt;
                std::optional<UserPlace> place = shared.userCaps.reserve(identity.user);
                if (!place) {
                    const quint16 code = causeInfo(Cause::Overloaded).code;
                    return ClientAuth::Denial{
                        CloseReason::custom(Cause::Overloaded, code, QString::fromLatin1(UserCapText)),
                        UserCap};
                }
                sessions.hold(client.id(), *std::move(place));
                return std::nullopt;
            }};
}

} // namespace signalbox
