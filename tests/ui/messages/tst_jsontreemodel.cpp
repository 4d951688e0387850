#include "ui/messages/jsontreemodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

void fetchAll(JsonTreeModel &model, const QModelIndex &parent = {})
{
    model.fetchMore(parent);
    for (int row = 0; row < model.rowCount(parent); ++row)
        fetchAll(model, model.index(row, 0, parent));
}

//! The rows below \a parent: `key=value(rows below)`.
QString outline(JsonTreeModel &model, const QModelIndex &parent = {})
{
    QStringList rows;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, JsonTreeModel::Key, parent);
        const QString below = outline(model, index);
        rows += index.data().toString() + u'=' +
                index.siblingAtColumn(JsonTreeModel::Value).data().toString() +
                (below.isEmpty() ? QString() : u'(' + below + u')');
    }
    return rows.join(u' ');
}

QString numbers(int count)
{
    QStringList list;
    for (int i = 0; i < count; ++i)
        list += QString::number(i);
    return u'[' + list.join(u',') + u']';
}

} // namespace

class tst_JsonTreeModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void showsValuesAsSent_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("expected");
        QTest::newRow("object") << u"{\"a\":1,\"b\":{\"c\":null}}"_s << u"a=1 b={1}(c=null)"_s;
        QTest::newRow("array") << u"[true,[],{}]"_s << u"0=true 1=[0] 2={0}"_s;
        QTest::newRow("scalar") << u" \"x\" "_s << u"=\"x\""_s;
        QTest::newRow("keys twice") << u"{\"a\":1,\"a\":2}"_s << u"a=1 a=2"_s;
        QTest::newRow("numbers as written") << u"[1.10,1E400,-0,123456789012345678901234567890]"_s
                                            << u"0=1.10 1=1E400 2=-0 3=123456789012345678901234567890"_s;
        QTest::newRow("escapes as written")
            << u"{\"a\\n\":\"x\\u0000\\ud800\"}"_s << u"a\\n=\"x\\u0000\\ud800\""_s;
        QTest::newRow("bidi control") << u"{\"k\u202E\":\"v\u2066\"}"_s << u"k‹U+202E›=\"v‹U+2066›\""_s;
        QTest::newRow("half a pair") << u"[\""_s + QChar(0xD83D) + u"\"]"_s << u"0=\"\uFFFD\""_s;
        QTest::newRow("keys with blank ends") << u"{\" a\":1,\"\":2}"_s << u"\" a\"=1 \"\"=2"_s;
        QTest::newRow("cut") << u"{\"a\":[1,2"_s << u"a=[2](0=1 1=2)"_s;
        QTest::newRow("nothing") << QString() << QString();
    }
    void showsValuesAsSent()
    {
        QFETCH(QString, json);
        JsonTreeModel model;
        model.setJson(JsonIndex(json));
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        fetchAll(model);
        QTEST(outline(model), "expected");
    }

    void makesRowsOnDemand()
    {
        JsonTreeModel model;
        model.setJson(JsonIndex(u"{\"a\":{\"b\":{\"c\":1}}}"_s));
        QCOMPARE(model.rowCount(), 0);
        QVERIFY(model.hasChildren());
        QVERIFY(model.canFetchMore({}));
        model.fetchMore({});
        QCOMPARE(model.rowCount(), 1);
        const QModelIndex a = model.index(0, 0);
        QCOMPARE(model.rowCount(a), 0);
        QVERIFY(model.hasChildren(a));
        QVERIFY(!model.hasChildren(a.siblingAtColumn(1)));
        model.fetchMore(a);
        model.fetchMore(a);
        QCOMPARE(model.rowCount(a), 1);
        QVERIFY(!model.canFetchMore(a));
    }

    void manyChildrenAreGrouped_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<QString>("rest");
        QTest::addColumn<QStringList>("groups");
        QTest::newRow("all fit") << 1000 << QString() << QStringList();
        QTest::newRow("one more") << 1001 << u"… 1 more"_s << QStringList{u"[1,000 … 1,000]"_s};
        QTest::newRow("ten thousand and one")
            << 3001 << u"… 2,001 more"_s
            << QStringList{u"[1,000 … 1,999]"_s, u"[2,000 … 2,999]"_s, u"[3,000 … 3,000]"_s};
    }
    void manyChildrenAreGrouped()
    {
        QFETCH(int, count);
        QFETCH(QString, rest);
        QFETCH(QStringList, groups);
        JsonTreeModel model;
        model.setJson(JsonIndex(numbers(count)));
        model.fetchMore({});
        QCOMPARE(model.rowCount(), 1000 + (rest.isEmpty() ? 0 : 1));
        QCOMPARE(model.index(999, JsonTreeModel::Value).data().toString(), u"999"_s);
        if (rest.isEmpty())
            return;
        const QModelIndex more = model.index(1000, 0);
        QVERIFY2(more.data().toString().startsWith(rest), qPrintable(more.data().toString()));
        QCOMPARE(model.nodeOf(more), -1);
        model.fetchMore(more);
        QCOMPARE(model.rowCount(more), int(groups.size()));
        for (int row = 0; row < int(groups.size()); ++row)
            QCOMPARE(model.index(row, 0, more).data().toString(), groups[row]);
        const QModelIndex last = model.index(int(groups.size()) - 1, 0, more);
        model.fetchMore(last);
        const QModelIndex value = model.index(model.rowCount(last) - 1, JsonTreeModel::Value, last);
        QCOMPARE(value.data().toString(), QString::number(count - 1));
        QCOMPARE(value.siblingAtColumn(JsonTreeModel::Key).data().toString(), QString::number(count - 1));
    }

    void findsTheRowOfAValue_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("value");
        QTest::newRow("direct") << u"[1,2,3]"_s << u"3"_s;
        QTest::newRow("below") << u"{\"a\":[{\"b\":42}]}"_s << u"42"_s;
        QTest::newRow("first of the rest") << numbers(2500) << u"1000"_s;
        QTest::newRow("last of the rest") << numbers(2500) << u"2499"_s;
        QTest::newRow("below the rest") << numbers(2500).chopped(1) + u",{\"x\":[7777]}]"_s << u"7777"_s;
        QTest::newRow("scalar") << u"12"_s << u"12"_s;
    }
    void findsTheRowOfAValue()
    {
        QFETCH(QString, json);
        QFETCH(QString, value);
        JsonTreeModel model;
        model.setJson(JsonIndex(json));
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        qint32 node = 0;
        while (model.json().value(node) != value)
            ++node;
        const QModelIndex index = model.indexOf(node);
        QCOMPARE(model.nodeOf(index), node);
        QCOMPARE(index.siblingAtColumn(JsonTreeModel::Value).data(Qt::EditRole).toString(), value);
    }

    void depthIsBounded()
    {
        constexpr int Levels = 10'000;
        JsonTreeModel model;
        model.setJson(JsonIndex(QString(Levels, u'[') + u'1' + QString(Levels, u']')));
        QModelIndex index;
        int depth = 0;
        while (model.hasChildren(index)) {
            model.fetchMore(index);
            index = model.index(0, 0, index);
            ++depth;
        }
        QCOMPARE(depth, JsonTreeModel::MaxDepth);
        QVERIFY(index.siblingAtColumn(JsonTreeModel::Value).data().toString().contains(u"too deeply"_s));
        QCOMPARE(model.indexOf(Levels), index); // the innermost value is somewhere in it
    }

    void cellsAreShort()
    {
        JsonTreeModel model;
        const QString longText = QString(1024 * 1024, u'x');
        model.setJson(
            JsonIndex(u"{\""_s + longText + u"\":\""_s + QString(500'000, QChar(0x202E)) + u"\"}"_s));
        model.fetchMore({});
        for (int column = 0; column < JsonTreeModel::ColumnCount; ++column) {
            const QModelIndex index = model.index(0, column);
            QVERIFY(index.data().toString().size() <= JsonTreeModel::MaxCellText);
            QVERIFY(index.data().toString().endsWith(u'…'));
            QVERIFY(index.data(Qt::ToolTipRole).toString().size() < 5000);
        }
        QCOMPARE(model.index(0, JsonTreeModel::Key).data(Qt::EditRole).toString(), longText);
    }
};

QTEST_GUILESS_MAIN(tst_JsonTreeModel)
#include "tst_jsontreemodel.moc"
