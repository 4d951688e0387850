#pragma once

#include "app/ctl/failure.h"
#include "app/ctl/serveraddress.h"
#include "app/ctl/tokenfile.h"
#include "core/base/clock.h"

#include <QSslCertificate>

#include <optional>

namespace signalbox {

//! How to reach the server; the same for all requests of a command.
struct ApiAccess
{
    ServerAddress server;
    AccessToken token;
    QList<QSslCertificate> authorities{};  //!< empty: those of the system
    std::optional<Milliseconds> timeout{}; //!< of --timeout
};

//! One request to the API.
struct ApiRequest
{
    QByteArray method = "GET";
    QByteArray target{};    //!< below /api/v1, percent-encoded: /connections?limit=10
    QByteArray body{};      //!< JSON; empty: none
    bool takesLong = false; //!< the server may answer only when others have: a kick, a ping
    bool isStream = false;  //!< the answer goes on without an end
};

//! What a request has led to. Either \c failure is set, or the server answered with 2xx.
struct ApiAnswer
{
    int status = 0; //!< 0: no answer
    QByteArray body{};
    std::optional<Failure> failure{};
};

//! Returns \a text for a path or query, percent-encoded.
QByteArray percentEncoded(const QString &text);

//! Returns the failure that an answer with another status than 2xx is, or nothing. \a body: application/problem+json.
std::optional<Failure> failureOf(int status, const QByteArray &body, const AccessToken &token);

} // namespace signalbox
