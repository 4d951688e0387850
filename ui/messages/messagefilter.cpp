#include "ui/messages/messagefilter.h"

#include <QRegularExpression>

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

//! Finds the next occurrence of one of two bytes with memchr(), many times faster than a loop over bytes.
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
    static const QRegularExpression Shape(
        QStringLiteral(R"re((?<!\S)(room|user|seq)([:=])(?:"((?:[^"\\]|\\.)*)"(?!\S)|([^\s"]\S*)))re"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression Escape(QStringLiteral(R"re(\\(.))re"));
    m_terms.clear();
    QStringList rest;
    qsizetype end = 0;
    for (const QRegularExpressionMatch &match : Shape.globalMatch(text)) {
        const QString value = match.hasCaptured(4) ? match.captured(4)
                                                   : match.captured(3).replace(Escape, QStringLiteral("\\1"));
        const std::optional<Term> term = parseTerm(match.capturedView(1), match.captured(2) == u'=', value);
        if (!term)
            continue; // not a term but text
        m_terms.push_back(*term);
        rest += text.sliced(end, match.capturedStart() - end).trimmed();
        end = match.capturedEnd();
    }
    rest += text.sliced(end).trimmed();
    rest.removeAll(QString());
    m_text = rest.join(u' ');
    const bool ascii = std::all_of(m_text.begin(), m_text.end(), [](QChar c) { return c.unicode() < 0x80; });
    m_asciiText = ascii ? m_text.toLower().toLatin1() : QByteArray();
}

std::optional<MessageFilter::Term> MessageFilter::parseTerm(QStringView name, bool isExact,
                                                            const QString &value)
{
    if (name.compare(u"seq", Qt::CaseInsensitive) != 0) {
        const bool isRoom = name.compare(u"room", Qt::CaseInsensitive) == 0;
        return Term{isRoom ? Field::Room : Field::User, isExact, value};
    }
    const qsizetype dash = value.indexOf(u'-');
    bool isFirst = false;
    bool isLast = false;
    const quint64 first = QStringView(value).first(dash < 0 ? value.size() : dash).toULongLong(&isFirst);
    const quint64 last = dash < 0 ? first : QStringView(value).sliced(dash + 1).toULongLong(&isLast);
    if (!isFirst || (dash >= 0 && !isLast))
        return std::nullopt;
    return Term{Field::Seq, isExact, {}, first, last};
}

bool MessageFilter::Term::isTrue(const LogEntry &entry) const
{
    if (field == Field::Seq)
        return entry.seq >= first && entry.seq <= last;
    const QString &name = field == Field::Room ? entry.room : entry.user;
    return isExact ? name == text : name.contains(text, Qt::CaseInsensitive);
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
    if (!std::ranges::all_of(m_terms, [&row](const Term &term) { return term.isTrue(row.entry); }))
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
