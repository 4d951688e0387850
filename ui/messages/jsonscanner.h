#pragma once

#include "ui/messages/jsontext.h"

#include <QVarLengthArray>

#include <algorithm>

namespace signalbox {

//! Reads a JSON text (RFC 8259) once from the beginning to the end, in steps if wanted, and reports its tokens to a sink.
//! Not recursive: the peer decides how deeply the text is nested. Positions are in UTF-16 units. A sink has these functions:
//!
//!   open(at), close(at, hadElements)   a bracket
//!   element()                          in front of each element of an array and each key of an object
//!   comma(), colon()
//!   key(begin, end), scalar(begin, end) a string as a key; any other string, number or literal. Called with what there is
//!                                      of it also when it has a fault
template <typename Sink>
class JsonScanner
{
public:
    //! \a text and \a sink must outlive it.
    JsonScanner(QStringView text, Sink &sink, qsizetype maxDepth)
        : m_text(text)
        , m_sink(sink)
        , m_maxDepth(maxDepth)
    {
    }

    //! Reads the tokens that begin before \a stop. Returns false at the end or at the first fault.
    bool scanTo(qsizetype stop)
    {
        while (!m_isFinished) {
            skipSpace();
            if (m_pos == m_text.size()) {
                const bool complete = m_expect == Expect::CommaOrEnd && m_open.isEmpty();
                finish(complete ? JsonFault::None : JsonFault::UnexpectedEnd);
            } else if (m_pos >= stop) {
                return true;
            } else if (const JsonFault fault = step(m_text[m_pos]); fault != JsonFault::None) {
                finish(fault);
            }
        }
        return false;
    }

    //! Reads all of it.
    JsonCheck run()
    {
        scanTo(m_text.size());
        return check();
    }

    //! Returns the result; None before the end was read.
    JsonCheck check() const
    {
        JsonCheck check;
        check.fault = m_fault;
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

    static bool isDigit(QChar c) { return c >= u'0' && c <= u'9'; }
    static bool isHexDigit(QChar c)
    {
        return isDigit(c) || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F');
    }

    void finish(JsonFault fault)
    {
        m_fault = fault;
        m_isFinished = true;
    }

    JsonFault step(QChar c)
    {
        switch (m_expect) {
        case Expect::FirstKeyOrEnd:
            if (c == u'}')
                return close(false);
            m_sink.element();
            [[fallthrough]];
        case Expect::Key:
            if (c != u'"')
                return JsonFault::ExpectedKey;
            m_expect = Expect::Colon;
            return string(true);
        case Expect::Colon:
            if (c != u':')
                return JsonFault::ExpectedColon;
            ++m_pos;
            m_sink.colon();
            m_expect = Expect::Value;
            return JsonFault::None;
        case Expect::FirstValueOrEnd:
            if (c == u']')
                return close(false);
            m_sink.element();
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
            m_sink.comma();
            m_sink.element();
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
            if (m_open.size() == m_maxDepth)
                return JsonFault::TooDeep;
            m_open.append(c);
            m_sink.open(m_pos);
            ++m_pos;
            m_expect = c == u'{' ? Expect::FirstKeyOrEnd : Expect::FirstValueOrEnd;
            return JsonFault::None;
        }
        m_expect = Expect::CommaOrEnd;
        if (c == u'"')
            return string(false);
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
        m_sink.close(m_pos, hadElements);
        ++m_pos;
        m_expect = Expect::CommaOrEnd;
        return JsonFault::None;
    }

    JsonFault string(bool isKey)
    {
        const qsizetype begin = m_pos++;
        const JsonFault fault = restOfString();
        if (isKey)
            m_sink.key(begin, m_pos);
        else
            m_sink.scalar(begin, m_pos);
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
        m_sink.scalar(begin, m_pos);
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
        m_sink.scalar(m_pos, m_pos + found.size());
        m_pos += found.size();
        return found == literal ? JsonFault::None : JsonFault::UnexpectedEnd;
    }

    bool at(char16_t c) const { return m_pos < m_text.size() && m_text[m_pos] == c; }

    void skipSpace()
    {
        while (at(u' ') || at(u'\n') || at(u'\t') || at(u'\r'))
            ++m_pos;
    }

    QStringView m_text;
    Sink &m_sink;
    qsizetype m_maxDepth;
    qsizetype m_pos = 0;
    JsonFault m_fault = JsonFault::None;
    bool m_isFinished = false;
    Expect m_expect = Expect::Value;
    QVarLengthArray<QChar, 64> m_open;
};

} // namespace signalbox
