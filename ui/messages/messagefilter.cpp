#include "ui/messages/messagefilter.h"

#include <algorithm>
#include <cstring>

namespace signalbox {

namespace {

char lowerAscii(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c;
}

char upperAscii(char c)
{
    return c >= 'a' && c <= 'z' ? char(c - ('a' - 'A')) : c;
}

//! Finds the next place of either of two bytes with memchr(), which is many times faster than a loop over
//! bytes.
class EitherByte
{
public:
    EitherByte(const char *begin, const char *end, char a, char b)
        : m_end(end)
        , m_a(a)
        , m_b(b)
        , m_nextA(find(begin, a))
        , m_nextB(a == b ? end : find(begin, b))
    {
    }

    const char *at() const { return std::min(m_nextA, m_nextB); }

    void advance()
    {
        const char *after = at() + 1;
        if (m_nextA < after)
            m_nextA = find(after, m_a);
        if (m_nextB < after)
            m_nextB = find(after, m_b);
    }

private:
    const char *find(const char *from, char byte) const
    {
        const void *found = std::memchr(from, byte, std::size_t(m_end - from));
        return found ? static_cast<const char *>(found) : m_end;
    }

    const char *m_end;
    char m_a;
    char m_b;
    const char *m_nextA;
    const char *m_nextB;
};

} // namespace

bool containsIgnoringCase(QByteArrayView bytes, QByteArrayView lowerNeedle)
{
    if (lowerNeedle.isEmpty())
        return true;
    if (bytes.size() < lowerNeedle.size())
        return false;
    const char *end = bytes.data() + (bytes.size() - lowerNeedle.size() + 1);
    const char first = lowerNeedle.front();
    for (EitherByte place(bytes.data(), end, first, upperAscii(first)); place.at() < end; place.advance()) {
        if (std::equal(lowerNeedle.begin(), lowerNeedle.end(), place.at(),
                       [](char wanted, char found) { return wanted == lowerAscii(found); }))
            return true;
    }
    return false;
}

void MessageFilter::setText(const QString &text)
{
    m_text = text;
    const bool ascii = std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x80; });
    m_asciiText = ascii ? text.toLower().toLatin1() : QByteArray();
}

void MessageFilter::setConnections(std::optional<QSet<ConnectionId>> connections)
{
    m_connections = std::move(connections);
}

bool MessageFilter::accepts(const MessageRow &row) const
{
    if (!isActive())
        return true;
    if (row.isGap())
        return false;
    if (m_connections && !m_connections->contains(row.entry.connection))
        return false;
    return m_text.isEmpty() || matchesText(row.entry);
}

bool MessageFilter::matchesText(const LogEntry &entry) const
{
    if (entry.user.contains(m_text, Qt::CaseInsensitive) || entry.room.contains(m_text, Qt::CaseInsensitive))
        return true;
    if (m_text.startsWith(u'#') && !entry.connection.isNull() &&
        QStringView(m_text).sliced(1) == entry.connection.toString())
        return true;
    if (!m_asciiText.isEmpty())
        return containsIgnoringCase(entry.payload, m_asciiText);
    return entry.type == MessageType::Text &&
           QString::fromUtf8(entry.payload).contains(m_text, Qt::CaseInsensitive);
}

} // namespace signalbox
