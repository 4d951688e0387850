#include "core/model/accessposition.h"

#include <QTest>

using namespace signalbox;

class TestAccessPosition : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsWhatItIncludes()
    {
        const AccessPosition position{.epoch = "c", .version = 4, .formers = "a:7 b:12"};
        QCOMPARE(position.versionOf("c"), std::optional<quint64>(4));
        QCOMPARE(position.versionOf("a"), std::optional<quint64>(7));
        QCOMPARE(position.versionOf("b"), std::optional<quint64>(12));
        QVERIFY(!position.versionOf("d"));
        QVERIFY(!position.versionOf(QByteArray())); // a node that was in no cluster
        QVERIFY(!AccessPosition().versionOf(QByteArray()));
    }
    void namesWhatWasBefore()
    {
        QCOMPARE(AccessPosition().formersOfNext(), QByteArray());
        QCOMPARE((AccessPosition{.epoch = "a", .version = 7}.formersOfNext()), QByteArray("a:7"));
        QCOMPARE((AccessPosition{.epoch = "b", .version = 1, .formers = "a:7"}.formersOfNext()),
                 QByteArray("a:7 b:1"));
    }
    void keepsABoundedNumber()
    {
        AccessPosition position;
        for (int i = 0; i < 100; ++i) {
            position.formers = position.formersOfNext();
            position.epoch = QByteArray::number(i);
        }
        QCOMPARE(position.formersOfNext().split(' ').size(), 32);
        QVERIFY(position.formersOfNext().endsWith("98:0 99:0"));
    }
};

QTEST_GUILESS_MAIN(TestAccessPosition)
#include "tst_accessposition.moc"
