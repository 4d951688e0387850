#pragma once

#include "core/auth/authenticator.h"
#include "core/auth/verificationpool.h"

#include "tests/support/jwtsigner.h"

#include <QDateTime>

#include <functional>
#include <memory>
#include <semaphore>

namespace signalbox::test {

inline const QHostAddress ClientHost(QStringLiteral("192.0.2.1"));

inline const JwtSigner &secret()
{
    static const JwtSigner signer = JwtSigner::secret(QByteArray(64, 's'));
    return signer;
}

inline const JwtSigner &p256()
{
    static const JwtSigner signer = JwtSigner::ec("P-256");
    return signer;
}

//! Claims of ann that expire in a minute.
inline QByteArray claims(const QByteArray &more = {})
{
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    return R"({"sub":"ann","exp":)" + QByteArray::number(now + 60) + (more.isEmpty() ? more : ',' + more) +
           '}';
}

//! The user, or the status and the reason.
inline QString textOf(const AuthResult &result)
{
    if (const auto *identity = std::get_if<Identity>(&result))
        return identity->user;
    const AuthFailure &failure = std::get<AuthFailure>(result);
    return QStringLiteral("%1 %2").arg(failure.status).arg(QLatin1StringView(failure.reason));
}

//! Returns when all threads of \a pool are busy, which they are until the returned function is called.
inline std::function<void()> block(VerificationPool &pool)
{
    const auto begun = std::make_shared<std::counting_semaphore<>>(0);
    const auto mayEnd = std::make_shared<std::counting_semaphore<>>(0);
    for (int i = 0; i < VerificationPool::Threads; ++i) {
        const VerificationPool::Ticket ticket = pool.submit(ClientHost, true, [begun, mayEnd] {
            begun->release();
            mayEnd->acquire();
        });
        if (ticket == 0)
            qFatal("the pool is full");
    }
    for (int i = 0; i < VerificationPool::Threads; ++i)
        begun->acquire();
    return [mayEnd] { mayEnd->release(VerificationPool::Threads); };
}

} // namespace signalbox::test
