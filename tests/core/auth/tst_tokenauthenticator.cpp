#include "core/auth/tokenauthenticator.h"

#include "core/loop/ioloop.h"

#include <QCryptographicHash>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

namespace {

const WallTime Now{std::chrono::milliseconds(1'800'000'000'000)};

AuthTokenSettings token(const QString &user, const QByteArray &text)
{
    AuthTokenSettings settings;
    settings.name = user + u"'s"_s;
    settings.user = user;
    settings.sha256 = QCryptographicHash::hash(text, QCryptographicHash::Sha256);
    return settings;
}

} // namespace

class TestTokenAuthenticator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsWhoHasAToken()
    {
        AuthTokenSettings ann = token(u"Ann"_s, "first");
        ann.join = RoomPatterns({u"a*"_s});
        ann.publish = RoomPatterns();
        const ClientTokens tokens({ann, token(u"Bob"_s, "second")});
        const AuthResult first = tokens.find("first", Now);
        const Identity &identity = std::get<Identity>(first);
        QCOMPARE(identity.user, u"Ann"_s);
        QVERIFY((*identity.grants == Grants{RoomPatterns({u"a*"_s}), RoomPatterns()}));
        QVERIFY(!identity.expires);
        QCOMPARE(identity.tokenHash, ann.sha256);
        QVERIFY(identity.displayName.isEmpty() && identity.tokenId.isEmpty() && !identity.issuedAt);
        const AuthResult second = tokens.find("second", Now);
        QCOMPARE(std::get<Identity>(second).user, u"Bob"_s);
        QVERIFY(std::get<Identity>(second).grants->join->matches(u"any/room"));
        QVERIFY(std::get<Identity>(second).grants->publish->matches(u"any/room"));
    }

    void knowsNoOther()
    {
        const AuthFailure unknown{401, "unknown_token"};
        const ClientTokens tokens({token(u"Ann"_s, "first")});
        for (const QByteArray &wrong :
             {QByteArray(), QByteArray("firs"), QByteArray("first "), QByteArray("FIRST")})
            QCOMPARE(std::get<AuthFailure>(tokens.find(wrong, Now)), unknown);
        QCOMPARE(std::get<AuthFailure>(ClientTokens({}).find("first", Now)), unknown);
    }

    void tokensExpire()
    {
        AuthTokenSettings ann = token(u"Ann"_s, "first");
        ann.expires = Now;
        const ClientTokens tokens({ann});
        const AuthResult before = tokens.find("first", Now - 1ms);
        QCOMPARE(std::get<Identity>(before).expires, std::optional(Now));
        const AuthFailure expired{401, "expired_token"};
        QCOMPARE(std::get<AuthFailure>(tokens.find("first", Now)), expired);
    }

    void answersAtOnce()
    {
        IoLoop loop;
        AuthTokenSettings ann = token(u"Ann"_s, "first");
        TokenAuthenticator authenticator(
            loop, std::make_shared<const ClientTokens>(std::vector<AuthTokenSettings>{ann}));
        std::vector<AuthResult> results;
        const auto done = [&](const AuthResult &result) { results.push_back(result); };
        const PendingAuth right = authenticator.authenticate({.token = "first"}, done);
        const PendingAuth wrong = authenticator.authenticate({.token = "second"}, done);
        QCOMPARE(results.size(), 2u);
        QCOMPARE(std::get<Identity>(results[0]).user, u"Ann"_s);
        QCOMPARE(std::get<AuthFailure>(results[1]).status, 401);
    }
};

QTEST_GUILESS_MAIN(TestTokenAuthenticator)
#include "tst_tokenauthenticator.moc"
