#include "core/auth/authservices.h"

#include "core/auth/jwksfetch.h"
#include "core/auth/jwtkeyfile.h"

namespace signalbox {

AuthServices::AuthServices()
    : backend([this](const HttpClientThread::Request &request, HttpClientThread::Done done) {
        http.send(request, std::move(done));
    })
    , jwtKeys(jwksFetch(http))
{
}

AuthServices::~AuthServices() = default;

Result<void> AuthServices::apply(const AuthSettings &settings)
{
    Result<JwkSet> fileKeys = loadKeyFile(settings.jwt);
    if (!fileKeys)
        return fileKeys.error();
    backend.setConcurrency(settings.http.concurrency);
    jwtKeys.apply(settings.jwt, *std::move(fileKeys), Clock::now());
    return {};
}

bool AuthServices::acceptToken(const Identity &identity, WallTime now)
{
    if (revocations.current()->isRevoked(identity, now))
        return false;
    expiries.note(identity, now);
    return true;
}

} // namespace signalbox
