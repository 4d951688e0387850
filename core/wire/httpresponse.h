#pragma once

#include <QByteArray>
#include <QString>

#include <utility>
#include <vector>

namespace signalbox {

//! Whether a connection stays open behind a response, and what the response says about it.
enum class Persistence : quint8 { Close, KeepAlive };

//! A complete response.
struct HttpResponse
{
    int status = 200;
    QByteArray contentType; //!< empty: no body
    QByteArray body;
    //! Fields besides Date, Content-Length, Content-Type and Connection.
    std::vector<std::pair<QByteArray, QByteArray>> headers;

    //! application/problem+json (RFC 9457): {"type":"about:blank","title":…,"status":…,"detail":…,"field":…}
    //! \a field: the name of the field or parameter that is wrong; empty: left out.
    static HttpResponse problem(int status, const QByteArray &detail, const QByteArray &field = {});

    //! Returns the response, with Date and Connection. \a headOnly omits the body but not its length (for HEAD).
    QByteArray encode(bool headOnly = false, Persistence persistence = Persistence::Close) const;
    //! How the end of a body of unknown length is shown: by its last chunk, or by the end of the connection.
    enum class StreamEnd : quint8 { Chunk, Connection };
    //! Returns the head of a response whose body is sent piece by piece; `body` is ignored. With StreamEnd::Connection
    //! the connection does not persist.
    QByteArray encodeStreamHead(StreamEnd end, Persistence persistence) const;

private:
    void appendHead(QByteArray &bytes, const QByteArray &framing, Persistence persistence) const;
};

//! Returns `Not Found` for 404; empty for codes that are never sent.
QByteArray httpReasonPhrase(int status);

} // namespace signalbox
