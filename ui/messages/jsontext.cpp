#include "ui/messages/jsontext.h"

#include <QCoreApplication>
#include <QVarLengthArray>

#include <algorithm>

namespace signalbox {

namespace {

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

bool isHexDigit(QChar c)
{
    return isDigit(c) || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F');
}

//! Scans a text once. Not recursive: the peer decides how deeply the text is nested.
class Scanner
{
public:
    Scanner(QStringView text, QString *out)
        : m_text(text)
        , m_out(out)
    {
    }

    JsonCheck run()
    {
        JsonCheck check;
        check.fault = scan();
        check.offset = m_pos;
        for (const QChar c : m_text.first(m_pos)) {
            if (c == u'\n') {
                ++check.line;
                check.column = 1;
            } else if (!c.isLowSurrogate()) {
                ++check.column;
            }
        }
        return check;
    }

private:
    enum class Expect : quint8 { Value, FirstValueOrEnd, Key, FirstKeyOrEnd, Colon, CommaOrEnd };

    JsonFault scan()
    {
        for (;;) {
            skipSpace();
            if (m_pos == m_text.size()) {
                const bool complete = m_expect == Expect::CommaOrEnd && m_open.isEmpty();
                return complete ? JsonFault::None : JsonFault::UnexpectedEnd;
            }
            const JsonFault fault = step(m_text[m_pos]);
            if (fault != JsonFault::None)
                return fault;
        }
    }

    JsonFault step(QChar c)
    {
        switch (m_expect) {
        case Expect::FirstKeyOrEnd:
            if (c == u'}')
                return close(false);
            newLine();
            [[fallthrough]];
        case Expect::Key:
            if (c != u'"')
                return JsonFault::ExpectedKey;
            m_expect = Expect::Colon;
            return string();
        case Expect::Colon:
            if (c != u':')
                return JsonFault::ExpectedColon;
            ++m_pos;
            put(u": ");
            m_expect = Expect::Value;
            return JsonFault::None;
        case Expect::FirstValueOrEnd:
            if (c == u']')
                return close(false);
            newLine();
            [[fallthrough]];
        case Expect::Value:
            return value(c);
        case Expect::CommaOrEnd:
            break;
        }
        return commaOrEnd(c);
    }

    JsonFault commaOrEnd(QChar c)
    {
        if (m_open.isEmpty())
            return JsonFault::TrailingText;
        const bool inObject = m_open.last() == u'{';
        if (c == u',') {
            ++m_pos;
            put(u",");
            newLine();
            m_expect = inObject ? Expect::Key : Expect::Value;
            return JsonFault::None;
        }
        if (c == (inObject ? u'}' : u']'))
            return close(true);
        return JsonFault::ExpectedCommaOrEnd;
    }

    JsonFault value(QChar c)
    {
        if (c == u'{' || c == u'[') {
            if (m_open.size() == MaxJsonDepth)
                return JsonFault::TooDeep;
            m_open.append(c);
            putToken(m_pos, m_pos + 1);
            ++m_pos;
            m_expect = c == u'{' ? Expect::FirstKeyOrEnd : Expect::FirstValueOrEnd;
            return JsonFault::None;
        }
        m_expect = Expect::CommaOrEnd;
        if (c == u'"')
            return string();
        if (c == u'-' || isDigit(c))
            return number();
        for (const QStringView literal :
             {QStringView(u"true"), QStringView(u"false"), QStringView(u"null")}) {
            if (c == literal.front())
                return word(literal);
        }
        return JsonFault::ExpectedValue;
    }

    JsonFault close(bool hadElements)
    {
        m_open.removeLast();
        if (hadElements)
            newLine();
        putToken(m_pos, m_pos + 1);
        ++m_pos;
        m_expect = Expect::CommaOrEnd;
        return JsonFault::None;
    }

    JsonFault string()
    {
        const qsizetype begin = m_pos++;
        const JsonFault fault = restOfString();
        putToken(begin, m_pos);
        return fault;
    }

    JsonFault restOfString()
    {
        while (m_pos < m_text.size()) {
            const QChar c = m_text[m_pos];
            if (c < u' ')
                return JsonFault::ControlInString;
            ++m_pos;
            if (c == u'"')
                return JsonFault::None;
            if (c != u'\\')
                continue;
            const JsonFault fault = escape();
            if (fault != JsonFault::None)
                return fault;
        }
        return JsonFault::UnexpectedEnd;
    }

    JsonFault escape()
    {
        if (m_pos == m_text.size())
            return JsonFault::UnexpectedEnd;
        const QChar c = m_text[m_pos];
        if (!QStringView(u"\"\\/bfnrtu").contains(c))
            return JsonFault::BadEscape;
        ++m_pos;
        for (int digit = 0; c == u'u' && digit < 4; ++digit, ++m_pos) {
            if (m_pos == m_text.size())
                return JsonFault::UnexpectedEnd;
            if (!isHexDigit(m_text[m_pos]))
                return JsonFault::BadEscape;
        }
        return JsonFault::None;
    }

    //! RFC 8259 section 6: -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?
    JsonFault number()
    {
        const qsizetype begin = m_pos;
        const JsonFault fault = restOfNumber();
        putToken(begin, m_pos);
        return fault;
    }

    JsonFault restOfNumber()
    {
        if (m_text[m_pos] == u'-')
            ++m_pos;
        if (at(u'0')) {
            ++m_pos;
            if (m_pos < m_text.size() && isDigit(m_text[m_pos]))
                return JsonFault::BadNumber;
        } else if (const JsonFault fault = digits(); fault != JsonFault::None) {
            return fault;
        }
        if (at(u'.')) {
            ++m_pos;
            if (const JsonFault fault = digits(); fault != JsonFault::None)
                return fault;
        }
        if (at(u'e') || at(u'E')) {
            ++m_pos;
            if (at(u'+') || at(u'-'))
                ++m_pos;
            return digits();
        }
        return JsonFault::None;
    }

    JsonFault digits()
    {
        if (m_pos == m_text.size())
            return JsonFault::UnexpectedEnd;
        if (!isDigit(m_text[m_pos]))
            return JsonFault::BadNumber;
        while (m_pos < m_text.size() && isDigit(m_text[m_pos]))
            ++m_pos;
        return JsonFault::None;
    }

    JsonFault word(QStringView literal)
    {
        const QStringView found = m_text.sliced(m_pos).first(std::min(literal.size(), m_text.size() - m_pos));
        if (!literal.startsWith(found))
            return JsonFault::BadLiteral;
        putToken(m_pos, m_pos + found.size());
        m_pos += found.size();
        return found == literal ? JsonFault::None : JsonFault::UnexpectedEnd;
    }

    bool at(char16_t c) const { return m_pos < m_text.size() && m_text[m_pos] == c; }

    void skipSpace()
    {
        while (at(u' ') || at(u'\n') || at(u'\t') || at(u'\r'))
            ++m_pos;
    }

    void put(QStringView text)
    {
        if (m_out)
            m_out->append(text);
    }

    void putToken(qsizetype begin, qsizetype end) { put(m_text.sliced(begin, end - begin)); }

    void newLine()
    {
        if (m_out) {
            m_out->append(u'\n');
            m_out->append(QString(2 * std::min<qsizetype>(m_open.size(), MaxIndentedLevels), u' '));
        }
    }

    QStringView m_text;
    QString *m_out;
    qsizetype m_pos = 0;
    Expect m_expect = Expect::Value;
    QVarLengthArray<QChar, 64> m_open;
};

struct JsonFaultText
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::JsonFault)
};

} // namespace

JsonCheck checkJson(QStringView text)
{
    return Scanner(text, nullptr).run();
}

IndentedJson indentJson(QStringView text)
{
    IndentedJson indented;
    indented.check = Scanner(text, &indented.text).run();
    return indented;
}

QString describe(JsonFault fault)
{
    switch (fault) {
    case JsonFault::None:
        break;
    case JsonFault::UnexpectedEnd:
        return JsonFaultText::tr("the text ends too early");
    case JsonFault::ExpectedValue:
        return JsonFaultText::tr("a value is expected here");
    case JsonFault::ExpectedKey:
        return JsonFaultText::tr("a key in double quotes is expected here");
    case JsonFault::ExpectedColon:
        return JsonFaultText::tr("a colon is expected here");
    case JsonFault::ExpectedCommaOrEnd:
        return JsonFaultText::tr("a comma or a closing bracket is expected here");
    case JsonFault::BadLiteral:
        return JsonFaultText::tr("only true, false and null may stand without quotes");
    case JsonFault::BadNumber:
        return JsonFaultText::tr("not a number as JSON writes it");
    case JsonFault::BadEscape:
        return JsonFaultText::tr("unknown escape after a backslash");
    case JsonFault::ControlInString:
        return JsonFaultText::tr("line breaks and control characters must be escaped");
    case JsonFault::TooDeep:
        return JsonFaultText::tr("nested too deeply");
    case JsonFault::TrailingText:
        return JsonFaultText::tr("only one value is allowed");
    }
    return {};
}

} // namespace signalbox
