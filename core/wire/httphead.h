#pragma once

// HTTP/1.1 request heads (RFC 9112).

#include <QByteArray>
#include <QByteArrayView>

#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace signalbox {

struct HttpHeader
{
    QByteArray name;  //!< as sent
    QByteArray value; //!< without the white space around it
};

struct HttpHead
{
    QByteArray method; //!< GET
    QByteArray target; //!< as sent
    int versionMajor = 1;
    int versionMinor = 1;
    std::vector<HttpHeader> headers;
    bool hasBody = false; //!< Content-Length above 0 or Transfer-Encoding: never wanted here

    //! The values of the header of that name in any case; several lines are several values.
    std::vector<QByteArray> values(QByteArrayView name) const;
    //! The first value, or nothing.
    std::optional<QByteArray> value(QByteArrayView name) const;
    //! True when a comma-separated header holds \a token, in any case, on any of its lines (RFC 9110
    //! section 5.6.1).
    bool hasToken(QByteArrayView name, QByteArrayView token) const;
};

//! Splits a comma-separated list, without the empty elements (RFC 9110 section 5.6.1.2).
std::vector<QByteArray> splitList(const std::vector<QByteArray> &values);

//! What of \a text may stand in a header value: everything but control characters, so that nobody writes a
//! line of their own.
QByteArray withoutControls(const QByteArray &text);

struct HttpHeadLimits
{
    qint64 maxBytes = 16 * 1024; //!< request line and headers together; 0 = no limit
    int maxHeaders = 100;
};

//! Why a head was refused.
struct HttpHeadError
{
    int status = 400;  //!< 400, 431 (too large) or 505 (not HTTP/1.x)
    QByteArray detail; //!< a sentence for the peer
};

//! Reads one request head from a stream in any pieces. Lines end with CRLF and with nothing else; one empty
//! line may come first. Any token is a method: what we do not know is the caller's 405.
class HttpHeadReader
{
public:
    explicit HttpHeadReader(HttpHeadLimits limits = {});
    ~HttpHeadReader();
    HttpHeadReader(HttpHeadReader &&) noexcept;
    HttpHeadReader &operator=(HttpHeadReader &&) noexcept;

    struct NeedMore
    {
    };
    using Outcome = std::variant<NeedMore, HttpHead, HttpHeadError>;

    //! Call until it is not NeedMore; then never again. \a consumed is set to how many of \a bytes belong to
    //! the head: what comes behind it is the peer's first frames.
    Outcome feed(QByteArrayView bytes, qsizetype &consumed);

    //! Has the peer sent anything yet? A connection that ends before is no request.
    bool hasBegun() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace signalbox
