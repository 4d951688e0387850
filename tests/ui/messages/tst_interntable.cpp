#include "ui/messages/interntable.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_InternTable : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theEmptyValueIsZero()
    {
        InternTable<QString> table;
        QCOMPARE(table.acquire(QString()), 0U);
        QCOMPARE(table.at(0), QString());
        table.release(0);
        QCOMPARE(table.bytes(), 0);
    }

    void equalValuesShareANumber()
    {
        InternTable<QString> table;
        const auto anna = table.acquire(u"anna"_s);
        const auto otto = table.acquire(u"otto"_s);
        QVERIFY(anna != otto);
        QCOMPARE(table.acquire(u"anna"_s), anna);
        QCOMPARE(table.at(anna), u"anna"_s);
        QCOMPARE(table.at(otto), u"otto"_s);
    }

    void aValueStaysUntilItsLastUserGoes()
    {
        InternTable<QByteArray> table;
        const auto ref = table.acquire("ack");
        table.acquire("ack");
        const qint64 bytes = table.bytes();
        QVERIFY(bytes > 3);
        table.release(ref);
        QCOMPARE(table.at(ref), QByteArray("ack"));
        QCOMPARE(table.bytes(), bytes);
        table.release(ref);
        QCOMPARE(table.bytes(), 0);
    }

    void numbersAreUsedAgain()
    {
        InternTable<QString> table;
        const auto first = table.acquire(u"first"_s);
        table.release(first);
        QCOMPARE(table.acquire(u"second"_s), first);
        QCOMPARE(table.at(first), u"second"_s);
        QVERIFY(table.acquire(u"first"_s) != first);
    }
};

QTEST_GUILESS_MAIN(tst_InternTable)
#include "tst_interntable.moc"
