#include "ui/messages/jsontreeview.h"

#include "core/model/querytext.h"
#include "ui/messages/jsontreemodel.h"
#include "ui/theme/peertext.h"

#include <QAction>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QStringMatcher>

#include <algorithm>
#include <deque>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr int FewRows = 60;               // expanded at first
constexpr qsizetype MaxReported = 80;     // characters of what was copied
constexpr qsizetype MaxFilterValue = 200; // characters

} // namespace

JsonTreeView::JsonTreeView(QWidget *parent)
    : QTreeView(parent)
    , m_model(new JsonTreeModel(this))
    , m_copyPath(new QAction(this))
    , m_copyFilter(new QAction(this))
    , m_copyValue(new QAction(this))
    , m_expandAll(new QAction(this))
    , m_collapseAll(new QAction(this))
{
    setModel(m_model);
    setUniformRowHeights(true); // or the view would ask for the size of every row
    setAlternatingRowColors(true);
    setEditTriggers(NoEditTriggers);
    setTextElideMode(Qt::ElideRight);
    setIndentation(fontMetrics().averageCharWidth() * 2);
    header()->setStretchLastSection(true);
    header()->resizeSection(JsonTreeModel::Key, fontMetrics().averageCharWidth() * 20);

    m_copyPath->setObjectName(u"copyPathAction"_s);
    m_copyFilter->setObjectName(u"copyFilterAction"_s);
    m_copyValue->setObjectName(u"copyValueAction"_s);
    m_expandAll->setObjectName(u"expandAllAction"_s);
    m_collapseAll->setObjectName(u"collapseAllAction"_s);
    m_copyValue->setShortcut(QKeySequence::Copy);
    m_copyPath->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
    m_expandAll->setShortcut(QKeySequence(Qt::Key_Asterisk));
    m_collapseAll->setShortcut(QKeySequence(Qt::Key_Slash));
    for (QAction *action : {m_copyValue, m_copyPath, m_copyFilter, m_expandAll, m_collapseAll}) {
        action->setShortcutContext(Qt::WidgetShortcut);
        addAction(action);
    }
    connect(m_copyPath, &QAction::triggered, this, &JsonTreeView::copyPath);
    connect(m_copyFilter, &QAction::triggered, this, &JsonTreeView::copyFilter);
    connect(m_copyValue, &QAction::triggered, this, &JsonTreeView::copyValue);
    connect(m_expandAll, &QAction::triggered, this, &JsonTreeView::expandAll);
    connect(m_collapseAll, &QAction::triggered, this, &JsonTreeView::collapseBelow);
    connect(selectionModel(), &QItemSelectionModel::currentChanged, this, &JsonTreeView::updateActions);
    connect(m_model, &QAbstractItemModel::modelReset, this, &JsonTreeView::updateActions);
    retranslate();
    updateActions();
}

void JsonTreeView::showJson(JsonIndex index)
{
    m_matches.clear();
    m_model->setJson(std::move(index));
    m_model->fetchMore({});
    if (m_model->rowCount() > 0)
        setCurrentIndex(m_model->index(0, JsonTreeModel::Key));
    expandBelow({}, FewRows);
    scrollToTop();
}

void JsonTreeView::clear()
{
    showJson({});
}

void JsonTreeView::retranslate()
{
    m_copyPath->setText(tr("Copy &Path"));
    m_copyFilter->setText(tr("Copy as &Filter"));
    m_copyValue->setText(tr("&Copy Value"));
    m_expandAll->setText(tr("&Expand All Below"));
    m_collapseAll->setText(tr("C&ollapse All Below"));
    setAccessibleName(tr("Payload as a JSON tree"));
}

void JsonTreeView::updateActions()
{
    const qint32 node = m_model->nodeOf(currentIndex());
    m_copyValue->setEnabled(node >= 0);
    m_expandAll->setEnabled(currentIndex().isValid());
    m_collapseAll->setEnabled(currentIndex().isValid());
    m_copyPath->setEnabled(node >= 0);
    m_copyFilter->setEnabled(node >= 0);
}

void JsonTreeView::copyPath()
{
    const qint32 node = m_model->nodeOf(currentIndex());
    const QString path = node < 0 ? QString() : m_model->json().path(node);
    if (path.isEmpty()) {
        Q_EMIT reported(tr("Filters have no path for this value"));
        return;
    }
    QGuiApplication::clipboard()->setText(path);
    Q_EMIT reported(tr("Copied %1").arg(elided(visibleText(path, PeerTextKind::Line), MaxReported)));
}

void JsonTreeView::copyFilter()
{
    const JsonIndex &json = m_model->json();
    const qint32 node = m_model->nodeOf(currentIndex());
    QString filter = node < 0 ? QString() : json.path(node);
    if (filter.isEmpty()) {
        Q_EMIT reported(tr("Filters have no path for this value"));
        return;
    }
    filter.prepend(u"json:"_s);
    if (!json.isContainer(node)) {
        const QStringView value = json.value(node);
        const QString text = value.startsWith(u'"') ? unescapedJson(value) : value.toString();
        if (text.size() <= MaxFilterValue)
            filter += u'=' + (value.startsWith(u'"') ? quotedForQuery(text) : text);
    }
    QGuiApplication::clipboard()->setText(filter);
    Q_EMIT reported(tr("Copied %1").arg(elided(visibleText(filter, PeerTextKind::Line), MaxReported)));
}

void JsonTreeView::copyValue()
{
    const qint32 node = m_model->nodeOf(currentIndex());
    if (node < 0)
        return;
    const QStringView value = m_model->json().value(node);
    QGuiApplication::clipboard()->setText(value.startsWith(u'"') ? unescapedJson(value) : value.toString());
    Q_EMIT reported(tr("Value copied"));
}

void JsonTreeView::expandAll()
{
    if (!expandBelow(currentIndex().siblingAtColumn(JsonTreeModel::Key), MaxExpanded))
        Q_EMIT reported(tr("Expanded as far as %L1 rows").arg(MaxExpanded));
}

bool JsonTreeView::expandBelow(const QModelIndex &index, int maxRows)
{
    scheduleDelayedItemsLayout(); // one layout for all that is expanded below
    std::deque<QModelIndex> next{index};
    int rows = 0;
    while (!next.empty()) {
        const QModelIndex parent = next.front();
        next.pop_front();
        m_model->fetchMore(parent);
        const int count = m_model->rowCount(parent);
        if (rows + count > maxRows && parent != index)
            return false;
        rows += count;
        if (parent.isValid())
            expand(parent);
        for (int row = 0; row < count; ++row) {
            const QModelIndex child = m_model->index(row, JsonTreeModel::Key, parent);
            if (m_model->hasChildren(child) && m_model->nodeOf(child) >= 0)
                next.push_back(child);
        }
    }
    return true;
}

void JsonTreeView::collapseBelow()
{
    const QModelIndex top = currentIndex().siblingAtColumn(JsonTreeModel::Key);
    scheduleDelayedItemsLayout();
    std::deque<QModelIndex> next{top};
    while (!next.empty()) {
        const QModelIndex parent = next.front();
        next.pop_front();
        collapse(parent);
        for (int row = 0; row < m_model->rowCount(parent); ++row) {
            const QModelIndex child = m_model->index(row, JsonTreeModel::Key, parent);
            if (isExpanded(child))
                next.push_back(child);
        }
    }
}

int JsonTreeView::search(const QString &text)
{
    m_matches.clear();
    const JsonIndex &json = m_model->json();
    if (text.isEmpty() || json.isEmpty())
        return 0;
    const QStringMatcher matcher(text, Qt::CaseInsensitive);
    qsizetype at = matcher.indexIn(json.text());
    qint32 node = -1;
    while (at >= 0 && int(m_matches.size()) < MaxMatches) {
        while (node + 1 < json.size() && json.at(node + 1).start() <= at)
            ++node;
        // Within the key or the value: brackets and what is between values are not shown.
        const qsizetype end = at + text.size();
        const bool isShown =
            node >= 0 && (end <= json.at(node).keyEnd ||
                          (!json.isContainer(node) && at >= json.at(node).begin && end <= json.at(node).end));
        if (isShown && (m_matches.empty() || m_matches.back() != node))
            m_matches.push_back(node);
        at = matcher.indexIn(json.text(), at + 1);
    }
    return int(m_matches.size());
}

int JsonTreeView::firstMatch() const
{
    const qint32 current = m_model->nodeOf(currentIndex());
    const auto found = std::ranges::lower_bound(m_matches, current);
    return found == m_matches.end() ? 0 : int(found - m_matches.begin());
}

void JsonTreeView::showMatch(int number)
{
    const QModelIndex index = m_model->indexOf(m_matches[std::size_t(number)]);
    for (QModelIndex above = index.parent(); above.isValid(); above = above.parent())
        expand(above);
    setCurrentIndex(index);
    scrollTo(index);
}

void JsonTreeView::keyPressEvent(QKeyEvent *event)
{
    // Of QAbstractItemView, which copies what is displayed, and of QTreeView, which expands without a limit.
    if (event->matches(QKeySequence::Copy))
        copyValue();
    else if (event->key() == Qt::Key_Asterisk)
        expandAll();
    else
        QTreeView::keyPressEvent(event);
}

void JsonTreeView::contextMenuEvent(QContextMenuEvent *event)
{
    if (!currentIndex().isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({m_copyValue, m_copyPath, m_copyFilter});
    menu->addSeparator();
    menu->addActions({m_expandAll, m_collapseAll});
    const bool isByMouse = event->reason() == QContextMenuEvent::Mouse;
    menu->popup(isByMouse ? event->globalPos()
                          : viewport()->mapToGlobal(visualRect(currentIndex()).bottomLeft()));
}

} // namespace signalbox
