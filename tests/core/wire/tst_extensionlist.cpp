#include "core/wire/extensionlist.h"

#include <QTest>

using namespace signalbox;

namespace {

//! One line for each extension: `name a b=c`.
QByteArrayList written(const std::vector<ExtensionOffer> &offers)
{
    QByteArrayList lines;
    for (const ExtensionOffer &offer : offers) {
        QByteArray line = offer.name;
        for (const ExtensionParameter &parameter : offer.parameters) {
            line.append(' ').append(parameter.name);
            if (parameter.value)
                line.append('=').append(*parameter.value);
        }
        lines.append(line);
    }
    return lines;
}

} // namespace

class TstExtensionList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void rejects_data();
    void rejects();
    void looksAtFewOffersAndParameters();
};

void TstExtensionList::reads_data()
{
    QTest::addColumn<QByteArrayList>("values");
    QTest::addColumn<QByteArrayList>("offers");

    const QByteArrayList one{"foo"};
    QTest::newRow("no header") << QByteArrayList() << QByteArrayList();
    QTest::newRow("one") << QByteArrayList{"foo"} << one;
    QTest::newRow("parameters") << QByteArrayList{"foo;a;b=1"} << QByteArrayList{"foo a b=1"};
    QTest::newRow("white space") << QByteArrayList{" foo \t; a ;b = 1\t, foo "}
                                 << QByteArrayList{"foo a b=1", "foo"};
    QTest::newRow("quoted") << QByteArrayList{"foo; b=\"10\""} << QByteArrayList{"foo b=10"};
    QTest::newRow("escaped") << QByteArrayList{"foo; b=\"\\1\\0\""} << QByteArrayList{"foo b=10"};
    QTest::newRow("several lines") << QByteArrayList{"foo, bar", "foo;a"} << QByteArrayList{"foo", "foo a"};
    QTest::newRow("empty elements") << QByteArrayList{",foo,,foo, "} << QByteArrayList{"foo", "foo"};
    QTest::newRow("an empty line besides") << QByteArrayList{"", "foo"} << one;
    QTest::newRow("repeated parameter") << QByteArrayList{"foo; a; a=2"} << QByteArrayList{"foo a a=2"};
    for (const char *value : {"", " ", ",", "bar", "fo", "foobar", "FOO"})
        QTest::addRow("none: %s", value) << QByteArrayList{value} << QByteArrayList();

    // Others may look as they like, before it and behind it.
    for (const char *odd : {";",
                            "bar;",
                            "bar;;a",
                            "bar;=1",
                            "bar;a=",
                            "bar;a=\"\"",
                            "bar;a=\"1",
                            "bar;a=\"1\\",
                            "bar;a=\"x y\"",
                            "bar;a=\"1,2\"",
                            "bar;a=\"foo, foo\"",
                            "bar;a=\"\\\", foo;=\"",
                            "bar bar",
                            "bar=1",
                            "bar/1",
                            "\"foo\"",
                            "b\x80r",
                            "bar;a=[1,2]",
                            "bar foo",
                            "/foo"}) {
        QTest::addRow("before: %s", odd) << QByteArrayList{QByteArray(odd) + ", foo"} << one;
        QTest::addRow("behind: %s", odd) << QByteArrayList{"foo," + QByteArray(odd)} << one;
        QTest::addRow("on another line: %s", odd) << QByteArrayList{odd, "foo"} << one;
    }
}

void TstExtensionList::reads()
{
    QFETCH(const QByteArrayList, values);
    QFETCH(const QByteArrayList, offers);
    const auto parsed = parseExtensions({values.begin(), values.end()}, "foo");
    QVERIFY(parsed);
    QCOMPARE(written(*parsed), offers);
}

void TstExtensionList::rejects_data()
{
    QTest::addColumn<QByteArray>("value");
    for (const char *value : {"foo;", "foo;;a", "foo;=1", "foo;a=", "foo;a=\"\"", "foo;a=\"1", "foo;a=\"1\\",
                              "foo;a=\"x y\"", "foo;a=\"1,2\"", "foo bar", "foo;a b", "foo=1", "foo;a=1=2",
                              "foo/1", "bar, foo;=", "foo, foo/1", "foo;a=\"1\"2"})
        QTest::newRow(value) << QByteArray(value);
}

void TstExtensionList::rejects()
{
    QFETCH(const QByteArray, value);
    QVERIFY(!parseExtensions({value}, "foo"));
}

void TstExtensionList::looksAtFewOffersAndParameters()
{
    const auto offers = parseExtensions({QByteArray("foo,").repeated(4000)}, "foo");
    QCOMPARE(offers->size(), MaxExtensionOffers);
    const QByteArray others = QByteArray("bar,").repeated(MaxExtensionOffers - 1);
    QCOMPARE(parseExtensions({others + "foo"}, "foo")->size(), std::size_t(1));
    QVERIFY(parseExtensions({others + "bar", "foo"}, "foo")->empty());
    const auto parameters = parseExtensions({"foo" + QByteArray(";a").repeated(8000)}, "foo");
    QCOMPARE(parameters->front().parameters.size(), MaxExtensionParameters);
    for (const char *quotes : {"\"", "\\\"", "\"\\"}) // none of them searches in quadratic time
        QVERIFY(parseExtensions({QByteArray(quotes).repeated(1'000'001) + ",foo"}, "foo"));
}

QTEST_GUILESS_MAIN(TstExtensionList)
#include "tst_extensionlist.moc"
