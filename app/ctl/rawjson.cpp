#include "app/ctl/rawjson.h"

#include "core/base/ascii.h"

namespace signalbox {

namespace {

class JsonScanner
{
public:
    explicit JsonScanner(QByteArrayView text)
        : m_text(text)
    {
        skipSpace();
    }

    //! Skips \a character and the space behind it; returns whether it was there.
    bool skip(char character)
    {
        if (m_pos >= m_text.size() || m_text[m_pos] != character)
            return false;
        ++m_pos;
        skipSpace();
        return true;
    }

    //! Returns the value at the current position, and skips it.
    QByteArrayView value()
    {
        const qsizetype begin = m_pos;
        int depth = 0;
        do {
            if (m_pos >= m_text.size())
                break;
            const char character = m_text[m_pos];
            if (character == '"') {
                skipString();
                continue;
            }
            if (character == '{' || character == '[')
                ++depth;
            else if (character == '}' || character == ']')
                --depth;
            else if (depth == 0) {
                skipWord();
                break;
            }
            ++m_pos;
        } while (depth > 0);
        const QByteArrayView found = m_text.sliced(begin, m_pos - begin);
        skipSpace();
        return found;
    }

    bool isAtEnd() const { return m_pos >= m_text.size(); }

private:
    void skipSpace()
    {
        while (m_pos < m_text.size() && isJsonSpace(m_text[m_pos]))
            ++m_pos;
    }
    void skipString()
    {
        ++m_pos;
        while (m_pos < m_text.size() && m_text[m_pos] != '"')
            m_pos += m_text[m_pos] == '\\' ? 2 : 1;
        m_pos = std::min(m_pos + 1, m_text.size());
    }
    void skipWord() // a number, true, false, null
    {
        while (m_pos < m_text.size() && !isJsonSpace(m_text[m_pos]) && m_text[m_pos] != ',' &&
               m_text[m_pos] != '}' && m_text[m_pos] != ']')
            ++m_pos;
    }

    QByteArrayView m_text;
    qsizetype m_pos = 0;
};

} // namespace

std::vector<QByteArrayView> jsonElements(QByteArrayView array)
{
    std::vector<QByteArrayView> elements;
    JsonScanner scanner(array);
    if (!scanner.skip('['))
        return elements;
    while (!scanner.isAtEnd() && !scanner.skip(']')) {
        const QByteArrayView element = scanner.value();
        if (element.isEmpty())
            break;
        elements.push_back(element);
        scanner.skip(',');
    }
    return elements;
}

QByteArrayView jsonMember(QByteArrayView object, QByteArrayView name)
{
    JsonScanner scanner(object);
    if (!scanner.skip('{'))
        return {};
    while (!scanner.isAtEnd() && !scanner.skip('}')) {
        const QByteArrayView key = scanner.value();
        if (key.size() < 2 || !scanner.skip(':'))
            break;
        const QByteArrayView value = scanner.value();
        if (key.sliced(1, key.size() - 2) == name)
            return value;
        scanner.skip(',');
    }
    return {};
}

} // namespace signalbox
