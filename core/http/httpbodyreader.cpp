#include "core/http/httpbodyreader.h"

#include "core/base/ascii.h"

#include <algorithm>

namespace signalbox {

HttpBodyReader::HttpBodyReader(const HttpHead &head, qint64 maxBytes)
    : m_maxBytes(maxBytes)
{
    const std::vector<QByteArray> codings = splitList(head.values("Transfer-Encoding"));
    if (codings.size() > 1) { // the last one is chunked: HttpHeadReader has looked
        m_refusal = HttpBodyError{501, "no transfer coding but chunked is known here"};
    } else if (!codings.empty() && head.versionMinor == 0) {
        m_refusal = HttpBodyError{400, "Transfer-Encoding is not part of HTTP/1.0"}; // RFC 9112 section 6.1
    } else if (!codings.empty()) {
        m_state = State::ChunkSize;
    } else {
        bool isNumber = false;
        m_left = head.value("Content-Length").value_or("0").toLongLong(&isNumber);
        if (!isNumber || m_left > maxBytes) // one of more than 63 bits
            m_refusal = tooLarge();
        else if (m_left == 0)
            m_state = State::Done;
    }
}

HttpBodyError HttpBodyReader::tooLarge() const
{
    return {413, "the body may have " + QByteArray::number(m_maxBytes) + " bytes"};
}

HttpBodyReader::Outcome HttpBodyReader::feed(QByteArrayView bytes, qsizetype &consumed)
{
    qsizetype at = 0;
    while (m_state != State::Done && at < bytes.size()) {
        if (std::optional<HttpBodyError> error = step(bytes, at)) {
            consumed = at;
            return *std::move(error);
        }
    }
    consumed = at;
    if (m_state != State::Done)
        return NeedMore{};
    return std::move(m_body);
}

std::optional<HttpBodyError> HttpBodyReader::step(QByteArrayView bytes, qsizetype &at)
{
    bool isWhole = false;
    switch (m_state) {
    case State::Content:
    case State::ChunkContent:
        takeContent(bytes, at);
        return std::nullopt;
    case State::ChunkSize:
        if (auto error = takeLine(bytes, at, MaxChunkLine, isWhole))
            return error;
        return isWhole ? readSize() : std::nullopt;
    case State::ChunkEnd:
        if (auto error = takeLine(bytes, at, 0, isWhole))
            return error;
        if (isWhole)
            m_state = State::ChunkSize;
        return std::nullopt;
    case State::Trailers:
        if (auto error = takeLine(bytes, at, MaxTrailers - m_trailers, isWhole))
            return error;
        if (isWhole && m_line.isEmpty())
            m_state = State::Done;
        m_trailers += isWhole ? m_line.size() + 2 : 0;
        if (isWhole)
            m_line.clear();
        return std::nullopt;
    case State::Done:
        break;
    }
    return std::nullopt;
}

//! Adds to m_line up to CRLF, which is not kept. \a limit: of its bytes.
std::optional<HttpBodyError> HttpBodyReader::takeLine(QByteArrayView bytes, qsizetype &at, qint64 limit,
                                                      bool &isWhole)
{
    const QByteArrayView rest = bytes.sliced(at);
    const qsizetype feed = rest.indexOf('\n');
    const QByteArrayView part = feed < 0 ? rest : rest.first(feed);
    // One byte more than the limit: the CR.
    if (m_line.size() + part.size() > limit + 1)
        return HttpBodyError{400, "a chunk of the body is malformed"};
    m_line.append(part);
    at += feed < 0 ? rest.size() : feed + 1;
    if (feed < 0)
        return std::nullopt;
    const qsizetype carriageReturn = m_line.indexOf('\r');
    if (carriageReturn < 0 || carriageReturn != m_line.size() - 1) // RFC 9112 section 2.2: no bare CR or LF
        return HttpBodyError{400, "a line of the chunked body does not end with CRLF"};
    m_line.chop(1);
    isWhole = true;
    return std::nullopt;
}

//! RFC 9112 section 7.1
std::optional<HttpBodyError> HttpBodyReader::readSize()
{
    constexpr qsizetype MaxDigits = 15; // far above every limit, and no overflow
    const auto isHex = [](char character) { return hexValue(character) >= 0; };
    const auto end = std::ranges::find_if_not(m_line, isHex);
    const qsizetype digits = end - m_line.begin();
    const QByteArrayView extensions = QByteArrayView(m_line).sliced(digits).trimmed();
    if (digits == 0 || (!extensions.isEmpty() && !extensions.startsWith(';')))
        return HttpBodyError{400, "the size of a chunk is no hexadecimal number"};
    if (digits > MaxDigits)
        return tooLarge();
    m_left = QByteArrayView(m_line).first(digits).toByteArray().toLongLong(nullptr, 16);
    m_line.clear();
    if (m_left > m_maxBytes - m_body.size())
        return tooLarge();
    m_state = m_left == 0 ? State::Trailers : State::ChunkContent;
    return std::nullopt;
}

void HttpBodyReader::takeContent(QByteArrayView bytes, qsizetype &at)
{
    const qsizetype taken = qsizetype(std::min<qint64>(bytes.size() - at, m_left));
    m_body.append(bytes.sliced(at, taken));
    at += taken;
    m_left -= taken;
    if (m_left == 0)
        m_state = m_state == State::Content ? State::Done : State::ChunkEnd;
}

} // namespace signalbox
