#include "core/wire/headscanner.h"

// Begin -> Method -> Target -> Version -> RequestLineLf -> FieldBegin -+-> FieldName -> FieldValue -> FieldLf
// -+
//   (one CRLF)                                                ^        +-> EndLf -> Complete |
//                                                             +------------------------------------------------+

namespace signalbox {

namespace {

constexpr quint8 Cr = '\r';
constexpr quint8 Lf = '\n';
constexpr quint8 TlsHandshake = 0x16; // RFC 8446 section 5.1

//! VCHAR, SP, HTAB and obs-text, RFC 9110 section 5.5
bool isValueChar(quint8 byte)
{
    return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
}

//! What may stand in a target. Bytes above ASCII do not belong there, but clients send them for international
//! names; they are checked to be UTF-8 when the target is decoded.
bool isTargetChar(quint8 byte)
{
    return byte > 0x20 && byte != 0x7F;
}

HttpHeadError bad(const char *detail)
{
    return {400, detail};
}

} // namespace

HeadScanner::HeadScanner(HttpHeadLimits limits)
    : m_limits(limits)
{
}

std::variant<qsizetype, HttpHeadError> HeadScanner::scan(QByteArrayView bytes)
{
    qsizetype taken = 0;
    while (taken < bytes.size() && m_state != State::Complete) {
        if (m_limits.maxBytes > 0 && m_position >= m_limits.maxBytes)
            return HttpHeadError{431, "The request head is too large."};
        if (std::optional<HttpHeadError> error = step(quint8(bytes[taken])))
            return *std::move(error);
        ++taken;
        ++m_position;
    }
    return taken;
}

std::optional<HttpHeadError> HeadScanner::step(quint8 byte)
{
    switch (m_state) {
    case State::Begin:
        if (byte == Cr && m_position == 0) {
            m_state = State::BeginLf; // section 2.2: an empty line before the request may be ignored; one is
            return {};
        }
        if (byte == TlsHandshake)
            return bad("This port speaks plain HTTP, not TLS.");
        m_methodOffset = m_position;
        m_state = State::Method;
        return stepMethod(byte);
    case State::BeginLf:
        return expectLf(byte, State::Begin);
    case State::Method:
        return stepMethod(byte);
    case State::Target:
        return stepTarget(byte);
    case State::Version:
        return stepVersion(byte);
    case State::RequestLineLf:
        return expectLf(byte, State::FieldBegin);
    case State::FieldBegin:
        return stepFieldBegin(byte);
    case State::FieldName:
        if (byte == ':')
            m_state = State::FieldValue;
        else if (byte == ' ' || byte == '\t') // section 5.1: must be refused
            return bad("There is white space in a header name.");
        else if (!isTokenChar(char(byte)))
            return bad("There is a character in a header name that is not allowed.");
        return {};
    case State::FieldValue:
        if (byte == Cr)
            m_state = State::FieldLf;
        else if (!isValueChar(byte))
            return bad(byte == Lf ? "A line ends without CR." : "There is a control character in a header.");
        return {};
    case State::FieldLf:
        return expectLf(byte, State::FieldBegin);
    case State::EndLf:
        return expectLf(byte, State::Complete);
    case State::Complete:
        break;
    }
    return {};
}

std::optional<HttpHeadError> HeadScanner::stepMethod(quint8 byte)
{
    if (byte == ' ' && m_position > m_methodOffset) {
        m_targetOffset = m_position + 1;
        m_state = State::Target;
        return {};
    }
    if (!isTokenChar(char(byte)))
        return bad("This is not an HTTP request.");
    return {};
}

std::optional<HttpHeadError> HeadScanner::stepTarget(quint8 byte)
{
    m_targetSize = m_position - m_targetOffset;
    if (byte == ' ' && m_targetSize > 0) {
        m_state = State::Version;
        return {};
    }
    if ((byte == Cr || byte == Lf) && m_targetSize > 0)
        return HttpHeadError{505, "HTTP/1.1 is needed, and the request names no version."};
    if (!isTargetChar(byte))
        return bad("There is a character in the request target that is not allowed.");
    return {};
}

std::optional<HttpHeadError> HeadScanner::stepVersion(quint8 byte)
{
    const auto digit = [](char character) { return character >= '0' && character <= '9'; };
    if (m_versionSize < sizeof m_version) {
        m_version[m_versionSize++] = char(byte);
        static constexpr char Pattern[] = "HTTP/#.#";
        const char expected = Pattern[m_versionSize - 1];
        if (expected == '#' ? !digit(char(byte)) : char(byte) != expected)
            return bad("The request line does not end with an HTTP version.");
        return {};
    }
    if (byte != Cr)
        return bad(byte == Lf ? "A line ends without CR." : "There is something behind the HTTP version.");
    if (m_version[5] != '1')
        return HttpHeadError{505, "HTTP/1.1 is needed."};
    m_state = State::RequestLineLf;
    return {};
}

std::optional<HttpHeadError> HeadScanner::stepFieldBegin(quint8 byte)
{
    if (byte == Cr) {
        m_state = State::EndLf;
        return {};
    }
    if (byte == ' ' || byte == '\t')
        return bad("A header is folded over several lines."); // section 5.2
    if (byte == Lf)
        return bad("A line ends without CR.");
    if (!isTokenChar(char(byte)))
        return bad("There is a character in a header name that is not allowed.");
    if (++m_headers > m_limits.maxHeaders)
        return HttpHeadError{431, "The request has too many headers."};
    m_state = State::FieldName;
    return {};
}

std::optional<HttpHeadError> HeadScanner::expectLf(quint8 byte, State next)
{
    if (byte != Lf)
        return bad("There is a CR without LF."); // section 2.2
    m_state = next;
    return {};
}

} // namespace signalbox
