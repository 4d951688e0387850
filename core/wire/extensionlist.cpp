#include "core/wire/extensionlist.h"

#include "core/base/ascii.h"
#include "core/wire/httphead.h"

#include <algorithm>

namespace signalbox {

namespace {

//! Parses one field value. Functions that return an empty optional found a violation of the grammar.
class Reader
{
public:
    explicit Reader(QByteArrayView text)
        : m_rest(text)
    {
    }

    bool atEnd()
    {
        skipSpace();
        return m_rest.isEmpty();
    }

    //! Consumes \a character, and white space before it, if it is next.
    bool take(char character)
    {
        skipSpace();
        if (m_rest.isEmpty() || m_rest.front() != character)
            return false;
        m_rest = m_rest.sliced(1);
        return true;
    }

    std::optional<ExtensionOffer> extension()
    {
        ExtensionOffer offer{token(), {}};
        if (offer.name.isEmpty())
            return std::nullopt;
        while (take(';')) {
            std::optional<ExtensionParameter> next = parameter();
            if (!next)
                return std::nullopt;
            offer.parameters.push_back(*std::move(next));
        }
        return offer;
    }

private:
    void skipSpace()
    {
        while (!m_rest.isEmpty() && (m_rest.front() == ' ' || m_rest.front() == '\t'))
            m_rest = m_rest.sliced(1);
    }

    QByteArray token()
    {
        skipSpace();
        const auto end = std::ranges::find_if_not(m_rest, isTokenChar);
        const QByteArray text = m_rest.first(end - m_rest.begin()).toByteArray();
        m_rest = m_rest.sliced(text.size());
        return text;
    }

    std::optional<ExtensionParameter> parameter()
    {
        ExtensionParameter parameter{token(), std::nullopt};
        if (parameter.name.isEmpty())
            return std::nullopt;
        if (take('=')) {
            parameter.value = take('"') ? quoted() : token();
            // Quoted or not: "the value after quoted-string unescaping MUST conform to the 'token' ABNF".
            if (!isToken(*parameter.value))
                return std::nullopt;
        }
        return parameter;
    }

    //! Returns the text before the closing quote; empty, and therefore no token, without a closing quote.
    QByteArray quoted()
    {
        QByteArray text;
        while (!m_rest.isEmpty()) {
            char character = m_rest.front();
            m_rest = m_rest.sliced(1);
            if (character == '"')
                return text;
            if (character == '\\') {
                if (m_rest.isEmpty())
                    break;
                character = m_rest.front();
                m_rest = m_rest.sliced(1);
            }
            text.append(character);
        }
        return {};
    }

    QByteArrayView m_rest;
};

} // namespace

std::optional<std::vector<ExtensionOffer>> parseExtensions(const std::vector<QByteArray> &values)
{
    std::vector<ExtensionOffer> offers;
    for (const QByteArray &value : values) {
        Reader reader(value);
        while (!reader.atEnd()) {
            if (reader.take(','))
                continue;
            std::optional<ExtensionOffer> offer = reader.extension();
            if (!offer || (!reader.atEnd() && !reader.take(',')))
                return std::nullopt;
            offers.push_back(*std::move(offer));
        }
    }
    if (offers.empty() && !values.empty())
        return std::nullopt;
    return offers;
}

} // namespace signalbox
