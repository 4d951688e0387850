#pragma once

// The reader of request heads as it was with http-parser, for httpheaddiff.cpp to compare with.

#include "core/base/ascii.h"
#include "core/wire/httphead.h"

#include <http_parser.h>

#include <initializer_list>
#include <limits>
#include <optional>

namespace signalbox::old {

//! Walks over a request head byte by byte and refuses what RFC 9112 wants a server to refuse and http-parser
//! lets pass: bare CR and bare LF, folded lines, white space in or behind a field name, control characters,
//! other versions than 1.x. Stores nothing but positions, so bytes may come in any pieces.
class HeadScanner
{
public:
    explicit HeadScanner(HttpHeadLimits limits);

    //! Looks at \a bytes up to the end of the head. Returns how many it took, or why the head is refused.
    std::variant<qsizetype, HttpHeadError> scan(QByteArrayView bytes);
    bool isComplete() const { return m_state == State::Complete; }

    qsizetype methodOffset() const
    {
        return m_methodOffset;
    } //!< behind the one empty line that may come first
    qsizetype methodSize() const { return m_targetOffset - 1 - m_methodOffset; }
    qsizetype targetOffset() const { return m_targetOffset; }
    qsizetype targetSize() const { return m_targetSize; }
    int versionMinor() const { return m_version[7] - '0'; }

private:
    enum class State : quint8 {
        Begin,
        BeginLf,
        Method,
        Target,
        Version,
        RequestLineLf,
        FieldBegin,
        FieldName,
        FieldValue,
        FieldLf,
        EndLf,
        Complete,
    };

    std::optional<HttpHeadError> step(quint8 byte);
    std::optional<HttpHeadError> stepMethod(quint8 byte);
    std::optional<HttpHeadError> stepTarget(quint8 byte);
    std::optional<HttpHeadError> stepVersion(quint8 byte);
    std::optional<HttpHeadError> stepFieldBegin(quint8 byte);
    std::optional<HttpHeadError> expectLf(quint8 byte, State next);

    HttpHeadLimits m_limits;
    State m_state = State::Begin;
    qsizetype m_position = 0;
    qsizetype m_methodOffset = 0;
    qsizetype m_targetOffset = 0;
    qsizetype m_targetSize = 0;
    int m_headers = 0;
    quint8 m_versionSize = 0;
    char m_version[8] = {}; //!< HTTP/1.1
};

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

class OldHeadReader
{
public:
    explicit OldHeadReader(HttpHeadLimits limits = {});
    ~OldHeadReader();
    using NeedMore = HttpHeadReader::NeedMore;
    using Outcome = HttpHeadReader::Outcome;
    Outcome feed(QByteArrayView bytes, qsizetype &consumed);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

namespace {

//! What http-parser finds. Its callbacks may deliver a name or a value in several pieces.
struct Collected
{
    std::vector<HttpHeader> headers;
    bool inValue = false;
    bool isComplete = false;
};

int onHeaderField(http_parser *parser, const char *at, size_t length)
{
    auto *collected = static_cast<Collected *>(parser->data);
    if (collected->inValue || collected->headers.empty())
        collected->headers.emplace_back();
    collected->inValue = false;
    collected->headers.back().name.append(at, qsizetype(length));
    return 0;
}

int onHeaderValue(http_parser *parser, const char *at, size_t length)
{
    auto *collected = static_cast<Collected *>(parser->data);
    collected->inValue = true;
    collected->headers.back().value.append(at, qsizetype(length));
    return 0;
}

int onHeadersComplete(http_parser *parser)
{
    constexpr int NothingFollows = 2; // no body, no other message: what comes behind is not http-parser's
    static_cast<Collected *>(parser->data)->isComplete = true;
    return NothingFollows;
}

http_parser_settings makeSettings()
{
    // The library's own bound is one number for the whole process; ours are per reader, so lift it. Called
    // once, under the lock of the static that holds the result, before any parser runs.
    http_parser_set_max_header_size(std::numeric_limits<uint32_t>::max());
    http_parser_settings settings;
    http_parser_settings_init(&settings);
    settings.on_header_field = onHeaderField;
    settings.on_header_value = onHeaderValue;
    settings.on_headers_complete = onHeadersComplete;
    return settings;
}

http_errno parse(Collected &collected, std::initializer_list<QByteArrayView> pieces)
{
    static const http_parser_settings settings = makeSettings();
    http_parser parser;
    http_parser_init(&parser, HTTP_REQUEST);
    parser.data = &collected;
    for (const QByteArrayView piece : pieces)
        http_parser_execute(&parser, &settings, piece.data(), size_t(piece.size()));
    return HTTP_PARSER_ERRNO(&parser);
}

//! Only a body that is chunked at last has an end (RFC 9112 section 6.3); http-parser looks at that too late
//! for us, who never let it read a body.
bool hasEndlessBody(const HttpHead &head)
{
    if (!head.value("Transfer-Encoding"))
        return false;
    const std::vector<QByteArray> codings = splitList(head.values("Transfer-Encoding"));
    return codings.empty() || codings.back().compare("chunked", Qt::CaseInsensitive) != 0;
}

bool announcesBody(const HttpHead &head)
{
    if (head.value("Transfer-Encoding"))
        return true;
    const std::optional<QByteArray> length = head.value("Content-Length");
    return length && length->toULongLong() != 0; // http-parser let only a number pass
}

} // namespace

struct OldHeadReader::State
{
    explicit State(HttpHeadLimits limits)
        : scanner(limits)
    {
    }

    std::variant<HttpHead, HttpHeadError> split() const;

    HeadScanner scanner;
    QByteArray bytes;
    bool hasBegun = false;
};

std::variant<HttpHead, HttpHeadError> OldHeadReader::State::split() const
{
    HttpHead head;
    head.method = bytes.mid(scanner.methodOffset(), scanner.methodSize());
    head.target = bytes.mid(scanner.targetOffset(), scanner.targetSize());
    head.versionMinor = scanner.versionMinor();

    Collected collected;
    http_errno error = parse(collected, {bytes});
    if (error == HPE_INVALID_METHOD) {
        // Its list of methods is closed, HTTP's is not. We only want the rest of the head, to answer 405.
        collected = {};
        error = parse(collected, {"GET", QByteArrayView(bytes).sliced(scanner.targetOffset() - 1)});
    }
    if (error != HPE_OK)
        return HttpHeadError{400, http_errno_description(error)};
    if (!collected.isComplete)
        return HttpHeadError{400, "The request head cannot be read."};

    head.headers = std::move(collected.headers);
    for (HttpHeader &header : head.headers)
        header.value = header.value.trimmed(); // http-parser keeps what stands behind a value
    if (hasEndlessBody(head))
        return HttpHeadError{400, "Transfer-Encoding does not end with chunked."};
    head.hasBody = announcesBody(head);
    return head;
}

OldHeadReader::OldHeadReader(HttpHeadLimits limits)
    : m_state(std::make_unique<State>(limits))
{
}

OldHeadReader::~OldHeadReader() = default;

OldHeadReader::Outcome OldHeadReader::feed(QByteArrayView bytes, qsizetype &consumed)
{
    consumed = bytes.size();
    const auto scanned = m_state->scanner.scan(bytes);
    if (!bytes.isEmpty())
        m_state->hasBegun = true;
    if (const auto *error = std::get_if<HttpHeadError>(&scanned))
        return *error;
    consumed = std::get<qsizetype>(scanned);
    m_state->bytes.append(bytes.first(consumed));
    if (!m_state->scanner.isComplete())
        return NeedMore{};
    return std::visit([](auto &&outcome) -> Outcome { return std::forward<decltype(outcome)>(outcome); },
                      m_state->split());
}

} // namespace signalbox::old
