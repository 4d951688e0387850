#include "core/base/slotlist.h"

#include <QTest>

using namespace signalbox;

class tst_SlotList : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsTheSlots()
    {
        SlotList<int> list;
        int a = 1;
        int b = 2;
        int c = 3;
        const std::size_t ofA = list.add(a);
        const std::size_t ofB = list.add(b);
        list.remove(ofA);
        QCOMPARE(list.slotCount(), std::size_t(2));
        QCOMPARE(list.at(ofA), nullptr);
        QCOMPARE(list.at(ofB), &b);
        const quint64 before = list.numberAt(ofA);
        QCOMPARE(list.add(c), ofA); // free slots are used again
        QCOMPARE(list.slotCount(), std::size_t(2));
        QVERIFY(list.numberAt(ofA) != before);
        QVERIFY(list.numberAt(ofA) != list.numberAt(ofB));
    }
};

QTEST_GUILESS_MAIN(tst_SlotList)
#include "tst_slotlist.moc"
