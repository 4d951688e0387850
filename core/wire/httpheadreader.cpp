#include "core/base/ascii.h"
#include "core/wire/headscanner.h"
#include "core/wire/httphead.h"

#include <algorithm>
#include <limits>

// HeadScanner checks the syntax while bytes arrive. The rules here need the whole head: the form of the
// target, which depends on the method, and the fields that say where the body ends. Two fields that
// contradict each other could be read differently by a proxy before us, which is how requests are smuggled
// (RFC 9112 section 11.2).

namespace signalbox {

namespace {

//! Returns whether \a text begins with an authority (RFC 3986 section 3.2), by its characters alone:
//! parseRequestTarget() checks the rest.
bool beginsWithAuthority(QByteArrayView text)
{
    const auto isAuthorityChar = [](char character) {
        return isAsciiDigit(character) || isAsciiLetter(character) ||
               QByteArrayView("-._~!$&'()*+,;=%:@[]").contains(character);
    };
    const auto end =
        std::ranges::find_if(text, [](char character) { return character == '/' || character == '?'; });
    const QByteArrayView authority(text.begin(), end);
    return !text.isEmpty() && std::ranges::all_of(authority, isAuthorityChar) && !authority.contains("@@");
}

//! Returns whether \a target has a form of RFC 9112 section 3.2 that \a method permits. A path may follow the
//! * of the asterisk-form, and OPTIONS is not required for it.
bool hasTargetForm(QByteArrayView method, QByteArrayView target)
{
    if (method == "CONNECT")
        return beginsWithAuthority(target); // section 3.2.3
    if (target.startsWith('/') || target.startsWith('*'))
        return true; // sections 3.2.1 and 3.2.4
    const auto schemeEnd = std::ranges::find_if_not(target, isAsciiLetter);
    const QByteArrayView rest(schemeEnd, target.end());
    return schemeEnd != target.begin() && rest.startsWith("://") &&
           beginsWithAuthority(rest.sliced(3)); // 3.2.2
}

//! Returns whether \a value is a Content-Length (RFC 9110 section 8.6) of at most 64 bits.
bool isContentLength(QByteArrayView value)
{
    constexpr quint64 Max = (std::numeric_limits<quint64>::max() - 9) / 10; // whatever digit follows
    quint64 length = 0;
    for (const char digit : value) {
        if (!isAsciiDigit(digit) || length > Max)
            return false;
        length = length * 10 + quint64(digit - '0');
    }
    return !value.isEmpty();
}

bool isZero(QByteArrayView contentLength)
{
    return std::ranges::all_of(contentLength, [](char digit) { return digit == '0'; });
}

//! Sets hasBody of \a head, or returns why the end of its body is unknown.
std::optional<HttpHeadError> readFraming(HttpHead &head)
{
    const std::vector<QByteArray> lengths = head.values("Content-Length");
    if (!std::ranges::all_of(lengths, isContentLength)) // RFC 9112 section 6.3, item 5
        return HttpHeadError{400, "Content-Length is not a number."};
    const bool hasCodings = head.value("Transfer-Encoding").has_value();
    // Section 6.3, items 3 and 5: a second length is rejected even where it is equal.
    if (lengths.size() > 1 || (hasCodings && !lengths.empty()))
        return HttpHeadError{400, "The length of the body is given more than once."};
    if (hasCodings) {
        const std::vector<QByteArray> codings = splitList(head.values("Transfer-Encoding"));
        if (codings.empty() || codings.back().compare("chunked", Qt::CaseInsensitive) != 0) // item 4
            return HttpHeadError{400, "Transfer-Encoding does not end with chunked."};
    }
    head.hasBody = hasCodings || (!lengths.empty() && !isZero(lengths.front()));
    return {};
}

} // namespace

struct HttpHeadReader::State
{
    explicit State(HttpHeadLimits limits)
        : scanner(limits)
    {
    }

    HeadScanner scanner;
    bool hasBegun = false;
};

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
    if (!bytes.isEmpty())
        m_state->hasBegun = true;
    const auto scanned = m_state->scanner.scan(bytes);
    if (const auto *error = std::get_if<HttpHeadError>(&scanned))
        return *error;
    consumed = std::get<qsizetype>(scanned);
    if (!m_state->scanner.isComplete())
        return NeedMore{};
    HttpHead head = m_state->scanner.takeHead();
    if (!hasTargetForm(head.method, head.target))
        return HttpHeadError{400, "The request target has no form that the method allows."};
    if (std::optional<HttpHeadError> error = readFraming(head))
        return *std::move(error);
    return head;
}

bool HttpHeadReader::hasBegun() const
{
    return m_state->hasBegun;
}

qint64 HttpHeadReader::heldBytes() const
{
    return m_state->scanner.heldBytes();
}

} // namespace signalbox
