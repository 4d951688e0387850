#include "core/cluster/replyscanner.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace signalbox {

namespace {

std::optional<qint64> numberFrom(QByteArrayView digits)
{
    qint64 number = 0;
    const char *last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), last, number);
    return error == std::errc() && end == last ? std::optional(number) : std::nullopt;
}

} // namespace

const char *ReplyScanner::scan(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        if (m_skip > 0) {
            const qint64 skipped = std::min<qint64>(m_skip, bytes.size());
            bytes = bytes.sliced(skipped);
            m_skip -= skipped;
            continue;
        }
        const qsizetype end = bytes.indexOf('\n');
        const QByteArrayView part = end < 0 ? bytes : bytes.first(end + 1);
        if (m_line.size() + part.size() > MaxLine)
            return "a line is too long";
        m_line.append(part);
        bytes = bytes.sliced(part.size());
        if (m_isStringEnding && !QByteArrayView("\r\n").startsWith(m_line))
            return "a string is longer than announced";
        if (end < 0)
            return nullptr;
        if (const char *error = lineEnded())
            return error;
        m_line.clear();
    }
    return nullptr;
}

const char *ReplyScanner::lineEnded()
{
    if (m_isStringEnding) {
        m_isStringEnding = false;
        elementEnded();
        return nullptr;
    }
    if (m_line.size() < 3 || !m_line.endsWith("\r\n"))
        return "a line does not end with CRLF";
    const QByteArrayView content = QByteArrayView(m_line).sliced(1).chopped(2);
    switch (m_line.front()) {
    case '+':
    case '-':
        if (const char *error = addContent(content.size()))
            return error;
        elementEnded();
        return nullptr;
    case ':':
        if (!numberFrom(content))
            return "an integer is none";
        elementEnded();
        return nullptr;
    case '$': {
        const std::optional<qint64> size = numberFrom(content);
        if (!size || *size < -1)
            return "the length of a string is out of range";
        return stringBegins(*size);
    }
    case '*': {
        const std::optional<qint64> count = numberFrom(content);
        if (!count || *count < -1)
            return "the length of an array is out of range";
        return arrayBegins(*count);
    }
    default:
        return "this is not the protocol of Redis";
    }
}

const char *ReplyScanner::stringBegins(qint64 size)
{
    if (size < 0) {
        elementEnded();
        return nullptr;
    }
    m_skip = size;
    m_isStringEnding = true;
    return addContent(size);
}

const char *ReplyScanner::addContent(qint64 size)
{
    if (size > MaxContent - m_content)
        return "a reply has more than 512 MiB";
    m_content += size;
    return nullptr;
}

const char *ReplyScanner::arrayBegins(qint64 count)
{
    if (count <= 0) {
        elementEnded();
        return nullptr;
    }
    if (count > MaxElements - m_elements)
        return "a reply has more than 1,000,000 elements";
    m_elements += count;
    if (m_rests.size() == MaxDepth)
        return "arrays are nested too deeply";
    m_rests.push_back(count);
    return nullptr;
}

void ReplyScanner::elementEnded()
{
    while (!m_rests.empty() && --m_rests.back() == 0)
        m_rests.pop_back();
    if (m_rests.empty())
        m_elements = m_content = 0;
}

} // namespace signalbox
