#include "core/auth/httpauthenticator.h"

#include "tests/support/iothread.h"
#include "tests/support/waituntil.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Response = HttpClientThread::Response;

const QHostAddress Address(u"192.0.2.1"_s);

AuthRequest requestOf(const QByteArray &token, quint64 client = 7)
{
    return {.token = token,
            .client = ConnectionId(client),
            .address = Address,
            .path = u"/room/a \"b\""_s,
            .room = u"a \"b\""_s,
            .origin = "https://example.org",
            .userAgent = u"Browser"_s};
}

QString textOf(const AuthResult &result)
{
    if (const auto *identity = std::get_if<Identity>(&result))
        return identity->user;
    const AuthFailure &failure = std::get<AuthFailure>(result);
    return u"%1 %2"_s.arg(failure.status).arg(QLatin1StringView(failure.reason));
}

QByteArray bodyOf(const QByteArray &user, const QByteArray &more = {})
{
    return "{\"user\":\"" + user + '"' + more + '}';
}

} // namespace

class TstHttpAuthenticator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void asksTheBackend();
    void asksWithoutAToken();
    void sendsNameAndPassword();
    void decides_data();
    void decides();
    void isBusyBeyondTheBounds();
    void waitsForItsTurnNoLongerThanForAnAnswer();
    void aLateResultMayCancelAnother();
    void aLateResultMayBeAllThatKeepsIt();
    void cancels();
    void mayEndBeforeItsAnswers();
    void remembersWhoWasLetIn();
    void remembersByAllThatWasAsked();
    void forgetsInTime();
    void forgetsWhoHasExpired();
    void forgetsWhoIsRevoked();
    void remembersNothingByDefault();
    void logsNoSecrets();

private:
    HttpAuthenticator &make(HttpAuthSettings settings = {}, qsizetype concurrency = 64)
    {
        if (settings.url.isEmpty())
            settings.url = u"http://127.0.0.1:1/auth"_s;
        m_backend->setConcurrency(concurrency);
        m_authenticator = std::make_unique<HttpAuthenticator>(
            settings, *m_backend,
            [this](const Identity &identity) {
                return identity.issuedAt && *identity.issuedAt < m_revokedBefore;
            },
            ioLoop());
        return *m_authenticator;
    }
    //! Asks; results are added to m_results.
    [[nodiscard]] PendingAuth ask(const AuthRequest &request)
    {
        return m_authenticator->authenticate(
            request, [this](const AuthResult &result) { m_results += textOf(result); });
    }
    //! Answers the oldest request, and waits for the result.
    QString answer(const AuthBackend::Answer &answer)
    {
        const HttpClientThread::Done done = std::move(m_sent.front());
        m_sent.erase(m_sent.begin());
        const qsizetype before = m_results.size();
        done(answer);
        waitUntil([&] { return m_results.size() > before; });
        return m_results.last();
    }
    QString resultOf(const AuthRequest &request, const AuthBackend::Answer &given)
    {
        const PendingAuth pending = ask(request);
        return answer(given);
    }

    std::vector<HttpClientThread::Request> m_requests;
    std::vector<HttpClientThread::Done> m_sent;
    QStringList m_results;
    WallTime m_revokedBefore;
    std::unique_ptr<AuthBackend> m_backend;
    std::unique_ptr<HttpAuthenticator> m_authenticator;
};

void TstHttpAuthenticator::init()
{
    m_requests.clear();
    m_sent.clear();
    m_results.clear();
    m_revokedBefore = {};
    m_backend = std::make_unique<AuthBackend>(
        [this](const HttpClientThread::Request &request, HttpClientThread::Done done) {
            m_requests.push_back(request);
            m_sent.push_back(std::move(done));
        },
        AuthBackend::Bounds{.waiting = 4});
}

void TstHttpAuthenticator::cleanup()
{
    m_authenticator.reset();
    m_sent.clear();
    m_backend.reset();
    runUntilIdle();
}

void TstHttpAuthenticator::asksTheBackend()
{
    make({.url = u"https://example.org/auth?key=1"_s, .timeout = 1234ms});
    AuthRequest request = requestOf("to\"ken");
    request.headers = {{"Cookie", "a=\"1\"; b=\xff"}, {"X-One", ""}};
    QVERIFY(m_authenticator->canDecide(request));
    const PendingAuth pending = ask(request);
    QCOMPARE(m_requests.size(), 1U);
    const HttpClientThread::Request &sent = m_requests.front();
    QCOMPARE(sent.url, QUrl(u"https://example.org/auth?key=1"_s));
    QCOMPARE(sent.method, "POST");
    QCOMPARE(sent.timeout, 1234ms);
    QCOMPARE(sent.maxBytes, 65536);
    QVERIFY(std::ranges::count(sent.headers,
                               std::pair<QByteArray, QByteArray>("Content-Type", "application/json")) == 1);
    QCOMPARE(
        sent.body,
        "{\"client\":\"7\",\"address\":\"192.0.2.1\",\"path\":\"/room/a \\\"b\\\"\",\"room\":\"a \\\"b\\\"\","
        "\"origin\":\"https://example.org\",\"user_agent\":\"Browser\","
        "\"headers\":{\"Cookie\":\"a=\\\"1\\\"; b=\xef\xbf\xbd\",\"X-One\":\"\"},\"token\":\"to\\\"ken\"}");
}

void TstHttpAuthenticator::asksWithoutAToken()
{
    make();
    const AuthRequest request{
        .client = ConnectionId(1), .address = QHostAddress(u"2001:db8::1"_s), .path = u"/echo"_s};
    QVERIFY(m_authenticator->canDecide(request));
    const PendingAuth pending = ask(request);
    QCOMPARE(
        m_requests.front().body,
        R"({"client":"1","address":"2001:db8::1","path":"/echo","room":"","origin":"","user_agent":"","headers":{}})");
    const std::vector<QByteArray> wanted{"Cookie", "Authorization"};
    QCOMPARE(m_authenticator->wantedHeaders(), wanted);
}

void TstHttpAuthenticator::sendsNameAndPassword()
{
    make({.url = u"http://us%40er:pass%3Aword@example.org/"_s});
    const PendingAuth pending = ask(requestOf("t"));
    const HttpClientThread::Request &sent = m_requests.front();
    QCOMPARE(sent.url, QUrl(u"http://example.org/"_s));
    QCOMPARE(sent.headers.back().first, "Authorization");
    QCOMPARE(sent.headers.back().second, "Basic " + QByteArray("us@er:pass:word").toBase64());
}

void TstHttpAuthenticator::decides_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("result");
    QTest::newRow("200") << 200 << bodyOf("ann") << u"ann"_s;
    QTest::newRow("401") << 401 << QByteArray() << u"401 backend_401"_s;
    QTest::newRow("403") << 403 << QByteArray() << u"403 backend_403"_s;
    QTest::newRow("302") << 302 << bodyOf("ann") << u"503 backend_status"_s;
    QTest::newRow("garbage") << 200 << QByteArray("hello") << u"503 backend_answer"_s;
    QTest::newRow("too large") << -int(Error::Code::TooBig) << QByteArray() << u"503 backend_answer"_s;
    QTest::newRow("no answer") << -int(Error::Code::Io) << QByteArray() << u"503 backend_error"_s;
    QTest::newRow("busy") << -int(Error::Code::Busy) << QByteArray() << u"503 busy"_s;
}

void TstHttpAuthenticator::decides()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QString, result);
    make();
    const AuthBackend::Answer given = status > 0
                                          ? AuthBackend::Answer(Response{status, body})
                                          : AuthBackend::Answer(Error{Error::Code(-status), u"fault"_s});
    if (result.startsWith(u"503"_s))
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"auth.http.url: .*; clients get 503"_s));
    QCOMPARE(resultOf(requestOf("t"), given), result);
    QCOMPARE(m_results.size(), 1);
}

void TstHttpAuthenticator::isBusyBeyondTheBounds()
{
    make({}, 1);
    std::vector<PendingAuth> pending;
    for (int i = 0; i < 5; ++i)
        pending.push_back(ask(requestOf("t")));
    QVERIFY(m_results.isEmpty());
    pending.push_back(ask(requestOf("t")));
    QCOMPARE(m_results, QStringList{u"503 busy"_s});
    QCOMPARE(answer(Response{200, bodyOf("ann")}), u"ann"_s);
    pending.push_back(ask(requestOf("t")));
    QCOMPARE(m_results.size(), 2);
}

void TstHttpAuthenticator::waitsForItsTurnNoLongerThanForAnAnswer()
{
    make({.timeout = 50ms}, 1);
    const PendingAuth running = ask(requestOf("a"));
    const PendingAuth first = ask(requestOf("b"));
    const PendingAuth second = ask(requestOf("c"));
    QVERIFY(waitUntil([&] { return m_results.size() == 2; }));
    QCOMPARE(m_results, QStringList(2, u"503 busy"_s));
    QCOMPARE(m_backend->waiting(), 0);
    QCOMPARE(m_requests.size(), 1U);
    // The timer works on for those that come later, and leaves alone what has begun.
    const PendingAuth third = ask(requestOf("d"));
    QVERIFY(waitUntil([&] { return m_results.size() == 3; }));
    QCOMPARE(answer(Response{200, bodyOf("ann")}), u"ann"_s);
    QCOMPARE(m_results.size(), 4);
}

void TstHttpAuthenticator::aLateResultMayCancelAnother()
{
    make({.timeout = 50ms}, 1);
    const PendingAuth running = ask(requestOf("a"));
    PendingAuth other;
    const PendingAuth late = m_authenticator->authenticate(requestOf("b"), [&](const AuthResult &result) {
        m_results += textOf(result);
        other.cancel();
        m_authenticator.reset();
    });
    other = ask(requestOf("c"));
    QVERIFY(waitUntil([&] { return !m_results.isEmpty(); }));
    runUntilIdle();
    QCOMPARE(m_results, QStringList{u"503 busy"_s});
    QCOMPARE(m_backend->waiting(), 0);
}

// As after a reload: what waits keeps the settings that it began with, the authenticator among them.
void TstHttpAuthenticator::aLateResultMayBeAllThatKeepsIt()
{
    make({.timeout = 50ms}, 1);
    const PendingAuth running = ask(requestOf("a"));
    std::shared_ptr<HttpAuthenticator> owner = std::move(m_authenticator);
    const std::weak_ptr<HttpAuthenticator> exists = owner;
    const PendingAuth late = owner->authenticate(
        requestOf("b"), [this, owner](const AuthResult &result) { m_results += textOf(result); });
    const PendingAuth other = owner->authenticate(
        requestOf("c"), [this](const AuthResult &result) { m_results += textOf(result); });
    owner.reset();
    QVERIFY(waitUntil([&] { return exists.expired(); }));
    runUntilIdle();
    QCOMPARE(m_results, QStringList{u"503 busy"_s});
    QCOMPARE(m_backend->waiting(), 0);
}

void TstHttpAuthenticator::cancels()
{
    make({}, 1);
    {
        const PendingAuth running = ask(requestOf("a"));
        const PendingAuth waiting = ask(requestOf("b"));
        QCOMPARE(m_backend->waiting(), 1);
    }
    QCOMPARE(m_backend->waiting(), 0);
    QCOMPARE(m_backend->running(), 1); // until it is over
    m_sent.front()(Response{200, bodyOf("ann")});
    runUntilIdle();
    QVERIFY(m_results.isEmpty());
    QCOMPARE(m_backend->running(), 0);
    PendingAuth done = ask(requestOf("c"));
    m_sent.erase(m_sent.begin());
    QCOMPARE(answer(Response{200, bodyOf("ann")}), u"ann"_s);
    done.cancel();
}

void TstHttpAuthenticator::mayEndBeforeItsAnswers()
{
    make({}, 1);
    PendingAuth running = ask(requestOf("a"));
    PendingAuth waiting = ask(requestOf("b"));
    const HttpClientThread::Done done = m_sent.front();
    m_authenticator.reset();
    QCOMPARE(m_backend->waiting(), 0);
    done(Response{200, bodyOf("ann")});
    runUntilIdle();
    running.cancel();
    waiting.cancel();
    QVERIFY(m_results.isEmpty());
}

void TstHttpAuthenticator::remembersWhoWasLetIn()
{
    HttpAuthenticator &authenticator = make({.cache = 1min});
    for (const int status : {401, 403})
        (void)resultOf(requestOf("t"), Response{status, {}});
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"status 500"_s));
    (void)resultOf(requestOf("t"), Response{500, {}});
    QCOMPARE(authenticator.remembered(), 0);
    QCOMPARE(resultOf(requestOf("t"), Response{200, bodyOf("ann")}), u"ann"_s);
    const std::size_t asked = m_requests.size();
    m_results.clear();
    const PendingAuth pending = ask(requestOf("t", 8)); // another connection
    QCOMPARE(m_results, QStringList{u"ann"_s});
    QCOMPARE(m_requests.size(), asked);
}

void TstHttpAuthenticator::remembersByAllThatWasAsked()
{
    make({.cache = 1min});
    AuthRequest request = requestOf("t");
    request.headers = {{"Cookie", "1"}};
    QCOMPARE(resultOf(request, Response{200, bodyOf("ann")}), u"ann"_s);
    using Change = std::function<void(AuthRequest &)>;
    const std::vector<Change> changes{[](AuthRequest &r) { r.token = "u"; },
                                      [](AuthRequest &r) { r.token.clear(); },
                                      [](AuthRequest &r) { r.address = QHostAddress(u"192.0.2.2"_s); },
                                      [](AuthRequest &r) { r.path += u'/'; },
                                      [](AuthRequest &r) { r.room = u"b"_s; },
                                      [](AuthRequest &r) { r.origin.clear(); },
                                      [](AuthRequest &r) { r.userAgent.clear(); },
                                      [](AuthRequest &r) { r.headers.clear(); },
                                      [](AuthRequest &r) { r.headers.front().second = "2"; },
                                      [](AuthRequest &r) { r.headers.front().first = "X"; }};
    for (std::size_t i = 0; i < changes.size(); ++i) {
        AuthRequest other = request;
        changes[i](other);
        QCOMPARE(resultOf(other, Response{200, bodyOf("bob")}), u"bob"_s);
        QCOMPARE(m_requests.size(), i + 2);
    }
}

void TstHttpAuthenticator::forgetsInTime()
{
    HttpAuthenticator &authenticator = make({.cache = 1ms});
    QCOMPARE(resultOf(requestOf("t"), Response{200, bodyOf("ann")}), u"ann"_s);
    const TimePoint begin = ioLoop().now();
    QVERIFY(waitUntil([&] { return ioLoop().now() > begin + 1ms; }));
    const PendingAuth pending = ask(requestOf("t"));
    QCOMPARE(m_requests.size(), 2U);
    QCOMPARE(authenticator.remembered(), 0);
}

void TstHttpAuthenticator::forgetsWhoHasExpired()
{
    make({.cache = 1min});
    const WallTime expires = ioLoop().wallNow() + 300ms;
    const QByteArray body = bodyOf("ann", ",\"expires\":\"" + toRfc3339(expires).toLatin1() + '"');
    QCOMPARE(resultOf(requestOf("t"), Response{200, body}), u"ann"_s);
    QVERIFY(waitUntil([&] { return ioLoop().wallNow() >= expires; }));
    const PendingAuth pending = ask(requestOf("t"));
    QCOMPARE(m_requests.size(), 2U);
}

void TstHttpAuthenticator::forgetsWhoIsRevoked()
{
    make({.cache = 1min});
    QCOMPARE(resultOf(requestOf("t"), Response{200, bodyOf("ann")}), u"ann"_s);
    m_revokedBefore = ioLoop().wallNow() + 1ms;
    const PendingAuth first = ask(requestOf("t"));
    QCOMPARE(m_requests.size(), 2U);
    QCOMPARE(answer(Response{200, bodyOf("ann")}), u"401 revoked_token"_s); // it was asked before
    QVERIFY(waitUntil([&] { return ioLoop().wallNow() >= m_revokedBefore; }));
    QCOMPARE(resultOf(requestOf("t"), Response{200, bodyOf("ann")}), u"ann"_s);
}

void TstHttpAuthenticator::remembersNothingByDefault()
{
    HttpAuthenticator &authenticator = make();
    for (std::size_t i = 1; i <= 2; ++i) {
        QCOMPARE(resultOf(requestOf("t"), Response{200, bodyOf("ann")}), u"ann"_s);
        QCOMPARE(m_requests.size(), i);
    }
    QCOMPARE(authenticator.remembered(), 0);
}

void TstHttpAuthenticator::logsNoSecrets()
{
    make({.url = u"http://user:hidden@127.0.0.1:1/?key=hidden"_s});
    QTest::failOnWarning(QRegularExpression(u"hidden"_s));
    QTest::ignoreMessage(QtWarningMsg, "auth.http.url: an answer with status 500; clients get 503");
    (void)resultOf(requestOf("hidden"), Response{500, "hidden"});
}

SIGNALBOX_IO_TEST_MAIN(TstHttpAuthenticator)
#include "tst_httpauthenticator.moc"
