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

    //! Skips to the comma behind the present element. A comma in quotes does not end it, if the quotes close.
    void skipElement()
    {
        while (!m_rest.isEmpty() && m_rest.front() != ',') {
            const bool isQuote = m_rest.front() == '"';
            m_rest = m_rest.sliced(1);
            if (isQuote && m_quotesClose)
                m_quotesClose = skipQuoted(); // not tried again: that would take quadratic time
        }
    }

    QByteArrayView token()
    {
        skipSpace();
        const auto end = std::ranges::find_if_not(m_rest, isTokenChar);
        const QByteArrayView text = m_rest.first(end - m_rest.begin());
        m_rest = m_rest.sliced(text.size());
        return text;
    }

    //! Reads what follows the name of an offer. Returns whether it conforms to the grammar.
    bool parameters(std::vector<ExtensionParameter> &parameters)
    {
        while (take(';')) {
            if (parameters.size() >= MaxExtensionParameters) {
                skipElement();
                return true;
            }
            std::optional<ExtensionParameter> next = parameter();
            if (!next)
                return false;
            parameters.push_back(*std::move(next));
        }
        return atEnd() || take(',');
    }

private:
    void skipSpace()
    {
        while (!m_rest.isEmpty() && (m_rest.front() == ' ' || m_rest.front() == '\t'))
            m_rest = m_rest.sliced(1);
    }

    std::optional<ExtensionParameter> parameter()
    {
        ExtensionParameter parameter{token().toByteArray(), std::nullopt};
        if (parameter.name.isEmpty())
            return std::nullopt;
        if (take('=')) {
            parameter.value = take('"') ? quoted() : token().toByteArray();
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

    //! Skips to behind the closing quote. Returns false if there is none.
    bool skipQuoted()
    {
        for (qsizetype i = 0; i < m_rest.size(); ++i) {
            if (m_rest[i] == '"') {
                m_rest = m_rest.sliced(i + 1);
                return true;
            }
            if (m_rest[i] == '\\')
                ++i;
        }
        return false;
    }

    QByteArrayView m_rest;
    bool m_quotesClose = true; //!< false: a quote of another extension did not
};

} // namespace

std::optional<std::vector<ExtensionOffer>> parseExtensions(const std::vector<QByteArray> &values,
                                                           QByteArrayView used)
{
    std::vector<ExtensionOffer> offers;
    std::size_t elements = 0;
    for (const QByteArray &value : values) {
        Reader reader(value);
        while (!reader.atEnd() && elements < MaxExtensionOffers) {
            if (reader.take(','))
                continue;
            ++elements;
            if (reader.token() != used) {
                reader.skipElement();
                continue;
            }
            ExtensionOffer offer{used.toByteArray(), {}};
            if (!reader.parameters(offer.parameters))
                return std::nullopt;
            offers.push_back(std::move(offer));
        }
    }
    return offers;
}

} // namespace signalbox
