#include "core/auth/gate.h"

#include "core/auth/authenticators.h"
#include "core/auth/authservices.h"
#include "core/base/servercounters.h"
#include "core/loop/ioloop.h"

#include <QCryptographicHash>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

namespace {

const Endpoint Remote{QHostAddress(u"192.0.2.1"_s), 4711};
const Endpoint Local{QHostAddress(QHostAddress::LocalHost), 4711};

AuthSettings oneToken()
{
    AuthSettings settings;
    settings.mode = AuthMode::Token;
    AuthTokenSettings token;
    token.user = u"Ann"_s;
    token.sha256 = QCryptographicHash::hash("right", QCryptographicHash::Sha256);
    settings.tokens = {token};
    return settings;
}

QByteArray headerOf(const Refusal &refusal, const QByteArray &name)
{
    for (const auto &[key, value] : refusal.response.headers) {
        if (key == name)
            return value;
    }
    return {};
}

struct Fixture
{
    explicit Fixture(const std::vector<EntryCheck> &checks = {}, bool takesTokensLater = false)
        : gate(loop, services, counters, [this] { return ConnectionId(++lastId); })
    {
        gate.setRules({.authenticators = std::make_shared<Authenticators>(oneToken(), services, loop),
                       .checks = checks,
                       .includeLoopback = false,
                       .takesTokensLater = takesTokensLater});
    }

    Gate::Result enter(const std::optional<QByteArray> &token, const Endpoint &peer = Remote,
                       bool isEnvelope = false, AuthMode mode = AuthMode::Token)
    {
        Admitted admitted;
        admitted.authMode = mode;
        admitted.token = token;
        admitted.isEnvelope = isEnvelope;
        admitted.room = u"lobby"_s;
        PendingAuth pending;
        std::optional<Gate::Result> result = gate.enter(
            admitted, {}, peer, pending, [](const Gate::Result &) { qFatal("it was known at once"); });
        if (!result)
            qFatal("it is not known at once");
        return *std::move(result);
    }
    quint64 failures(const char *reason) const
    {
        for (const auto &[name, count] : counters.authFailures.values()) {
            if (name == StaticName{reason})
                return count;
        }
        return 0;
    }

    IoLoop loop;
    AuthServices services;
    ServerCounters counters;
    quint64 lastId = 0;
    Gate gate;
};

} // namespace

class TestGate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutAuthenticationAllEnter()
    {
        Fixture fixture;
        const Gate::Result result = fixture.enter({}, Remote, false, AuthMode::None);
        const Entry &entry = std::get<Entry>(result);
        QVERIFY(entry.identity.user.isEmpty() && !entry.identity.grants && entry.id.isNull());
        QVERIFY(!entry.awaitsToken);
        QCOMPARE(fixture.lastId, 0u);
    }

    void aTokenNamesTheClient()
    {
        Fixture fixture;
        const Gate::Result result = fixture.enter("right");
        const Entry &entry = std::get<Entry>(result);
        QCOMPARE(entry.identity.user, u"Ann"_s);
        QCOMPARE(entry.id, ConnectionId(1));
        QVERIFY(fixture.counters.authFailures.values().empty());
    }

    void refuses_data()
    {
        QTest::addColumn<bool>("hasToken");
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QByteArray>("challenge");
        QTest::addColumn<QByteArray>("reason");  // of the refusal
        QTest::addColumn<QByteArray>("failure"); // as counted
        const QByteArray invalid = R"(Bearer error="invalid_token")";
        QTest::newRow("no token") << false << QByteArray() << QByteArray("Bearer") << QByteArray("no_token")
                                  << QByteArray("no_token");
        QTest::newRow("an empty one")
            << true << QByteArray() << invalid << QByteArray("wrong_token") << QByteArray("malformed_token");
        QTest::newRow("a wrong one") << true << QByteArray("wrong") << invalid << QByteArray("wrong_token")
                                     << QByteArray("unknown_token");
    }
    void refuses()
    {
        QFETCH(bool, hasToken);
        QFETCH(QByteArray, token);
        QFETCH(QByteArray, challenge);
        QFETCH(QByteArray, reason);
        QFETCH(QByteArray, failure);
        Fixture fixture;
        const Gate::Result result = fixture.enter(hasToken ? std::optional(token) : std::nullopt);
        const Refusal &refusal = std::get<Refusal>(result);
        QCOMPARE(refusal.response.status, 401);
        QCOMPARE(headerOf(refusal, "WWW-Authenticate"), challenge);
        QCOMPARE(QByteArray(refusal.reason), reason);
        QCOMPARE(fixture.failures(failure.constData()), 1u);
        QVERIFY(token.isEmpty() || !refusal.response.body.contains(token));
    }

    void aClientOfTheEnvelopeMaySendItsTokenLater()
    {
        Fixture fixture({}, true);
        const Gate::Result envelope = fixture.enter({}, Remote, true);
        QVERIFY(std::get<Entry>(envelope).awaitsToken);
        QVERIFY(fixture.counters.authFailures.values().empty());
        QCOMPARE(std::get<Refusal>(fixture.enter({}, Remote, false)).response.status, 401);
        QCOMPARE(std::get<Refusal>(fixture.enter("wrong", Remote, true)).response.status, 401);
        QCOMPARE(std::get<Refusal>(fixture.enter("", Remote, true)).response.status, 401);
        QVERIFY(!std::get<Entry>(fixture.enter("right", Remote, true)).awaitsToken);
        QCOMPARE(std::get<Refusal>(Fixture().enter({}, Remote, true)).response.status, 401);
    }

    void tooManyWrongTokensOfAnAddress()
    {
        Fixture fixture;
        for (int i = 0; i < WrongTokens::MaxAttempts; ++i)
            QCOMPARE(std::get<Refusal>(fixture.enter("wrong")).response.status, 401);
        const Gate::Result result = fixture.enter("wrong");
        const Refusal &refusal = std::get<Refusal>(result);
        QCOMPARE(refusal.response.status, 429);
        QCOMPARE(QByteArray(refusal.reason), "too_many_wrong_tokens");
        QVERIFY(headerOf(refusal, "Retry-After").toInt() > 0);
        QCOMPARE(fixture.failures("unknown_token"), quint64(WrongTokens::MaxAttempts + 1));
        // Others behind the same address.
        QVERIFY(std::holds_alternative<Entry>(fixture.enter("right")));
        QCOMPARE(std::get<Refusal>(fixture.enter({})).response.status, 401);
        // Others.
        const Endpoint other{QHostAddress(u"192.0.2.2"_s), 1};
        QCOMPARE(std::get<Refusal>(fixture.enter("wrong", other)).response.status, 401);
        for (int i = 0; i < 2 * WrongTokens::MaxAttempts; ++i)
            QCOMPARE(std::get<Refusal>(fixture.enter("wrong", Local)).response.status, 401);
        fixture.gate.setRules(
            {.authenticators = std::make_shared<Authenticators>(oneToken(), fixture.services, fixture.loop),
             .includeLoopback = true});
        for (int i = 0; i < WrongTokens::MaxAttempts; ++i)
            QCOMPARE(std::get<Refusal>(fixture.enter("wrong", Local)).response.status, 401);
        QCOMPARE(std::get<Refusal>(fixture.enter("wrong", Local)).response.status, 429);
        fixture.gate.setRules(
            {.authenticators = std::make_shared<Authenticators>(oneToken(), fixture.services, fixture.loop),
             .includeLoopback = true,
             .trustedProxies = TrustedProxies({u"127.0.0.0/8"_s})});
        QCOMPARE(std::get<Refusal>(fixture.enter("wrong", Local)).response.status, 401);
    }

    void checksFollowTheTokenInTheirOrder()
    {
        QStringList called;
        bool first = true;
        const auto checkOf = [&](const QString &name, const bool &passes) {
            return [&, name](const EntryRequest &request) -> std::optional<Refusal> {
                called += name + u':' + request.identity.user + u':' + request.room;
                if (passes)
                    return std::nullopt;
                return Refusal{HttpResponse::problem(403, "no"), "banned"};
            };
        };
        const bool second = false;
        Fixture fixture({checkOf(u"1"_s, first), checkOf(u"2"_s, second)});
        (void)fixture.enter("wrong");
        QVERIFY(called.isEmpty());
        QCOMPARE(QByteArray(std::get<Refusal>(fixture.enter("right")).reason), "banned");
        QCOMPARE(called, QStringList({u"1:Ann:lobby"_s, u"2:Ann:lobby"_s}));
        called.clear();
        first = false;
        (void)fixture.enter("right");
        QCOMPARE(called, QStringList{u"1:Ann:lobby"_s});
        called.clear();
        (void)fixture.enter({}, Remote, false, AuthMode::None);
        QCOMPARE(called, QStringList{u"1::lobby"_s});
    }
    void earlyChecksComeBeforeTheToken()
    {
        Fixture fixture;
        QStringList users;
        fixture.gate.setRules(
            {.authenticators = std::make_shared<Authenticators>(oneToken(), fixture.services, fixture.loop),
             .earlyChecks = {[&](const EntryRequest &request) -> std::optional<Refusal> {
                 users += request.identity.user;
                 return Refusal{HttpResponse::problem(403, "no"), "early"};
             }},
             .takesTokensLater = true});
        for (const auto &token : {std::optional<QByteArray>("right"), std::optional<QByteArray>("wrong"),
                                  std::optional<QByteArray>()})
            QCOMPARE(QByteArray(std::get<Refusal>(fixture.enter(token, Remote, true)).reason), "early");
        QCOMPARE(users, QStringList({u""_s, u""_s, u""_s}));
        QCOMPARE(fixture.failures("wrong_token"), 0u);
    }
};

QTEST_GUILESS_MAIN(TestGate)
#include "tst_gate.moc"
