#include "core/model/textpattern.h"

#include "core/base/ascii.h"

#include <algorithm>

namespace signalbox {

namespace {

char16_t lower(char16_t unit)
{
    return unit >= u'A' && unit <= u'Z' ? char16_t(unit + (u'a' - u'A')) : unit;
}

char16_t upper(char16_t unit)
{
    return unit >= u'a' && unit <= u'z' ? char16_t(unit - (u'a' - u'A')) : unit;
}

char16_t unitOf(QChar c)
{
    return c.unicode();
}

char16_t unitOf(char c)
{
    return quint8(c);
}

//! Returns the next place of one of two units from \a from on. View::indexOf() compares many units at once.
template <typename View>
class EitherUnit
{
public:
    using Unit = std::remove_cv_t<typename View::value_type>;

    EitherUnit(View text, char16_t a, char16_t b, qsizetype from)
        : m_text(text)
        , m_a(Unit(a))
        , m_b(Unit(b))
        , m_nextA(find(m_a, from))
        , m_nextB(a == b ? text.size() : find(m_b, from))
    {
    }

    qsizetype at() const { return std::min(m_nextA, m_nextB); }

    void advance()
    {
        const qsizetype after = at() + 1;
        if (m_nextA < after)
            m_nextA = find(m_a, after);
        if (m_nextB < after)
            m_nextB = find(m_b, after);
    }

private:
    qsizetype find(Unit unit, qsizetype from) const
    {
        const qsizetype found = m_text.sliced(std::min(from, m_text.size())).indexOf(unit);
        return found < 0 ? m_text.size() : std::min(from, m_text.size()) + found;
    }

    View m_text;
    Unit m_a;
    Unit m_b;
    qsizetype m_nextA;
    qsizetype m_nextB;
};

//! Returns where \a lowerNeedle (ASCII, lower case) is in \a text from \a from on, or -1.
template <typename View>
qsizetype findAscii(View text, View lowerNeedle, qsizetype from)
{
    if (from + lowerNeedle.size() > text.size())
        return -1;
    if (lowerNeedle.isEmpty())
        return from;
    const View starts = text.first(text.size() - lowerNeedle.size() + 1);
    const char16_t first = unitOf(lowerNeedle.front());
    for (EitherUnit<View> place(starts, first, upper(first), from); place.at() < starts.size();
         place.advance()) {
        if (std::equal(lowerNeedle.begin(), lowerNeedle.end(), text.begin() + place.at(),
                       [](auto wanted, auto found) { return unitOf(wanted) == lower(unitOf(found)); }))
            return place.at();
    }
    return -1;
}

bool isAscii(const QString &text)
{
    return std::ranges::all_of(text, [](QChar c) { return c.unicode() < 0x80; });
}

} // namespace

TextPattern::TextPattern(Kind kind, const QStringList &parts)
    : m_kind(kind)
    , m_isAscii(std::ranges::all_of(parts, isAscii))
    , m_isDigits(parts.size() == 1 && !parts.front().isEmpty() &&
                 std::ranges::all_of(parts.front(), [](QChar c) { return isAsciiDigit(c.toLatin1()); }))
    , m_parts(parts)
{
    if (m_isAscii && kind != Kind::Exactly) {
        for (QString &part : m_parts)
            part = std::move(part).toLower();
    }
    if (kind != Kind::Contains)
        return;
    if (m_isAscii)
        m_bytes = m_parts.front().toLatin1();
    else
        m_anyCase = RegexPattern::anyCase(m_parts.front());
}

TextPattern TextPattern::containing(const QString &text)
{
    return {Kind::Contains, {text}};
}

TextPattern TextPattern::exactly(const QString &text)
{
    return {Kind::Exactly, {text}};
}

TextPattern TextPattern::wildcard(const QStringList &parts)
{
    return {Kind::Wildcard, parts};
}

bool TextPattern::matches(QStringView text) const
{
    switch (m_kind) {
    case Kind::Contains:
        return find(text, 0, 0) >= 0;
    case Kind::Exactly:
        return text == m_parts.front();
    case Kind::Wildcard:
        break;
    }
    return matchesWildcard(text);
}

bool TextPattern::isFoundIn(QByteArrayView bytes) const
{
    return m_anyCase ? m_anyCase->isFoundIn(bytes) : findAscii(bytes, QByteArrayView(m_bytes), 0) >= 0;
}

std::vector<TextSpan> TextPattern::spansIn(QStringView text, std::size_t most) const
{
    std::vector<TextSpan> spans;
    if (m_kind != Kind::Contains) {
        if (matches(text) && !text.isEmpty() && most > 0)
            spans.push_back({0, text.size()});
        return spans;
    }
    const qsizetype length = m_parts.front().size();
    for (qsizetype at = find(text, 0, 0); at >= 0 && length > 0 && spans.size() < most;
         at = find(text, 0, at + length))
        spans.push_back({at, length});
    return spans;
}

qsizetype TextPattern::find(QStringView text, qsizetype part, qsizetype from) const
{
    const QString &wanted = m_parts[part];
    return m_isAscii ? findAscii(text, QStringView(wanted), from)
                     : text.indexOf(wanted, from, Qt::CaseInsensitive);
}

//! The first and the last part are at the ends. Each other part may be taken at its first place behind the part
//! before: that leaves the most for the rest.
bool TextPattern::matchesWildcard(QStringView text) const
{
    const QString &first = m_parts.front();
    const QString &last = m_parts.back();
    if (text.size() < first.size() + last.size() || !text.startsWith(first, Qt::CaseInsensitive) ||
        !text.endsWith(last, Qt::CaseInsensitive))
        return false;
    const QStringView middle = text.chopped(last.size());
    qsizetype at = first.size();
    for (qsizetype part = 1; part + 1 < m_parts.size(); ++part) {
        const qsizetype found = find(middle, part, at);
        if (found < 0)
            return false;
        at = found + m_parts[part].size();
    }
    return true;
}

} // namespace signalbox
