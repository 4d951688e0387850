#include "core/wire/describehead.h"

#include <QByteArrayList>
#include <QString>

#include <algorithm>
#include <array>
#include <string_view>

namespace signalbox {

namespace {

constexpr char Mask[] = "***";
constexpr char Ellipsis[] = "\xE2\x80\xA6";
constexpr qsizetype RoomForCount = 40; // bytes, of the last line
constexpr qsizetype MaxReadOfValue =
    512; // bytes; bounds the time for a head that is as long as the limit allows
constexpr qsizetype LongestOfferName = 40; // bytes; a longer subprotocol is a token more likely than a name

// Parts of names, without separators and in lower case. Too many of them only hide something harmless.
constexpr std::array<std::string_view, 14> SecretParts{"token",      "auth",      "secret",  "passw", "pwd",
                                                       "key",        "signature", "cookie",  "sess",  "jwt",
                                                       "credential", "ticket",    "private", "otp"};
// Whole names that are too short or too usual to be looked for within others.
constexpr std::array<std::string_view, 9> WholeSecretNames{"sig",  "sid",   "code",   "pass", "pin",
                                                           "hash", "nonce", "bearer", "hmac"};

bool isSecretName(QByteArrayView name, QByteArrayView secretParameter)
{
    const QByteArray decoded =
        QByteArray::fromPercentEncoding(QByteArray(name.data(), name.size()).replace('+', ' '));
    if (!secretParameter.isEmpty() && decoded == secretParameter)
        return true;
    QByteArray plain;
    for (const char c : decoded) {
        if (c >= 'A' && c <= 'Z')
            plain += char(c - 'A' + 'a');
        else if (c != '-' && c != '_' && c != '.' && c != ' ' && c != '[' && c != ']')
            plain += c;
    }
    const std::string_view text(plain.constData(), std::size_t(plain.size()));
    return std::ranges::find(WholeSecretNames, text) != WholeSecretNames.end() ||
           std::ranges::any_of(SecretParts, [text](std::string_view part) {
               return text.find(part) != std::string_view::npos;
           });
}

bool isIn(std::string_view characters, char c)
{
    return characters.find(c) != std::string_view::npos;
}

// What ends a value in the query of a target, which is all that may be a token, and in other texts.
constexpr std::string_view EndsOfParameter = "&";
constexpr std::string_view EndsOfValue = "#&;, \t\"'<>";

//! Masks the values of all NAME=VALUE whose name is secret, of queries above all.
QByteArray withoutSecretValues(const QByteArray &text, QByteArrayView secretParameter, std::string_view ends)
{
    QByteArray result;
    qsizetype kept = 0; // the text before is in the result
    for (qsizetype sign = text.indexOf('='); sign >= 0; sign = text.indexOf('=', std::max(sign + 1, kept))) {
        qsizetype begin = sign;
        while (begin > kept && !isIn("=?#&;,/ \t\"'<>(){}", text[begin - 1]))
            --begin;
        if (!isSecretName(QByteArrayView(text).sliced(begin, sign - begin), secretParameter))
            continue;
        qsizetype end = sign + 1;
        const bool isQuoted = ends == EndsOfValue && end < text.size() && text[end] == '"';
        end += isQuoted ? 1 : 0;
        while (end < text.size() && !isIn(isQuoted ? "\"" : ends, text[end]))
            ++end;
        end += isQuoted && end < text.size() ? 1 : 0;
        result.append(QByteArrayView(text).sliced(kept, sign + 1 - kept));
        result += Mask;
        kept = end;
    }
    return result.append(QByteArrayView(text).sliced(kept));
}

//! Masks what follows each \a beginning, in any case, up to the end of the word.
QByteArray withoutWordsFrom(QByteArray text, QByteArrayView beginning)
{
    for (qsizetype at = text.toLower().indexOf(beginning); at >= 0;
         at = text.toLower().indexOf(beginning, at + beginning.size())) {
        const qsizetype begin = at + beginning.size();
        qsizetype end = begin;
        while (end < text.size() && !isIn("&;, \t\"'", text[end]))
            ++end;
        text.replace(begin, end - begin, Mask);
    }
    return text;
}

//! Of offered subprotocols, masks what is longer than a name, and what follows `bearer.` up to the comma: a token may have any
//! character of RFC 9110 section 5.6.2.
QByteArray withoutTokensOffered(const QByteArray &list)
{
    QByteArrayList offers = list.split(',');
    for (QByteArray &offer : offers) {
        constexpr QByteArrayView Bearer = "bearer.";
        if (const qsizetype bearer = offer.toLower().indexOf(Bearer); bearer >= 0)
            offer = offer.first(bearer + Bearer.size()) + Mask;
        else if (offer.trimmed().size() > LongestOfferName)
            offer = Mask;
    }
    return offers.join(',');
}

QByteArray withoutSecrets(const QByteArray &value, QByteArrayView secretParameter, std::string_view ends)
{
    const QByteArray begin = value.left(MaxReadOfValue);
    // A bearer as subprotocol; a JSON Web Token, whose header always begins with {".
    return withoutWordsFrom(
        withoutWordsFrom(withoutUserInfo(withoutSecretValues(begin, secretParameter, ends)), "bearer."),
        "eyj");
}

//! Removes controls, replaces what is not UTF-8, and cuts, in this order, so that the result is short and valid.
QByteArray printable(const QByteArray &text)
{
    QByteArray valid = QString::fromUtf8(withoutControls(text)).toUtf8();
    if (valid.size() <= MaxDescribedValue)
        return valid;
    qsizetype end = MaxDescribedValue - qsizetype(sizeof Ellipsis) + 1;
    while (end > 0 && (valid[end] & 0xC0) == 0x80) // not within a character
        --end;
    return valid.first(end) + Ellipsis;
}

QByteArray fieldLine(const HttpHeader &field, const SecretNames &secrets)
{
    QByteArray value = Mask;
    if (field.name.compare("Sec-WebSocket-Protocol", Qt::CaseInsensitive) == 0)
        value = withoutSecrets(withoutTokensOffered(field.value.left(MaxReadOfValue)), secrets.parameter,
                               EndsOfValue);
    else if (!isSecretName(field.name, {}) &&
             !secrets.fields.contains(QLatin1StringView(field.name), Qt::CaseInsensitive))
        value = withoutSecrets(field.value, secrets.parameter, EndsOfValue);
    return printable(field.name) + ": " + printable(value);
}

} // namespace

QByteArray withoutUserInfo(QByteArray text)
{
    for (qsizetype at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 3)) {
        qsizetype end = at + 3;
        while (end < text.size() && !isIn("/?# \"", text[end]))
            ++end;
        const qsizetype sign = QByteArrayView(text).first(end).lastIndexOf('@');
        if (sign > at + 2)
            text.replace(at + 3, sign - at - 3, Mask);
    }
    return text;
}

QByteArray describeHead(const HttpHead &head, const SecretNames &secrets)
{
    QByteArray text = printable(head.method) + ' ' +
                      printable(withoutSecrets(head.target, secrets.parameter, EndsOfParameter)) + " HTTP/" +
                      QByteArray::number(head.versionMajor) + '.' + QByteArray::number(head.versionMinor);
    qsizetype leftOut = 0;
    for (const HttpHeader &field : head.headers) {
        if (field.name.compare("Sec-WebSocket-Key", Qt::CaseInsensitive) == 0)
            continue;
        if (const QByteArray line = leftOut == 0 ? fieldLine(field, secrets) : QByteArray();
            leftOut == 0 && text.size() + 1 + line.size() <= MaxDescribedHead - RoomForCount)
            text += '\n' + line;
        else
            ++leftOut;
    }
    if (leftOut > 0)
        text += QByteArray("\n") + Ellipsis + " and " + QByteArray::number(leftOut) + " more";
    text.squeeze();
    return text;
}

} // namespace signalbox
