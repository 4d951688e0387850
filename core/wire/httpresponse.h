#pragma once

#include <QByteArray>
#include <QString>

#include <utility>
#include <vector>

namespace signalbox {

//! A complete response, after which the connection is closed.
struct HttpResponse
{
    int status = 200;
    QByteArray contentType; //!< empty: no body
    QByteArray body;
    //! Fields besides Date, Content-Length, Content-Type and Connection.
    std::vector<std::pair<QByteArray, QByteArray>> headers;

    //! application/problem+json (RFC 9457): {"type":"about:blank","title":…,"status":…,"detail":…}
    static HttpResponse problem(int status, const QByteArray &detail);

    //! Returns the response, with Date and Connection: close. \a headOnly omits the body but not its length
    //! (for HEAD).
    QByteArray encode(bool headOnly = false) const;
};

//! Returns `Not Found` for 404; empty for codes that are never sent.
QByteArray httpReasonPhrase(int status);

} // namespace signalbox
