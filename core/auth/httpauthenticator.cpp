#include "core/auth/httpauthenticator.h"

#include "core/auth/httpanswer.h"
#include "core/loop/ioloop.h"
#include "core/protocol/jsonfieldreader.h"
#include "core/protocol/jsontext.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qint64 MaxAnswerBytes = 64 * 1024;

//! Appends `"name":"value"`. What is not UTF-8 in \a value becomes U+FFFD.
void appendText(QByteArray &json, QByteArrayView name, QByteArrayView value)
{
    if (!json.endsWith('{'))
        json += ',';
    appendQuoted(json, name);
    json += ':';
    appendQuoted(json, exactText(value).toUtf8());
}

//! Returns what the backend is asked, but for `client` and the brackets.
QByteArray questionOf(const AuthRequest &request)
{
    QByteArray json("{");
    appendText(json, "address", request.address.toString().toUtf8());
    appendText(json, "path", request.path.toUtf8());
    appendText(json, "room", request.room.toUtf8());
    appendText(json, "origin", request.origin);
    appendText(json, "user_agent", request.userAgent.toUtf8());
    json += R"(,"headers":{)";
    for (const auto &[name, value] : request.headers)
        appendText(json, name, value);
    json += '}';
    if (!request.token.isEmpty())
        appendText(json, "token", request.token);
    return json.sliced(1);
}

//! But for the body. A name and a password of the URL go into a header at once: Qt would wait for a challenge, and a 401 is an
//! answer here.
HttpClientThread::Request requestFor(const HttpAuthSettings &settings)
{
    HttpClientThread::Request request{
        .url = QUrl(settings.url),
        .method = "POST",
        .headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}},
        .timeout = settings.timeout,
        .maxBytes = MaxAnswerBytes};
    if (!request.url.userInfo().isEmpty()) {
        const QString userInfo =
            request.url.userName(QUrl::FullyDecoded) + u':' + request.url.password(QUrl::FullyDecoded);
        request.headers.emplace_back("Authorization", "Basic " + userInfo.toUtf8().toBase64());
        request.url.setUserInfo({});
    }
    return request;
}

AuthFailure failureOf(const Error &error)
{
    switch (error.code) {
    case Error::Code::TooBig:
        return {503, "backend_answer"};
    case Error::Code::Busy:
        return {503, "busy"};
    default:
        return {503, "backend_error"};
    }
}

} // namespace

HttpAuthenticator::HttpAuthenticator(const HttpAuthSettings &settings, AuthBackend &backend,
                                     IsRevoked isRevoked, IoLoop &loop)
    : m_settings(settings)
    , m_request(requestFor(settings))
    , m_backend(backend)
    , m_isRevoked(std::move(isRevoked))
    , m_loop(loop)
    , m_post(loop)
    , m_late(WheelTimer::of<&HttpAuthenticator::dropLate>(this))
{
    for (const QString &name : settings.headers)
        m_headers.push_back(name.toLatin1());
}

HttpAuthenticator::~HttpAuthenticator()
{
    m_post.close();
    for (const auto &[id, check] : m_checks)
        m_backend.cancel(check.ticket);
}

PendingAuth HttpAuthenticator::authenticate(const AuthRequest &request, Done done)
{
    const QByteArray question = questionOf(request);
    Check check;
    if (m_settings.cache.count() > 0) {
        check.hash = tokenHash(question);
        if (const std::optional<Identity> identity = find(check.hash)) {
            done(*identity);
            return {};
        }
    }
    const CheckId id = ++m_latest;
    const std::weak_ptr<const bool> alive = m_alive;
    check.asked = m_loop.wallNow();
    check.due = m_loop.now() + m_settings.timeout;
    check.ticket = m_backend.ask(request.address, request.isExempt, requestOf(request.client, question),
                                 [this, id, alive, post = m_post](const AuthBackend::Answer &answer) {
                                     post.post([this, id, alive, answer] {
                                         if (!alive.expired())
                                             finish(id, answer);
                                     });
                                 });
    if (check.ticket == 0) {
        done(AuthFailure{503, "busy"});
        return {};
    }
    check.done = std::move(done);
    if (!m_late.isArmed())
        m_loop.wheel().arm(m_late, check.due);
    m_checks.emplace(id, std::move(check));
    return PendingAuth([this, id, alive] {
        if (!alive.expired())
            cancel(id);
    });
}

std::optional<Identity> HttpAuthenticator::find(const QByteArray &hash)
{
    const Known *known = m_cache.find(hash);
    if (!known)
        return std::nullopt;
    const bool hasExpired = known->identity.expires && *known->identity.expires <= m_loop.wallNow();
    if (!hasExpired && known->until > m_loop.now() && !isRevoked(known->identity))
        return known->identity;
    m_cache.remove(hash);
    return std::nullopt;
}

HttpClientThread::Request HttpAuthenticator::requestOf(ConnectionId client, const QByteArray &question) const
{
    HttpClientThread::Request request = m_request;
    request.body = R"({"client":")" + client.toString().toLatin1() + "\"," + question + '}';
    return request;
}

void HttpAuthenticator::finish(CheckId id, const AuthBackend::Answer &answer)
{
    const auto found = m_checks.find(id);
    if (found == m_checks.end())
        return;
    const Check check = std::move(found->second);
    m_checks.erase(found);
    check.done(judge(check, answer)); // may be the end of this
}

AuthResult HttpAuthenticator::judge(const Check &check, const AuthBackend::Answer &answer)
{
    AuthResult result = answer ? authResultOf(answer->status, answer->body, m_loop.wallNow())
                               : AuthResult(failureOf(answer.error()));
    if (const auto *failure = std::get_if<AuthFailure>(&result)) {
        if (failure->status == 503) {
            m_backend.logFault(u"auth.http.url: %1; clients get 503"_s.arg(
                                   !answer ? answer.error().text
                                   : answer->status == 200
                                       ? u"an answer with status 200 that is not valid"_s
                                       : u"an answer with status %1"_s.arg(answer->status)),
                               m_loop.now());
        }
        return result;
    }
    auto &identity = std::get<Identity>(result);
    identity.issuedAt = check.asked; // what is revoked later is over; what is asked later is another decision
    if (isRevoked(identity))
        return AuthFailure{401, "revoked_token"};
    if (!check.hash.isEmpty())
        m_cache.insert(check.hash, {identity, m_loop.now() + m_settings.cache}, answer->body.size());
    return result;
}

void HttpAuthenticator::cancel(CheckId id)
{
    const auto found = m_checks.find(id);
    if (found == m_checks.end())
        return;
    m_backend.cancel(found->second.ticket);
    m_checks.erase(found);
}

//! Whoever has waited for its turn as long as an answer may take does not wait for that, too.
void HttpAuthenticator::dropLate()
{
    const std::weak_ptr<const bool> alive = m_alive;
    for (;;) {
        const auto next =
            std::ranges::find_if(m_checks, [](const auto &check) { return !check.second.hasBegun; });
        if (next == m_checks.end())
            return;
        if (next->second.due > m_loop.now()) {
            m_loop.wheel().arm(m_late, next->second.due);
            return;
        }
        if (!m_backend.cancel(next->second.ticket)) {
            next->second.hasBegun = true;
            continue;
        }
        {
            const Done done = std::move(next->second.done);
            m_checks.erase(next);
            done(AuthFailure{503, "busy"});
        } // the end of `done`, or of what it refers to, may be the end of this
        if (alive.expired())
            return;
    }
}

} // namespace signalbox
