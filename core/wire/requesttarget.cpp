#include "core/wire/requesttarget.h"

#include "core/wire/utf8validator.h"

#include <QList>
#include <QStringDecoder>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Error invalid(const QString &text)
{
    return {Error::Code::Invalid, text};
}

int hexValue(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

//! Of `http://host/path?query` the part from the path on; nothing if it is not of this form.
std::optional<QByteArrayView> pathOfAbsoluteForm(QByteArrayView target)
{
    const qsizetype colon = target.indexOf("://");
    if (colon < 0)
        return std::nullopt;
    const QByteArray scheme = target.first(colon).toByteArray().toLower();
    if (scheme != "http" && scheme != "https" && scheme != "ws" && scheme != "wss")
        return std::nullopt;
    const QByteArrayView rest = target.sliced(colon + 3);
    const auto isEndOfAuthority = [](char character) { return character == '/' || character == '?'; };
    const qsizetype end = std::ranges::find_if(rest, isEndOfAuthority) - rest.begin();
    if (end == 0)
        return std::nullopt;
    return rest.sliced(end);
}

Result<std::pair<QString, QString>> parseField(const QByteArray &field)
{
    const qsizetype equals = field.indexOf('=');
    QByteArray name = equals < 0 ? field : field.first(equals);
    QByteArray value = equals < 0 ? QByteArray() : field.sliced(equals + 1);
    const Result<QString> decodedName = percentDecode(name.replace('+', ' '));
    if (!decodedName)
        return decodedName.error();
    const Result<QString> decodedValue = percentDecode(value.replace('+', ' '));
    if (!decodedValue)
        return decodedValue.error();
    return std::pair(*decodedName, *decodedValue);
}

} // namespace

std::optional<QString> RequestTarget::queryValue(QStringView name) const
{
    for (const auto &[fieldName, value] : query) {
        if (fieldName == name)
            return value;
    }
    return std::nullopt;
}

Result<RequestTarget> parseRequestTarget(QByteArrayView target)
{
    QByteArrayView origin = target;
    if (!target.startsWith('/')) {
        const std::optional<QByteArrayView> found = pathOfAbsoluteForm(target);
        if (!found)
            return invalid(u"The request target is neither a path nor an absolute URL"_s);
        origin = *found;
    }
    if (origin.contains('#'))
        return invalid(u"The request target has a fragment"_s); // RFC 9112 section 3.2: never sent

    const qsizetype question = origin.indexOf('?');
    const QByteArrayView path = question < 0 ? origin : origin.first(question);
    RequestTarget result;
    result.rawPath =
        path.isEmpty() ? QByteArray("/") : path.toByteArray(); // RFC 9112 section 3.2.2: http://host
    const Result<QString> decodedPath = percentDecode(result.rawPath);
    if (!decodedPath)
        return decodedPath.error();
    result.path = *decodedPath;

    const QByteArray query = question < 0 ? QByteArray() : origin.sliced(question + 1).toByteArray();
    const QList<QByteArray> fields = query.split('&');
    for (const QByteArray &field : fields) {
        if (field.isEmpty())
            continue;
        Result<std::pair<QString, QString>> parsed = parseField(field);
        if (!parsed)
            return parsed.error();
        result.query.push_back(*std::move(parsed));
    }
    return result;
}

Result<QString> percentDecode(QByteArrayView text)
{
    QByteArray bytes;
    bytes.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            bytes.append(text[i]);
            continue;
        }
        const int high = i + 2 < text.size() ? hexValue(text[i + 1]) : -1;
        const int low = high >= 0 ? hexValue(text[i + 2]) : -1;
        if (low < 0)
            return invalid(u"The request target has a % without two hex digits"_s);
        bytes.append(char(high << 4 | low));
        i += 2;
    }
    if (!isValidUtf8(bytes))
        return invalid(u"The request target is not UTF-8"_s);
    // Unlike QString::fromUtf8(), which swallows a byte order mark: two names that differ must not become
    // one.
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::ConvertInitialBom);
    return QString(decoder(bytes));
}

} // namespace signalbox
