#include "core/wire/forwardedhops.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr const char *ForwardedFor = "X-Forwarded-For";
constexpr const char *Forwarded = "Forwarded";

HttpHead headOf(const QByteArray &name, const QByteArrayList &values)
{
    HttpHead head;
    for (const QByteArray &value : values)
        head.headers.push_back({name, value});
    return head;
}

//! All hops, that nearest to the server first; "?" where there is no address.
QStringList hopsOf(const HttpHead &head)
{
    QStringList texts;
    ForwardedHops hops(head);
    while (const std::optional<ForwardedHops::Hop> hop = hops.next())
        texts += hop->address ? hop->address->toString() : u"?"_s;
    return texts;
}

} // namespace

class TstForwardedHops : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parsesNodes_data();
    void parsesNodes();
    void readsForwardedFor_data();
    void readsForwardedFor();
    void readsForwarded_data();
    void readsForwarded();
    void forwardedForComesFirst();
    void longLists();
};

void TstForwardedHops::parsesNodes_data()
{
    QTest::addColumn<QString>("expected"); // empty: none
    const auto row = [](const char *text, const char *expected) {
        QTest::newRow(text) << QString::fromLatin1(expected);
    };
    row("203.0.113.7", "203.0.113.7:0");
    row("203.0.113.7:4660", "203.0.113.7:4660");
    row("203.0.113.7:_hidden", "203.0.113.7:0");
    row("2001:db8::7", "[2001:db8::7]:0");
    row("[2001:db8::7]", "[2001:db8::7]:0");
    row("[2001:DB8::7]:4660", "[2001:db8::7]:4660");
    row("::ffff:203.0.113.7", "203.0.113.7:0");
    row("[::ffff:203.0.113.7]:80", "203.0.113.7:80");
    row("127.0.0.1", "127.0.0.1:0");
    for (const char *wrong : {"",
                              "unknown",
                              "_hidden",
                              "_",
                              "localhost",
                              "example.org",
                              "203.0.113",
                              "203.0.113.7.1",
                              "203.0.113.007",
                              "203.0.113.7:",
                              "203.0.113.7:65536",
                              "203.0.113.7:-1",
                              "203.0.113.7:_",
                              "203.0.113.7 ",
                              "203.0.113.7/32",
                              "[203.0.113.7]",
                              "[203.0.113.7]:80",
                              "[2001:db8::7",
                              "2001:db8::7]",
                              "[2001:db8::7]80",
                              "[2001:db8::7]:",
                              "[2001:db8::7]:x",
                              "fe80::1%eth0",
                              "[]",
                              "[]:80",
                              ":80",
                              "0.0.0.0",
                              "::",
                              "[::]:80",
                              "\"203.0.113.7\"",
                              "203.0.113.7;x",
                              "for=203.0.113.7"})
        row(wrong, "");
}

void TstForwardedHops::parsesNodes()
{
    QFETCH(QString, expected);
    const std::optional<Endpoint> node = parseForwardedNode(QTest::currentDataTag());
    QCOMPARE(node ? node->toString() : QString(), expected);
}

void TstForwardedHops::readsForwardedFor_data()
{
    QTest::addColumn<QByteArrayList>("values");
    QTest::addColumn<QStringList>("hops");
    const auto row = [](const char *name, const QByteArrayList &values, const QStringList &hops) {
        QTest::newRow(name) << values << hops;
    };
    row("none", {}, {});
    row("empty", {""}, {});
    row("one", {"203.0.113.7"}, {u"203.0.113.7:0"_s});
    row("from the right", {"203.0.113.7, 198.51.100.2,10.0.0.1"},
        {u"10.0.0.1:0"_s, u"198.51.100.2:0"_s, u"203.0.113.7:0"_s});
    row("blanks and tabs", {" 203.0.113.7\t ,\t 10.0.0.1 "}, {u"10.0.0.1:0"_s, u"203.0.113.7:0"_s});
    row("several fields", {"203.0.113.7, 198.51.100.2", "10.0.0.1"},
        {u"10.0.0.1:0"_s, u"198.51.100.2:0"_s, u"203.0.113.7:0"_s});
    row("empty entries", {",203.0.113.7,, ,", "", ",10.0.0.1,"}, {u"10.0.0.1:0"_s, u"203.0.113.7:0"_s});
    row("only commas", {",,,"}, {});
    row("garbage between", {"203.0.113.7, nonsense, 10.0.0.1"},
        {u"10.0.0.1:0"_s, u"?"_s, u"203.0.113.7:0"_s});
    row("unknown", {"unknown, 10.0.0.1"}, {u"10.0.0.1:0"_s, u"?"_s});
    row("without commas", {"203.0.113.7 10.0.0.1"}, {u"?"_s});
    row("ports", {"203.0.113.7:80, [2001:db8::7]:443, 2001:db8::8"},
        {u"[2001:db8::8]:0"_s, u"[2001:db8::7]:443"_s, u"203.0.113.7:80"_s});
}

void TstForwardedHops::readsForwardedFor()
{
    QFETCH(QByteArrayList, values);
    QFETCH(QStringList, hops);
    QCOMPARE(hopsOf(headOf(ForwardedFor, values)), hops);
    QCOMPARE(hopsOf(headOf("x-forwarded-FOR", values)), hops);
}

void TstForwardedHops::readsForwarded_data()
{
    QTest::addColumn<QByteArrayList>("values");
    QTest::addColumn<QStringList>("hops");
    const auto row = [](const char *name, const QByteArrayList &values, const QStringList &hops) {
        QTest::newRow(name) << values << hops;
    };
    // RFC 7239 sections 4 and 7.
    row("section 4, obfuscated", {"for=\"_gazonk\""}, {u"?"_s});
    row("section 4, IPv6", {"For=\"[2001:db8:cafe::17]:4711\""}, {u"[2001:db8:cafe::17]:4711"_s});
    row("section 4, parameters", {"for=192.0.2.60;proto=http;by=203.0.113.43"}, {u"192.0.2.60:0"_s});
    row("section 4, two", {"for=192.0.2.43, for=198.51.100.17"}, {u"198.51.100.17:0"_s, u"192.0.2.43:0"_s});
    row("section 7.1", {"for=192.0.2.43,for=\"[2001:db8:cafe::17]\"", "for=unknown"},
        {u"?"_s, u"[2001:db8:cafe::17]:0"_s, u"192.0.2.43:0"_s});
    row("section 6.3, hidden port", {"for=\"192.0.2.43:_secret\""}, {u"192.0.2.43:0"_s});
    row("none", {}, {});
    row("empty", {"", " , ,"}, {});
    row("order of parameters", {"proto=https;by=_x;FOR=192.0.2.60;host=example.org"}, {u"192.0.2.60:0"_s});
    row("blanks", {" for=192.0.2.60 ; proto=http ,\tfor=192.0.2.61 "},
        {u"192.0.2.61:0"_s, u"192.0.2.60:0"_s});
    row("semicolon at the end", {"for=192.0.2.60;"}, {u"192.0.2.60:0"_s});
    row("escapes", {"for=\"192.0.2.6\\0\""}, {u"192.0.2.60:0"_s});
    row("brackets without quotes", {"for=[2001:db8::7]:80"}, {u"[2001:db8::7]:80"_s});
    row("port without quotes", {"for=192.0.2.60:80"}, {u"192.0.2.60:80"_s});
    row("no client", {"proto=https;by=192.0.2.60"}, {u"?"_s});
    row("two clients", {"for=192.0.2.60;for=192.0.2.61"}, {u"?"_s});
    row("a comma in quotes", {"for=192.0.2.60;x=\"a, b\", for=192.0.2.61"},
        {u"192.0.2.61:0"_s, u"192.0.2.60:0"_s});
    row("a comma in the last quotes", {"for=192.0.2.60, for=192.0.2.61;x=\"a, for=192.0.2.9\""},
        {u"192.0.2.61:0"_s, u"192.0.2.60:0"_s});
    row("no equals sign", {"192.0.2.60"}, {u"?"_s});
    row("blank around the equals sign", {"for =192.0.2.60"}, {u"?"_s});
    row("value and more", {"for=192.0.2.60 x"}, {u"?"_s});
    row("quotes and more", {"for=\"192.0.2.60\"x"}, {u"?"_s});
    // What a client sent in front must not change what its proxy has added.
    row("open quote in front", {"for=\"6.6.6.6, for=192.0.2.60"}, {u"192.0.2.60:0"_s, u"?"_s});
    row("open quote before a quoted one", {"for=6.6.6.6;x=\", for=\"[2001:db8::7]\""},
        {u"[2001:db8::7]:0"_s, u"?"_s});
    row("open quote in a field in front", {"for=\"", "for=192.0.2.60"}, {u"192.0.2.60:0"_s, u"?"_s});
    row("backslash in front", {"for=\"6.6.6.6\\, for=192.0.2.60"}, {u"192.0.2.60:0"_s, u"?"_s});
    row("garbage in front", {"}{;;=, for=192.0.2.60"}, {u"192.0.2.60:0"_s, u"?"_s});
}

void TstForwardedHops::readsForwarded()
{
    QFETCH(QByteArrayList, values);
    QFETCH(QStringList, hops);
    QCOMPARE(hopsOf(headOf(Forwarded, values)), hops);
}

void TstForwardedHops::forwardedForComesFirst()
{
    HttpHead head = headOf(Forwarded, {"for=6.6.6.6"});
    QCOMPARE(hopsOf(head), QStringList{u"6.6.6.6:0"_s});
    head.headers.push_back({ForwardedFor, "203.0.113.7"});
    QCOMPARE(hopsOf(head), QStringList{u"203.0.113.7:0"_s});
    head.headers.back().value = "nonsense"; // it is there, so the other one does not count
    QCOMPARE(hopsOf(head), QStringList{u"?"_s});
    head.headers.back().name = "X-Forwarded-Host";
    QCOMPARE(hopsOf(head), QStringList{u"6.6.6.6:0"_s});
}

void TstForwardedHops::longLists()
{
    const QByteArray many = QByteArray("1.1.1.1,").repeated(5000) + "203.0.113.7";
    ForwardedHops hops(headOf(ForwardedFor, {many}));
    QCOMPARE(hops.next()->address->toString(), u"203.0.113.7:0"_s); // the others are not even looked at
    QCOMPARE(hopsOf(headOf(ForwardedFor, {many})).size(), 5001);
    QCOMPARE(hopsOf(headOf(Forwarded, {QByteArray("for=1.1.1.1,").repeated(1000)})).size(), 1000);
    QCOMPARE(hopsOf(headOf(Forwarded, {QByteArray("\",").repeated(2000)})).size(), 2000);
    // An element is not looked for further than its bound.
    QCOMPARE(hopsOf(headOf(Forwarded, {"for=1.1.1.1;x=\"" + QByteArray(2000, 'a') + "\""})),
             QStringList{u"?"_s});
    QCOMPARE(hopsOf(headOf(Forwarded, {"for=1.1.1.1;x=\"" + QByteArray(",").repeated(50) + "\""})).last(),
             u"?"_s);
}

QTEST_GUILESS_MAIN(TstForwardedHops)
#include "tst_forwardedhops.moc"
