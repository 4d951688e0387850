#include "core/wire/headscanner.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <array>

// Begin -> Method -> Target -> Version -> RequestLineLf -> FieldBegin -> EndLf -> Complete
//   |  ^                                                   |        ^
//   v  |                                                   v        |
//   BeginLf                                                FieldName -> FieldValue -> FieldLf
//
// Section numbers are those of RFC 9112 unless another document is named.

namespace signalbox {

namespace {

constexpr char TlsHandshake = 0x16; // RFC 8446 section 5.1

enum CharClass : quint8 {
    TokenChar = 1,  //!< of methods (section 3.1) and field names (section 5)
    TargetChar = 2, //!< of request targets
    ValueChar = 4,  //!< of field values: VCHAR, SP, HTAB and obs-text (RFC 9110 section 5.5)
};

//! Targets are ASCII (section 3.2), but some clients send international names as UTF-8, which
//! parseRequestTarget() validates.
constexpr std::array<quint8, 256> CharClasses = [] {
    std::array<quint8, 256> classes{};
    for (std::size_t byte = 0; byte < classes.size(); ++byte) {
        const bool isPrintable = byte > 0x20 && byte != 0x7F;
        classes[byte] =
            quint8((isTokenChar(char(byte)) ? TokenChar : 0) | (isPrintable ? TargetChar | ValueChar : 0) |
                   (byte == ' ' || byte == '\t' ? ValueChar : 0));
    }
    return classes;
}();

bool isIn(CharClass charClass, char byte)
{
    return CharClasses[quint8(byte)] & charClass;
}

bool isWhiteSpace(char byte)
{
    return byte == ' ' || byte == '\t';
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
    const QByteArrayView allowed =
        m_limits.maxBytes > 0 ? bytes.first(std::min<qint64>(bytes.size(), m_limits.maxBytes - m_size))
                              : bytes;
    qsizetype taken = 0;
    while (!isComplete()) {
        taken += takeRun(allowed.sliced(taken));
        if (taken == allowed.size())
            break;
        if (std::optional<HttpHeadError> error = step(allowed[taken]))
            return *std::move(error);
        ++taken;
    }
    m_size += taken;
    if (!isComplete() && taken < bytes.size())
        return HttpHeadError{431, "The request head is too large."}; // RFC 6585 section 5
    return taken;
}

qint64 HeadScanner::heldBytes() const
{
    constexpr qint64 StringOverhead = 32; // header of a QByteArray's block, and rounding of its capacity
    return qint64(sizeof *this) + 2 * m_size + qint64(m_head.headers.capacity() * sizeof(HttpHeader)) +
           qint64(m_head.headers.size()) * 2 * StringOverhead;
}

//! Stores the bytes at the front of \a bytes that continue a method, target, field name or field value.
//! Returns their number.
qsizetype HeadScanner::takeRun(QByteArrayView bytes)
{
    QByteArray *element = nullptr;
    CharClass charClass = TokenChar;
    switch (m_state) {
    case State::Method:
        element = &m_head.method;
        break;
    case State::Target:
        element = &m_head.target;
        charClass = TargetChar;
        break;
    case State::FieldName:
        element = &m_head.headers.back().name;
        break;
    case State::FieldValue:
        element = &m_head.headers.back().value;
        charClass = ValueChar;
        break;
    default:
        return 0;
    }
    const auto end = std::ranges::find_if_not(bytes, [=](char byte) { return isIn(charClass, byte); });
    QByteArrayView run = bytes.first(end - bytes.begin());
    if (m_state == State::FieldValue && element->isEmpty()) // section 5.1: white space before the value
        run = QByteArrayView(std::ranges::find_if_not(run, isWhiteSpace), run.end());
    element->append(run);
    return end - bytes.begin();
}

std::optional<HttpHeadError> HeadScanner::step(char byte)
{
    switch (m_state) {
    case State::Begin:
        return stepBegin(byte);
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
        return stepFieldName(byte);
    case State::FieldValue:
        return stepFieldValue(byte);
    case State::FieldLf:
        return expectLf(byte, State::FieldBegin);
    case State::EndLf:
        return expectLf(byte, State::Complete);
    case State::Complete:
        break;
    }
    return {};
}

std::optional<HttpHeadError> HeadScanner::stepBegin(char byte)
{
    if (byte == '\r' && !m_skippedEmptyLine) { // section 2.2: at least one empty line should be ignored
        m_skippedEmptyLine = true;
        m_state = State::BeginLf;
        return {};
    }
    if (byte == TlsHandshake)
        return bad("This port speaks plain HTTP, not TLS.");
    if (!isIn(TokenChar, byte))
        return bad("This is not an HTTP request.");
    m_head.method.append(byte);
    m_state = State::Method;
    return {};
}

std::optional<HttpHeadError> HeadScanner::stepMethod(char byte)
{
    if (byte != ' ')
        return bad("This is not an HTTP request.");
    m_state = State::Target;
    return {};
}

std::optional<HttpHeadError> HeadScanner::stepTarget(char byte)
{
    if (byte == ' ' && !m_head.target.isEmpty()) { // section 3: exactly one space
        m_state = State::Version;
        return {};
    }
    if ((byte == '\r' || byte == '\n') && !m_head.target.isEmpty())
        return HttpHeadError{505, "HTTP/1.1 is needed, and the request names no version."};
    return bad("There is a character in the request target that is not allowed.");
}

std::optional<HttpHeadError> HeadScanner::stepVersion(char byte)
{
    static constexpr std::string_view Pattern = "HTTP/#.#"; // section 2.3, # is a digit
    if (m_versionSize < Pattern.size()) {
        const char expected = Pattern[m_versionSize];
        if (expected == '#' ? !isAsciiDigit(byte) : byte != expected)
            return bad("The request line does not end with an HTTP version.");
        if (expected == '#')
            (m_versionSize == Pattern.find('#') ? m_head.versionMajor : m_head.versionMinor) = byte - '0';
        ++m_versionSize;
        return {};
    }
    if (byte != '\r')
        return bad(byte == '\n' ? "A line ends without CR." : "There is something after the HTTP version.");
    if (m_head.versionMajor != 1) // RFC 9110 section 15.6.6
        return HttpHeadError{505, "HTTP/1.1 is needed."};
    m_state = State::RequestLineLf;
    return {};
}

std::optional<HttpHeadError> HeadScanner::stepFieldBegin(char byte)
{
    if (byte == '\r') {
        m_state = State::EndLf;
        return {};
    }
    if (isWhiteSpace(byte)) // sections 2.2 and 5.2
        return bad("A header is folded over several lines.");
    if (byte == '\n')
        return bad("A line ends without CR.");
    if (!isIn(TokenChar, byte))
        return bad("There is a character in a header name that is not allowed.");
    if (qsizetype(m_head.headers.size()) >= m_limits.maxHeaders)
        return HttpHeadError{431, "The request has too many headers."}; // RFC 6585 section 5
    m_head.headers.push_back({QByteArray(1, byte), {}});
    m_state = State::FieldName;
    return {};
}

std::optional<HttpHeadError> HeadScanner::stepFieldName(char byte)
{
    if (isWhiteSpace(byte)) // section 5.1: must be rejected
        return bad("There is white space in a header name.");
    if (byte != ':')
        return bad("There is a character in a header name that is not allowed.");
    m_state = State::FieldValue;
    return {};
}

std::optional<HttpHeadError> HeadScanner::stepFieldValue(char byte)
{
    if (byte != '\r')
        return bad(byte == '\n' ? "A line ends without CR." : "There is a control character in a header.");
    QByteArray &value = m_head.headers.back().value;
    while (!value.isEmpty() && isWhiteSpace(value.back())) // section 5.1: not part of the value
        value.chop(1);
    m_state = State::FieldLf;
    return {};
}

//! Section 2.2: a CR without LF is invalid; a LF without CR may be accepted as the end of a line, and is not.
std::optional<HttpHeadError> HeadScanner::expectLf(char byte, State next)
{
    if (byte != '\n')
        return bad("There is a CR without LF.");
    m_state = next;
    return {};
}

} // namespace signalbox
