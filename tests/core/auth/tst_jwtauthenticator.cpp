#include "core/auth/jwtauthenticator.h"

#include "tests/core/auth/jwttokens.h"
#include "tests/support/iothread.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

const JwtSigner &rsa()
{
    static const JwtSigner signer = JwtSigner::rsa();
    return signer;
}

} // namespace

class TstJwtAuthenticator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void decides_data();
    void decides();
    void secretsAreCheckedAtOnce();
    void otherKeysAreCheckedElsewhere();
    void remembersGenuineTokens();
    void forgetsTokensWhoseTimeIsOver();
    void forgetsRevokedTokens();
    void refusesWhatIsRevokedWhileItIsChecked();
    void forgetsWhenKeysChange();
    void aFullPoolIs503();
    void cancels();
    void mayEndBeforeItsResults();

private:
    JwtAuthenticator &make(const JwtSettings &settings)
    {
        m_authenticator = std::make_unique<JwtAuthenticator>(
            settings, m_keys, *m_pool,
            [this](const Identity &identity) { return identity.tokenId == m_revoked; }, ioLoop());
        return *m_authenticator;
    }
    //! Returns what comes; nothing within the time of waitUntil() is an empty text.
    QString resultOf(const QByteArray &token)
    {
        std::optional<AuthResult> result;
        const PendingAuth pending =
            m_authenticator->authenticate({.token = token, .client = ConnectionId(1), .address = ClientHost},
                                          [&](const AuthResult &r) { result = r; });
        waitUntil([&] { return result.has_value(); });
        return result ? textOf(*result) : QString();
    }
    void useKeys(const QByteArray &jwks, const JwtSettings &settings = {})
    {
        m_keys.apply(settings, *JwkSet::parse(jwks), Clock::now());
    }
    static JwtSettings allAlgorithms()
    {
        JwtSettings settings;
        settings.algorithms = jwtAlgorithmNames();
        return settings;
    }

    JwtKeys m_keys{[](const QString &, const JwtKeys::Fetched &) {}};
    std::unique_ptr<VerificationPool> m_pool;
    std::unique_ptr<JwtAuthenticator> m_authenticator;
    QString m_revoked = u"-"_s;
};

void TstJwtAuthenticator::init()
{
    m_pool = std::make_unique<VerificationPool>();
    m_revoked = u"-"_s;
    useKeys("{\"keys\":[" + secret().jwk(R"("kid":"s")") + ',' + p256().jwk(R"("kid":"e")") + ',' +
            rsa().jwk(R"("kid":"r","alg":"RS256")") + "]}");
}

void TstJwtAuthenticator::cleanup()
{
    m_authenticator.reset();
    m_pool.reset();
    runUntilIdle();
}

void TstJwtAuthenticator::decides_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QString>("result");
    const auto row = [](const char *name, const QByteArray &token, const char *result) {
        QTest::newRow(name) << token << QString::fromLatin1(result);
    };
    using A = JwtAlgorithm;
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    const auto at = [&](const char *claim, qint64 seconds) {
        return R"({"sub":"ann",")" + QByteArray(claim) + "\":" + QByteArray::number(now + seconds) + '}';
    };
    row("HS256", secret().token(A::HS256, claims()), "ann");
    row("HS256 with kid", secret().token(A::HS256, claims(), R"("kid":"s")"), "ann");
    row("HS512", secret().token(A::HS512, claims()), "ann");
    row("ES256", p256().token(A::ES256, claims()), "ann");
    row("ES256 with kid", p256().token(A::ES256, claims(), R"("kid":"e")"), "ann");
    row("RS256", rsa().token(A::RS256, claims(), R"("kid":"r")"), "ann");
    row("an algorithm that the key's alg forbids", rsa().token(A::PS256, claims(), R"("kid":"r")"),
        "401 unknown_key");
    row("unknown kid", secret().token(A::HS256, claims(), R"("kid":"x")"), "401 unknown_key");
    row("kid of a key for another algorithm", secret().token(A::HS256, claims(), R"("kid":"e")"),
        "401 unknown_key");
    row("kid of another key", p256().token(A::ES256, claims(), R"("kid":"s")"), "401 unknown_key");
    row("kid that is a path", secret().token(A::HS256, claims(), R"("kid":"../../dev/null")"),
        "401 unknown_key");
    row("empty kid", secret().token(A::HS256, claims(), R"("kid":"")"), "401 unknown_key");
    row("other secret", JwtSigner::secret(QByteArray(64, 'x')).token(A::HS256, claims()), "401 signature");
    row("other curve", JwtSigner::ec("P-384").token(A::ES256, claims()), "401 signature");
    row("other key of the same curve", JwtSigner::ec("P-256").token(A::ES256, claims()), "401 signature");
    row("curve without a key", JwtSigner::ec("P-384").token(A::ES384, claims()), "401 unknown_key");
    row("public key used as a secret, in PEM", JwtSigner::secret(rsa().publicPem()).token(A::HS256, claims()),
        "401 signature");
    row("public key used as a secret, as JWK",
        JwtSigner::secret(p256().jwk(R"("kid":"e")")).token(A::HS256, claims(), R"("kid":"e")"),
        "401 unknown_key");
    row("empty secret", JwtSigner::secret("").token(A::HS256, claims()), "401 signature");
    row("key of the header",
        JwtSigner::secret(QByteArray(64, 'x')).token(A::HS256, claims(), R"("jwk":{"kty":"oct","k":"AA"})"),
        "401 signature");
    row("none", tokenOf(R"({"alg":"none"})", claims(), ""), "401 algorithm");
    row("no signature", tokenOf(R"({"alg":"HS256"})", claims(), ""), "401 signature");
    row("signature of another token",
        tokenOf(R"({"alg":"HS256"})", claims(R"("join":["*"])"), secret().signature(A::HS256, "x")),
        "401 signature");
    row("crit", secret().token(A::HS256, claims(), R"("crit":["exp"])"), "401 token_header");
    row("b64", secret().token(A::HS256, claims(), R"("b64":false,"crit":["b64"])"), "401 token_header");
    row("alg twice",
        secret().signedToken(A::HS256,
                             base64Url(R"({"alg":"none","alg":"HS256"})") + '.' + base64Url(claims())),
        "401 malformed_token");
    row("padded", secret().token(A::HS256, claims()) + '=', "401 malformed_token");
    row("garbage", "garbage", "401 malformed_token");
    row("megabytes", QByteArray(4 * 1024 * 1024, 'A'), "401 malformed_token");
    row("genuine, but claims of a wrong type", secret().token(A::HS256, R"({"sub":"ann","exp":"1"})"),
        "401 claims");
    row("no user", secret().token(A::HS256, R"({"name":"ann"})"), "401 user");
    row("expires in a second", secret().token(A::HS256, at("exp", 1)), "ann");
    row("expired within the leeway", secret().token(A::HS256, at("exp", -20)), "ann");
    row("expired", secret().token(A::HS256, at("exp", -31)), "401 expired_token");
    row("not yet", secret().token(A::HS256, at("nbf", 120)), "401 not_yet");
    row("issued in the future", secret().token(A::HS256, at("iat", 120)), "401 not_yet");
    row("issued now", secret().token(A::HS256, at("iat", 0)), "ann");
    row("revoked", secret().token(A::HS256, claims(R"("jti":"bad")")), "401 revoked_token");
    row("revoked, other key", p256().token(A::ES256, claims(R"("jti":"bad")")), "401 revoked_token");
}

void TstJwtAuthenticator::decides()
{
    QFETCH(QByteArray, token);
    QFETCH(QString, result);
    m_revoked = u"bad"_s;
    make(allAlgorithms());
    QCOMPARE(resultOf(token), result);
    QCOMPARE(resultOf(token), result); // again, perhaps from the cache
}

void TstJwtAuthenticator::secretsAreCheckedAtOnce()
{
    make(allAlgorithms());
    int results = 0;
    const PendingAuth pending =
        m_authenticator->authenticate({.token = secret().token(JwtAlgorithm::HS384, claims()),
                                       .client = ConnectionId(1),
                                       .address = ClientHost},
                                      [&](const AuthResult &) { ++results; });
    QCOMPARE(results, 1);
}

void TstJwtAuthenticator::otherKeysAreCheckedElsewhere()
{
    make(allAlgorithms());
    const auto thread = std::this_thread::get_id();
    std::optional<AuthResult> result;
    const PendingAuth pending =
        m_authenticator->authenticate({.token = p256().token(JwtAlgorithm::ES256, claims()),
                                       .client = ConnectionId(1),
                                       .address = ClientHost},
                                      [&](const AuthResult &r) {
                                          QVERIFY(std::this_thread::get_id() == thread);
                                          result = r;
                                      });
    QVERIFY(!result); // this thread has not waited
    QVERIFY(waitUntil([&] { return result.has_value(); }));
    QCOMPARE(textOf(*result), u"ann"_s);
}

void TstJwtAuthenticator::remembersGenuineTokens()
{
    make(allAlgorithms());
    const QByteArray token = p256().token(JwtAlgorithm::ES256, claims());
    QCOMPARE(resultOf(token), u"ann"_s);
    QCOMPARE(m_authenticator->cache().size(), 1);
    std::optional<AuthResult> result;
    const PendingAuth pending =
        m_authenticator->authenticate({.token = token, .client = ConnectionId(1), .address = ClientHost},
                                      [&](const AuthResult &r) { result = r; });
    QVERIFY(result); // at once
    QCOMPARE(textOf(*result), u"ann"_s);
    QCOMPARE(resultOf(token + '='), u"401 malformed_token"_s);
    QCOMPARE(resultOf(JwtSigner::ec("P-256").token(JwtAlgorithm::ES256, claims())), u"401 signature"_s);
    QCOMPARE(m_authenticator->cache().size(), 1); // those that are not genuine are not kept
}

void TstJwtAuthenticator::forgetsTokensWhoseTimeIsOver()
{
    JwtSettings settings = allAlgorithms();
    settings.leeway = 0s;
    make(settings);
    const QByteArray token = secret().token(
        JwtAlgorithm::HS256,
        R"({"sub":"ann","exp":)" +
            QByteArray::number(double(QDateTime::currentMSecsSinceEpoch()) / 1000 + 0.5, 'f', 3) + '}');
    QCOMPARE(resultOf(token), u"ann"_s);
    QCOMPARE(m_authenticator->cache().size(), 1);
    QVERIFY(waitUntil([&] { return resultOf(token) == "401 expired_token"_L1; }));
    QCOMPARE(m_authenticator->cache().size(), 0);
}

void TstJwtAuthenticator::forgetsRevokedTokens()
{
    make(allAlgorithms());
    const QByteArray token = secret().token(JwtAlgorithm::HS256, claims(R"("jti":"7")"));
    QCOMPARE(resultOf(token), u"ann"_s);
    m_revoked = u"7"_s;
    QCOMPARE(resultOf(token), u"401 revoked_token"_s);
    QCOMPARE(m_authenticator->cache().size(), 0);
}

void TstJwtAuthenticator::refusesWhatIsRevokedWhileItIsChecked()
{
    make(allAlgorithms());
    const std::function<void()> releasePool = block(*m_pool);
    std::optional<AuthResult> result;
    const PendingAuth pending =
        m_authenticator->authenticate({.token = p256().token(JwtAlgorithm::ES256, claims(R"("jti":"7")")),
                                       .client = ConnectionId(1),
                                       .address = ClientHost},
                                      [&](const AuthResult &r) { result = r; });
    QCOMPARE(m_pool->waiting(), 1);
    m_revoked = u"7"_s;
    releasePool();
    QVERIFY(waitUntil([&] { return result.has_value(); }));
    QCOMPARE(textOf(*result), u"401 revoked_token"_s);
    QCOMPARE(m_authenticator->cache().size(), 0);
}

void TstJwtAuthenticator::forgetsWhenKeysChange()
{
    make(allAlgorithms());
    const QByteArray token = secret().token(JwtAlgorithm::HS256, claims());
    QCOMPARE(resultOf(token), u"ann"_s);
    useKeys(p256().jwk()); // the secret was taken back
    QCOMPARE(resultOf(token), u"401 unknown_key"_s);
    QCOMPARE(m_authenticator->cache().size(), 0);
}

void TstJwtAuthenticator::aFullPoolIs503()
{
    m_pool =
        std::make_unique<VerificationPool>(VerificationPool::Bounds{.waiting = 0, .waitingOfAddress = 0});
    make(allAlgorithms());
    QCOMPARE(resultOf(p256().token(JwtAlgorithm::ES256, claims())), u"503 busy"_s);
    QCOMPARE(resultOf(secret().token(JwtAlgorithm::HS256, claims())), u"ann"_s); // does not need it
}

void TstJwtAuthenticator::cancels()
{
    make(allAlgorithms());
    int results = 0;
    const auto token = std::make_shared<int>();
    const std::function<void()> releasePool = block(*m_pool);
    {
        const PendingAuth pending =
            m_authenticator->authenticate({.token = p256().token(JwtAlgorithm::ES256, claims()),
                                           .client = ConnectionId(1),
                                           .address = ClientHost},
                                          [&results, token](const AuthResult &) { ++results; });
        QCOMPARE(m_pool->waiting(), 1);
        QCOMPARE(token.use_count(), 2);
    }
    QCOMPARE(m_pool->waiting(), 0); // its place is free at once
    QCOMPARE(token.use_count(), 1);
    releasePool();
    QCOMPARE(resultOf(p256().token(JwtAlgorithm::ES256, claims(R"("jti":"2")"))), u"ann"_s);
    QCOMPARE(results, 0);
}

void TstJwtAuthenticator::mayEndBeforeItsResults()
{
    make(allAlgorithms());
    int results = 0;
    PendingAuth pending = m_authenticator->authenticate({.token = p256().token(JwtAlgorithm::ES256, claims()),
                                                         .client = ConnectionId(1),
                                                         .address = ClientHost},
                                                        [&](const AuthResult &) { ++results; });
    m_authenticator.reset();
    pending.cancel();
    m_pool.reset();
    runUntilIdle();
    QCOMPARE(results, 0);
}

SIGNALBOX_IO_TEST_MAIN(TstJwtAuthenticator)
#include "tst_jwtauthenticator.moc"
