#pragma once

#include "core/auth/jwkset.h"
#include "core/base/clock.h"
#include "core/policy/jwtsettings.h"

#include <QHostAddress>

#include <atomic>
#include <functional>
#include <memory>
#include <variant>

namespace signalbox {

//! The keys of auth.jwt at a moment: those of the file, and those that its URL answered with last. Immutable.
struct JwtKeySnapshot
{
    JwkSet fileKeys;
    JwkSet urlKeys;
    bool hasUrl = false;
    bool hasUrlAnswered = false; //!< with a JWK set, at some time

    //! As JwkSet::candidates() of both together: those that have \a id first, and of the file before those of the URL.
    JwkSet::Keys candidates(JwtAlgorithm algorithm, const std::optional<QByteArray> &id) const;
};

//! The keys of auth.jwt for all io threads, and when auth.jwt.jwks_url is asked for them:
//! - at once when it is set;
//! - again after auth.jwt.jwks_refresh, or FetchPause when it did not answer with a JWK set;
//! - when a token names a key that is not known: at most once in FetchPause.
//! While the URL does not answer the known keys stay valid. Any thread; locked.
class JwtKeys final
{
public:
    //! Called with the document, or why there is none; once, on any thread.
    using Fetched = std::function<void(Result<QByteArray>)>;
    //! Fetches a document of at most JwkSet::MaxBytes in a limited time. Called on any thread; returns at once.
    using Fetch = std::function<void(const QString &url, Fetched done)>;
    using Ticket = quint64; //!< 0: none

    //! Why a token does not wait.
    enum class NoWait : quint8 {
        Useless, //!< the URL is not asked, and may not be asked now
        TooMany, //!< wait already
    };

    static constexpr Milliseconds FetchPause{10'000};
    //! So many tokens with unknown keys wait for an answer of the URL: in all, and of one address (limitKey()).
    static constexpr qsizetype MaxWaiting = 1024;
    static constexpr qsizetype MaxWaitingOfAddress = 64;

    explicit JwtKeys(Fetch fetch);
    ~JwtKeys();
    Q_DISABLE_COPY_MOVE(JwtKeys)

    //! Takes the keys of the file, and the URL of \a settings. The keys of another URL are forgotten.
    void apply(const JwtSettings &settings, JwkSet fileKeys, TimePoint now);

    std::shared_ptr<const JwtKeySnapshot> current() const;
    //! Changes with the keys: what was accepted with earlier ones is to be forgotten.
    quint64 generation() const;

    //! Asks the URL if it is time to. To be called every second or so.
    void refreshIfDue(TimePoint now);
    //! Calls \a done on any thread when the URL has answered, or failed to, if it is or may be asked now and not too many
    //! wait; else does nothing. \a isExempt: those of \a address are not limited. A ticket is not 0.
    [[nodiscard]] std::variant<Ticket, NoWait> waitForKey(TimePoint now, const QHostAddress &address,
                                                          bool isExempt, std::function<void()> done);
    //! Afterwards \a done is not called any more, unless that has begun.
    void cancel(Ticket ticket);

private:
    class State;
    std::shared_ptr<State> m_state; //!< an answer may come after the end of this
};

} // namespace signalbox
