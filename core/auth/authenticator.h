#pragma once

#include "core/auth/identity.h"
#include "core/base/id.h"

#include <QByteArray>
#include <QHostAddress>

#include <functional>
#include <utility>
#include <variant>
#include <vector>

namespace signalbox {

//! What is known of a client that wants to be somebody.
struct AuthRequest
{
    QByteArray token{};    //!< empty: none was found, and the backend of the application decides all the same
    ConnectionId client{}; //!< the id that its connection will have, or has
    QHostAddress address{}; //!< the effective one
    bool isExempt = false;  //!< its address does not count in what is limited by address
    QString path{};         //!< without the query
    QString room{};         //!< of the path; empty: none
    QByteArray origin{};    //!< empty: none was sent
    QString userAgent{};    //!< as shown in consoles
    //! Those of Authenticator::wantedHeaders() that the request has, with these names; several of a name in one value. None for
    //! a token in a message: requests of connections are not kept, as they hold secrets.
    std::vector<std::pair<QByteArray, QByteArray>> headers{};
};

//! Why a client is not who it says. What it is told does not say which part of a token was wrong.
struct AuthFailure
{
    int status =
        401; //!< 401: not known · 403: known, and not wanted · 503: nobody could tell, come back later
    const char *reason = ""; //!< label of signalbox_auth_failures_total. Static storage

    friend bool operator==(const AuthFailure &one, const AuthFailure &other)
    {
        return one.status == other.status && QByteArrayView(one.reason) == QByteArrayView(other.reason);
    }
};

using AuthResult = std::variant<Identity, AuthFailure>;

//! The work of an Authenticator for one request, until its result. Its destructor cancels it: the result is not reported
//! any more. To cancel what has reported its result, also from within that report, has no effect. Used on the thread of the
//! Authenticator, and may outlive it.
class PendingAuth final
{
public:
    PendingAuth() = default; //!< nothing is left to do
    //! \a cancel is called once, unless the handle is moved from.
    explicit PendingAuth(std::function<void()> cancel)
        : m_cancel(std::move(cancel))
    {
    }
    PendingAuth(PendingAuth &&other) noexcept
        : m_cancel(std::exchange(other.m_cancel, nullptr))
    {
    }
    PendingAuth &operator=(PendingAuth &&other) noexcept
    {
        if (this != &other) {
            cancel();
            m_cancel = std::exchange(other.m_cancel, nullptr);
        }
        return *this;
    }
    PendingAuth(const PendingAuth &) = delete;
    PendingAuth &operator=(const PendingAuth &) = delete;
    ~PendingAuth() { cancel(); }

    void cancel()
    {
        if (const auto cancel = std::exchange(m_cancel, nullptr))
            cancel();
    }

private:
    std::function<void()> m_cancel;
};

//! Finds out who a client is. One object an io thread, which is where it lives and is used.
class Authenticator
{
public:
    using Done = std::function<void(AuthResult)>;

    Authenticator() = default;
    virtual ~Authenticator() = default;
    Q_DISABLE_COPY_MOVE(Authenticator)

    //! Returns whether there is something to decide about: without, a client of the envelope may send its token later.
    virtual bool canDecide(const AuthRequest &request) const { return !request.token.isEmpty(); }

    //! The names of the header fields of a client's request that authenticate() is to be told of in AuthRequest::headers.
    virtual const std::vector<QByteArray> &wantedHeaders() const
    {
        static const std::vector<QByteArray> none;
        return none;
    }

    //! Calls \a done exactly once on this thread, perhaps before it returns, unless the returned handle is destroyed
    //! before. With what cannot be decided in time it calls it with a status of 503.
    [[nodiscard]] virtual PendingAuth authenticate(const AuthRequest &request, Done done) = 0;
};

} // namespace signalbox
