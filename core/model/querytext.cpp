#include "core/model/querytext.h"

#include "core/base/ascii.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

//! Reads one word after the other.
class Splitter
{
public:
    explicit Splitter(QStringView query)
        : m_query(query)
    {
    }

    std::vector<QueryWord> split()
    {
        std::vector<QueryWord> words;
        while (true) {
            while (m_at < m_query.size() && m_query[m_at].isSpace())
                ++m_at;
            if (m_at == m_query.size())
                return words;
            words.push_back(next());
        }
    }

private:
    QueryWord next()
    {
        QueryWord word;
        word.span.position = m_at;
        if (m_query[m_at] == u'-') {
            word.isNegated = true;
            ++m_at;
        }
        bool isQuoted = false;
        bool isExpression = false;
        while (m_at < m_query.size() && (isQuoted || !m_query[m_at].isSpace())) {
            const QChar c = m_query[m_at];
            const QChar following = m_at + 1 < m_query.size() ? m_query[m_at + 1] : QChar();
            if (c == u'"') {
                isQuoted = !isQuoted;
                ++m_at;
            } else if (isQuoted && c == u'\\' && isExpression && m_at + 1 < m_query.size()) {
                add(word, QueryWord::Origin::Quoted);
                add(word, QueryWord::Origin::Quoted);
            } else if (isQuoted && c == u'\\' &&
                       (following == u'"' || following == u'\\' || following == u'*')) {
                ++m_at;
                add(word, QueryWord::Origin::Escaped);
            } else {
                add(word, isQuoted ? QueryWord::Origin::Quoted : QueryWord::Origin::Plain);
                isExpression = isExpression || (c == u':' && !isQuoted &&
                                                word.text.compare("re:"_L1, Qt::CaseInsensitive) == 0);
            }
        }
        word.isClosed = !isQuoted;
        word.span.length = m_at - word.span.position;
        return word;
    }

    void add(QueryWord &word, QueryWord::Origin origin)
    {
        word.text += m_query[m_at];
        word.origins.push_back(origin);
        word.positions.push_back(m_at);
        ++m_at;
    }

    QStringView m_query;
    qsizetype m_at = 0;
};

bool isNameUnit(QChar c)
{
    return isAsciiLetter(c.toLatin1()) || c == u'_';
}

} // namespace

TextSpan QueryWord::spanFrom(qsizetype at) const
{
    if (at >= text.size())
        return span;
    const qsizetype first = positions[std::size_t(at)];
    return {first, positions.back() + 1 - first};
}

bool QueryWord::hasStar(qsizetype at) const
{
    for (qsizetype i = at; i < text.size(); ++i) {
        if (text[i] == u'*' && origins[std::size_t(i)] != Origin::Escaped)
            return true;
    }
    return false;
}

std::vector<QueryWord> splitQuery(QStringView query)
{
    return Splitter(query).split();
}

qsizetype nameLength(const QueryWord &word)
{
    qsizetype length = 0;
    while (length < word.text.size() && word.isPlain(length) && isNameUnit(word.text[length]))
        ++length;
    if (length == word.text.size() || !word.isPlain(length))
        return 0;
    return QStringView(u":<>=").contains(word.text[length]) ? length : 0;
}

QString quotedForQuery(const QString &text)
{
    QString quoted = u"\""_s;
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\' || c == u'*')
            quoted += u'\\';
        quoted += c;
    }
    return quoted + u'"';
}

} // namespace signalbox
