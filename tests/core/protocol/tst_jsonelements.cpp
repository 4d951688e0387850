#include "core/protocol/jsontext.h"

#include "core/protocol/jsonfieldreader.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TstJsonElements : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void splitsArrays_data();
    void splitsArrays();
    void readsArraysOfTexts_data();
    void readsArraysOfTexts();
};

void TstJsonElements::splitsArrays_data()
{
    QTest::addColumn<QByteArray>("array");
    QTest::addColumn<QByteArrayList>("elements");
    const auto row = [](const char *name, const char *array, const QByteArrayList &elements) {
        QTest::newRow(name) << QByteArray(array) << elements;
    };
    row("empty", "[]", {});
    row("empty, with white space", "[ \n ]", {});
    row("one", "[1]", {"1"});
    row("several", R"([1,"a",true,null])", {"1", "\"a\"", "true", "null"});
    row("white space", "[ 1\t,\r\n\"a b\" ]", {"1", "\"a b\""});
    row("commas and brackets in strings", R"(["a,b","]","{"])", {R"("a,b")", R"("]")", R"("{")"});
    row("escapes in strings", R"(["\"","\\","\\\",",1])", {R"("\"")", R"("\\")", R"("\\\",")", "1"});
    row("empty string", R"(["",""])", {R"("")", R"("")"});
    row("nested", R"([[1,[2]],{"a":[1,2],"b":{}},[]])", {"[1,[2]]", R"({"a":[1,2],"b":{}})", "[]"});
}

void TstJsonElements::splitsArrays()
{
    QFETCH(QByteArray, array);
    QFETCH(QByteArrayList, elements);
    QByteArrayList found;
    for (const QByteArrayView element : jsonElements(array))
        found += element.toByteArray();
    QCOMPARE(found, elements);
}

void TstJsonElements::readsArraysOfTexts_data()
{
    QTest::addColumn<QByteArray>("array");
    QTest::addColumn<std::optional<QStringList>>("texts");
    using Texts = std::optional<QStringList>;
    QTest::newRow("empty") << QByteArray("[]") << Texts(QStringList());
    QTest::newRow("texts") << QByteArray(R"(["a", "\u00e9\n"])") << Texts({u"a"_s, u"\u00e9\n"_s});
    QTest::newRow("byte order mark") << QByteArray("[\"\xEF\xBB\xBF\"]")
                                     << Texts(QStringList{QString(QChar(0xFEFF))});
    QTest::newRow("number") << QByteArray(R"(["a",1])") << Texts();
    QTest::newRow("array") << QByteArray(R"([["a"]])") << Texts();
}

void TstJsonElements::readsArraysOfTexts()
{
    QFETCH(QByteArray, array);
    QFETCH(std::optional<QStringList>, texts);
    QCOMPARE(exactTexts(array), texts);
}

QTEST_GUILESS_MAIN(TstJsonElements)
#include "tst_jsonelements.moc"
