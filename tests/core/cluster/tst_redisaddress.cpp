#include "core/cluster/redisaddress.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestRedisAddress : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parses_data()
    {
        using T = RedisAddress::Transport;
        QTest::addColumn<QString>("url");
        QTest::addColumn<RedisAddress>("address");
        QTest::addColumn<QString>("shown");
        QTest::newRow("default") << u"redis://127.0.0.1:6379/0"_s
                                 << RedisAddress{T::Tcp, {}, u"127.0.0.1"_s, 6379, {}, 0}
                                 << u"redis://127.0.0.1:6379"_s;
        QTest::newRow("host only") << u"redis://cache"_s << RedisAddress{T::Tcp, {}, u"cache"_s, 6379, {}, 0}
                                   << u"redis://cache:6379"_s;
        QTest::newRow("user") << u"redis://app@cache/"_s
                              << RedisAddress{T::Tcp, u"app"_s, u"cache"_s, 6379, {}, 0}
                              << u"redis://cache:6379"_s;
        QTest::newRow("TLS") << u"rediss://cache.example.org:6380/3"_s
                             << RedisAddress{T::Tls, {}, u"cache.example.org"_s, 6380, {}, 3}
                             << u"rediss://cache.example.org:6380/3"_s;
        QTest::newRow("IPv6") << u"redis://[::1]:7000"_s << RedisAddress{T::Tcp, {}, u"::1"_s, 7000, {}, 0}
                              << u"redis://[::1]:7000"_s;
        QTest::newRow("unix") << u"unix:///run/redis/redis.sock"_s
                              << RedisAddress{T::Unix, {}, {}, 6379, u"/run/redis/redis.sock"_s, 0}
                              << u"unix:///run/redis/redis.sock"_s;
        QTest::newRow("unix with a database")
            << u"unix:///r.sock?db=2"_s << RedisAddress{T::Unix, {}, {}, 6379, u"/r.sock"_s, 2}
            << u"unix:///r.sock?db=2"_s;
    }
    void parses()
    {
        QFETCH(const QString, url);
        QFETCH(const RedisAddress, address);
        QFETCH(const QString, shown);
        const Result<RedisAddress> parsed = RedisAddress::parse(url);
        QVERIFY2(parsed, parsed ? "" : qPrintable(parsed.error().text));
        QVERIFY(*parsed == address);
        QCOMPARE(parsed->toString(), shown);
    }
    void refuses_data()
    {
        QTest::addColumn<QString>("url");
        for (const char *url : {"",
                                "localhost:6379",
                                "http://localhost",
                                "redis://",
                                "redis://:6379",
                                "redis://h:0",
                                "redis://h:99999",
                                "redis://user:secret@h",
                                "redis://:secret@h",
                                "redis://h/one",
                                "redis://h/-1",
                                "redis://h/01",
                                "redis://h/99999",
                                "redis://h/1/2",
                                "redis://h?db=1",
                                "redis://h#x",
                                "unix://run/redis.sock",
                                "unix://",
                                "unix:///",
                                "unix:///r.sock?db=x",
                                "unix:///r.sock?x=1",
                                "unix:///r.sock?db=1&db=2"})
            QTest::newRow(*url ? url : "empty") << QString::fromLatin1(url);
    }
    void refuses()
    {
        QFETCH(const QString, url);
        const Result<RedisAddress> parsed = RedisAddress::parse(url);
        QVERIFY(!parsed);
        QVERIFY(!parsed.error().text.isEmpty());
        QVERIFY(!parsed.error().text.contains(u"secret"));
    }
};

QTEST_GUILESS_MAIN(TestRedisAddress)
#include "tst_redisaddress.moc"
