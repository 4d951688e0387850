#include "core/wire/httpresponse.h"

#include <algorithm>

#include "core/wire/httphead.h"

#include <QDateTime>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

//! The current time as IMF-fixdate (RFC 9110 section 5.6.7), in English for every locale.
QByteArray httpDate()
{
    return QLocale::c()
        .toString(QDateTime::currentDateTimeUtc(), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s)
        .toLatin1();
}

//! A JSON string, RFC 8259 section 7. QJsonDocument would sort the members of the object.
QByteArray jsonString(const QString &text)
{
    QByteArray json = "\"";
    for (const char character : text.toUtf8()) {
        if (character == '"' || character == '\\')
            json.append('\\').append(character);
        else if (quint8(character) < 0x20)
            json.append("\\u00").append(QByteArray::number(quint8(character), 16).rightJustified(2, '0'));
        else
            json.append(character);
    }
    return json.append('"');
}

//! 1xx, 204 and 304 have no content (RFC 9110 section 6.4.1); no Content-Length is sent with them (section
//! 8.6).
bool hasContentLength(int status)
{
    return status >= 200 && status != 204 && status != 304;
}

} // namespace

HttpResponse HttpResponse::problem(int status, const QByteArray &detail, const QByteArray &field)
{
    HttpResponse response;
    response.status = status;
    response.contentType = "application/problem+json";
    response.body = R"({"type":"about:blank","title":)" +
                    jsonString(QString::fromLatin1(httpReasonPhrase(status))) + R"(,"status":)" +
                    QByteArray::number(status) + R"(,"detail":)" + jsonString(QString::fromUtf8(detail));
    if (!field.isEmpty())
        response.body += R"(,"field":)" + jsonString(QString::fromUtf8(field));
    response.body += "}\n";
    return response;
}

QByteArray HttpResponse::encode(bool headOnly, Persistence persistence) const
{
    const bool hasBody = !contentType.isEmpty() && hasContentLength(status);
    QByteArray framing;
    if (hasContentLength(status))
        framing = "Content-Length: " + QByteArray::number(hasBody ? body.size() : 0) + "\r\n";
    QByteArray bytes;
    appendHead(bytes, framing, persistence);
    if (hasBody && !headOnly)
        bytes.append(body);
    return bytes;
}

QByteArray HttpResponse::encodeStreamHead(StreamEnd end, Persistence persistence) const
{
    QByteArray bytes;
    if (end == StreamEnd::Chunk)
        appendHead(bytes, "Transfer-Encoding: chunked\r\n", persistence);
    else
        appendHead(bytes, {}, Persistence::Close);
    return bytes;
}

void HttpResponse::appendHead(QByteArray &bytes, const QByteArray &framing, Persistence persistence) const
{
    bytes.append("HTTP/1.1 " + QByteArray::number(status) + ' ' + httpReasonPhrase(status) + "\r\n");
    const auto addHeader = [&bytes](const QByteArray &name, const QByteArray &value) {
        bytes.append(withoutControls(name)).append(": ").append(withoutControls(value)).append("\r\n");
    };
    addHeader("Date", httpDate());
    if (!contentType.isEmpty() && hasContentLength(status))
        addHeader("Content-Type", contentType);
    bytes.append(framing);
    for (const auto &[name, value] : headers)
        addHeader(name, value);
    const bool asksToUpgrade =
        std::ranges::any_of(headers, [](const auto &header) { return header.first == "Upgrade"; });
    if (status != 101) { // headers contain Connection: Upgrade
        const QByteArray option = persistence == Persistence::KeepAlive ? "keep-alive" : "close";
        addHeader("Connection", asksToUpgrade ? "Upgrade, " + option : option); // RFC 9110 section 7.8
    }
    bytes.append("\r\n");
}

QByteArray httpReasonPhrase(int status)
{
    switch (status) {
    case 101:
        return "Switching Protocols";
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 304:
        return "Not Modified";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 413:
        return "Content Too Large";
    case 415:
        return "Unsupported Media Type";
    case 421:
        return "Misdirected Request";
    case 422:
        return "Unprocessable Content";
    case 426:
        return "Upgrade Required";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return {};
    }
}

} // namespace signalbox
