#pragma once

// A parser of the grammar of RFC 8259 with one function for each rule: slow and simple, for comparison.

#include "utf8reference.h"

#include <QByteArray>
#include <QByteArrayView>

namespace signalbox::fuzz {

class JsonReference
{
public:
    explicit JsonReference(QByteArrayView text)
        : m_text(text)
    {
    }

    //! Returns whether the text is one value, in UTF-8, without lone surrogates.
    bool isJson() { return isReferenceUtf8(m_text) && value(1) && m_at == m_text.size(); }
    //! Returns the nesting of objects and arrays.
    int depth() const { return m_depth; }
    bool isObject() const { return m_text.trimmed().startsWith('{'); }

private:
    bool take(char expected)
    {
        if (m_at >= m_text.size() || m_text[m_at] != expected)
            return false;
        ++m_at;
        return true;
    }
    bool takeAny(const char *letters)
    {
        for (; *letters; ++letters) {
            if (take(*letters))
                return true;
        }
        return false;
    }
    bool word(const char *letters)
    {
        for (; *letters; ++letters) {
            if (!take(*letters))
                return false;
        }
        return true;
    }
    bool space()
    {
        while (takeAny(" \t\n\r")) {
        }
        return true;
    }
    bool token(char letter) { return space() && take(letter) && space(); }

    //! Parses a value and the white space around it. Stops at a depth far beyond the limit, to limit the
    //! recursion.
    bool value(int depth)
    {
        space();
        const char first = m_at < m_text.size() ? m_text[m_at] : '\0';
        bool good = false;
        if (first == '{' || first == '[') {
            m_depth = std::max(m_depth, depth);
            good = depth < 10000 && (first == '{' ? list('{', '}', depth) : list('[', ']', depth));
        } else if (first == '"') {
            good = string();
        } else if (first == 't') {
            good = word("true");
        } else if (first == 'f') {
            good = word("false");
        } else if (first == 'n') {
            good = word("null");
        } else {
            good = number();
        }
        return good && space();
    }
    bool list(char open, char close, int depth)
    {
        token(open);
        if (take(close))
            return true;
        do {
            if (open == '{' && !(space() && string() && token(':')))
                return false;
            if (!value(depth + 1))
                return false;
        } while (take(','));
        return take(close);
    }
    bool digits()
    {
        const qsizetype before = m_at;
        while (takeAny("0123456789")) {
        }
        return m_at > before;
    }
    bool number()
    {
        take('-');
        if (!take('0') && !digits())
            return false;
        if (take('.') && !digits())
            return false;
        if (takeAny("eE")) {
            takeAny("+-");
            return digits();
        }
        return true;
    }
    int unit()
    {
        bool good = false;
        const QByteArray hex =
            m_text.sliced(m_at, std::min<qsizetype>(4, m_text.size() - m_at)).toByteArray();
        for (const char digit : hex) {
            if (!QByteArrayView("0123456789abcdefABCDEF").contains(digit))
                return -1;
        }
        const int number = hex.size() == 4 ? hex.toInt(&good, 16) : -1;
        m_at += hex.size();
        return good ? number : -1;
    }
    bool escape()
    {
        if (takeAny("\"\\/bfnrt"))
            return true;
        if (!take('u'))
            return false;
        const int first = unit();
        if (first < 0xD800 || first > 0xDFFF)
            return first >= 0;
        if (first > 0xDBFF || !word("\\u"))
            return false;
        const int second = unit();
        return second >= 0xDC00 && second <= 0xDFFF;
    }
    bool string()
    {
        if (!take('"'))
            return false;
        while (!take('"')) {
            if (m_at >= m_text.size() || quint8(m_text[m_at]) < 0x20)
                return false;
            if (take('\\')) {
                if (!escape())
                    return false;
            } else {
                ++m_at;
            }
        }
        return true;
    }

    QByteArrayView m_text;
    qsizetype m_at = 0;
    int m_depth = 0;
};

} // namespace signalbox::fuzz
