#include "ui/rooms/grouppage.h"

#include "ui/rooms/groupproxymodel.h"
#include "ui/rooms/grouptree.h"
#include "ui/rooms/groupview.h"
#include "ui/theme/icons.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace signalbox {

GroupPage::GroupPage(GroupTree &model, const QString &name, const std::vector<int> &widths, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_proxy(new GroupProxyModel(model, this))
    , m_filterLabel(new QLabel(this))
    , m_filter(new QLineEdit(this))
    , m_filterIcon(m_filter->addAction(makeIcon(Icon::Filter, palette()), QLineEdit::LeadingPosition))
    , m_count(new QLabel(this))
    , m_view(new GroupView(this))
{
    m_view->setObjectName(name);
    m_view->setModel(m_proxy);
    setFocusProxy(m_view);
    m_view->sortByColumn(0, Qt::AscendingOrder);
    // Names take what is left: a number far away from its title would be hard to read.
    const bool endsInNumbers = model.isNumeric(model.columnCount() - 1);
    m_view->header()->setStretchLastSection(!endsInNumbers);
    if (endsInNumbers)
        m_view->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    for (std::size_t column = 0; column < widths.size(); ++column)
        m_view->setColumnWidth(int(column), widths[column] * fontMetrics().averageCharWidth());

    m_filter->setObjectName(name + u"Filter"_s);
    m_filter->setClearButtonEnabled(true);
    m_filterLabel->setBuddy(m_filter);
    m_count->setObjectName(name + u"Count"_s);
    m_filterDelay.setSingleShot(true);
    m_filterDelay.setInterval(std::chrono::milliseconds(120));

    auto *top = new QHBoxLayout;
    top->addWidget(m_filterLabel);
    top->addWidget(m_filter, 1);
    top->addSpacing(fontMetrics().averageCharWidth());
    top->addWidget(m_count);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(top);
    layout->addWidget(m_view, 1);

    connect(m_filter, &QLineEdit::textChanged, &m_filterDelay, qOverload<>(&QTimer::start));
    connect(m_filter, &QLineEdit::returnPressed, this, &GroupPage::applyFilter);
    connect(&m_filterDelay, &QTimer::timeout, this, &GroupPage::applyFilter);
    connect(m_view, &QWidget::customContextMenuRequested, this, &GroupPage::showMenu);
    connect(m_view, &QTreeView::collapsed, this,
            [this](const QModelIndex &index) { Q_EMIT collapsed(m_proxy->mapToSource(index)); });
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &GroupPage::selectionChanged);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &GroupPage::selectionChanged);
    connect(m_proxy, &QAbstractItemModel::modelReset, this, &GroupPage::selectionChanged);
}

void GroupPage::setActions(const QList<QAction *> &actions)
{
    m_actions = actions;
    for (QAction *action : actions) {
        if (action)
            m_view->addAction(action);
    }
}

void GroupPage::setWords(const Words &words)
{
    m_words = words;
    m_filterLabel->setText(words.filterLabel);
    m_filter->setPlaceholderText(words.filterHint);
    m_filter->setAccessibleName(words.filterHint);
    m_view->setAccessibleName(words.viewName);
    m_model.retranslate();
    showPlaceholder();
}

void GroupPage::setCount(const QString &text)
{
    m_count->setText(text);
    m_count->setAccessibleName(text);
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
    selection.members.erase(std::ranges::unique(selection.members).begin(), selection.members.end());
    return selection;
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
    if (event->type() == QEvent::PaletteChange)
        m_filterIcon->setIcon(makeIcon(Icon::Filter, palette()));
}

void GroupPage::applyFilter()
{
    m_filterDelay.stop();
    const QString text = m_filter->text().trimmed();
    m_proxy->setFilter(text);
    showPlaceholder();
    Q_EMIT filterChanged(text);
}

void GroupPage::showMenu(QPoint at)
{
    if (!m_view->currentIndex().isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (QAction *action : m_actions) {
        if (!action)
            menu->addSeparator();
        else if (action->isVisible())
            menu->addAction(action);
    }
    menu->popup(m_view->viewport()->mapToGlobal(at));
}

void GroupPage::showPlaceholder()
{
    m_view->setPlaceholder(m_filter->text().trimmed().isEmpty() ? m_words.empty : m_words.noMatch);
}

} // namespace signalbox
