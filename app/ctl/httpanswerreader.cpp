#include "app/ctl/httpanswerreader.h"

#include "core/base/ascii.h"

#include <QList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

bool HttpAnswerReader::feed(QByteArrayView bytes)
{
    m_input.append(bytes);
    while (m_error.isEmpty() && step()) {
    }
    return m_error.isEmpty();
}

bool HttpAnswerReader::finish()
{
    if (m_state == State::UntilClose)
        m_state = State::Complete;
    return isComplete();
}

QByteArray HttpAnswerReader::field(QByteArrayView name) const
{
    const auto found = std::ranges::find_if(
        m_fields, [&](const auto &is) { return is.first.compare(name, Qt::CaseInsensitive) == 0; });
    return found == m_fields.end() ? QByteArray() : found->second;
}

//! Returns whether anything was read, so that it is worth another try.
bool HttpAnswerReader::step()
{
    QByteArray line;
    switch (m_state) {
    case State::Head:
        return readHead();
    case State::Body:
        return readContent(State::Complete);
    case State::ChunkSize:
        return readChunkSize();
    case State::Chunk:
        return readContent(State::ChunkEnd);
    case State::ChunkEnd:
        if (!readLine(line))
            return false;
        if (!line.isEmpty())
            return fail(u"a chunk is longer than it says"_s);
        m_state = State::ChunkSize;
        return true;
    case State::Trailer:
        if (!readLine(line))
            return false;
        if (line.isEmpty())
            m_state = State::Complete;
        return true;
    case State::UntilClose:
        m_body += std::exchange(m_input, {});
        return false;
    case State::Complete:
        break;
    }
    return false;
}

bool HttpAnswerReader::readHead()
{
    const qsizetype end = m_input.indexOf("\r\n\r\n");
    if (end < 0) {
        // Bytes that cannot begin a head are told at once, not when the server gets round to closing.
        const QByteArrayView begin("HTTP/1.");
        const qsizetype size = std::min(begin.size(), m_input.size());
        if (QByteArrayView(m_input).first(size) != begin.first(size))
            return fail(u"it does not speak HTTP/1.1"_s);
        return m_input.size() > MaxHead ? fail(u"the head of its answer does not end"_s) : false;
    }
    const QByteArray head = m_input.first(end);
    m_input.remove(0, end + 4);
    const QList<QByteArray> lines = head.split('\n');
    if (!readStatusLine(lines.first()))
        return false;
    m_fields.clear();
    for (const QByteArray &line : lines.sliced(1)) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            m_fields.emplace_back(line.first(colon), line.sliced(colon + 1).trimmed());
    }
    if (m_status >= 100 && m_status < 200 && m_status != 101)
        return true; // another head follows
    return chooseFraming();
}

bool HttpAnswerReader::readStatusLine(QByteArrayView line)
{
    const QByteArrayView text = line.trimmed();
    const auto isDigitAt = [&](qsizetype i) { return isAsciiDigit(text[i]); };
    if (text.size() < 12 || !text.startsWith("HTTP/1.") || text[8] != ' ' || !isDigitAt(9) ||
        !isDigitAt(10) || !isDigitAt(11))
        return fail(u"it does not speak HTTP/1.1"_s);
    m_status = text.sliced(9, 3).toInt();
    return true;
}

// RFC 9112 section 6.3.
bool HttpAnswerReader::chooseFraming()
{
    const QByteArray encoding = field("Transfer-Encoding");
    const QByteArray length = field("Content-Length");
    if (m_status == 204 || m_status == 304 || m_status == 101) {
        m_state = State::Complete;
    } else if (!encoding.isEmpty()) {
        if (encoding.compare("chunked", Qt::CaseInsensitive) != 0)
            return fail(u"its answer has an unknown transfer encoding"_s);
        m_state = State::ChunkSize;
    } else if (!length.isEmpty()) {
        bool isNumber = false;
        m_left = length.toLongLong(&isNumber);
        if (!isNumber || m_left < 0)
            return fail(u"its answer has a bad length"_s);
        m_state = m_left == 0 ? State::Complete : State::Body;
    } else {
        m_state = State::UntilClose;
    }
    return true;
}

bool HttpAnswerReader::readChunkSize()
{
    QByteArray line;
    if (!readLine(line))
        return false;
    const QByteArray digits = line.split(';').first().trimmed();
    bool isNumber = false;
    m_left = digits.toLongLong(&isNumber, 16);
    if (!isNumber || m_left < 0 ||
        !std::ranges::all_of(digits, [](char digit) { return hexValue(digit) >= 0; }))
        return fail(u"its answer has a bad chunk"_s);
    m_state = m_left == 0 ? State::Trailer : State::Chunk;
    return true;
}

bool HttpAnswerReader::readLine(QByteArray &line)
{
    const qsizetype end = m_input.indexOf("\r\n");
    if (end < 0)
        return m_input.size() > MaxHead ? fail(u"a line of its answer does not end"_s) : false;
    line = m_input.first(end);
    m_input.remove(0, end + 2);
    return true;
}

bool HttpAnswerReader::readContent(State next)
{
    const qsizetype size = std::min<qint64>(m_left, m_input.size());
    m_body += m_input.first(size);
    m_input.remove(0, size);
    m_left -= size;
    if (m_left > 0)
        return false;
    m_state = next;
    return true;
}

//! Returns false, for the callers.
bool HttpAnswerReader::fail(const QString &error)
{
    m_error = error;
    return false;
}

} // namespace signalbox
