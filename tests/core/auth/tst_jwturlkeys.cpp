// Tokens for which JwtAuthenticator waits until the URL of the keys has answered.

#include "core/auth/jwtauthenticator.h"

#include "tests/core/auth/jwttokens.h"
#include "tests/support/iothread.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <thread>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

class TstJwtUrlKeys : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void waitsForTheKeysOfTheUrl();
    void triesKeysWithoutANameAndWaits_data();
    void triesKeysWithoutANameAndWaits();
    void doesNotWaitForAKeyInVain_data();
    void doesNotWaitForAKeyInVain();
    void triesKeysThatComeDuringACheck();
    void aFullWaitIs503();
    void answers503UntilTheUrlHasAnswered();

private:
    void make(const JwtSettings &settings)
    {
        m_authenticator = std::make_unique<JwtAuthenticator>(
            settings, *m_keys, *m_pool, [](const Identity &) { return false; }, ioLoop());
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
    void useKeys(const QByteArray &jwks, const JwtSettings &settings)
    {
        m_keys->apply(settings, *JwkSet::parse(jwks), Clock::now());
    }
    //! Uses those of a file, and a URL that has answered with \a urlKeys.
    JwtSettings useFileAndUrl(const QByteArray &fileKeys, const QByteArray &urlKeys)
    {
        JwtSettings settings = allAlgorithms();
        settings.jwksUrl = u"http://127.0.0.1:1/"_s;
        useKeys(fileKeys, settings);
        m_fetches.back()(urlKeys);
        return settings;
    }
    static JwtSettings allAlgorithms()
    {
        JwtSettings settings;
        settings.algorithms = jwtAlgorithmNames();
        return settings;
    }

    std::vector<JwtKeys::Fetched> m_fetches;
    std::unique_ptr<JwtKeys> m_keys;
    std::unique_ptr<VerificationPool> m_pool;
    std::unique_ptr<JwtAuthenticator> m_authenticator;
};

void TstJwtUrlKeys::init()
{
    m_fetches.clear();
    m_keys = std::make_unique<JwtKeys>(
        [this](const QString &, JwtKeys::Fetched done) { m_fetches.push_back(std::move(done)); });
    m_pool = std::make_unique<VerificationPool>();
}

void TstJwtUrlKeys::cleanup()
{
    m_authenticator.reset();
    m_pool.reset();
    runUntilIdle();
}

void TstJwtUrlKeys::waitsForTheKeysOfTheUrl()
{
    JwtSettings settings = allAlgorithms();
    settings.jwksUrl = u"http://127.0.0.1:1/"_s;
    useKeys(secret().jwk(), settings);
    QCOMPARE(m_fetches.size(), 1U); // at the start
    m_fetches.front()(QByteArray("{\"keys\":[]}"));
    make(settings);
    const QByteArray token = p256().token(JwtAlgorithm::ES256, claims(), R"("kid":"new")");
    std::optional<AuthResult> result;
    const PendingAuth pending =
        m_authenticator->authenticate({.token = token, .client = ConnectionId(1), .address = ClientHost},
                                      [&](const AuthResult &r) { result = r; });
    QVERIFY(!result);
    QCOMPARE(m_fetches.size(), 2U);
    std::thread([&] { m_fetches.back()("{\"keys\":[" + p256().jwk(R"("kid":"new")") + "]}"); }).join();
    QVERIFY(waitUntil([&] { return result.has_value(); }));
    QCOMPARE(textOf(*result), u"ann"_s);
    // within ten seconds another unknown key is refused at once
    QCOMPARE(resultOf(p256().token(JwtAlgorithm::ES256, claims(), R"("kid":"x")")), u"401 unknown_key"_s);
    QCOMPARE(m_fetches.size(), 2U);
    QCOMPARE(resultOf(secret().token(JwtAlgorithm::HS256, claims())),
             u"ann"_s); // the file's key needs no URL
}

void TstJwtUrlKeys::triesKeysWithoutANameAndWaits_data()
{
    QTest::addColumn<bool>("isSecret");
    QTest::addColumn<bool>("isInFile"); // the key without a name
    QTest::newRow("secret beside the URL") << true << true;
    QTest::newRow("secret in the set") << true << false;
    QTest::newRow("public key beside the URL") << false << true;
    QTest::newRow("public key in the set") << false << false;
}

void TstJwtUrlKeys::triesKeysWithoutANameAndWaits()
{
    QFETCH(bool, isSecret);
    QFETCH(bool, isInFile);
    const JwtAlgorithm algorithm = isSecret ? JwtAlgorithm::HS256 : JwtAlgorithm::ES256;
    const JwtSigner old = isSecret ? secret() : p256();
    const JwtSigner rotated = isSecret ? JwtSigner::secret(QByteArray(64, 'r')) : JwtSigner::ec("P-256");
    const QByteArray set = "{\"keys\":[" + old.jwk() + "]}";
    make(isInFile ? useFileAndUrl(old.jwk(), "{\"keys\":[]}") : useFileAndUrl("{\"keys\":[]}", set));
    // One of those that are known is enough, whatever name the token has for it.
    QCOMPARE(resultOf(old.token(algorithm, claims(), R"("kid":"old")")), u"ann"_s);
    // Without a name there is none to ask for.
    QCOMPARE(resultOf(rotated.token(algorithm, claims())), u"401 signature"_s);
    QCOMPARE(m_fetches.size(), 1U);

    int results = 0;
    std::optional<AuthResult> result;
    const PendingAuth pending =
        m_authenticator->authenticate({.token = rotated.token(algorithm, claims(), R"("kid":"new")"),
                                       .client = ConnectionId(1),
                                       .address = ClientHost},
                                      [&](const AuthResult &r) {
                                          ++results;
                                          result = r;
                                      });
    QVERIFY(waitUntil([&] { return m_fetches.size() == 2; }));
    QVERIFY(!result);
    m_fetches.back()("{\"keys\":[" + old.jwk() + ',' + rotated.jwk(R"("kid":"new")") + "]}");
    QVERIFY(waitUntil([&] { return result.has_value(); }));
    QCOMPARE(textOf(*result), u"ann"_s);
    runUntilIdle();
    QCOMPARE(results, 1);
}

void TstJwtUrlKeys::doesNotWaitForAKeyInVain_data()
{
    QTest::addColumn<bool>("isSecret");
    QTest::newRow("secret") << true;
    QTest::newRow("public key") << false;
}

void TstJwtUrlKeys::doesNotWaitForAKeyInVain()
{
    QFETCH(bool, isSecret);
    const JwtAlgorithm algorithm = isSecret ? JwtAlgorithm::HS256 : JwtAlgorithm::ES256;
    const JwtSigner known = isSecret ? secret() : p256();
    const JwtSigner other = isSecret ? JwtSigner::secret(QByteArray(64, 'r')) : JwtSigner::ec("P-256");
    const auto forged = [&](const char *kid) {
        return other.token(algorithm, claims(), "\"kid\":\"" + QByteArray(kid) + '"');
    };
    useKeys(known.jwk(), allAlgorithms());
    make(allAlgorithms());
    QCOMPARE(resultOf(forged("x")), u"401 signature"_s); // no URL

    make(useFileAndUrl(known.jwk(), "{\"keys\":[" + known.jwk(R"("kid":"a")") + "]}"));
    QCOMPARE(resultOf(forged("a")), u"401 signature"_s); // the key of that name is known
    QCOMPARE(m_fetches.size(), 1U);

    std::optional<AuthResult> result;
    const PendingAuth pending = m_authenticator->authenticate(
        {.token = forged("x"), .client = ConnectionId(1), .address = ClientHost},
        [&](const AuthResult &r) { result = r; });
    QVERIFY(waitUntil([&] { return m_fetches.size() == 2; }));
    QVERIFY(!result);
    m_fetches.back()("{\"keys\":[" + known.jwk(R"("kid":"b")") + "]}"); // others, but not that one
    QVERIFY(waitUntil([&] { return result.has_value(); }));
    QCOMPARE(textOf(*result), u"401 signature"_s);
    QCOMPARE(resultOf(forged("y")), u"401 signature"_s); // within ten seconds
    QCOMPARE(m_fetches.size(), 2U);
}

void TstJwtUrlKeys::triesKeysThatComeDuringACheck()
{
    const JwtSettings settings = useFileAndUrl(p256().jwk(), "{\"keys\":[]}");
    make(settings);
    const JwtSigner rotated = JwtSigner::ec("P-256");
    const std::function<void()> releasePool = block(*m_pool);
    std::optional<AuthResult> result;
    const PendingAuth pending = m_authenticator->authenticate(
        {.token = rotated.token(JwtAlgorithm::ES256, claims(), R"("kid":"new")"),
         .client = ConnectionId(1),
         .address = ClientHost},
        [&](const AuthResult &r) { result = r; });
    QCOMPARE(m_pool->waiting(), 1); // with the old keys
    m_keys->apply(settings, *JwkSet::parse(p256().jwk()), Clock::now());
    m_fetches.back()("{\"keys\":[" + rotated.jwk(R"("kid":"new")") + "]}");
    const std::size_t fetches = m_fetches.size();
    releasePool();
    QVERIFY(waitUntil([&] { return result.has_value(); }));
    QCOMPARE(textOf(*result), u"ann"_s);
    QCOMPARE(m_fetches.size(), fetches);
}

void TstJwtUrlKeys::aFullWaitIs503()
{
    // Without keys, and with one that does not have the name.
    make(useFileAndUrl(secret().jwk(), "{\"keys\":[]}"));
    const QByteArray token = p256().token(JwtAlgorithm::ES256, claims(), R"("kid":"new")");
    std::vector<QString> results;
    std::vector<PendingAuth> pending;
    const auto ask = [&](const QByteArray &shown, const QHostAddress &address, bool isExempt) {
        pending.push_back(m_authenticator->authenticate(
            {.token = shown, .client = ConnectionId(1), .address = address, .isExempt = isExempt},
            [&](const AuthResult &result) { results.push_back(textOf(result)); }));
    };
    for (qsizetype i = 0; i < JwtKeys::MaxWaitingOfAddress; ++i)
        ask(token, ClientHost, false);
    QVERIFY(results.empty());
    ask(token, ClientHost, false);
    QCOMPARE(results, std::vector{u"503 busy"_s});
    ask(JwtSigner::secret(QByteArray(64, 'x')).token(JwtAlgorithm::HS256, claims(), R"("kid":"new")"),
        ClientHost, false);
    QCOMPARE(results, (std::vector{u"503 busy"_s, u"503 busy"_s}));
    results.clear();
    // Nobody else is refused, and keys that are known are as good as before.
    ask(token, QHostAddress(u"192.0.2.2"_s), false);
    ask(token, ClientHost, true);
    QVERIFY(results.empty());
    QCOMPARE(resultOf(secret().token(JwtAlgorithm::HS256, claims())), u"ann"_s);
    m_fetches.back()("{\"keys\":[" + p256().jwk(R"("kid":"new")") + "]}");
    const std::size_t waiting = std::size_t(JwtKeys::MaxWaitingOfAddress) + 2;
    QVERIFY(waitUntil([&] { return results.size() == waiting; }));
    QCOMPARE(std::ranges::count(results, u"ann"_s), std::ptrdiff_t(waiting));
    QCOMPARE(m_fetches.size(), 2U);
}

void TstJwtUrlKeys::answers503UntilTheUrlHasAnswered()
{
    JwtSettings settings = allAlgorithms();
    settings.jwksUrl = u"http://127.0.0.1:2/"_s;
    useKeys(secret().jwk(), settings);
    make(settings);
    const QByteArray token = p256().token(JwtAlgorithm::ES256, claims());
    std::optional<AuthResult> result;
    const PendingAuth pending =
        m_authenticator->authenticate({.token = token, .client = ConnectionId(1), .address = ClientHost},
                                      [&](const AuthResult &r) { result = r; });
    QVERIFY(!result); // the first answer is under way
    m_fetches.back()(Error{Error::Code::Io, u"no answer"_s});
    QVERIFY(waitUntil([&] { return result.has_value(); }));
    QCOMPARE(textOf(*result), u"503 no_keys"_s);
    // one that the file's key does not fit may be of a key of the URL
    const JwtSigner other = JwtSigner::secret(QByteArray(64, 'x'));
    const QByteArray named = other.token(JwtAlgorithm::HS256, claims(), R"("kid":"x")");
    result.reset();
    const PendingAuth second =
        m_authenticator->authenticate({.token = named, .client = ConnectionId(1), .address = ClientHost},
                                      [&](const AuthResult &r) { result = r; });
    QVERIFY(!result);
    m_fetches.back()(Error{Error::Code::Io, u"no answer"_s});
    QVERIFY(waitUntil([&] { return result.has_value(); }));
    QCOMPARE(textOf(*result), u"503 no_keys"_s);
    QCOMPARE(resultOf(named), u"503 no_keys"_s); // within ten seconds
    QCOMPARE(resultOf(other.token(JwtAlgorithm::HS256, claims())), u"401 signature"_s);
    QCOMPARE(resultOf(secret().token(JwtAlgorithm::HS256, claims(), R"("kid":"x")")), u"ann"_s);
}

SIGNALBOX_IO_TEST_MAIN(TstJwtUrlKeys)
#include "tst_jwturlkeys.moc"
