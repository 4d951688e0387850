#include "core/protocol/content.h"

#include "core/protocol/jsontext.h"

namespace signalbox {

void appendJson(QByteArray &json, const PublishedContent &content)
{
    switch (content.form) {
    case PublishedContent::Form::Json:
        json.append(content.bytes);
        break;
    case PublishedContent::Form::Text:
        appendQuoted(json, content.bytes);
        break;
    case PublishedContent::Form::Binary:
        json.append('"').append(base64Of(content.bytes)).append('"');
        break;
    }
}

QByteArray base64Of(QByteArrayView bytes)
{
    return QByteArray::fromRawData(bytes.data(), bytes.size()).toBase64();
}

EnvelopeContent contentOfText(QByteArrayView utf8)
{
    EnvelopeContent content;
    content.json.reserve(utf8.size() + 2);
    appendQuoted(content.json, utf8);
    return content;
}

EnvelopeContent contentOfBinary(QByteArrayView bytes)
{
    return {'"' + base64Of(bytes) + '"', ContentEncoding::Base64};
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
