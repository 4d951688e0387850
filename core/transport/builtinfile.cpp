#include "core/transport/builtinfile.h"

#include "core/wire/httphead.h"

#include <QCryptographicHash>
#include <QFile>

#include <algorithm>

namespace signalbox {

namespace {

constexpr std::size_t MaxEntityTags = 32; // looked at; a client has few versions of a file

using Headers = std::vector<std::pair<QByteArray, QByteArray>>;

struct Description
{
    QString path;
    QByteArray contentType;
    Headers headers;
};

Description describe(BuiltIn which)
{
    if (which == BuiltIn::Client) {
        // Pages of any origin may load it: its content is public, and the origin is checked at the handshake.
        return {QStringLiteral(":/page/signalbox.js"),
                "text/javascript; charset=utf-8",
                {{"Access-Control-Allow-Origin", "*"}, {"Cross-Origin-Resource-Policy", "cross-origin"}}};
    }
    return {QStringLiteral(":/page/index.html"),
            "text/html; charset=utf-8",
            {{"Referrer-Policy", "no-referrer"},
             {"Content-Security-Policy",
              "default-src 'none'; style-src 'unsafe-inline'; script-src 'self' 'unsafe-inline'; "
              "connect-src ws: wss:; img-src data:; base-uri 'none'; form-action 'none'; "
              "frame-ancestors 'none'"}}};
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

//! RFC 9110 section 13.1.2: a list, or `*`; compared weakly.
bool matches(const QByteArray &ifNoneMatch, QByteArrayView entityTag)
{
    const std::vector<QByteArray> tags = splitList({ifNoneMatch}, MaxEntityTags);
    return std::ranges::any_of(tags, [&](QByteArrayView tag) {
        return tag == "*" || (tag.startsWith("W/") ? tag.sliced(2) : tag) == entityTag;
    });
}

} // namespace

BuiltInFile::BuiltInFile(BuiltIn which)
{
    Description description = describe(which);
    m_whole.body = contentOf(description.path);
    m_whole.contentType = description.contentType;
    m_entityTag =
        '"' + QCryptographicHash::hash(m_whole.body, QCryptographicHash::Sha256).toHex().first(32) + '"';
    m_whole.headers = std::move(description.headers);
    m_whole.headers.emplace_back("Cache-Control", "no-cache");
    m_whole.headers.emplace_back("ETag", m_entityTag);
    m_whole.headers.emplace_back("X-Content-Type-Options", "nosniff");
}

HttpResponse BuiltInFile::answerTo(const FileRequest &request) const
{
    HttpResponse response = m_whole;
    if (matches(request.ifNoneMatch, m_entityTag))
        response.status = 304;
    return response;
}

} // namespace signalbox
