#include "app/ctl/serveraddress.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class tst_ServerAddress final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void parses_data();
    void parses();
    void rejects_data();
    void rejects();
    void showsNoPassword();
};

void tst_ServerAddress::parses_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("usesTls");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<QByteArray>("hostField");
    QTest::addColumn<QByteArray>("prefix");
    QTest::addColumn<bool>("isLoopback");
    QTest::newRow("default") << u"http://127.0.0.1:8081"_s << false << u"127.0.0.1"_s << 8081
                             << QByteArray("127.0.0.1:8081") << QByteArray() << true;
    QTest::newRow("a slash") << u"http://localhost:8081/"_s << false << u"localhost"_s << 8081
                             << QByteArray("localhost:8081") << QByteArray() << true;
    QTest::newRow("https") << u"https://chat.example.org"_s << true << u"chat.example.org"_s << 443
                           << QByteArray("chat.example.org") << QByteArray() << false;
    QTest::newRow("http without port") << u"http://chat.example.org"_s << false << u"chat.example.org"_s << 80
                                       << QByteArray("chat.example.org") << QByteArray() << false;
    QTest::newRow("IPv6") << u"http://[::1]:9000"_s << false << u"::1"_s << 9000 << QByteArray("[::1]:9000")
                          << QByteArray() << true;
    QTest::newRow("a prefix") << u"https://example.org/signalbox/"_s << true << u"example.org"_s << 443
                              << QByteArray("example.org") << QByteArray("/signalbox") << false;
    QTest::newRow("capitals") << u"HTTP://LocalHost:1"_s << false << u"localhost"_s << 1
                              << QByteArray("localhost:1") << QByteArray() << true;
}

void tst_ServerAddress::parses()
{
    QFETCH(const QString, url);
    const Result<ServerAddress> address = parseServerAddress(url);
    QVERIFY2(address.isOk(), address ? "" : qPrintable(address.error().text));
    QTEST(address->usesTls, "usesTls");
    QTEST(address->host, "host");
    QTEST(int(address->port), "port");
    QTEST(address->hostField, "hostField");
    QTEST(address->pathPrefix, "prefix");
    QTEST(address->isLoopback(), "isLoopback");
}

void tst_ServerAddress::rejects_data()
{
    QTest::addColumn<QString>("url");
    for (const QString &url :
         {u""_s, u"127.0.0.1:8081"_s, u"localhost"_s, u"ws://127.0.0.1:8080/"_s, u"http://"_s,
          u"http://:8081"_s, u"http://127.0.0.1:0"_s, u"http://127.0.0.1:65536"_s, u"http://a.example/?x=1"_s,
          u"http://a.example/#x"_s, u"http://a b"_s, u"http://a.example\r\nX: y"_s})
        QTest::newRow(qPrintable(url)) << url;
}

void tst_ServerAddress::rejects()
{
    QFETCH(const QString, url);
    QVERIFY(!parseServerAddress(url));
}

void tst_ServerAddress::showsNoPassword()
{
    const Result<ServerAddress> address = parseServerAddress(u"http://ann:secret@127.0.0.1:8081"_s);
    QVERIFY(!address);
    QVERIFY2(!address.error().text.contains("secret"_L1), qPrintable(address.error().text));
}

QTEST_GUILESS_MAIN(tst_ServerAddress)
#include "tst_serveraddress.moc"
