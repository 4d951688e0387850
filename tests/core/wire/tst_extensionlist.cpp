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
};

void TstExtensionList::reads_data()
{
    QTest::addColumn<QByteArrayList>("values");
    QTest::addColumn<QByteArrayList>("offers");

    QTest::newRow("no header") << QByteArrayList() << QByteArrayList();
    QTest::newRow("one") << QByteArrayList{"foo"} << QByteArrayList{"foo"};
    QTest::newRow("parameters") << QByteArrayList{"foo;a;b=1"} << QByteArrayList{"foo a b=1"};
    QTest::newRow("white space") << QByteArrayList{" foo \t; a ;b = 1\t, bar "}
                                 << QByteArrayList{"foo a b=1", "bar"};
    QTest::newRow("quoted") << QByteArrayList{"foo; b=\"10\""} << QByteArrayList{"foo b=10"};
    QTest::newRow("escaped") << QByteArrayList{"foo; b=\"\\1\\0\""} << QByteArrayList{"foo b=10"};
    QTest::newRow("several lines") << QByteArrayList{"foo, bar", "baz"}
                                   << QByteArrayList{"foo", "bar", "baz"};
    QTest::newRow("empty elements") << QByteArrayList{",foo,,bar, "} << QByteArrayList{"foo", "bar"};
    QTest::newRow("an empty line besides") << QByteArrayList{"", "foo"} << QByteArrayList{"foo"};
    QTest::newRow("repeated parameter") << QByteArrayList{"foo; a; a=2"} << QByteArrayList{"foo a a=2"};
}

void TstExtensionList::reads()
{
    QFETCH(const QByteArrayList, values);
    QFETCH(const QByteArrayList, offers);
    const auto parsed = parseExtensions({values.begin(), values.end()});
    QVERIFY(parsed);
    QCOMPARE(written(*parsed), offers);
}

void TstExtensionList::rejects_data()
{
    QTest::addColumn<QByteArray>("value");
    for (const char *value : {"",
                              " ",
                              ",",
                              ";",
                              "foo;",
                              "foo;;a",
                              "foo;=1",
                              "foo;a=",
                              "foo;a=\"\"",
                              "foo;a=\"1",
                              "foo;a=\"1\\",
                              "foo;a=\"x y\"",
                              "foo;a=\"1,2\"",
                              "foo bar",
                              "foo;a b",
                              "foo=1",
                              "foo;a=1=2",
                              "foo/1",
                              "\"foo\"",
                              "foo, b\x80r",
                              "foo;a=\"1\"2"})
        QTest::newRow(value) << QByteArray(value);
}

void TstExtensionList::rejects()
{
    QFETCH(const QByteArray, value);
    QVERIFY(!parseExtensions({value}));
}

QTEST_GUILESS_MAIN(TstExtensionList)
#include "tst_extensionlist.moc"
