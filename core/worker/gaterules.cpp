#include "core/worker/gaterules.h"

#include "core/auth/authenticators.h"
#include "core/auth/roomgrant.h"
#include "core/config/config.h"
#include "core/session/connection.h"
#include "core/worker/banchecks.h"
#include "core/worker/sharedstate.h"

namespace signalbox {

namespace {

//! How a connection ends that would have been answered with \a refusal before the upgrade.
CloseReason closeReasonOf(const Refusal &refusal)
{
    if (QByteArrayView(refusal.reason).startsWith("user_banned"))
        return CloseReason::of(Cause::Banned);
    const bool isFull = refusal.response.status == 429;
    return CloseReason::of(isFull ? Cause::Overloaded : Cause::RoomForbidden);
}

} // namespace

Gate::Rules gateRulesOf(const Config &config, SharedState &shared, IoLoop &loop)
{
    return {.authenticators = std::make_shared<Authenticators>(config.auth, shared.auth, loop),
            .earlyChecks = {originBanCheck(shared.bans)},
            .checks = {userBanCheck(shared.bans),
                       roomGrantCheck(std::make_shared<const RoomPolicies>(config.rooms))},
            .includeLoopback = config.limits.includeLoopback,
            .trustedProxies = TrustedProxies(config.policy.trustedProxies),
            .takesTokensLater = true};
}

ClientAuth::Context clientAuthOf(const Gate::Rules &rules, SharedState &shared, ServerCounters &counters,
                                 IoLoop &loop)
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
            .check = [checks = rules.checks, &shared](
                         const Connection &client, const Identity &identity) -> std::optional<CloseReason> {
                const EntryRequest request{identity, client.info().room, client.info().peer};
                for (const EntryCheck &check : checks) {
                    if (const std::optional<Refusal> refused = check(request)) {
                        shared.bans.current()->hit(refused->ban);
                        return closeReasonOf(*refused);
                    }
                }
                return std::nullopt;
            }};
}

} // namespace signalbox
