#include "core/wire/requesttarget.h"

#include "core/base/ascii.h"
#include "core/wire/hostfield.h"
#include "core/wire/utf8validator.h"

#include <QStringDecoder>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Error invalid(const QString &text)
{
    return {Error::Code::Invalid, text};
}

Error badEscape()
{
    return invalid(u"The request target has a % without two hex digits"_s);
}

//! Returns the part after `scheme://` of an absolute-form, or nothing for any other form.
std::optional<QByteArrayView> afterScheme(QByteArrayView target)
{
    const qsizetype colon = target.indexOf("://");
    if (colon < 0)
        return std::nullopt;
    const QByteArrayView scheme = target.first(colon);
    for (const char *known : {"http", "https", "ws", "wss"}) {
        if (scheme.compare(known, Qt::CaseInsensitive) == 0)
            return target.sliced(colon + 3);
    }
    return std::nullopt;
}

//! A name or a value of a query.
Result<QString> decodeField(QByteArrayView field)
{
    return percentDecode(field.toByteArray().replace('+', ' '));
}

//! Returns whether the encoded \a field is \a name. Nothing is allocated: a query may have thousands of fields.
bool isNamed(QByteArrayView field, QByteArrayView name)
{
    qsizetype at = 0;
    for (const char expected : name) {
        if (at >= field.size())
            return false;
        char character = field[at++];
        if (character == '%' && at + 1 < field.size()) {
            const int high = hexValue(field[at]);
            const int low = hexValue(field[at + 1]);
            if (high < 0 || low < 0)
                return false;
            character = char(high << 4 | low);
            at += 2;
        } else if (character == '+') {
            character = ' ';
        }
        if (character != expected)
            return false;
    }
    return at == field.size();
}

} // namespace

Result<std::optional<QString>> RequestTarget::queryValue(QByteArrayView name) const
{
    QByteArrayView rest = rawQuery;
    while (!rest.isEmpty()) {
        const qsizetype ampersand = rest.indexOf('&');
        const QByteArrayView field = ampersand < 0 ? rest : rest.first(ampersand);
        rest = ampersand < 0 ? QByteArrayView() : rest.sliced(ampersand + 1);
        const qsizetype equals = field.indexOf('=');
        if (!isNamed(equals < 0 ? field : field.first(equals), name))
            continue;
        const Result<QString> value = decodeField(equals < 0 ? QByteArrayView() : field.sliced(equals + 1));
        if (!value)
            return value.error();
        return std::optional(*value);
    }
    return std::optional<QString>();
}

QByteArrayView targetAuthority(QByteArrayView target)
{
    const std::optional<QByteArrayView> rest = afterScheme(target);
    if (!rest)
        return {};
    const auto end = std::ranges::find_if(*rest, [](char c) { return c == '/' || c == '?' || c == '#'; });
    return rest->first(end - rest->begin());
}

Result<RequestTarget> parseRequestTarget(QByteArrayView target)
{
    RequestTarget result;
    QByteArrayView origin = target;
    if (!target.startsWith('/')) {
        const std::optional<QByteArrayView> found = afterScheme(target);
        if (!found)
            return invalid(u"The request target is neither a path nor an absolute URL"_s);
        result.authority = targetAuthority(target).toByteArray();
        if (!isHost(result.authority))
            return invalid(u"The request target names no proper host"_s);
        origin = found->sliced(result.authority.size());
    }
    if (origin.contains('#'))
        return invalid(u"The request target has a fragment"_s); // RFC 9112 section 3.2: never sent

    const qsizetype question = origin.indexOf('?');
    const QByteArrayView path = question < 0 ? origin : origin.first(question);
    result.rawPath =
        path.isEmpty() ? QByteArray("/") : path.toByteArray(); // RFC 9112 section 3.2.2: http://host
    const Result<QString> decodedPath = percentDecode(result.rawPath);
    if (!decodedPath)
        return decodedPath.error();
    result.path = *decodedPath;
    if (question >= 0)
        result.rawQuery = origin.sliced(question + 1).toByteArray();
    return result;
}

bool isWellEscaped(QByteArrayView text)
{
    for (qsizetype at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 3)) {
        if (at + 2 >= text.size() || hexValue(text[at + 1]) < 0 || hexValue(text[at + 2]) < 0)
            return false;
    }
    return true;
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
            return badEscape();
        bytes.append(char(high << 4 | low));
        i += 2;
    }
    if (!isValidUtf8(bytes))
        return invalid(u"The request target is not UTF-8"_s);
    // QString::fromUtf8() would drop a byte order mark, and make two different names equal.
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::ConvertInitialBom);
    return QString(decoder(bytes));
}

} // namespace signalbox
