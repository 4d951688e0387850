#include "ui/connections/nameorder.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_NameOrder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void comparesNumbersByValue_data()
    {
        QTest::addColumn<QStringList>("ascending");
        QTest::newRow("at the end") << QStringList{u"alice-9"_s, u"alice-16"_s, u"alice-112"_s};
        QTest::newRow("different case before") << QStringList{u"Bob 2"_s, u"bob 10"_s, u"BOB 11"_s};
        QTest::newRow("in the middle") << QStringList{u"v2.9-x"_s, u"v2.10"_s, u"v2.10-a"_s, u"v10.0"_s};
        QTest::newRow("the number goes on behind the common part")
            << QStringList{u"a12"_s, u"a123"_s, u"a124"_s};
        QTest::newRow("zeros in front") << QStringList{u"7"_s, u"07"_s, u"007"_s, u"8"_s, u"010"_s};
        QTest::newRow("zeros decide last") << QStringList{u"1a"_s, u"01a"_s, u"1b"_s, u"01b"_s};
        QTest::newRow("longer than any integer")
            << QStringList{u"n99999999999999999999"_s, u"n100000000000000000000"_s};
        QTest::newRow("a number before letters") << QStringList{u"x"_s, u"x1"_s, u"x1y"_s, u"xa"_s, u"xb"_s};
        QTest::newRow("other digits are letters") << QStringList{u"x9"_s, u"x٣"_s};
    }
    void comparesNumbersByValue()
    {
        QFETCH(QStringList, ascending);
        for (qsizetype i = 0; i < ascending.size(); ++i) {
            QCOMPARE(compareNames(ascending[i], ascending[i]), 0);
            for (qsizetype j = i + 1; j < ascending.size(); ++j) {
                QVERIFY2(compareNames(ascending[i], ascending[j]) < 0, qPrintable(ascending[i]));
                QVERIFY2(compareNames(ascending[j], ascending[i]) > 0, qPrintable(ascending[i]));
            }
        }
    }

    void isAnOrder()
    {
        // Of each three of these, the order is transitive.
        const QStringList names{u""_s,    u"0"_s,  u"00"_s,  u"1"_s,   u"01"_s, u"10"_s,
                                u"a"_s,   u"A1"_s, u"a01"_s, u"a1b"_s, u"a-"_s, u"a:"_s,
                                u"a1:"_s, u"a9"_s, u"é2"_s,  u"é10"_s, u"😀2"_s, u"😀10"_s};
        for (const QString &a : names) {
            for (const QString &b : names) {
                for (const QString &c : names) {
                    if (compareNames(a, b) <= 0 && compareNames(b, c) <= 0)
                        QVERIFY2(compareNames(a, c) <= 0, qPrintable(a + u' ' + b + u' ' + c));
                }
            }
        }
    }

    void withoutNumbersEqualsTheOrderOfQString()
    {
        // Deseret letters are two code units each, and have cases: 𐐀 𐐨 and 𐐁 𐐩 differ in the second unit.
        const QStringList names{u""_s,        u"a"_s,        u"A"_s,       u"b"_s,        u"B"_s,
                                u"guest-1"_s, u"Guest-1x"_s, u"guest-2"_s, u"guest-1y"_s, u"GUEST-1"_s,
                                u"é"_s,       u"É"_s,        u"éa"_s,      u"中"_s,       u"中文"_s,
                                u"x𐐀"_s,      u"x𐐨"_s,       u"x𐐁"_s,      u"x𐐩"_s,       u"x𐐀b"_s,
                                u"x😀"_s,      u"x😁"_s,       u"[x"_s,      u"_x"_s};
        const auto sign = [](int order) { return order < 0 ? -1 : int(order > 0); };
        for (const QString &left : names) {
            for (const QString &right : names) {
                const QByteArray pair = (left + u" and "_s + right).toUtf8();
                QVERIFY2(sign(compareNames(left, right)) == sign(left.compare(right, Qt::CaseInsensitive)),
                         pair.constData());
            }
        }
    }
};

QTEST_GUILESS_MAIN(tst_NameOrder)
#include "tst_nameorder.moc"
