#include "ui/messages/jsontreeview.h"

#include "ui/messages/jsonindex.h"
#include "ui/messages/jsontreemodel.h"

#include <QAction>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_JsonTreeView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_view = std::make_unique<JsonTreeView>();
        m_view->resize(500, 400);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
        m_view->setFocus();
    }

    void copies_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("value"); // as sent
        QTest::addColumn<QString>("copied");
        const QString path = u"copyPathAction"_s;
        const QString filter = u"copyFilterAction"_s;
        const QString value = u"copyValueAction"_s;
        QTest::newRow("path") << path << u"7.50"_s << u"order.items[0].price"_s;
        QTest::newRow("path of a quoted key") << path << u"\"x\""_s << u"order.\"a b\""_s;
        QTest::newRow("filter") << filter << u"7.50"_s << u"json:order.items[0].price=7.50"_s;
        QTest::newRow("filter of a string") << filter << u"\"x\""_s << u"json:order.\"a b\"=\"x\""_s;
        QTest::newRow("filter of a container") << filter << u"[{\"price\":7.50}]"_s << u"json:order.items"_s;
        QTest::newRow("number as sent") << value << u"7.50"_s << u"7.50"_s;
        QTest::newRow("string without escapes") << value << u"\"q\\\"\\n\""_s << u"q\"\n"_s;
        QTest::newRow("container as sent") << value << u"[{\"price\":7.50}]"_s << u"[{\"price\":7.50}]"_s;
    }
    void copies()
    {
        QFETCH(QString, action);
        QFETCH(QString, value);
        m_view->showJson(
            JsonIndex(u"{\"order\":{\"items\":[{\"price\":7.50}],\"a b\":\"x\",\"e\":\"q\\\"\\n\"}}"_s));
        select(value);
        QSignalSpy reported(m_view.get(), &JsonTreeView::reported);
        m_view->findChild<QAction *>(action)->trigger();
        QTEST(QGuiApplication::clipboard()->text(), "copied");
        QCOMPARE(reported.size(), 1);
    }

    void copiesWithTheKeyboard()
    {
        m_view->showJson(JsonIndex(u"{\"a\":{\"b\":12}}"_s));
        select(u"12"_s);
        QTest::keyClick(m_view.get(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"12"_s);
        QTest::keyClick(m_view.get(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"a.b"_s);
    }

    void saysThatThereIsNoPath()
    {
        m_view->showJson(JsonIndex(u"{\"a\":1,\"a\":2}"_s));
        select(u"2"_s);
        QGuiApplication::clipboard()->setText(u"before"_s);
        QSignalSpy reported(m_view.get(), &JsonTreeView::reported);
        m_view->findChild<QAction *>(u"copyPathAction"_s)->trigger();
        m_view->findChild<QAction *>(u"copyFilterAction"_s)->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), u"before"_s);
        QCOMPARE(reported.size(), 2);
    }

    void hostileTextsAreVisibleInReports()
    {
        m_view->showJson(JsonIndex(u"{\"a\u202E\":1}"_s));
        select(u"1"_s);
        QSignalSpy reported(m_view.get(), &JsonTreeView::reported);
        m_view->findChild<QAction *>(u"copyPathAction"_s)->trigger();
        QVERIFY(reported[0][0].toString().contains(u"‹U+202E›"_s));
    }

    void contextMenu()
    {
        m_view->showJson(JsonIndex(u"[1]"_s));
        QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(5, 5), m_view->mapToGlobal(QPoint(5, 5)));
        QCoreApplication::sendEvent(m_view->viewport(), &event);
        auto *menu = m_view->findChild<QMenu *>();
        QVERIFY(menu);
        QVERIFY(menu->actions().contains(m_view->findChild<QAction *>(u"copyPathAction"_s)));
        menu->close();
    }

    void expandsFewRowsAtFirst()
    {
        m_view->showJson(JsonIndex(u"{\"a\":{\"b\":{\"c\":[1,2]}}}"_s));
        QVERIFY(m_view->isExpanded(rowOf(u"{\"c\":[1,2]}"_s)));
        QString many = u"{\"a\":["_s;
        for (int i = 0; i < 500; ++i)
            many += u"[1],"_s;
        m_view->showJson(JsonIndex(many + u"2]}"_s));
        QVERIFY(!m_view->isExpanded(m_view->model()->index(0, 0)));
    }

    void expandsAllBelow_data()
    {
        QTest::addColumn<bool>("byKeyboard");
        QTest::newRow("action") << false;
        QTest::newRow("keyboard") << true;
    }
    void expandsAllBelow()
    {
        QFETCH(bool, byKeyboard);
        QString json = u"{\"a\":["_s;
        for (int i = 0; i < 900; ++i)
            json += u"[%1,[%1]],"_s.arg(i);
        m_view->showJson(JsonIndex(json + u"0],\"b\":[[3]]}"_s));
        m_view->setCurrentIndex(m_view->model()->index(0, 0));
        if (byKeyboard)
            QTest::keyClick(m_view.get(), Qt::Key_Asterisk);
        else
            m_view->findChild<QAction *>(u"expandAllAction"_s)->trigger();
        const QModelIndex last = m_view->model()->index(899, 0, m_view->model()->index(0, 0));
        QVERIFY(m_view->isExpanded(last));
        QVERIFY(m_view->isExpanded(m_view->model()->index(1, 0, last)));
        m_view->findChild<QAction *>(u"collapseAllAction"_s)->trigger();
        QVERIFY(!m_view->isExpanded(last));
        QVERIFY(!m_view->isExpanded(m_view->model()->index(0, 0)));
    }

    void expandingIsBounded()
    {
        m_view->showJson(JsonIndex(u"[["_s + u"[1,2,3,4,5,6,7,8,9],"_s.repeated(20'000) + u"0]]"_s));
        m_view->setCurrentIndex(m_view->model()->index(0, 0));
        QSignalSpy reported(m_view.get(), &JsonTreeView::reported);
        m_view->findChild<QAction *>(u"expandAllAction"_s)->trigger();
        QCOMPARE(reported.size(), 1);
        const QModelIndex top = m_view->model()->index(0, 0);
        QVERIFY(m_view->isExpanded(m_view->model()->index(0, 0, top)));
        QVERIFY(!m_view->isExpanded(m_view->model()->index(999, 0, top)));
        m_view->grab();
    }

    void finds_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("wanted");
        QTest::addColumn<int>("count");
        QTest::addColumn<QString>("first"); // the value
        QTest::newRow("key and value") << u"{\"Price\":1,\"b\":\"price\"}"_s << u"price"_s << 2 << u"1"_s;
        QTest::newRow("once a row") << u"{\"aa\":\"aaa\"}"_s << u"a"_s << 1 << u"\"aaa\""_s;
        QTest::newRow("no structure") << u"[[1],{\"a\":2}]"_s << u"["_s << 0 << QString();
        QTest::newRow("brackets in a string") << u"[\"[x]\"]"_s << u"[x"_s << 1 << u"\"[x]\""_s;
        QTest::newRow("not over two values") << u"[12,34]"_s << u"2,3"_s << 0 << QString();
        QTest::newRow("a key with its quotation mark") << u"{\"abc\":1}"_s << u"c\""_s << 1 << u"1"_s;
        QTest::newRow("deep") << u"[[[[[[[[[[\"needle\"]]]]]]]]]]"_s << u"NEEDLE"_s << 1 << u"\"needle\""_s;
        QTest::newRow("in a group") << u"["_s + u"0,"_s.repeated(2345) + u"77]"_s << u"77"_s << 1 << u"77"_s;
    }
    void finds()
    {
        QFETCH(QString, json);
        QFETCH(QString, wanted);
        QFETCH(QString, first);
        m_view->showJson(JsonIndex(json));
        QTEST(m_view->search(wanted), "count");
        if (first.isEmpty())
            return;
        m_view->showMatch(0);
        QCOMPARE(m_view->currentIndex().siblingAtColumn(1).data(Qt::EditRole).toString(), first);
        QVERIFY(m_view->viewport()->rect().intersects(m_view->visualRect(m_view->currentIndex())));
    }

    void searchesFromTheCurrentRowOn()
    {
        m_view->showJson(JsonIndex(u"[11,21,31,41]"_s));
        select(u"21"_s);
        QCOMPARE(m_view->search(u"1"_s), 4);
        QCOMPARE(m_view->firstMatch(), 1);
        QCOMPARE(m_view->search(u"11"_s), 1);
        QCOMPARE(m_view->firstMatch(), 0);
    }

    void clearForgets()
    {
        m_view->showJson(JsonIndex(u"[1]"_s));
        m_view->clear();
        QCOMPARE(m_view->model()->rowCount(), 0);
        QCOMPARE(m_view->search(u"1"_s), 0);
        QVERIFY(!m_view->findChild<QAction *>(u"copyValueAction"_s)->isEnabled());
    }

private:
    QModelIndex rowOf(const QString &value)
    {
        auto *model = static_cast<JsonTreeModel *>(m_view->model());
        qint32 node = 0;
        while (model->json().value(node) != value)
            ++node;
        return model->indexOf(node);
    }
    void select(const QString &value) { m_view->setCurrentIndex(rowOf(value)); }

    std::unique_ptr<JsonTreeView> m_view;
};

QTEST_MAIN(tst_JsonTreeView)
#include "tst_jsontreeview.moc"
