#include "core/auth/jwtauthenticator.h"

#include "core/loop/ioloop.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

using namespace std::chrono_literals;

constexpr Milliseconds RefreshInterval = 1s; // JwtKeys knows when it is really due

AuthFailure refused(const char *reason)
{
    return {401, reason};
}

AuthFailure failureOf(JwtFault fault)
{
    switch (fault) {
    case JwtFault::Malformed:
        return refused("malformed_token");
    case JwtFault::Header:
        return refused("token_header");
    case JwtFault::Algorithm:
        return refused("algorithm");
    case JwtFault::Claims:
        return refused("claims");
    }
    Q_UNREACHABLE();
}

AuthFailure failureOf(JwtRefusal refusal)
{
    switch (refusal) {
    case JwtRefusal::User:
        return refused("user");
    case JwtRefusal::Issuer:
        return refused("issuer");
    case JwtRefusal::Audience:
        return refused("audience");
    case JwtRefusal::NotYet:
        return refused("not_yet");
    case JwtRefusal::Expired:
        return refused("expired_token");
    }
    Q_UNREACHABLE();
}

bool isGenuine(const JwkSet::Keys &keys, const QByteArray &token, JwtAlgorithm algorithm,
               qsizetype signatureBytes)
{
    return std::ranges::any_of(
        keys, [&](const auto &key) { return key->verifies(token, algorithm, signatureBytes); });
}

} // namespace

JwtAuthenticator::JwtAuthenticator(const JwtSettings &settings, JwtKeys &keys, VerificationPool &pool,
                                   IsRevoked isRevoked, IoLoop &loop)
    : m_settings(settings)
    , m_parser(jwtAlgorithmsFrom(settings.algorithms), settings.userClaim)
    , m_keys(keys)
    , m_pool(pool)
    , m_isRevoked(std::move(isRevoked))
    , m_loop(loop)
    , m_post(loop)
    , m_refresh(WheelTimer::of<&JwtAuthenticator::refreshKeys>(this))
{
    refreshKeys();
}

JwtAuthenticator::~JwtAuthenticator()
{
    m_post.close();
    while (!m_checks.isEmpty())
        cancel(m_checks.constBegin().key());
}

PendingAuth JwtAuthenticator::authenticate(const AuthRequest &request, Done done)
{
    if (request.token.size() > JwtParser::MaxBytes) {
        done(failureOf(JwtFault::Malformed));
        return {};
    }
    QByteArray hash = tokenHash(request.token);
    if (const std::optional<AuthResult> result = remembered(hash)) {
        done(*result);
        return {};
    }
    auto check = std::make_shared<Check>();
    if (const std::optional<AuthFailure> failure = read(request.token, *check)) {
        done(*failure);
        return {};
    }
    check->token = request.token;
    check->hash = std::move(hash);
    check->address = request.address;
    check->isExempt = request.isExempt;
    const CheckId id = ++m_latest;
    if (const std::optional<AuthResult> result = begin(id, *check)) {
        done(*result);
        return {};
    }
    check->done = std::move(done);
    m_checks.insert(id, check);
    return PendingAuth([this, id, alive = std::weak_ptr<const bool>(m_alive)] {
        if (!alive.expired())
            cancel(id);
    });
}

std::optional<AuthResult> JwtAuthenticator::remembered(const QByteArray &hash)
{
    if (const quint64 generation = m_keys.generation(); generation != m_cacheGeneration) {
        m_cache.clear();
        m_cacheGeneration = generation;
    }
    const JwtIdentity *known = m_cache.find(hash);
    if (!known)
        return std::nullopt;
    std::optional<AuthFailure> failure;
    if (const std::optional<JwtRefusal> refusal = judgeTime(*known, m_loop.wallNow()))
        failure = failureOf(*refusal);
    else if (isRevoked(known->identity))
        failure = refused("revoked_token");
    if (!failure)
        return known->identity;
    m_cache.remove(hash);
    return *failure;
}

bool JwtAuthenticator::isRevoked(const Identity &identity) const
{
    return m_isRevoked && m_isRevoked(identity);
}

std::optional<AuthFailure> JwtAuthenticator::read(QByteArrayView token, Check &check)
{
    const std::variant<Jwt, JwtFault> parsed = m_parser.parse(token);
    if (const auto *fault = std::get_if<JwtFault>(&parsed))
        return failureOf(*fault);
    const Jwt &jwt = std::get<Jwt>(parsed);
    std::variant<JwtIdentity, JwtRefusal> judged = judgeClaims(jwt.claims, m_settings, m_loop.wallNow());
    if (const auto *refusal = std::get_if<JwtRefusal>(&judged))
        return failureOf(*refusal);
    check.algorithm = jwt.algorithm;
    check.keyId = jwt.keyId;
    check.signatureBytes = jwt.signatureBytes;
    check.identity = std::get<JwtIdentity>(std::move(judged));
    return std::nullopt;
}

std::optional<AuthResult> JwtAuthenticator::begin(CheckId id, Check &check)
{
    check.generation =
        m_keys.generation(); // before the keys: if they change in between, nothing is remembered
    JwkSet::Keys keys = m_keys.current()->candidates(check.algorithm, check.keyId);
    if (keys.empty())
        return waitForKey(id, check, "unknown_key");
    check.isKeyUnknown =
        check.keyId && std::ranges::none_of(keys, [&](const auto &key) { return key->id() == check.keyId; });
    if (familyOf(check.algorithm) == JwtFamily::Hmac)
        return judge(id, check, isGenuine(keys, check.token, check.algorithm, check.signatureBytes));
    check.work = m_pool.submit(check.address, check.isExempt,
                               [this, id, alive = std::weak_ptr<const bool>(m_alive), post = m_post,
                                keys = std::move(keys), token = check.token, algorithm = check.algorithm,
                                signatureBytes = check.signatureBytes] {
                                   const bool result = isGenuine(keys, token, algorithm, signatureBytes);
                                   post.post([this, id, alive, result] {
                                       if (!alive.expired())
                                           finish(id, result);
                                   });
                               });
    return check.work == 0 ? std::optional<AuthResult>(AuthFailure{503, "busy"}) : std::nullopt;
}

std::optional<AuthResult> JwtAuthenticator::waitForKey(CheckId id, Check &check, const char *reason)
{
    if (m_keys.generation() == check.generation && std::exchange(check.mayWait, false)) {
        const std::variant<JwtKeys::Ticket, JwtKeys::NoWait> wait =
            m_keys.waitForKey(m_loop.now(), check.address, check.isExempt,
                              [this, id, reason, alive = std::weak_ptr<const bool>(m_alive), post = m_post] {
                                  post.post([this, id, reason, alive] {
                                      if (!alive.expired())
                                          continueWithKeys(id, reason);
                                  });
                              });
        if (const auto *ticket = std::get_if<JwtKeys::Ticket>(&wait)) {
            check.key = *ticket;
            return std::nullopt;
        }
        if (std::get<JwtKeys::NoWait>(wait) == JwtKeys::NoWait::TooMany)
            return AuthFailure{503, "busy"};
    }
    if (m_keys.generation() != check.generation)
        return begin(id, check); // the keys have changed since they were tried
    const std::shared_ptr<const JwtKeySnapshot> keys = m_keys.current();
    if (keys->hasUrl && !keys->hasUrlAnswered)
        return AuthFailure{503, "no_keys"};
    return refused(reason);
}

std::optional<AuthResult> JwtAuthenticator::judge(CheckId id, Check &check, bool isGenuine)
{
    if (!isGenuine)
        return check.isKeyUnknown ? waitForKey(id, check, "signature") : refused("signature");
    // Time has passed, and somebody may have revoked it.
    if (const std::optional<JwtRefusal> refusal = judgeTime(check.identity, m_loop.wallNow()))
        return failureOf(*refusal);
    if (isRevoked(check.identity.identity))
        return refused("revoked_token");
    if (check.generation == m_cacheGeneration)
        m_cache.insert(check.hash, check.identity, check.token.size());
    return check.identity.identity;
}

void JwtAuthenticator::continueWithKeys(CheckId id, const char *reason)
{
    const std::shared_ptr<Check> check = m_checks.value(id);
    if (!check)
        return;
    check->key = 0;
    if (const std::optional<AuthResult> result = waitForKey(id, *check, reason))
        report(id, *result);
}

void JwtAuthenticator::finish(CheckId id, bool isGenuine)
{
    const std::shared_ptr<Check> check = m_checks.value(id);
    if (!check)
        return;
    check->work = 0;
    if (const std::optional<AuthResult> result = judge(id, *check, isGenuine))
        report(id, *result);
}

void JwtAuthenticator::report(CheckId id, const AuthResult &result)
{
    const std::shared_ptr<Check> check = m_checks.take(id);
    check->done(result); // may be the end of this
}

void JwtAuthenticator::cancel(CheckId id)
{
    const std::shared_ptr<Check> check = m_checks.take(id);
    if (!check)
        return;
    if (check->work != 0)
        m_pool.cancel(check->work);
    if (check->key != 0)
        m_keys.cancel(check->key);
}

void JwtAuthenticator::refreshKeys()
{
    m_keys.refreshIfDue(m_loop.now());
    m_loop.wheel().arm(m_refresh, m_loop.now() + RefreshInterval);
}

} // namespace signalbox
