#include "core/cluster/redisaddress.h"

#include <QUrl>
#include <QUrlQuery>

namespace signalbox {

namespace {

using namespace Qt::StringLiterals;

constexpr int MaxDatabase = 65535;

Error invalid(const QString &text)
{
    return {Error::Code::Invalid, text};
}

std::optional<int> databaseFrom(const QString &text)
{
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    return isNumber && number >= 0 && number <= MaxDatabase && text == QString::number(number)
               ? std::optional(number)
               : std::nullopt;
}

} // namespace

Result<RedisAddress> RedisAddress::parse(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    RedisAddress address;
    if (url.scheme() == u"redis")
        address.transport = Transport::Tcp;
    else if (url.scheme() == u"rediss")
        address.transport = Transport::Tls;
    else if (url.scheme() == u"unix")
        address.transport = Transport::Unix;
    else
        return invalid(u"expected redis://, rediss:// or unix://"_s);
    if (!url.isValid())
        return invalid(u"not a URL"_s);
    if (!url.password().isNull())
        return invalid(u"a password does not belong into the URL; name a file in cluster.password_file"_s);
    if (url.hasFragment())
        return invalid(u"a URL of Redis has no fragment"_s);
    address.user = url.userName();
    if (address.transport == Transport::Unix) {
        address.path = url.path();
        if (!url.host().isEmpty() || url.port() != -1 || !address.path.startsWith(u'/') ||
            address.path.size() < 2)
            return invalid(u"expected the absolute path of a socket: unix:///run/redis/redis.sock"_s);
        if (url.hasQuery()) {
            const QUrlQuery query(url);
            const std::optional<int> database = databaseFrom(query.queryItemValue(u"db"_s));
            if (query.queryItems().size() != 1 || !database)
                return invalid(u"expected ?db=NUMBER"_s);
            address.database = *database;
        }
        return address;
    }
    if (url.hasQuery())
        return invalid(u"a URL of this kind has no query"_s);
    address.host = url.host();
    if (address.host.isEmpty())
        return invalid(u"the host is missing"_s);
    if (url.port() == 0)
        return invalid(u"port 0 is not one that a server listens on"_s);
    if (url.port() != -1)
        address.port = quint16(url.port());
    if (const QString path = url.path(); path.size() > 1) {
        const std::optional<int> database = databaseFrom(path.mid(1));
        if (!database)
            return invalid(u"behind the host stands the number of a database"_s);
        address.database = *database;
    }
    return address;
}

QString RedisAddress::toString() const
{
    const QString db = database == 0 ? QString() : QString::number(database);
    if (transport == Transport::Unix)
        return u"unix://"_s + path + (db.isEmpty() ? QString() : u"?db="_s + db);
    const QString name = host.contains(u':') ? u'[' + host + u']' : host;
    return (transport == Transport::Tls ? u"rediss://"_s : u"redis://"_s) + name + u':' +
           QString::number(port) + (db.isEmpty() ? QString() : u'/' + db);
}

} // namespace signalbox
