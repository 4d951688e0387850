#pragma once

// HTTP/1.1 request heads (RFC 9112).

#include <QByteArray>
#include <QByteArrayView>

#include <limits>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace signalbox {

struct HttpHeader
{
    QByteArray name;  //!< as sent
    QByteArray value; //!< without white space around it
};

struct HttpHead
{
    QByteArray method; //!< GET
    QByteArray target; //!< as sent
    int versionMajor = 1;
    int versionMinor = 1;
    std::vector<HttpHeader> headers;
    bool hasBody = false; //!< Content-Length above 0, or Transfer-Encoding

    //! Returns the values of all fields named \a name, in any case.
    std::vector<QByteArray> values(QByteArrayView name) const;
    //! Returns the value of the first field named \a name, or nothing.
    std::optional<QByteArray> value(QByteArrayView name) const;
    //! Returns whether the comma-separated lists of all fields named \a name contain \a token, in any case
    //! (RFC 9110 section 5.6.1).
    bool hasToken(QByteArrayView name, QByteArrayView token) const;
};

//! Splits comma-separated lists and drops empty elements (RFC 9110 section 5.6.1.2). Stops behind \a most
//! elements.
std::vector<QByteArray> splitList(const std::vector<QByteArray> &values,
                                  std::size_t most = std::numeric_limits<std::size_t>::max());

//! Returns \a text without control characters, so that it cannot add a line to a head.
QByteArray withoutControls(const QByteArray &text);

struct HttpHeadLimits
{
    qint64 maxBytes = 16 * 1024; //!< request line and fields together; 0 = no limit
    int maxHeaders = 100;
};

//! Why a head was rejected.
struct HttpHeadError
{
    int status = 400;  //!< 400, 431 (too large) or 505 (not HTTP/1.x)
    QByteArray detail; //!< a sentence, sent to the peer
};

//! Reads one request head from a stream, in segments of any size. Lines must end with CRLF; one empty line
//! may precede the head. Any token is accepted as a method; answerToMethod() is for unknown ones.
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

    //! Must not be called again after an outcome other than NeedMore. Sets \a consumed to the number of bytes
    //! that belong to the head; the rest is the peer's first frames.
    Outcome feed(QByteArrayView bytes, qsizetype &consumed);

    //! Returns whether any byte has arrived. A connection that ends earlier has sent no request.
    bool hasBegun() const;
    //! Returns the memory of what was read, roughly.
    qint64 heldBytes() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace signalbox
