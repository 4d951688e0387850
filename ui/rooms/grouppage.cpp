#include "ui/rooms/grouppage.h"

#include "ui/connections/filterbar.h"
#include "ui/rooms/groupproxymodel.h"
#include "ui/rooms/grouptree.h"
#include "ui/rooms/groupview.h"
#include "ui/theme/icons.h"
#include "ui/theme/peertext.h"

#include <QAction>
#include <QEvent>
#include <QHeaderView>
#include <QMenu>
#include <QVBoxLayout>

#include <algorithm>
#include <climits>

using namespace Qt::StringLiterals;

namespace signalbox {

GroupPage::GroupPage(GroupTree *model, QueryList list, const QString &name, QWidget *parent)
    : ListPane(name, parent)
    , m_model(*model)
    , m_proxy(new GroupProxyModel(*model, this))
    , m_filter(new FilterBar(list, name + u"Filter"_s, name + u"Count"_s, this))
    , m_view(new GroupView(this))
    , m_write(new QAction(this))
    , m_showMessages(new QAction(this))
{
    model->setParent(this);
    m_view->setObjectName(name);
    m_view->setModel(m_proxy);
    m_view->sortByColumn(0, Qt::AscendingOrder);
    // The names take the remaining width: a number far away from its title would be hard to read.
    const bool endsInNumbers = model->isNumeric(model->columnCount() - 1);
    m_view->header()->setStretchLastSection(!endsInNumbers);
    if (endsInNumbers)
        m_view->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    for (int column = 0; column < model->columnCount(); ++column)
        m_view->setColumnWidth(column, model->width(column) * fontMetrics().averageCharWidth());

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_filter);
    layout->addWidget(m_view, 1);

    m_view->addActions({m_write, m_showMessages});
    setIcons();

    const QueryField named = list == QueryList::Rooms ? QueryField::Room : QueryField::User;
    m_filter->setKnownValues(
        [this, named](QueryField field) { return field == named ? m_model.names() : QStringList(); });
    connect(m_filter, &FilterBar::queryChanged, this, &GroupPage::applyFilter);
    connect(m_filter, &FilterBar::leaveRequested, m_view, qOverload<>(&QWidget::setFocus));
    connect(m_view, &QAbstractItemView::activated, this, [this](const QModelIndex &index) {
        if (const RoomMember *member = m_model.memberAt(m_proxy->mapToSource(index)))
            Q_EMIT detailsRequested(member->client);
    });
    connect(m_view, &QWidget::customContextMenuRequested, this, &GroupPage::showMenu);
    connect(m_view, &QTreeView::collapsed, this,
            [this](const QModelIndex &index) { Q_EMIT collapsed(m_proxy->mapToSource(index)); });
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &GroupPage::selectionChanged);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &GroupPage::selectionChanged);
    connect(m_proxy, &QAbstractItemModel::modelReset, this, &GroupPage::selectionChanged);
    connect(this, &GroupPage::selectionChanged, this, &ListPane::targetsChanged);
}

QByteArray GroupPage::saveState() const
{
    return m_view->header()->saveState();
}

bool GroupPage::restoreState(const QByteArray &state)
{
    return m_view->header()->restoreState(state);
}

void GroupPage::activateFilter()
{
    m_filter->activate();
}

void GroupPage::activateList()
{
    m_view->setFocus(Qt::ShortcutFocusReason);
}

void GroupPage::addMenuActions(const QList<QAction *> &actions)
{
    m_moreActions += actions;
    m_view->addActions(actions);
}

void GroupPage::setTexts(const Texts &texts)
{
    m_texts = texts;
    m_filter->setTexts({texts.filterHint, texts.filterHint, texts.filterHelp});
    m_view->setAccessibleName(texts.viewName);
    m_model.retranslate();
    showPlaceholder();
}

void GroupPage::setCount(const QString &text)
{
    m_filter->setCount(text);
}

void GroupPage::nameButtons()
{
    m_write->setIconText(tr("Write"));
    m_showMessages->setIconText(tr("Messages"));
}

GroupPage::Selection GroupPage::selection() const
{
    Selection selection;
    QStringList groupsOfMembers;
    const QModelIndexList rows = m_view->selectionModel()->selectedRows();
    for (const QModelIndex &row : rows) {
        const QModelIndex index = m_proxy->mapToSource(row);
        const Group *group = m_model.groupOf(index);
        if (const RoomMember *member = m_model.memberAt(index)) {
            selection.members.push_back(member->client);
            groupsOfMembers += group->name;
        } else if (group) {
            selection.groups += group->name;
        }
    }
    groupsOfMembers.removeDuplicates();
    if (groupsOfMembers.size() == 1)
        selection.groupOfMembers = groupsOfMembers.front();
    std::ranges::sort(selection.members); // a connection may be in several rooms
    selection.members.erase(std::unique(selection.members.begin(), selection.members.end()),
                            selection.members.end());
    return selection;
}

QString GroupPage::selectionText() const
{
    const Selection selected = selection();
    const quint64 count = targets().count;
    const int number = int(std::min<quint64>(count, INT_MAX));
    if (selected.groups.size() == 1 && selected.members.empty())
        return tr("%1 (%Ln connection(s))", nullptr, number).arg(nameInText(selected.groups.constFirst()));
    if (selected.groups.isEmpty() && selected.members.size() == 1 && currentMember())
        return tr("%1 (#%2)", "user, number of the connection")
            .arg(nameInText(currentMember()->user), currentMember()->client.toString());
    return selected.groups.isEmpty() && selected.members.empty()
               ? QString()
               : tr("%Ln connection(s) selected", nullptr, number);
}

const Group *GroupPage::currentGroup() const
{
    return m_model.groupOf(m_proxy->mapToSource(m_view->currentIndex()));
}

const RoomMember *GroupPage::currentMember() const
{
    return m_model.memberAt(m_proxy->mapToSource(m_view->currentIndex()));
}

void GroupPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslateUi();
    else if (event->type() == QEvent::PaletteChange)
        setIcons();
}

void GroupPage::applyFilter()
{
    m_proxy->setFilter(m_filter->query());
    showPlaceholder();
    Q_EMIT filterChanged(m_filter->query());
}

void GroupPage::showMenu(QPoint at)
{
    if (!m_view->currentIndex().isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({m_write, m_showMessages});
    menu->addSeparator();
    menu->addActions(m_moreActions);
    menu->popup(m_view->viewport()->mapToGlobal(at));
}

void GroupPage::showPlaceholder()
{
    m_view->setPlaceholder(m_filter->query().isEmpty() ? m_texts.empty : m_texts.noMatch);
}

void GroupPage::setIcons()
{
    m_write->setIcon(makeIcon(Icon::Send, palette()));
    m_showMessages->setIcon(makeIcon(Icon::Filter, palette()));
}

} // namespace signalbox
