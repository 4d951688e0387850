#include "core/protocol/content.h"

#include "core/protocol/jsontext.h"

namespace signalbox {

EnvelopeContent contentOfText(QByteArrayView utf8)
{
    EnvelopeContent content;
    content.json.reserve(utf8.size() + 2);
    appendQuoted(content.json, utf8);
    return content;
}

EnvelopeContent contentOfBinary(QByteArrayView bytes)
{
    // No character of base64 needs an escape in JSON.
    const QByteArray base64 = QByteArray::fromRawData(bytes.data(), bytes.size()).toBase64();
    return {'"' + base64 + '"', ContentEncoding::Base64};
}

PlainContent plainContent(const EnvelopeContent &content)
{
    if (!isJsonString(content.json))
        return {content.json, false};
    const QByteArray text = unescaped(insideQuotes(content.json));
    if (content.encoding == ContentEncoding::Json)
        return {text, false};
    return {decodeBase64(text).value_or(QByteArray()), true};
}

std::optional<QByteArray> decodeBase64(const QByteArray &base64)
{
    constexpr qsizetype Group = 4;
    if (base64.size() % Group != 0)
        return std::nullopt;
    auto result = QByteArray::fromBase64Encoding(base64, QByteArray::Base64Encoding |
                                                             QByteArray::AbortOnBase64DecodingErrors);
    if (!result)
        return std::nullopt;
    // Encode the last group again to verify that the unused bits before the padding are 0 (section 3.5).
    const qsizetype tail = result.decoded.size() % 3;
    if (tail != 0 && result.decoded.last(tail).toBase64() != base64.last(Group))
        return std::nullopt;
    return std::move(result.decoded);
}

} // namespace signalbox
