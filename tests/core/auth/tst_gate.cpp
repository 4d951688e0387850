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

//! The backend of an application: it decides without a token, and knows the cookie and the token `right`.
class FakeBackend final : public Authenticator
{
public:
    bool canDecide(const AuthRequest &) const override { return true; }
    const std::vector<QByteArray> &wantedHeaders() const override { return m_wanted; }
    PendingAuth authenticate(const AuthRequest &request, Done done) override
    {
        asked = request;
        const bool isRight =
            request.token == "right" || (request.token.isEmpty() && !request.headers.empty() &&
                                         request.headers.front().second == "right");
        if (fault != 0)
            done(AuthFailure{fault, "backend_fault"});
        else if (isRight)
            done(Identity{.user = u"Ann"_s});
        else
            done(AuthFailure{401, "backend_401"});
        return {};
    }

    AuthRequest asked;
    int fault = 0;

private:
    std::vector<QByteArray> m_wanted{"Cookie", "X-Proof", "accept"};
};

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

    //! Returns the backend that decides from now on.
    FakeBackend &useBackend(bool takesTokensLater = true)
    {
        auto owned = std::make_unique<FakeBackend>();
        FakeBackend &backend = *owned;
        auto made = std::make_shared<std::unique_ptr<Authenticator>>(std::move(owned));
        gate.setRules({.authenticators =
                           std::make_shared<Authenticators>([made](AuthMode) { return std::move(*made); }),
                       .takesTokensLater = takesTokensLater});
        return backend;
    }
    Gate::Result enter(const std::optional<QByteArray> &token, const Endpoint &peer = Remote,
                       bool isEnvelope = false, AuthMode mode = AuthMode::Token, const HttpHead &head = {})
    {
        Admitted admitted;
        admitted.authMode = mode;
        admitted.token = token;
        admitted.isEnvelope = isEnvelope;
        admitted.room = u"lobby"_s;
        PendingAuth pending;
        std::optional<Gate::Result> result =
            gate.enter(admitted, head, {peer, {}, isExempt}, pending,
                       [](const Gate::Result &) { qFatal("it was known at once"); });
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
    bool isExempt = false; //!< of the clients that enter
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
        fixture.isExempt = true; // a trusted proxy that names no client
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
    void aPlaceIsReservedWhenAllElseHasPassed()
    {
        Fixture fixture;
        UserCaps caps;
        caps.setSettings({1, UserPolicy::Refuse});
        QStringList asked;
        bool passes = false;
        fixture.gate.setRules(
            {.authenticators = std::make_shared<Authenticators>(oneToken(), fixture.services, fixture.loop),
             .checks = {[&](const EntryRequest &) {
                 return passes ? std::nullopt
                               : std::optional(Refusal{HttpResponse::problem(403, "no"), "banned"});
             }},
             .reservePlace = [&](const QString &user) -> std::variant<UserPlace, Refusal> {
                 asked += user;
                 if (std::optional<UserPlace> place = caps.reserve(user))
                     return *std::move(place);
                 return Refusal{HttpResponse::problem(429, "full"), "user_cap"};
             },
             .takesTokensLater = true});
        QCOMPARE(QByteArray(std::get<Refusal>(fixture.enter("right")).reason), "banned");
        passes = true;
        (void)fixture.enter("wrong");
        QVERIFY(std::get<Entry>(fixture.enter({}, Remote, true)).place.isNull());
        QVERIFY(std::get<Entry>(fixture.enter({}, Remote, false, AuthMode::None)).place.isNull()); // a guest
        QVERIFY(asked.isEmpty());
        {
            const Gate::Result first = fixture.enter("right");
            QVERIFY(!std::get<Entry>(first).place.isNull());
            QCOMPARE(std::get<Refusal>(fixture.enter("right")).response.status, 429);
        }
        QVERIFY(std::holds_alternative<Entry>(fixture.enter("right")));
        QCOMPARE(asked, QStringList({u"Ann"_s, u"Ann"_s, u"Ann"_s}));
        QCOMPARE(caps.users(), std::size_t(0));
    }
    void aPlaceMayHaveToBeClaimedElsewhere_data()
    {
        QTest::addColumn<bool>("hasToken");
        QTest::addColumn<int>("outcome"); // 0: granted, 1: refused, 2: the client leaves before
        QTest::newRow("token, granted") << true << 0;
        QTest::newRow("token, refused") << true << 1;
        QTest::newRow("token, leaves") << true << 2;
        QTest::newRow("no authentication, granted") << false << 0;
        QTest::newRow("no authentication, refused") << false << 1;
        QTest::newRow("no authentication, leaves") << false << 2;
    }
    void aPlaceMayHaveToBeClaimedElsewhere()
    {
        QFETCH(const bool, hasToken);
        QFETCH(const int, outcome);
        Fixture fixture;
        UserCaps caps;
        std::vector<std::pair<ConnectionId, std::function<void(std::optional<Refusal>)>>> claims;
        bool isAsked = true;
        fixture.gate.setRules(
            {.authenticators = std::make_shared<Authenticators>(oneToken(), fixture.services, fixture.loop),
             .reservePlace = [&](const QString &user) -> std::variant<UserPlace, Refusal> {
                 return *caps.reserve(user);
             },
             .claimPlace =
                 [&](const UserPlace &place, ConnectionId connection, auto done) {
                     if (place.isNull())
                         qFatal("there is no place");
                     claims.emplace_back(connection, done);
                     return isAsked;
                 }});
        Admitted admitted;
        admitted.authMode = hasToken ? AuthMode::Token : AuthMode::None;
        if (hasToken)
            admitted.token = "right";
        else
            admitted.user = u"Ann"_s;
        std::vector<Gate::Result> results;
        {
            PendingAuth pending;
            const auto keep = [&](Gate::Result &&result) { results.push_back(std::move(result)); };
            QVERIFY(!fixture.gate.enter(admitted, {}, {Remote, {}, false}, pending, keep));
            QCOMPARE(claims.size(), std::size_t(1));
            QCOMPARE(caps.users(), std::size_t(1));
            if (outcome == 2)
                pending.cancel();
            claims[0].second(outcome == 1
                                 ? std::optional(Refusal{HttpResponse::problem(429, "full"), "user_cap"})
                                 : std::nullopt);
            claims[0].second({}); // once only
        }
        if (outcome == 2) {
            QVERIFY(results.empty());
            QCOMPARE(caps.users(), std::size_t(0)); // the place is given back
        } else if (outcome == 1) {
            QCOMPARE(results.size(), std::size_t(1));
            QCOMPARE(std::get<Refusal>(results[0]).response.status, 429);
        } else {
            QCOMPARE(results.size(), std::size_t(1));
            QCOMPARE(std::get<Entry>(results[0]).id, claims[0].first);
            QVERIFY(!std::get<Entry>(results[0]).place.isNull());
            QCOMPARE(std::get<Entry>(results[0]).identity.user, hasToken ? u"Ann"_s : QString());
        }
        results.clear();
        QCOMPARE(caps.users(), std::size_t(0));
        isAsked = false; // there is no limit any more
        PendingAuth pending;
        const std::optional<Gate::Result> known = fixture.gate.enter(
            admitted, {}, {Remote, {}, false}, pending, [](const Gate::Result &) { qFatal("twice"); });
        QVERIFY(known && !std::get<Entry>(*known).place.isNull());
    }
    void onlySoManyMayWaitForAPlace()
    {
        Fixture fixture;
        UserCaps caps;
        Gate::Rules rules;
        rules.reservePlace = [&](const QString &user) -> std::variant<UserPlace, Refusal> {
            return *caps.reserve(user);
        };
        rules.claimPlace = [](UserPlace &, ConnectionId, const auto &) { return true; };
        fixture.gate.setRules(std::move(rules));
        Admitted admitted;
        admitted.user = u"Ann"_s;
        std::vector<PendingAuth> pending(Gate::MaxPending);
        for (PendingAuth &each : pending)
            QVERIFY(
                !fixture.gate.enter(admitted, {}, {Remote, {}, false}, each, [](const Gate::Result &) {}));
        PendingAuth last;
        const std::optional<Gate::Result> known =
            fixture.gate.enter(admitted, {}, {Remote, {}, false}, last, [](const Gate::Result &) {});
        QVERIFY(known);
        QCOMPARE(std::get<Refusal>(*known).response.status, 503);
        QCOMPARE(QByteArray(std::get<Refusal>(*known).reason),
                 "decision_late"); // it is no failure of authentication
        pending.clear();
        QCOMPARE(caps.users(), std::size_t(0));
        QVERIFY(!fixture.gate.enter(admitted, {}, {Remote, {}, false}, last, [](const Gate::Result &) {}));
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

    void aBackendIsShownTheHeadersItWants()
    {
        Fixture fixture;
        FakeBackend &backend = fixture.useBackend();
        HttpHead head;
        head.headers = {{"cookie", "right"}, {"X-Other", "1"}, {"Accept", "a"}, {"ACCEPT", "b"}};
        const Gate::Result result = fixture.enter({}, Remote, false, AuthMode::Http, head);
        QCOMPARE(std::get<Entry>(result).identity.user, u"Ann"_s);
        QVERIFY(!std::get<Entry>(result).id.isNull());
        QCOMPARE(backend.asked.client, std::get<Entry>(result).id);
        using Headers = std::vector<std::pair<QByteArray, QByteArray>>;
        QCOMPARE(backend.asked.headers, (Headers{{"Cookie", "right"}, {"accept", "a, b"}}));
        head.headers = {{"Cookie", "a=1"}, {"Cookie", "b=2"}};
        (void)fixture.enter({}, Remote, false, AuthMode::Http, head);
        QCOMPARE(backend.asked.headers, (Headers{{"Cookie", "a=1; b=2"}}));
    }

    void aBackendDecidesWithoutAToken_data()
    {
        QTest::addColumn<bool>("isEnvelope");
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QByteArray>("cookie");
        QTest::addColumn<int>("fault");
        QTest::addColumn<int>("status"); // 0: comes in; 101: as one that sends its token later
        QTest::addColumn<bool>("counts");
        const auto row = [](const char *name, bool isEnvelope, const char *token, const char *cookie,
                            int fault, int status, bool counts) {
            QTest::newRow(name) << isEnvelope << QByteArray(token) << QByteArray(cookie) << fault << status
                                << counts;
        };
        row("good cookie", false, "", "right", 0, 0, false);
        row("good cookie, envelope", true, "", "right", 0, 0, false);
        row("good token", false, "right", "", 0, 0, false);
        row("good token, bad cookie", true, "right", "wrong", 0, 0, false);
        row("bad token, good cookie", true, "wrong", "right", 0, 401, true);
        row("bad cookie", false, "", "wrong", 0, 401, true);
        row("bad cookie, envelope", true, "", "wrong", 0, 101, true);
        row("nothing", false, "", "", 0, 401, false);
        row("nothing, envelope", true, "", "", 0, 101, false);
        row("403", true, "", "", 403, 403, false);
        row("503", true, "", "", 503, 503, false);
        row("503, token", false, "right", "", 503, 503, false);
    }
    void aBackendDecidesWithoutAToken()
    {
        QFETCH(bool, isEnvelope);
        QFETCH(QByteArray, token);
        QFETCH(QByteArray, cookie);
        QFETCH(int, fault);
        QFETCH(int, status);
        QFETCH(bool, counts);
        Fixture fixture;
        fixture.useBackend().fault = fault;
        HttpHead head;
        if (!cookie.isEmpty())
            head.headers = {{"Cookie", cookie}};
        const auto enter = [&] {
            const Gate::Result result = fixture.enter(token.isEmpty() ? std::nullopt : std::optional(token),
                                                      Remote, isEnvelope, AuthMode::Http, head);
            const auto *refusal = std::get_if<Refusal>(&result);
            return refusal ? refusal->response.status : std::get<Entry>(result).awaitsToken ? 101 : 0;
        };
        for (int i = 0; i < WrongTokens::MaxAttempts; ++i)
            QCOMPARE(enter(), status);
        QCOMPARE(enter(), counts ? 429 : status);
    }

    void aBackendMayBeTheOnlyWay()
    {
        Fixture fixture;
        fixture.useBackend(false);
        const Gate::Result result = fixture.enter({}, Remote, true, AuthMode::Http);
        QCOMPARE(QByteArray(std::get<Refusal>(result).reason), "no_token");
        QCOMPARE(headerOf(std::get<Refusal>(result), "WWW-Authenticate"), "Bearer");
        QCOMPARE(fixture.failures("no_token"), 1u);
    }
};

QTEST_GUILESS_MAIN(TestGate)
#include "tst_gate.moc"
