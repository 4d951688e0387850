#include "ui/connections/nameorder.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_NameOrder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void equalsTheOrderOfQString()
    {
        // Deseret letters are two code units each, and have cases: 𐐀 𐐨 and 𐐁 𐐩 differ in the second unit.
        const QStringList names{u""_s,        u"a"_s,        u"A"_s,       u"b"_s,         u"B"_s,
                                u"guest-1"_s, u"Guest-10"_s, u"guest-2"_s, u"guest-10x"_s, u"GUEST-10"_s,
                                u"é"_s,       u"É"_s,        u"éa"_s,      u"中"_s,        u"中文"_s,
                                u"x𐐀"_s,      u"x𐐨"_s,       u"x𐐁"_s,      u"x𐐩"_s,        u"x𐐀b"_s,
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
