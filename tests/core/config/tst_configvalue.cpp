#include "core/config/configvalue.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(signalbox::ValueRule)
Q_DECLARE_METATYPE(signalbox::RawValue)

namespace {

const ValueRule boolean{.kind = ValueKind::Boolean};
const ValueRule integer{.kind = ValueKind::Integer, .minimum = 1, .maximum = 1000};
const ValueRule duration{.kind = ValueKind::Duration, .maximum = 3'600'000};
const ValueRule byteSize{.kind = ValueKind::Size, .maximum = 1 << 20};
const ValueRule memory{.kind = ValueKind::SizeOrPercentage, .maximum = 1 << 20};
const ValueRule choice{.kind = ValueKind::Choice, .choices = {u"text"_s, u"json"_s}};
const ValueRule choices{.kind = ValueKind::Choices, .choices = {u"HS256"_s, u"ES256"_s, u"RS256"_s}};
const ValueRule text{.kind = ValueKind::Text};
const ValueRule httpUrl{.kind = ValueKind::HttpUrl};
const ValueRule hash{.kind = ValueKind::Sha256};
const ValueRule file{.kind = ValueKind::FilePath};
const ValueRule endpoints{.kind = ValueKind::Endpoints};
const ValueRule endpointOrOff{.kind = ValueKind::EndpointOrOff};
const ValueRule origins{.kind = ValueKind::Origins};
const ValueRule hosts{.kind = ValueKind::Hosts};
const ValueRule networks{.kind = ValueKind::Networks};
const ValueRule tokens{.kind = ValueKind::Tokens};
const ValueRule routePath{.kind = ValueKind::RoutePath};
const ValueRule roomName{.kind = ValueKind::RoomName};
const ValueRule patterns{.kind = ValueKind::RoomPatterns};
const ValueRule parameter{.kind = ValueKind::ParameterName};
const ValueRule moment{.kind = ValueKind::Time};

RawValue number(qint64 value)
{
    return value;
}

} // namespace

class TestConfigValue final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void accepts_data();
    void accepts();
    void rejects_data();
    void rejects();
    void readsText_data();
    void readsText();
    void rejectsText_data();
    void rejectsText();
    void appendsTheNote();
    void quotesToml_data();
    void quotesToml();
};

void TestConfigValue::accepts_data()
{
    QTest::addColumn<ValueRule>("rule");
    QTest::addColumn<RawValue>("raw");
    QTest::addColumn<QString>("toml"); // the output of toToml()
    QTest::newRow("true") << boolean << RawValue(true) << u"true"_s;
    QTest::newRow("false") << boolean << RawValue(false) << u"false"_s;
    QTest::newRow("integer, minimum") << integer << number(1) << u"1"_s;
    QTest::newRow("integer, maximum") << integer << number(1000) << u"1000"_s;
    QTest::newRow("off") << endpointOrOff << RawValue(u"off"_s) << u"\"off\""_s;
    QTest::newRow("endpoint") << endpointOrOff << RawValue(u"localhost:0"_s) << u"\"127.0.0.1:0\""_s;
    QTest::newRow("duration") << duration << RawValue(u"1500ms"_s) << u"\"1500ms\""_s;
    QTest::newRow("duration, shortest form") << duration << RawValue(u"60s"_s) << u"\"1min\""_s;
    QTest::newRow("duration, zero") << duration << RawValue(u"0"_s) << u"\"0\""_s;
    QTest::newRow("duration, bare zero") << duration << number(0) << u"\"0\""_s;
    QTest::newRow("duration, maximum") << duration << RawValue(u"1h"_s) << u"\"1h\""_s;
    QTest::newRow("size") << byteSize << RawValue(u"64KiB"_s) << u"\"64KiB\""_s;
    QTest::newRow("size, bytes") << byteSize << number(1000) << u"\"1000B\""_s;
    QTest::newRow("size, bytes in a string") << byteSize << RawValue(u"2048"_s) << u"\"2KiB\""_s;
    QTest::newRow("size, zero") << byteSize << number(0) << u"\"0\""_s;
    QTest::newRow("size, maximum") << byteSize << RawValue(u"1MiB"_s) << u"\"1MiB\""_s;
    QTest::newRow("memory, size") << memory << RawValue(u"3KiB"_s) << u"\"3KiB\""_s;
    QTest::newRow("memory, bytes") << memory << number(4096) << u"\"4KiB\""_s;
    QTest::newRow("memory, zero") << memory << number(0) << u"\"0\""_s;
    QTest::newRow("memory, maximum") << memory << RawValue(u"1MiB"_s) << u"\"1MiB\""_s;
    QTest::newRow("memory, least percentage") << memory << RawValue(u"1%"_s) << u"\"1%\""_s;
    QTest::newRow("memory, largest percentage") << memory << RawValue(u"100%"_s) << u"\"100%\""_s;
    QTest::newRow("memory, leading zero") << memory << RawValue(u"040%"_s) << u"\"40%\""_s;
    QTest::newRow("choice, first") << choice << RawValue(u"text"_s) << u"\"text\""_s;
    QTest::newRow("choice, last") << choice << RawValue(u"json"_s) << u"\"json\""_s;
    QTest::newRow("file") << file << RawValue(u"/var/log/a \"b\".log"_s) << u"\"/var/log/a \\\"b\\\".log\""_s;
    QTest::newRow("no file") << file << RawValue(QString()) << u"\"\""_s;
    QTest::newRow("endpoints") << endpoints << RawValue(QStringList{u"127.0.0.1:8080"_s, u"[::1]:8080"_s})
                               << u"[\"127.0.0.1:8080\", \"[::1]:8080\"]"_s;
    QTest::newRow("endpoints, any port twice")
        << endpoints << RawValue(QStringList{u"127.0.0.1:0"_s, u"127.0.0.1:0"_s})
        << u"[\"127.0.0.1:0\", \"127.0.0.1:0\"]"_s;
    QTest::newRow("no origins") << origins << RawValue(QStringList()) << u"[]"_s;
    QTest::newRow("origins") << origins
                             << RawValue(QStringList{u"HTTPS://Example.ORG"_s, u"http://a.test:8080"_s})
                             << u"[\"https://example.org\", \"http://a.test:8080\"]"_s;
    QTest::newRow("origin, default port")
        << origins << RawValue(QStringList{u"https://a.test:443"_s, u"http://a.test:80"_s})
        << u"[\"https://a.test\", \"http://a.test\"]"_s;
    QTest::newRow("origins, international")
        << origins
        << RawValue(QStringList{u"https://b\u00FCcher.example"_s, u"https://*.B\u00DCCHER.example:*"_s})
        << u"[\"https://xn--bcher-kva.example\", \"https://*.xn--bcher-kva.example:*\"]"_s;
    QTest::newRow("origins, default port of a pattern")
        << origins << RawValue(QStringList{u"https://*.a.test:443"_s}) << u"[\"https://*.a.test\"]"_s;
    QTest::newRow("origin, other scheme's port")
        << origins << RawValue(QStringList{u"http://a.test:443"_s}) << u"[\"http://a.test:443\"]"_s;
    QTest::newRow("origin, IPv6") << origins << RawValue(QStringList{u"http://[::1]:3000"_s})
                                  << u"[\"http://[::1]:3000\"]"_s;
    for (const QString &origin : {u"null"_s, u"*"_s, u"https://*.a.test"_s, u"https://*.a.test:8443"_s,
                                  u"https://*.a.test:*"_s, u"http://localhost:*"_s, u"http://[::1]:*"_s})
        QTest::addRow("origin '%s'", qPrintable(origin))
            << origins << RawValue(QStringList{origin}) << u"[\""_s + origin + u"\"]"_s;
    QTest::newRow("hosts") << hosts << RawValue(QStringList{u"Chat.Example"_s, u"[::1]"_s})
                           << u"[\"chat.example\", \"[::1]\"]"_s;
    QTest::newRow("networks") << networks
                              << RawValue(QStringList{u"10.1.2.3/8"_s, u"192.0.2.7"_s, u"2001:DB8::/32"_s,
                                                      u"[::1]"_s})
                              << u"[\"10.0.0.0/8\", \"192.0.2.7/32\", \"2001:db8::/32\", \"::1/128\"]"_s;
    QTest::newRow("networks, twice") << networks << RawValue(QStringList{u"10.0.0.0/8"_s, u"10.9.9.9/8"_s})
                                     << u"[\"10.0.0.0/8\"]"_s;
    QTest::newRow("origin twice") << origins
                                  << RawValue(QStringList{u"https://a.test"_s, u"https://A.test"_s})
                                  << u"[\"https://a.test\"]"_s;
    QTest::newRow("tokens") << tokens << RawValue(QStringList{u"chat.v1"_s, u"MQTT"_s})
                            << u"[\"chat.v1\", \"MQTT\"]"_s;
    for (const QString &path : {u"/"_s, u"/chat"_s, u"/room/{room}"_s, u"/{room}/live"_s, u"/a%20b"_s})
        QTest::addRow("path %s", qPrintable(path)) << routePath << RawValue(path) << u'"' + path + u'"';
    QTest::newRow("choices") << choices << RawValue(QStringList{u"RS256"_s, u"HS256"_s})
                             << u"[\"RS256\", \"HS256\"]"_s;
    QTest::newRow("text") << text << RawValue(u"a \"b\", c"_s) << u"\"a \\\"b\\\", c\""_s;
    QTest::newRow("no text") << text << RawValue(QString()) << u"\"\""_s;
    for (const QString &url : {u"https://example.org"_s, u"https://example.org/@ann?"_s})
        QTest::newRow(qPrintable(url)) << httpUrl << RawValue(url) << tomlString(url);
    for (const auto &[url, shown] :
         {std::pair(u"http://[::1]:8080/a/b?c=d&e=%20"_s, u"\"http://[::1]:8080/a/b?***\""_s),
          std::pair(u"https://example.org/@ann?b=c@d"_s, u"\"https://example.org/@ann?***\""_s),
          std::pair(u"http://example.org?a@b"_s, u"\"http://example.org?***\""_s)})
        QTest::newRow(qPrintable(url)) << httpUrl << RawValue(url) << shown;
    for (const QString &user : {u"a"_s, u"a:b"_s, u":b"_s, u"a%40:b%2F"_s}) {
        QTest::addRow("URL of %s", qPrintable(user))
            << httpUrl << RawValue(u"http://%1@host:81/@c?d"_s.arg(user))
            << u"\"http://***@host:81/@c?***\""_s;
        QTest::addRow("URL of %s, host alone", qPrintable(user))
            << httpUrl << RawValue(u"https://%1@host"_s.arg(user)) << u"\"https://***@host\""_s;
    }
    QTest::newRow("no URL") << httpUrl << RawValue(QString()) << u"\"\""_s;
    QTest::newRow("no patterns") << patterns << RawValue(QStringList()) << u"[]"_s;
    QTest::newRow("patterns") << patterns << RawValue(QStringList{u"*"_s, u"a/*/z"_s, u"*"_s})
                              << u"[\"*\", \"a/*/z\"]"_s;
    QTest::newRow("parameter") << parameter << RawValue(u"access_token"_s) << u"\"access_token\""_s;
    QTest::newRow("no parameter") << parameter << RawValue(QString()) << u"\"\""_s;
    QTest::newRow("time") << moment << RawValue(u"2030-01-31T12:00:00+01:00"_s)
                          << u"\"2030-01-31T11:00:00.000Z\""_s;
    QTest::newRow("time of TOML") << moment
                                  << RawValue(
                                         UnsupportedValue{u"a date or time"_s, u"2030-01-31T12:00:00Z"_s})
                                  << u"\"2030-01-31T12:00:00.000Z\""_s;
    QTest::newRow("room") << roomName << RawValue(u"大厅"_s) << u"\"大厅\""_s;
}

void TestConfigValue::accepts()
{
    QFETCH(ValueRule, rule);
    QFETCH(RawValue, raw);
    QFETCH(QString, toml);
    const Result<ConfigValue> value = readValue(rule, raw);
    QVERIFY2(value, value ? "" : qPrintable(value.error().text));
    QCOMPARE(toToml(rule, *value), toml);
    const Result<ConfigValue> fromText = readText(rule, toText(rule, *value));
    QVERIFY2(fromText, fromText ? "" : qPrintable(fromText.error().text));
    QVERIFY(*fromText == *value);
}

void TestConfigValue::rejects_data()
{
    QTest::addColumn<ValueRule>("rule");
    QTest::addColumn<RawValue>("raw");
    QTest::addColumn<QString>("found");
    QTest::newRow("boolean as text") << boolean << RawValue(u"true"_s) << u"\"true\""_s;
    QTest::newRow("boolean as number") << boolean << number(1) << u"1"_s;
    QTest::newRow("neither endpoint nor off") << endpointOrOff << RawValue(u"on"_s) << u"\"on\""_s;
    QTest::newRow("off, upper case") << endpointOrOff << RawValue(u"OFF"_s) << u"\"OFF\""_s;
    QTest::newRow("endpoint or off, empty") << endpointOrOff << RawValue(QString()) << u"\"\""_s;
    QTest::newRow("endpoint or off, as a list")
        << endpointOrOff << RawValue(QStringList{u"127.0.0.1:1"_s}) << u"[\"127.0.0.1:1\"]"_s;
    QTest::newRow("integer, below the minimum") << integer << number(0) << u"0"_s;
    QTest::newRow("integer, above the maximum") << integer << number(1001) << u"1001"_s;
    QTest::newRow("integer, negative") << integer << number(-1) << u"-1"_s;
    QTest::newRow("integer, fraction") << integer << RawValue(1.5) << u"1.5"_s;
    QTest::newRow("integer as text") << integer << RawValue(u"5"_s) << u"\"5\""_s;
    QTest::newRow("integer as date") << integer << RawValue(UnsupportedValue{u"a date or time"_s})
                                     << u"a date or time"_s;
    QTest::newRow("duration without unit") << duration << number(25) << u"25"_s;
    QTest::newRow("duration, unknown unit") << duration << RawValue(u"25sec"_s) << u"\"25sec\""_s;
    QTest::newRow("duration, too long") << duration << RawValue(u"3601s"_s) << u"\"3601s\""_s;
    QTest::newRow("duration, empty") << duration << RawValue(QString()) << u"\"\""_s;
    QTest::newRow("size, wrong unit") << byteSize << RawValue(u"64KB"_s) << u"\"64KB\""_s;
    QTest::newRow("size, negative") << byteSize << number(-1) << u"-1"_s;
    QTest::newRow("size, one above the maximum") << byteSize << number((1 << 20) + 1) << u"1048577"_s;
    QTest::newRow("size, percentage") << byteSize << RawValue(u"25%"_s) << u"\"25%\""_s;
    for (const QString &text :
         {u"0%"_s, u"101%"_s, u"-1%"_s, u"+5%"_s, u"12.5%"_s, u"25 %"_s, u" 25%"_s, u"25% "_s, u"%"_s,
          u"25%%"_s, u"٢٥%"_s, u"18446744073709551641%"_s, u"64KB"_s, u""_s})
        QTest::addRow("memory '%s'", qPrintable(text)) << memory << RawValue(text) << u'"' + text + u'"';
    QTest::newRow("memory, fraction") << memory << RawValue(0.25) << u"0.25"_s;
    QTest::newRow("memory, negative") << memory << number(-1) << u"-1"_s;
    QTest::newRow("memory, one above the maximum") << memory << number((1 << 20) + 1) << u"1048577"_s;
    QTest::newRow("choice") << choice << RawValue(u"JSON"_s) << u"\"JSON\""_s;
    QTest::newRow("pattern, empty") << patterns << RawValue(QStringList{QString()}) << u"\"\""_s;
    QTest::newRow("pattern, control") << patterns << RawValue(QStringList{u"a\n*"_s}) << u"\"a\\u000a*\""_s;
    QTest::newRow("parameter, blank") << parameter << RawValue(u"a b"_s) << u"\"a b\""_s;
    QTest::newRow("parameter, equals") << parameter << RawValue(u"a=b"_s) << u"\"a=b\""_s;
    QTest::newRow("time without offset")
        << moment << RawValue(u"2030-01-31T12:00:00"_s) << u"\"2030-01-31T12:00:00\""_s;
    QTest::newRow("time of TOML without offset")
        << moment << RawValue(UnsupportedValue{u"a date or time"_s}) << u"a date or time"_s;
    QTest::newRow("choice, empty") << choice << RawValue(QString()) << u"\"\""_s;
    QTest::newRow("file, nul") << file << RawValue(QString(QChar(u'\0'))) << u"\"\\u0000\""_s;
    QTest::newRow("endpoints, none") << endpoints << RawValue(QStringList()) << u"[]"_s;
    QTest::newRow("endpoints as text") << endpoints << RawValue(u"127.0.0.1:1"_s) << u"\"127.0.0.1:1\""_s;
    QTest::newRow("endpoints, one bad")
        << endpoints << RawValue(QStringList{u"127.0.0.1:1"_s, u"x"_s}) << u"\"x\""_s;
    QTest::newRow("endpoints, twice")
        << endpoints << RawValue(QStringList{u"127.0.0.1:1"_s, u"localhost:1"_s})
        << u"[\"127.0.0.1:1\", \"localhost:1\"]"_s;
    for (const QString &origin : {u"example.org"_s,
                                  u"Null"_s,
                                  u"**"_s,
                                  u"*.example.org"_s,
                                  u"https://*"_s,
                                  u"https://*.*.a.test"_s,
                                  u"https://a.*.test"_s,
                                  u"https://a.test:80:*"_s,
                                  u"https://*.[::1]"_s,
                                  u"https://*."_s,
                                  u"://*.a"_s,
                                  u":*"_s,
                                  u"https://"_s,
                                  u"https://a.test/"_s,
                                  u"https://a.test/x"_s,
                                  u"https://a.test?x"_s,
                                  u"https://u@a.test"_s,
                                  u"https://a.test:0"_s,
                                  u"https://a.test:x"_s,
                                  QString()})
        QTest::addRow("origin '%s'", qPrintable(origin))
            << origins << RawValue(QStringList{origin}) << u'"' + origin + u'"';
    for (const QString &host : {QString(), u"a b"_s, u"chat.example:80"_s, u"*.example"_s, u"https://a"_s})
        QTest::addRow("host '%s'", qPrintable(host))
            << hosts << RawValue(QStringList{host}) << u'"' + host + u'"';
    for (const QString &network : {QString(), u"10.0.0.0/33"_s, u"10.0/8"_s, u"::/129"_s,
                                   u"proxy.example.org"_s, u"10.0.0.1:80"_s, u"*"_s, u"10.0.0.0-10.0.0.9"_s})
        QTest::addRow("network '%s'", qPrintable(network))
            << networks << RawValue(QStringList{network}) << u'"' + network + u'"';
    for (const QString &token : {QString(), u"a b"_s, u"a,b"_s, u"ä"_s, u"a/b"_s, u"\"a\""_s})
        QTest::addRow("token '%s'", qPrintable(token))
            << tokens << RawValue(QStringList{token}) << tomlString(token);
    QTest::newRow("token twice") << tokens << RawValue(QStringList{u"a"_s, u"a"_s}) << u"[\"a\", \"a\"]"_s;
    for (const QString &path :
         {QString(), u"chat"_s, u"/a b"_s, u"/a?b"_s, u"/a#b"_s, u"/x{room}"_s, u"/{room}x"_s,
          u"/{room}/{room}"_s, u"/{user}"_s, u"/{room"_s, u"/}"_s, u"/\n"_s})
        QTest::addRow("path %s", qPrintable(tomlString(path)))
            << routePath << RawValue(path) << tomlString(path);
    for (const QString &room : {u" "_s, u"\u3164"_s, u"lob\u200bby"_s, u"\u202eybbol"_s, u"a\ue000"_s})
        QTest::addRow("room %s", qPrintable(room)) << roomName << RawValue(room) << tomlString(room);
    QTest::newRow("choices, none") << choices << RawValue(QStringList()) << u"[]"_s;
    QTest::newRow("choices, unknown")
        << choices << RawValue(QStringList{u"HS256"_s, u"none"_s}) << u"\"none\""_s;
    QTest::newRow("choices, other case") << choices << RawValue(QStringList{u"hs256"_s}) << u"\"hs256\""_s;
    QTest::newRow("choices, twice") << choices << RawValue(QStringList{u"HS256"_s, u"HS256"_s})
                                    << u"[\"HS256\", \"HS256\"]"_s;
    QTest::newRow("choices as text") << choices << RawValue(u"HS256"_s) << u"\"HS256\""_s;
    QTest::newRow("hash, a token") << hash << RawValue(u"my plain token"_s) << u"14 characters"_s;
    QTest::newRow("hash, a number") << hash << number(123456) << u"another value"_s;
    QTest::newRow("hash, a list") << hash << RawValue(QStringList{u"my plain token"_s}) << u"another value"_s;
    QTest::newRow("text, nul") << text << RawValue(QString(QChar(u'\0'))) << u"\"\\u0000\""_s;
    QTest::newRow("text as number") << text << number(1) << u"1"_s;
    for (const QString &url :
         {u"example.org"_s, u"//example.org/"_s, u"ftp://example.org/"_s, u"file:///etc/passwd"_s,
          u"https://"_s, u"https:///keys"_s, u"https://a b/"_s, u"https://example.org/#a"_s,
          u"https://example.org:0/"_s, u"https://example.org/\u00e9"_s, u" https://example.org"_s,
          u"https://example.org\n"_s})
        QTest::newRow(qPrintable(url)) << httpUrl << RawValue(url) << tomlString(url);
    QTest::newRow("URL with a password") << httpUrl << RawValue(u"ftp://a:b@c/"_s) << u"\"ftp://***@c/\""_s;
    QTest::newRow("key in a bad URL") << httpUrl << RawValue(u"ftp://c/?key=d"_s) << u"\"ftp://c/?***\""_s;
    QTest::newRow("password in no URL") << httpUrl << RawValue(u"a:b@c"_s) << u"\"***@c\""_s;
    QTest::newRow("URL with a bad password")
        << httpUrl << RawValue(u"http://a:b/@b@c/"_s) << u"\"http://***@c/\""_s;
    QTest::newRow("room, empty") << roomName << RawValue(QString()) << u"\"\""_s;
    QTest::newRow("room, too long") << roomName << RawValue(QString(129, u'a'))
                                    << u'"' + QString(129, u'a') + u'"';
}

void TestConfigValue::rejects()
{
    QFETCH(ValueRule, rule);
    QFETCH(RawValue, raw);
    QFETCH(QString, found);
    const Result<ConfigValue> value = readValue(rule, raw);
    QVERIFY(!value);
    QCOMPARE(value.error().code, Error::Code::Invalid);
    QCOMPARE(value.error().text, u"found %1, allowed: %2"_s.arg(found, describeAllowed(rule)));
}

void TestConfigValue::readsText_data()
{
    QTest::addColumn<ValueRule>("rule");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("toml");
    QTest::newRow("boolean") << boolean << u"false"_s << u"false"_s;
    QTest::newRow("integer") << integer << u"12"_s << u"12"_s;
    QTest::newRow("duration") << duration << u"5min"_s << u"\"5min\""_s;
    QTest::newRow("size") << byteSize << u"4096"_s << u"\"4KiB\""_s;
    QTest::newRow("memory") << memory << u"33%"_s << u"\"33%\""_s;
    QTest::newRow("choice") << choice << u"json"_s << u"\"json\""_s;
    QTest::newRow("file with a comma") << file << u"a,b.log"_s << u"\"a,b.log\""_s;
    QTest::newRow("list") << origins << u"https://a.test, https://b.test"_s
                          << u"[\"https://a.test\", \"https://b.test\"]"_s;
    QTest::newRow("choices") << choices << u"ES256, HS256"_s << u"[\"ES256\", \"HS256\"]"_s;
    QTest::newRow("text with a comma") << text << u"a, b"_s << u"\"a, b\""_s;
    QTest::newRow("empty list") << origins << QString() << u"[]"_s;
    QTest::newRow("endpoints") << endpoints << u"127.0.0.1:1,[::1]:2"_s
                               << u"[\"127.0.0.1:1\", \"[::1]:2\"]"_s;
}

void TestConfigValue::readsText()
{
    QFETCH(ValueRule, rule);
    QFETCH(QString, text);
    QFETCH(QString, toml);
    const Result<ConfigValue> value = readText(rule, text);
    QVERIFY2(value, value ? "" : qPrintable(value.error().text));
    QCOMPARE(toToml(rule, *value), toml);
}

void TestConfigValue::rejectsText_data()
{
    QTest::addColumn<ValueRule>("rule");
    QTest::addColumn<QString>("text");
    QTest::newRow("boolean, yes") << boolean << u"yes"_s;
    QTest::newRow("boolean, 1") << boolean << u"1"_s;
    QTest::newRow("integer, empty") << integer << QString();
    QTest::newRow("integer, hexadecimal") << integer << u"0x10"_s;
    QTest::newRow("integer, beyond 64 bits") << integer << u"99999999999999999999"_s;
    QTest::newRow("list, empty element") << origins << u"https://a.test,"_s;
    QTest::newRow("endpoints, empty") << endpoints << QString();
}

void TestConfigValue::rejectsText()
{
    QFETCH(ValueRule, rule);
    QFETCH(QString, text);
    QVERIFY(!readText(rule, text));
}

void TestConfigValue::appendsTheNote()
{
    ValueRule rule = choice;
    rule.note = u"a note"_s;
    QCOMPARE(describeAllowed(rule), u"\"text\" or \"json\" (a note)"_s);
}

void TestConfigValue::quotesToml_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("quoted");
    QTest::newRow("empty") << QString() << u"\"\""_s;
    QTest::newRow("quote") << u"a\"b"_s << u"\"a\\\"b\""_s;
    QTest::newRow("backslash") << u"a\\b"_s << u"\"a\\\\b\""_s;
    QTest::newRow("controls") << u"\n\t\x7f"_s << u"\"\\u000a\\u0009\\u007f\""_s;
    QTest::newRow("beyond ASCII") << u"é你🙂"_s << u"\"é你🙂\""_s;
}

void TestConfigValue::quotesToml()
{
    QFETCH(QString, text);
    QFETCH(QString, quoted);
    QCOMPARE(tomlString(text), quoted);
}

QTEST_GUILESS_MAIN(TestConfigValue)
#include "tst_configvalue.moc"
