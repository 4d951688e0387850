#include "core/auth/jwksfetch.h"

#include "core/auth/httpclientthread.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr Milliseconds Timeout{5000};
constexpr int StatusOk = 200;

} // namespace

JwtKeys::Fetch jwksFetch(HttpClientThread &client)
{
    return [&client](const QString &url, JwtKeys::Fetched done) {
        client.send({.url = QUrl(url),
                     .headers = {{"Accept", "application/jwk-set+json, application/json"}},
                     .timeout = Timeout,
                     .maxBytes = JwkSet::MaxBytes},
                    [done = std::move(done)](const Result<HttpClientThread::Response> &response) {
                        if (!response)
                            done(response.error());
                        else if (response->status != StatusOk)
                            done(Error{Error::Code::Io, u"answered with status %1"_s.arg(response->status)});
                        else
                            done(response->body);
                    });
    };
}

} // namespace signalbox
