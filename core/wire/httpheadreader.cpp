#include "core/wire/headscanner.h"
#include "core/wire/httphead.h"

#include <http_parser.h>

#include <initializer_list>
#include <limits>

// A head is looked at twice: HeadScanner bounds it and refuses what is malformed while it arrives; when the
// last byte is there http-parser splits it, and refuses what smuggles requests (lengths that contradict each
// other).

namespace signalbox {

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

struct HttpHeadReader::State
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

std::variant<HttpHead, HttpHeadError> HttpHeadReader::State::split() const
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

HttpHeadReader::HttpHeadReader(HttpHeadLimits limits)
    : m_state(std::make_unique<State>(limits))
{
}

HttpHeadReader::~HttpHeadReader() = default;
HttpHeadReader::HttpHeadReader(HttpHeadReader &&) noexcept = default;
HttpHeadReader &HttpHeadReader::operator=(HttpHeadReader &&) noexcept = default;

HttpHeadReader::Outcome HttpHeadReader::feed(QByteArrayView bytes, qsizetype &consumed)
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

bool HttpHeadReader::hasBegun() const
{
    return m_state->hasBegun;
}

} // namespace signalbox
