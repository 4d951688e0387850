#include "core/auth/revocableauthenticator.h"

#include "core/auth/authservices.h"
#include "core/loop/ioloop.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

//! Answers when it is told to.
class StandIn final : public Authenticator
{
public:
    bool canDecide(const AuthRequest &request) const override { return request.path == "/yes"_L1; }
    PendingAuth authenticate(const AuthRequest &, Done done) override
    {
        m_done = std::move(done);
        return PendingAuth([this] { isCancelled = true; });
    }
    void answer(AuthResult result) { m_done(std::move(result)); }

    bool isCancelled = false;

private:
    Done m_done;
};

struct Fixture
{
    void revoke(const QString &user)
    {
        services.revocations.set(services.revocations.current()->with(
            {RevocationKind::User, user, wallNow() + 1h, wallNow() + 2h}));
    }
    PendingAuth ask()
    {
        return authenticator.authenticate({}, [this](const AuthResult &r) { result = r; });
    }

    IoLoop loop;
    AuthServices services;
    StandIn *inner = new StandIn;
    RevocableAuthenticator authenticator{std::unique_ptr<Authenticator>(inner), services, loop};
    std::optional<AuthResult> result;
};

} // namespace

class TestRevocableAuthenticator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void passesOnWhatIsNotRevoked()
    {
        Fixture fixture;
        fixture.revoke(u"bob"_s);
        const PendingAuth pending = fixture.ask();
        QVERIFY(!fixture.result);
        const WallTime expires = wallNow() + 5h;
        fixture.inner->answer(Identity{.user = u"ann"_s, .expires = expires});
        QCOMPARE(std::get<Identity>(*fixture.result).user, u"ann"_s);
        // A revocation lasts as long as this token.
        QCOMPARE(fixture.services.expiries.endOf(RevocationKind::User, u"ann"_s, wallNow()), expires);
    }
    void refusesWhatIsRevokedMeanwhile()
    {
        Fixture fixture;
        const PendingAuth pending = fixture.ask();
        fixture.revoke(u"ann"_s);
        fixture.inner->answer(Identity{.user = u"ann"_s});
        QCOMPARE(std::get<AuthFailure>(*fixture.result), (AuthFailure{401, "revoked_token"}));
        QCOMPARE(fixture.services.expiries.size(), 0u);
    }
    void passesOnFailures()
    {
        Fixture fixture;
        const PendingAuth pending = fixture.ask();
        fixture.inner->answer(AuthFailure{503, "busy"});
        QCOMPARE(std::get<AuthFailure>(*fixture.result), (AuthFailure{503, "busy"}));
    }
    void isAsItsAuthenticator()
    {
        Fixture fixture;
        QVERIFY(fixture.authenticator.canDecide({.path = u"/yes"_s}));
        QVERIFY(!fixture.authenticator.canDecide({.path = u"/no"_s}));
        fixture.ask().cancel();
        QVERIFY(fixture.inner->isCancelled);
    }
};

QTEST_GUILESS_MAIN(TestRevocableAuthenticator)
#include "tst_revocableauthenticator.moc"
