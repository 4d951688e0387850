#pragma once

#include <QByteArray>
#include <QString>

#include <utility>
#include <vector>

namespace signalbox {

//! A small whole answer on a connection that ends behind it.
struct HttpResponse
{
    int status = 200;
    QByteArray contentType; //!< empty: no body
    QByteArray body;
    std::vector<std::pair<QByteArray, QByteArray>>
        headers; //!< besides Date, Content-Length, Content-Type, Connection

    //! application/problem+json (RFC 9457): {"type":"about:blank","title":…,"status":…,"detail":…}
    static HttpResponse problem(int status, const QByteArray &detail);

    //! Everything, Connection: close and Date included. \a headOnly leaves the body out but keeps its length
    //! (HEAD).
    QByteArray encode(bool headOnly = false) const;
};

//! `Not Found` for 404; empty for codes we never send.
QByteArray httpReasonPhrase(int status);

} // namespace signalbox
