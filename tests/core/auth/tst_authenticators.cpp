#include "core/auth/authenticators.h"

#include "core/auth/authservices.h"
#include "core/auth/httpauthenticator.h"
#include "core/auth/jwtauthenticator.h"
#include "core/auth/revocableauthenticator.h"
#include "core/loop/ioloop.h"
#include "tests/support/jwtsigner.h"

#include <QCryptographicHash>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestAuthenticators : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesThatOfTheMode()
    {
        IoLoop loop;
        AuthServices services;
        Authenticators authenticators({}, services, loop);
        QVERIFY(!authenticators.of(AuthMode::None));
        Authenticator *token = authenticators.of(AuthMode::Token);
        QVERIFY(dynamic_cast<RevocableAuthenticator *>(token));
        QCOMPARE(authenticators.of(AuthMode::Token), token);
        Authenticator *http = authenticators.of(AuthMode::Http);
        QVERIFY(dynamic_cast<HttpAuthenticator *>(http));
        QCOMPARE(http->wantedHeaders().size(), 2U);
        QVERIFY(token->wantedHeaders().empty());
    }
    //! The keys of a URL are refreshed from the beginning, and not only from the first token on.
    void refreshesTheKeysOfAUrl_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("refreshes");
        QTest::newRow("none") << QString() << false;
        QTest::newRow("one") << u"http://127.0.0.1:1/keys"_s << true;
    }
    void refreshesTheKeysOfAUrl()
    {
        QFETCH(const QString, url);
        QFETCH(const bool, refreshes);
        IoLoop loop;
        AuthServices services;
        AuthSettings settings;
        settings.jwt.jwksUrl = url;
        const Authenticators authenticators(settings, services, loop);
        QCOMPARE(loop.wheel().nextDue().has_value(), refreshes);
    }
    void eachAsksForRevocations_data()
    {
        QTest::addColumn<AuthMode>("mode");
        QTest::addColumn<QByteArray>("token");
        const JwtSigner signer = JwtSigner::secret(QByteArray(64, 's'));
        QTest::newRow("token") << AuthMode::Token << QByteArray("right");
        QTest::newRow("jwt") << AuthMode::Jwt << signer.token(JwtAlgorithm::HS256, R"({"sub":"Ann"})");
    }
    void eachAsksForRevocations()
    {
        QFETCH(AuthMode, mode);
        QFETCH(QByteArray, token);
        IoLoop loop;
        AuthServices services;
        const JwtSigner signer = JwtSigner::secret(QByteArray(64, 's'));
        services.jwtKeys.apply({}, *JwkSet::parse("{\"keys\":[" + signer.jwk() + "]}"), Clock::now());
        AuthSettings settings;
        settings.tokens.resize(1);
        settings.tokens[0].user = u"Ann"_s;
        settings.tokens[0].sha256 = QCryptographicHash::hash("right", QCryptographicHash::Sha256);
        Authenticators authenticators(settings, services, loop);
        std::optional<AuthResult> result;
        const auto ask = [&] {
            const PendingAuth pending = authenticators.of(mode)->authenticate(
                {.token = token}, [&result](const AuthResult &r) { result = r; });
        };
        ask();
        QCOMPARE(std::get<Identity>(*result).user, u"Ann"_s);
        QCOMPARE(services.expiries.size(), 1u);
        services.revocations.set(services.revocations.current()->with(
            {RevocationKind::User, u"Ann"_s, wallNow(), wallNow() + std::chrono::hours(1)}));
        ask(); // jwt: it is remembered
        QCOMPARE(std::get<AuthFailure>(*result), (AuthFailure{401, "revoked_token"}));
    }
};

QTEST_GUILESS_MAIN(TestAuthenticators)
#include "tst_authenticators.moc"
