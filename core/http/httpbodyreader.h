#pragma once

#include "core/wire/httphead.h"

#include <variant>

namespace signalbox {

//! Why a body was rejected.
struct HttpBodyError
{
    int status = 400;  //!< 400, 411, 413 or 501
    QByteArray detail; //!< a sentence, sent to the peer
};

//! Reads the body of one request, with Content-Length or chunked (RFC 9112 sections 6 and 7), in segments of any size.
//! Never keeps more than the limit. Chunk extensions and trailer fields are read and dropped. Plain class.
class HttpBodyReader final
{
public:
    static constexpr qint64 MaxChunkLine = 256;     //!< bytes of a size with its extensions
    static constexpr qint64 MaxTrailers = 8 * 1024; //!< bytes

    //! \a head is one that HttpHeadReader has accepted. \a maxBytes: of the body.
    HttpBodyReader(const HttpHead &head, qint64 maxBytes);

    //! What is wrong already by the head; nothing: feed() may be called.
    const std::optional<HttpBodyError> &refusal() const { return m_refusal; }

    struct NeedMore
    {
    };
    using Outcome = std::variant<NeedMore, QByteArray, HttpBodyError>;
    //! Must not be called again after an outcome other than NeedMore. Sets \a consumed to the number of bytes that belong
    //! to the body; the rest is the next request.
    Outcome feed(QByteArrayView bytes, qsizetype &consumed);

    qint64 heldBytes() const { return m_body.capacity() + m_line.capacity(); }

private:
    enum class State : quint8 { Content, ChunkSize, ChunkContent, ChunkEnd, Trailers, Done };

    std::optional<HttpBodyError> takeLine(QByteArrayView bytes, qsizetype &at, qint64 limit, bool &isWhole);
    void takeContent(QByteArrayView bytes, qsizetype &at);
    std::optional<HttpBodyError> readSize();
    std::optional<HttpBodyError> step(QByteArrayView bytes, qsizetype &at);
    HttpBodyError tooLarge() const;

    qint64 m_maxBytes;
    std::optional<HttpBodyError> m_refusal;
    State m_state = State::Content;
    qint64 m_left = 0; //!< bytes of the content, or of the chunk
    QByteArray m_line; //!< of the framing, as far as it has come
    qint64 m_trailers = 0;
    QByteArray m_body;
};

} // namespace signalbox
