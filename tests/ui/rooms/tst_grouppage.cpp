#include "ui/rooms/grouppage.h"

#include "ui/rooms/usersmodel.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

ConnectionSnapshot connection(quint64 id, const QString &user)
{
    ConnectionSnapshot snapshot;
    snapshot.info.id = ConnectionId(id);
    snapshot.info.user = user;
    return snapshot;
}

class SamplePage final : public GroupPage
{
public:
    explicit SamplePage(UsersModel *model)
        : GroupPage(model, QueryList::Users, u"sample"_s, nullptr)
    {
        addMenuActions({&m_more});
        retranslateUi();
    }

    using GroupPage::currentGroup;
    using GroupPage::currentMember;
    using GroupPage::messagesAction;
    using GroupPage::selection;
    using GroupPage::setCount;
    using GroupPage::writeAction;

    QAction &moreAction() { return m_more; }
    int retranslations() const { return m_retranslations; }

    QString title() const override { return u"Sample"_s; }
    void setWatching(bool) override {}
    ActionTargets targets() const override { return {}; }

private:
    void retranslateUi() override
    {
        ++m_retranslations;
        setTexts({u"Name of a user"_s, u"Help"_s, u"Users"_s, u"Nobody"_s, u"No match"_s});
    }

    QAction m_more;
    int m_retranslations = 0;
};

//! A page with ann (1, 4), bob (2) and eve (3).
struct Shown
{
    UsersModel *model = new UsersModel;
    SamplePage page{model};
    QTreeView &tree = *page.findChild<QTreeView *>(u"sample"_s);
    QLineEdit &filter = *page.findChild<QLineEdit *>(u"sampleFilter"_s);

    Shown()
    {
        model->apply({{connection(1, u"ann"_s), connection(2, u"bob"_s), connection(3, u"eve"_s),
                       connection(4, u"ann"_s)},
                      {},
                      {}});
        page.resize(800, 400);
        page.show();
        tree.expandAll();
    }
    QModelIndex group(int row) const { return tree.model()->index(row, 0); }
    QModelIndex member(int groupRow, int row) const { return tree.model()->index(row, 0, group(groupRow)); }
    void select(const QModelIndexList &indexes)
    {
        for (const QModelIndex &index : indexes)
            tree.selectionModel()->select(index, QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
    QStringList names() const
    {
        QStringList names;
        for (int row = 0; row < tree.model()->rowCount(); ++row)
            names += group(row).data().toString();
        return names;
    }
    void setFilter(const QString &text)
    {
        filter.setText(text);
        QTest::keyClick(&filter, Qt::Key_Return);
    }
};

} // namespace

class tst_GroupPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void ownsItsModel()
    {
        QPointer<UsersModel> model = new UsersModel;
        {
            SamplePage page(model);
            QCOMPARE(model->QObject::parent(), &page);
        }
        QVERIFY(!model);
    }

    void hasNamesAndTexts()
    {
        Shown shown;
        shown.page.setCount(u"3 users"_s);
        QCOMPARE(shown.filter.placeholderText(), u"Name of a user"_s);
        QCOMPARE(shown.filter.accessibleName(), u"Name of a user"_s);
        QCOMPARE(shown.filter.toolTip(), u"Help"_s);
        QCOMPARE(shown.tree.accessibleName(), u"Users"_s);
        QCOMPARE(shown.page.findChild<QLabel *>(u"sampleCount"_s)->text(), u"3 users"_s);
        QVERIFY(!shown.page.writeAction().icon().isNull());
        const int before = shown.page.retranslations();
        QEvent event(QEvent::LanguageChange);
        QCoreApplication::sendEvent(&shown.page, &event);
        QCOMPARE(shown.page.retranslations(), before + 1);
    }

    void filtersGroups()
    {
        Shown shown;
        QSignalSpy changed(&shown.page, &GroupPage::filterChanged);
        shown.setFilter(u" B "_s);
        QCOMPARE(changed.size(), 1);
        QVERIFY(changed.front().front().value<Query>() == Query::parse(u"b", QueryList::Users).query);
        QCOMPARE(shown.names(), QStringList{u"bob"_s});
        shown.setFilter(u"user:"_s); // the last valid filter stays in effect
        QCOMPARE(shown.names(), QStringList{u"bob"_s});
        QVERIFY(shown.page.findChild<QLabel *>(u"sampleFilterError"_s)->isVisible());
        shown.setFilter({});
        QVERIFY(!shown.page.findChild<QLabel *>(u"sampleFilterError"_s)->isVisible());
        QCOMPARE(shown.names(), (QStringList{u"ann"_s, u"bob"_s, u"eve"_s}));
    }

    void selection_data()
    {
        QTest::addColumn<QList<int>>("groupRows");
        QTest::addColumn<QList<int>>("membersOfFirst");  // rows below ann
        QTest::addColumn<QList<int>>("membersOfSecond"); // rows below bob
        QTest::addColumn<QStringList>("groups");
        QTest::addColumn<QList<int>>("ids");
        QTest::addColumn<QString>("groupOfMembers");
        using Rows = QList<int>;
        QTest::newRow("nothing") << Rows{} << Rows{} << Rows{} << QStringList{} << Rows{} << QString();
        QTest::newRow("groups") << Rows{0, 2} << Rows{} << Rows{} << QStringList{u"ann"_s, u"eve"_s} << Rows{}
                                << QString();
        QTest::newRow("connections of one group")
            << Rows{} << Rows{1, 0} << Rows{} << QStringList{} << Rows{1, 4} << u"ann"_s;
        QTest::newRow("connections of two groups")
            << Rows{} << Rows{1} << Rows{0} << QStringList{} << Rows{2, 4} << QString();
        QTest::newRow("a group and a connection of another")
            << Rows{2} << Rows{} << Rows{0} << QStringList{u"eve"_s} << Rows{2} << u"bob"_s;
    }
    void selection()
    {
        QFETCH(QList<int>, groupRows);
        QFETCH(QList<int>, membersOfFirst);
        QFETCH(QList<int>, membersOfSecond);
        QFETCH(QStringList, groups);
        QFETCH(QList<int>, ids);
        Shown shown;
        for (const int row : groupRows)
            shown.select({shown.group(row)});
        for (const int row : membersOfFirst)
            shown.select({shown.member(0, row)});
        for (const int row : membersOfSecond)
            shown.select({shown.member(1, row)});
        const auto selection = shown.page.selection();
        QCOMPARE(selection.groups, groups);
        QList<int> found;
        for (const ConnectionId id : selection.members)
            found += int(id.value());
        QCOMPARE(found, ids);
        QTEST(selection.groupOfMembers, "groupOfMembers");
    }

    void currentRow()
    {
        Shown shown;
        shown.tree.setCurrentIndex({});
        QVERIFY(!shown.page.currentGroup());
        QVERIFY(!shown.page.currentMember());
        shown.tree.setCurrentIndex(shown.group(1));
        QCOMPARE(shown.page.currentGroup()->name, u"bob"_s);
        QVERIFY(!shown.page.currentMember());
        QSignalSpy changed(&shown.page, &GroupPage::selectionChanged);
        shown.tree.setCurrentIndex(shown.member(0, 1));
        QVERIFY(!changed.isEmpty());
        QCOMPARE(shown.page.currentGroup()->name, u"ann"_s);
        QCOMPARE(shown.page.currentMember()->client, ConnectionId(4));
    }

    void reportsACollapsedGroupOfTheModel()
    {
        Shown shown;
        QModelIndex collapsed;
        connect(&shown.page, &GroupPage::collapsed, this,
                [&](const QModelIndex &index) { collapsed = index; });
        shown.tree.sortByColumn(0, Qt::DescendingOrder);
        shown.tree.collapse(shown.group(2));
        QCOMPARE(collapsed, shown.model->indexOf(u"ann"_s));
    }

    void menuNeedsARow()
    {
        Shown shown;
        shown.tree.setCurrentIndex({});
        Q_EMIT shown.tree.customContextMenuRequested({1, 1});
        QVERIFY(!shown.page.findChild<QMenu *>());
        shown.tree.setCurrentIndex(shown.group(0));
        Q_EMIT shown.tree.customContextMenuRequested({1, 1});
        auto *menu = shown.page.findChild<QMenu *>();
        QVERIFY(menu);
        QList<QAction *> actions = menu->actions();
        actions.removeIf([](const QAction *action) { return action->isSeparator(); });
        QCOMPARE(actions, (QList<QAction *>{&shown.page.writeAction(), &shown.page.messagesAction(),
                                            &shown.page.moreAction()}));
        menu->close();
    }

    void savesItsColumns()
    {
        Shown shown;
        shown.tree.setColumnWidth(UsersModel::Connections, 123);
        Shown other;
        QVERIFY(other.page.restoreState(shown.page.saveState()));
        QCOMPARE(other.tree.columnWidth(UsersModel::Connections), 123);
        QVERIFY(!other.page.restoreState("nonsense"));
    }
};

QTEST_MAIN(tst_GroupPage)
#include "tst_grouppage.moc"
