#include "core/protocol/maskedtokens.h"

#include "core/protocol/jsontext.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr char Mask[] = "\"***\"";

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

qsizetype skipBlanks(const QByteArray &text, qsizetype at)
{
    while (at < text.size() && isBlank(text[at]))
        ++at;
    return at;
}

//! Returns the position behind the string that begins at \a at; the end of the text if it has no end.
qsizetype endOfString(const QByteArray &text, qsizetype at)
{
    for (++at; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == '"')
            return at + 1;
    }
    return text.size();
}

bool namesToken(QByteArrayView inside)
{
    const QByteArray name = hasValidEscapes(inside) ? unescaped(inside) : inside.toByteArray();
    return name.compare("token", Qt::CaseInsensitive) == 0;
}

//! The same for an object or array.
qsizetype endOfContainer(const QByteArray &text, qsizetype at)
{
    int depth = 0;
    while (at < text.size()) {
        const char c = text[at];
        at = c == '"' ? endOfString(text, at) : at + 1;
        if (c == '{' || c == '[')
            ++depth;
        else if ((c == '}' || c == ']') && --depth == 0)
            return at;
    }
    return text.size();
}

//! Returns the position behind the value that begins at \a at. The end of the text if it has no end, or is none.
qsizetype endOfValue(const QByteArray &text, qsizetype at)
{
    if (at < text.size() && text[at] == '"')
        return endOfString(text, at);
    if (at < text.size() && (text[at] == '{' || text[at] == '['))
        return endOfContainer(text, at);
    while (at < text.size() && !isBlank(text[at]) && !QByteArrayView(",}[]{\"").contains(text[at]))
        ++at;
    const qsizetype next = skipBlanks(text, at);
    return next < text.size() && (text[next] == ',' || text[next] == '}') ? at : text.size();
}

} // namespace

QByteArray maskedTokens(const QByteArray &request)
{
    QByteArray masked;
    qsizetype copied = 0;
    for (qsizetype at = request.indexOf('"'); at >= 0; at = request.indexOf('"', at)) {
        const qsizetype begin = at;
        const qsizetype end = endOfString(request, begin);
        at = end;
        const qsizetype colon = skipBlanks(request, end);
        if (colon >= request.size() || request[colon] != ':' ||
            !namesToken(QByteArrayView(request).sliced(begin + 1, end - begin - 2)))
            continue;
        masked.append(request.constData() + copied, end - copied).append(':').append(Mask);
        at = copied = endOfValue(request, skipBlanks(request, colon + 1));
    }
    masked.append(request.constData() + copied, request.size() - copied);
    return masked;
}

QByteArray maskedTokensOfInvalid(const QByteArray &text)
{
    constexpr QByteArrayView Name("token");
    const QByteArray masked = maskedTokens(text);
    const auto isSame = [](char a, char b) { return (a | 0x20) == b; }; // letters
    auto found = masked.begin();
    while ((found = std::search(found, masked.end(), Name.begin(), Name.end(), isSame)) != masked.end()) {
        found += Name.size();
        if (!QByteArrayView(found, masked.end() - found).startsWith("\":\"***\""))
            return masked.first(found - masked.begin()) + Mask;
    }
    return masked;
}

} // namespace signalbox
